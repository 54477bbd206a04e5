"""What is done to an escalated case by those who have it: taken up, given back, passed on, resolved, talked about."""

from uuid import UUID

from store.change import Change
from store.escalation import Resolution
from store.offer import OfferForm


class AcceptEscalation(Change, frozen=True, kw_only=True):
    """``person`` takes it up without a call: the ticket is theirs. The first who accepts has it.

    ``Rejected``: ``already_taken``, ``not_yours`` (it waits for somebody else), ``not_now`` (closed, or the call that
    brings it is still under way).
    """

    escalation: UUID


class ReturnEscalation(Change, frozen=True, kw_only=True):
    """Back to whoever sent it, with the advice on top: closed as ``Resolution.ADVICE``, the ticket is theirs again.

    ``Rejected``: ``bad_value`` without advice, ``no_sender`` if no person sent it (a clock, or somebody who is gone).
    """

    escalation: UUID
    advice: str


class PassOn(Change, frozen=True, kw_only=True):
    """On to another person or department, who has yet to accept it: one hop more.

    ``why`` is what they are to know, "" if the summary says it. ``Rejected``: ``forbidden`` where the policy does not
    allow the target, ``hops`` where the rule's budget of hops is used up.
    """

    escalation: UUID
    target: str
    target_is_department: bool = False
    why: str = ""


class ResolveEscalation(Change, frozen=True, kw_only=True):
    """It has come to its end, and the ticket with it; approved offers are granted, or withdrawn if nobody wants it.

    ``text`` is what was done, ``root_cause`` the word by which the reports put cases together. The customer is told as
    the policy says, unless ``update`` is False.
    """

    escalation: UUID
    resolution: Resolution = Resolution.SOLVED
    root_cause: str
    text: str = ""
    update: bool = True


class ReopenEscalation(Change, frozen=True, kw_only=True):
    """It was not solved after all, or closed by mistake: it is again with whoever had it."""

    escalation: UUID
    why: str


class AddComment(Change, frozen=True, kw_only=True):
    """A comment between colleagues; ``@key`` of a person or a department asks them to read it."""

    ticket: UUID
    text: str


class ReadMentions(Change, frozen=True, kw_only=True):
    """``person`` has read what they, or their department, were asked to read about this ticket."""

    ticket: UUID


class LookAtValue(Change, frozen=True, kw_only=True):
    """``person`` has looked at what the customer is worth to us; only then may they offer something."""

    ticket: UUID


class MakeOffer(Change, frozen=True, kw_only=True):
    """Something to make good the fault, within the authority of the person's level; ``amount_cents`` is its worth.

    ``Rejected``: ``value_first`` before they have looked at the value, ``beyond_authority`` with the limit and whom to
    ask. What is offered on the ticket already counts against the limit.
    """

    offer: UUID
    ticket: UUID
    escalation: UUID | None = None
    amount_cents: int
    currency: str = "EUR"
    form: OfferForm
    why: str


class WithdrawOffer(Change, frozen=True, kw_only=True):
    """An offer that was not granted yet is taken back."""

    offer: UUID


InboxChange = (
    AcceptEscalation
    | ReturnEscalation
    | PassOn
    | ResolveEscalation
    | ReopenEscalation
    | AddComment
    | ReadMentions
    | LookAtValue
    | MakeOffer
    | WithdrawOffer
)
