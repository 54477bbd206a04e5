"""Every key of the window, in one table. A key presses the first of its buttons that can be pressed.

So a key can never do what its button would not, and :func:`cap` prints it on the button. Opposite actions are
not neighbours (answer F4, decline F9, end F12; hand over Ctrl+Enter, drop Ctrl+D); F10 is left to the
system (menus); Esc closes what floats and never ends or discards anything.
"""

from collections.abc import Mapping
from typing import NamedTuple


class Key(NamedTuple):
    """``sequence`` as Qt reads it; ``buttons`` are objectNames, the first that can be pressed is."""

    name: str
    sequence: str
    buttons: tuple[str, ...]
    cap: str = ""


KEYS: tuple[Key, ...] = (
    Key("answer", "F4", ("ringing.answer", "knock.answer", "asks.answer")),
    Key("decline", "F9", ("ringing.decline", "knock.decline", "asks.decline")),
    Key("record", "F1", ("call.record",)),
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
    Key("next", "Ctrl+G", ("consult.next",)),
    Key("choose", "Ctrl+E", ("escalate.choose",)),
    Key("propose", "Ctrl+Shift+E", ("proposals.follow", "idle_proposals.follow")),
    Key("impact", "Ctrl+I", ("ticket.impact.more",)),
    Key("step", "Ctrl+Shift+N", ("steps.ask", "wrapup_steps.ask")),
    Key("conference", "Ctrl+J", ("consult.conference", "consult.split")),
    Key("line", "Ctrl+L", ("lines.switch",)),
    Key("save", "Ctrl+S", ("ticket.save",)),
    Key("call_back", "Ctrl+R", ("wrapup.call_back", "case.call_back", "history.call_back", "detail.call")),
    Key("accept", "Ctrl+P", ("detail.accept",)),
    Key("resolve", "Ctrl+Shift+S", ("detail.resolve",)),
    Key("summary", "Ctrl+Shift+I", ("asks.open",)),
    Key("page_desk", "Ctrl+1", ("rail.desk",)),
    Key("page_calls", "Ctrl+2", ("rail.calls",)),
    Key("page_escalations", "Ctrl+3", ("rail.escalations",)),
    Key("page_directory", "Ctrl+4", ("rail.directory",)),
    Key("page_floor", "Ctrl+5", ("rail.floor",)),
    Key("page_reports", "Ctrl+6", ("rail.reports",)),
    Key("page_review", "Ctrl+7", ("rail.review",)),
    Key("page_learning", "Ctrl+8", ("rail.learning",)),
    Key("dial", "F5", ("top.dial",)),
    Key("offer", "Ctrl+Shift+O", ("offer.dial",)),
    Key("open", "Ctrl+O", ("history.open",)),
    Key("ready", "Ctrl+Shift+R", ("banner.ready",)),
    Key("more_time", "Ctrl+M", ("wrapup.more",)),
    Key("page_settings", "Ctrl+,", ("rail.settings",)),
    Key("state", "Ctrl+Shift+A", ("top.state",)),
    Key("tell", "Ctrl+Shift+C", ("updates.call",)),
    Key("compose", "Ctrl+Shift+M", ("detail.compose", "case.compose")),
)
"""Keys that press a button."""

SEARCH = "Ctrl+K"
"""Goes to the search field."""
PRIMARY = ("Ctrl+Return", "Ctrl+Enter")
"""The primary action of the region: a popup's, the escalate panel's, the hand-over's, the wrap-up's."""
CLOSE = "Esc"
"""Closes what floats; what was typed stays."""

STANDARD: dict[str, str] = {k.name: k.sequence for k in KEYS} | {"search": SEARCH}
"""Every key that a person may change, by name."""

_CHANGED: dict[str, str] = {}
"""What the person has put in place of the standard, by name; one window a process, like the theme."""
_FIXED = {"primary": "Ctrl Enter"}
_TAKEN = frozenset(
    {"F10", "Esc", "Tab", "Shift+Tab", "Return", "Enter", "Space", "Menu", "Alt+F4", *PRIMARY}
    | {f"Ctrl+{c}" for c in "ACVXYZ"}
)
"""What the system, the fields and the window itself need."""


def use(changed: Mapping[str, str]) -> None:
    """Let these keys be others than the standard; every other one is the standard."""
    _CHANGED.clear()
    _CHANGED.update({n: s for n, s in changed.items() if n in STANDARD and s})


def sequence(name: str) -> str:
    """The key of that name, as Qt reads it."""
    return _CHANGED.get(name) or STANDARD[name]


def cap(name: str) -> str:
    """What is printed on the button of that key."""
    fixed = _FIXED.get(name)
    if fixed:
        return fixed
    own = next((k.cap for k in KEYS if k.name == name), "")
    return own if own and name not in _CHANGED else sequence(name).replace("+", " ")


def is_taken(wanted: str) -> bool:
    """Whether the system or the fields need it, or a letter is typed with it."""
    last = wanted.rsplit("+", 1)[-1]
    bare = "Ctrl" not in wanted and "Alt" not in wanted and "Meta" not in wanted
    typed = bare and not (last[:1] == "F" and last[1:].isdigit())
    return wanted in _TAKEN or typed


def user_of(wanted: str, but: str) -> str:
    """Whose key it is already, ``but`` excepted; "" if it is free."""
    return next((n for n in STANDARD if n != but and sequence(n) == wanted), "")
