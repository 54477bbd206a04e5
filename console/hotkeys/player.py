"""Warmline as a media player on D-Bus: each call from the bus, and what it is answered. Pure.

MPRIS 2.2 (specifications.freedesktop.org/mpris-spec) with the interfaces MediaPlayer2 and Player, and of D-Bus's own
Properties, Introspectable and Peer. Nothing can be set, no list can be read, and of the methods only four do anything.
"""

from enum import Enum
from typing import Any, Final, NamedTuple

import msgspec
from jeepney import DBusAddress, HeaderFields, Message, MessageFlag, new_error, new_method_return, new_signal
from jeepney.low_level import Header

PATH: Final = "/org/mpris/MediaPlayer2"
ROOT: Final = "org.mpris.MediaPlayer2"
PLAYER: Final = "org.mpris.MediaPlayer2.Player"
NAME: Final = "org.mpris.MediaPlayer2.warmline"
_PROPERTIES: Final = "org.freedesktop.DBus.Properties"
_INTROSPECTABLE: Final = "org.freedesktop.DBus.Introspectable"
_PEER: Final = "org.freedesktop.DBus.Peer"
_ERROR: Final = "org.freedesktop.DBus.Error."
_TRACK: Final = "/warmline/call"
"""The specification wants an object path; the call's own id is nobody's business."""


class Press(Enum):
    """A key, by the method that a desktop calls for it."""

    PLAY_PAUSE = "PlayPause"
    PLAY = "Play"
    PAUSE = "Pause"
    STOP = "Stop"


METHODS: Final[dict[str, dict[str, str]]] = {
    ROOT: {"Raise": "", "Quit": ""},
    PLAYER: {
        **{press.value: "" for press in Press},
        "Next": "",
        "Previous": "",
        "Seek": "x",
        "SetPosition": "ox",
        "OpenUri": "s",
    },
    _PROPERTIES: {"Get": "ss", "GetAll": "s", "Set": "ssv"},
    _INTROSPECTABLE: {"Introspect": ""},
    _PEER: {"Ping": ""},
}
"""Interface → method → the signature of what it takes."""
_OUT: Final = {"Get": "v", "GetAll": "a{sv}", "Introspect": "s"}
_NOT_SUPPORTED: Final = frozenset({"Raise", "Quit", "OpenUri"})
"""What the specification lets a player refuse; the others that it cannot do have no effect, and no error."""
_PRESSES: Final = {press.value: press for press in Press}


class Player(msgspec.Struct, frozen=True, kw_only=True):
    """What the desktop may know of a call."""

    playing: bool
    title: str


class Answer(NamedTuple):
    """``reply`` is None if the caller wants none; ``press`` is None if nothing was pressed."""

    reply: Message | None = None
    press: Press | None = None


class _RefusedError(Exception):
    """``args``: a name of D-Bus's errors, and a sentence."""


def properties(player: Player) -> dict[str, dict[str, tuple[str, Any]]]:
    """Interface → property → its signature and value."""
    title = {"mpris:trackid": ("o", _TRACK), "xesam:title": ("s", player.title)}
    can = dict.fromkeys(("CanPlay", "CanPause", "CanControl"), ("b", True))
    cannot = dict.fromkeys(("CanGoNext", "CanGoPrevious", "CanSeek"), ("b", False))
    factors = dict.fromkeys(("Rate", "MinimumRate", "MaximumRate", "Volume"), ("d", 1.0))
    return {
        ROOT: {
            **dict.fromkeys(("CanQuit", "CanRaise", "HasTrackList"), ("b", False)),
            "Identity": ("s", "Warmline"),
            "DesktopEntry": ("s", "warmline"),
            "SupportedUriSchemes": ("as", []),
            "SupportedMimeTypes": ("as", []),
        },
        PLAYER: {
            "PlaybackStatus": ("s", "Playing" if player.playing else "Paused"),
            "Metadata": ("a{sv}", title),
            "Position": ("x", 0),
            **factors,
            **can,
            **cannot,
        },
    }


