"""One try of a rehearsal: who tried which scenario, what was done, what it scored, and how it went (R64)."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

MOST_MOMENTS = 1000
"""Of one try; what comes later is not kept."""
FULL, HALF, NONE = 1.0, 0.5, 0.0


class TriedStep(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was looked at. ``check`` is a word of console.rehearsal.scoring, ``points`` from 0 to 1.

    ``measured`` is what was found (``4.2`` seconds, a reason's word, …) as data; ``better`` is the scenario's advice.
    """

    check: str
    weight: int
    points: float
    measured: str = ""
    better: str = ""

    @property
    def done(self) -> bool:
        """Nothing is left to do better."""
        return self.points >= FULL


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened: ``at`` in seconds since the customer's call rang; ``text`` is data, or what was said.

    ``what``: ``rang``, ``answered``, ``says`` (the customer), ``colleague_says``, ``agent_speaks``, ``agent_silent``,
    ``held``, ``resumed``, ``ticked``, ``step`` (a word of telephony.transfer.Step), ``sent``, ``left`` (the customer),
    ``ended``, ``wrapped_up``.
    """

    at: float
    what: str
    text: str = ""


class TrySound(msgspec.Struct, frozen=True, kw_only=True):
    """The sound of one leg: ``at`` (since the ring) and ``seconds`` long; ``consult`` with ``other``, a colleague.

    ``pauses`` are from and to in seconds of the file. The rest is what the archive of rehearsals has to be told
    (:class:`store.recordings.Stored`); ``name`` is "" as long as the file is not there.
    """

    id: UUID
    at: float
    seconds: float
    consult: bool = False
    other: str = ""
    pauses: tuple[tuple[float, float], ...] = ()
    name: str = ""
    size: int = 0
    sha256: str = ""
    peaks: str = ""
    key: str = ""


class RehearsalTry(msgspec.Struct, frozen=True, kw_only=True):
    """A try that came to its end. ``person`` is a directory key, ``scenario`` a file's name, ``score`` from 0 to 100.

    ``edition`` is a digest of the scenario's file: tries of two editions are not quite the same thing. ``seed`` gives
    the same customer again. ``seconds`` is from the ring to the end. ``broken_off``: the trainee ended it early.
    ``sounds`` are in order of time; none without a recording, or once they are deleted. What was ``dropped_at`` some
    time is in no list, and of ids only; its row stays until its files are deleted, and after.
    """

    id: UUID
    person: str
    scenario: str
    title: str
    edition: str
    seed: int
    started_at: datetime
    seconds: float
    score: int
    broken_off: bool = False
    steps: tuple[TriedStep, ...] = ()
    moments: tuple[Moment, ...] = ()
    sounds: tuple[TrySound, ...] = ()
    dropped_at: datetime | None = None


def score_of(steps: Sequence[TriedStep]) -> int:
    """From 0 to 100: the points that were had, each as heavy as its step; 0 without any step."""
    weights = sum(step.weight for step in steps)
    had = sum(step.weight * step.points for step in steps)
    return round(100 * had / weights) if weights else 0


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """A try beside those of the same scenario and person before it: the best and the last score, None without one.

    ``gained`` are checks that are done now and were not the last time, ``lost`` the other way round.
    """

    before: int
    """How many tries there were."""
    best: int | None = None
    last: int | None = None
    gained: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


def compared(one: RehearsalTry, tries: Sequence[RehearsalTry]) -> Compared:
    """Compare ``one`` with the earlier tries among ``tries``, in any order."""
    mine = [t for t in tries if (t.person, t.scenario) == (one.person, one.scenario)]
    earlier = sorted((t for t in mine if _key(t) < _key(one)), key=_key)
    if not earlier:
        return Compared(before=0)
    last = {step.check: step.done for step in earlier[-1].steps}
    return Compared(
        before=len(earlier),
        best=max(t.score for t in earlier),
        last=earlier[-1].score,
        gained=tuple(s.check for s in one.steps if s.done and last.get(s.check) is False),
        lost=tuple(s.check for s in one.steps if not s.done and last.get(s.check) is True),
    )


def _key(one: RehearsalTry) -> tuple[datetime, UUID]:
    return one.started_at, one.id
