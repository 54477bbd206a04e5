"""A report in SQL, and the cases behind its bars.

Escalations, tickets and what was said are scanned (:mod:`store.sql.report_scan`) and counted in columns
(:mod:`store.sql.report_counts`), the period asked for and the one before it at once; the database groups what is
little. :mod:`store.report_sums` puts together.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    and_,
    case,
    cast,
    exists,
    func,
    literal_column,
    or_,
    select,
    text,
    tuple_,
)

from store.directory import Directory
from store.escalation import Kind, Mode
from store.feedback import Asked
from store.report_sums import Sums, departments_of, folded, report
from store.reports import (
    ACCEPT_WITHIN,
    DEMANDED,
    MANAGER_LEVEL,
    MOST_HOPS,
    Filter,
    Odd,
    Report,
    Series,
    Slice,
)
from store.sql import tables as t
from store.sql.tables_case import feedback
from store.sql.unit import directory
from store.views import LIVE

E = t.escalations.c
# As the partial index has it, to the letter: with a value to be bound SQLite would not use it.
_OF_A_CLOCK = text("kind IN ('sla_breached', 'sla_warned')")
_LIVE = E.outcome.in_(sorted(LIVE))


class SqlReports:
    """Answers on one connection; ``as_of`` is now."""

    def __init__(self, conn: Connection, as_of: Any) -> None:
        self._conn = conn
        self._as_of = as_of
        self._sqlite = conn.dialect.name == "sqlite"
        self._directory: Directory = directory(conn)
        self._people = departments_of(self._directory)

    def report(self, filter_: Filter) -> Report:
        """All figures."""
        from store.sql.report_counts import count  # noqa: PLC0415 - NumPy, for who asks

        now, before, standing = count(self._conn, filter_, self._people)
        self._clocks(filter_, now, before)
        standing.overdue = self._overdue(filter_)
        return report(
            filter_, now, before if filter_.compare else None, standing, self._directory, self._as_of
        )

    def page(
        self, filter_: Filter, slice_: Slice, before: UUID | None, limit: int, rows: Select[Any]
    ) -> Select[Any]:
        """A page of a slice's cases, newest first; ``rows`` selects from escalations and tickets."""
        conditions = list(self._slice(slice_, filter_))
        if slice_.odd is Odd.OVERDUE:
            conditions += self._dimensions(filter_)
        else:
            conditions += [*self._dimensions(filter_), *_during(E.created_at, filter_)]
        if before is not None:
            last = select(E.created_at, E.id).where(E.id == before).subquery()
            here = select(last.c.created_at).scalar_subquery(), select(last.c.id).scalar_subquery()
            conditions.append(tuple_(E.created_at, E.id) < tuple_(*here))
        return rows.where(_LIVE, *conditions).order_by(E.created_at.desc(), E.id.desc()).limit(limit)

    # --- conditions

    def _dimensions(self, filter_: Filter) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = []
        if filter_.kinds:
            found.append(E.kind.in_(sorted(filter_.kinds)))
        if filter_.reasons:
            found.append(E.reason.in_(sorted(filter_.reasons)))
        if filter_.levels:
            found.append(E.to_level.in_(sorted(filter_.levels)))
        if filter_.departments:
            found.append(or_(*map(self._goes_to, sorted(filter_.departments))))
        return found

    def _goes_to(self, department: str) -> ColumnElement[bool]:
        theirs = sorted(key for key, of in self._people.items() if of == department)
        to_person: ColumnElement[bool] = E.target.in_(theirs)
        if not department:
            to_person = or_(to_person, E.target.not_in(sorted(self._people)))
        return or_(
            and_(E.target_is_department.is_(True), E.target == department),
            and_(E.target_is_department.is_(False), to_person),
        )

    def _slice(self, s: Slice, filter_: Filter) -> Iterable[ColumnElement[bool]]:
        columns = (
            (E.kind, s.kind), (E.mode, s.mode), (E.reason, s.reason), (E.to_level, s.level),
            (E.trigger, s.trigger), (E.posture, s.posture),
        )  # fmt: skip
        yield from (column == wanted for column, wanted in columns if wanted is not None)
        if s.bucket is not None:
            yield _bucket(E.created_at, filter_) == s.bucket
        if s.series is not None:
            yield _SERIES[s.series]
        if s.department is not None:
            yield self._goes_to(s.department)
        if s.cause is not None:
            yield E.root_cause.in_(self._spellings(s.cause))
        if s.hops is not None:
            hops = t.tickets.c.hops
            yield _CLOSED_CASE_OF_TICKETS
            yield hops >= MOST_HOPS if s.hops >= MOST_HOPS else hops == s.hops
        if s.odd is not None:
            yield self._odd(s.odd)

    def _spellings(self, cause: str) -> list[str]:
        found = self._conn.execute(
            select(E.root_cause).where(E.root_cause != text("''")).distinct()
        ).scalars()
        return [spelled for spelled in found if folded(spelled) == cause]

    def _odd(self, odd: Odd) -> ColumnElement[bool]:
        if odd is Odd.OVERDUE:
            return and_(E.closed_at.is_(None), E.due_at < self._as_of)
        if odd is Odd.ACCEPTED_LATE:
            return self._seconds(E.accepted_at) > int(ACCEPT_WITHIN.total_seconds())
        if odd is Odd.RESOLVED_LATE:
            return E.closed_at > func.coalesce(E.promised_at, E.due_at)
        if odd is Odd.DEMANDED:
            return or_(E.reason == DEMANDED, t.tickets.c.demanded_at.is_not(None))
        said = feedback.c
        return exists().where(
            said.ticket == E.ticket, said.asked == Asked.CUSTOMER, _PHASE.in_(("before", "after"))
        )

    def _seconds(self, until: ColumnElement[Any]) -> ColumnElement[int]:
        """From the escalation's beginning, in whole seconds as :mod:`store.reports` counts them."""
        return self._epoch(until) - self._epoch(E.created_at)

    def _epoch(self, at: ColumnElement[Any]) -> ColumnElement[int]:
        if self._sqlite:  # it would round up what is nearly the next second
            return func.unixepoch(func.substr(at, 1, 19), type_=Integer)
        return cast(func.floor(func.extract("epoch", at)), Integer)

    # --- counts

    def _overdue(self, filter_: Filter) -> dict[int, int]:
        statement = (
            select(E.to_level, func.count())
            .where(E.closed_at.is_(None), E.due_at < self._as_of, _LIVE, *self._dimensions(filter_))
            .group_by(E.to_level)
        )
        return {row[0]: row[1] for row in self._conn.execute(statement)}

    def _clocks(self, filter_: Filter, now: Sums, before: Sums) -> None:
        rows = t.entries.c
        then = _then(rows.at, filter_)
        statement = (
            select(rows.kind, rows.text, func.count(), func.sum(then))
            .where(*_both(rows.at, filter_), _OF_A_CLOCK)
            .group_by(rows.kind, rows.text)
        )
        for kind, clock, count, of_now in self._conn.execute(statement):
            for sums, number in ((now, of_now), (before, count - of_now)):
                if number:
                    sums.clocks[kind, clock] = number


