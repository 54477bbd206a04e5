"""Rules for what a customer is given: value first, within the authority of the level, and on record (R25, R12)."""

from uuid import UUID

from store.changes_inbox import LookAtValue, MakeOffer, WithdrawOffer
from store.directory import Directory
from store.errors import Rejected
from store.offer import Offer, OfferState
from store.policy import Policy
from store.rules.common import Work
from store.values import replace

SEEN = "value_seen"


def look_at_value(change: LookAtValue, work: Work) -> None:
    """Once a person and ticket; the row is what an offer is checked against."""
    ticket = work.ticket(change.ticket)
    if not _has_seen(ticket.id, work):
        work.entry(ticket.id, SEEN)


def _has_seen(ticket: UUID, work: Work) -> bool:
    return any(entry.person == work.who for entry in work.unit.entries(ticket, SEEN))


def make_offer(change: MakeOffer, work: Work) -> None:
    """Approved at once: what a level may give it need not ask for."""
    ticket = work.ticket(change.ticket)
    if change.amount_cents <= 0:
        raise Rejected("bad_value", "An offer needs an amount.")
    if not change.why.strip():
        raise Rejected("bad_value", "An offer needs a reason.")
    if work.unit.get(Offer, change.offer) is not None:
        return
    if not _has_seen(ticket.id, work):
        raise Rejected("value_first", "Look at what the customer is worth before you offer anything.")
    me = work.unit.person(work.who)
    level = me.level if me is not None else 1
    others = [o for o in work.unit.of_ticket(Offer, ticket.id) if o.state is not OfferState.WITHDRAWN]
    given = sum(o.amount_cents for o in others if o.currency == change.currency)
    policy, directory = work.unit.policy_at(work.at), work.unit.directory()
    _within(level, given + change.amount_cents, change.currency, policy, directory)
    work.unit.add(
        Offer(
            id=change.offer, ticket=ticket.id, escalation=change.escalation, at=work.at, person=work.who,
            level=level, amount_cents=change.amount_cents, currency=change.currency, form=change.form,
            why=change.why.strip(),
        )
    )  # fmt: skip
    work.entry(ticket.id, "offered", f"{_amount(change.amount_cents, change.currency)} {change.form}")
    work.touch(ticket)


def _within(level: int, cents: int, currency: str, policy: Policy, directory: Directory) -> None:
    own = policy.authority(level)
    if own.currency == currency and cents <= own.credit_cents:
        return
    limit = f"L{level} may give up to {_amount(own.credit_cents, own.currency)}"
    able = [
        a
        for a in policy.authorities
        if a.level > level and a.currency == currency and a.credit_cents >= cents
    ]
    if not able:
        raise Rejected("beyond_authority", f"{limit}, and no level may give as much as this.")
    asked = min(a.level for a in able)
    names = [p.name for p in directory.people if p.level == asked]
    whom = f"L{asked}" + (f": {', '.join(names[:3])}" if names else "")
    raise Rejected("beyond_authority", f"{limit}. Ask {whom}.")


def _amount(cents: int, currency: str) -> str:
    return f"{cents // 100}.{cents % 100:02d} {currency}"


def withdraw_offer(change: WithdrawOffer, work: Work) -> None:
    """What is granted is the customer's."""
    offer = work.unit.get(Offer, change.offer)
    if offer is None:
        raise Rejected("unknown_offer", "This offer is not in the store.")
    if offer.state is OfferState.WITHDRAWN:
        return
    if offer.state is not OfferState.APPROVED:
        raise Rejected("not_now", "This offer was granted already.")
    _withdraw(offer, work)


def _withdraw(offer: Offer, work: Work) -> None:
    work.unit.put(replace(offer, state=OfferState.WITHDRAWN))
    work.entry(offer.ticket, "offer_withdrawn", f"{_amount(offer.amount_cents, offer.currency)} {offer.form}")


def settle_offers(ticket: UUID, work: Work, *, granted: bool) -> None:
    """The case is resolved: what was approved is the customer's now, or nobody wants it any more."""
    for offer in work.unit.of_ticket(Offer, ticket):
        if offer.state is OfferState.APPROVED and granted:
            work.unit.put(replace(offer, state=OfferState.GRANTED))
        elif offer.state is OfferState.APPROVED:
            _withdraw(offer, work)
