"""The states of dialling, history, contacts and links; see scenes.py."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from msgspec.structs import replace as replace_struct
from PySide6.QtWidgets import QLineEdit

from console.desk.board import Board, DialOffer, History, Import, Notice
from console.desk.calling import CallCard
from console.desk.erasing import ErasingCard
from console.desk.escalating import TransferCard
from console.desk.seat import Presence
from console.ui import invented as i
from console.ui import invented_phone as p
from console.ui.scene import Scene, press
from console.ui.window import Window
from store.erasure import WhatGoes
from store.ticket import CallLeg
from store.values import replace
from telephony.call import CallState, Direction
from telephony.events import SoundTrouble
from telephony.quality import Quality
from telephony.transfer import State

BOARD = replace(
    i.IDLE,
    today=p.HISTORY[:12],
    history=History(rows=p.HISTORY, more=True),
    contacts=p.CONTACTS,
    last_dialled="+442079460420",
    emergency=("112", "999"),
)
LINK = DialOffer(
    link="tel:+44-20-7946-0420",
    target="sip:+442079460420@pbx.example",
    shown="+44 20 7946 0420",
    name="Yara Haddad",
)
HEADERS = DialOffer(
    link="sip:2041@pbx.example?X-Route=evil%0d%0aRefer-To:%20sip:premium@toll.example", problem="headers"
)
REPORT = Import(path="/home/anna/customers-november.csv", new=214, changed=12, same=1803, problems=p.PROBLEMS)


def typed(name: str, text: str, board: Board | None = None) -> Callable[[Window], None]:
    """Type that into a field; then the desk answers with ``board``."""

    def then(window: Window) -> None:
        field = window.findChild(QLineEdit, name)
        if field is None:
            return
        field.setFocus()
        for letter in text:
            field.insert(letter)
            field.textEdited.emit(field.text())
        window.show_board(board or window.board)

    return then


def clear(name: str) -> Callable[[Window], None]:
    """Empty a field."""

    def then(window: Window) -> None:
        field = window.findChild(QLineEdit, name)
        if field is not None:
            field.clear()
            field.textEdited.emit("")

    return then


def both(*steps: Callable[[Window], object]) -> Callable[[Window], None]:
    """One after the other."""

    def then(window: Window) -> None:
        for step in steps:
            step(window)

    return then


def calls(board: Board, *steps: Callable[[Window], object]) -> Scene:
    """The page of calls, with its history in front."""
    return Scene(board, "calls", both(*_FRESH, *steps))


_FRESH = (clear("dial.field"), clear("history.find"), press("history.filter.all"), press("calls.history"))


def choose(row: int, name: str = "history.list") -> Callable[[Window], None]:
    """Choose a row of a list."""

    def then(window: Window) -> None:
        shown = (
            window.pages.calls.history.list if name == "history.list" else window.pages.calls.contacts.list
        )
        shown.setCurrentIndex(shown.model().index(row, 0))

    return then


_GOES = WhatGoes(customer=i.ANNA, tickets=12, calls=31, recordings=1204)


def _erasing(goes: WhatGoes | None, **more: bool | str) -> Scene:
    """The erasure of the chosen contact, asked about."""
    which = goes.customer if goes is not None else i.ANNA
    card = ErasingCard(customer=which.id, **{"loading": False, "goes": goes, **more})  # type: ignore[arg-type]

    def then(window: Window) -> None:
        choose([c.id for c in p.CONTACTS].index(which.id), "contacts.list")(window)
        press("contacts.erase")(window)
        window.show_board(replace(BOARD, erasing=card))

    return calls(BOARD, press("calls.contacts"), then)


_NADIA = replace(BOARD, contacts_query="nad", contacts=p.FOUND)

_BAD = Quality(
    seconds=5, codec="PCMU", loss_in=0.2, loss_out=6.1, mos_in=4.2, mos_out=2.7, rtt_ms=80, buffer_ms=40
)
_LATE = Quality(
    seconds=5, codec="PCMU", loss_in=8.4, loss_out=0.4, mos_in=2.6, mos_out=4.1, rtt_ms=760, buffer_ms=60
)
_DIALLING = replace(
    i.CALL, direction=Direction.OUT, state=CallState.RINGING, answered_at=None, since=i.ago(0.1)
)
_HELP = replace(
    i.CALL,
    direction=Direction.OUT,
    name="",
    number="112",
    case=None,
    emergency=True,
    answered_at=i.ago(0.3),
)
_CONSULT = TransferCard(
    transfer=i.ESCALATION.id.hex,
    escalation=i.ESCALATION.id,
    customer=i.CALL.call,
    consult="e" * 32,
    state=State.READY,
    target="sip:3107@pbx.example",
    target_name="Daniel Okafor",
    target_number="3107",
    target_level=2,
    since=i.ago(1.3),
    answered_at=i.ago(0.7),
    consult_alive=True,
)
_MISSED_RING = Notice(
    id=7,
    kind="warn",
    code="missed_ring",
    values={"who": "Yara Haddad", "number": "+44 20 7946 0420"},
    sticky=True,
)
_LEG = CallLeg(
    id=i.uid(61),
    call=i.uid(62),
    remote_name="Anna Petrova",
    started_at=i.ago(7.4),
    answered_at=i.ago(7.2),
    ended_at=i.ago(0.4),
    codec="PCMU",
    loss_out=6.2,
    mos_in=4.2,
    mos_out=2.8,
)


def talking(**more: Any) -> Scene:
    """Anna's call, with something about it."""
    return Scene(replace(i.TALKING, cards=(replace(i.CALL, **more),)))


