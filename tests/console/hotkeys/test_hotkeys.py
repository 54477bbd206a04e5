"""Keys in the background: which they are, what they ask for, and that a real X server gives them."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from console.desk import intents
from console.desk.calling import CallCard
from console.desk.intents import Intent
from console.desk.intents_recording import PauseRecording, ResumeRecording
from console.desk.recorded import PausedBy, RecordedCall
from console.errors import ConsoleError
from console.headset.keys import Place, Situation, situation
from console.hotkeys.hotkeys import Given, Grabber, HotKeys, wish_of
from console.hotkeys.sequences import CONTROL, NAMES, SHIFT, Chord, chord, chords, in_background
from console.hotkeys.x11 import XKeys
from console.ui import keys
from tests.console.headset.test_keys import HELD, RINGS, UP, board, card

PATIENCE = 20_000
NOW = datetime(2025, 11, 21, 14, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("window", "background"),
    [("F4", "Ctrl+Shift+F4"), ("Shift+F4", "Ctrl+Shift+F4"), ("Ctrl+B", "Ctrl+B"), ("Alt+F9", "Alt+F9")],
)
def test_a_key_that_belongs_to_every_window_takes_more_fingers(window: str, background: str) -> None:
    assert in_background(window) == background


@pytest.mark.parametrize(
    ("sequence", "expected"),
    [
        ("Ctrl+Shift+F4", Chord(CONTROL | SHIFT, 0xFFC1)),
        ("Ctrl+M", Chord(CONTROL, ord("m"))),
        ("Meta+Home", Chord(64, 0xFF50)),
        ("Ctrl+PgDown", Chord(CONTROL, 0xFF56)),
        ("Ctrl+,", None),
        ("Hyper+A", None),
        ("F99", None),
        ("", None),
    ],
)
def test_a_sequence_by_the_names_of_x(sequence: str, expected: Chord | None) -> None:
    assert chord(sequence) == expected


def test_all_standard_keys_can_be_had() -> None:
    assert tuple(chords(keys.STANDARD)) == NAMES


@pytest.mark.parametrize(
    ("name", "place", "wish"),
    [
        ("answer", Place.RINGING, intents.Answer()),
        ("answer", Place.KNOCKED, intents.Answer()),
        ("answer", Place.TALKING, None),
        ("decline", Place.RINGING, intents.Decline()),
        ("decline", Place.IDLE, None),
        ("end", Place.TALKING, intents.HangUp(call="a")),
        ("end", Place.DIALLING, intents.HangUp(call="a")),
        ("end", Place.RINGING, None),
        ("mute", Place.TALKING, intents.Mute(on=True)),
        ("mute", Place.CONSULT, intents.Mute(on=True)),
        ("mute", Place.RINGING, None),
        ("hold", Place.TALKING, intents.Hold(call="a")),
        ("hold", Place.HELD, intents.Resume(call="a")),
        ("hold", Place.IDLE, None),
    ],
)
def test_what_a_key_asks_for(name: str, place: Place, wish: Intent | None) -> None:
    assert wish_of(name, Situation(place=place, call="a", waits=place is Place.HELD)) == wish


@pytest.mark.parametrize("others", [(), (card("b"),), (card("b", held=True),), (RINGS,)])
def test_the_key_for_hold_takes_back_the_call_that_waits_as_the_card_s_button_does(
    others: tuple[CallCard, ...],
) -> None:
    now = situation(board(HELD, *others, selected="a"))
    assert wish_of("hold", now) == intents.Resume(call="a")


@pytest.mark.parametrize(
    ("recorded", "wish"),
    [
        ({}, None),
        ({"since": NOW}, PauseRecording(call="a")),
        ({"since": NOW, "paused_by": PausedBy.FIELD, "paused_at": NOW}, PauseRecording(call="a")),
        ({"since": NOW, "paused_by": PausedBy.HAND, "paused_at": NOW}, ResumeRecording(call="a")),
        ({"since": NOW, "paused_by": PausedBy.BEFORE, "paused_at": NOW}, ResumeRecording(call="a")),
    ],
)
def test_a_recording_is_paused_while_the_card_s_number_is_typed_in_another_program(
    recorded: dict[str, Any], wish: Intent | None
) -> None:
    assert (
        wish_of("record", Situation(place=Place.TALKING, call="a"), RecordedCall(call="a", **recorded))
        == wish
    )


class FakeGrabber:
    """A desktop that gives all keys but those that somebody has."""

    def __init__(self, given: Given, taken: tuple[str, ...] = ()) -> None:
        self.given = given
        self.taken = taken
        self.closed = False

    def grab(self, chords: Mapping[str, Chord]) -> None:
        self.given(tuple(name for name in chords if name not in self.taken))

    def close(self) -> None:
        self.closed = True


def test_the_board_says_which_keys_were_given_and_they_reach_the_desk() -> None:
    wishes: list[Intent] = []
    shown: list[tuple[str, ...]] = []
    grabber = FakeGrabber(shown.append, taken=("hold",))
    hot = HotKeys(do=wishes.append, show=shown.append, open_grabber=lambda _pressed, _given: grabber)
    hot.use(keys.STANDARD)
    assert shown == [("answer", "decline", "mute", "end", "record")]
    hot.show_board(board(RINGS))
    hot.pressed("answer")
    hot.show_board(board(UP))
    hot.pressed("answer")
    hot.pressed("end")
    assert wishes == [intents.Answer(), intents.HangUp(call="a")]
    hot.close()
    assert grabber.closed


def test_a_desktop_that_gives_none_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    shown: list[tuple[str, ...]] = []
    hot = HotKeys(do=lambda _: None, show=shown.append)
    hot.use(keys.STANDARD)
    hot.close()
    assert shown == []


def test_no_x_server_is_told() -> None:
    with pytest.raises(ConsoleError, match="cannot be reached"):
        XKeys(lambda _: None, lambda _: None, ":7923")


# -- a real X server


@pytest.fixture
def display() -> Iterator[str]:
    if shutil.which("Xvfb") is None or shutil.which("xdotool") is None:
        pytest.skip("Xvfb or xdotool is not installed")
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "320x240x24", "-nolisten", "tcp"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as told:
        number = told.readline().strip()
    assert number, "Xvfb did not start"
    yield f":{number}"
    server.terminate()
    server.wait(10)


def press(display: str, chord: str) -> None:
    subprocess.run(["xdotool", "key", chord], env=os.environ | {"DISPLAY": display}, check=True, timeout=30)


@pytest.mark.sip
def test_an_x_server_gives_keys_once(qtbot: QtBot, display: str) -> None:
    first: list[str] = []
    second: list[str] = []
    given: dict[str, tuple[str, ...]] = {}
    one = XKeys(first.append, lambda names: given.update(one=names), display)
    other = XKeys(second.append, lambda names: given.update(other=names), display)
    wanted = chords(keys.STANDARD)
    one.grab(wanted)
    other.grab(wanted)
    assert given == {"one": NAMES, "other": ()}  # told, and no harm done
    for chord_, expected in (("ctrl+shift+F4", ["answer"]), ("ctrl+shift+F12", ["answer", "end"])):
        press(display, chord_)
        qtbot.waitUntil(lambda e=expected: first == e, timeout=PATIENCE)  # type: ignore[misc]
    press(display, "F4")  # whoever is in front gets this one
    press(display, "ctrl+shift+F3")
    qtbot.waitUntil(lambda: first == ["answer", "end", "mute"], timeout=PATIENCE)
    one.grab({"mute": wanted["mute"]})
    other.grab(wanted)
    assert given == {"one": ("mute",), "other": tuple(name for name in NAMES if name != "mute")}
    one.close()
    one.close()
    other.grab(wanted)
    assert given["other"] == NAMES
    press(display, "ctrl+shift+F4")
    qtbot.waitUntil(lambda: second == ["answer"], timeout=PATIENCE)
    other.close()


@pytest.mark.sip
def test_with_caps_lock_on_the_keys_are_the_same(qtbot: QtBot, display: str) -> None:
    pressed: list[str] = []
    grabber: Grabber = XKeys(pressed.append, lambda _: None, display)
    grabber.grab(chords(keys.STANDARD))
    press(display, "Caps_Lock")
    press(display, "ctrl+shift+F9")
    qtbot.waitUntil(lambda: pressed == ["decline"], timeout=PATIENCE)
    grabber.close()
