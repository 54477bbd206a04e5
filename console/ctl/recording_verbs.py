"""The verbs about recording the call. A consult is paused and resumed with its customer's call."""

from collections.abc import Callable

from console.ctl import show
from console.ctl.plan import Answer, Plan, Request, card_of, gone
from console.desk import intents_recording as ask
from console.desk.board import Board
from console.desk.intents import Intent, Refusal
from console.desk.recorded import PausedBy, RecordedCall


def record(request: Request) -> Plan | Refusal:
    """Done when a file is being written; ``agreed`` says that the caller was asked."""
    agreed = request.flag("agreed")
    return _on_call(request, lambda call: ask.Record(call=call, agreed=agreed), lambda r: r.running)


def pause(request: Request) -> Plan | Refusal:
    """Done when nothing is kept any more."""
    return _on_call(request, lambda call: ask.PauseRecording(call=call), lambda r: r.paused_at is not None)


def resume(request: Request) -> Plan | Refusal:
    """Done when it goes on; while a sensitive field has the keyboard, when nothing else keeps it paused."""
    return _on_call(
        request,
        lambda call: ask.ResumeRecording(call=call),
        lambda r: r.paused_at is None or r.paused_by is PausedBy.FIELD,
    )


def stop(request: Request) -> Plan | Refusal:
    """Done when the file is closed."""
    return _on_call(request, lambda call: ask.StopRecording(call=call), lambda r: not r.running)


def consent(request: Request) -> Plan | Refusal:
    """Done when the desk knows it; what policy makes of an objection follows."""
    said = "" if request.text("said") == "unknown" else request.text("said")
    return _on_call(
        request, lambda call: ask.SayConsent(call=call, consent=said), lambda r: r.consent == said
    )


def _on_call(
    request: Request, make: Callable[[str], Intent], done: Callable[[RecordedCall], bool]
) -> Plan | Refusal:
    card = card_of(request)
    if isinstance(card, Refusal):
        return card

    def look(board: Board) -> Answer:
        if board.card(card.call) is None:
            return gone(card)
        recorded = board.recording.of(card.call)
        return show.recorded(recorded) if done(recorded) else None

    return Plan(intents=(make(card.call),), look=look, by_phone=True)
