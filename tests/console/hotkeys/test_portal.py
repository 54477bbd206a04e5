"""Keys by the desktop's portal, against a portal of our own on a private bus."""

import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from jeepney import DBusAddress, HeaderFields, Message, MessageType, new_error, new_method_return, new_signal
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import DBusConnection, open_dbus_connection
from pytestqt.qtbot import QtBot

from console.hotkeys.portal import PortalKeys
from console.hotkeys.sequences import NAMES, chord, chords, trigger
from console.ui import keys

PATIENCE = 30_000
SHORTCUTS = "org.freedesktop.portal.GlobalShortcuts"

pytestmark = [
    pytest.mark.sip,
    pytest.mark.skipif(shutil.which("dbus-daemon") is None, reason="dbus-daemon is not installed"),
]


@pytest.fixture
def bus() -> Iterator[str]:
    """The address of a bus that nobody else knows."""
    read, write = os.pipe()
    daemon = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--nopidfile", f"--print-address={write}"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as told:
        address = told.readline().strip()
    assert address, "dbus-daemon did not start"
    yield address
    daemon.terminate()
    daemon.wait(10)


class FakePortal:
    """Grants all keys but ``refused``; ``says_no`` to the question as a whole."""

    def __init__(self, bus: str, refused: tuple[str, ...] = (), *, says_no: bool = False) -> None:
        self._refused, self._says_no = refused, says_no
        self.asked: list[Any] = []
        self.closed: list[str] = []
        self.session = ""
        self._over = threading.Event()
        self._connection: DBusConnection = open_dbus_connection(bus)
        self._connection.send_and_get_reply(message_bus.RequestName("org.freedesktop.portal.Desktop"))
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def close(self) -> None:
        self._over.set()
        self._thread.join()
        self._connection.close()

    def press(self, name: str, session: str = "") -> None:
        at = DBusAddress("/org/freedesktop/portal/desktop", interface=SHORTCUTS)
        body: tuple[Any, ...] = (session or self.session, name, 1, {})
        self._connection.send(new_signal(at, "Activated", "osta{sv}", body))

    def _serve(self) -> None:
        while not self._over.is_set():
            try:
                message = self._connection.receive(timeout=0.1)
            except TimeoutError:
                continue
            if message.header.message_type is MessageType.method_call:
                self._answer(message, str(message.header.fields[HeaderFields.member]))

    def _answer(self, call: Message, member: str) -> None:
        send = self._connection.send
        if member == "Get":
            send(new_method_return(call, "v", (("u", 1),)))
        elif member == "Close":
            self.closed.append(str(call.header.fields[HeaderFields.path]))
            send(new_method_return(call))
        elif member == "CreateSession":
            self.session = f"/session/{call.body[0]['session_handle_token'][1]}"
            self._respond(call, call.body[0], 0, {"session_handle": ("s", self.session)})
        elif member == "BindShortcuts":
            session, wanted, _, options = call.body
            assert session == self.session
            self.asked.append(wanted)
            granted = [
                (name, {"trigger_description": ("s", "x")}) for name, _ in wanted if name not in self._refused
            ]
            self._respond(call, options, int(self._says_no), {"shortcuts": ("a(sa{sv})", granted)})
        else:
            send(new_error(call, "org.freedesktop.DBus.Error.UnknownMethod"))

    def _respond(self, call: Message, options: dict[str, Any], code: int, results: dict[str, Any]) -> None:
        handle = f"/request/{options['handle_token'][1]}"
        self._connection.send(new_method_return(call, "o", (handle,)))
        at = DBusAddress(handle, interface="org.freedesktop.portal.Request")
        self._connection.send(new_signal(at, "Response", "ua{sv}", (code, results)))


def test_what_the_person_grants_is_told_and_works(qtbot: QtBot, bus: str) -> None:
    portal = FakePortal(bus, refused=("hold",))
    pressed: list[str] = []
    given: list[tuple[str, ...]] = []
    mine = PortalKeys(pressed.append, given.append, bus)
    try:
        mine.grab(chords(keys.STANDARD))
        qtbot.waitUntil(lambda: bool(given), timeout=PATIENCE)
        assert given == [("answer", "decline", "mute", "end", "record")]
        assert {name: told["preferred_trigger"][1] for name, told in portal.asked[0]} == {
            "answer": "CTRL+SHIFT+F4",
            "decline": "CTRL+SHIFT+F9",
            "hold": "CTRL+SHIFT+F2",
            "mute": "CTRL+SHIFT+F3",
            "end": "CTRL+SHIFT+F12",
            "record": "CTRL+SHIFT+F1",
        }
        for name, session in (("end", "/session/of_another"), ("nonsense", ""), ("answer", ""), ("mute", "")):
            portal.press(name, session)
        qtbot.waitUntil(lambda: len(pressed) >= 2, timeout=PATIENCE)
        assert pressed == ["answer", "mute"]
        first = portal.session
        mine.grab(chords({"answer": "Ctrl+B"}))  # a session's keys are fixed: another one
        qtbot.waitUntil(lambda: len(given) == 2, timeout=PATIENCE)
        assert given[1] == ("answer",)
        assert portal.closed == [first]
    finally:
        mine.close()
        portal.close()
    assert not mine._thread.is_alive()


def test_a_person_who_says_no_has_no_keys_and_no_error(qtbot: QtBot, bus: str) -> None:
    portal = FakePortal(bus, says_no=True)
    given: list[tuple[str, ...]] = []
    mine = PortalKeys(lambda _: None, given.append, bus)
    mine.grab(chords(keys.STANDARD))
    qtbot.waitUntil(lambda: not mine._thread.is_alive(), timeout=PATIENCE)
    assert len(portal.asked) == 1
    mine.close()
    portal.close()
    assert given == []


@pytest.mark.parametrize("address", ["", "unix:path=/nowhere/bus"])
def test_without_a_portal_or_a_bus_there_are_no_keys(qtbot: QtBot, bus: str, address: str) -> None:
    mine = PortalKeys(lambda _: None, lambda _: None, address or bus)
    mine.grab(chords(keys.STANDARD))
    qtbot.waitUntil(lambda: not mine._thread.is_alive(), timeout=PATIENCE)
    mine.close()


@pytest.mark.parametrize("sequence", ["Ctrl+Shift+F12", "Ctrl+B", "Alt+Home", "Meta+PgUp"])
def test_a_chord_is_written_for_the_portal(sequence: str) -> None:
    said = {"Ctrl": "CTRL", "Shift": "SHIFT", "Alt": "ALT", "Meta": "LOGO", "PgUp": "Page_Up", "B": "b"}
    found = chord(sequence)
    assert found is not None
    assert trigger(found) == "+".join(said.get(word, word) for word in sequence.split("+"))


def test_every_key_has_a_description() -> None:
    from console.hotkeys.portal import DESCRIPTIONS

    assert set(DESCRIPTIONS) == set(NAMES)
