"""What whoever answers for escalated cases asks for; see intents.py."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Accept:
    """Take it up: the ticket is mine."""

    escalation: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CallCustomer:
    """Call the customer of this ticket; the call belongs to it."""

    ticket: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnWithAdvice:
    """Back to whoever sent it."""

    escalation: UUID
    advice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PassOn:
    """To another person or department of the directory; ``why`` is what they are to know."""

    escalation: UUID
    target: str
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolve:
    """The end of the case: ``resolution`` is a word of store.escalation.Resolution.

    The customer is told as the policy says, unless ``update`` is False.
    """

    escalation: UUID
    root_cause: str
    resolution: str = "solved"
    text: str = ""
    update: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopen:
    """It was not the end."""

    escalation: UUID
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """Tell colleagues something about the case; ``@key`` asks a person or a department to read it."""

    ticket: UUID
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadCase:
    """The comments of this ticket were read."""

    ticket: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAtValue:
    """Show what the customer is worth to us; kept, since only then something may be offered."""

    ticket: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Give the customer something; ``form`` is a word of store.offer.OfferForm, ``amount_cents`` its worth."""

    ticket: UUID
    amount_cents: int
    why: str
    form: str = "refund"
    currency: str = "EUR"
    escalation: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawOffer:
    """Take back what was not granted yet."""

    offer: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchFloor:
    """The page of the floor was opened or closed: :attr:`Board.floor` is filled while it is looked at."""

    on: bool


InboxIntent = (
    Accept
    | CallCustomer
    | ReturnWithAdvice
    | PassOn
    | Resolve
    | Reopen
    | Comment
    | ReadCase
    | LookAtValue
    | Offer
    | WithdrawOffer
    | WatchFloor
)
