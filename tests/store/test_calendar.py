from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.calendar import ALWAYS, Calendar, NeverOpenError, OwnDay, Span, weekly

HOUR = timedelta(hours=1)
BERLIN = weekly("berlin", "Europe/Berlin", 9 * 60, 17 * 60)
NIGHT = Calendar(
    key="night", time_zone="Europe/Berlin", week=((Span(0, 6 * 60), Span(22 * 60, 24 * 60)),) * 7
)


def at(text: str, zone: str = "UTC") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def berlin(text: str) -> datetime:
    return at(text, "Europe/Berlin")


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2026-11-20 10:00", 2, "2026-11-20 12:00"),
        ("2026-11-20 16:00", 2, "2026-11-23 10:00"),  # over the weekend
        ("2026-11-20 16:00", 1, "2026-11-20 17:00"),  # the last minute belongs to the day
        ("2026-11-21 03:00", 1, "2026-11-23 10:00"),  # begun on a Saturday
        ("2026-11-20 10:00", 8, "2026-11-23 10:00"),
        ("2026-11-20 10:00", 0, "2026-11-20 10:00"),
        ("2028-02-28 16:00", 9, "2028-02-29 17:00"),  # a leap day has hours too
    ],
)
def test_R40_business_hours_are_added(start: str, hours: int, due: str) -> None:
    assert BERLIN.add(berlin(start), hours * HOUR) == berlin(due)
    assert BERLIN.between(berlin(start), berlin(due)) == hours * HOUR


@pytest.mark.parametrize(
    ("day", "hours"),
    [("2026-03-28", 8), ("2026-03-29", 7), ("2026-10-25", 9), ("2026-07-01", 8)],
)
def test_R40_a_night_is_shorter_or_longer_when_the_clock_changes(day: str, hours: int) -> None:
    """From 00:00 to 06:00 and from 22:00 to midnight."""
    start = berlin(f"{day} 00:00")
    following = date.fromisoformat(day) + timedelta(days=1)
    assert NIGHT.between(start, berlin(f"{following} 00:00")) == hours * HOUR


def test_R40_a_time_that_the_clock_skips_is_the_moment_of_the_change() -> None:
    early = weekly("early", "Europe/Berlin", 2 * 60 + 30, 4 * 60, days=range(7))
    late = weekly("late", "Europe/Berlin", 60, 2 * 60 + 30, days=range(7))
    spring = berlin("2026-03-29 00:00")
    assert early.next_open(spring) == berlin("2026-03-29 03:00")
    assert early.between(spring, spring + 20 * HOUR) == HOUR
    assert late.between(spring, spring + 20 * HOUR) == HOUR
    swallowed = weekly("swallowed", "Europe/Berlin", 2 * 60 + 10, 2 * 60 + 50, days=range(7))
    assert swallowed.next_open(spring) == berlin("2026-03-30 02:10")


def test_R40_an_hour_that_comes_twice_is_open_twice() -> None:
    autumn = weekly("autumn", "Europe/Berlin", 2 * 60, 3 * 60, days=range(7))
    assert autumn.between(berlin("2026-10-25 00:00"), berlin("2026-10-25 12:00")) == 2 * HOUR


def test_R40_public_holidays_and_own_days() -> None:
    calendar = Calendar(
        key="de",
        time_zone="Europe/Berlin",
        week=BERLIN.week,
        country="DE",
        region="BY",
        own_days=(
            OwnDay(date(2026, 12, 24), (Span(9 * 60, 12 * 60),)),
            OwnDay(date(2026, 12, 26), (Span(9 * 60, 10 * 60),)),
            OwnDay(date(2026, 12, 28)),
        ),
    )
    assert not calendar.is_open(berlin("2026-01-06 10:00")), "Epiphany, in Bavaria"
    assert not calendar.is_open(berlin("2026-12-24 13:00"))
    assert not calendar.is_open(berlin("2026-12-25 10:00"))
    assert calendar.is_open(berlin("2026-12-26 09:30")), "an own day wins over a holiday and a Saturday"
    assert calendar.next_open(berlin("2026-12-26 10:00")) == berlin("2026-12-29 09:00")