def wrapping(seconds: float, *cards: CallCard) -> Board:
    """The wrap-up, with so much of a minute left."""
    me = replace(
        i.ME,
        presence=Presence.WRAPUP,
        since=i.ago(1 - seconds / 60),
        wrapup_until=i.NOW + timedelta(seconds=seconds),
    )
    case = replace(i.CASE, legs=(_LEG,))
    return replace(i.IDLE, me=me, wrapups=(replace(i.WRAPUP, case=case),), cards=cards)


PHONE_SCENES: dict[str, Callable[[], Scene]] = {
    "calls": lambda: calls(BOARD),
    "calls_chosen": lambda: calls(BOARD, choose(1)),
    "calls_missed": lambda: calls(
        replace(BOARD, history=History(kind="missed", rows=p.MISSED)),
        press("history.filter.missed"),
        choose(0),
    ),
    "calls_nothing_found": lambda: calls(
        replace(BOARD, history=History(query="zebra")), typed("history.find", "zebra")
    ),
    "calls_empty": lambda: calls(replace(BOARD, history=History(), last_dialled="")),
    "calls_number": lambda: calls(BOARD, typed("dial.field", "02079460420")),
    "calls_suggestions": lambda: calls(_NADIA, typed("dial.field", "nad", _NADIA)),
    "calls_emergency": lambda: calls(BOARD, typed("dial.field", "112")),
    "calls_hostile": lambda: calls(
        replace(BOARD, history=History(rows=p.HOSTILE_ROWS), contacts_query="x", contacts=()), choose(0)
    ),
    "calls_knock": lambda: calls(replace(BOARD, cards=(i.RINGING,)), typed("dial.field", "0207946")),
    "contacts": lambda: calls(BOARD, press("calls.contacts")),
    "contacts_chosen": lambda: calls(BOARD, press("calls.contacts"), choose(1, "contacts.list")),
    "contacts_erase": lambda: _erasing(_GOES),
    "contacts_erase_held": lambda: _erasing(replace(_GOES, held=("TK-0048213", "TK-0047790"))),
    "contacts_erase_running": lambda: _erasing(_GOES, running=True),
    "contacts_erase_refused": lambda: _erasing(_GOES, refused="No space left on device."),
    "contacts_erase_long": lambda: _erasing(replace(_GOES, customer=p.CONTACTS[5])),
    "contacts_erase_loading": lambda: _erasing(None, loading=True),
    "contacts_empty": lambda: calls(replace(BOARD, contacts=()), press("calls.contacts")),
    "import": lambda: calls(replace(BOARD, importing=REPORT), press("calls.contacts")),
    "import_done": lambda: calls(
        replace(BOARD, importing=replace(REPORT, applied=True, problems=())), press("calls.contacts")
    ),
    "import_error": lambda: calls(
        replace(
            BOARD,
            importing=Import(
                path="/home/anna/holiday.jpg", error="It is neither CSV nor vCard: it holds no text."
            ),
        ),
        press("calls.contacts"),
    ),
    "quick_dial": lambda: Scene(BOARD, then=both(press("top.dial"), clear("quick.field"))),
    "quick_dial_call": lambda: Scene(
        replace(i.TALKING, contacts_query="nad", contacts=p.FOUND, last_dialled="+442079460420"),
        then=both(press("top.dial"), clear("quick.field"), typed("quick.field", "nad")),
    ),
    "offer": lambda: Scene(replace(BOARD, offer=LINK)),
    "offer_hostile": lambda: Scene(replace(BOARD, offer=HEADERS)),
    "offer_ringing": lambda: Scene(replace(BOARD, offer=LINK, cards=(i.RINGING,))),
    "offer_call": lambda: Scene(replace(i.TALKING, offer=LINK)),
    "call_bad_line": lambda: talking(quality=_BAD),
    "call_bad_both": lambda: talking(quality=_LATE, held_by_remote=True),
    "call_silent_microphone": lambda: Scene(
        replace(i.TALKING, sound=replace_struct(i.TALKING.sound, trouble=SoundTrouble.SILENT_MICROPHONE))
    ),
    "call_auto_answered": lambda: talking(auto_answered=True),
    "call_early_media": lambda: Scene(replace(i.TALKING, cards=(replace(_DIALLING, early_media=True),))),
    "call_emergency": lambda: Scene(replace(i.TALKING, cards=(_HELP,))),
    "call_emergency_end": lambda: Scene(replace(i.TALKING, cards=(_HELP,)), then=press("call.end")),
    "call_emergency_knock": lambda: Scene(replace(i.TALKING, cards=(_HELP, i.RINGING))),
    "call_keypad_sent": lambda: Scene(
        i.TALKING, then=both(press("call.keypad"), *(press(f"keypad.{d}") for d in ("2", "0", "4", "hash")))
    ),
    "call_two_lines_knock": lambda: Scene(replace(i.TALKING, cards=(i.CALL, i.SECOND, i.RINGING))),
    "consult_knock": lambda: Scene(
        replace(
            i.TALKING,
            cards=(replace(i.CALL, held=True, held_since=i.ago(0.9), case=i.ESCALATED_CASE), i.RINGING),
            transfer=_CONSULT,
        )
    ),
    "call_second_dialling": lambda: Scene(
        replace(
            i.TALKING,
            cards=(
                replace(i.CALL, held=True, held_since=i.ago(0.2)),
                replace(
                    _DIALLING, call="f" * 32, name="Yara Haddad", number="+44 20 7946 0420", case=i.YARAS
                ),
            ),
            selected="f" * 32,
        )
    ),
    "missed_ring": lambda: Scene(
        replace(
            i.IDLE,
            me=replace(i.ME, presence=Presence.AWAY, reason="missed", since=i.ago(1)),
            notices=(_MISSED_RING,),
        )
    ),
    "wrapup_timer": lambda: Scene(wrapping(42)),
    "wrapup_timer_ends": lambda: Scene(wrapping(9)),
    "wrapup_knock": lambda: Scene(wrapping(42, i.RINGING)),
    "directory_seen": lambda: Scene(
        replace(i.TALKING, seen={"priya.nolan": "busy", "marta.quist": "available", "omar.said": "offline"}),
        "directory",
    ),
}
