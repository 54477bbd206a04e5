"""What whoever answers for escalated cases asks for; see intents.py."""

from uuid import UUID

from msgspec import Struct


class Accept(Struct, frozen=True, kw_only=True):
    """Take it up: the ticket is mine."""

    escalation: UUID


class CallCustomer(Struct, frozen=True, kw_only=True):
    """Call the customer of this ticket; the call belongs to it."""

    ticket: UUID


class ReturnWithAdvice(Struct, frozen=True, kw_only=True):
    """Back to whoever sent it."""

    escalation: UUID
    advice: str


class PassOn(Struct, frozen=True, kw_only=True):
    """To another person or department of the directory; ``why`` is what they are to know."""

    escalation: UUID
    target: str
    why: str = ""


class Resolve(Struct, frozen=True, kw_only=True):
    """The end of the case: ``resolution`` is a word of store.escalation.Resolution.

    The customer is told as the policy says, unless ``update`` is False.
    """

    escalation: UUID
    root_cause: str
    resolution: str = "solved"
    text: str = ""
    update: bool = True


class Reopen(Struct, frozen=True, kw_only=True):
    """It was not the end."""

    escalation: UUID
    why: str


class Comment(Struct, frozen=True, kw_only=True):
    """Tell colleagues something about the case; ``@key`` asks a person or a department to read it."""

    ticket: UUID
    text: str


class ReadCase(Struct, frozen=True, kw_only=True):
    """The comments of this ticket were read."""

    ticket: UUID


class LookAtValue(Struct, frozen=True, kw_only=True):
    """Show what the customer is worth to us; kept, since only then something may be offered."""

    ticket: UUID


class Offer(Struct, frozen=True, kw_only=True):
    """Give the customer something; ``form`` is a word of store.offer.OfferForm, ``amount_cents`` its worth."""

    ticket: UUID
    amount_cents: int
    why: str
    form: str = "refund"
    currency: str = "EUR"
    escalation: UUID | None = None


class WithdrawOffer(Struct, frozen=True, kw_only=True):
    """Take back what was not granted yet."""

    offer: UUID


class WatchFloor(Struct, frozen=True, kw_only=True):
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
