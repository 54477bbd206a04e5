"""From what a book has counted to a report. Pure: every book counts, and this is done once for all of them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil

from store.directory import Directory
from store.escalation import Kind, Mode
from store.reports import (
    DEMANDED,
    MOST_HOPS,
    Bar,
    Bucket,
    Clock,
    Figures,
    Filter,
    Mean,
    Opinion,
    Report,
    Share,
    Spread,
    series_of,
)

BREACHED, WARNED = "sla_breached", "sla_warned"
"""Kinds of entries of a ticket's time line; their text is the clock's name."""


@dataclass
class Sums:
    """What is counted of one period. A target is a directory key, and whether it is a department."""

    cells: Counter[tuple[int, Kind, Mode, int]] = field(default_factory=Counter)
    """Bucket, kind, mode, level."""
    reasons: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    """Reason, trigger, posture."""
    targets: Counter[tuple[str, bool]] = field(default_factory=Counter)
    causes: Counter[str] = field(default_factory=Counter)
    accept: dict[int | None, Spread] = field(default_factory=dict)
    """By level, where there is any; None is all levels."""
    resolve: dict[int | None, Spread] = field(default_factory=dict)
    in_time: int = 0
    """Accepted within :data:`store.reports.ACCEPT_WITHIN`."""
    kept: int = 0
    """Closed by the time that was promised."""
    cases: Counter[tuple[int, int]] = field(default_factory=Counter)
    """Closed telephone tickets: bucket, hops."""
    clocks: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Kind of entry, name of the clock."""
    demanded_too: int = 0
    """The customer demanded a manager, though the reason given is another."""


@dataclass
class Standing:
    """What is counted of the asked period only."""

    overdue: dict[int, int] = field(default_factory=dict)
    before: dict[tuple[str, bool], Mean] = field(default_factory=dict)
    """Customers' scores before the escalation, by target."""
    after: dict[tuple[str, bool], Mean] = field(default_factory=dict)
    staff: Mean = field(default_factory=Mean)


def folded(cause: str) -> str:
    """Root causes are one if they differ in capitals and spaces only."""
    return " ".join(cause.casefold().split())


def departments_of(directory: Directory) -> dict[str, str]:
    """The department of each person, by key."""
    return {person.key: person.department for person in directory.people}


def department_of(target: tuple[str, bool], people: Mapping[str, str]) -> str:
    """Where a case went; "" is to somebody of no department."""
    key, is_department = target
    return key if is_department else people.get(key, "")


def report(
    filter_: Filter, now: Sums, before: Sums | None, standing: Standing, directory: Directory, as_of: datetime
) -> Report:
    """Put together what was counted."""
    people = departments_of(directory)
    pairs = [_tables(sums, people) for sums in (now, before) if sums is not None]
    ranked = {name: _bars(*(tables[name] for tables in pairs)) for name in pairs[0]}
    levels = sorted(ranked.pop("levels"), key=lambda bar: int(bar.key))
    hops: Counter[int] = Counter()
    for (_, count), cases in now.cases.items():
        hops[min(count, MOST_HOPS)] += cases
    return Report(
        filter=filter_, as_of=as_of, now=_figures(now), before=None if before is None else _figures(before),
        buckets=_buckets(filter_, now), levels=tuple(levels),
        hops=tuple(hops[count] for count in range(MOST_HOPS + 1)),
        accept=_by_level(now.accept), resolve=_by_level(now.resolve),
        clocks=tuple(
            Clock(clock=clock, warned=now.clocks[WARNED, clock], breached=now.clocks[BREACHED, clock])
            for clock in sorted({clock for _, clock in now.clocks})
        ),
        opinions=_opinions(standing, people), staff=standing.staff,
        overdue=dict(sorted(standing.overdue.items())), **ranked,
    )  # fmt: skip


def _tables(sums: Sums, people: Mapping[str, str]) -> dict[str, Counter[str]]:
    """Counts by one thing each, named like the report's fields."""
    tables: dict[str, Counter[str]] = defaultdict(Counter)
    names = ("kinds", "modes", "levels", "reasons", "triggers", "postures", "departments", "causes")
    for name in names:
        tables[name] = Counter()
    for (_, kind, mode, level), count in sums.cells.items():
        tables["kinds"][kind.value] += count
        tables["modes"][mode.value] += count
        tables["levels"][str(level)] += count
    for (reason, trigger, posture), count in sums.reasons.items():
        tables["reasons"][reason] += count
        tables["triggers"][trigger] += count
        tables["postures"][posture] += count
    for target, count in sums.targets.items():
        tables["departments"][department_of(target, people)] += count
    for cause, count in sums.causes.items():
        tables["causes"][folded(cause)] += count
    return dict(tables)


