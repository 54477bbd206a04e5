"""The demo's people: the shipped directory and customers, with what was before today."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid5

import resources
from console import directory_file
from console.directory_file import PastTicket
from store.book import Book
from store.changes import AnyChange, EditTicket, OpenCall, PutCustomers, PutDirectory
from store.customer import Customer
from store.directory import Directory, Person
from store.ticket import Outcome
from store.values import replace

COLLEAGUE = "ben.okoro"
"""Who took the calls of the past, so that today's figures start at nothing."""


def directory(house: str, targets: dict[str, str] | None = None) -> Directory:
    """Everybody, called at the house's address; ``targets`` are those who have a console of their own."""
    read = directory_file.read_directory(resources.path("demo/directory.toml"))
    own = targets or {}
    return replace(
        read,
        departments=tuple(replace(d, target=_at(d.target, house)) for d in read.departments),
        people=tuple(
            replace(p, target=own.get(p.key) or _at(p.target or p.extension, house)) for p in read.people
        ),
    )


def person(key: str) -> Person:
    """One of them. KeyError if there is no such person."""
    found = directory("127.0.0.1").person(key)
    if found is None:
        raise KeyError(key)
    return found


def _at(target: str, house: str) -> str:
    return f"sip:{target}@{house}" if target and "@" not in target else target


def fill(book: Book, people: Directory, now: datetime) -> tuple[Customer, ...]:
    """Put everybody and their past into an empty store; the customers."""
    customers = directory_file.read_customers_with_past(resources.path("demo/customers.toml"))
    first = customers[0][0].id
    book.apply(PutDirectory(id=uuid5(first, "directory"), at=now, person="demo", directory=people))
    book.apply(
        PutCustomers(
            id=uuid5(first, "customers"), at=now, person="demo", customers=tuple(c for c, _ in customers)
        )
    )
    past = sorted(
        ((ticket, customer) for customer, tickets in customers for ticket in tickets),
        key=lambda pair: -pair[0].days_ago,
    )
    book.apply_all(tuple(change for n, (t, c) in enumerate(past) for change in _past(n, t, c, now)))
    return tuple(customer for customer, _ in customers)


def _past(n: int, ticket: PastTicket, customer: Customer, now: datetime) -> Iterator[AnyChange]:
    """A call of then, and the ticket as it was left."""
    call = uuid5(customer.id, f"call-{n}")
    at = (now - timedelta(days=ticket.days_ago)).astimezone(UTC)
    yield OpenCall(
        id=uuid5(call, "open"),
        at=at,
        person=COLLEAGUE,
        call=call,
        ticket=call,
        direction="in",
        remote_name=customer.name,
        remote_number=customer.numbers[0] if customer.numbers else "",
        outcome=Outcome.ANSWERED,
    )
    yield EditTicket(
        id=uuid5(call, "edit"),
        at=at,
        person=COLLEAGUE,
        ticket=call,
        fields={
            "subject": ticket.subject,
            "category": ticket.category,
            "severity": ticket.severity,
            "status": ticket.status,
            "notes": ticket.notes,
        },
    )
