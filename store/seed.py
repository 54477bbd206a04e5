"""Filling a store: the demo's floor through the rules, and big floors past them for measuring."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Protocol
from uuid import UUID, uuid5

from store.book import Book
from store.changes import PutCustomers, PutDirectory
from store.customer import Customer
from store.directory import Directory
from store.escalation import Escalation, EscalationStep, Kind, Mode, Outcome
from store.records import Records
from store.ticket import CATEGORIES, Call, CallLeg, Entry, Severity, Status, Ticket
from store.ticket import Outcome as CallOutcome

BATCH = 5000
"""Tickets a transaction."""

_FLOOR = UUID("0d5c9d0e-6f0e-5f5f-8a52-9d0d3c7a1b02")

_FIRST = ("Ana", "Björn", "Chloé", "Dmitri", "Elif", "Farid", "Grace", "Hiro", "Inés", "Jan", "Kofi", "Leila")
_LAST = (
    "Achebe",
    "Brandt",
    "Cruz",
    "Dubois",
    "Eriksen",
    "Fontana",
    "Gruber",
    "Haddad",
    "Ito",
    "Jansen",
    "Kaya",
)
_TRADE = ("Dental", "Logistics", "Bakery", "Solar", "Legal", "Robotics", "Travel", "Clinic", "Foods", "Print")
_THING = (
    "invoice",
    "router",
    "headset",
    "licence",
    "delivery",
    "password",
    "contract",
    "line",
    "refund",
    "port",
)
_FAULT = ("is missing", "drops calls", "was charged twice", "does not start", "is late", "expired", "is slow")


class Loadable(Protocol):
    """A book that takes ready-made records; both of ours do."""

    def load(self, batches: Iterable[Records]) -> None:
        """Put them in, a batch a transaction."""


def load_floor(book: Book, directory: Directory, customers: tuple[Customer, ...], at: datetime) -> None:
    """Put a floor's directory and customers in; the same ones again change nothing."""
    people, buyers = (uuid5(_FLOOR, repr(what)) for what in (directory, customers))
    book.apply_all(
        (
            PutDirectory(id=people, at=at, person="", directory=directory),
            PutCustomers(id=buyers, at=at, person="", customers=customers),
        )
    )


def big_floor(book: Loadable, tickets: int = 100_000, seed: int = 1, until: datetime | None = None) -> None:
    """Fill an empty book with tickets of the two years before ``until`` (now); one customer to five of them.

    Of one seed come the same records. People are ``agent.0`` to ``agent.49``. Every tenth ticket was escalated.
    """
    book.load(_Maker(tickets, seed, until or datetime.now(UTC)).batches())


class _Maker:
    def __init__(self, tickets: int, seed: int, until: datetime) -> None:
        self._random = Random(seed)  # noqa: S311 - invented data
        self._tickets = tickets
        self._until = until
        self._step = timedelta(days=730) / max(tickets, 1)
        self._customers = tuple(map(self._customer, range(max(1, tickets // 5))))

    def batches(self) -> Iterator[Records]:
        """Customers first, then tickets with all that belongs to them, oldest first."""
        for first in range(0, len(self._customers), BATCH):
            yield Records(customers=self._customers[first : first + BATCH])
        for first in range(1, self._tickets + 1, BATCH):
            yield self._batch(range(first, min(first + BATCH, self._tickets + 1)))

    def _id(self, at: datetime) -> UUID:
        head = int(at.timestamp() * 1000) << 80 | 7 << 76 | 2 << 62
        return UUID(int=head | self._random.getrandbits(12) << 64 | self._random.getrandbits(62))

    def _customer(self, number: int) -> Customer:
        pick = self._random.choice
        name = f"{pick(_FIRST)} {pick(_LAST)}"
        return Customer(
            id=self._id(self._until - timedelta(days=900)),
            name=name,
            company=f"{pick(_LAST)} {pick(_TRADE)} {number}",
            languages=(pick(("en", "de", "fr", "es")),),
            tier=pick(("", "silver", "gold")),
            value_cents=self._random.randrange(10_000_000),
            numbers=(f"+4420{number:08d}",),
        )

    def _batch(self, numbers: range) -> Records:
        parts = [self._story(number) for number in numbers]
        return Records(
            tickets=tuple(row for part in parts for row in part.tickets),
            escalations=tuple(row for part in parts for row in part.escalations),
            calls=tuple(row for part in parts for row in part.calls),
            legs=tuple(row for part in parts for row in part.legs),
            entries=tuple(row for part in parts for row in part.entries),
            steps=tuple(row for part in parts for row in part.steps),
        )

    def _story(self, number: int) -> Records:
        pick, at = self._random.choice, self._until - self._step * (self._tickets - number + 1)
        customer, agent = pick(self._customers), f"agent.{self._random.randrange(50)}"
        end = at + timedelta(seconds=self._random.randrange(30, 900))
        ticket = Ticket(
            id=self._id(at), number=number, opened_at=at, updated_at=end, closed_at=end, version=4,
            customer=customer.id, caller=customer.numbers[0], caller_name=customer.name, owner=agent,
            subject=f"{pick(_THING).capitalize()} {pick(_FAULT)}", category=pick(CATEGORIES),
            severity=pick(tuple(Severity)), status=pick((Status.RESOLVED, Status.CLOSED)),
            notes=f"The {pick(_THING)} {pick(_FAULT)}; the {pick(_THING)} {pick(_FAULT)} too.",
        )  # fmt: skip
        call = Call(
            id=self._id(at), ticket=ticket.id, direction="in", person=agent, remote_name=customer.name,
            remote_number=ticket.caller, sip_call_id=f"{self._random.getrandbits(64):x}@pbx", started_at=at,
            answered_at=at + timedelta(seconds=8), ended_at=end, outcome=CallOutcome.ANSWERED,
            wrapup_code="solved", wrapped_up_at=end,
        )  # fmt: skip
        leg = CallLeg(
            id=call.id, call=call.id, remote_number=ticket.caller, started_at=at, answered_at=call.answered_at,
            ended_at=end, ended_by="them", code=200, codec="PCMA",
        )  # fmt: skip
        rows = (("ticket_opened", at), ("call_rang", at), ("call_answered", at), ("call_ended", end))
        entries = tuple(
            Entry(id=self._id(when), ticket=ticket.id, at=when, kind=kind, person=agent, text=customer.name)
            for kind, when in rows
        )
        made = Records(tickets=(ticket,), calls=(call,), legs=(leg,), entries=entries)
        return made if number % 10 else self._escalated(made, ticket, call)

    def _escalated(self, made: Records, ticket: Ticket, call: Call) -> Records:
        at = ticket.opened_at + timedelta(seconds=20)
        escalation = Escalation(
            id=self._id(at), ticket=ticket.id, call=call.id, kind=Kind.HIERARCHICAL, mode=Mode.WARM,
            reason="complexity", summary=ticket.notes, from_person=ticket.owner, target="agent.0",
            target_name="Agent 0", from_level=1, to_level=2, outcome=Outcome.HANDED_OVER, created_at=at,
            accepted_at=at, accepted_by="agent.0", closed_at=ticket.closed_at, due_at=at + timedelta(days=30),
        )  # fmt: skip
        steps = tuple(
            EscalationStep(id=self._id(at), escalation=escalation.id, seq=seq, at=at, step=step)
            for seq, step in enumerate(("consult_started", "ringing", "answered", "handed_over"), 1)
        )
        return replace(made, escalations=(escalation,), steps=steps)
