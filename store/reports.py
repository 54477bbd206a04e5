"""What a manager asks of the escalations of a time, and the answer (R65, R15, R16, R21, R23, R24, R31). Pure.

A report counts escalations that were not called off (:data:`store.views.LIVE`) and were made in the days of its
:class:`Filter`, in the center's time zone. How each figure is worked out:

==================  ====================================================================================
figure              what it is
==================  ====================================================================================
first line          of this store's telephone tickets that were opened then and are closed, those without
                    an escalation; of the whole center, whatever else the filter says
hops                of the same tickets: the highest hop of their escalations, 0 without one
accepted in target  of those accepted, those accepted within :data:`ACCEPT_WITHIN`
resolved in target  of those closed, those closed by the promised time, or else within their thirty days
demanded            the reason is that the customer demands a manager, or the ticket says that they did
overdue             open and past their thirty days, whenever they were made
opinions            what customers said of the ticket before it was escalated, and after that was closed
==================  ====================================================================================

Shares of a spread are by nearest rank, so that every book gives the same ones. Durations are in whole seconds.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

import msgspec

from store.escalation import Kind, Mode, Reason
from store.values import replace

ACCEPT_WITHIN = timedelta(minutes=30)
MOST_BUCKETS = 120
_DAYS_UP_TO, _WEEKS_UP_TO = 31, 200
"""So many days are shown day by day, or week by week, if nobody says how."""
MANAGER_LEVEL = 3
MOST_HOPS = 3
"""Cases of so many hops and more are one bar."""
DEMANDED = Reason.CUSTOMER_DEMANDS_MANAGER.value


class Step(StrEnum):
    """How wide a bar of a series is."""

    DAY = "day"
    WEEK = "week"
    """From Monday."""
    MONTH = "month"


class Series(StrEnum):
    """What a case was escalated to, as the bars show it."""

    DEPARTMENT = "department"
    SUPERVISOR = "supervisor"
    MANAGER = "manager"
    NO_CALL = "no_call"
    """Sent without a call, to whomever."""


class Odd(StrEnum):
    """Cases that a figure counts for themselves."""

    OVERDUE = "overdue"
    ACCEPTED_LATE = "accepted_late"
    RESOLVED_LATE = "resolved_late"
    DEMANDED = "demanded"
    RATED = "rated"
    """A customer said something of it."""


def series_of(kind: Kind, mode: Mode, level: int) -> Series:
    """Which bar it is in."""
    if mode is Mode.NO_CALL:
        return Series.NO_CALL
    if kind is Kind.FUNCTIONAL:
        return Series.DEPARTMENT
    return Series.MANAGER if level >= MANAGER_LEVEL else Series.SUPERVISOR


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """``since`` and ``until`` are the first and the last day, in ``zone``. An empty set is no condition.

    ``step`` None: as wide as suits the time; a step that would give more than :data:`MOST_BUCKETS` is widened.
    A case goes to the department that it was sent to, or to that of the person; "" is neither.
    """

    since: date
    until: date
    zone: str = "UTC"
    step: Step | None = None
    departments: frozenset[str] = frozenset()
    kinds: frozenset[Kind] = frozenset()
    reasons: frozenset[str] = frozenset()
    levels: frozenset[int] = frozenset()
    compare: bool = True
    """With the same number of days before."""

    def __post_init__(self) -> None:
        """A time that ends before it begins: ValueError."""
        if self.until < self.since:
            raise ValueError(f"{self.until} is before {self.since}")

    @property
    def days(self) -> int:
        """How many."""
        return (self.until - self.since).days + 1

    @property
    def begin(self) -> datetime:
        """The first moment, UTC."""
        return midnight(self.since, self.zone)

    @property
    def end(self) -> datetime:
        """The first moment after it, UTC."""
        return midnight(self.until + timedelta(days=1), self.zone)

    @property
    def before(self) -> "Filter":
        """The same question of the days before."""
        first = self.since - timedelta(days=self.days)
        return replace(self, since=first, until=self.since - timedelta(days=1))

    @property
    def width(self) -> Step:
        """The step that is used."""
        suits = (
            Step.DAY if self.days <= _DAYS_UP_TO else Step.WEEK if self.days <= _WEEKS_UP_TO else Step.MONTH
        )
        wanted = self.step or suits
        wider = {Step.DAY: Step.WEEK, Step.WEEK: Step.MONTH}
        days = {Step.DAY: 1, Step.WEEK: 7}
        while wanted in wider and self.days / days[wanted] > MOST_BUCKETS:
            wanted = wider[wanted]
        return wanted

    @property
    def starts(self) -> tuple[date, ...]:
        """The first day of each bar; that of the first one may be before ``since``."""
        return tuple(_starts(self.since, self.until, self.width))

    @property
    def edges(self) -> tuple[datetime, ...]:
        """The first moment of each bar but the first, UTC."""
        return tuple(midnight(day, self.zone) for day in self.starts[1:])

    @property
    def narrowed(self) -> bool:
        """Whether it leaves some escalations of its time out."""
        return bool(self.departments or self.kinds or self.reasons or self.levels)


def _starts(since: date, until: date, step: Step) -> Iterator[date]:
    day = since
    if step is Step.WEEK:
        day -= timedelta(days=day.weekday())
    elif step is Step.MONTH:
        day = day.replace(day=1)
    while day <= until:
        yield day
        if step is Step.MONTH:
            day = (day + timedelta(days=32)).replace(day=1)
        else:
            day += timedelta(days=7 if step is Step.WEEK else 1)


def midnight(day: date, zone: str) -> datetime:
    """When a day begins on the wall of that zone, UTC."""
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


class Slice(msgspec.Struct, frozen=True, kw_only=True):
    """Which cases of a report: those of one bar. None is no condition; all that is set must hold."""

    bucket: int | None = None
    series: Series | None = None
    kind: Kind | None = None
    mode: Mode | None = None
    reason: str | None = None
    department: str | None = None
    level: int | None = None
    trigger: str | None = None
    posture: str | None = None
    cause: str | None = None
    hops: int | None = None
    """Of the case; :data:`MOST_HOPS` is that many and more."""
    odd: Odd | None = None


class Spread(msgspec.Struct, frozen=True, kw_only=True):
    """Durations in seconds: how many, the median, and the ends of the middle 80 %."""

    count: int = 0
    median: int = 0
    low: int = 0
    high: int = 0


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """``part`` of ``of``."""

    part: int = 0
    of: int = 0

    @property
    def value(self) -> float | None:
        """From 0 to 1; None of nothing."""
        return self.part / self.of if self.of else None


class Mean(msgspec.Struct, frozen=True, kw_only=True):
    """``total`` of ``count`` scores from 1 to 5."""

    count: int = 0
    total: int = 0

    @property
    def value(self) -> float | None:
        """The mean; None without a score."""
        return self.total / self.count if self.count else None


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """``before`` is the count of the period before, None where it was not asked for."""

    key: str
    count: int
    before: int | None = None


class Bucket(msgspec.Struct, frozen=True, kw_only=True):
    """A day, week or month: escalations by series, and the first line's share of its tickets."""

    start: date
    counts: dict[Series, int] = msgspec.field(default_factory=dict)
    first_line: Share = Share()

    @property
    def total(self) -> int:
        """All series."""
        return sum(self.counts.values())


