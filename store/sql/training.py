"""Training, trends and load, on one connection. Sums are made by the database from indexes that have all they need.

Measured by ``python -m tests.bench --only training``.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    Select,
    and_,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    union,
)

from store.customer import Customer
from store.feedback import LOW, Asked
from store.load import AtRisk, Load, Signs, Worked, loads
from store.memory_training import by_risk
from store.sql import tables as t
from store.sql import tables_training as own
from store.sql.rows import CUSTOMERS, POLICIES, kept
from store.sql.tables_case import feedback
from store.sql.unit import directory
from store.tally import Counted
from store.training import (
    MOST_SESSIONS,
    OPEN_PLANS,
    PLANS_STAY,
    SESSIONS_STAY,
    Attendance,
    Course,
    Learning,
    Plan,
    Presence,
    Session,
    Trained,
    learning,
)
from store.trends import TrendFilter, Trends, trends
from store.views import DONE, LIVE

_LONG, _MANY = 20, 20
"""From so many weeks and people on, the tallies are read person by person."""
_AT_ONCE = 500
"""Values of one IN."""
_T = own.tallies.c
_COUNT, _TOTAL = func.sum(_T["count"]), func.sum(_T.total)
_A = own.attendances.c
_P = own.plans.c
_S = own.sessions.c
_CUSTOMERS = CUSTOMERS.select.where(t.customers.c.id.in_(bindparam("ids", expanding=True)))


def find_learning(conn: Connection, people: tuple[str, ...] | None, now: datetime) -> Learning:
    """Of these people, or of everybody."""

    def mine(column: ColumnElement[Any]) -> list[ColumnElement[bool]]:
        return [] if people is None else [column.in_(people)]

    plans = kept(Plan).select.where(
        *mine(_P.person), or_(_P.state.in_(sorted(OPEN_PLANS)), _P.settled_at >= now - PLANS_STAY)
    )
    sessions = kept(Session).select.where(_S.at >= now - SESSIONS_STAY)
    sessions = sessions.order_by(_S.at.desc(), _S.id.desc()).limit(MOST_SESSIONS)
    if people is not None:
        theirs = union(
            select(_A.session).where(*mine(_A.person)), select(_S.id).where(*mine(_S.trainer))
        ).subquery()
        sessions = sessions.where(_S.id.in_(select(theirs.c[0])))
    trained = (
        select(_A.person, _A.course, func.max(_A.at), func.max(_A.policy))
        .where(_A.presence == Presence.ATTENDED, _A.course.is_not(None), *mine(_A.person))
        .group_by(_A.person, _A.course)
    )
    found = kept(Session).all(conn, sessions)
    rows: list[Attendance] = []
    for some in _parts([s.id for s in found]):
        rows += kept(Attendance).all(conn, kept(Attendance).select.where(_A.session.in_(some)))
    learned = Learning(
        courses=tuple(kept(Course).all(conn, kept(Course).every)), plans=tuple(kept(Plan).all(conn, plans)),
        sessions=tuple(found), attendances=tuple(rows),
        trained=tuple(Trained(person=r[0], course=r[1], at=r[2], policy=r[3]) for r in conn.execute(trained)),
    )  # fmt: skip
    return learning(learned, directory(conn), people, POLICIES.all(conn, POLICIES.select), now)


def find_trends(conn: Connection, asked: TrendFilter) -> Trends:
    """Three sums over the tallies."""
    whose = [] if asked.people is None else [_T.person.in_(sorted(asked.people))]
    weeks = asked.weeks
    now = [_T.week.between(weeks[0], weeks[-1]), *whose]
    cells = (
        select(_T.week, _T.of, _T.name, _COUNT, _TOTAL)
        .where(_T.week.between(asked.before[0], weeks[-1]), *whose)
        .group_by(_T.week, _T.of, _T.name)
    )
    persons = (
        select(_T.person, _T.of, _T.name, _COUNT, _TOTAL)
        .where(_by_person(conn, asked).between(weeks[0], weeks[-1]), *whose, _T.of != Counted.CAUSE)
        .group_by(_T.person, _T.of, _T.name)
    )
    reviews = select(_T.person, _T.week, _T["count"], _T.total).where(*now, _T.of == Counted.REVIEW)
    return trends(asked, _ints(conn, cells), _ints(conn, persons), _ints(conn, reviews))


def _by_person(conn: Connection, asked: TrendFilter) -> ColumnElement[Any]:
    """The week, of which SQLite uses no index where it reads most of the table: it would sort all of it by person.

    Reading the tallies in the order of people takes a third of the time (the unary plus is SQLite's own way to say so).
    """
    many = asked.people is None or len(asked.people) >= _MANY
    if conn.dialect.name == "sqlite" and many and len(asked.weeks) >= _LONG:
        return literal_column("+tallies.week", Date)
    return _T.week


def _ints(conn: Connection, statement: Select[Any]) -> list[Any]:
    """PostgreSQL's sums are decimals."""
    return [(*row[:-2], int(row[-2]), int(row[-1])) for row in conn.execute(statement)]


def find_loads(conn: Connection, since: datetime, until: datetime) -> tuple[Load, ...]:
    """Of the calls that were answered and began then."""
    c, legs, e, said = t.calls.c, t.call_legs.c, t.escalations.c, feedback.c
    during = and_(c.started_at >= since, c.started_at < until, c.answered_at.is_not(None))
    held = (
        select(legs.call, func.sum(legs.held_seconds))
        .select_from(t.calls.join(t.call_legs, legs.call == c.id))
        .where(during, legs.held_seconds > 0)
        .group_by(legs.call)
    )
    on_hold: dict[UUID, float] = {row[0]: row[1] for row in conn.execute(held)}
    calls = (
        select(
            c.id, c.person, c.ticket, c.started_at, c.answered_at, c.ended_at, c.emergency,
            t.tickets.c.demanded_at,
        )
        .select_from(t.calls.join(t.tickets, t.tickets.c.id == c.ticket))
        .where(during)
    )  # fmt: skip
    sent = select(e.from_person, e.ticket, e.created_at).where(
        e.created_at >= since, e.created_at < until, e.outcome.in_(sorted(LIVE))
    )
    low = select(said.ticket, said.at).where(
        said.at >= since, said.at < until, said.asked == Asked.CUSTOMER, said.score <= LOW
    )
    names = ("person", "ticket", "started_at", "answered_at", "ended_at", "emergency", "demanded_at")
    worked = [
        Worked(**dict(zip(names, row[1:], strict=True)), held_seconds=on_hold.get(row[0], 0.0))
        for row in conn.execute(calls)
    ]
    signs = Signs(
        escalations=tuple((r[0], r[1], r[2]) for r in conn.execute(sent)),
        low=tuple((r[0], r[1]) for r in conn.execute(low)),
    )
    return loads(worked, signs, directory(conn))


def find_at_risk(conn: Connection, since: datetime, least: int, limit: int) -> tuple[AtRisk, ...]:
    """Customers with that many signs. Their signs are looked for first, and then only their tickets."""
    k, said = t.tickets.c, feedback.c
    lately = and_(k.opened_at >= since, k.customer.is_not(None))
    signs: dict[UUID, list[int]] = defaultdict(lambda: [0, 0, 0])
    loud = select(k.customer, func.count(k.demanded_at), func.sum(k.reopened)).where(
        lately, or_(k.demanded_at.is_not(None), k.reopened > 0)
    )
    for customer, demands, repeats in conn.execute(loud.group_by(k.customer)):
        signs[customer][0], signs[customer][1] = int(demands), int(repeats)
    low = (
        select(k.customer, func.count())
        .select_from(t.tickets.join(feedback, said.ticket == k.id))
        .where(lately, said.at >= since, said.asked == Asked.CUSTOMER, said.score <= LOW)
        .group_by(k.customer)
    )
    for customer, count in conn.execute(low):
        signs[customer][2] = int(count)
    wanted = [key for key, found in signs.items() if sum(found) >= least]
    customers: dict[UUID, Customer] = {}
    tickets: dict[UUID, list[Any]] = defaultdict(list)
    for some in _parts(wanted):
        customers |= {c.id: c for c in CUSTOMERS.all(conn, _CUSTOMERS, ids=some)}
        theirs = select(k.customer, k.number, k.id, k.status).where(lately, k.customer.in_(some))
        for row in conn.execute(theirs):
            tickets[row[0]].append(row)
    rows = (
        AtRisk(
            customer=customers[key], demands=signs[key][0], repeats=signs[key][1], low_scores=signs[key][2],
            open=sum(row[3] not in DONE for row in tickets[key]),
            ticket=max(tickets[key], key=lambda row: row[1])[2],
        )
        for key in wanted
    )  # fmt: skip
    return by_risk(rows)[:limit]


def _parts(ids: Sequence[UUID]) -> list[list[UUID]]:
    return [list(ids[at : at + _AT_ONCE]) for at in range(0, len(ids), _AT_ONCE)]
