from datetime import timedelta
from uuid import UUID

import pytest

from store.rehearsal import RehearsalTry, TriedStep, compared, score_of
from store.values import replace
from tests.store.story import START


def step(check: str, points: float, weight: int = 10) -> TriedStep:
    return TriedStep(check=check, weight=weight, points=points)


def tried(number: int, *steps: TriedStep) -> RehearsalTry:
    return RehearsalTry(
        id=UUID(int=number), person="maria", scenario="busy", title="Busy", edition="1", seed=1,
        started_at=START + timedelta(minutes=number), seconds=60.0, score=score_of(steps), steps=steps,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("steps", "score"),
    [
        ((), 0),
        ((step("a", 1.0), step("b", 0.0)), 50),
        ((step("a", 1.0, 30), step("b", 0.5, 10)), 88),
        ((step("a", 1.0), step("b", 1.0, 1)), 100),
    ],
)
def test_R64_a_score_weighs_its_steps(steps: tuple[TriedStep, ...], score: int) -> None:
    assert score_of(steps) == score


def test_R64_a_try_is_compared_with_those_before_it() -> None:
    first = tried(1, step("a", 1.0), step("b", 0.0))
    best = tried(2, step("a", 1.0), step("b", 0.9))
    last = tried(3, step("a", 0.0), step("b", 1.0))
    now = tried(4, step("a", 1.0), step("b", 0.0))
    later = tried(5, step("a", 1.0), step("b", 1.0))
    others = (replace(first, id=UUID(int=9), person="ben"), replace(first, id=UUID(int=8), scenario="queue"))
    found = compared(now, (later, last, *others, now, best, first))
    assert (found.before, found.best, found.last) == (3, best.score, last.score)
    assert (found.gained, found.lost) == (("a",), ("b",))


def test_R64_the_first_try_has_nothing_to_be_compared_with() -> None:
    one = tried(1, step("a", 1.0))
    assert (compared(one, (one,)).before, compared(one, ()).best) == (0, None)
