"""Everything that can be done to the store, as frozen, dated commands.

A change carries the ``id`` of what caused it (an event's or a command's). It is applied in one transaction
with a row ``applied(id)``: applying it again changes nothing and returns the same kind of result. The rules
that carry them out are in ``rules.py``, written once for every book.

Times are UTC with microseconds. ``person`` is who did it (directory key or extension).
"""

from datetime import datetime
from uuid import UUID

import msgspec

from store.change import Change
from store.changes_case import CaptureStep, DemandManager, MachineFailed
from store.changes_directory import EditDirectory
from store.changes_feedback import RecordFeedback
from store.changes_inbox import InboxChange
from store.changes_listening import GrantListening, UseGrant
from store.changes_recommendations import PutRecommendation
from store.changes_recordings import RecordingChange
from store.changes_rehearsal import RehearsalChange
from store.changes_reviews import ReviewChange
from store.changes_training import TrainingChange
from store.changes_updates import QueueUpdate, RecordUpdate
from store.customer import Customer
from store.directory import Directory
from store.escalation import Kind, Mode
from store.escalation import Outcome as EscalationOutcome
from store.policy import Policy
from store.sla import ClockKind, Mark
from store.ticket import LegQuality, Outcome
from store.timing import Action


class OpenCall(Change, frozen=True, kw_only=True):
    """A call began (rang or was dialled): open its ticket, or join it to the one that is named.

    ``ticket`` is the ticket's UUID: if it is in the store the call joins it, otherwise it is made with this
    UUID. The caller is looked up by ``remote_number`` (E.164 or extension). Doing it twice for one ``call``,
    or for one ``sip_call_id`` of the same person within a day, opens nothing more.
    ``escalation``: this call is the consult of that escalation, arriving at its target.
    """

    call: UUID
    ticket: UUID
    direction: str
    remote_name: str = ""
    remote_number: str = ""
    dialled: str = ""
    sip_call_id: str = ""
    escalation: UUID | None = None
    outcome: Outcome = Outcome.RINGING
    """A call that never rang (nobody attached, no line) comes with its end: MISSED or BUSY."""
    emergency: bool = False
    """An emergency number was dialled: the ticket is critical."""


class AnswerCall(Change, frozen=True, kw_only=True):
    """The call is up: the ticket becomes open and ``person`` owns it if nobody does."""

    call: UUID
    codec: str = ""


class EndCall(Change, frozen=True, kw_only=True):
    """The call is over, with its outcome; the first end stands."""

    call: UUID
    outcome: Outcome
    code: int = 0
    reason: str = ""
    ended_by: str = ""
    quality: LegQuality | None = None
    """Of the call's first leg; None if it never had sound."""


class OpenLeg(Change, frozen=True, kw_only=True):
    """A further leg of a call: a consult, or the one that came by a hand-over."""

    leg: UUID
    call: UUID
    parent: UUID | None = None
    kind: str = "consult"
    remote_name: str = ""
    remote_number: str = ""


class AnswerLeg(Change, frozen=True, kw_only=True):
    """The leg is up."""

    leg: UUID
    codec: str = ""


class HoldLeg(Change, frozen=True, kw_only=True):
    """Hold began, or ended after ``seconds``."""

    leg: UUID
    held: bool
    seconds: float = 0.0


class EndLeg(Change, frozen=True, kw_only=True):
    """The leg is over; the first end stands."""

    leg: UUID
    ended_by: str
    code: int = 0
    reason: str = ""
    quality: LegQuality | None = None


class EditTicket(Change, frozen=True, kw_only=True):
    """Set fields of a ticket.

    These are ``subject``, ``category``, ``severity``, ``status``, ``notes``, ``owner``, ``owner_department``,
    ``impact`` (a number) and ``cause``.
    ``base_version`` 0 writes in any case; otherwise a newer version in the store is ``Rejected("conflict")``.
    """

    ticket: UUID
    fields: dict[str, str]
    base_version: int = 0


class AddNote(Change, frozen=True, kw_only=True):
    """A note on the time line, beside the ticket's running notes."""

    ticket: UUID
    text: str


class LinkCustomer(Change, frozen=True, kw_only=True):
    """This ticket is about that customer; None takes a wrong match back."""

    ticket: UUID
    customer: UUID | None


class SaveDraft(Change, frozen=True, kw_only=True):
    """What is typed so far; no fields: the draft is done with."""

    ticket: UUID
    scope: str
    fields: dict[str, str] = msgspec.field(default_factory=dict)


class BeginEscalation(Change, frozen=True, kw_only=True):
    """The record is made before anything is dialled. ``hop`` and ``due_at`` are worked out by the rules."""

    escalation: UUID
    ticket: UUID
    call: UUID | None
    kind: Kind
    mode: Mode
    reason: str
    summary: str
    expects: str = ""
    trigger: str = "agent"
    posture: str = "reactive"
    target: str
    target_name: str = ""
    target_is_department: bool = False
    from_level: int = 1
    to_level: int = 1
    policy: int = 0
    """The policy's version by which the target was found; 0: by nobody's rule."""
    path: str = ""
    path_step: int = 0
    rule: str = ""
    promised_at: datetime | None = None
    """By when the customer was promised to hear of it."""


