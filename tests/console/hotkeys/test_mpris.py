"""Media keys by MPRIS, on a private bus: with jeepney, raw bytes and playerctl at the other end."""

import logging
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from jeepney import (
    DBusAddress,
    HeaderFields,
    MatchRule,
    Message,
    MessageFlag,
    MessageType,
    Properties,
    new_method_call,
)
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import DBusConnection, open_dbus_connection
from pytestqt.qtbot import QtBot

from console.hotkeys.mpris import LONGEST, Frames, Mpris
from console.hotkeys.player import METHODS, NAME, PATH, PLAYER, ROOT, Player, Press
from tests.bus_daemon import BusDaemon

PATIENCE = 30_000
SECONDS = PATIENCE / 1000
RINGS, TALKS = Player(playing=False, title="Call"), Player(playing=True, title="Call")
AT = DBusAddress(PATH, NAME, PLAYER)
PROPERTIES = "org.freedesktop.DBus.Properties"
ERROR = "org.freedesktop.DBus.Error."

pytestmark = [
    pytest.mark.sip,
    pytest.mark.skipif(shutil.which("dbus-daemon") is None, reason="dbus-daemon is not installed"),
]


@pytest.fixture
def bus(tmp_path: Path) -> Iterator[BusDaemon]:
    path = tmp_path / "bus"
    made = BusDaemon(path, "--session", f"--address=unix:path={path}")
    made.start()
    yield made
    made.stop()


class Desktop:
    """Whoever speaks to players on that bus."""

    def __init__(self, bus: BusDaemon) -> None:
        self.connection: DBusConnection = open_dbus_connection(bus.address)
        for rule in (
            MatchRule(type="signal", interface=PROPERTIES, path=PATH),
            MatchRule(type="signal", sender="org.freedesktop.DBus", member="NameOwnerChanged"),
        ):
            self.connection.send_and_get_reply(message_bus.AddMatch(rule), timeout=SECONDS)

    def ask(self, message: Message) -> Message:
        return self.connection.send_and_get_reply(message, timeout=SECONDS)

    def call(self, member: str, signature: str | None = None, body: tuple[Any, ...] = ()) -> Message:
        return self.ask(new_method_call(AT, member, signature, body))

    def get(self, name: str, interface: str = PLAYER) -> Any:
        reply = self.ask(Properties(AT.with_interface(interface)).get(name))
        assert reply.header.message_type is MessageType.method_return, reply
        return reply.body[0][1]

    def is_there(self, name: str = NAME) -> bool:
        return bool(self.ask(message_bus.NameHasOwner(name)).body[0])

    def players(self) -> list[str]:
        names = self.ask(message_bus.ListNames()).body[0]
        return sorted(name for name in names if name.startswith(ROOT + "."))

    def status(self, wanted: str) -> None:
        """Wait until the player says so, by its signals; asked once, since it may have said so before."""
        if self.get("PlaybackStatus") == wanted:
            return
        while True:
            message = self.connection.receive(timeout=SECONDS)
            if message.header.fields.get(HeaderFields.member) == "PropertiesChanged":
                told = message.body[1].get("PlaybackStatus", ("s", ""))[1]
                if told == wanted:
                    return


@pytest.fixture
def desktop(bus: BusDaemon) -> Iterator[Desktop]:
    made = Desktop(bus)
    yield made
    made.connection.close()


Make = Callable[..., tuple[Mpris, list[Press]]]


@pytest.fixture
def player(bus: BusDaemon) -> Iterator[Make]:
    """Makes players; the gap between two presses is none, unless it is given."""
    made: list[Mpris] = []

    def make(
        address: str = bus.address, *, gap: float = 0.0, again: float = 0.05
    ) -> tuple[Mpris, list[Press]]:
        pressed: list[Press] = []
        made.append(Mpris(pressed.append, address, gap=gap, again=again))
        return made[-1], pressed

    yield make
    for each in made:
        each.close()
        assert each._thread is None or not each._thread.is_alive()


def error_of(reply: Message) -> str:
    assert reply.header.message_type is MessageType.error, reply
    return str(reply.header.fields[HeaderFields.error_name]).removeprefix(ERROR)


def test_r3_media_keys_reach_the_window_while_a_call_is_there(
    qtbot: QtBot, player: Make, desktop: Desktop
) -> None:
    mine, pressed = player()
    assert mine._thread is None  # nothing at all before the first call
    mine.show(RINGS)
    qtbot.waitUntil(desktop.is_there, timeout=PATIENCE)
    for member in ("Play", "Pause", "PlayPause", "Stop", "Next", "Previous"):
        assert desktop.call(member).header.message_type is MessageType.method_return
    qtbot.waitUntil(lambda: len(pressed) >= 4, timeout=PATIENCE)
    assert pressed == [Press.PLAY, Press.PAUSE, Press.PLAY_PAUSE, Press.STOP]
    mine.show(None)
    qtbot.waitUntil(lambda: not desktop.is_there(), timeout=PATIENCE)
    mine.show(TALKS)  # the next call
    qtbot.waitUntil(desktop.is_there, timeout=PATIENCE)
    mine.close()
    assert not desktop.is_there()


