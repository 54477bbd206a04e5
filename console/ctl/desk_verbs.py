"""The verbs about the desk itself: the person's state, the other line, what was dialled, devices, contacts."""

from pathlib import Path

from console.ctl import show
from console.ctl.call_verbs import new_call
from console.ctl.plan import Answer, Plan, Request
from console.desk import intents
from console.desk.board import Board
from console.desk.intents import Refusal
from console.desk.seat import Presence
from store.book import HISTORY_KINDS, Book
from store.values import replace
from telephony.call import CallState
from telephony.events import RegistrationState

_MOST = 500
_SOUND_SETTLE = 0.3
"""Seconds in which the engine would have told of other devices."""


def state(request: Request) -> Plan:
    """Done at once; while a call is up, what was chosen shows only after it."""
    chosen, reason = request.text("presence"), request.text("reason")

    def look(board: Board) -> Answer:
        me = board.me
        worked_out = me.presence in (Presence.ON_CALL, Presence.WRAPUP)
        if not worked_out and (me.presence, me.reason) != (chosen, reason):
            return None
        return {"state": me.presence.value, "reason": me.reason, "chosen": chosen}

    return Plan(intents=(intents.SetPresence(presence=chosen, reason=reason),), look=look)


def extend(_: Request) -> Plan:
    """Done at once."""
    return Plan(intents=(intents.ExtendWrapUp(),), look=lambda b: {"until": show.plain(b.me.wrapup_until)})


def swap(request: Request) -> Plan:
    """Done when the other line hears us."""
    held = {card.call for card in request.board.cards if card.held}

    def look(board: Board) -> Answer:
        back = next((c for c in board.cards if c.call in held and not c.held), None)
        return None if back is None else show.call(back)

    return Plan(intents=(intents.Swap(),), look=look, by_phone=True)


def redial(request: Request) -> Plan:
    """Done when the call exists in the engine."""
    return Plan(intents=(intents.Redial(),), look=new_call(request.board), by_phone=True)


def settle(request: Request) -> Plan:
    """A link that asked to be dialled: done when the call exists, or when it asks no more."""
    dial = request.text("answer") == "yes"

    def put_away(board: Board) -> Answer:
        return {"offer": None} if board.offer is None else None

    look = new_call(request.board) if dial else put_away
    return Plan(intents=(intents.SettleOffer(dial=dial),), look=look, by_phone=dial)


def echo(_: Request) -> Plan:
    """Done when one hears oneself, or when it has failed."""

    def look(board: Board) -> Answer:
        test = board.echo_test
        if test is None or test.state in (CallState.DIALLING, CallState.RINGING):
            return None
        if test.state is CallState.ENDED:
            return Refusal("call_ended", f"The test call ended at once (SIP status {test.code}).")
        return {"echo_test": show.echo_test(test)}

    return Plan(intents=(intents.TestCall(),), look=look, seconds=15, by_phone=True)


def register(_: Request) -> Plan:
    """Done when the registrar has answered."""

    def look(board: Board) -> Answer:
        phone = board.phone
        if phone.registered:
            return {"registration": show.registration(phone)}
        if phone.registration is RegistrationState.REFUSED:
            return Refusal(
                phone.problem.value or "refused", phone.why or "The registrar refuses this account."
            )
        return None

    return Plan(intents=(intents.RegisterAgain(),), look=look, seconds=10, settle=0.5, by_phone=True)


def history(request: Request) -> Plan | Refusal:
    """All calls of this person, newest first."""
    kind, query = request.text("kind"), request.text("query")
    if kind not in HISTORY_KINDS:
        return Refusal("bad_kind", "The kind is in, out or missed.")
    limit = request.args.get("limit")
    most = limit if isinstance(limit, int) and 0 < limit <= _MOST else 50
    me = request.board.me.key

    def find(book: Book) -> Answer:
        return {"calls": [show.call_row(row) for row in book.history(me, query, kind=kind, limit=most)]}

    return Plan(query=find)


def contacts(request: Request) -> Plan:
    """Customers by name, company or number."""
    query = request.text("query")

    def look(board: Board) -> Answer:
        return {"contacts": [show.plain(customer) for customer in board.contacts]}

    return Plan(intents=(intents.FindContacts(query=query),), look=look, settle=0.3)


def directory(_: Request) -> Plan:
    """Who can be called, and how they are."""

    def look(board: Board) -> Answer:
        people = [
            {
                "key": person.key,
                "name": person.name,
                "extension": person.extension,
                "target": person.target,
                "level": person.level,
                "department": person.department,
                "state": board.seen.get(person.key, ""),
                "reason": person.state_reason,
            }
            for person in board.directory.people
        ]
        return {"people": people, "departments": show.plain(board.directory.departments)}

    return Plan(look=look)


def import_contacts(request: Request) -> Plan:
    """Done when the file is compared, or taken in."""
    path = str(Path(request.text("path")).expanduser())
    apply = request.flag("apply")

    def look(board: Board) -> Answer:
        report = board.importing
        if report is None or report.path != path or (report.applied is not apply and not report.error):
            return None
        if report.error:
            return Refusal("bad_file", report.error)
        return {"import": show.importing(report)}

    away = intents.ImportContacts(path=None)
    return Plan(intents=(away, intents.ImportContacts(path=path, apply=apply)), look=look, seconds=60)


def sound(request: Request) -> Plan:
    """How sound stands; with options the devices are changed first."""
    named = {
        name: request.args[name]
        for name in ("microphone", "speaker", "ringer", "fallback")
        if isinstance(request.args.get(name), str)
    }

    def look(board: Board) -> Answer:
        return {"sound": show.plain(board.sound), "chosen": show.plain(board.sound_chosen)}

    if not named:
        return Plan(look=look)
    chosen = replace(request.board.sound_chosen, **named)
    return Plan(intents=(intents.UseSound(sound=chosen),), look=look, settle=_SOUND_SETTLE)
