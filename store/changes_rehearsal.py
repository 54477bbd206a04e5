"""The changes by which a try of a rehearsal is kept, its sound after it, and both are deleted (R64)."""

from datetime import datetime
from uuid import UUID

from store.change import Change
from store.rehearsal import Moment, TriedStep, TrySound


class KeepTry(Change, frozen=True, kw_only=True):
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
    sounds: tuple[TrySound, ...] = ()
    """What is about to be kept: told before the files are, so that a file which nobody knows cannot be left."""


class KeepTrySounds(Change, frozen=True, kw_only=True):
    """Where the files of a try's sounds are. ``Rejected("gone")`` if it was deleted: so must these files be."""

    attempt: UUID
    sounds: tuple[TrySound, ...]


class DropTry(Change, frozen=True, kw_only=True):
    """Delete a try: one's own, or, for trainers, supervisors and managers, anybody's (else ``not_allowed``).

    Its files are to be deleted next. One that is not there is no error.
    """

    attempt: UUID


class DeletedTrySounds(Change, frozen=True, kw_only=True):
    """The files of these tries' sounds are deleted."""

    attempts: tuple[UUID, ...]


RehearsalChange = KeepTry | KeepTrySounds | DropTry | DeletedTrySounds
