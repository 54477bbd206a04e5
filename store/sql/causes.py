"""Faults that several tickets are of, and the signs that a customer may leave."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, and_, bindparam, func, select

from store.book import CauseRow, RiskSigns
from store.feedback import LOW, Asked
from store.sql import tables as t
from store.sql.tables_case import feedback
from store.ticket import Status
from store.views import DONE

_LIVE = t.tickets.c.status.not_in(sorted(DONE))
_CAUSES = (
    select(
        t.tickets.c.cause,
        func.count().label("tickets"),
        func.count().filter(_LIVE).label("open"),
        func.count().filter(t.tickets.c.status == Status.ESCALATED).label("escalated"),
        func.coalesce(func.sum(t.tickets.c.impact).filter(_LIVE), 0).label("impact"),
        func.coalesce(func.max(t.tickets.c.number).filter(_LIVE), func.max(t.tickets.c.number)).label(
            "newest"
        ),
        func.min(t.tickets.c.opened_at).label("since"),
    )
    .where(t.tickets.c.cause != "", t.tickets.c.opened_at >= bindparam("since"))
    .group_by(t.tickets.c.cause)
    .order_by(func.count().filter(_LIVE).desc(), t.tickets.c.cause)
    .limit(bindparam("limit"))
)
_IDS = select(t.tickets.c.number, t.tickets.c.id).where(
    t.tickets.c.number.in_(bindparam("numbers", expanding=True))
)
_THEIRS = and_(t.tickets.c.customer == bindparam("customer"), t.tickets.c.opened_at >= bindparam("since"))
_SIGNS = select(
    func.count(t.tickets.c.demanded_at).label("demands"),
    func.coalesce(func.sum(t.tickets.c.reopened), 0).label("repeats"),
).where(_THEIRS)
_LOW_SCORES = (
    select(func.count())
    .select_from(t.tickets.join(feedback, feedback.c.ticket == t.tickets.c.id))
    .where(_THEIRS, feedback.c.asked == Asked.CUSTOMER, feedback.c.score <= LOW)
)


def causes(conn: Connection, since: datetime, limit: int) -> tuple[CauseRow, ...]:
    """Most open tickets first."""
    found = conn.execute(_CAUSES, {"since": since, "limit": limit}).all()
    numbers = [row.newest for row in found]
    known = conn.execute(_IDS, {"numbers": numbers}) if numbers else ()
    ids = {row.number: row.id for row in known}
    return tuple(
        CauseRow(
            cause=row.cause,
            tickets=row.tickets,
            open=row.open,
            escalated=row.escalated,
            impact=row.impact,
            newest=ids[row.newest],
            since=row.since,
        )
        for row in found
    )


def risk_signs(conn: Connection, customer: UUID, since: datetime) -> RiskSigns:
    """Of the customer's tickets."""
    values = {"customer": customer, "since": since}
    row = conn.execute(_SIGNS, values).one()
    low = conn.execute(_LOW_SCORES, values).scalar_one()
    return RiskSigns(demands=row.demands, low_scores=low, repeats=row.repeats)
