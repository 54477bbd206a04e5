"""Loading ready-made records, many at a time."""

from collections import defaultdict
from uuid import UUID

from sqlalchemy import Connection, bindparam, text

from store.records import KEPT, Records
from store.sql import tables as t
from store.sql.rows import CUSTOMERS, ENTRIES, ESCALATIONS, LEGS, STEPS, TICKETS, kept
from store.sql.search import Indexes
from store.sql.unit import SqlUnit, count_hops, words_of_call
from store.text import ticket_words

_COUNTED = {
    "sqlite": "UPDATE counters SET value = max(value, :last) WHERE name = 'ticket'",
    "postgresql": "SELECT setval('ticket_number', greatest(:last, (SELECT last_value FROM ticket_number)))",
}


_CUSTOMERS = CUSTOMERS.select.where(t.customers.c.id.in_(bindparam("ids", expanding=True)))


def load(conn: Connection, search: Indexes, batch: Records) -> None:
    """One batch, with its words in the search indexes. All its rows are new; calls come with their tickets."""
    unit = SqlUnit(conn, search)
    CUSTOMERS.add(conn, batch.customers)
    unit.index_customers(batch.customers)
    TICKETS.add(conn, batch.tickets)
    ESCALATIONS.add(conn, batch.escalations)
    seqs = unit.add_calls(batch.calls)
    LEGS.add(conn, batch.legs)
    ENTRIES.add(conn, batch.entries)
    STEPS.add(conn, batch.steps)
    count_hops(conn, {e.ticket for e in batch.escalations})
    for kind in KEPT:
        kept(kind).add(conn, [record for record in batch.kept if type(record) is kind])
    if not batch.tickets:
        return
    notes: defaultdict[UUID, list[str]] = defaultdict(list)
    for entry in batch.entries:
        if entry.kind == "note":
            notes[entry.ticket].append(entry.text)
    wanted = sorted({ticket.customer for ticket in batch.tickets if ticket.customer})
    known = {c.id: c for c in CUSTOMERS.all(conn, _CUSTOMERS, ids=wanted)}
    words = {}
    for ticket in batch.tickets:
        whose = known.get(ticket.customer) if ticket.customer else None
        words[ticket.number] = ticket_words(ticket, whose, notes[ticket.id])
    search.tickets.add(conn, words)
    tickets = {ticket.id: ticket for ticket in batch.tickets}
    spoken = {}
    for call in batch.calls:
        of = tickets[call.ticket]
        spoken[seqs[call.id]] = words_of_call(call, of, known.get(of.customer) if of.customer else None)
    if spoken:
        search.calls.add(conn, spoken)
    conn.execute(text(_COUNTED[conn.dialect.name]), {"last": max(ticket.number for ticket in batch.tickets)})
