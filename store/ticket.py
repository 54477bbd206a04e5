"""The ticket and the calls that belong to it. What happened is a row that is only added (:class:`Entry`)."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from store.recording import Consent


class Status(StrEnum):
    """Where a ticket stands."""

    NEW = "new"
    OPEN = "open"
    WAITING = "waiting"
    """For the customer."""
    ESCALATED = "escalated"
    RESOLVED = "resolved"
    CLOSED = "closed"


class Severity(StrEnum):
    """How bad it is for the customer."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    CRITICAL = "critical"


class Outcome(StrEnum):
    """How a call ended, for the one whose call it was."""

    TALKING = "talking"
    RINGING = "ringing"
    ANSWERED = "answered"
    """Answered, and ended in the ordinary way."""
    ABANDONED = "abandoned"
    """The caller gave up while it rang."""
    MISSED = "missed"
    """It rang until the network gave up, or nobody was there (480)."""
    DECLINED = "declined"
    BUSY = "busy"
    """No line was free (486), or do-not-disturb."""
    ELSEWHERE = "elsewhere"
    """A colleague took it: nobody missed it."""
    HANDED_OVER = "handed_over"
    CUT_OFF = "cut_off"
    """Our engine died under it."""
    NOT_REACHED = "not_reached"
    """An outgoing call that was not answered."""


NOT_TAKEN = frozenset({Outcome.MISSED, Outcome.ABANDONED})
"""Outcomes of an incoming call that count as missed."""

CATEGORIES = ("general", "billing", "network", "licensing", "hardware", "account", "complaint", "other")
"""First form of the list that an escalation manager edits later."""

WRAPUP_CODES = ("solved", "escalated", "call_back", "information", "wrong_number", "complaint", "no_answer")


class Wait(msgspec.Struct, frozen=True):
    """The ticket waited for the customer from ``begin`` until ``end``; None: it still does."""

    begin: datetime
    end: datetime | None = None


class Ticket(msgspec.Struct, frozen=True, kw_only=True):
    """One matter of one customer. ``number`` is given at the first commit; ``version`` grows by one a write.

    ``owner`` and ``owner_department`` are keys of the directory ("" is nobody). ``caller`` is the number as
    it came, so a ticket of an unknown caller still tells who called.
    """

    id: UUID
    number: int
    opened_at: datetime
    customer: UUID | None = None
    caller: str = ""
    caller_name: str = ""
    channel: str = "phone"
    subject: str = ""
    category: str = "general"
    severity: Severity = Severity.NORMAL
    status: Status = Status.NEW
    owner: str = ""
    owner_department: str = ""
    notes: str = ""
    updated_at: datetime
    closed_at: datetime | None = None
    version: int = 1
    impact: int = 0
    """People or sites that cannot work on account of it; 0: not said."""
    cause: str = ""
    """The fault that it is about, a word shared by all tickets of that fault; "": not known."""
    captured: dict[str, str] = msgspec.field(default_factory=dict)
    """What was asked at the start of a call (R41), by the key of the step."""
    demanded_at: datetime | None = None
    """When the customer first demanded a manager."""
    reopened: int = 0
    responded_at: datetime | None = None
    """The first answer to the customer; this and the three that follow are what its SLA clocks run by."""
    told_at: datetime | None = None
    """When the customer last heard of us."""
    waits: tuple[Wait, ...] = ()
    policy: int = 0
    """The version of the policy whose promises it was given."""
    next_at: datetime | None = None
    """When one of its SLA clocks has something to do."""
    origin: str = ""
    """The number that another store gave this ticket, if it came by SIP alone (``TK-0048213``)."""

    @property
    def shown_number(self) -> str:
        """``TK-0048213``; for a ticket that came by SIP the number it has where it came from."""
        return self.origin or f"TK-{self.number:07d}"


class LegQuality(msgspec.Struct, frozen=True, kw_only=True):
    """How well a leg was heard, over its whole length. ``in`` is what we heard, ``out`` what they heard.

    Loss in percent, times in milliseconds, ``mos`` from 1 to 4.5 (ITU-T G.107). None: not known.
    """

    loss_in: float | None = None
    loss_out: float | None = None
    jitter_in_ms: float | None = None
    jitter_out_ms: float | None = None
    rtt_ms: float | None = None
    mos_in: float | None = None
    mos_out: float | None = None


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """One call as a person means it: a customer's, with its legs. ``id`` is the first leg's CallId."""

    id: UUID
    ticket: UUID
    direction: str
    person: str
    """Whose desk it rang at (key of the directory, or the extension)."""
    remote_name: str = ""
    remote_number: str = ""
    dialled: str = ""
    sip_call_id: str = ""
    started_at: datetime
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    outcome: Outcome = Outcome.RINGING
    wrapup_code: str = ""
    wrapped_up_at: datetime | None = None
    escalation: UUID | None = None
    """The escalation whose consult this is, at its target: no further call of the customer's."""
    emergency: bool = False
    """An emergency number was dialled."""
    consent: Consent = Consent.UNKNOWN
    """What the caller has said about being recorded."""


class CallLeg(LegQuality, frozen=True, kw_only=True):
    """One leg: the customer's, a consult (its ``parent`` is the customer's), or the one after a hand-over."""

    id: UUID
    call: UUID
    parent: UUID | None = None
    kind: str = "customer"
    """``customer``, ``consult`` or ``handover``."""
    remote_name: str = ""
    remote_number: str = ""
    started_at: datetime
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    ended_by: str = ""
    code: int = 0
    reason: str = ""
    held_seconds: float = 0.0
    holds: int = 0
    codec: str = ""

    @property
    def measured(self) -> bool:
        """Whether it is known how well this leg was heard."""
        return self.mos_in is not None


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One row of a ticket's time line; only ever added.

    ``kind`` is a word of the table in ``rules/__init__.py``; ``text`` is data (a subject, a name), never
    a sentence of ours: the screen makes the sentence in the reader's language.
    """

    id: UUID
    ticket: UUID
    at: datetime
    kind: str
    person: str = ""
    text: str = ""
    code: int = 0


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """What a person has typed and not sent yet: ``scope`` is ``ticket``, ``escalation``, ``wrapup`` or ``update``."""

    ticket: UUID
    person: str
    scope: str
    fields: dict[str, str]
    saved_at: datetime
