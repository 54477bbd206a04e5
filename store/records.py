"""Records by kind, and in bulk: what a generator makes and a book loads past the rules."""

from typing import TypeVar, get_args

import msgspec

from store.comment import Mention
from store.customer import Customer
from store.erasure import Erasure
from store.escalation import Escalation, EscalationStep
from store.feedback import Feedback
from store.grant import Grant
from store.offer import Offer
from store.recommendation import Recommendation
from store.recording import LegConduct, Listening, Recording, RecordingRules
from store.rehearsal import RehearsalTry
from store.review import Review, ReviewVersion
from store.scorecard import ScorecardVersion
from store.tally import Tally
from store.ticket import Call, CallLeg, Entry, Ticket
from store.training import Attendance, Course, Plan, Session
from store.update import CustomerUpdate

OfTicket = Mention | Offer | CustomerUpdate | Feedback | LegConduct | Review | ReviewVersion
"""They hang on a ticket and go with it."""
OfLearning = Course | Session | Attendance | Plan | Tally | RehearsalTry
"""What people are taught and rehearse, and their weekly sums: without customers."""
OF_TICKET: tuple[type[OfTicket], ...] = get_args(OfTicket)
KeptRecord = (
    OfTicket
    | Recommendation
    | Grant
    | Recording
    | Listening
    | RecordingRules
    | Erasure
    | OfLearning
    | ScorecardVersion
)
KEPT: tuple[type[KeptRecord], ...] = (
    Mention, Offer, CustomerUpdate, Feedback, LegConduct, Recommendation, Grant, Recording, Listening,
    RecordingRules, Erasure, Course, Session, Attendance, Plan, Tally, RehearsalTry, ScorecardVersion, Review,
    ReviewVersion,
)  # fmt: skip
"""Kinds of records that the rules read and write by id alone."""
K = TypeVar("K", bound=KeptRecord)


class Records(msgspec.Struct, frozen=True, kw_only=True):
    """A batch; what it refers to is in it or in a batch before. Ticket numbers are the maker's own."""

    customers: tuple[Customer, ...] = ()
    tickets: tuple[Ticket, ...] = ()
    escalations: tuple[Escalation, ...] = ()
    calls: tuple[Call, ...] = ()
    legs: tuple[CallLeg, ...] = ()
    entries: tuple[Entry, ...] = ()
    steps: tuple[EscalationStep, ...] = ()
    kept: tuple[KeptRecord, ...] = ()