def test_the_desktop_sees_how_the_call_stands(qtbot: QtBot, player: Make, desktop: Desktop) -> None:
    mine, _ = player()
    mine.show(RINGS)
    qtbot.waitUntil(desktop.is_there, timeout=PATIENCE)
    desktop.status("Paused")  # once Plasma had the time to see a player that plays
    mine.show(TALKS)
    desktop.status("Playing")
    mine.show(Player(playing=False, title="Anna"))
    desktop.status("Paused")
    assert desktop.get("Metadata")["xesam:title"] == ("s", "Anna")
    assert desktop.get("Identity", ROOT) == "Warmline"
    assert [desktop.get(f"Can{what}") for what in ("Play", "Pause", "Control", "GoNext", "Seek")] == [
        True, True, True, False, False,
    ]  # fmt: skip


def test_a_ring_begins_as_what_plays_so_that_plasma_gives_it_the_keys(
    qtbot: QtBot, player: Make, desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.hotkeys.mpris._FRONT_SECONDS", 3600.0)
    mine, pressed = player()
    mine.show(RINGS)
    qtbot.waitUntil(desktop.is_there, timeout=PATIENCE)
    assert desktop.get("PlaybackStatus") == "Playing"
    desktop.call("Play")
    qtbot.waitUntil(lambda: pressed == [Press.PLAY], timeout=PATIENCE)


def test_introspection_names_what_can_be_called(qtbot: QtBot, player: Make, desktop: Desktop) -> None:
    mine, _ = player()
    mine.show(TALKS)
    qtbot.waitUntil(desktop.is_there, timeout=PATIENCE)
    at = AT.with_interface("org.freedesktop.DBus.Introspectable")
    tree = ET.fromstring(desktop.ask(new_method_call(at, "Introspect")).body[0])  # noqa: S314 - our own
    named = {
        interface.get("name"): {
            method.get("name"): "".join(
                argument.get("type", "") for argument in method if argument.get("direction") == "in"
            )
            for method in interface.iter("method")
        }
        for interface in tree.iter("interface")
    }
    assert named == METHODS
    for interface in (ROOT, PLAYER):
        found = desktop.ask(new_method_call(AT.with_interface(PROPERTIES), "GetAll", "s", (interface,))).body[
            0
        ]
        listed = {
            each.get("name"): each.get("type")
            for each in tree.iterfind(f"interface[@name='{interface}']/property")
        }
        assert {name: value[0] for name, value in found.items()} == listed


HOSTILE = [
    (PATH, PLAYER, ("PlayPause", "s", ("now",)), "InvalidArgs"),
    (PATH, PLAYER, ("PlayPause", "a{sv}", ({"x": ("i", 1)},)), "InvalidArgs"),
    (PATH, PLAYER, ("HangUp", None, ()), "UnknownMethod"),
    (PATH, PLAYER, ("Seek", "s", ("far",)), "InvalidArgs"),
    (PATH, PLAYER, ("OpenUri", "s", ("sip:9@x",)), "NotSupported"),
    (PATH, ROOT, ("Quit", None, ()), "NotSupported"),
    (PATH, ROOT, ("Raise", None, ()), "NotSupported"),
    (PATH, ROOT, ("Play", None, ()), "UnknownMethod"),
    (PATH, "org.mpris.MediaPlayer2.TrackList", ("GetTracksMetadata", "ao", ([],)), "UnknownInterface"),
    ("/org/mpris", PLAYER, ("PlayPause", None, ()), "UnknownObject"),
    (PATH, PROPERTIES, ("Set", "ssv", (PLAYER, "Volume", ("d", 0.0))), "PropertyReadOnly"),
    (PATH, PROPERTIES, ("Set", "ssv", (PLAYER, "PlaybackStatus", ("s", "x"))), "PropertyReadOnly"),
    (PATH, PROPERTIES, ("Set", "ssv", (PLAYER, "Nonsense", ("s", "x"))), "UnknownProperty"),
    (PATH, PROPERTIES, ("Get", "ss", (PLAYER, "Nonsense")), "UnknownProperty"),
    (PATH, PROPERTIES, ("Get", "ss", ("x.y", "Volume")), "UnknownInterface"),
    (PATH, PROPERTIES, ("Get", "s", (PLAYER,)), "InvalidArgs"),
    (PATH, PROPERTIES, ("GetAll", "s", ("",)), "UnknownInterface"),
    (PATH, PLAYER, ("PlayPause", "s", ("x" * LONGEST,)), "LimitsExceeded"),
    (PATH, PROPERTIES, ("Set", "ssv", (PLAYER, "Volume", ("ay", b"x" * 3_000_000))), "LimitsExceeded"),
]


@pytest.mark.parametrize(("path", "interface", "call", "expected"), HOSTILE)
def test_what_is_no_key_is_refused_and_the_next_key_still_works(
    qtbot: QtBot,
    player: Make,
    desktop: Desktop,
    path: str,
    interface: str,
    call: tuple[str, str | None, tuple[Any, ...]],
    expected: str,
) -> None:
    mine, pressed = player()
    mine.show(TALKS)
    qtbot.waitUntil(desktop.is_there, timeout=PATIENCE)
    reply = desktop.ask(new_method_call(DBusAddress(path, NAME, interface), *call))
    assert error_of(reply) == expected
    desktop.call("Play")
    qtbot.waitUntil(lambda: bool(pressed), timeout=PATIENCE)
    assert pressed == [Press.PLAY]


@pytest.mark.parametrize(
    ("member", "signature", "body"),
    [("Seek", "x", (5,)), ("SetPosition", "ox", ("/a", 5)), ("Next", None, ())],
)
def test_what_a_player_without_a_list_is_asked_has_no_effect(
    qtbot: QtBot, player: Make, desktop: Desktop, member: str, signature: str | None, body: tuple[Any, ...]
) -> None:
    mine, pressed = player()
    mine.show(TALKS)
    qtbot.waitUntil(desktop.is_there, timeout=PATIENCE)
    assert desktop.call(member, signature, body).header.message_type is MessageType.method_return
    desktop.call("Pause")
    qtbot.waitUntil(lambda: bool(pressed), timeout=PATIENCE)
    assert pressed == [Press.PAUSE]


def test_a_method_may_be_called_without_its_interface_and_without_an_answer(
    qtbot: QtBot, player: Make, desktop: Desktop
) -> None:
    mine, pressed = player()
    mine.show(TALKS)
    qtbot.waitUntil(desktop.is_there, timeout=PATIENCE)
    call = new_method_call(DBusAddress(PATH, NAME), "PlayPause")
    call.header.flags = MessageFlag.no_reply_expected
    serial = next(desktop.connection.outgoing_serial)
    desktop.connection.send(call, serial=serial)
    long = new_method_call(AT, "Stop", "s", ("x" * LONGEST,))
    long.header.flags = MessageFlag.no_reply_expected
    desktop.connection.send(long)
    asked = next(desktop.connection.outgoing_serial)
    desktop.connection.send(new_method_call(AT, "Stop"), serial=asked)
    replies = []
    while asked not in replies:
        message = desktop.connection.receive(timeout=SECONDS)
        replies.append(message.header.fields.get(HeaderFields.reply_serial))
    assert serial not in replies
    qtbot.waitUntil(lambda: len(pressed) >= 2, timeout=PATIENCE)
    assert pressed == [Press.PLAY_PAUSE, Press.STOP]


def test_one_press_that_comes_by_two_ways_counts_once(qtbot: QtBot, player: Make, desktop: Desktop) -> None:
    mine, pressed = player(gap=3600.0)
    mine.show(RINGS)
    qtbot.waitUntil(desktop.is_there, timeout=PATIENCE)
    for member in ("Play", "PlayPause", "PlayPause"):
        desktop.call(member)
    mine.show(None)
    mine.show(TALKS)  # another call: another first press
    qtbot.waitUntil(desktop.is_there, timeout=PATIENCE)
    qtbot.waitUntil(lambda: bool(pressed), timeout=PATIENCE)
    assert pressed == [Press.PLAY]


@pytest.fixture
def flooder(bus: BusDaemon) -> Iterator[DBusConnection]:
    with closing(open_dbus_connection(bus.address)) as connection:
        yield connection


def test_a_flood_is_read_in_shares_and_a_key_gets_through(
    qtbot: QtBot, player: Make, flooder: DBusConnection, desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.hotkeys.mpris.MOST", 50)
    mine, pressed = player()
    mine.show(TALKS)
    qtbot.waitUntil(desktop.is_there, timeout=PATIENCE)
    begun = time.monotonic()
    for _ in range(200):
        flooder.send(new_method_call(AT.with_interface(ROOT), "Quit"))
    # The last in the queue; of two connections the bus may read either first.
    flooder.send(new_method_call(AT, "PlayPause"))
    qtbot.waitUntil(lambda: bool(pressed), timeout=PATIENCE)
    # 50 of a second, and at most 4 kB of them more: 200 take parts of three seconds at least.
    assert time.monotonic() - begun > 1.0
    refused = 0
    while refused < 200:
        refused += flooder.receive(timeout=SECONDS).header.message_type is MessageType.error


def test_a_second_warmline_stands_beside_the_first(qtbot: QtBot, player: Make, desktop: Desktop) -> None:
    first, _ = player()
    second, pressed = player()
    first.show(TALKS)
    qtbot.waitUntil(desktop.is_there, timeout=PATIENCE)
    second.show(TALKS)
    beside = f"{NAME}.instance{os.getpid()}"
    qtbot.waitUntil(lambda: desktop.players() == [NAME, beside], timeout=PATIENCE)
    desktop.ask(new_method_call(DBusAddress(PATH, beside, PLAYER), "Play"))
    qtbot.waitUntil(lambda: pressed == [Press.PLAY], timeout=PATIENCE)


def test_a_bus_that_goes_and_comes_back_has_the_player_again(
    qtbot: QtBot, player: Make, bus: BusDaemon, tmp_path: Path
) -> None:
    mine, pressed = player()
    mine.show(TALKS)
    for _ in range(2):
        desktop = Desktop(bus)
        qtbot.waitUntil(desktop.is_there, timeout=PATIENCE)
        desktop.call("PlayPause")
        desktop.connection.close()
        bus.stop()
        (tmp_path / "bus").unlink(missing_ok=True)
        bus.start()
    qtbot.waitUntil(lambda: len(pressed) == 2, timeout=PATIENCE)


@pytest.mark.parametrize(
    "address", ["unix:path=/nowhere/bus", "tcp:host=127.0.0.1,port=1", "nonsense", "SESSION"]
)
def test_without_a_bus_nothing_happens(
    qtbot: QtBot,
    player: Make,
    address: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    caplog.set_level(logging.INFO, "console.hotkeys.mpris")
    mine, pressed = player(address, again=0.001)
    mine.show(RINGS)
    qtbot.waitUntil(lambda: bool(caplog.records), timeout=PATIENCE)
    mine.show(TALKS)
    mine.show(None)
    mine.close()
    mine.show(TALKS)
    assert pressed == []
    assert len(caplog.records) == 1  # said once, however often it is tried


def test_a_bus_that_is_none_ends_nothing(
    qtbot: QtBot, player: Make, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "console.hotkeys.mpris")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "none"))
        server.listen()
        mine, _ = player(f"unix:path={tmp_path / 'none'}", again=3600.0)
        mine.show(TALKS)
        caller, _ = server.accept()
        caller.sendall(b"220 mail.example ESMTP\r\n")
        qtbot.waitUntil(lambda: bool(caplog.records), timeout=PATIENCE)
        caller.close()


def test_what_is_too_long_is_passed_over_in_the_stream() -> None:
    def message(text: str) -> bytes:
        return bytes(new_method_call(AT, "OpenUri", "s", (text,)).serialise(serial=1))

    short, long = message("sip:1"), message("x" * (5 * LONGEST))
    for step in (1, 7, 4096, len(long)):
        frames = Frames()
        stream = short + long + short
        cut = [f for i in range(0, len(stream), step) for f in frames.cut(stream[i : i + step])]
        assert [whole for _, whole in cut] == [True, False, True]
        assert (cut[0][0], cut[1][0], cut[2][0]) == (short, long[:LONGEST], short)
    with pytest.raises(ConnectionAbortedError):
        list(Frames().cut(b"220 mail.example ESMTP\r\n"))


# -- an independent client


def playerctl(bus: BusDaemon, *arguments: str) -> str:
    done = subprocess.run(
        ["playerctl", "--player=warmline", *arguments],
        env=os.environ | {"DBUS_SESSION_BUS_ADDRESS": bus.address},
        check=True,
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )
    return done.stdout.strip()


@pytest.mark.skipif(shutil.which("playerctl") is None, reason="playerctl is not installed")
def test_r3_playerctl_presses_the_keys(qtbot: QtBot, player: Make, bus: BusDaemon, desktop: Desktop) -> None:
    mine, pressed = player()
    mine.show(Player(playing=True, title="Anna Petrova"))
    qtbot.waitUntil(desktop.is_there, timeout=PATIENCE)
    assert playerctl(bus, "status") == "Playing"
    assert playerctl(bus, "metadata", "title") == "Anna Petrova"
    for member in ("play-pause", "pause", "play", "stop"):
        playerctl(bus, member)
    qtbot.waitUntil(lambda: len(pressed) >= 4, timeout=PATIENCE)
    assert pressed == [Press.PLAY_PAUSE, Press.PAUSE, Press.PLAY, Press.STOP]
