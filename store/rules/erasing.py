"""Rules for erasing a customer: what goes, what stays of it, and the list by which it is done again.

What stays are ids: in the list of erasures, in the audit log of listenings, in the rows of erased recordings, among
the changes that were applied, and in leaves to listen.
"""

from datetime import datetime, timedelta
from uuid import UUID

from store.changes_recordings import EraseAgain, EraseCustomer
from store.directory import MANAGERS
from store.erasure import Erasure, WhatGoes
from store.errors import Rejected
from store.recording import Keeping, Recording
from store.rules.common import Work
from store.rules.recordings import forgotten, require
from store.text import dial_key
from store.unit import Unit

_LONGEST_CALL = timedelta(days=1)
"""Whoever was to tell the end of a longer one will not."""


def erase_customer(change: EraseCustomer, work: Work) -> None:
    """Tickets go as a whole: what agents have written about somebody cannot be told from the rest."""
    require(work, MANAGERS)
    if work.unit.customer(change.customer) is None:
        raise Rejected("unknown_customer", "This customer is not in the store.")
    tickets = _tickets(change.customer, work.unit)
    recordings = [r for ticket in tickets for r in work.unit.of_ticket(Recording, ticket)]
    _refuse_held(recordings, work)
    _refuse_talking(tickets, work)
    _erase(change.customer, tickets, recordings, work)
    work.unit.add(
        Erasure(
            id=change.id,
            customer=change.customer,
            at=work.at,
            by=work.who,
            tickets=tickets,
            recordings=tuple(r.id for r in recordings),
        )
    )


def what_goes(customer: UUID, unit: Unit, now: datetime) -> WhatGoes | None:
    """What :func:`erase_customer` would take along; None: there is no such customer."""
    found = unit.customer(customer)
    if found is None:
        return None
    tickets = _tickets(customer, unit)
    recordings = [
        r for ticket in tickets for r in unit.of_ticket(Recording, ticket) if r.state is not Keeping.ERASED
    ]
    held = sorted({r.ticket for r in recordings if r.legal_hold and r.ticket})
    rows = [row for ticket in held if (row := unit.ticket(ticket)) is not None]
    return WhatGoes(
        customer=found,
        tickets=len(tickets),
        calls=sum(len(unit.calls_of(ticket)) for ticket in tickets),
        recordings=len(recordings),
        held=tuple(row.shown_number for row in rows),
        talking=any(_talking(ticket, unit, now) for ticket in tickets),
    )


def erase_again(change: EraseAgain, work: Work) -> None:
    """By the ids of the list, and by what the customer of a backup has still."""
    tickets = tuple(dict.fromkeys((*change.tickets, *_tickets(change.customer, work.unit))))
    found = [r for ticket in tickets for r in work.unit.of_ticket(Recording, ticket)]
    named = (work.unit.get(Recording, which) for which in change.recordings)
    recordings = list({r.id: r for r in (*found, *(r for r in named if r is not None))}.values())
    _erase(change.customer, tickets, recordings, work)
    known = work.unit.get(Erasure, change.erasure)
    erasure = Erasure(
        id=change.erasure,
        customer=change.customer,
        at=change.erased_at,
        by=change.by,
        tickets=tickets,
        recordings=tuple(dict.fromkeys((*change.recordings, *(r.id for r in recordings)))),
    )
    if known is None:
        work.unit.add(erasure)
    else:
        work.unit.put(erasure)


def _tickets(customer: UUID, unit: Unit) -> tuple[UUID, ...]:
    """Theirs, and those of nobody that came from a number which they alone have."""
    own, numbers = unit.tickets_of_customer(customer), _numbers(customer, unit)
    return (*own, *(unit.strangers_tickets(numbers) if numbers else ()))


def _numbers(customer: UUID, unit: Unit) -> frozenset[str]:
    """Which they alone have."""
    found = unit.customer(customer)
    keys = {key for number in (found.numbers if found else ()) if (key := dial_key(number))}
    return frozenset(key for key in keys if len(unit.customers_by_number(key)) == 1)


def _erase(customer: UUID, tickets: tuple[UUID, ...], recordings: list[Recording], work: Work) -> None:
    numbers = _numbers(customer, work.unit)
    for recording in recordings:
        if recording.state is not Keeping.ERASED:
            work.unit.put(forgotten(recording, "customer"))
    for ticket in tickets:
        work.unit.erase_ticket(ticket)
    if numbers:
        work.unit.forget_numbers(numbers)
    work.unit.erase_customer(customer)


def _refuse_held(recordings: list[Recording], work: Work) -> None:
    held = next((r for r in recordings if r.legal_hold), None)
    if held is not None:
        ticket = work.unit.ticket(held.ticket) if held.ticket else None
        which = f" of {ticket.shown_number}" if ticket else ""
        raise Rejected(
            "legal_hold", f"A recording{which} is on legal hold. Let it go first, then erase the customer."
        )


def _refuse_talking(tickets: tuple[UUID, ...], work: Work) -> None:
    if any(_talking(ticket, work.unit, work.at) for ticket in tickets):
        raise Rejected("not_now", "The customer is on a call. Erase them once it has ended.")


def _talking(ticket: UUID, unit: Unit, now: datetime) -> bool:
    return any(c.ended_at is None and now - c.started_at < _LONGEST_CALL for c in unit.calls_of(ticket))
