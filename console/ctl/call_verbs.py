"""The verbs about calls."""

from collections.abc import Callable

from console.ctl import show
from console.ctl.plan import Answer, Plan, Request, Result, card_of, gone
from console.desk import intents
from console.desk.board import Board
from console.desk.calling import CallCard
from console.desk.intents import Intent, Refusal
from telephony.call import CallState, Direction

_DTMF_SETTLE = 0.15
"""Seconds in which a refusal of keys would have come; nothing on the board tells that they were sent."""


def dial(request: Request) -> Plan:
    """Done when the call exists in the engine."""
    asked = intents.Dial(target=request.text("target"), ticket=request.args.get("ticket_id"))
    return Plan(intents=(asked,), look=new_call(request.board), by_phone=True)


def offer(request: Request) -> Plan:
    """Done when the desk has read the link; dialling it is the person's."""

    def read(board: Board) -> Answer:
        now = board.offer
        return None if now is None else {"target": now.target, "shown": now.shown, "problem": now.problem}

    return Plan(intents=(intents.OfferDial(link=request.text("link")),), look=read)


def answer(request: Request) -> Plan | Refusal:
    """Done when the call is up."""
    card = card_of(request, ringing=True)
    if isinstance(card, Refusal):
        return card
    up = _follow(card, lambda c: c.state is CallState.UP)
    return Plan(intents=(intents.Answer(call=card.call),), look=up, seconds=10, by_phone=True)


def decline(request: Request) -> Plan | Refusal:
    """Done when it rings no more."""
    card = card_of(request, ringing=True)
    if isinstance(card, Refusal):
        return card
    return Plan(intents=(intents.Decline(call=card.call),), look=_ended(card), by_phone=True)


def hold(request: Request) -> Plan | Refusal:
    """Done when the other side has agreed to the hold."""
    return _on_card(request, lambda call: intents.Hold(call=call), lambda c: c.held)


def resume(request: Request) -> Plan | Refusal:
    """Done when they hear us again."""
    return _on_card(request, lambda call: intents.Resume(call=call), lambda c: not c.held)


def mute(request: Request) -> Plan | Refusal:
    """During a consult the desk mutes the consult too, unless a call is named."""
    named = request.text("call") or None
    return _on_card(request, lambda _: intents.Mute(on=True, call=named), lambda c: c.muted)


def unmute(request: Request) -> Plan | Refusal:
    """The reverse."""
    named = request.text("call") or None
    return _on_card(request, lambda _: intents.Mute(on=False, call=named), lambda c: not c.muted)


def dtmf(request: Request) -> Plan | Refusal:
    """Done when nothing was refused."""
    card = card_of(request)
    if isinstance(card, Refusal):
        return card
    keys = intents.Digits(digits=request.text("digits"), call=card.call)
    return Plan(intents=(keys,), look=lambda _: _shown(card), settle=_DTMF_SETTLE, by_phone=True)


def hangup(request: Request) -> Plan | Refusal:
    """Done when the leg is gone. During a consult the desk demands that it is named."""
    transfer, named = request.board.transfer, request.text("call")
    if transfer is not None and named in ("consult", transfer.consult) and transfer.consult_alive:
        consult = transfer.consult

        def consult_is_gone(board: Board) -> Answer:
            now = board.transfer
            gone_too = now is None or now.consult != consult or not now.consult_alive
            return {"id": consult} if gone_too and board.card(consult) is None else None

        return Plan(intents=(intents.HangUp(call=consult),), look=consult_is_gone, by_phone=True)
    if transfer is not None and named == "customer":
        request = request._replace(args={"call": transfer.customer})
    test = request.board.echo_test
    if test is not None and test.state is not CallState.ENDED and not request.board.cards:
        return Plan(intents=(intents.HangUp(call=test.call),), look=_echo_is_over, by_phone=True)
    card = card_of(request)
    if isinstance(card, Refusal):
        return card
    asked = intents.HangUp(call=card.call if named else None)
    return Plan(intents=(asked,), look=_ended(card), by_phone=True)


def new_call(before: Board) -> Callable[[Board], Answer]:
    """Until there is a call that was dialled since."""
    known = {card.call for card in before.cards}

    def exists(board: Board) -> Answer:
        fresh = (c for c in board.cards if c.direction is Direction.OUT and c.call not in known)
        card = next(fresh, None)
        return None if card is None else _shown(card)

    return exists


def _echo_is_over(board: Board) -> Answer:
    test = board.echo_test
    return None if test is None or test.state is not CallState.ENDED else {"echo_test": show.echo_test(test)}


def _on_card(
    request: Request, make: Callable[[str], Intent], done: Callable[[CallCard], bool]
) -> Plan | Refusal:
    card = card_of(request)
    if isinstance(card, Refusal):
        return card
    return Plan(intents=(make(card.call),), look=_follow(card, done), by_phone=True)


def _follow(card: CallCard, done: Callable[[CallCard], bool]) -> Callable[[Board], Answer]:
    """Until ``done``, or until the call has ended under it."""

    def look(board: Board) -> Answer:
        now = board.card(card.call)
        if now is None or now.state is CallState.ENDED:
            return gone(card)
        return _shown(now) if done(now) else None

    return look


def _ended(card: CallCard) -> Callable[[Board], Answer]:
    def look(board: Board) -> Answer:
        now = board.card(card.call)
        return {"id": card.call} if now is None or now.state is CallState.ENDED else None

    return look


def _shown(card: CallCard) -> Result:
    return show.call(card)
