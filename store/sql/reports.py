"""What a report counts, in SQL: a handful of grouped scans, each read from an index that has all it needs.

The database groups, :mod:`store.report_sums` puts together; nothing is done row by row in Python. The period asked for
and the one before it are counted in one scan. Measured by ``python -m tests.bench --only reports``.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Label,
    Select,
    String,
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
    type_coerce,
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
_SEPARATOR = "\x1f"
_MARKS = 64
"""More than twice any level: what a duration is multiplied by to carry level and period."""
_MOST_COUNTED = 1000
"""More than any ticket's hops."""
_Key = tuple[list[str], bool, int]
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

    def _keys(
        self, filter_: Filter, *columns: ColumnElement[Any], where: Sequence[Any] = ()
    ) -> Iterator[_Key]:
        """The columns of each group as texts, whether it was then (not before), and how many there are."""
        statement = (
            select(_packed(_then(E.created_at, filter_), *columns), func.count())
            .where(*_both(E.created_at, filter_), _LIVE, *self._dimensions(filter_), *where)
            .group_by("key")
        )
        for key, count in self._conn.execute(statement):
            then, *rest = key.split(_SEPARATOR, len(columns))
            yield rest, then == "1", count

    def _count(self, filter_: Filter, now: Sums, before: Sums) -> None:
        bucket = _bucket(E.created_at, filter_)
        for (at, kind, mode, level), then, count in self._keys(filter_, bucket, E.kind, E.mode, E.to_level):
            sums = now if then else before
            sums.cells[int(at) if then else 0, Kind(kind), Mode(mode), int(level)] += count
        for (trigger, posture, reason), then, count in self._keys(filter_, E.trigger, E.posture, E.reason):
            (now if then else before).reasons[reason, trigger, posture] += count
        is_department = case((E.target_is_department.is_(True), 1), else_=0)
        for (to_department, target), then, count in self._keys(filter_, is_department, E.target):
            (now if then else before).targets[target, to_department == "1"] += count
        known = [E.root_cause != text("''")]
        for (cause,), then, count in self._keys(filter_, E.root_cause, where=known):
            (now if then else before).causes[cause] += count

    def _time(self, filter_: Filter, now: Sums, before: Sums) -> None:
        """All durations come as one text of numbers, each with its level and period: a row each takes twice as long."""
        then = _then(E.created_at, filter_)
        mark = E.to_level * 2 + then
        accept, resolve = (
            func.aggregate_strings(cast(self._seconds(c) * _MARKS + mark, String), ",")
            for c in (E.accepted_at, E.closed_at)
        )
        in_time = E.closed_at <= func.coalesce(E.promised_at, E.due_at)
        kept = [
            func.coalesce(func.sum(case((and_(in_time, then == flag), 1), else_=0)), 0) for flag in (1, 0)
        ]
        statement = select(accept, resolve, *kept).where(
            *_both(E.created_at, filter_), _LIVE, *self._dimensions(filter_)
        )
        accepted, resolved, kept_now, kept_before = self._conn.execute(statement).one()
        now.kept, before.kept = int(kept_now), int(kept_before)
        for numbers, ours, theirs in (
            (accepted, now.accept, before.accept),
            (resolved, now.resolve, before.resolve),
        ):
            for number in map(int, numbers.split(",") if numbers else ()):
                seconds, which = divmod(number, _MARKS)
                (ours if which & 1 else theirs)[which >> 1].append(max(0, seconds))

    def _tickets(self, filter_: Filter, now: Sums, before: Sums) -> None:
        c = t.tickets.c
        which = (_bucket(c.opened_at, filter_) * 2 + _then(c.opened_at, filter_)) * _MOST_COUNTED + c.hops
        statement = (
            select(which.label("key"), func.count())
            .where(*_both(c.opened_at, filter_), _CLOSED_CASE)
            .group_by("key")
        )
        for key, count in self._conn.execute(statement):
            place, hops = divmod(key, _MOST_COUNTED)
            at, then = divmod(place, 2)
            (now if then else before).cases[at if then else 0, hops] += count
        demanded = E.ticket.in_(select(c.id).where(c.demanded_at.is_not(None)))
        for _, then, count in self._keys(filter_, where=[demanded, E.reason != DEMANDED]):
            (now if then else before).demanded_too += count
        rows = t.entries.c
        clocks = (
            select(_packed(_then(rows.at, filter_), rows.kind, rows.text), func.count())
            .where(*_both(rows.at, filter_), _OF_A_CLOCK)
            .group_by("key")
        )
        for packed, count in self._conn.execute(clocks):
            flag, kind, clock = packed.split(_SEPARATOR, 2)
            (now if flag == "1" else before).clocks[kind, clock] += count

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


def _packed(*columns: ColumnElement[Any]) -> Label[str]:
    """One text to group by: several columns take SQLite three times as long to sort. Free text comes last."""
    parts = [cast(c, String) if isinstance(c.type, Integer) else type_coerce(c, String) for c in columns]
    key: ColumnElement[str] = parts[0]
    for part in parts[1:]:
        key = key + _SEPARATOR + part
    return key.label("key")
