"""The verbs of a supervisor who listens (R52), and the one that leaves a customer to the survey (R31)."""

from console.ctl import show
from console.ctl.plan import Answer, Plan, Request, card_of
from console.desk import intents
from console.desk.board import Board
from console.desk.intents import Refusal
from telephony.call import CallState

_SECONDS = 15


def listen(request: Request) -> Plan:
    """Done when one hears them, or when one was not let in."""

    def look(board: Board) -> Answer:
        mine = board.listening
        if mine is None:
            return _not_let_in(board)
        return {"listening": show.plain(mine)} if mine.state is CallState.UP else None

    asked = intents.Listen(person=request.text("person"), ear=request.text("ear") or "listen")
    return Plan(intents=(asked,), look=look, seconds=_SECONDS, by_phone=True)


def ear(request: Request) -> Plan:
    """Done when the agent's console has agreed, or has not."""
    wanted = request.text("ear")

    def look(board: Board) -> Answer:
        mine = board.listening
        if mine is None:
            return _not_let_in(board)
        if mine.wanted is not None or mine.state is not CallState.UP:
            return None
        if mine.ear != wanted:
            return Refusal("ear_refused", "The agent's console did not answer; nothing has changed.")
        return {"listening": show.plain(mine)}

    return Plan(intents=(intents.ChangeEar(ear=wanted),), look=look, seconds=_SECONDS, by_phone=True)


def leave(_: Request) -> Plan:
    """Done when the desk listens to nobody."""

    def look(board: Board) -> Answer:
        return {"listening": None} if board.listening is None else None

    return Plan(intents=(intents.StopListening(),), look=look, by_phone=True)


def survey(request: Request) -> Plan | Refusal:
    """Done when the customer is being asked and the call waits for its wrap-up."""
    card = card_of(request)
    if isinstance(card, Refusal):
        return card

    def look(board: Board) -> Answer:
        found = next((s for s in board.surveys if s.call == card.call), None)
        if found is not None:
            return {"survey": show.plain(found)}
        return None if board.card(card.call) is not None else {"survey": None}

    return Plan(intents=(intents.SendToSurvey(call=card.call),), look=look, by_phone=True)


def _not_let_in(board: Board) -> Refusal:
    codes = [n.code for n in board.notices if n.code.startswith("listen_") or n.code == "refused"]
    return Refusal(codes[-1] if codes else "listen_failed", "You were not let into the call.")
