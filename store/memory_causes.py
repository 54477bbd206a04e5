"""The same questions as :mod:`store.sql.causes`, asked of the tables in memory."""

from collections import defaultdict
from datetime import datetime
from typing import cast
from uuid import UUID

from store.book import CauseRow, RiskSigns
from store.feedback import Feedback, is_low
from store.memory_unit import Tables
from store.ticket import Ticket
from store.views import cause_row


def causes(tables: Tables, since: datetime, limit: int) -> tuple[CauseRow, ...]:
    """Most open tickets first."""
    found: defaultdict[str, list[Ticket]] = defaultdict(list)
    for ticket in tables.tickets.values():
        if ticket.cause and ticket.opened_at >= since:
            found[ticket.cause].append(ticket)
    rows = (cause_row(cause, tickets) for cause, tickets in found.items())
    return tuple(sorted(rows, key=lambda r: (-r.open, r.cause))[:limit])


def risk_signs(tables: Tables, customer: UUID, since: datetime) -> RiskSigns:
    """Of the customer's tickets."""
    own = {t.id: t for t in tables.tickets.values() if t.customer == customer and t.opened_at >= since}
    given = cast("dict[UUID, Feedback]", tables.kept[Feedback]).values()
    return RiskSigns(
        demands=sum(t.demanded_at is not None for t in own.values()),
        low_scores=sum(f.ticket in own and is_low(f) for f in given),
        repeats=sum(t.reopened for t in own.values()),
    )
