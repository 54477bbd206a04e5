"""The rules for a try of a rehearsal: it is kept as it was, and never changed; its sound comes and goes."""

from store.changes_rehearsal import DeletedTrySounds, DropTry, KeepTry, KeepTrySounds
from store.errors import Rejected
from store.hearing import REVIEWERS
from store.rehearsal import FULL, MOST_MOMENTS, NONE, RehearsalTry, TrySound, score_of
from store.rules.common import Work
from store.values import replace

_HEAVIEST = 100


def keep_try(change: KeepTry, work: Work) -> None:
    """One more; told twice it is one."""
    if not change.scenario.strip() or not change.steps:
        raise Rejected("bad_value", "A try is of a scenario, and has steps.")
    for step in change.steps:
        if not NONE <= step.points <= FULL or not 1 <= step.weight <= _HEAVIEST:
            raise Rejected("bad_value", f"The step {step.check} has points or a weight that cannot be.")
    if work.unit.get(RehearsalTry, change.attempt) is not None:
        return
    work.unit.add(
        RehearsalTry(
            id=change.attempt, person=work.who, scenario=change.scenario, title=change.title,
            edition=change.edition, seed=change.seed, started_at=change.started_at, seconds=change.seconds,
            score=score_of(change.steps), broken_off=change.broken_off, steps=change.steps,
            moments=change.moments[:MOST_MOMENTS], sounds=change.sounds,
        )
    )  # fmt: skip


def keep_try_sounds(change: KeepTrySounds, work: Work) -> None:
    """The files are there."""
    one = work.unit.get(RehearsalTry, change.attempt)
    if one is None or one.dropped_at is not None:
        raise Rejected("gone", "This try was deleted.")
    work.unit.put(replace(one, sounds=change.sounds))


def drop_try(change: DropTry, work: Work) -> None:
    """What it was, and how it went, is gone at once; its files follow by their ids."""
    one = work.unit.get(RehearsalTry, change.attempt)
    if one is None or one.dropped_at is not None:
        return
    person = work.unit.person(change.person)
    if work.who != one.person and (person is None or person.role not in REVIEWERS):
        raise Rejected("not_allowed", "You may delete your own tries only.")
    ids = tuple(TrySound(id=s.id, at=0.0, seconds=0.0) for s in one.sounds)
    work.unit.put(
        replace(one, dropped_at=work.at, title="", seconds=0.0, score=0, steps=(), moments=(), sounds=ids)
    )


def deleted_try_sounds(change: DeletedTrySounds, work: Work) -> None:
    """Nothing of them is left."""
    for attempt in change.attempts:
        one = work.unit.get(RehearsalTry, attempt)
        if one is not None:
            work.unit.put(replace(one, sounds=()))
