"""What the board shows of the replay of a case."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from console.replay.line import CaseLine
from console.replay.shape import Shape
from console.replay.sources import Tuning
from store.book import Case
from store.rehearsal import RehearsalTry

REVIEW_ROLES = frozenset({"trainer", "supervisor", "escalation_manager", "administrator"})
"""Who has the place Review; agents come to a replay from their own tickets only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayCard:
    """The case that is looked at. While it is ``loading`` there is no ``case`` yet; ``missing``: there is none.

    ``at`` is where it was last told to go, or stopped; where it is while it plays is no part of the board (see
    console.replay.sources.Played). ``shapes`` by recording come a moment after the line. ``problem`` is why it does
    not play (see PlayerListener.player_stands).
    """

    ticket: UUID
    loading: bool = True
    missing: bool = False
    case: Case | None = None
    line: CaseLine = field(default_factory=lambda: CaseLine(ticket=UUID(int=0)))
    shapes: Mapping[UUID, Shape] = field(default_factory=dict)
    opened: bool = False
    """The recordings have been looked at: what cannot be heard is known."""
    playing: bool = False
    at: float = 0.0
    tuning: Tuning = field(default_factory=Tuning)
    problem: str = ""
    attempt: RehearsalTry | None = None
    """The try of a rehearsal that is looked at instead; ``ticket`` is its id then, and there is no such ticket."""
