"""How scores, conduct and agreement go over the weeks, by person, team and question (R61, R62, R65). Pure.

Sums come from the weekly tallies (:mod:`store.tally`), so nothing is read review by review.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

import msgspec

from store.tally import HUNDREDTHS, Counted, monday, weeks

MOST_WEEKS = 260
MOST_CAUSES = 20
_BY_PERSON = frozenset({Counted.REVIEW, Counted.QUESTION, Counted.CONDUCT, Counted.AGREEMENT, Counted.KAPPA})


class Sum(msgspec.Struct, frozen=True):
    """``total`` hundredths over ``count`` figures."""

    count: int = 0
    total: int = 0

    @property
    def value(self) -> float | None:
        """The mean, in the figure's own unit; None of nothing."""
        return self.total / self.count / HUNDREDTHS if self.count else None

    def __add__(self, other: "Sum") -> "Sum":
        return Sum(self.count + other.count, self.total + other.total)


class TrendFilter(msgspec.Struct, frozen=True, kw_only=True):
    """The weeks from that of ``since`` to that of ``until``, both included, and whose; ``people`` None: everybody's."""

    since: date
    until: date
    people: frozenset[str] | None = None

    def __post_init__(self) -> None:
        """A time that ends before it begins, or is longer than :data:`MOST_WEEKS`: ValueError."""
        if self.until < self.since:
            raise ValueError(f"{self.until} is before {self.since}")
        if (self.until - self.since).days > 7 * MOST_WEEKS:
            raise ValueError(f"at most {MOST_WEEKS} weeks can be asked for")

    @property
    def weeks(self) -> tuple[date, ...]:
        """The Mondays."""
        return tuple(weeks(self.since, self.until))

    @property
    def before(self) -> tuple[date, date]:
        """The first Monday of as many weeks before, and the last one."""
        first = monday(self.since)
        return first - timedelta(weeks=len(self.weeks)), first - timedelta(weeks=1)


class Trend(msgspec.Struct, frozen=True, kw_only=True):
    """One figure over the weeks, as a whole, and in the same time before."""

    of: Counted
    name: str
    weeks: tuple[Sum, ...] = ()
    now: Sum = Sum()
    before: Sum = Sum()


class PersonTrend(msgspec.Struct, frozen=True, kw_only=True):
    """A person's reviews over the weeks, and the sums of everything else."""

    person: str
    weeks: tuple[Sum, ...] = ()
    sums: tuple[Trend, ...] = ()

    def sum(self, of: Counted, name: str = "") -> Sum:
        """One figure; nothing if it was never counted."""
        return next((t.now for t in self.sums if (t.of, t.name) == (of, name)), Sum())


class Trends(msgspec.Struct, frozen=True, kw_only=True):
    """The answer: figures in the order of kind and name, people by key, causes the most frequent first."""

    filter: TrendFilter
    figures: tuple[Trend, ...] = ()
    people: tuple[PersonTrend, ...] = ()
    causes: tuple[Trend, ...] = ()

    def figure(self, of: Counted, name: str = "") -> Trend:
        """One figure; an empty one if it was never counted."""
        return next((t for t in self.figures if (t.of, t.name) == (of, name)), Trend(of=of, name=name))

    def named(self, of: Counted) -> tuple[Trend, ...]:
        """All figures of a kind."""
        return tuple(t for t in self.figures if t.of is of)

    @property
    def empty(self) -> bool:
        """Whether there is nothing to show of that time."""
        return not any(t.now.count for t in (*self.figures, *self.causes))


Cells = Iterable[tuple[date, Counted, str, int, int]]
"""Week, kind, name, count, total."""
Persons = Iterable[tuple[str, Counted, str, int, int]]
"""Person, kind, name, count, total; of the asked weeks only."""
Reviews = Iterable[tuple[str, date, int, int]]
"""Person, week, count, total of whole reviews; of the asked weeks only."""


def trends(asked: TrendFilter, cells: Cells, persons: Persons, reviews: Reviews) -> Trends:
    """Put together what a book has summed up; ``cells`` are of the asked weeks and of as many before."""
    place = {week: at for at, week in enumerate(asked.weeks)}
    by_week: defaultdict[tuple[Counted, str], list[Sum]] = defaultdict(lambda: [Sum()] * len(place))
    before: defaultdict[tuple[Counted, str], Sum] = defaultdict(Sum)
    for week, of, name, count, total in cells:
        if week in place:
            by_week[of, name][place[week]] += Sum(count, total)
        else:
            before[of, name] += Sum(count, total)
    found = [
        Trend(
            of=of, name=name, weeks=tuple(by_week[of, name]),
            now=_added(by_week[of, name]), before=before[of, name],
        )
        for of, name in sorted({*by_week, *before})
    ]  # fmt: skip
    causes = sorted(
        (t for t in found if t.of is Counted.CAUSE and t.now.count), key=lambda t: (-t.now.count, t.name)
    )
    return Trends(
        filter=asked,
        figures=tuple(t for t in found if t.of is not Counted.CAUSE),
        people=_people(place, persons, reviews),
        causes=tuple(causes[:MOST_CAUSES]),
    )


def _people(place: dict[date, int], persons: Persons, reviews: Reviews) -> tuple[PersonTrend, ...]:
    sums: defaultdict[str, list[Trend]] = defaultdict(list)
    for person, of, name, count, total in persons:
        if of in _BY_PERSON:
            sums[person].append(Trend(of=of, name=name, now=Sum(count, total)))
    lines: defaultdict[str, list[Sum]] = defaultdict(lambda: [Sum()] * len(place))
    for person, week, count, total in reviews:
        lines[person][place[week]] += Sum(count, total)
    return tuple(
        PersonTrend(
            person=person,
            weeks=tuple(lines[person]),
            sums=tuple(sorted(sums[person], key=lambda t: (t.of, t.name))),
        )
        for person in sorted({*sums, *lines})
    )


def _added(parts: Iterable[Sum]) -> Sum:
    found = Sum()
    for part in parts:
        found += part
    return found
