"""The same question as :mod:`store.sql.past`, asked of the tables in memory."""

from datetime import datetime
from operator import attrgetter

from store.memory_unit import Tables
from store.ticket import Ticket
from store.trial import PastCase


def past_cases(tables: Tables, since: datetime, limit: int) -> tuple[PastCase, ...]:
    """Opened or escalated since then, the newest number first."""
    escalated = {e.ticket for e in tables.escalations.values() if e.created_at >= since}
    found = [t for t in tables.tickets.values() if t.opened_at >= since or t.id in escalated]
    found.sort(key=attrgetter("number"), reverse=True)
    return tuple(_past_case(tables, ticket) for ticket in found[:limit])


def _past_case(tables: Tables, ticket: Ticket) -> PastCase:
    escalations = (e for e in tables.escalations.values() if e.ticket == ticket.id)
    calls = (c for c in tables.calls.values() if c.ticket == ticket.id and c.escalation is None)
    return PastCase(
        ticket=ticket,
        customer=tables.customer_of(ticket),
        escalations=tuple(sorted(escalations, key=attrgetter("created_at", "id"))),
        contacts=tuple(c.started_at for c in sorted(calls, key=attrgetter("started_at", "id"))),
    )
