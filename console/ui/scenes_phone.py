"""The states of dialling, history, contacts and links; see scenes.py."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QLineEdit

from console.desk.board import Board, DialOffer, History, Import
from console.ui import invented as i
from console.ui import invented_phone as p
from console.ui.scene import Scene, press
from console.ui.window import Window

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
REPORT = Import(path="/home/maya/customers-november.csv", new=214, changed=12, same=1803, problems=p.PROBLEMS)


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
        shown = window.calls.history.list if name == "history.list" else window.calls.contacts.list
        shown.setCurrentIndex(shown.model().index(row, 0))

    return then


_NADIA = replace(BOARD, contacts_query="nad", contacts=p.FOUND)

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
    "contacts": lambda: calls(BOARD, press("calls.contacts")),
    "contacts_chosen": lambda: calls(BOARD, press("calls.contacts"), choose(1, "contacts.list")),
    "contacts_empty": lambda: calls(replace(BOARD, contacts=()), press("calls.contacts")),
    "import": lambda: calls(replace(BOARD, importing=REPORT), press("calls.contacts")),
    "import_done": lambda: calls(
        replace(BOARD, importing=replace(REPORT, applied=True, problems=())), press("calls.contacts")
    ),
    "import_error": lambda: calls(
        replace(
            BOARD,
            importing=Import(
                path="/home/maya/holiday.jpg", error="It is neither CSV nor vCard: it holds no text."
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
}
