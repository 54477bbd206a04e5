"""What a person asks for about customers being told, and about feedback."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ComposeUpdate:
    """Open the composer of a message to the customer of a case (R30); None: the case at hand.

    Without ``escalation`` it is about the ticket's last one.
    """

    ticket: UUID | None = None
    escalation: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseComposer:
    """Put it away; what was typed stays as a draft."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SendUpdate:
    """What was written, into the queue; ``to`` "" is the customer's address or number."""

    to: str
    subject: str
    body: str
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallUpdate:
    """Dial the customer who is to be told (:attr:`Board.updates`); it is done when they answer."""

    update: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleUpdate:
    """``again``, ``arrived``, ``done`` or ``drop``: what a person decides about a message or a call."""

    update: UUID
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveFeedback:
    """What one of staff says of an escalation that is over (R31): ``score`` from 1 (bad) to 5."""

    escalation: UUID
    score: int
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFeedback:
    """A customer's answer that came by e-mail, by the token in its subject or for the case that is looked at."""

    score: int
    token: str = ""
    ticket: UUID | None = None
    text: str = ""


UpdateIntent = (
    ComposeUpdate | CloseComposer | SendUpdate | CallUpdate | SettleUpdate | GiveFeedback | FileFeedback
)
