"""What is asked of the replay of a case; see intents.py."""

from uuid import UUID

from msgspec import Struct

from console.replay.line import Side, Span
from store.rehearsal import RehearsalTry


class ShowReplay(Struct, frozen=True, kw_only=True):
    """Open a case on its time line, standing at ``at`` seconds; None: it is left."""

    ticket: UUID | None
    at: float = 0.0


class ShowTry(Struct, frozen=True, kw_only=True):
    """Open a try of a rehearsal on its time line, with its sound if that is kept."""

    attempt: RehearsalTry


class PlayReplay(Struct, frozen=True, kw_only=True):
    """Play, or stop."""

    on: bool


class SeekReplay(Struct, frozen=True, kw_only=True):
    """Go to that place of the line, in seconds."""

    at: float


class TuneReplay(Struct, frozen=True, kw_only=True):
    """Another side, speed (0.5 to 2), or silence skipped; None leaves it as it is."""

    side: Side | None = None
    speed: float | None = None
    skip: bool | None = None


class LoopReplay(Struct, frozen=True, kw_only=True):
    """Play this piece again and again; None: no more."""

    span: Span | None


ReplayIntent = ShowReplay | ShowTry | PlayReplay | SeekReplay | TuneReplay | LoopReplay
