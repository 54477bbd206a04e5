"""An escalation as it is filled in, proposed and under way: parts of the board."""

from datetime import datetime
from uuid import UUID

import msgspec

from telephony.call import CallId
from telephony.transfer import State, Step


class EscalateForm(msgspec.Struct, frozen=True, kw_only=True):
    """The escalate panel, open for one ticket; saved as a draft at most a second after a change."""

    ticket: UUID
    call: CallId | None
    kind: str = "functional"
    target: str = ""
    """Directory key of a person or department, or what was typed."""
    reason: str = ""
    summary: str = ""
    expects: str = ""
    promised: str = ""
    """By when the customer was promised to hear of it: ISO 8601, UTC."""
    credit: str = ""
    """What the customer is to get, as it was typed; ``currency`` ISO 4217."""
    currency: str = "EUR"
    trigger: str = "agent"
    """What set it off: ``agent``, ``customer`` (demands a manager), ``pattern``, ``reopened``, ``bot``, ``ivr``."""
    posture: str = "reactive"
    """``proactive``: before anyone complained (R16)."""
    saved_at: datetime | None = None
    problem: str = ""
    """Code of why it was refused: ``no_target``, ``no_reason``, ``no_summary``, ``no_expects``, ``bad_target``,
    ``bad_promise``, or ``forbidden``; then ``why`` is the policy's reason (see :func:`console.desk.advice.why_not`).
    """
    why: str = ""


class TransferCard(msgspec.Struct, frozen=True, kw_only=True):
    """An escalation by telephone that is under way, or has just failed and can be tried again.

    ``state`` is already :func:`telephony.transfer.shown`. ``step``, ``code`` and ``reason`` are the last thing
    that happened; ``failed`` names the step that brought the customer back.
    """

    transfer: str
    escalation: UUID
    customer: CallId
    consult: CallId
    state: State
    step: Step | None = None
    code: int = 0
    reason: str = ""
    failed: Step | None = None
    target: str
    """What is dialled."""
    key: str = ""
    """Its directory key, or what was typed."""
    target_name: str
    target_number: str = ""
    target_level: int = 0
    target_department: str = ""
    is_queue: bool = False
    since: datetime
    answered_at: datetime | None = None
    consult_alive: bool = False
    consult_muted: bool = False
    """As a card of its own will show it, should the customer leave."""
    kind: str = ""
    why: str = ""
    """The reason that was given."""
    trigger: str = "agent"
    tried: tuple[str, ...] = ()
    """Directory keys that this escalation has rung, this one included."""
    next: str = ""
    """Directory key of whom one key rings next (R81); "" if nobody is left who could take it."""
    next_name: str = ""
    summary_complete: bool = True
    """What was tried and what is expected are both there; due before completing."""

    @property
    def under_way(self) -> bool:
        """Something is still to come of it."""
        return self.state not in (State.HANDED_OVER, State.LOST, State.RETURNED)


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """A case that is better escalated before anyone complains, or that has come up again (R16).

    ``code`` is ``cause`` (many tickets of one fault), ``risk`` (a customer who may leave), ``reopened``, ``bot`` or
    ``ivr``; ``values`` fill its sentence. ``key`` is the same each time it is worked out.
    """

    key: str
    code: str
    ticket: UUID
    number: str
    trigger: str
    posture: str
    kind: str
    reason: str
    target: str = ""
    values: tuple[tuple[str, str], ...] = ()
