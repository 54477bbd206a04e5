"""The same questions as :mod:`store.sql.due`, asked of the tables in memory."""

from datetime import datetime
from operator import itemgetter

from store.escalation import Escalation
from store.memory_unit import Tables
from store.ticket import Ticket


def due(tables: Tables, now: datetime, limit: int) -> tuple[Escalation, ...]:
    """The longest due first."""
    found = [(e.next_at, e.id, e) for e in tables.escalations.values() if e.next_at is not None]
    return tuple(e for at, _, e in sorted(found, key=itemgetter(0, 1)) if at <= now)[:limit]


def tickets_due(tables: Tables, now: datetime, limit: int) -> tuple[tuple[Ticket, str], ...]:
    """With the tier of their customer, the longest due first."""
    found = [(t.next_at, t.id, t) for t in tables.tickets.values() if t.next_at is not None]
    ready = [t for at, _, t in sorted(found, key=itemgetter(0, 1)) if at <= now]
    return tuple((t, tables.tier_of(t)) for t in ready[:limit])


def next_due(tables: Tables) -> datetime | None:
    """When the next one is."""
    moments = [e.next_at for e in tables.escalations.values()]
    moments += [t.next_at for t in tables.tickets.values()]
    return min((at for at in moments if at is not None), default=None)
