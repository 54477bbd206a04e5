"""R62: measures beside the goals of a policy."""

import pytest

from console.replay.goals import Verdict, goals_of, talk_over, talk_share
from store.coaching import ConductGoals
from store.recording import Conduct

GOALS = goals_of(ConductGoals(talk_low=30, talk_high=55, talk_over=2.5, silence=10, hold=90))


@pytest.mark.parametrize(
    ("name", "value", "verdict"),
    [
        ("talk", 0.29, Verdict.LOW), ("talk", 0.3, Verdict.IN_RANGE), ("talk", 0.55, Verdict.IN_RANGE),
        ("talk", 0.56, Verdict.HIGH), ("talk", None, Verdict.UNKNOWN),
        ("silence", 10, Verdict.IN_RANGE), ("silence", 10.5, Verdict.HIGH),
        ("talk_over", 0.025, Verdict.IN_RANGE), ("talk_over", 0.026, Verdict.HIGH),
        ("hold", 0, Verdict.IN_RANGE), ("hold", 91, Verdict.HIGH),
    ],
)  # fmt: skip
def test_R62_a_measure_is_in_its_range_or_beyond_it(name: str, value: float | None, verdict: Verdict) -> None:
    assert getattr(GOALS, name).verdict(value) is verdict


def test_R62_the_mark_of_what_is_allowed_stands_in_the_middle_of_its_bar() -> None:
    assert (GOALS.silence.most, GOALS.talk_over.most, GOALS.hold.most) == (20, 0.05, 180)
    assert GOALS.talk.most == 1.0


def test_R62_a_center_that_allows_nothing_has_bars_too() -> None:
    none = goals_of(ConductGoals(talk_low=0, talk_over=0, silence=0, hold=0))
    for goal in (none.silence, none.talk_over, none.hold):
        assert goal.most > 0
        assert (goal.verdict(0), goal.verdict(0.01)) == (Verdict.IN_RANGE, Verdict.HIGH)


def test_R62_a_share_of_nothing_is_not_known() -> None:
    assert talk_share(Conduct(seconds=10)) is None
    assert talk_over(Conduct(seconds=10)) is None
    assert talk_share(Conduct(seconds=10, agent=1, other=3)) == 0.25
    assert talk_over(Conduct(seconds=10, agent=3, other=2, both=1)) == 0.25
