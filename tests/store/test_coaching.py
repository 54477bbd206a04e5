"""What a center may call low and ask of its people: each limit in a row."""

import math
from typing import Any

import pytest

from store.coaching import PERCENT, SECONDS, Coaching, ConductGoals, coaching_faults, conduct_faults


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({}, []),
        ({"below": 0}, []),
        ({"below": 100, "reviews": 1, "weeks": 104}, []),
        ({"below": -0.1}, [("no_percent", "below")]),
        ({"below": 100.1}, [("no_percent", "below")]),
        ({"below": math.nan}, [("no_percent", "below")]),
        ({"reviews": 0}, [("no_count", "reviews")]),
        ({"reviews": 1000}, [("no_count", "reviews")]),
        ({"weeks": 0}, [("no_count", "weeks")]),
        ({"weeks": 105}, [("no_count", "weeks")]),
        ({"below": math.inf, "weeks": -1}, [("no_percent", "below"), ("no_count", "weeks")]),
    ],
)
def test_R64_what_a_center_may_call_low(values: dict[str, Any], told: list[tuple[str, str]]) -> None:
    assert list(coaching_faults(Coaching(**values))) == told


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({}, []),
        ({"talk_low": 0, "talk_high": 100, "talk_over": 0, "silence": 0, "hold": 3600}, []),
        ({"talk_low": 60}, [("low_over_high", "talk_low")]),
        ({"talk_high": 39.5}, [("low_over_high", "talk_low")]),
        ({"talk_low": -1}, [("no_percent", "talk_low")]),
        ({"talk_high": math.nan}, [("no_percent", "talk_high")]),
        ({"talk_over": 101}, [("no_percent", "talk_over")]),
        ({"silence": -1}, [("no_seconds", "silence")]),
        ({"hold": 3601}, [("no_seconds", "hold")]),
    ],
)
def test_R62_what_a_center_may_ask_of_conduct(values: dict[str, Any], told: list[tuple[str, str]]) -> None:
    assert list(conduct_faults(ConductGoals(**values))) == told


def test_every_field_has_a_unit_or_is_counted() -> None:
    names = {*Coaching.__struct_fields__, *ConductGoals.__struct_fields__}
    assert names - PERCENT - SECONDS == {"reviews", "weeks"}
