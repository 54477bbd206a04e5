"""Every verb that the console understands. A verb turns a request into a plan, or refuses it at once."""

import os
from collections.abc import Callable

from console.ctl import (
    call_verbs,
    desk_verbs,
    inbox_verbs,
    learning_verbs,
    monitor_verbs,
    paper_verbs,
    recording_verbs,
    review_verbs,
    transfer_verbs,
    update_verbs,
)
from console.ctl.plan import Answer, Plan, Request, Result
from console.ctl.show import status
from console.desk import intents
from console.desk.board import Board
from console.desk.intents import Intent, Refusal


def plan(request: Request) -> Plan | Refusal:
    """Work a request out; nothing has been done yet. An unknown verb is refused."""
    make = _VERBS.get(request.verb)
    if make is None:
        return Refusal("no_such_verb", f"There is no verb “{request.verb[:40]}”; see `warmline ctl --help`.")
    return make(request)


def _status(_: Request) -> Plan:
    return Plan(look=status)


def _return(request: Request) -> Plan | Refusal:
    """With a ticket or advice its case to the sender, else back to the customer."""
    if request.text("ticket") or request.text("advice"):
        return inbox_verbs.give_back(request)
    return transfer_verbs.back(request)


def _quit(request: Request) -> Plan | Refusal:
    """Done when no call is left; the server ends the console then."""
    board = request.board
    if (board.cards or _consulting(board)) and not request.flag("hang_up"):
        return Refusal("call_up", "There is a call. End it first, or say --hang-up.")
    ends: list[Intent] = [intents.HangUp(call=card.call) for card in board.cards]
    if board.transfer is not None and _consulting(board):
        ends.append(intents.HangUp(call=board.transfer.consult))

    def look(now: Board) -> Answer:
        return None if now.cards or _consulting(now) else pids(now)

    return Plan(intents=tuple(ends), look=look, seconds=10, by_phone=True)


def _consulting(board: Board) -> bool:
    return board.transfer is not None and board.transfer.consult_alive


def pids(board: Board) -> Result:
    """Which processes they are."""
    return {"console": {"pid": os.getpid()}, "engine": {"pid": board.phone.engine_pid}}


_VERBS: dict[str, Callable[[Request], Plan | Refusal]] = {
    "status": _status,
    "dial": call_verbs.dial,
    "offer": call_verbs.offer,
    "answer": call_verbs.answer,
    "decline": call_verbs.decline,
    "hold": call_verbs.hold,
    "resume": call_verbs.resume,
    "mute": call_verbs.mute,
    "unmute": call_verbs.unmute,
    "dtmf": call_verbs.dtmf,
    "hangup": call_verbs.hangup,
    "note": paper_verbs.note,
    "set": paper_verbs.set_fields,
    "escalate": transfer_verbs.escalate,
    "advice": transfer_verbs.advice,
    "next": transfer_verbs.next_candidate,
    "demand": transfer_verbs.demand,
    "capture": paper_verbs.capture,
    "confirm": transfer_verbs.confirm,
    "complete": transfer_verbs.complete,
    "conference": transfer_verbs.conference,
    "split": transfer_verbs.split,
    "return": _return,
    "inbox": inbox_verbs.inbox,
    "accept": inbox_verbs.accept,
    "resolve": inbox_verbs.resolve,
    "reopen": inbox_verbs.reopen,
    "pass": inbox_verbs.pass_on,
    "comment": inbox_verbs.comment,
    "again": transfer_verbs.again,
    "take": transfer_verbs.take,
    "wrapup": paper_verbs.wrapup,
    "state": desk_verbs.state,
    "extend": desk_verbs.extend,
    "swap": desk_verbs.swap,
    "redial": desk_verbs.redial,
    "settle": desk_verbs.settle,
    "test-call": desk_verbs.echo,
    "listen": monitor_verbs.listen,
    "ear": monitor_verbs.ear,
    "leave": monitor_verbs.leave,
    "survey": monitor_verbs.survey,
    "record": recording_verbs.record,
    "pause-recording": recording_verbs.pause,
    "resume-recording": recording_verbs.resume,
    "stop-recording": recording_verbs.stop,
    "consent": recording_verbs.consent,
    "register": desk_verbs.register,
    "history": desk_verbs.history,
    "directory": desk_verbs.directory,
    "contacts": desk_verbs.contacts,
    "import": desk_verbs.import_contacts,
    "sound": desk_verbs.sound,
    "review": review_verbs.review,
    "updates": update_verbs.updates,
    "told": update_verbs.told,
    "rated": update_verbs.rated,
    "training": learning_verbs.training,
    "trends": learning_verbs.trends,
    "load": learning_verbs.load,
    "tick": learning_verbs.tick,
    "ticket": paper_verbs.ticket,
    "tickets": paper_verbs.tickets,
    "quit": _quit,
}
"""``events`` and ``raise`` are the server's own: the one never ends, the other is about the window."""
