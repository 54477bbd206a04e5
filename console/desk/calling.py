"""The calls at this desk, and who listens to them: parts of the board."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from store.book import Case
from store.customer import Customer
from store.grant import Ear
from telephony.call import CallId, CallState, Direction
from telephony.quality import Quality


class Trust(StrEnum):
    """What is known of the hand-over context that came with a call."""

    NONE = "none"
    CHECKING = "checking"
    VERIFIED = "verified"
    MATCHED = "matched"
    """Nothing came with the call (a PBX took it off), but the shared store has an escalation from there to us."""
    UNVERIFIED = "unverified"


class Arrival(StrEnum):
    """On the target's side: whether the customer is there yet."""

    WAITING = "waiting"
    """A colleague consults us; their customer hears music."""
    HERE = "here"
    """A signal came: the case is ours."""
    UNCONFIRMED = "unconfirmed"
    """The colleague's leg looks handed over, but no signal came: one key takes the case."""


class Handover(msgspec.Struct, frozen=True, kw_only=True):
    """A consult that came to us, from its signed context, the store and the signed message."""

    trust: Trust
    why: str = ""
    """The ContextError code if unverified."""
    escalation: UUID | None = None
    from_name: str = ""
    from_number: str = ""
    kind: str = ""
    reason: str = ""
    summary: str = ""
    expects: str = ""
    level: int = 0
    hop: int = 0
    customer_name: str = ""
    customer_number: str = ""
    arrival: Arrival = Arrival.WAITING

    @property
    def known(self) -> bool:
        """Whether it is known which case this is about: signed, or matched by the store."""
        return self.trust in {Trust.VERIFIED, Trust.MATCHED}


class CallCard(msgspec.Struct, frozen=True, kw_only=True):
    """One call at this desk, the consult of a transfer excepted (that is in :class:`TransferCard`).

    ``case`` is None until the store has answered; ``matches`` holds the customers when several have the
    number. ``since`` is when it rang or was dialled, ``answered_at`` when it was answered, UTC.
    """

    call: CallId
    direction: Direction
    state: CallState
    name: str
    number: str
    """As shown: international format, an extension, "" if withheld."""
    dialled: str = ""
    held: bool = False
    held_since: datetime | None = None
    held_by_remote: bool = False
    muted: bool = False
    codec: str = ""
    since: datetime
    answered_at: datetime | None = None
    ticket: UUID | None = None
    case: Case | None = None
    matches: tuple[Customer, ...] = ()
    handover: Handover | None = None
    emergency: bool = False
    early_media: bool = False
    """The other side sends sound before it answers: a tone, or an announcement."""
    auto_answered: bool = False
    """Nobody pressed Answer: the PBX or the settings had it answered."""
    failed_before: str = ""
    """``bot`` or ``ivr``: the machine that could not help this caller (R26)."""
    quality: Quality | None = None
    """The last five seconds; None until measured."""


class WrapUpCard(msgspec.Struct, frozen=True, kw_only=True):
    """A call that is over and not finished yet."""

    call: CallId
    name: str
    number: str
    ended_at: datetime
    talk_seconds: float
    outcome: str
    """A word of store.ticket.Outcome."""
    ticket: UUID | None = None
    case: Case | None = None
    call_back: str = ""
    """What to dial to call back, if there is a number."""


class SurveyCard(msgspec.Struct, frozen=True, kw_only=True):
    """A customer whom I have left to the survey; ``tries`` is 0 until it is over, ``score`` None without an answer."""

    call: CallId
    name: str
    since: datetime
    score: int | None = None
    tries: int = 0


class EchoTest(msgspec.Struct, frozen=True, kw_only=True):
    """The test call to the echo service: the one under way, or the last one. It is on no card."""

    call: CallId
    state: CallState
    since: datetime
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    code: int = 0
    """SIP status it ended with; 200 after a normal end."""
    quality: Quality | None = None
    """While it is up the last five seconds, after it the whole call."""


class Listening(msgspec.Struct, frozen=True, kw_only=True):
    """Whose call I hear, as a supervisor (R52). ``person`` is their directory key.

    ``state`` is UP once I hear it. ``wanted`` is the ear that was asked for and is not given yet. ``by_pbx``: by a code
    of the PBX and not by the agent's console.
    """

    call: CallId
    person: str
    name: str
    ear: Ear
    wanted: Ear | None = None
    state: CallState
    since: datetime
    answered_at: datetime | None = None
    by_pbx: bool = False


class Listener(msgspec.Struct, frozen=True, kw_only=True):
    """A supervisor who hears me: who, in which of my calls (``customer``), since when, and how."""

    call: CallId
    customer: CallId
    person: str
    name: str
    ear: Ear
    since: datetime
