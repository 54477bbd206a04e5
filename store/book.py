"""The port: what the console asks of the store. Every book (memory, SQL) passes the same suite.

A book is used from one thread at a time, never the window's.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from store.changes import AnyChange
from store.customer import Customer
from store.directory import Directory
from store.escalation import Escalation, EscalationStep
from store.grant import Grant
from store.policy import Policy, PolicyVersion
from store.ticket import Call, CallLeg, Draft, Entry, Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketRow:
    """A ticket in a list."""

    ticket: Ticket
    customer_name: str = ""
    company: str = ""
    escalated_to: int | None = None
    """Level of its newest escalation that was not called off."""


HISTORY_KINDS = ("", "in", "out", "missed")
"""All calls, those of one direction, or incoming ones that nobody took."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRow:
    """A call in a list."""

    call: Call
    ticket: Ticket
    customer_name: str = ""
    company: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationRow:
    """An escalation in a list, with its last step and the levels that the ticket has passed."""

    escalation: Escalation
    ticket: Ticket
    customer_name: str = ""
    company: str = ""
    last_step: EscalationStep | None = None
    path: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Everything about one ticket, ready for the screen. Lists are oldest first, ``history`` newest first."""

    ticket: Ticket
    customer: Customer | None = None
    history: tuple[TicketRow, ...] = ()
    """The customer's other tickets, five at most."""
    history_count: int = 0
    calls_year: int = 0
    """Calls of this customer in the last 365 days, this one included."""
    calls: tuple[Call, ...] = ()
    legs: tuple[CallLeg, ...] = ()
    entries: tuple[Entry, ...] = ()
    escalations: tuple[Escalation, ...] = ()
    steps: tuple[EscalationStep, ...] = ()
    drafts: tuple[Draft, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFigures:
    """A person's own day. ``handling_seconds`` is the mean from answer to end; None without a call."""

    calls: int = 0
    handling_seconds: float | None = None
    answered: int = 0
    missed: int = 0
    escalated: int = 0
    escalations_open: int = 0
    resolved: int = 0


class Book(Protocol):
    """Queries, and one way to change anything."""

    def apply(self, change: AnyChange) -> None:
        """Carry a change out in one transaction, once. Raises Rejected or StoreUnavailable; never half."""

    def apply_all(self, changes: tuple[AnyChange, ...]) -> None:
        """Several in one transaction, in order; one that was applied before is skipped."""

    def case(self, ticket: UUID) -> Case | None:
        """One ticket with all that belongs to it."""

    def case_of_call(self, call: UUID) -> Case | None:
        """The case that a call belongs to."""

    def ticket_by_number(self, number: int) -> Ticket | None:
        """By the number that this store gave."""

    def tickets(
        self, query: str = "", *, limit: int = 50, before: UUID | None = None
    ) -> tuple[TicketRow, ...]:
        """Newest first. Words of ``query`` match by their beginning.

        They are looked for in number, subject, notes, names and telephone numbers.
        ``before`` is the last row of the page before (keyset).
        """

    def customer_by_number(self, number: str) -> Customer | None:
        """By E.164 or extension; None if nobody or more than one has it (``customers_by_number`` tells)."""

    def customers_by_number(self, number: str) -> tuple[Customer, ...]:
        """All who have it."""

    def calls(self, person: str, since: datetime, *, limit: int = 50) -> tuple[CallRow, ...]:
        """A person's calls, newest first."""

    def history(
        self, person: str, query: str = "", *, kind: str = "", before: UUID | None = None, limit: int = 50
    ) -> tuple[CallRow, ...]:
        """All calls that this person ever had, the one recorded last first.

        Words of ``query`` match by their beginning: names, company, telephone numbers, number and subject of the
        ticket. ``kind`` is one of :data:`HISTORY_KINDS`; ``before`` is the last row of the page before (keyset).
        """

    def customers(self, query: str = "", *, limit: int = 30) -> tuple[Customer, ...]:
        """Customers whose name, company and numbers have words that begin so; of many the first by the first word.

        Without a query the first by name.
        """

    def customers_like(self, customers: tuple[Customer, ...]) -> tuple[Customer, ...]:
        """Those of the store that have the id, or one of the numbers, of one of these; by id."""

    def escalations_from(self, person: str, *, limit: int = 20) -> tuple[EscalationRow, ...]:
        """Those that this person has sent and that are open, newest first."""

    def escalations_for(
        self, person: str, departments: tuple[str, ...] = (), *, limit: int = 50
    ) -> tuple[EscalationRow, ...]:
        """Those that wait for this person (directory key) or one of the departments, newest first."""

    def due(self, now: datetime, *, limit: int = 100) -> tuple[Escalation, ...]:
        """Escalations whose clock has something to do (:func:`store.timing.due` says what), the longest due first."""

    def next_due(self) -> datetime | None:
        """When the clock of some escalation has something to do; None while no one's has."""

    def policy(self, at: datetime) -> Policy:
        """The one that is followed at that time; version 0, which leads nowhere, while there is none."""

    def policies(self) -> tuple[PolicyVersion, ...]:
        """All versions, newest first."""

    def figures(self, person: str, since: datetime) -> DayFigures:
        """The person's day since then."""

    def directory(self) -> Directory:
        """Everybody."""

    def grant(self, grant: UUID) -> Grant | None:
        """A leave to listen, by id; used or not."""

    def use_nonce(self, nonce: bytes, call: UUID, now: datetime) -> bool:
        """Whether a hand-over context's nonce is new, or was used by this same call. Kept for an hour."""

    def changed(self) -> bool:
        """Whether another process has written since the last time this was asked (cheap; for polling)."""

    def close(self) -> None:
        """Release everything."""
