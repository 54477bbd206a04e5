"""Keys given by the desktop's portal: org.freedesktop.portal.GlobalShortcuts over D-Bus, as Wayland has it.

The desktop asks the person which of the keys they grant, and may let them choose others. All of it happens on a
thread of its own, since an answer may take as long as a person needs.
"""

import logging
import queue
import threading
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import uuid4

from jeepney import DBusAddress, DBusErrorResponse, MatchRule, Message, Properties, new_method_call
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import DBusConnection, open_dbus_connection
from PySide6.QtCore import QObject, Qt, Signal

from console.hotkeys.sequences import Chord, trigger

DESCRIPTIONS: Final = {
    "answer": "Answer the call that rings",
    "decline": "Decline the call that rings",
    "hold": "Hold the call, or take it back",
    "mute": "Microphone off or on",
    "end": "End the call",
    "record": "Pause the recording, or let it go on",
}
_PATH: Final = "/org/freedesktop/portal/desktop"
_NAME: Final = "org.freedesktop.portal.Desktop"
_SHORTCUTS: Final = "org.freedesktop.portal.GlobalShortcuts"
_LOOK_SECONDS: Final = 0.5
"""How often it is looked for other keys to bind."""
_ANSWER_SECONDS: Final = 300.0
"""A person may take their time with the desktop's question."""
_log = logging.getLogger(__name__)


class PortalError(Exception):
    """There is no such portal, or it refuses; the message says what."""


class PortalKeys(QObject):
    """Calls ``pressed`` with a key's name and ``given`` with those that were granted, on the thread that made it."""

    _pressed = Signal(str)
    _given = Signal(object)

    def __init__(
        self,
        pressed: Callable[[str], None],
        given: Callable[[tuple[str, ...]], None],
        bus: str = "SESSION",
    ) -> None:
        super().__init__()
        self._pressed.connect(pressed, Qt.ConnectionType.QueuedConnection)
        self._given.connect(given, Qt.ConnectionType.QueuedConnection)
        self._bus = bus
        self._wishes: queue.SimpleQueue[Mapping[str, Chord]] = queue.SimpleQueue()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="portal", daemon=True)
        self._thread.start()

    def grab(self, chords: Mapping[str, Chord]) -> None:
        """Ask for these keys in place of those before; what is granted is told later."""
        self._wishes.put(dict(chords))

    def close(self) -> None:
        """The desktop takes the keys back when the connection ends."""
        self._over.set()
        self._thread.join(2 * _LOOK_SECONDS + 1)

    def _run(self) -> None:
        try:
            with open_dbus_connection(self._bus) as connection:
                self._serve(_Portal(connection, self._over))
        except (PortalError, DBusErrorResponse, OSError, KeyError, TimeoutError) as error:
            _log.info("no keys in the background from the desktop's portal: %s", error)

    def _serve(self, portal: "_Portal") -> None:
        while not self._over.is_set():
            wish = None
            while not self._wishes.empty():
                wish = self._wishes.get()
            if wish is not None:
                self._given.emit(portal.bind(wish))
            name = portal.next_press()
            if name:
                self._pressed.emit(name)


class _Portal:
    """The conversation itself, blocking."""

    def __init__(self, connection: DBusConnection, over: threading.Event) -> None:
        self._connection = connection
        self._over = over
        self._session = ""
        self._signals: deque[Message] = deque()
        shortcuts = DBusAddress(_PATH, _NAME, _SHORTCUTS)
        self._shortcuts = shortcuts
        self._ask(
            Properties(shortcuts).get("version")
        )  # DBusErrorResponse if this desktop has no such portal
        for interface, member in (("org.freedesktop.portal.Request", "Response"), (_SHORTCUTS, "Activated")):
            rule = MatchRule(type="signal", interface=interface, member=member)
            self._ask(message_bus.AddMatch(rule))

    def bind(self, chords: Mapping[str, Chord]) -> tuple[str, ...]:
        """Ask for these; the names of those that the person grants. A session's keys cannot be changed later."""
        if self._session:
            session = DBusAddress(self._session, _NAME, "org.freedesktop.portal.Session")
            self._ask(new_method_call(session, "Close"))
        opened = self._request("CreateSession", "a{sv}", session_handle_token=("s", _token()))
        self._session = str(opened["session_handle"][1])
        wanted = [
            (name, {"description": ("s", DESCRIPTIONS[name]), "preferred_trigger": ("s", trigger(chord))})
            for name, chord in chords.items()
        ]
        granted = self._request("BindShortcuts", "oa(sa{sv})sa{sv}", self._session, wanted, "")
        names = {str(name) for name, _ in granted.get("shortcuts", ("", []))[1]}
        return tuple(name for name in chords if name in names)

    def next_press(self) -> str:
        """The name of a key that was pressed, "" if none was within half a second."""
        message = self._signals.popleft() if self._signals else self._receive()
        if message is None or _member(message) != "Activated":
            return ""
        session, name = message.body[:2]
        return str(name) if session == self._session and name in DESCRIPTIONS else ""

    def _request(self, method: str, signature: str, *arguments: Any, **options: Any) -> dict[str, Any]:
        """A call that is answered by a signal. PortalError if the person, or the desktop, says no."""
        call = new_method_call(
            self._shortcuts, method, signature, (*arguments, {"handle_token": ("s", _token()), **options})
        )
        (handle,) = self._ask(call)
        waited = 0.0
        while waited < _ANSWER_SECONDS and not self._over.is_set():
            for message in tuple(self._signals):
                if _member(message) == "Response" and _path(message) == handle:
                    self._signals.remove(message)
                    code, results = message.body
                    if code:
                        raise PortalError(f"{method} was refused ({code})")
                    return dict(results)
            message_or_none = self._receive()
            if message_or_none is not None:
                self._signals.append(message_or_none)
            else:
                waited += _LOOK_SECONDS
        raise PortalError(f"{method} was not answered")

    def _ask(self, call: Message) -> tuple[Any, ...]:
        """Send it and give the reply; what else comes meanwhile is kept."""
        serial = next(self._connection.outgoing_serial)
        self._connection.send(call, serial=serial)
        waited = 0.0
        while waited < 30.0:  # noqa: PLR2004 - D-Bus's own patience is 25 s
            message = self._receive()
            if message is None:
                waited += _LOOK_SECONDS
            elif message.header.fields.get(_REPLY_SERIAL) == serial:
                if message.header.message_type.name == "error":
                    raise DBusErrorResponse(message)
                return tuple(message.body)
            else:
                self._signals.append(message)
        raise PortalError("the desktop does not answer")

    def _receive(self) -> Message | None:
        try:
            return self._connection.receive(timeout=_LOOK_SECONDS)
        except TimeoutError:
            return None


_REPLY_SERIAL: Final = 5
_MEMBER: Final = 3
_OBJECT: Final = 1


def _member(message: Message) -> str:
    return str(message.header.fields.get(_MEMBER, ""))


def _path(message: Message) -> str:
    return str(message.header.fields.get(_OBJECT, ""))


def _token() -> str:
    return f"warmline_{uuid4().hex}"
