"""Every key of the window, in one table. A key presses the first of its buttons that can be pressed.

So a key can never do what its button would not, and :func:`cap` prints it on the button. Opposite actions are
not neighbours (answer F4, decline F9, end F12; hand over Ctrl+Enter, drop Ctrl+D); F10 is left to the
system (menus); Esc closes what floats and never ends or discards anything.
"""

from typing import NamedTuple


class Key(NamedTuple):
    """``sequence`` as Qt reads it; ``buttons`` are objectNames, the first that can be pressed is."""

    name: str
    sequence: str
    buttons: tuple[str, ...]
    cap: str = ""


KEYS: tuple[Key, ...] = (
    Key("answer", "F4", ("ringing.answer", "knock.answer")),
    Key("decline", "F9", ("ringing.decline", "knock.decline")),
    Key("hold", "F2", ("call.hold",)),
    Key("mute", "F3", ("call.mute",)),
    Key("keypad", "F6", ("call.keypad",)),
    Key("escalate", "F7", ("call.escalate", "case.escalate")),
    Key("manager", "F8", ("call.manager",)),
    Key("end", "F12", ("call.end",)),
    Key("note", "Ctrl+N", ("call.note", "case.note")),
    Key("take", "Ctrl+T", ("handover.take",)),
    Key("back", "Ctrl+B", ("consult.back", "consult.again")),
    Key("drop", "Ctrl+D", ("consult.drop",)),
    Key("conference", "Ctrl+J", ("consult.conference", "consult.split")),
    Key("line", "Ctrl+L", ("lines.switch",)),
    Key("save", "Ctrl+S", ("ticket.save",)),
    Key("call_back", "Ctrl+R", ("wrapup.call_back", "case.call_back")),
    Key("page_desk", "Ctrl+1", ("rail.desk",)),
    Key("page_escalations", "Ctrl+2", ("rail.escalations",)),
    Key("page_directory", "Ctrl+3", ("rail.directory",)),
    Key("state", "Ctrl+Shift+A", ("top.state",)),
)
"""Keys that press a button."""

SEARCH = "Ctrl+K"
"""Goes to the search field."""
PRIMARY = ("Ctrl+Return", "Ctrl+Enter")
"""The primary action of the region: a popup's, the escalate panel's, the hand-over's, the wrap-up's."""
CLOSE = "Esc"
"""Closes what floats; what was typed stays."""

_CAPS = {k.name: k.cap or k.sequence.replace("+", " ") for k in KEYS} | {
    "primary": "Ctrl Enter",
    "search": "Ctrl K",
}


def cap(name: str) -> str:
    """What is printed on the button of that key."""
    return _CAPS[name]
