"""The rule for a try of a rehearsal: it is kept as it was, and never changed."""

from store.changes_rehearsal import KeepTry
from store.errors import Rejected
from store.rehearsal import FULL, MOST_MOMENTS, NONE, RehearsalTry, score_of
from store.rules.common import Work

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
            moments=change.moments[:MOST_MOMENTS],
        )
    )  # fmt: skip
