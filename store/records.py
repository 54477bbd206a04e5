"""Records by kind, and in bulk: what a generator makes and a book loads past the rules."""

from dataclasses import dataclass
from typing import TypeVar

from store.comment import Mention
from store.customer import Customer
from store.escalation import Escalation, EscalationStep
from store.feedback import Feedback
from store.grant import Grant
from store.offer import Offer
from store.recommendation import Recommendation
from store.rehearsal import RehearsalTry
from store.ticket import Call, CallLeg, Entry, Ticket
from store.update import CustomerUpdate

OfTicket = Mention | Offer | CustomerUpdate | Feedback
"""They hang on a ticket and go with it."""
KeptRecord = OfTicket | Recommendation | Grant | RehearsalTry
KEPT: tuple[type[KeptRecord], ...] = (
    Mention,
    Offer,
    CustomerUpdate,
    Feedback,
    Recommendation,
    Grant,
    RehearsalTry,
)
"""Kinds of records that the rules read and write by id alone."""
K = TypeVar("K", bound=KeptRecord)


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
    kept: tuple[KeptRecord, ...] = ()
