"""From columns of numbers to the counts of a report: nothing here is done once for each escalation in Python."""

from collections.abc import Iterator, Mapping
from datetime import datetime

import numpy as np
from sqlalchemy import Connection

from store.escalation import Kind, Mode
from store.report_sums import Standing, Sums, added, department_of, ranks
from store.reports import ACCEPT_WITHIN, DEMANDED, Filter, Mean, Spread
from store.sql.report_packing import ABSENT, FIELD, SECOND, Flags, Numbers
from store.sql.report_scan import Escalated, Scan, pairs

_Words = tuple[Kind, Mode, int, str, str, str]
"""Kind, mode, level, trigger, posture, reason."""
_Whom = tuple[tuple[str, bool], str]
"""Target, and whether it is a department; root cause."""


def count(conn: Connection, filter_: Filter, people: Mapping[str, str]) -> tuple[Sums, Sums, Standing]:
    """Of the time asked for, of that before it, and what is told of the first only (without what is overdue)."""
    scan = Scan(conn)
    begin = filter_.before.begin if filter_.compare else filter_.begin
    counts = _Counts(scan.escalated(begin, filter_.end), filter_, people)
    now, before = counts.sums(scan)
    opened, hops = scan.cases(begin, filter_.end)
    for sums, rows, edges in ((now, opened >= _micros(filter_.begin), filter_.edges),
                              (before, opened < _micros(filter_.begin), ())):  # fmt: skip
        places = _buckets(opened[rows], edges)
        for at, of, cases in _grid(places, hops[rows]):
            sums.cases[at, of] += cases
    return now, before, counts.standing(scan)


class _Counts:
    def __init__(self, rows: Escalated, filter_: Filter, people: Mapping[str, str]) -> None:
        self._rows, self._filter = rows, filter_
        self._words = [_words(text) for text in rows.words.texts]
        self._whom = [_whom(text) for text in rows.whom.texts]
        wanted = np.array([_wanted(filter_, words) for words in self._words], np.bool_)
        theirs = np.array(
            [not filter_.departments or department_of(target, people) in filter_.departments
             for target, _ in self._whom], np.bool_,
        )  # fmt: skip
        counted = wanted[rows.words.rows] & theirs[rows.whom.rows]
        then = rows.created >= _micros(filter_.begin)
        self._now, self._before = np.flatnonzero(counted & then), np.flatnonzero(counted & ~then)

    def sums(self, scan: Scan) -> tuple[Sums, Sums]:
        rows = self._rows
        demanded = np.zeros(len(rows.created), np.bool_)
        if len(rows.ticket):
            demanded[pairs(rows.ticket, scan.demanded(rows.ticket))[0]] = True
        return (
            self._sums(self._now, self._filter.edges, demanded),
            self._sums(self._before, (), demanded),
        )

    def _sums(self, chosen: Numbers, edges: tuple[datetime, ...], demanded: Flags) -> Sums:
        sums, rows = Sums(), self._rows
        words = rows.words.rows[chosen]
        cells, cell_of = _numbered([each[:3] for each in self._words])
        for at, cell, found in _grid(_buckets(rows.created[chosen], edges), cell_of[words]):
            sums.cells[(at, *cells[cell])] += found
        for code, found in _each(words):
            *_, trigger, posture, reason = self._words[code]
            sums.reasons[reason, trigger, posture] += found
        for code, found in _each(rows.whom.rows[chosen]):
            target, cause = self._whom[code]
            sums.targets[target] += found
            if cause:
                sums.causes[cause] += found
        levels = np.array([each[2] for each in self._words], np.int64)[words]
        created = rows.created[chosen]
        sums.accept, seconds = _durations(created, rows.accepted[chosen], levels)
        sums.in_time = int((seconds <= ACCEPT_WITHIN.total_seconds()).sum())
        sums.resolve, _ = _durations(created, rows.closed[chosen], levels)
        sums.kept = int(rows.kept[chosen].sum())
        other = np.array([each[-1] != DEMANDED for each in self._words], np.bool_)
        sums.demanded_too = int((demanded[chosen] & other[words]).sum())
        return sums

    def standing(self, scan: Scan) -> Standing:
        """What customers and staff said."""
        standing, chosen = Standing(), self._now
        if not len(chosen):
            return standing
        rows, ticket = self._rows, self._rows.ticket[chosen]
        said = scan.said(ticket)
        whose, which = pairs(ticket, said.ticket)
        whose, at, staff = chosen[whose], said.at[which], said.staff[which]
        closed = rows.closed[whose]
        before = ~staff & (at < rows.created[whose])
        after = ~staff & ~before & (closed != ABSENT) & (at >= closed)
        for some, means in ((before, standing.before), (after, standing.after)):
            for code, score, found in _grid(rows.whom.rows[whose[some]], said.score[which[some]]):
                target, _ = self._whom[code]
                means[target] = added((means.get(target, Mean()), Mean(count=found, total=score * found)))
        standing.staff = Mean(count=int(staff.sum()), total=int(said.score[which[staff]].sum()))
        return standing