def changed(before: Player, now: Player) -> Message | None:
    """The signal that tells the difference; None if there is none."""
    old, new = properties(before)[PLAYER], properties(now)[PLAYER]
    news = {name: value for name, value in new.items() if value != old[name]}
    if not news:
        return None
    at = DBusAddress(PATH, interface=_PROPERTIES)
    return new_signal(at, "PropertiesChanged", "sa{sv}as", (PLAYER, news, []))


def answer(call: Message, player: Player) -> Answer:
    """What to do with a method call, whoever made it up."""
    press = None
    try:
        member, out = _read(call)
        press = _PRESSES.get(member)
        value = _value(member, call, player)
        reply = new_method_return(call, out, (value,)) if out else new_method_return(call)
    except _RefusedError as refused:
        name, words = refused.args
        reply = new_error(call, _ERROR + name, "s", (words,))
    silent = call.header.flags & MessageFlag.no_reply_expected
    return Answer(None if silent else reply, press)


def too_long(header: Header) -> Message:
    """The answer to a call of which only the header was read."""
    return new_error(Message(header, ()), _ERROR + "LimitsExceeded", "s", ("That message is too long.",))


def _read(call: Message) -> tuple[str, str]:
    """Method and signature of its reply. The interface may be left out, as D-Bus allows."""
    fields = call.header.fields
    interface, member = fields.get(HeaderFields.interface), str(fields.get(HeaderFields.member, ""))
    if fields.get(HeaderFields.path) != PATH and interface != _PEER:
        raise _RefusedError("UnknownObject", f"The only object here is {PATH}.")
    if interface is not None and interface not in METHODS:
        raise _RefusedError("UnknownInterface", "There is no such interface.")
    known = [METHODS[interface]] if interface is not None else list(METHODS.values())
    methods = next((methods for methods in known if member in methods), None)
    if methods is None:
        raise _RefusedError("UnknownMethod", "There is no such method.")
    if fields.get(HeaderFields.signature, "") != methods[member]:
        raise _RefusedError("InvalidArgs", f"{member} takes “{methods[member]}”.")
    return member, _OUT.get(member, "")


def _value(member: str, call: Message, player: Player) -> Any:
    """What the method gives; None without."""
    if member in _NOT_SUPPORTED:
        raise _RefusedError("NotSupported", f"{member} is not for a call.")
    if member == "Introspect":
        return _introspection(player)
    if member not in METHODS[_PROPERTIES]:
        return None
    interface, *rest = call.body
    found = properties(player).get(interface)
    if found is None:
        raise _RefusedError("UnknownInterface", "There is no such interface with properties.")
    if member == "GetAll":
        return found
    if rest[0] not in found:
        raise _RefusedError("UnknownProperty", "There is no such property.")
    if member == "Set":
        raise _RefusedError("PropertyReadOnly", f"{rest[0]} cannot be set.")
    return found[rest[0]]


def _introspection(player: Player) -> str:
    def interface(name: str) -> str:
        lines = [_method(member, takes) for member, takes in METHODS[name].items()]
        lines += [
            f'<property name="{each}" type="{value[0]}" access="read"/>'
            for each, value in properties(player).get(name, {}).items()
        ]
        if name == _PROPERTIES:
            arguments = "".join(f'<arg type="{kind}"/>' for kind in ("s", "a{sv}", "as"))
            lines.append(f'<signal name="PropertiesChanged">{arguments}</signal>')
        return f'<interface name="{name}">{"".join(lines)}</interface>'

    return f"<node>{''.join(interface(name) for name in METHODS)}</node>"


def _method(member: str, takes: str) -> str:
    arguments = "".join(f'<arg type="{kind}" direction="in"/>' for kind in takes)
    if member in _OUT:
        arguments += f'<arg type="{_OUT[member]}" direction="out"/>'
    return f'<method name="{member}">{arguments}</method>'
