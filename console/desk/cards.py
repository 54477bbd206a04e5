"""How events and snapshots become cards: pure functions, no side effects."""

from datetime import datetime
from uuid import UUID

from console.desk.calling import Arrival, CallCard, Handover
from store.book import Case
from store.customer import Customer
from store.ticket import Draft, LegQuality, Outcome
from store.values import replace
from telephony.address import Number, NumberKind, normalise
from telephony.call import CallState, Direction, EndedBy, Leg, Party
from telephony.events import CallEnded
from telephony.quality import Quality


def number_of(party: Party, country: str) -> Number:
    """The caller's number as far as it can be told."""
    return normalise(party.user, country)


def shown_number(stored: str) -> str:
    """A number as it is stored (E.164 or an extension), for people; the home country does not matter then."""
    return normalise(stored, "").shown if stored else ""


def shown_name(party: Party, number: Number) -> str:
    """What to call them before the store knows: the display name, unless it only repeats the number."""
    name = party.name.strip()
    digits = "".join(c for c in name if c.isdigit())
    if number.kind is NumberKind.ANONYMOUS:
        return ""
    if digits and digits == "".join(c for c in number.value if c.isdigit()):
        return ""
    return name


def new_card(leg: Leg, country: str) -> CallCard:
    """A card for a leg, before the store has said anything."""
    number = number_of(leg.remote, country)
    return CallCard(
        call=leg.call,
        direction=leg.direction,
        state=leg.state,
        name=shown_name(leg.remote, number),
        number=number.shown,
        dialled=leg.dialled,
        held=leg.held,
        held_since=leg.answered_at if leg.held else None,
        held_by_remote=leg.held_by_remote,
        muted=leg.muted,
        codec=leg.codec,
        since=leg.started_at,
        answered_at=leg.answered_at,
    )


def filled(card: CallCard, case: Case | None, matches: tuple[Customer, ...]) -> CallCard:
    """The card with what the store knows; the customer's own name wins over what SIP said."""
    if case is None:
        return card
    case = with_draft(case)
    name = card.name
    if case.customer is not None and not is_waiting_consult(card):
        name = case.customer.name
    several = matches if len(matches) > 1 and case.customer is None else ()
    machines = (e.trigger for e in case.escalations if e.trigger in MACHINES and e.call == as_uuid(card.call))
    failed = next(machines, card.failed_before)
    return replace(card, case=case, ticket=case.ticket.id, name=name, matches=several, failed_before=failed)


MACHINES = frozenset({"bot", "ivr"})


def is_waiting_consult(card: CallCard) -> bool:
    """A colleague's consult whose customer is not here yet: the other side is the colleague."""
    handover = card.handover
    return handover is not None and handover.arrival is not Arrival.HERE and handover.known


DRAFTED = ("subject", "category", "notes")
"""The ticket's fields that are typed, and so may stand in a draft."""


def with_draft(case: Case) -> Case:
    """The case as the person last typed it: what is in the ticket's draft stands over what is stored."""
    draft = draft_of(case, "ticket")
    if draft is None:
        return case
    typed = {k: v for k, v in draft.fields.items() if k in DRAFTED}
    return replace(case, ticket=replace(case.ticket, **typed)) if typed else case  # type: ignore[arg-type]


def draft_of(case: Case, scope: str) -> Draft | None:
    """The newest draft of that scope."""
    return max((d for d in case.drafts if d.scope == scope), key=lambda d: d.saved_at, default=None)


def outcome_of(ended: CallEnded, direction: Direction) -> Outcome:
    """How the call ended for the one whose call it was; a hand-over is the store's to know."""
    if ended.answered:
        return Outcome.ANSWERED
    if direction is Direction.OUT:
        return Outcome.NOT_REACHED
    if ended.elsewhere:
        return Outcome.ELSEWHERE
    if ended.by is EndedBy.US:
        return _REFUSED.get(ended.code, Outcome.MISSED)
    return Outcome.ABANDONED if ended.by is EndedBy.THEM else Outcome.MISSED


_REFUSED = {603: Outcome.DECLINED, 486: Outcome.BUSY, 600: Outcome.BUSY}


def handover_from_case(handover: Handover, case: Case) -> Handover:
    """Summary and people from the store, where it has them."""
    record = next((e for e in case.escalations if e.id == handover.escalation), None)
    if record is None:
        return handover
    customer = case.customer
    return replace(
        handover,
        reason=record.reason or handover.reason,
        summary=record.summary or handover.summary,
        expects=record.expects or handover.expects,
        level=record.to_level,
        hop=record.hop,
        customer_name=(customer.name if customer else case.ticket.caller_name) or handover.customer_name,
        customer_number=shown_number(case.ticket.caller) or handover.customer_number,
    )


def talk_seconds(answered_at: datetime | None, ended_at: datetime) -> float:
    """From the answer to the end, in seconds."""
    return max(0.0, (ended_at - answered_at).total_seconds()) if answered_at else 0.0


def stored_quality(quality: Quality | None) -> LegQuality | None:
    """What the store keeps of how well a leg was heard."""
    if quality is None:
        return None
    return LegQuality(
        loss_in=quality.loss_in,
        loss_out=quality.loss_out,
        jitter_in_ms=quality.jitter_in_ms,
        jitter_out_ms=quality.jitter_out_ms,
        rtt_ms=quality.rtt_ms,
        mos_in=quality.mos_in,
        mos_out=quality.mos_out,
    )


def as_uuid(call: str) -> UUID:
    """A CallId is 32 hex digits of a UUID; a ticket that a call opens has the same."""
    return UUID(call)


def is_up(card: CallCard) -> bool:
    """Answered and not over."""
    return card.state is CallState.UP
