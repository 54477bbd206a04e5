"""Rules for what customers are told (R29): which moments, in what way, and what becomes of a message.

The rules say only that something is to be told; the words are made when it is sent. An automatic message that is
still waiting gives way to a newer one of its escalation: who is told "accepted" need not hear "escalated" as well.
"""

from datetime import timedelta
from uuid import UUID

from store.changes_updates import QueueUpdate, RecordUpdate
from store.customer import Customer
from store.errors import Rejected
from store.escalation import Escalation
from store.rules.common import Work, bad_value
from store.ticket import Ticket
from store.update import Channel, CustomerUpdate, Occasion, UpdateState, is_address
from store.values import replace

SOON = timedelta(seconds=30)
"""An automatic message waits so long, so that two moments that follow one another make one message."""
NEXT: dict[UpdateState, frozenset[UpdateState]] = {
    UpdateState.QUEUED: frozenset({UpdateState.SENDING, UpdateState.FAILED, UpdateState.HELD, UpdateState.DONE,
                                   UpdateState.DROPPED}),
    UpdateState.SENDING: frozenset({UpdateState.SENT, UpdateState.QUEUED, UpdateState.FAILED, UpdateState.HELD}),
    UpdateState.HELD: frozenset({UpdateState.SENT, UpdateState.QUEUED, UpdateState.DONE, UpdateState.DROPPED}),
    UpdateState.FAILED: frozenset({UpdateState.QUEUED, UpdateState.DONE, UpdateState.DROPPED}),
}  # fmt: skip
"""What may follow what; ``sent``, ``done`` and ``dropped`` are the end. From ``held`` only a person leads on, or the
answer of a server that comes late after all."""
_TOLD = frozenset({UpdateState.SENT, UpdateState.DONE})
_LONGEST_SUBJECT, _LONGEST_BODY = 300, 50_000


def queue_update(work: Work, ticket: Ticket, escalation: Escalation | None, occasion: Occasion) -> None:
    """One of the moments has come: tell the customer, if the policy that is followed says so.

    Nobody is told who is not known or has neither address nor number. The end asks for feedback as well (R31).
    """
    tells = work.unit.policy_at(work.at).tells
    if occasion is Occasion.RESOLVED and occasion not in tells:
        occasion = Occasion.SURVEY
    if occasion not in tells:
        return
    customer = work.unit.customer(ticket.customer) if ticket.customer else None
    way = _way("", customer, ticket)
    if way is None:
        return
    supersede(work, ticket.id, escalation.id if escalation else None)
    _add(
        work,
        CustomerUpdate(
            id=work.row_id(), ticket=ticket.id, escalation=escalation.id if escalation else None,
            occasion=occasion, channel=way[0], to=way[1], language=_language("", customer), by=work.who,
            created_at=work.at, due_at=work.at + SOON,
        ),
    )  # fmt: skip


def make_update(change: QueueUpdate, work: Work) -> None:
    """What a person tells the customer, now."""
    ticket = work.ticket(change.ticket)
    customer = work.unit.customer(ticket.customer) if ticket.customer else None
    way = _way(change.to.strip(), customer, ticket)
    if way is None:
        raise Rejected("no_address", "Neither an e-mail address nor a number of this customer is known.")
    if change.occasion is Occasion.COMPOSED and not change.body.strip():
        raise Rejected("bad_value", "There is nothing in the message yet.")
    if len(change.subject) > _LONGEST_SUBJECT or len(change.body) > _LONGEST_BODY:
        raise Rejected("bad_value", "The message is longer than a message to a customer may be.")
    if change.escalation is not None:
        escalation = work.unit.escalation(change.escalation)
        if escalation is None or escalation.ticket != ticket.id:
            raise Rejected("bad_value", f"This escalation does not belong to {ticket.shown_number}.")
    _add(
        work,
        CustomerUpdate(
            id=change.update, ticket=ticket.id, escalation=change.escalation, occasion=change.occasion,
            channel=way[0], to=way[1], language=_language(change.language, customer),
            subject=" ".join(change.subject.split()), body=change.body, by=work.who, created_at=work.at,
            due_at=work.at,
        ),
    )  # fmt: skip


