"""A floor to tell stories about: a directory, customers, and short words for the changes."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from store.book import Book, Case
from store.changes import (
    AnswerCall,
    AnyChange,
    BeginEscalation,
    EditTicket,
    EndCall,
    OpenCall,
    PutCustomers,
    PutDirectory,
    RecordStep,
)
from store.customer import Customer
from store.directory import Department, Directory, Level, Person
from store.escalation import Kind, Mode, Outcome
from store.policy import Path, PathStep, Policy, Ref, Rule
from store.ticket import Outcome as CallOutcome

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

DIRECTORY = Directory(
    levels=(Level(number=1, name="First line"), Level(number=2, name="Experts", authority="refund to 500")),
    departments=(
        Department(key="payments", name="Payments", target="7100", is_queue=True, languages=("en", "de")),
        Department(key="network", name="Network", target="7200"),
    ),
    people=(
        Person(key="maria.lopez", name="Maria Lopez", extension="2041", department="network"),
        Person(key="daniel.okafor", name="Daniel Okafor", role="supervisor", level=2, extension="2090"),
        Person(key="ines.weber", name="Inés Weber", level=2, extension="2091", skills=("billing", "sip")),
    ),
)

HELEN = Customer(
    id=UUID(int=1), name="Helen Achebe", company="Northwind Dental", languages=("en-GB", "fr"), tier="gold",
    since=START.date(), value_cents=1_840_000, numbers=("+44 20 7946 0420", "+442079460421"),
    warning="Was cut off twice.",
)  # fmt: skip
BJORN = Customer(id=UUID(int=2), name="Björn Østgård", company="Fjord & Sønn", numbers=("+4790000001",))
SHARED = (
    Customer(id=UUID(int=3), name="Ana Reyes", company="Both", numbers=("+34600000001",)),
    Customer(id=UUID(int=4), name="Luis Reyes", company="Both", numbers=("+34600000001",)),
)

SOUND = Policy(
    paths=(
        Path(
            key="refunds", name="Refunds",
            steps=(
                PathStep(target=Ref.parse("department:payments"), after=timedelta(hours=2)),
                PathStep(target=Ref.parse("level:2"), after=timedelta(hours=8)),
            ),
        ),
    ),
    rules=(Rule(key="refund", name="Refund", path="refunds"),),
)  # fmt: skip


class Story:
    """Tells changes to a book, a second apart, as Maria unless another person is named."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.now = START
        self.person = "maria.lopez"

    def begin(self) -> "Story":
        self.tell(PutDirectory, directory=DIRECTORY)
        self.tell(PutCustomers, customers=(HELEN, BJORN, *SHARED))
        return self

    def directory(self, directory: Directory) -> None:
        self.tell(PutDirectory, directory=directory)

    def make(self, kind: Any, /, **values: Any) -> Any:
        self.now += timedelta(seconds=1)
        return kind(**({"id": uuid4(), "at": self.now, "person": self.person} | values))

    def tell(self, kind: Any, /, **values: Any) -> AnyChange:
        change: AnyChange = self.make(kind, **values)
        self.book.apply(change)
        return change

    def ring(self, number: str = "+442079460420", **values: Any) -> UUID:
        """An incoming call; its id."""
        call = values.pop("call", None) or uuid4()
        ticket = values.pop("ticket", None) or uuid4()
        self.tell(OpenCall, call=call, ticket=ticket, direction="in", remote_number=number, **values)
        return call

    def talk(self, number: str = "+442079460420", **values: Any) -> UUID:
        """An incoming call that is up; its id."""
        call = self.ring(number, **values)
        self.tell(AnswerCall, call=call, codec="PCMA")
        return call

    def end(self, call: UUID, outcome: CallOutcome = CallOutcome.ANSWERED, **values: Any) -> AnyChange:
        return self.tell(EndCall, call=call, outcome=outcome, **values)

    def case(self, call: UUID) -> Case:
        case = self.book.case_of_call(call)
        assert case is not None
        return case

    def edit(self, call: UUID, base_version: int = 0, **fields: str) -> AnyChange:
        ticket = self.case(call).ticket.id
        return self.tell(EditTicket, ticket=ticket, fields=fields, base_version=base_version)

    def escalate(self, call: UUID, target: str = "daniel.okafor", **values: Any) -> UUID:
        escalation = uuid4()
        given = {"kind": Kind.HIERARCHICAL, "mode": Mode.WARM, "reason": "lacks_authority", "to_level": 2}
        given |= {"summary": "Wants a refund of 300.", "ticket": self.case(call).ticket.id, "call": call}
        self.tell(BeginEscalation, **(given | {"escalation": escalation, "target": target} | values))
        return escalation

    def step(self, escalation: UUID, step: str, outcome: Outcome | None = None, code: int = 0) -> AnyChange:
        return self.tell(RecordStep, escalation=escalation, step=step, outcome=outcome, code=code)


def kinds(case: Case) -> list[str]:
    return [entry.kind for entry in case.entries]
