"""A store with a case of a customer who has an address, and ways to tell them something."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import uuid6

from console.settings_mail import Mail
from console.updates.sender import MailAccount, Outgoing
from console.updates.smtp import deliver
from store.book import Book
from store.changes import PutCustomers
from store.changes_updates import QueueUpdate
from store.open import open_book
from store.update import CustomerUpdate, UpdateState
from store.values import replace
from tests.store.story import HELEN, Story

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **more: float) -> None:
        self.now += timedelta(**more)


class Post:
    """One console's way of sending, on a book, to a server on that port."""

    def __init__(self, book: Book, port: int, clock: Clock | None = None, **mail: Any) -> None:
        self.book, self.clock = book, clock or Clock()
        self.told: list[tuple[str, tuple[str, ...]]] = []
        values: dict[str, Any] = {
            "host": "127.0.0.1",
            "port": port,
            "sender": "support@center.example",
            "security": "none",
        }
        self.out = Outgoing(
            MailAccount(mail=Mail(**(values | mail)), center="Nordlicht"),
            deliver=deliver,
            now=self.clock,
            new_id=uuid6.uuid7,
            told=lambda *said: self.told.append(said),
            jitter=lambda: 0.0,
        )

    def turn(self) -> int:
        return self.out.turn(self.book)


def new_book(folder: Path) -> Book:
    return open_book(f"sqlite:///{folder}/warmline.db")


def begin(book: Book, *, languages: tuple[str, ...] = ("en",)) -> UUID:
    """Helen calls; the ticket."""
    story = Story(book).begin()
    email = replace(HELEN, email="helen@northwind.example", languages=languages)
    story.tell(PutCustomers, customers=(email,))
    return story.case(story.talk()).ticket.id


def queue(book: Book, ticket: UUID, *, at: datetime = NOW, **more: Any) -> UUID:
    update = uuid4()
    values: dict[str, Any] = {"subject": "Your refund", "body": "We are on it.\n"} | more
    change = QueueUpdate(
        id=uuid4(), at=at, person="maria.lopez", update=update, ticket=ticket, **values
    )  # fmt: skip
    book.apply(change)
    return update


def the(book: Book, ticket: UUID, update: UUID) -> CustomerUpdate:
    case = book.case(ticket)
    assert case is not None
    return next(u for u in case.updates if u.id == update)


def states(book: Book, ticket: UUID) -> list[UpdateState]:
    case = book.case(ticket)
    assert case is not None
    return [u.state for u in case.updates]
