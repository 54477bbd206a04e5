"""What the board shows of the replay of a case."""

from collections.abc import Mapping
from uuid import UUID

import msgspec

from console.replay.line import CaseLine
from console.replay.shape import Shape
from console.replay.sources import Tuning
from store.book import Case
from store.recording import Keeping, Recording
from store.rehearsal import RehearsalTry
from store.ticket import Entry

REVIEW_ROLES = frozenset({"trainer", "supervisor", "escalation_manager", "administrator"})
"""Who has the place Review; agents come to a replay from their own tickets only."""

_HOLDS = frozenset({"held_by_law", "let_go"})


class ReplayCard(msgspec.Struct, frozen=True, kw_only=True):
    """The case that is looked at. While it is ``loading`` there is no ``case`` yet; ``missing``: there is none.

    ``at`` is where it was last told to go, or stopped; where it is while it plays is no part of the board (see
    console.replay.sources.Played). ``shapes`` by recording come a moment after the line. ``problem`` is why it does
    not play (see PlayerListener.player_stands).
    """

    ticket: UUID
    loading: bool = True
    missing: bool = False
    case: Case | None = None
    line: CaseLine = msgspec.field(default_factory=lambda: CaseLine(ticket=UUID(int=0)))
    shapes: Mapping[UUID, Shape] = msgspec.field(default_factory=dict)
    opened: bool = False
    """The recordings have been looked at: what cannot be heard is known."""
    playing: bool = False
    at: float = 0.0
    tuning: Tuning = msgspec.field(default_factory=Tuning)
    problem: str = ""
    attempt: RehearsalTry | None = None
    """The try of a rehearsal that is looked at instead; ``ticket`` is its id then, and there is no such ticket."""
    settling: bool = False
    """A legal hold, or its end, is on its way to the store."""

    @property
    def recordings(self) -> tuple[Recording, ...]:
        """Of the case, without those that are erased."""
        found = self.case.recordings if self.case is not None and self.attempt is None else ()
        return tuple(r for r in found if r.state is not Keeping.ERASED)

    @property
    def held(self) -> bool:
        """Whether it is on legal hold."""
        return any(r.legal_hold for r in self.recordings)

    @property
    def hold(self) -> Entry | None:
        """Who put it on legal hold, when and why; None if it is not, or if nobody has said."""
        said = (
            [e for e in self.case.entries if e.kind in _HOLDS] if self.case is not None and self.held else []
        )
        return said[-1] if said and said[-1].kind == "held_by_law" else None
