"""One leg of a call, as everyone outside the engine sees it."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

CallId = str
"""The engine's own name of a leg: a UUID as 32 hex digits, never reused (pjsua's small numbers are)."""


_ASIDE = 8


def aside_id(drawn: UUID) -> CallId:
    """The name of a call that is no case: a UUID of version 8 (RFC 9562 section 5.8), where a customer's has 7 or 4.

    So whatever is told of it again, a console that has just started knows it too.
    """
    return UUID(int=drawn.int & ~(0xF << 76) | _ASIDE << 76).hex


def is_aside(call: CallId) -> bool:
    """Whether this call is no case."""
    return UUID(call).version == _ASIDE


class Direction(StrEnum):
    """Who sent the INVITE."""

    IN = "in"
    OUT = "out"


class Purpose(StrEnum):
    """What a leg is for. Only a customer's becomes a ticket, and only customers' legs are held for one another."""

    CUSTOMER = "customer"
    CONSULT = "consult"
    """Belongs to a transfer and never becomes a customer's line."""
    CODE = "code"
    """A feature code of the PBX (queue log-in, pause): nobody talks, no other call is held for it."""
    TEST = "test"
    """The echo test."""
    MONITOR = "monitor"
    """Between a supervisor who listens and the console of the agent who is heard (or the PBX): no ring, no line."""
    SURVEY = "survey"
    """A customer whom the agent has left to the survey: the engine asks, and hangs up."""


class Ear(StrEnum):
    """What a supervisor may do in a colleague's call (R52)."""

    LISTEN = "listen"
    """Hears what the agent and the customer say; nobody hears them."""
    WHISPER = "whisper"
    """The agent hears them too."""
    JOIN = "join"
    """All hear one another."""


class CallState(StrEnum):
    """The life of a leg; ``HELD`` is not a state but a property, since a held call is still up."""

    DIALLING = "dialling"
    """Outgoing, nothing heard from the other side yet."""
    RINGING = "ringing"
    """Incoming and unanswered, or outgoing and a 18x has come."""
    UP = "up"
    ENDED = "ended"


class EndedBy(StrEnum):
    """Whose doing the end of a leg was."""

    US = "us"
    THEM = "them"
    NETWORK = "network"
    """A time-out, a lost transport, or the engine that died under it."""


class Party(msgspec.Struct, frozen=True, kw_only=True):
    """The other side of a leg, as SIP named it (RFC 3325 before RFC 3261 From). Hostile text, cleaned.

    ``name`` and ``user`` hold no control characters, no bidirectional overrides and no surrogates, and
    are at most 120 and 64 characters long; they are still to be shown as plain text only.
    """

    name: str = ""
    user: str = ""
    host: str = ""

    @property
    def uri(self) -> str:
        """``sip:user@host``; without a user ``sip:host``."""
        return f"sip:{self.user}@{self.host}" if self.user else f"sip:{self.host}"


class Leg(msgspec.Struct, frozen=True, kw_only=True):
    """One leg in a snapshot: enough for a console that has just started to show the call again."""

    call: CallId
    direction: Direction
    purpose: Purpose
    state: CallState
    remote: Party
    dialled: str = ""
    """The user part that was called: our line for an incoming leg, the target for an outgoing one."""
    held: bool = False
    """We hold them."""
    held_by_remote: bool = False
    muted: bool = False
    codec: str = ""
    user_to_user: str = ""
    replaces: CallId = ""
    """The leg that this one took the place of (INVITE with Replaces, RFC 3891)."""
    started_at: datetime
    answered_at: datetime | None = None
    auto_answer: bool = False
    """The PBX asked for it to be answered without a hand (``Alert-Info``, ``Call-Info: answer-after``)."""
    grant: str = ""
    """Of a MONITOR leg from console to console: the grant that it came with, 32 hex digits."""
    ear: Ear | None = None
    """Of an incoming MONITOR leg: in which way it was let in; None while it was not."""