def _words(text: str) -> _Words:
    kind, mode, level, trigger, posture, reason = text.split(FIELD, 5)
    return Kind(kind), Mode(mode), int(level), trigger, posture, reason


def _whom(text: str) -> _Whom:
    """A target may be anything that was dialled, and a cause any text: how long the target is stands before it."""
    length, rest = text[1:].split(FIELD, 1)
    return (rest[: int(length)], text[0] == "1"), rest[int(length) :]


def _wanted(filter_: Filter, words: _Words) -> bool:
    kind, _, level, _, _, reason = words
    return (
        (not filter_.kinds or kind in filter_.kinds)
        and (not filter_.reasons or reason in filter_.reasons)
        and (not filter_.levels or level in filter_.levels)
    )


def _micros(at: datetime) -> int:
    """Since 1970, of a whole second."""
    return int(at.timestamp()) * SECOND


def _buckets(times: Numbers, edges: tuple[datetime, ...]) -> Numbers:
    """Which bar each is in, from 0."""
    return np.searchsorted(np.array([_micros(edge) for edge in edges], np.int64), times, "right")


def _durations(begins: Numbers, ends: Numbers, levels: Numbers) -> tuple[dict[int | None, Spread], Numbers]:
    """Whole seconds of what has an end, and how they are spread: of all (None) and of each level."""
    ended = ends != ABSENT
    seconds = np.maximum(ends[ended] // SECOND - begins[ended] // SECOND, 0)
    levels = levels[ended]
    spreads: dict[int | None, Spread] = {
        level: _spread(seconds[levels == level]) for level, _ in _each(levels)
    }
    if spreads:
        spreads[None] = _spread(seconds)
    return spreads, seconds


def _spread(seconds: Numbers) -> Spread:
    """Of at least one; three ranks are found without putting the rest in order."""
    places = ranks(len(seconds))
    low, median, high = np.partition(seconds, places)[list(places)].tolist()
    return Spread(count=len(seconds), median=median, low=low, high=high)


def _numbered(keys: list[tuple[Kind, Mode, int]]) -> tuple[list[tuple[Kind, Mode, int]], Numbers]:
    """The different ones, and which one each is."""
    places = {key: number for number, key in enumerate(dict.fromkeys(keys))}
    return list(places), np.array([places[key] for key in keys], np.int64)


def _each(codes: Numbers) -> Iterator[tuple[int, int]]:
    """How often each number is there that is."""
    counts = np.bincount(codes)
    found = np.flatnonzero(counts)
    yield from zip(found.tolist(), counts[found].tolist(), strict=True)


def _grid(rows: Numbers, columns: Numbers) -> Iterator[tuple[int, int, int]]:
    """How often each pair of numbers is there that is."""
    width = int(columns.max(initial=0)) + 1
    for both, found in _each(rows * width + columns):
        yield *divmod(both, width), found