class Clock(msgspec.Struct, frozen=True, kw_only=True):
    """How often a promise (a word of :class:`store.sla.ClockKind`) was near its end, and was broken."""

    clock: str
    warned: int = 0
    breached: int = 0


class Opinion(msgspec.Struct, frozen=True, kw_only=True):
    """What customers said of a department's cases, before and after."""

    department: str
    before: Mean = Mean()
    after: Mean = Mean()


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of one period."""

    escalations: int = 0
    first_line: Share = Share()
    hops: Mean = Mean()
    """Hops, of closed telephone tickets."""
    accept: Spread = Spread()
    resolve: Spread = Spread()
    accepted_in: Share = Share()
    resolved_in: Share = Share()
    warned: int = 0
    breached: int = 0
    demanded: int = 0


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """The answer. Bars are the biggest first, those of levels by level; ``hops`` counts cases of 0, 1, 2, 3+ hops."""

    filter: Filter
    as_of: datetime
    now: Figures = Figures()
    before: Figures | None = None
    buckets: tuple[Bucket, ...] = ()
    kinds: tuple[Bar, ...] = ()
    modes: tuple[Bar, ...] = ()
    reasons: tuple[Bar, ...] = ()
    triggers: tuple[Bar, ...] = ()
    postures: tuple[Bar, ...] = ()
    departments: tuple[Bar, ...] = ()
    levels: tuple[Bar, ...] = ()
    causes: tuple[Bar, ...] = ()
    hops: tuple[int, ...] = (0,) * (MOST_HOPS + 1)
    accept: dict[int, Spread] = msgspec.field(default_factory=dict)
    """By level."""
    resolve: dict[int, Spread] = msgspec.field(default_factory=dict)
    clocks: tuple[Clock, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    staff: Mean = Mean()
    overdue: dict[int, int] = msgspec.field(default_factory=dict)
    """By level."""

    @property
    def empty(self) -> bool:
        """Whether there is nothing to show of that time."""
        return not (self.now.escalations or self.now.first_line.of or self.overdue)
