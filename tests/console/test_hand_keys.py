"""Keys beside the window's own, on a real desk: who has them, what they know of the desk, and that they go back."""

import shutil
import sys
from collections.abc import Callable, Iterator

import pytest
from jeepney.bus_messages import message_bus
from pytestqt.qtbot import QtBot

from console.hand_keys import HandKeys
from console.hotkeys.player import NAME
from console.settings import Settings, Ui
from console.settings_hotkeys import HotKeys
from telephony.call import CallState
from tests.bus_daemon import BusDaemon
from tests.console.desk.desk_fixture import Office
from tests.console.headset import headsets
from tests.console.headset.headsets import FakeHeadset, FakeHid
from tests.console.hotkeys.test_hotkeys import display, press
from tests.console.hotkeys.test_mpris import Desktop, bus

__all__ = ["bus", "display"]

PATIENCE = 20_000
HID = "hidraw" if sys.platform == "linux" else "hid"


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def headset(monkeypatch: pytest.MonkeyPatch) -> FakeHeadset:
    plugged = FakeHeadset(path="/nowhere/hidraw0", descriptor=headsets.JABRA)
    monkeypatch.setitem(sys.modules, HID, FakeHid(plugged))
    return plugged


@pytest.fixture
def no_desktop(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def open_(office: Office) -> Iterator[Callable[..., HandKeys]]:
    made: list[HandKeys] = []

    def make(*, on_desktop: bool, settings: Settings = Settings()) -> HandKeys:  # noqa: B008 - frozen
        made.append(HandKeys(office.desk, settings, on_desktop=on_desktop))
        return made[-1]

    yield make
    for keys in made:
        keys.close()


def test_a_call_that_rang_before_is_answered_by_the_headset(
    office: Office, headset: FakeHeadset, open_: Callable[..., HandKeys], qtbot: QtBot
) -> None:
    office.phone.ring("Anna P.", "+14155550132")
    open_(on_desktop=False)
    qtbot.waitUntil(lambda: office.board.headset.name != "", timeout=PATIENCE)
    qtbot.waitUntil(lambda: headset.lamps[-1:] == [bytes.fromhex("020400")], timeout=PATIENCE)
    headset.press("02 01 00")
    qtbot.waitUntil(lambda: office.card.state is CallState.UP, timeout=PATIENCE)


def test_closed_the_headset_is_dark_and_back_with_the_system(
    office: Office, headset: FakeHeadset, open_: Callable[..., HandKeys], qtbot: QtBot
) -> None:
    office.phone.ring("Anna P.", "+14155550132")
    keys = open_(on_desktop=False)
    qtbot.waitUntil(lambda: headset.lamps[-1:] == [bytes.fromhex("020400")], timeout=PATIENCE)
    keys.close()
    assert headset.lamps[-1] == bytes.fromhex("020000")
    assert headset.opened == 0


@pytest.mark.usefixtures("headset", "no_desktop")
def test_a_window_that_nobody_sees_takes_no_key_of_the_desktop(
    office: Office, open_: Callable[..., HandKeys]
) -> None:
    keys = open_(on_desktop=False)
    keys.use(Settings(ui=Ui(keys={"answer": "F8"})))
    assert (keys._hotkeys, keys._media) == (None, None)
    assert office.board.background_keys == ()


@pytest.mark.usefixtures("headset", "no_desktop")
def test_a_desktop_that_gives_no_keys_is_no_error(office: Office, open_: Callable[..., HandKeys]) -> None:
    keys = open_(on_desktop=True)
    keys.use(Settings(ui=Ui(keys={"answer": "F8"}), hotkeys=HotKeys(media=False)))
    office.phone.ring("Anna P.", "+14155550132")
    assert office.board.background_keys == ()


@pytest.mark.sip
@pytest.mark.skipif(shutil.which("dbus-daemon") is None, reason="dbus-daemon is not installed")
@pytest.mark.usefixtures("no_desktop")
def test_a_call_that_rang_before_has_the_media_keys_until_the_settings_leave_them_to_others(
    office: Office,
    open_: Callable[..., HandKeys],
    bus: BusDaemon,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, HID, FakeHid())
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus.address)
    office.phone.ring("Anna P.", "+14155550132")
    keys = open_(on_desktop=True)
    with Desktop(bus).connection as connection:

        def is_there() -> bool:
            return bool(connection.send_and_get_reply(message_bus.NameHasOwner(NAME)).body[0])

        qtbot.waitUntil(is_there, timeout=PATIENCE)
        keys.use(Settings(hotkeys=HotKeys(media=False)))
        qtbot.waitUntil(lambda: not is_there(), timeout=PATIENCE)


@pytest.mark.sip
@pytest.mark.usefixtures("headset", "no_desktop")
def test_keys_in_the_background_are_those_of_the_settings_and_change_with_them(
    office: Office,
    open_: Callable[..., HandKeys],
    display: str,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DISPLAY", display)
    call = office.phone.ring("Anna P.", "+14155550132")
    keys = open_(on_desktop=True, settings=Settings(ui=Ui(keys={"answer": "Ctrl+Shift+Y"})))
    assert "answer" in office.board.background_keys
    press(display, "ctrl+shift+Y")
    qtbot.waitUntil(lambda: office.card.state is CallState.UP, timeout=PATIENCE)
    keys.use(Settings(ui=Ui(keys={"end": "Ctrl+Shift+Q"})))
    press(display, "ctrl+shift+Q")
    qtbot.waitUntil(lambda: office.board.card(call) is None, timeout=PATIENCE)
