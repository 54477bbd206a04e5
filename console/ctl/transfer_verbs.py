"""The verbs about handing over."""

from collections.abc import Callable

from console.ctl import show
from console.ctl.plan import Answer, Plan, Request, card_of, gone
from console.desk import intents
from console.desk.board import Board
from console.desk.calling import Arrival
from console.desk.escalating import TransferCard
from console.desk.intents import Intent, Refusal
from store.book import Book
from telephony.transfer import State

_HANDING_OVER_SECONDS = 45.0
"""A REFER may wait 30 s for its NOTIFY, and a little longer for what the target decides."""

_CUSTOMER_IS_BACK = frozenset({State.RETURNING, State.RETURNED, State.KEPT})


def escalate(request: Request) -> Plan:
    """Done when the hand-over has begun; without a call, when the escalation is stored."""
    mode = request.text("mode") or "warm"
    asked = intents.Escalate(
        mode=mode,
        to=request.text("to"),
        kind=request.text("kind"),
        reason=request.text("reason"),
        summary=request.text("summary"),
        expects=request.text("expects"),
        promised=request.text("promised"),
    )
    if mode == "no_call":
        return Plan(intents=(asked,), query=_sent(request.board))
    before = request.board.transfer.transfer if request.board.transfer else ""

    def begun(board: Board) -> Answer:
        transfer = board.transfer
        if transfer is None or transfer.transfer == before or transfer.step is None:
            return None
        return _failure(transfer) or _shown(transfer)

    return Plan(intents=(asked,), look=begun, seconds=10, by_phone=True)


def next_candidate(request: Request) -> Plan:
    """Done when the next one is being rung; an error when nobody is left."""
    before = request.board.transfer.transfer if request.board.transfer else ""

    def begun(board: Board) -> Answer:
        transfer = board.transfer
        if transfer is None:
            return _no_longer_there()
        if transfer.transfer == before or transfer.step is None:
            return None
        return _failure(transfer) or _shown(transfer)

    return _plan(intents.NextCandidate(), begun, seconds=15)


def demand(_: Request) -> Plan:
    """Done at once: it is counted, and the panel is open."""

    def look(board: Board) -> Answer:
        form = board.form
        return None if form is None else {"form": show.plain(form)}

    return Plan(intents=(intents.DemandManager(),), look=look)


def advice(request: Request) -> Plan:
    """Whom the policy recommends for the case at hand; with a reason for that one."""
    fields = {name: value for name in ("reason", "kind", "credit") if (value := request.text(name))}

    def look(board: Board) -> Answer:
        form = board.form
        if board.advice is None or form is None or any(getattr(form, n) != v for n, v in fields.items()):
            return None
        return {"advice": show.plain(board.advice), "policy": board.policy.version}

    asked: tuple[Intent, ...] = (intents.OpenEscalate(),)
    if fields:
        asked = (*asked, intents.EditEscalate(fields=fields))
    return Plan(intents=asked, look=look)


def _sent(board: Board) -> Callable[[Book], Answer]:
    """One of the cases on the desk has a step more that says so; a further try is no new escalation."""
    held = [*(card.case for card in board.cards), *(card.case for card in board.wrapups), board.opened]
    cases = [case for case in held if case is not None]
    known = {step.id for case in cases for step in case.steps}

    def stored(book: Book) -> Answer:
        for ticket in {case.ticket.id for case in cases}:
            case = book.case(ticket)
            sent = [s for s in case.steps if s.step == "sent" and s.id not in known] if case else []
            if case is not None and sent:
                escalation = next(e for e in case.escalations if e.id == sent[-1].escalation)
                return {"ticket": case.ticket.shown_number, "escalation": show.plain(escalation)}
        return None

    return stored


def complete(request: Request) -> Plan:
    """Done when the customer is handed over; an error when they are back instead, or gone."""
    before = request.board.transfer
    had_failed = before is not None and before.failed is not None
    asked_for_it = False

    def look(board: Board) -> Answer:
        nonlocal asked_for_it
        transfer = board.transfer
        if transfer is None:
            return _no_longer_there()
        if transfer.state is State.HANDED_OVER:
            return _shown(transfer)
        if transfer.state is State.LOST:
            return Refusal("customer_left", "The customer has hung up.")
        if transfer.state is State.COMPLETING:
            asked_for_it = True
        elif asked_for_it or (transfer.failed is not None and not had_failed):
            return _failure(transfer) or Refusal("not_handed_over", "The hand-over was not carried out.")
        return None

    return _plan(intents.Complete(), look, seconds=_HANDING_OVER_SECONDS)


def confirm(_: Request) -> Plan:
    """Done when the consult counts as ready."""
    return _plan(intents.ConfirmSpeaking(), _until(State.READY))


def conference(_: Request) -> Plan:
    """Done when all three hear each other."""
    return _plan(intents.Conference(), _until(State.CONFERENCE))


def split(_: Request) -> Plan:
    """Done when agent and target are alone."""
    return _plan(intents.SplitConference(), _until(State.READY))


def again(_: Request) -> Plan:
    """Done when the agent is back in the consult."""
    return _plan(intents.ConsultAgain(), _until(State.READY))


def back(request: Request) -> Plan:
    """Done when the customer hears the agent again."""
    keep = request.flag("keep")

    def look(board: Board) -> Answer:
        transfer = board.transfer
        if transfer is None:
            return _no_longer_there()
        if transfer.state in (State.RETURNED, State.KEPT):
            return _shown(transfer)
        return _ended(transfer)

    return _plan(intents.ReturnToCustomer(keep_consult=keep), look)


def take(request: Request) -> Plan | Refusal:
    """Done when the case is ours."""
    card = card_of(request)
    if isinstance(card, Refusal):
        return card

    def look(board: Board) -> Answer:
        now = board.card(card.call)
        if now is None:
            return gone(card)
        here = now.handover is not None and now.handover.arrival is Arrival.HERE
        return show.call(now) if here else None

    return Plan(intents=(intents.TakeCase(call=card.call),), look=look)


def _plan(intent: Intent, look: Callable[[Board], Answer], *, seconds: float = 10.0) -> Plan:
    return Plan(intents=(intent,), look=look, seconds=seconds, by_phone=True)


def _until(state: State) -> Callable[[Board], Answer]:
    def look(board: Board) -> Answer:
        transfer = board.transfer
        if transfer is None:
            return _no_longer_there()
        if transfer.state is state:
            return _shown(transfer)
        return _ended(transfer)

    return look


def _ended(transfer: TransferCard) -> Refusal | None:
    if transfer.state is State.LOST:
        return Refusal("customer_left", "The customer has hung up.")
    if transfer.state is State.HANDED_OVER:
        return Refusal("handed_over", "The customer is handed over already.")
    return None


def _failure(transfer: TransferCard) -> Refusal | None:
    """Why the customer is back though they were to be handed over."""
    if transfer.failed is None and transfer.state not in _CUSTOMER_IS_BACK:
        return _ended(transfer) if transfer.state is State.LOST else None
    step = transfer.failed or transfer.step
    code = step.value if step else "returned"
    because = f" (SIP {transfer.code})" if transfer.code else ""
    return Refusal(code, f"{transfer.target_name} did not take over: {code.replace('_', ' ')}{because}.")


def _no_longer_there() -> Refusal:
    return Refusal(
        "no_transfer", "The hand-over is no longer on the desk; `warmline ctl ticket` tells its story."
    )


def _shown(transfer: TransferCard) -> dict[str, object]:
    return show.transfer_of(transfer) or {}
