"""Loading ready-made records, many at a time."""

from collections import defaultdict
from uuid import UUID

from sqlalchemy import Connection, text

from store.records import Records
from store.sql.rows import CALLS, CUSTOMERS, ENTRIES, ESCALATIONS, LEGS, STEPS, TICKETS
from store.sql.search import Search
from store.sql.unit import SqlUnit
from store.text import ticket_words

_COUNTED = {
    "sqlite": "UPDATE counters SET value = max(value, :last) WHERE name = 'ticket'",
    "postgresql": "SELECT setval('ticket_number', greatest(:last, (SELECT last_value FROM ticket_number)))",
}


def load(conn: Connection, search: Search, batch: Records) -> None:
    """One batch, with its words in the search index. All its rows are new."""
    unit = SqlUnit(conn, search)
    CUSTOMERS.add(conn, batch.customers)
    unit.add_numbers(batch.customers)
    TICKETS.add(conn, batch.tickets)
    ESCALATIONS.add(conn, batch.escalations)
    CALLS.add(conn, batch.calls)
    LEGS.add(conn, batch.legs)
    ENTRIES.add(conn, batch.entries)
    STEPS.add(conn, batch.steps)
    if not batch.tickets:
        return
    notes: defaultdict[UUID, list[str]] = defaultdict(list)
    for entry in batch.entries:
        if entry.kind == "note":
            notes[entry.ticket].append(entry.text)
    known = {c.id: c for c in batch.customers}
    words = {}
    for ticket in batch.tickets:
        if ticket.customer is not None and ticket.customer not in known:
            customer = unit.customer(ticket.customer)
            if customer is not None:
                known[customer.id] = customer
        whose = known.get(ticket.customer) if ticket.customer else None
        words[ticket.number] = ticket_words(ticket, whose, notes[ticket.id])
    search.add(conn, words)
    conn.execute(text(_COUNTED[conn.dialect.name]), {"last": max(t.number for t in batch.tickets)})
