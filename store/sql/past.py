"""The cases of the past on which a new policy is tried (R82)."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, or_, select

from store.customer import Customer
from store.escalation import Escalation
from store.sql import tables as t
from store.sql.rows import CUSTOMERS, ESCALATIONS, TICKETS
from store.trial import PastCase

_LATELY = select(t.escalations.c.ticket).where(t.escalations.c.created_at >= bindparam("since"))
_CASES = (
    TICKETS.select.where(or_(t.tickets.c.opened_at >= bindparam("since"), t.tickets.c.id.in_(_LATELY)))
    .order_by(t.tickets.c.number.desc())
    .limit(bindparam("limit"))
)
_ESCALATIONS = ESCALATIONS.select.where(
    t.escalations.c.ticket.in_(bindparam("ids", expanding=True))
).order_by(t.escalations.c.created_at, t.escalations.c.id)
_CALLS = (
    select(t.calls.c.ticket, t.calls.c.started_at)
    .where(t.calls.c.ticket.in_(bindparam("ids", expanding=True)), t.calls.c.escalation.is_(None))
    .order_by(t.calls.c.started_at, t.calls.c.id)
)
_CUSTOMERS = CUSTOMERS.select.where(t.customers.c.id.in_(bindparam("ids", expanding=True)))
_AT_ONCE = 500
"""Values of one IN."""


def past_cases(conn: Connection, since: datetime, limit: int) -> tuple[PastCase, ...]:
    """Opened or escalated since then, the newest number first."""
    tickets = TICKETS.all(conn, _CASES, since=since, limit=limit)
    ids = [ticket.id for ticket in tickets]
    escalations: dict[UUID, list[Escalation]] = defaultdict(list)
    contacts: dict[UUID, list[datetime]] = defaultdict(list)
    for some in _parts(ids):
        for escalation in ESCALATIONS.all(conn, _ESCALATIONS, ids=some):
            escalations[escalation.ticket].append(escalation)
        for ticket, started_at in conn.execute(_CALLS, {"ids": some}):
            contacts[ticket].append(started_at)
    customers: dict[UUID, Customer] = {}
    for some in _parts(sorted({ticket.customer for ticket in tickets if ticket.customer})):
        customers |= {c.id: c for c in CUSTOMERS.all(conn, _CUSTOMERS, ids=some)}
    return tuple(
        PastCase(
            ticket=ticket,
            customer=customers.get(ticket.customer) if ticket.customer else None,
            escalations=tuple(escalations[ticket.id]),
            contacts=tuple(contacts[ticket.id]),
        )
        for ticket in tickets
    )


def _parts(ids: Sequence[UUID]) -> list[list[Any]]:
    return [list(ids[at : at + _AT_ONCE]) for at in range(0, len(ids), _AT_ONCE)]