def record_update(change: RecordUpdate, work: Work) -> None:
    """The next state, if the update is still what the teller has seen."""
    found = work.unit.get(CustomerUpdate, change.update)
    if found is None:
        raise Rejected("unknown_update", "This message is not in the store.")
    if (found.state, found.tries) != (change.was, change.tries):
        raise Rejected("not_now", f"This message is {found.state} already.")
    if change.state not in NEXT.get(found.state, frozenset()):
        raise bad_value(f"state after {found.state}", change.state.value)
    if change.state is UpdateState.SENDING:
        _claim(found, change, work)
        return
    told = change.state in _TOLD
    after = replace(
        found, state=change.state, error=change.error, due_at=change.due_at or found.due_at,
        sent_at=work.at if told else found.sent_at,
    )  # fmt: skip
    work.unit.put(after)
    _log(after, change, work)
    if told:
        ticket = work.ticket(found.ticket)
        if ticket.told_at is None or ticket.told_at < work.at:
            work.write(ticket, told_at=work.at, responded_at=ticket.responded_at or work.at)


def _claim(found: CustomerUpdate, change: RecordUpdate, work: Work) -> None:
    if found.channel is not Channel.EMAIL or change.due_at is None or not change.message_id:
        raise bad_value("claim", found.channel.value)
    if found.due_at > work.at:
        raise Rejected("not_now", "This message is not due yet.")
    work.unit.put(
        replace(
            found, state=UpdateState.SENDING, tries=found.tries + 1, due_at=change.due_at, error="",
            message_id=found.message_id or change.message_id, subject=found.subject or change.subject,
            body=found.body or change.body,
        )
    )  # fmt: skip


_KINDS = {
    UpdateState.SENT: "update_sent",
    UpdateState.HELD: "update_held",
    UpdateState.FAILED: "update_failed",
    UpdateState.DONE: "update_called",
    UpdateState.DROPPED: "update_dropped",
}


def _log(after: CustomerUpdate, change: RecordUpdate, work: Work) -> None:
    """On the time line; that a server is asked to wait is no event of the case."""
    kind = _KINDS.get(after.state)
    if after.state is UpdateState.QUEUED and change.was is not UpdateState.SENDING:
        kind = "update_again"
    if kind is not None:
        text = after.error if after.state in {UpdateState.HELD, UpdateState.FAILED} else after.to
        work.entry(after.ticket, kind, text, change.code)


def _add(work: Work, update: CustomerUpdate) -> None:
    work.unit.add(update)
    work.entry(update.ticket, "update_queued", f"{update.occasion.value} {update.channel.value} {update.to}")


def supersede(work: Work, ticket: UUID, escalation: UUID | None) -> None:
    """What waits to be told of it by itself is told otherwise: by something newer, or by whoever speaks with them."""
    for old in work.unit.of_ticket(CustomerUpdate, ticket):
        waits = old.state is UpdateState.QUEUED and old.occasion is not Occasion.COMPOSED
        if waits and old.escalation == escalation and old.tries == 0:
            work.unit.put(replace(old, state=UpdateState.DROPPED))


def _way(to: str, customer: Customer | None, ticket: Ticket) -> tuple[Channel, str] | None:
    """How and where; ``to`` is what a person chose."""
    if to:
        if "@" not in to:
            return Channel.CALL, to
        if not is_address(to):
            raise Rejected("bad_address", f"“{to}” is no e-mail address.")
        return Channel.EMAIL, to
    if customer is not None and is_address(customer.email.strip()):
        return Channel.EMAIL, customer.email.strip()
    number = ticket.caller or (customer.numbers[0] if customer and customer.numbers else "")
    return (Channel.CALL, number) if number else None


def _language(wanted: str, customer: Customer | None) -> str:
    return wanted or (customer.languages[0] if customer and customer.languages else "")
