"""What is asked of the replay of a case; see intents.py."""

from dataclasses import dataclass
from uuid import UUID

from console.replay.line import Side, Span
from store.rehearsal import RehearsalTry


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowReplay:
    """Open a case on its time line, standing at ``at`` seconds; None: it is left."""

    ticket: UUID | None
    at: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowTry:
    """Open a try of a rehearsal on its time line, with its sound if that is kept."""

    attempt: RehearsalTry


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayReplay:
    """Play, or stop."""

    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SeekReplay:
    """Go to that place of the line, in seconds."""

    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TuneReplay:
    """Another side, speed (0.5 to 2), or silence skipped; None leaves it as it is."""

    side: Side | None = None
    speed: float | None = None
    skip: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LoopReplay:
    """Play this piece again and again; None: no more."""

    span: Span | None


ReplayIntent = ShowReplay | ShowTry | PlayReplay | SeekReplay | TuneReplay | LoopReplay