_CLOSED_CASE_OF_TICKETS = and_(
    t.tickets.c.closed_at.is_not(None), t.tickets.c.channel == "phone", t.tickets.c.origin == ""
)
_HERE = and_(E.mode != Mode.NO_CALL, E.kind == Kind.HIERARCHICAL)
_SERIES: dict[Series, ColumnElement[bool]] = {
    Series.NO_CALL: E.mode == Mode.NO_CALL,
    Series.DEPARTMENT: and_(E.mode != Mode.NO_CALL, E.kind == Kind.FUNCTIONAL),
    Series.SUPERVISOR: and_(_HERE, E.to_level < MANAGER_LEVEL),
    Series.MANAGER: and_(_HERE, E.to_level >= MANAGER_LEVEL),
}
_PHASE = case(
    (feedback.c.asked == Asked.STAFF, "staff"),
    (feedback.c.at < E.created_at, "before"),
    (feedback.c.at >= E.closed_at, "after"),
    else_="",
)


def _during(column: ColumnElement[Any], filter_: Filter) -> list[ColumnElement[bool]]:
    return [column >= filter_.begin, column < filter_.end]


def _both(column: ColumnElement[Any], filter_: Filter) -> list[ColumnElement[bool]]:
    """That time, and the one before it if it is compared with."""
    begin = filter_.before.begin if filter_.compare else filter_.begin
    return [column >= begin, column < filter_.end]


def _bucket(column: ColumnElement[Any], filter_: Filter) -> ColumnElement[int]:
    """Which bar a moment is in, from 0; what is before the first edge is in the first. Few comparisons: halved."""
    edges = filter_.edges

    def between(first: int, last: int) -> ColumnElement[int]:
        if first == last:
            return literal_column(str(first), Integer)
        middle = (first + last + 1) // 2
        return case((column < edges[middle - 1], between(first, middle - 1)), else_=between(middle, last))

    return between(0, len(edges))


def _then(column: ColumnElement[Any], filter_: Filter) -> ColumnElement[int]:
    """1 in the time itself, 0 before it."""
    return case((column >= filter_.begin, literal_column("1", Integer)), else_=literal_column("0", Integer))