def _bars(now: Counter[str], before: Counter[str] | None = None) -> tuple[Bar, ...]:
    """The biggest first; one that has gone since the period before stays, with nothing."""
    keys = sorted(set(now) | set(before or ()), key=lambda key: (-now[key], key))
    return tuple(Bar(key=key, count=now[key], before=None if before is None else before[key]) for key in keys)


def _figures(sums: Sums) -> Figures:
    accept, resolve = (spreads.get(None, Spread()) for spreads in (sums.accept, sums.resolve))
    cases = sums.cases.total()
    clocks: Counter[str] = Counter()
    for (kind, _), count in sums.clocks.items():
        clocks[kind] += count
    demanded = sum(n for (reason, _, _), n in sums.reasons.items() if reason == DEMANDED)
    return Figures(
        escalations=sums.cells.total(),
        first_line=Share(part=sum(n for (_, hops), n in sums.cases.items() if not hops), of=cases),
        hops=Mean(count=cases, total=sum(hops * n for (_, hops), n in sums.cases.items())),
        accept=accept,
        resolve=resolve,
        accepted_in=Share(part=sums.in_time, of=accept.count),
        resolved_in=Share(part=sums.kept, of=resolve.count),
        warned=clocks[WARNED],
        breached=clocks[BREACHED],
        demanded=demanded + sums.demanded_too,
    )


def _buckets(filter_: Filter, sums: Sums) -> tuple[Bucket, ...]:
    starts = filter_.starts
    counts: list[Counter[object]] = [Counter() for _ in starts]
    cases: list[list[int]] = [[0, 0] for _ in starts]
    for (bucket, kind, mode, level), count in sums.cells.items():
        counts[bucket][series_of(kind, mode, level)] += count
    for (bucket, hops), count in sums.cases.items():
        cases[bucket][0] += 0 if hops else count
        cases[bucket][1] += count
    return tuple(
        Bucket(start=start, counts=dict(counted), first_line=Share(part=part, of=of))  # type: ignore[arg-type]
        for start, counted, (part, of) in zip(starts, counts, cases, strict=True)
    )


def ranks(count: int) -> tuple[int, int, int]:
    """Where the low end, the median and the high end are among so many numbers in order (at least one)."""
    low, median, high = (max(0, ceil(share * count) - 1) for share in (0.1, 0.5, 0.9))
    return low, median, high


def spread(ordered: Sequence[int]) -> Spread:
    """Of durations in order, by nearest rank."""
    if not ordered:
        return Spread()
    low, median, high = (ordered[rank] for rank in ranks(len(ordered)))
    return Spread(count=len(ordered), median=median, low=low, high=high)


def _by_level(spreads: Mapping[int | None, Spread]) -> dict[int, Spread]:
    levels = sorted(level for level in spreads if level is not None)
    return {level: spreads[level] for level in levels}


def _opinions(standing: Standing, people: Mapping[str, str]) -> tuple[Opinion, ...]:
    before, after = (_by_department(means, people) for means in (standing.before, standing.after))
    found = [
        Opinion(department=key, before=before.get(key, Mean()), after=after.get(key, Mean()))
        for key in before.keys() | after.keys()
    ]
    return tuple(sorted(found, key=lambda o: (-o.before.count - o.after.count, o.department)))


def _by_department(means: Mapping[tuple[str, bool], Mean], people: Mapping[str, str]) -> dict[str, Mean]:
    parts: defaultdict[str, list[Mean]] = defaultdict(list)
    for target, mean in means.items():
        parts[department_of(target, people)].append(mean)
    return {key: added(rows) for key, rows in parts.items()}


def added(means: Iterable[Mean]) -> Mean:
    """Several as one."""
    rows = tuple(means)
    return Mean(count=sum(m.count for m in rows), total=sum(m.total for m in rows))
