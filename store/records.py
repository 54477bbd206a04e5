"""Records by kind, and in bulk: what a generator makes and a book loads past the rules."""

from dataclasses import dataclass
from typing import TypeVar, get_args

from store.comment import Mention
from store.customer import Customer
from store.erasure import Erasure
from store.escalation import Escalation, EscalationStep
from store.feedback import Feedback
from store.grant import Grant
from store.offer import Offer
from store.recommendation import Recommendation
from store.recording import LegConduct, Listening, Recording, RecordingRules
from store.tally import Tally
from store.ticket import Call, CallLeg, Entry, Ticket
from store.training import Attendance, Course, Plan, Session
from store.update import CustomerUpdate

OfTicket = Mention | Offer | CustomerUpdate | Feedback | LegConduct
"""They hang on a ticket and go with it."""
OfLearning = Course | Session | Attendance | Plan | Tally
"""What people are taught, and their weekly sums: without customers."""
OF_TICKET: tuple[type[OfTicket], ...] = get_args(OfTicket)
KeptRecord = OfTicket | Recommendation | Grant | Recording | Listening | RecordingRules | Erasure | OfLearning
KEPT: tuple[type[KeptRecord], ...] = (
    Mention, Offer, CustomerUpdate, Feedback, LegConduct, Recommendation, Grant, Recording, Listening,
    RecordingRules, Erasure, Course, Session, Attendance, Plan, Tally,
)  # fmt: skip
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