def test_R40_the_zone_is_the_centers_not_the_customers() -> None:
    tokyo = weekly("tokyo", "Asia/Tokyo", 9 * 60, 17 * 60)
    assert tokyo.is_open(at("2026-11-20 00:30"))
    assert not tokyo.is_open(at("2026-11-20 08:30"))
    assert tokyo.is_open(at("2026-11-22 23:59", "America/New_York").astimezone(UTC) - HOUR)


def test_what_cannot_be_a_calendar_is_refused() -> None:
    with pytest.raises(ValueError, match="seven"):
        Calendar(key="x", time_zone="UTC", week=())
    with pytest.raises(ValueError, match="overlap"):
        Calendar(key="x", time_zone="UTC", week=((Span(0, 60), Span(30, 90)),) * 7)
    with pytest.raises(ValueError, match="no span"):
        Span(60, 60)
    closed = Calendar(key="closed", time_zone="UTC", week=((),) * 7)
    with pytest.raises(NeverOpenError):
        closed.add(at("2026-01-01 00:00"), HOUR)
    with pytest.raises(NeverOpenError):
        closed.next_open(at("2026-01-01 00:00"))
    assert closed.between(at("2026-01-01 00:00"), at("2026-02-01 00:00")) == timedelta(0)


ZONES = st.sampled_from(
    [
        "UTC",
        "Europe/Berlin",
        "America/New_York",
        "Asia/Kolkata",
        "Australia/Lord_Howe",
        "Africa/Casablanca",
        "America/Santiago",
        "Pacific/Apia",
    ]
)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    def spans() -> tuple[Span, ...]:
        marks = sorted(set(draw(st.lists(st.integers(0, 1440), max_size=6))))
        return tuple(Span(a, b) for a, b in zip(marks[::2], marks[1::2], strict=False))

    week = tuple(spans() for _ in range(7))
    if not any(b.end - b.begin > 180 for day in week for b in day):
        week = (*week[:6], (Span(60, 1380),))
    return Calendar(key="any", time_zone=draw(ZONES), week=week, country=draw(st.sampled_from(["", "GB"])))


BEGIN = datetime(2023, 1, 1, tzinfo=UTC)
INSTANTS = st.timedeltas(timedelta(0), timedelta(days=6 * 365)).map(lambda later: BEGIN + later)
DURATIONS = st.timedeltas(timedelta(0), timedelta(hours=90))


@settings(max_examples=150, deadline=None)
@given(calendars(), INSTANTS, DURATIONS)
def test_R40_what_is_added_is_what_lies_between(
    calendar: Calendar, start: datetime, length: timedelta
) -> None:
    due = calendar.add(start, length)
    assert calendar.between(start, due) == length
    assert due >= start + length


@settings(max_examples=100, deadline=None)
@given(calendars(), st.lists(INSTANTS, min_size=3, max_size=3, unique=True))
def test_R40_the_parts_of_a_time_are_the_whole(calendar: Calendar, instants: list[datetime]) -> None:
    first, middle, last = sorted(instants)
    last = min(last, first + timedelta(days=200))
    middle = min(middle, last)
    parts = sum((calendar.between(a, b) for a, b in pairwise((first, middle, last))), timedelta(0))
    assert parts == calendar.between(first, last)


@settings(max_examples=60, deadline=None)
@given(INSTANTS, DURATIONS)
def test_R40_around_the_clock_a_duration_is_itself(start: datetime, length: timedelta) -> None:
    assert ALWAYS.add(start, length) == start + length


@settings(max_examples=80, deadline=None)
@given(ZONES, INSTANTS)
def test_R40_every_day_of_a_zone_is_open_from_midnight_to_midnight(zone: str, start: datetime) -> None:
    """No instant between the days is lost or counted twice, whatever the zone does with its clock."""
    around = Calendar(key="around", time_zone=zone, week=ALWAYS.week)
    assert around.between(start, start + timedelta(days=40)) == timedelta(days=40)
