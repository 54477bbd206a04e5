"""The escalation as an object of its own (R15), with every step that it took."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec


class Kind(StrEnum):
    """Functional: to the department that knows. Hierarchical: to a supervisor or an experienced colleague."""

    FUNCTIONAL = "functional"
    HIERARCHICAL = "hierarchical"


class Mode(StrEnum):
    """How it was sent."""

    WARM = "warm"
    BLIND = "blind"
    NO_CALL = "no_call"


class Reason(StrEnum):
    """Why (R14)."""

    LACKS_KNOWLEDGE = "lacks_knowledge"
    LACKS_AUTHORITY = "lacks_authority"
    CUSTOMER_DEMANDS_MANAGER = "customer_demands_manager"
    OVERLOAD = "overload"
    SLA_EXCEEDED = "sla_exceeded"
    COMPLEXITY = "complexity"
    CUSTOMER_IMPACT = "customer_impact"


class Outcome(StrEnum):
    """How the attempt to hand over ended; ``PENDING`` while it is under way."""

    PENDING = "pending"
    HANDED_OVER = "handed_over"
    BLIND = "blind"
    """Handed over without anybody's word: owned by the department."""
    CONFERENCE = "conference"
    """The agent left a three-way."""
    SENT = "sent"
    """Without a call."""
    DECLINED = "declined"
    BUSY = "busy"
    UNREACHABLE = "unreachable"
    NO_ANSWER = "no_answer"
    CANCELLED = "cancelled"
    RETURNED = "returned"
    """The customer is back with the agent after a consult."""
    CUSTOMER_LEFT = "customer_left"
    FAILED = "failed"
    """REFER refused, or no final NOTIFY."""
    CUT_OFF = "cut_off"


class Resolution(StrEnum):
    """How an escalation came to its end."""

    SOLVED = "solved"
    ADVICE = "advice"
    """Returned to the sender with advice."""
    NOT_SOLVED = "not_solved"
    """The customer got another answer than they hoped for."""
    WITHDRAWN = "withdrawn"
    """The sender, or the customer, no longer wants it."""
    DUPLICATE = "duplicate"


ENDS = tuple(r for r in Resolution if r is not Resolution.ADVICE)
"""How a case is resolved; advice is given by returning it."""
SUCCESS = frozenset({Outcome.HANDED_OVER, Outcome.BLIND, Outcome.CONFERENCE, Outcome.SENT})


class Escalation(msgspec.Struct, frozen=True, kw_only=True):
    """``target`` is a directory key of a person or department (or the URI that was dialled, if it is none).

    ``due_at`` is 30 days after ``created_at`` (R24). ``hop`` counts this ticket's escalations from 1. It is on step
    ``path_step`` of its path since ``step_since``; ``next_at`` is when its clock has something to do, None when it
    is closed.
    ``reason`` may be a word that a center has added, so it is text here.
    """

    id: UUID
    ticket: UUID
    call: UUID | None = None
    kind: Kind
    mode: Mode
    trigger: str = "agent"
    posture: str = "reactive"
    reason: str
    summary: str
    expects: str = ""
    from_person: str
    from_level: int = 1
    target: str
    target_name: str = ""
    target_is_department: bool = False
    to_level: int = 1
    hop: int = 1
    outcome: Outcome = Outcome.PENDING
    created_at: datetime
    accepted_at: datetime | None = None
    accepted_by: str = ""
    closed_at: datetime | None = None
    due_at: datetime
    policy: int = 0
    path: str = ""
    path_step: int = 0
    step_since: datetime | None = None
    paused_until: datetime | None = None
    next_at: datetime | None = None
    rule: str = ""
    """The rule by which the target was found; "": none."""
    promised_at: datetime | None = None
    """By when the customer was promised to hear of it."""
    resolution: str = ""
    """How it was closed: a word of :class:`Resolution`; "" while it is open."""
    root_cause: str = ""
    advice: str = ""
    """What the owner told the sender to do, when it was returned."""
    reopened: int = 0
    version: int = 1


class EscalationStep(msgspec.Struct, frozen=True, kw_only=True):
    """One row of its story; ``step`` is a word of ``telephony.transfer.Step`` or our own, ``code`` SIP."""

    id: UUID
    escalation: UUID
    seq: int
    at: datetime
    step: str
    person: str = ""
    code: int = 0
    reason: str = ""
