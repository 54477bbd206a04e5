"""The change by which a try of a rehearsal is kept (R64)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from store.change import Change
from store.rehearsal import Moment, TriedStep


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepTry(Change):
    """A try of ``person``'s that has ended; see :class:`store.rehearsal.RehearsalTry`. The score is worked out here.

    ``Rejected("bad_value")`` without a scenario, and for points or weights that cannot be.
    """

    attempt: UUID
    scenario: str
    title: str
    edition: str
    seed: int
    started_at: datetime
    seconds: float
    broken_off: bool = False
    steps: tuple[TriedStep, ...] = ()
    moments: tuple[Moment, ...] = ()
