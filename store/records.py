"""Records as they are, in bulk: what a generator makes and a book loads past the rules."""

from dataclasses import dataclass

from store.customer import Customer
from store.escalation import Escalation, EscalationStep
from store.ticket import Call, CallLeg, Entry, Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """A batch; what it refers to is in it or in a batch before. Ticket numbers are the maker's own."""

    customers: tuple[Customer, ...] = ()
    tickets: tuple[Ticket, ...] = ()
    escalations: tuple[Escalation, ...] = ()
    calls: tuple[Call, ...] = ()
    legs: tuple[CallLeg, ...] = ()
    entries: tuple[Entry, ...] = ()
    steps: tuple[EscalationStep, ...] = ()
