"""The small repository that the rules work on: one transaction of a book, by record and by id.

Everything here is read and written inside one transaction. ``add_`` makes a new row, ``put_`` replaces one
that is there. Errors are the book's (:mod:`store.errors`); a second ``add_`` of one id is a bug of the rules.
"""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from store.customer import Customer
from store.directory import Directory, Person
from store.escalation import Escalation, EscalationStep
from store.policy import Policy, PolicyVersion
from store.recording import Recording, RecordingRules
from store.records import K, KeptRecord
from store.ticket import Call, CallLeg, Draft, Entry, Ticket


class Applied(Protocol):
    """What was done already."""

    def applied(self, change: UUID) -> bool:
        """Whether the change of this id was carried out before."""

    def mark_applied(self, change: UUID, at: datetime) -> None:
        """Remember that it was."""


class Tickets(Protocol):
    """Tickets, their time line and their drafts."""

    def next_ticket_number(self) -> int:
        """From 1 upward, never the same twice; gaps are allowed."""

    def ticket(self, ticket: UUID) -> Ticket | None:
        """By id."""

    def add_ticket(self, ticket: Ticket) -> None:
        """A new one."""

    def put_ticket(self, ticket: Ticket) -> None:
        """One that is there."""

    def add_entry(self, entry: Entry) -> None:
        """A row of the time line."""

    def entries(self, ticket: UUID, kind: str) -> tuple[Entry, ...]:
        """The rows of one kind, oldest first."""

    def draft(self, ticket: UUID, person: str, scope: str) -> Draft | None:
        """What the person has typed so far."""

    def put_draft(self, draft: Draft) -> None:
        """Add or replace."""

    def drop_draft(self, ticket: UUID, person: str, scope: str) -> None:
        """Done with; no matter if there is none."""


class Calls(Protocol):
    """Calls and their legs."""

    def call(self, call: UUID) -> Call | None:
        """By id, or by the id of a repetition of it (:meth:`add_call_alias`)."""

    def call_by_sip_id(self, person: str, sip_call_id: str, at: datetime) -> Call | None:
        """The person's call of that SIP Call-ID that began within a day of ``at``."""

    def calls_of(self, ticket: UUID) -> tuple[Call, ...]:
        """The ticket's calls, oldest first."""

    def add_call(self, call: Call) -> None:
        """A new one."""

    def put_call(self, call: Call) -> None:
        """One that is there."""

    def add_call_alias(self, alias: UUID, call: UUID) -> None:
        """The network has repeated this call under another id."""

    def leg(self, leg: UUID) -> CallLeg | None:
        """By id, or by the id of a repetition of its call."""

    def legs_of(self, call: UUID) -> tuple[CallLeg, ...]:
        """The call's legs, oldest first."""

    def add_leg(self, leg: CallLeg) -> None:
        """A new one."""

    def put_leg(self, leg: CallLeg) -> None:
        """One that is there."""


class Escalations(Protocol):
    """Escalations and their steps."""

    def escalation(self, escalation: UUID) -> Escalation | None:
        """By id."""

    def escalations_of(self, ticket: UUID) -> tuple[Escalation, ...]:
        """The ticket's escalations, oldest first."""

    def add_escalation(self, escalation: Escalation) -> None:
        """A new one."""

    def put_escalation(self, escalation: Escalation) -> None:
        """One that is there."""

    def last_seq(self, escalation: UUID) -> int:
        """The number of its last step, 0 without one."""

    def add_step(self, step: EscalationStep) -> None:
        """A row of its story."""


class Floor(Protocol):
    """Customers, and the directory."""

    def customer(self, customer: UUID) -> Customer | None:
        """By id."""

    def customers_by_number(self, number: str) -> tuple[Customer, ...]:
        """All who have it, by name."""

    def put_customer(self, customer: Customer) -> None:
        """Add or replace."""

    def person(self, key: str) -> Person | None:
        """By key, or by extension."""

    def put_person(self, person: Person) -> None:
        """One that is there."""

    def directory(self) -> Directory:
        """Everybody."""

    def put_directory(self, directory: Directory) -> None:
        """Replace everybody."""

    def source(self, name: str) -> str:
        """The digest of the file of that name that was taken in last; "" without one."""

    def put_source(self, name: str, digest: str) -> None:
        """Remember another one."""


class Policies(Protocol):
    """Versions of the escalation policy."""

    def policy(self, version: int) -> PolicyVersion | None:
        """By number."""

    def policy_at(self, at: datetime) -> Policy:
        """The one that is followed at that time (:func:`store.policy.followed`)."""

    def last_policy(self) -> int:
        """The newest number, 0 without one."""

    def add_policy(self, version: PolicyVersion) -> None:
        """A new one."""

    def put_policy(self, version: PolicyVersion) -> None:
        """One that is there."""


class Kept(Protocol):
    """Records that are kept by their kind: those of :data:`store.records.KEPT`."""

    def get(self, kind: type[K], key: UUID) -> K | None:
        """By id."""

    def of_ticket(self, kind: type[K], ticket: UUID) -> tuple[K, ...]:
        """Those of a ticket, by their ids: oldest first."""

    def of_person(self, kind: type[K], person: str) -> tuple[K, ...]:
        """Those of a person, by their ids; of kinds that have one."""

    def every(self, kind: type[K]) -> tuple[K, ...]:
        """All there are, by their ids; for kinds of which there are few."""

    def add(self, record: KeptRecord) -> None:
        """A new one."""

    def put(self, record: KeptRecord) -> None:
        """One that is there."""


class Recordings(Protocol):
    """Recordings beside what :class:`Kept` says, and what erasing takes away."""

    def recordings_of_call(self, call: UUID) -> tuple[Recording, ...]:
        """By their ids."""

    def recordings_ending(self, now: datetime, limit: int) -> tuple[Recording, ...]:
        """Ended ones that nothing but their rule has kept until now, the longest due first; none on legal hold."""

    def redate_recordings(self, rules: RecordingRules) -> None:
        """Give all that are not erased the end that these rules give them (:func:`store.recording.keep_until`)."""

    def tickets_of_customer(self, customer: UUID) -> tuple[UUID, ...]:
        """By their numbers."""

    def strangers_tickets(self, numbers: frozenset[str]) -> tuple[UUID, ...]:
        """Tickets of nobody whose caller has one of these numbers (:func:`store.text.dial_key`), by their numbers."""

    def forget_numbers(self, numbers: frozenset[str]) -> None:
        """Whoever called from them (:func:`store.text.dial_key`) has no name and no number on tickets that are left."""

    def erase_ticket(self, ticket: UUID) -> None:
        """With its calls, legs, entries, drafts, escalations and all else that hangs on it; recordings stay."""

    def erase_customer(self, customer: UUID) -> None:
        """The row, its numbers and words; its tickets are erased already."""


class Unit(Applied, Tickets, Calls, Escalations, Floor, Policies, Kept, Recordings, Protocol):
    """One unit of work."""
