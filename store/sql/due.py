"""What has something to come, for the clock: escalations and tickets."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select

from store.escalation import Escalation
from store.sql import tables as t
from store.sql.rows import ESCALATIONS, NAMED, TICKETS
from store.ticket import Ticket

_DUE = (
    ESCALATIONS.select.where(t.escalations.c.next_at <= bindparam("now"))
    .order_by(t.escalations.c.next_at, t.escalations.c.id)
    .limit(bindparam("limit"))
)
_TICKETS_DUE = (
    select(*TICKETS.columns, func.coalesce(t.customers.c.tier, ""))
    .select_from(NAMED)
    .where(t.tickets.c.next_at <= bindparam("now"))
    .order_by(t.tickets.c.next_at, t.tickets.c.id)
    .limit(bindparam("limit"))
)
_NEXT_TICKET = (
    select(t.tickets.c.next_at).where(t.tickets.c.next_at.is_not(None)).order_by(t.tickets.c.next_at).limit(1)
)
_NEXT_DUE = (
    select(t.escalations.c.next_at)
    .where(t.escalations.c.next_at.is_not(None))
    .order_by(t.escalations.c.next_at)
    .limit(1)
)


def due(conn: Connection, now: datetime, limit: int) -> tuple[Escalation, ...]:
    """What the clock has to do, the longest due first."""
    return tuple(ESCALATIONS.all(conn, _DUE, now=now, limit=limit))


def tickets_due(conn: Connection, now: datetime, limit: int) -> tuple[tuple[Ticket, str], ...]:
    """With the tier of their customer, the longest due first."""
    rows = conn.execute(_TICKETS_DUE, {"now": now, "limit": limit})
    return tuple((TICKETS.read(row), row[-1]) for row in rows)


def next_due(conn: Connection) -> datetime | None:
    """When it has something to do next."""
    both = (conn.execute(statement).scalar() for statement in (_NEXT_DUE, _NEXT_TICKET))
    return min((at for at in both if at is not None), default=None)
