"""Taking a customer out of the tables: what hangs on a ticket goes by the foreign keys, and its words by triggers."""

from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, Connection, bindparam, delete, select, update

from store.sql import tables as t
from store.sql import tables_moments as moments
from store.text import dial_key

_KEY: BindParameter[Any] = bindparam("key")
_OF_CUSTOMER = select(t.tickets.c.id).where(t.tickets.c.customer == _KEY).order_by(t.tickets.c.number)
_STRANGERS = (
    select(t.tickets.c.id, t.tickets.c.caller)
    .where(t.tickets.c.customer.is_(None), t.tickets.c.caller != "")
    .order_by(t.tickets.c.number)
)


def of_customer(conn: Connection, customer: UUID) -> tuple[UUID, ...]:
    """Their tickets, by number."""
    return tuple(conn.execute(_OF_CUSTOMER, {"key": customer}).scalars())


def of_strangers(conn: Connection, numbers: frozenset[str]) -> tuple[UUID, ...]:
    """Tickets of nobody, called from these numbers: as they were written, so each is looked at."""
    return tuple(which for which, caller in conn.execute(_STRANGERS) if dial_key(caller) in numbers)


def erase_ticket(conn: Connection, ticket: UUID) -> None:
    """All that hangs on it goes with it (the tables' foreign keys), its words too (triggers)."""
    conn.execute(delete(t.tickets).where(t.tickets.c.id == ticket))


def erase_customer(conn: Connection, customer: UUID) -> None:
    """With numbers and words."""
    conn.execute(delete(t.customers).where(t.customers.c.id == customer))


_CALLERS = (
    select(t.calls.c.ticket, t.calls.c.id, t.calls.c.remote_name, t.calls.c.remote_number),
    select(t.calls.c.ticket, t.call_legs.c.id, t.call_legs.c.remote_name, t.call_legs.c.remote_number).join(
        t.calls, t.calls.c.id == t.call_legs.c.call
    ),
    select(t.tickets.c.id, t.tickets.c.id, t.tickets.c.caller_name, t.tickets.c.caller),
)
_NAMELESS = (
    update(t.calls).where(t.calls.c.id == _KEY).values(remote_name="", remote_number=""),
    update(t.call_legs).where(t.call_legs.c.id == _KEY).values(remote_name="", remote_number=""),
    update(t.tickets).where(t.tickets.c.id == _KEY).values(caller_name="", caller=""),
)
_WAITING = select(moments.waiting.c.id, moments.waiting.c.number)


def forget_numbers(conn: Connection, numbers: frozenset[str]) -> list[UUID]:
    """Of calls, legs and tickets, the lines of the story that say nothing else, and who waits; the tickets."""
    said: dict[UUID, set[str]] = {}
    for look, blank in zip(_CALLERS, _NAMELESS, strict=True):
        found = [row for row in conn.execute(look) if dial_key(row[3]) in numbers]
        for ticket, _, name, number in found:
            said.setdefault(ticket, set()).update((name, number))
        if found:
            conn.execute(blank, [{"key": row[1]} for row in found])
    for ticket, texts in said.items():
        line = t.entries.c
        only = update(t.entries).where(line.ticket == ticket, line.text.in_(sorted(texts)))
        conn.execute(only.values(text=""))
    waiting = [which for which, number in conn.execute(_WAITING) if dial_key(number) in numbers]
    if waiting:
        conn.execute(delete(moments.waiting).where(moments.waiting.c.id.in_(waiting)))
    return list(said)
