"""The store alone, with 100,000 tickets, on one thread as the keeper uses it."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import cycle, islice
from random import Random
from uuid import uuid4

import uuid6

from store.book import Book
from store.changes import OpenCall
from store.open import open_book
from tests.bench.figures import Figure
from tests.bench.setup import CUSTOMERS, Setup, copy_store

TIMES = 200
QUERIES = (
    "invoice",
    "head drops",
    "brandt",
    "ana hadd",
    "port is slow",
    "442000000",
    "delivery late",
    "xyzzy",
)


def measure(setup: Setup) -> list[Figure]:
    """From the call to its return; SQLite in WAL with ``synchronous=FULL``, so a change is on the disk."""
    book = open_book(f"sqlite:///{copy_store(setup, 'books')}")
    random = Random(6)  # noqa: S311 - a choice of rows
    try:
        numbers = [random.randrange(1, setup.tickets + 1) for _ in range(setup.times(TIMES) + 1)]
        tickets = [found.id for number in numbers if (found := book.ticket_by_number(number)) is not None]
        figures = {
            "Book.case(), one ticket with all that belongs to it": [
                timed(lambda t=ticket: book.case(t))  # type: ignore[misc]
                for ticket in tickets
            ],
            "Book.tickets(query), 50 rows": [
                timed(lambda q=query: book.tickets(q))  # type: ignore[misc]
                for query in islice(cycle(QUERIES), setup.times(TIMES) + 1)
            ],
            "Book.history(query), 50 calls of one person": [
                timed(lambda q=query: book.history("agent.1", q))  # type: ignore[misc]
                for query in islice(cycle(("", *QUERIES)), setup.times(TIMES) + 1)
            ],
            "Book.customers(query), 30 rows": [
                timed(lambda q=query: book.customers(q))  # type: ignore[misc]
                for query in islice(cycle(("", "an", *QUERIES)), setup.times(TIMES) + 1)
            ],
            "Book.apply(OpenCall), a known customer calls": [
                timed(lambda: ring(book, random)) for _ in range(setup.times(TIMES) + 1)
            ],
        }
    finally:
        book.close()
    return [
        Figure(title=f"{name}, {setup.tickets:,} tickets", unit="ms", samples=tuple(samples[1:]))
        for name, samples in figures.items()
    ]


def ring(book: Book, random: Random) -> None:
    number = f"+4420{random.randrange(CUSTOMERS):08d}"
    book.apply(
        OpenCall(
            id=uuid6.uuid7(),
            at=datetime.now(UTC),
            person="agent.1",
            call=uuid6.uuid7(),
            ticket=uuid6.uuid7(),
            direction="in",
            remote_name="Somebody",
            remote_number=number,
            sip_call_id=uuid4().hex,
        )
    )


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter_ns()
    work()
    return (time.perf_counter_ns() - began) / 1e6
