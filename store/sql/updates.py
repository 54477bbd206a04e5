"""What a book is asked about messages to customers, and about whom to ask for feedback."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Connection, Select, and_, bindparam, exists, or_, select, text

from store.book import EscalationRow, UpdateRow
from store.feedback import Asked
from store.sql import tables as t
from store.sql.rows import ESCALATIONS, NAMED, NAMES, TICKETS, kept
from store.sql.tables_case import customer_updates, feedback
from store.update import Channel, CustomerUpdate, UpdateState

_UPDATES = kept(CustomerUpdate)
_WIDTH = len(_UPDATES.columns)
_OPEN = text("customer_updates.state IN ('failed', 'held', 'queued', 'sending')")
"""As the partial index has it."""
_STATE, _CHANNEL = customer_updates.c.state, customer_updates.c.channel
_OF_PEOPLE: BindParameter[Any] = bindparam("names", expanding=True)

_DUE = (
    _UPDATES.select.where(_OPEN, _STATE.in_((UpdateState.QUEUED, UpdateState.SENDING)))
    .where(_CHANNEL == Channel.EMAIL, customer_updates.c.due_at <= bindparam("now"))
    .order_by(customer_updates.c.due_at, customer_updates.c.id)
    .limit(bindparam("limit"))
)
_NEEDS_A_PERSON = or_(
    _STATE.in_((UpdateState.HELD, UpdateState.FAILED)),
    and_(_STATE == UpdateState.QUEUED, _CHANNEL == Channel.CALL),
)
_MINE = or_(
    t.tickets.c.owner.in_(_OF_PEOPLE),
    and_(
        t.tickets.c.owner == "",
        or_(
            t.tickets.c.owner_department.in_(bindparam("departments", expanding=True)),
            and_(t.tickets.c.owner_department == "", customer_updates.c.by.in_(_OF_PEOPLE)),
        ),
    ),
)
_FOR: Select[Any] = (
    select(*_UPDATES.columns, *TICKETS.columns, *NAMES)
    .select_from(NAMED.join(customer_updates, customer_updates.c.ticket == t.tickets.c.id))
    .where(_OPEN, _NEEDS_A_PERSON, _MINE)
    .order_by(customer_updates.c.due_at, customer_updates.c.id)
    .limit(bindparam("limit"))
)
_ANSWERED = exists().where(
    feedback.c.escalation == t.escalations.c.id,
    feedback.c.asked == Asked.STAFF,
    feedback.c.person.in_(_OF_PEOPLE),
)
_TO_RATE: Select[Any] = (
    select(*ESCALATIONS.columns, *TICKETS.columns, *NAMES)
    .select_from(NAMED.join(t.escalations, t.escalations.c.ticket == t.tickets.c.id))
    # The first condition is that of the partial index.
    .where(text("escalations.resolution <> ''"), t.escalations.c.closed_at >= bindparam("since"))
    .where(or_(t.escalations.c.from_person.in_(_OF_PEOPLE), t.escalations.c.accepted_by.in_(_OF_PEOPLE)))
    .where(~_ANSWERED)
    .order_by(t.escalations.c.closed_at, t.escalations.c.id)
    .limit(bindparam("limit"))
)


def updates_due(conn: Connection, now: datetime, limit: int) -> tuple[CustomerUpdate, ...]:
    """E-mail that waits, or that was being sent for too long."""
    return tuple(_UPDATES.all(conn, _DUE, now=now, limit=limit))


def updates_for(
    conn: Connection, names: Sequence[str], departments: Sequence[str], limit: int
) -> tuple[UpdateRow, ...]:
    """What a person has to do something about."""
    rows = conn.execute(_FOR, {"names": names, "departments": departments, "limit": limit})
    return tuple(
        UpdateRow(
            update=_UPDATES.read(row),
            ticket=TICKETS.read(row, _WIDTH),
            customer_name=row[-2],
            company=row[-1],
        )
        for row in rows
    )


def to_rate(conn: Connection, names: Sequence[str], since: datetime, limit: int) -> tuple[EscalationRow, ...]:
    """Closed ones that the person has not said anything about."""
    width = len(ESCALATIONS.columns)
    rows = conn.execute(_TO_RATE, {"names": names, "since": since, "limit": limit})
    return tuple(
        EscalationRow(
            escalation=ESCALATIONS.read(row),
            ticket=TICKETS.read(row, width),
            customer_name=row[-2],
            company=row[-1],
        )
        for row in rows
    )
