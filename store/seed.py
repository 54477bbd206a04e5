"""Filling a store: the demo's floor through the rules, and big floors past them for measuring."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Protocol
from uuid import UUID, uuid5

from msgspec.structs import asdict

from store.book import Book
from store.changes import PutCustomers, PutDirectory
from store.customer import Customer
from store.directory import Directory
from store.escalation import Escalation, EscalationStep, Kind, Mode, Outcome, Reason, Resolution
from store.feedback import Asked, Feedback
from store.recording import Conduct, Keeping, LegConduct, Recording
from store.records import Records
from store.ticket import CATEGORIES, Call, CallLeg, Entry, Severity, Status, Ticket
from store.ticket import Outcome as CallOutcome
from store.values import replace

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
_DEPARTMENTS = ("network", "billing", "licensing", "payments", "field")
_MODES = (Mode.WARM, Mode.WARM, Mode.WARM, Mode.BLIND, Mode.NO_CALL)
_TRIGGERS = ("agent", "agent", "agent", "customer", "sla", "rule")
_CAUSES = (
    "Firmware 4.2",
    "Billing run",
    "Courier late",
    "Expired licence",
    "Wrong advice",
    "Roaming partner",
)
_NEVER_CLOSED = 0.001
_HELD = 0.3
_REVIEWED = 0.1
"""Shares of recorded calls."""
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


def big_floor(
    book: Loadable,
    tickets: int = 100_000,
    seed: int = 1,
    until: datetime | None = None,
    *,
    escalated: int = 1,
    days: int = 730,
    recorded: bool = False,
) -> None:
    """Fill an empty book with tickets of the ``days`` before ``until`` (now); one customer to five of them.

    Of one seed come the same records. People are ``agent.0`` to ``agent.49``. Of ten tickets ``escalated`` were.
    ``recorded``: each ticket's call was, and is in the archive, one in ten reviewed.
    """
    maker = _Maker(tickets, seed, until or datetime.now(UTC), escalated, timedelta(days=days))
    book.load(map(_recorded, maker.batches()) if recorded else maker.batches())


def _recorded(batch: Records) -> Records:
    """With a recording of each call, and how the two spoke."""
    calls = (call for call in batch.calls if call.answered_at and call.ended_at)
    return replace(batch, kept=(*batch.kept, *(row for call in calls for row in _recording(call))))


def _recording(call: Call) -> Iterator[Recording | LegConduct]:
    random = Random(call.id.int)  # noqa: S311 - invented data
    began, end = call.answered_at or call.started_at, call.ended_at or call.started_at
    seconds = max(1.0, (end - began).total_seconds())
    held = random.uniform(5, 120) if random.random() < _HELD else 0.0
    conduct = Conduct(
        seconds=seconds, agent=seconds * random.uniform(0.2, 0.6), other=seconds * random.uniform(0.2, 0.4),
        silence=seconds * 0.1, turns=int(seconds / 9), holds=int(held > 0), hold_seconds=held,
    )  # fmt: skip
    which = uuid5(_FLOOR, call.id.hex)
    yield Recording(
        id=which, call=call.id, ticket=call.ticket, person=call.person, started_at=began, seconds=seconds,
        ended=True, state=Keeping.KEPT, name=f"{which.hex}.flac.enc", size=int(seconds * 16_000),
        sha256=f"{random.getrandbits(256):064x}", peaks=f"{which.hex}.peaks",
        key=f"{random.getrandbits(1024):0256x}", keep_until=began + timedelta(days=365), hold_seconds=held,
        reviewed_at=end + timedelta(days=3) if random.random() < _REVIEWED else None, conduct=conduct,
    )  # fmt: skip
    yield LegConduct(
        **asdict(conduct), id=call.id, call=call.id, ticket=call.ticket, person=call.person, at=end
    )


class _Maker:
    def __init__(self, tickets: int, seed: int, until: datetime, escalated: int, span: timedelta) -> None:
        self._escalated_of_ten = escalated
        self._random = Random(seed)  # noqa: S311 - invented data
        self._tickets = tickets
        self._until = until
        self._step = span / max(tickets, 1)
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

    def _chance(self, share: float) -> bool:
        return self._random.random() < share

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
            kept=tuple(row for part in parts for row in part.kept),
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
        return self._escalated(made, ticket, call) if number % 10 < self._escalated_of_ten else made

    def _escalated(self, made: Records, ticket: Ticket, call: Call) -> Records:
        random, at = self._random, ticket.opened_at + timedelta(seconds=20)
        kind, level = random.choice(tuple(Kind)), random.choice((1, 2, 2, 2, 3))
        accepted_at = at + timedelta(seconds=random.expovariate(1 / 600))
        closed_at = accepted_at + timedelta(minutes=random.expovariate(1 / (20 * 4**level)))
        is_open = closed_at > self._until or self._chance(_NEVER_CLOSED)
        target = random.choice(_DEPARTMENTS) if kind is Kind.FUNCTIONAL else f"agent.{random.randrange(9)}"
        escalation = Escalation(
            id=self._id(at), ticket=ticket.id, call=call.id, kind=kind, mode=random.choice(_MODES),
            trigger=random.choice(_TRIGGERS), posture="proactive" if self._chance(0.1) else "reactive",
            reason=random.choice(tuple(Reason)).value, summary=ticket.notes, from_person=ticket.owner,
            target=target, target_name=target.capitalize(), target_is_department=kind is Kind.FUNCTIONAL,
            to_level=level, outcome=Outcome.HANDED_OVER, created_at=at,
            accepted_at=None if accepted_at > self._until else accepted_at, accepted_by="agent.0",
            closed_at=None if is_open else closed_at, due_at=at + timedelta(days=30),
            promised_at=at + timedelta(hours=8) if self._chance(0.5) else None,
            resolution="" if is_open else Resolution.SOLVED.value,
            root_cause=random.choice(_CAUSES) if not is_open and self._chance(0.3) else "",
        )  # fmt: skip
        ticket = replace(
            ticket, closed_at=escalation.closed_at, status=Status.ESCALATED if is_open else ticket.status,
            demanded_at=at if self._chance(0.05) else None,
        )  # fmt: skip
        steps = tuple(
            EscalationStep(id=self._id(at), escalation=escalation.id, seq=seq, at=at, step=step)
            for seq, step in enumerate(("consult_started", "ringing", "answered", "handed_over"), 1)
        )
        entries = tuple(
            Entry(id=self._id(at), ticket=ticket.id, at=at, kind=kind, person="", text="first_response")
            for kind in ("sla_warned", "sla_breached")
            if self._chance(0.08)
        )
        return replace(
            made, tickets=(ticket,), escalations=(escalation,), steps=steps, entries=(*made.entries, *entries),
            kept=tuple(self._said(ticket, escalation)),
        )  # fmt: skip

    def _said(self, ticket: Ticket, escalation: Escalation) -> Iterator[Feedback]:
        """One in twenty said something before, one in five afterwards, and of the staff one in ten."""
        before, after = escalation.created_at - timedelta(seconds=5), escalation.closed_at
        asked = (
            (0.05, before, Asked.CUSTOMER, (1, 2, 2, 3, 4)),
            (0.2, after, Asked.CUSTOMER, (2, 3, 4, 4, 5)),
            (0.1, after, Asked.STAFF, (3, 4, 4, 5)),
        )
        for share, at, whom, scores in asked:
            if at is not None and self._chance(share):
                score = self._random.choice(scores)
                yield Feedback(
                    id=self._id(at),
                    ticket=ticket.id,
                    escalation=escalation.id,
                    at=at,
                    asked=whom,
                    score=score,
                )
