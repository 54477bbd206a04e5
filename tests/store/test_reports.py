from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.escalation import Kind, Mode
from store.report_sums import folded, spread
from store.reports import MOST_BUCKETS, Filter, Series, Spread, Step, series_of

days = st.dates(date(2020, 1, 1), date(2030, 1, 1))
zones = st.sampled_from(["UTC", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Asia/Beirut"])


def asked(since: str, until: str, **more: object) -> Filter:
    return Filter(since=date.fromisoformat(since), until=date.fromisoformat(until), **more)  # type: ignore[arg-type]


def test_R65_a_week_in_which_clocks_go_forward_is_an_hour_shorter() -> None:
    march = asked("2026-03-23", "2026-04-05", zone="Europe/Berlin", step=Step.WEEK)
    assert march.begin == datetime(2026, 3, 22, 23, tzinfo=UTC)
    assert march.edges == (datetime(2026, 3, 29, 22, tzinfo=UTC),)
    assert march.edges[0] - march.begin == timedelta(days=7, hours=-1)
    assert march.end - march.edges[0] == timedelta(days=7)


def test_R65_a_day_in_which_clocks_go_back_is_an_hour_longer() -> None:
    october = asked("2026-10-25", "2026-10-26", zone="Europe/Berlin", step=Step.DAY)
    assert october.edges[0] - october.begin == timedelta(hours=25)
    assert october.end - october.edges[0] == timedelta(hours=24)


def test_R65_weeks_begin_on_monday_and_months_on_the_first() -> None:
    weeks = asked("2026-01-01", "2026-01-20", step=Step.WEEK)
    assert [day.isoformat() for day in weeks.starts] == [
        "2025-12-29",
        "2026-01-05",
        "2026-01-12",
        "2026-01-19",
    ]
    months = asked("2025-12-31", "2026-03-01", step=Step.MONTH)
    assert [day.isoformat() for day in months.starts] == [
        "2025-12-01",
        "2026-01-01",
        "2026-02-01",
        "2026-03-01",
    ]


def test_R65_the_step_suits_the_time() -> None:
    assert asked("2026-01-01", "2026-01-31").width is Step.DAY
    assert asked("2026-01-01", "2026-03-31").width is Step.WEEK
    assert asked("2025-01-01", "2026-01-01").width is Step.MONTH
    assert asked("2020-01-01", "2026-01-01", step=Step.DAY).width is Step.MONTH


@given(since=days, length=st.integers(0, 900), zone=zones, step=st.sampled_from([None, *Step]))
def test_R65_bars_lie_side_by_side_and_the_time_before_ends_where_this_one_begins(
    since: date, length: int, zone: str, step: Step | None
) -> None:
    one = Filter(since=since, until=since + timedelta(days=length), zone=zone, step=step)
    moments = [one.begin, *one.edges, one.end]
    assert moments == sorted(set(moments))
    assert len(one.starts) == len(one.edges) + 1 <= MOST_BUCKETS + 2
    assert one.before.end == one.begin
    assert one.before.days == one.days
    for edge in one.edges:
        local = edge.astimezone(ZoneInfo(zone))
        assert (local - timedelta(microseconds=1)).date() < local.date()


def test_a_time_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="before"):
        asked("2026-02-02", "2026-02-01")


def test_R65_the_spread_is_by_nearest_rank() -> None:
    assert spread(list(range(1, 11))) == Spread(count=10, median=5, low=1, high=9)
    assert spread([7]) == Spread(count=1, median=7, low=7, high=7)
    assert spread([]) == Spread()


def test_R65_the_series_say_to_whom_it_went() -> None:
    assert series_of(Kind.FUNCTIONAL, Mode.WARM, 3) is Series.DEPARTMENT
    assert series_of(Kind.HIERARCHICAL, Mode.BLIND, 2) is Series.SUPERVISOR
    assert series_of(Kind.HIERARCHICAL, Mode.WARM, 3) is Series.MANAGER
    assert series_of(Kind.FUNCTIONAL, Mode.NO_CALL, 1) is Series.NO_CALL


def test_R65_root_causes_are_one_whatever_their_capitals_and_spaces() -> None:
    assert folded("  Firmware   4.2 ") == folded("firmware 4.2")
