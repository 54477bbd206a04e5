"""What a report counts, in SQL: a handful of grouped scans, each read from an index that has all it needs.

The database groups, :mod:`store.report_sums` puts together; nothing is done row by row in Python. The period asked for
and the one before it are counted in one scan. Measured by ``python -m tests.bench --only reports``.
"""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    String,
    and_,
    case,
    cast,
    exists,
    func,
    or_,
    select,
    text,
    tuple_,
)

from store.directory import Directory
from store.escalation import Kind, Mode
from store.feedback import Asked
from store.report_sums import Standing, Sums, added, departments_of, folded, report
from store.reports import (
    ACCEPT_WITHIN,
    DEMANDED,
    MANAGER_LEVEL,
    MOST_HOPS,
    Filter,
    Mean,
    Odd,
    Report,
    Series,
    Slice,
)
from store.sql import tables as t
from store.sql.unit import directory
from store.views import LIVE

E = t.escalations.c
# As the partial indexes have it, to the letter: with a value to be bound SQLite would not use them.
_CLOSED_CASE = text("closed_at IS NOT NULL AND channel = 'phone' AND origin = ''")
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
        now, before = Sums(), Sums()
        self._count(filter_, now, before)
        self._time(filter_, now, before)
        self._tickets(filter_, now, before)
        return report(
            filter_,
            now,
            before if filter_.compare else None,
            self._standing(filter_),
            self._directory,
            self._as_of,
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
        said = t.feedback.c
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

    def _grouped(self, filter_: Filter, *columns: Any, where: Sequence[Any] = ()) -> Any:
        """Rows of whether it was then (not before), the columns, and what :data:`_N` counts."""
        then = E.created_at >= filter_.begin
        statement = (
            select(cast(then, Integer).label("is_now"), *columns, func.count())
            .where(*_both(E.created_at, filter_), _LIVE, *self._dimensions(filter_), *where)
            .group_by("is_now", *columns)
        )
        return self._conn.execute(statement)

    def _count(self, filter_: Filter, now: Sums, before: Sums) -> None:
        bucket = _bucket(E.created_at, filter_).label("bucket")
        for then, at, kind, mode, level, count in self._grouped(filter_, bucket, E.kind, E.mode, E.to_level):
            (now if then else before).cells[at if then else 0, Kind(kind), Mode(mode), level] += count
        for then, reason, trigger, posture, count in self._grouped(filter_, E.reason, E.trigger, E.posture):
            (now if then else before).reasons[reason, trigger, posture] += count
        for then, target, is_department, count in self._grouped(filter_, E.target, E.target_is_department):
            (now if then else before).targets[target, bool(is_department)] += count
        known = [E.root_cause != text("''")]
        for then, cause, count in self._grouped(filter_, E.root_cause, where=known):
            (now if then else before).causes[cause] += count

    def _time(self, filter_: Filter, now: Sums, before: Sums) -> None:
        """All durations of a level come as one text: a row each would take twice as long."""
        kept = case((E.closed_at <= func.coalesce(E.promised_at, E.due_at), 1), else_=0)
        then = cast(E.created_at >= filter_.begin, Integer).label("is_now")
        accept, resolve = (
            func.aggregate_strings(cast(self._seconds(c), String), ",") for c in (E.accepted_at, E.closed_at)
        )
        statement = (
            select(then, E.to_level, accept, resolve, func.sum(kept))
            .where(*_both(E.created_at, filter_), _LIVE, *self._dimensions(filter_))
            .group_by("is_now", E.to_level)
        )
        for is_now, level, accepted, resolved, in_time in self._conn.execute(statement):
            sums = now if is_now else before
            if accepted:
                sums.accept[level] = [max(0, int(s)) for s in accepted.split(",")]
            if resolved:
                sums.resolve[level] = [max(0, int(s)) for s in resolved.split(",")]
            sums.kept += int(in_time)

    def _tickets(self, filter_: Filter, now: Sums, before: Sums) -> None:
        c = t.tickets.c
        then = cast(c.opened_at >= filter_.begin, Integer).label("is_now")
        bucket = _bucket(c.opened_at, filter_).label("bucket")
        statement = (
            select(then, bucket, c.hops, func.count())
            .where(*_both(c.opened_at, filter_), _CLOSED_CASE)
            .group_by("is_now", "bucket", c.hops)
        )
        for is_now, at, hops, count in self._conn.execute(statement):
            (now if is_now else before).cases[at if is_now else 0, hops] += count
        of_ticket = t.tickets.join(t.escalations, E.ticket == c.id)
        then = cast(E.created_at >= filter_.begin, Integer).label("is_now")
        statement = (
            select(then, func.count())
            .select_from(of_ticket)
            .where(c.demanded_at.is_not(None), E.reason != DEMANDED, _LIVE)
            .where(*_both(E.created_at, filter_), *self._dimensions(filter_))
            .group_by("is_now")
        )
        for is_now, count in self._conn.execute(statement):
            (now if is_now else before).demanded_too += count
        rows = t.entries.c
        then = cast(rows.at >= filter_.begin, Integer).label("is_now")
        statement = (
            select(then, rows.kind, rows.text, func.count())
            .where(*_both(rows.at, filter_), _OF_A_CLOCK)
            .group_by("is_now", rows.kind, rows.text)
        )
        for is_now, kind, clock, count in self._conn.execute(statement):
            (now if is_now else before).clocks[kind, clock] += count

    def _standing(self, filter_: Filter) -> Standing:
        late = (
            select(E.to_level, func.count())
            .where(E.closed_at.is_(None), E.due_at < self._as_of, _LIVE, *self._dimensions(filter_))
            .group_by(E.to_level)
        )
        standing = Standing(overdue={row[0]: row[1] for row in self._conn.execute(late)})
        said = t.feedback.c
        phase = _PHASE.label("phase")
        statement = (
            select(phase, E.target, E.target_is_department, func.count(), func.sum(said.score))
            .select_from(t.feedback.join(t.escalations, E.ticket == said.ticket))
            .where(_LIVE, *_during(E.created_at, filter_), *self._dimensions(filter_))
            .group_by("phase", E.target, E.target_is_department)
        )
        staff = []
        for when, target, is_department, count, total in self._conn.execute(statement):
            mean = Mean(count=count, total=int(total))
            if when == "staff":
                staff.append(mean)
            elif when:
                (standing.before if when == "before" else standing.after)[target, bool(is_department)] = mean
        standing.staff = added(staff)
        return standing


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
    (t.feedback.c.asked == Asked.STAFF, "staff"),
    (t.feedback.c.at < E.created_at, "before"),
    (t.feedback.c.at >= E.closed_at, "after"),
    else_="",
)


def _during(column: ColumnElement[Any], filter_: Filter) -> list[ColumnElement[bool]]:
    return [column >= filter_.begin, column < filter_.end]


def _both(column: ColumnElement[Any], filter_: Filter) -> list[ColumnElement[bool]]:
    """That time, and the one before it if it is compared with."""
    begin = filter_.before.begin if filter_.compare else filter_.begin
    return [column >= begin, column < filter_.end]


def _bucket(column: ColumnElement[Any], filter_: Filter) -> ColumnElement[int]:
    """Which bar a moment is in, from 0; what is before the first edge is in the first."""
    edges = filter_.edges
    if not edges:
        return case((column >= filter_.begin, 0), else_=0)
    return case(*((column < edge, at) for at, edge in enumerate(edges)), else_=len(edges))