class RecordStep(Change, frozen=True, kw_only=True):
    """One more row of an escalation's story; ``outcome`` also settles the attempt.

    A settled outcome is overwritten by a success only (a late NOTIFY 200 wins), and a failure by ``PENDING``
    on a retry. A success leaves the ticket to the target, a person or a department.
    """

    escalation: UUID
    step: str
    code: int = 0
    reason: str = ""
    outcome: EscalationOutcome | None = None


class CompleteSummary(Change, frozen=True, kw_only=True):
    """What was tried and what the customer expects, added while the consult is under way."""

    escalation: UUID
    summary: str
    expects: str


class TakeCase(Change, frozen=True, kw_only=True):
    """The customer is with ``person`` now: the call is linked, the ticket is theirs, the escalation accepted.

    ``confirmed`` False: no signal came and the person took it by a key.
    """

    ticket: UUID
    escalation: UUID | None
    call: UUID
    confirmed: bool = True
    by: str = ""
    """Which signal: ``replaces``, ``identity``, ``store`` or ``key``."""


class AdoptCase(Change, frozen=True, kw_only=True):
    """A case that came by SIP alone (signed context, then signed MESSAGE): keep it under its own UUIDs.

    A ticket that the store has already (a shared store) is left as it is. Empty texts do not overwrite.
    """

    ticket: UUID
    origin: str
    escalation: UUID | None
    kind: Kind = Kind.FUNCTIONAL
    reason: str = ""
    summary: str = ""
    expects: str = ""
    subject: str = ""
    category: str = ""
    severity: str = ""
    from_person: str = ""
    from_level: int = 1
    to_level: int = 1
    hop: int = 1
    caller: str = ""
    caller_name: str = ""
    company: str = ""
    tier: str = ""
    languages: tuple[str, ...] = ()


class WrapUp(Change, frozen=True, kw_only=True):
    """Finish a call: its code, and the ticket's last fields."""

    call: UUID
    code: str
    fields: dict[str, str] = msgspec.field(default_factory=dict)


class SetState(Change, frozen=True, kw_only=True):
    """A person's state, for the others to see; ``reason`` says why somebody is away (``break``, ``missed`` …)."""

    state: str
    reason: str = ""


class PutDirectory(Change, frozen=True, kw_only=True):
    """Replace levels, departments and people (states of people who stay are kept).

    ``source`` is the digest of the file that it was read from: a file that was the last one to be taken in is not
    taken in again, so that what was edited since stands.
    """

    directory: Directory
    source: str = ""


class PutCustomers(Change, frozen=True, kw_only=True):
    """Add or replace customers by UUID."""

    customers: tuple[Customer, ...]


class SavePolicy(Change, frozen=True, kw_only=True):
    """A new version of the escalation policy; it is followed once it is approved.

    ``policy.version`` is ignored; ``base_version`` is the newest that its author has seen (0: none): a newer one in
    the store is ``Rejected("conflict")``. Errors in it (store.policy_checks) are ``Rejected("bad_policy")``.
    """

    policy: Policy
    base_version: int
    note: str = ""


class ApprovePolicy(Change, frozen=True, kw_only=True):
    """The version is to be followed from ``valid_from`` on, not sooner than now.

    Its author approves it only where nobody else could: ``Rejected("own_policy")``.
    """

    version: int
    valid_from: datetime


class FireTimer(Change, frozen=True, kw_only=True):
    """Something that is due of an escalation (store.timing); ``id`` is :func:`store.timing.timer_id`.

    ``at`` is now, not when it was due. What is not due, or not any more, is ``Rejected("not_due")``.
    """

    escalation: UUID
    action: Action
    number: int


class FireSla(Change, frozen=True, kw_only=True):
    """A promise of a ticket is at ``mark``, and was ``due`` then; ``id`` is :func:`store.standing.moment_id`.

    ``at`` is now. What is not due, or not any more, is ``Rejected("not_due")``.
    """

    ticket: UUID
    clock: ClockKind
    mark: Mark
    due: datetime


AnyChange = (
    OpenCall
    | AnswerCall
    | EndCall
    | OpenLeg
    | AnswerLeg
    | HoldLeg
    | EndLeg
    | EditTicket
    | AddNote
    | LinkCustomer
    | SaveDraft
    | BeginEscalation
    | RecordStep
    | CompleteSummary
    | TakeCase
    | AdoptCase
    | WrapUp
    | SetState
    | PutDirectory
    | PutCustomers
    | SavePolicy
    | ApprovePolicy
    | FireTimer
    | QueueUpdate
    | RecordUpdate
    | FireSla
    | DemandManager
    | MachineFailed
    | CaptureStep
    | EditDirectory
    | RecordFeedback
    | GrantListening
    | UseGrant
    | PutRecommendation
    | RehearsalChange
    | InboxChange
    | RecordingChange
    | ReviewChange
    | TrainingChange
)
