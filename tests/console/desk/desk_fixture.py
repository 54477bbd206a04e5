"""A desk without a window, with a telephone in memory and a book in memory that answers at once."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import uuid6

from console.desk.board import Board
from console.desk.calling import CallCard
from console.desk.desk import Desk
from console.desk.intents import Intent
from console.desk.parts import Means
from console.desk.seat import Me
from console.desk.terms import Terms
from store.changes import PutCustomers, PutDirectory
from store.customer import Customer
from store.directory import Department, Directory, Level, Person
from store.errors import StoreError
from store.memory import MemoryBook
from telephony import commands
from telephony.scripted import ScriptedPhone

KEY = bytes(range(32))

ANNA = Customer(
    id=UUID(int=1),
    name="Anna Petrova",
    company="Quillpost Logistics",
    languages=("en",),
    tier="Gold",
    numbers=("+14155550132",),
)

DIRECTORY = Directory(
    levels=(Level(number=1, name="L1"), Level(number=2, name="L2"), Level(number=3, name="L3")),
    departments=(
        Department(key="network", name="Network support", target="sip:3100@127.0.0.1:5070", is_queue=True),
        Department(key="billing", name="Billing", target="sip:3200@127.0.0.1:5070"),
    ),
    people=(
        Person(key="maya.torres", name="Maya Torres", extension="2041", level=1, department="support"),
        Person(
            key="daniel.okafor",
            name="Daniel Okafor",
            role="supervisor",
            extension="3107",
            target="sip:3107@127.0.0.1:5070",
            level=2,
            department="network",
        ),
        Person(
            key="selin.kaya",
            name="Selin Kaya",
            role="supervisor",
            extension="3201",
            target="sip:3201@127.0.0.1:5070",
            level=3,
            department="billing",
        ),
    ),
)


class InlineKeeper:
    """The store's worker, at once. ``held`` keeps the jobs back until :meth:`release`."""

    def __init__(self, book: MemoryBook) -> None:
        self.book = book
        self.held = False
        self._jobs: list[tuple[Any, Any, Any]] = []

    def run(
        self,
        job: Callable[[Any], Any],
        then: Callable[[Any], None] | None = None,
        failed: Callable[[StoreError], None] | None = None,
    ) -> None:
        self._jobs.append((job, then, failed))
        if not self.held:
            self.release()

    def release(self) -> None:
        self.held = False
        while self._jobs:
            job, then, failed = self._jobs.pop(0)
            try:
                result = job(self.book)
            except StoreError as error:
                if failed is not None:
                    failed(error)
                continue
            if then is not None:
                then(result)


class Clock:
    """UTC that moves a millisecond at least at each look, so that order is always visible."""

    def __init__(self) -> None:
        self.time = datetime.now(UTC)

    def __call__(self) -> datetime:
        self.time = max(self.time + timedelta(milliseconds=1), datetime.now(UTC))
        return self.time


class Timers:
    """Time passes when :meth:`pass_` is called."""

    def __init__(self) -> None:
        self.now = 0.0
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._number = 0

    def __call__(self, seconds: float, call: Callable[[], None]) -> Callable[[], None]:
        self._number += 1
        entry = (self.now + seconds, self._number, call)
        self._due.append(entry)

        def call_off() -> None:
            if entry in self._due:
                self._due.remove(entry)

        return call_off

    def pass_(self, seconds: float) -> None:
        end = self.now + seconds
        while self._due and min(self._due)[0] <= end:
            entry = min(self._due)
            self._due.remove(entry)
            self.now = entry[0]
            entry[2]()
        self.now = end


class Office:
    """One desk with all its parts. ``policy`` are fields of Terms, ``means`` of Means."""

    def __init__(
        self,
        *,
        me: str = "maya.torres",
        extension: str = "2041",
        role: str = "agent",
        level: int = 1,
        department: str = "support",
        book: MemoryBook | None = None,
        phone: ScriptedPhone | None = None,
        key: bytes | None = KEY,
        start: bool = True,
        policy: dict[str, Any] | None = None,
        means: dict[str, Any] | None = None,
    ) -> None:
        self.book = book if book is not None else MemoryBook()
        self.keeper = InlineKeeper(self.book)
        self.phone = phone if phone is not None else ScriptedPhone()
        self.timers = Timers()
        name = next((p.name for p in DIRECTORY.people if p.key == me), me)
        self.desk = Desk(
            Board(
                me=Me(key=me, name=name, extension=extension, role=role, level=level, department=department)
            ),
            phone=self.phone,
            keeper=self.keeper,
            terms=Terms(**({"country": "GB", "own": (extension,), "floor_key": key} | (policy or {}))),
            now=Clock(),
            new_id=uuid6.uuid7,
            means=Means(**({"later": self.timers} | (means or {}))),
        )
        if start:
            self.seed()
            self.desk.start()

    def seed(self) -> None:
        now = datetime.now(UTC)
        self.book.apply(PutDirectory(id=uuid6.uuid7(), at=now, person="setup", directory=DIRECTORY))
        self.book.apply(PutCustomers(id=uuid6.uuid7(), at=now, person="setup", customers=(ANNA,)))

    @property
    def board(self) -> Board:
        return self.desk.board

    @property
    def card(self) -> CallCard:
        assert self.board.cards, "no card"
        return self.board.cards[-1]

    def do(self, intent: Intent) -> None:
        refusal = self.desk.do(intent)
        assert refusal is None, refusal

    def refused(self, intent: Intent) -> str:
        refusal = self.desk.do(intent)
        assert refusal is not None
        assert refusal.message.endswith((".", "”."))
        return refusal.code

    def notices(self) -> set[str]:
        return {n.code for n in self.board.notices}

    def person(self, key: str = "") -> Person:
        found = self.book.directory().person(key or self.board.me.key)
        assert found is not None
        return found

    def sent(self, kind: type) -> list[Any]:
        return [c for c in self.phone.sent if isinstance(c, kind)]

    def last_begin(self) -> commands.BeginTransfer:
        return self.sent(commands.BeginTransfer)[-1]  # type: ignore[no-any-return]


def daniels(**more: Any) -> Office:
    """The desk of the supervisor to whom Maya hands over; ``more`` as for :class:`Office`."""
    return Office(
        me="daniel.okafor", extension="3107", role="supervisor", level=2, department="network", **more
    )
