"""Reports of the book in memory: the plainest reading of what is counted."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from store.escalation import Escalation
from store.feedback import Asked, Feedback
from store.memory_unit import Tables
from store.report_sums import (
    BREACHED,
    WARNED,
    Standing,
    Sums,
    added,
    department_of,
    departments_of,
    folded,
    report,
    spread,
)
from store.reports import (
    ACCEPT_WITHIN,
    DEMANDED,
    MOST_HOPS,
    Filter,
    Mean,
    Odd,
    Report,
    Slice,
    Spread,
    series_of,
)
from store.ticket import Ticket
from store.views import LIVE


class MemoryReports:
    """Answers on the rows of a book; ``as_of`` is now."""

    def __init__(self, tables: Tables, as_of: datetime) -> None:
        self._t = tables
        self._as_of = as_of
        self._people = departments_of(tables.directory)
        self._by_ticket: defaultdict[object, list[Escalation]] = defaultdict(list)
        for escalation in tables.escalations.values():
            if escalation.outcome in LIVE:
                self._by_ticket[escalation.ticket].append(escalation)

    def report(self, filter_: Filter) -> Report:
        """All figures."""
        before = self._sums(filter_.before) if filter_.compare else None
        return report(
            filter_, self._sums(filter_), before, self._standing(filter_), self._t.directory, self._as_of
        )

    def cases(self, filter_: Filter, slice_: Slice) -> list[Escalation]:
        """Those of a slice, newest first."""
        found = [
            e for e in self._of(filter_, any_time=slice_.odd is Odd.OVERDUE) if self._in(slice_, e, filter_)
        ]
        return sorted(found, key=lambda e: (e.created_at, e.id), reverse=True)

    def _of(self, filter_: Filter, *, any_time: bool = False) -> Iterator[Escalation]:
        for e in (e for rows in self._by_ticket.values() for e in rows):
            wanted = (
                (any_time or filter_.begin <= e.created_at < filter_.end)
                and (not filter_.kinds or e.kind in filter_.kinds)
                and (not filter_.reasons or e.reason in filter_.reasons)
                and (not filter_.levels or e.to_level in filter_.levels)
                and (not filter_.departments or self._department(e) in filter_.departments)
            )
            if wanted:
                yield e

    def _department(self, e: Escalation) -> str:
        return department_of((e.target, e.target_is_department), self._people)

    def _hops(self, ticket: Ticket) -> int:
        return max((e.hop for e in self._by_ticket.get(ticket.id, ())), default=0)

    def _sums(self, filter_: Filter) -> Sums:
        sums, edges, counted = Sums(), filter_.edges, list(self._of(filter_))
        sums.accept = _spreads((e.to_level, e.created_at, e.accepted_at) for e in counted)
        sums.resolve = _spreads((e.to_level, e.created_at, e.closed_at) for e in counted)
        for e in counted:
            sums.cells[bisect_right(edges, e.created_at), e.kind, e.mode, e.to_level] += 1
            sums.reasons[e.reason, e.trigger, e.posture] += 1
            sums.targets[e.target, e.target_is_department] += 1
            if e.root_cause:
                sums.causes[e.root_cause] += 1
            sums.in_time += _in_time(e)
            sums.kept += e.closed_at is not None and not _late(e)
            sums.demanded_too += e.reason != DEMANDED and self._demanded(e)
        for ticket in self._t.tickets.values():
            if _counted(ticket) and filter_.begin <= ticket.opened_at < filter_.end:
                sums.cases[bisect_right(edges, ticket.opened_at), self._hops(ticket)] += 1
        for entry in (entry for rows in self._t.entries.values() for entry in rows):
            if entry.kind in (BREACHED, WARNED) and filter_.begin <= entry.at < filter_.end:
                sums.clocks[entry.kind, entry.text] += 1
        return sums

    def _demanded(self, e: Escalation) -> bool:
        return e.reason == DEMANDED or self._t.tickets[e.ticket].demanded_at is not None

    def _overdue(self, e: Escalation) -> bool:
        return e.closed_at is None and e.due_at < self._as_of

    def _standing(self, filter_: Filter) -> Standing:
        overdue = Counter(e.to_level for e in self._of(filter_, any_time=True) if self._overdue(e))
        said: dict[str, defaultdict[tuple[str, bool], list[int]]] = {
            name: defaultdict(list) for name in ("before", "after", "staff")
        }
        for e in self._of(filter_):
            target = e.target, e.target_is_department
            for feedback in self._feedback(e):
                for phase in _phases(feedback, e):
                    said[phase][target].append(feedback.score)
        before, after, staff = (
            {target: Mean(count=len(rows), total=sum(rows)) for target, rows in said[name].items()}
            for name in ("before", "after", "staff")
        )
        return Standing(overdue=dict(overdue), before=before, after=after, staff=added(staff.values()))

    def _feedback(self, e: Escalation) -> Iterable[Feedback]:
        rows = self._t.kept[Feedback].values()
        return (f for f in rows if isinstance(f, Feedback) and f.ticket == e.ticket)

    def _in(self, s: Slice, e: Escalation, filter_: Filter) -> bool:
        given: tuple[tuple[object, object], ...] = (
            (s.bucket, bisect_right(filter_.edges, e.created_at)),
            (s.series, series_of(e.kind, e.mode, e.to_level)),
            (s.kind, e.kind),
            (s.mode, e.mode),
            (s.reason, e.reason),
            (s.department, self._department(e)),
            (s.level, e.to_level),
            (s.trigger, e.trigger),
            (s.posture, e.posture),
            (s.cause, folded(e.root_cause)),
        )
        if any(wanted is not None and wanted != there for wanted, there in given):
            return False
        ticket = self._t.tickets[e.ticket]
        if s.hops is not None and not (_counted(ticket) and min(self._hops(ticket), MOST_HOPS) == s.hops):
            return False
        return s.odd is None or self._odd(s.odd, e)

    def _odd(self, odd: Odd, e: Escalation) -> bool:
        tests: dict[Odd, Callable[[], bool]] = {
            Odd.OVERDUE: lambda: self._overdue(e),
            Odd.ACCEPTED_LATE: lambda: e.accepted_at is not None and not _in_time(e),
            Odd.RESOLVED_LATE: lambda: e.closed_at is not None and _late(e),
            Odd.DEMANDED: lambda: self._demanded(e),
            Odd.RATED: lambda: any({"before", "after"} & set(_phases(f, e)) for f in self._feedback(e)),
        }
        return tests[odd]()


def _counted(ticket: Ticket) -> bool:
    return ticket.closed_at is not None and ticket.channel == "phone" and not ticket.origin


def _late(e: Escalation) -> bool:
    return e.closed_at is not None and e.closed_at > (e.promised_at or e.due_at)


def _in_time(e: Escalation) -> bool:
    within = ACCEPT_WITHIN.total_seconds()
    return e.accepted_at is not None and _seconds(e.created_at, e.accepted_at) <= within


def _spreads(times: Iterable[tuple[int, datetime, datetime | None]]) -> dict[int | None, Spread]:
    """Of levels, beginnings and ends."""
    found: defaultdict[int | None, list[int]] = defaultdict(list)
    for level, begin, end in times:
        if end is not None:
            found[level].append(_seconds(begin, end))
            found[None].append(_seconds(begin, end))
    return {key: spread(sorted(rows)) for key, rows in found.items()}


def _phases(feedback: Feedback, e: Escalation) -> list[str]:
    if feedback.asked is Asked.STAFF:
        return ["staff"]
    if feedback.at < e.created_at:
        return ["before"]
    return ["after"] if e.closed_at is not None and feedback.at >= e.closed_at else []


def _seconds(start: datetime, end: datetime) -> int:
    """Between two whole seconds, as databases count them."""
    return max(0, int(end.timestamp()) - int(start.timestamp()))
