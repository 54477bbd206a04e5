"""Business hours: when a center is open, in its own time zone, with its holidays. Pure.

Hours are wall-clock times of the calendar's zone; instants are UTC. On the days when the clock is changed the
hours keep to the wall: a night shift from 22:00 to 06:00 is an hour shorter in spring and an hour longer in
autumn, and a time that the clock skips means the moment of the change.

Public holidays come from the ``holidays`` library; own days win over them, and both over the weekly hours.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import msgspec

MINUTES_A_DAY = 24 * 60
_FAR = timedelta(days=3 * 366)
"""A calendar that is closed for so long is taken to be closed for good."""


class NeverOpenError(ValueError):
    """The calendar has no open hours within three years: a duration in it never ends."""


class Span(msgspec.Struct, frozen=True, order=True):
    """Open from minute ``begin`` to minute ``end`` of a day, ``0 <= begin < end <= 1440``."""

    begin: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.begin < self.end <= MINUTES_A_DAY:
            raise ValueError(f"{self.begin} to {self.end} is no span of a day's minutes")


class OwnDay(msgspec.Struct, frozen=True):
    """A day of the center's own: closed without spans, otherwise open as they say."""

    day: date
    spans: tuple[Span, ...] = ()


class Calendar(msgspec.Struct, frozen=True, kw_only=True):
    """``week`` has seven tuples of spans, Monday's first. ``country`` (ISO 3166) and ``region`` choose the holidays.

    A span that would pass midnight is two: to 1440 on its day, from 0 on the next.
    """

    key: str
    time_zone: str
    week: tuple[tuple[Span, ...], ...]
    country: str = ""
    region: str = ""
    own_days: tuple[OwnDay, ...] = ()

    def __post_init__(self) -> None:
        if len(self.week) != len(_WEEK):
            raise ValueError("a week has seven days")
        for spans in (*self.week, *(own.spans for own in self.own_days)):
            if any(a.end > b.begin for a, b in pairwise(spans)):
                raise ValueError("the spans of a day overlap or are not in order")

    def spans_on(self, day: date) -> tuple[Span, ...]:
        """The open hours of a day on the wall."""
        for own in self.own_days:
            if own.day == day:
                return own.spans
        if self.country and day in _holidays(self.country, self.region, day.year):
            return ()
        return self.week[day.weekday()]

    def is_open(self, at: datetime) -> bool:
        """Whether somebody works at that instant; a span's end is closed already."""
        return any(begin <= at < end for begin, end in _open_on(self, _local_day(self, at)))

    def next_open(self, at: datetime) -> datetime:
        """``at`` if it is open then, else when it opens. NeverOpenError."""
        for begin, end in self._open_from(at):
            if end > at:
                return max(begin, at)
        raise NeverOpenError(self.key)

    def add(self, start: datetime, duration: timedelta) -> datetime:
        """The first instant by which ``duration`` of open time has passed since ``start``. NeverOpenError."""
        if duration <= timedelta(0):
            return start
        left = duration
        for opens, closes in self._open_from(start):
            begin = max(opens, start)
            here = max(timedelta(0), closes - begin)
            if here >= left:
                return begin + left
            left -= here
        raise NeverOpenError(self.key)

    def between(self, start: datetime, end: datetime) -> timedelta:
        """The open time from ``start`` to ``end``; zero if that is no span at all."""
        total = timedelta(0)
        day, last = _local_day(self, start), _local_day(self, end)
        while day <= last:
            for opens, closes in _open_on(self, day):
                total += max(timedelta(0), min(closes, end) - max(opens, start))
            day += timedelta(days=1)
        return total

    def _open_from(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        day = _local_day(self, start)
        last = day + _FAR
        while day <= last:
            yield from _open_on(self, day)
            day += timedelta(days=1)


_WEEK = range(7)

ALWAYS = Calendar(key="always", time_zone="UTC", week=tuple((Span(0, MINUTES_A_DAY),) for _ in _WEEK))
"""Around the clock."""


def weekly(
    key: str, time_zone: str, begin: int, end: int, *, days: range = range(5), country: str = ""
) -> Calendar:
    """The usual calendar: the same hours on each of ``days`` (0 is Monday), in minutes of the day."""
    week = tuple((Span(begin, end),) if day in days else () for day in _WEEK)
    return Calendar(key=key, time_zone=time_zone, week=week, country=country)


def _local_day(calendar: Calendar, at: datetime) -> date:
    return at.astimezone(ZoneInfo(calendar.time_zone)).date()


@lru_cache(maxsize=4096)
def _open_on(calendar: Calendar, day: date) -> tuple[tuple[datetime, datetime], ...]:
    """The open instants of a day; one that the change of clocks has swallowed whole is left out."""
    zone = ZoneInfo(calendar.time_zone)
    spans = (
        (_instant(zone, day, span.begin, fold=0), _instant(zone, day, span.end, fold=1))
        for span in calendar.spans_on(day)
    )
    return tuple((begin, end) for begin, end in spans if begin < end)


def _instant(zone: ZoneInfo, day: date, minute: int, *, fold: int) -> datetime:
    """The instant of a minute on the wall. Twice there: ``fold`` chooses; skipped: the moment of the change."""
    if minute == MINUTES_A_DAY:
        day, minute = day + timedelta(days=1), 0
        fold = 0  # the day is over when its last minute is; a midnight that comes twice belongs to both days
    wall = datetime.combine(day, time(minute // 60, minute % 60), zone)
    early, late = (wall.replace(fold=f).astimezone(UTC) for f in (1, 0))
    if early < late and early.astimezone(zone).replace(tzinfo=None) != wall.replace(tzinfo=None):
        return _change_between(zone, early, late)
    return wall.replace(fold=fold).astimezone(UTC)


def _change_between(zone: ZoneInfo, early: datetime, late: datetime) -> datetime:
    """The instant between two at which the zone's offset changes, to the second."""
    before = early.astimezone(zone).utcoffset()
    while late - early > timedelta(seconds=1):
        middle = early + timedelta(seconds=(late - early) // timedelta(seconds=2))
        if middle.astimezone(zone).utcoffset() == before:
            early = middle
        else:
            late = middle
    return late


@lru_cache(maxsize=256)
def _holidays(country: str, region: str, year: int) -> frozenset[date]:
    import holidays  # noqa: PLC0415 - 0.1 s that only a center with holidays pays

    return frozenset(holidays.country_holidays(country, subdiv=region or None, years=year))
