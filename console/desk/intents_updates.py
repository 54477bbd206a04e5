"""What a person asks for about customers being told, and about feedback."""

from uuid import UUID

from msgspec import Struct


class ComposeUpdate(Struct, frozen=True, kw_only=True):
    """Open the composer of a message to the customer of a case (R30); None: the case at hand.

    Without ``escalation`` it is about the ticket's last one.
    """

    ticket: UUID | None = None
    escalation: UUID | None = None


class CloseComposer(Struct, frozen=True, kw_only=True):
    """Put it away; what was typed stays as a draft."""


class SendUpdate(Struct, frozen=True, kw_only=True):
    """What was written, into the queue; ``to`` "" is the customer's address or number."""

    to: str
    subject: str
    body: str
    language: str = ""


class CallUpdate(Struct, frozen=True, kw_only=True):
    """Dial the customer who is to be told (:attr:`Board.updates`); it is done when they answer."""

    update: UUID


class SettleUpdate(Struct, frozen=True, kw_only=True):
    """``again``, ``arrived``, ``done`` or ``drop``: what a person decides about a message or a call."""

    update: UUID
    how: str


class GiveFeedback(Struct, frozen=True, kw_only=True):
    """What one of staff says of an escalation that is over (R31): ``score`` from 1 (bad) to 5."""

    escalation: UUID
    score: int
    text: str = ""


class FileFeedback(Struct, frozen=True, kw_only=True):
    """A customer's answer that came by e-mail, by the token in its subject or for the case that is looked at."""

    score: int
    token: str = ""
    ticket: UUID | None = None
    text: str = ""


UpdateIntent = (
    ComposeUpdate | CloseComposer | SendUpdate | CallUpdate | SettleUpdate | GiveFeedback | FileFeedback
)
