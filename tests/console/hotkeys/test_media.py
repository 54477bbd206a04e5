"""Media keys: what each asks for where, what the desktop is told of a call, and when Warmline is a player at all."""

from collections.abc import Mapping

import pytest
from pytestqt.qtbot import QtBot

from console.desk import intents
from console.desk.intents import Intent
from console.headset.keys import Place, Situation
from console.hotkeys.media import TABLE, MediaKeys, wish_of
from console.hotkeys.player import Player, Press
from console.hotkeys.sequences import MICROPHONE, Chord
from console.hotkeys.x11 import XKeys
from console.settings_hotkeys import HotKeys
from store.values import replace
from tests.console.headset.test_keys import CONSULT, DIALLED, HELD, RINGS, UP, board, card
from tests.console.hotkeys.test_hotkeys import PATIENCE, display, press

__all__ = ["display"]

ANSWER, DECLINE, HANG_UP = intents.Answer(), intents.Decline(), intents.HangUp(call="a")
MUTE, UNMUTE, RESUME = intents.Mute(on=True), intents.Mute(on=False), intents.Resume(call="a")


def at(place: Place, *, muted: bool = False, held: bool = False) -> Situation:
    return Situation(place=place, call="a", muted=muted, held=held)


@pytest.mark.parametrize(
    ("now", "play_pause", "play", "pause", "stop"),
    [
        (at(Place.IDLE), None, None, None, None),
        (at(Place.RINGING), ANSWER, ANSWER, None, DECLINE),
        (at(Place.DIALLING), None, None, None, HANG_UP),
        (at(Place.TALKING), MUTE, None, MUTE, HANG_UP),
        (at(Place.TALKING, muted=True), UNMUTE, UNMUTE, None, HANG_UP),
        (at(Place.HELD, held=True), RESUME, RESUME, None, HANG_UP),
        (at(Place.HELD, held=True, muted=True), RESUME, RESUME, None, HANG_UP),
        (at(Place.TWO_LINES), MUTE, None, MUTE, HANG_UP),
        (at(Place.TWO_LINES, held=True), RESUME, RESUME, None, HANG_UP),
        (at(Place.KNOCKED), ANSWER, ANSWER, MUTE, DECLINE),
        (at(Place.CONSULT), MUTE, None, MUTE, HANG_UP),
        (at(Place.CONSULT, muted=True), UNMUTE, UNMUTE, None, HANG_UP),
    ],
)
def test_what_a_media_key_asks_for(
    now: Situation, play_pause: Intent | None, play: Intent | None, pause: Intent | None, stop: Intent | None
) -> None:
    wishes = {press: wish_of(press, now, stop=True) for press in Press}
    assert wishes == {
        Press.PLAY_PAUSE: play_pause,
        Press.PLAY: play,
        Press.PAUSE: pause,
        Press.STOP: stop,
    }


def test_every_place_has_a_row() -> None:
    assert set(TABLE) == {(place, press) for place in Place for press in Press}


@pytest.mark.parametrize("place", Place)
def test_nothing_ends_a_call_unless_the_settings_allow_it(place: Place) -> None:
    wishes = [wish_of(press, at(place), stop=False) for press in Press]
    assert not any(isinstance(wish, intents.HangUp | intents.Decline) for wish in wishes)


class OnTheBus:
    """What the bus would show."""

    def __init__(self) -> None:
        self.shown: list[Player | None] = []
        self.closed = False

    def show(self, player: Player | None) -> None:
        if not self.shown or player != self.shown[-1]:
            self.shown.append(player)

    def close(self) -> None:
        self.closed = True


class FakeGrabber:
    """An X server that gives whatever is asked for."""

    def __init__(self) -> None:
        self.grabs: list[Mapping[str, Chord]] = []
        self.closed = False

    def grab(self, chords: Mapping[str, Chord]) -> None:
        self.grabs.append(chords)

    def close(self) -> None:
        self.closed = True


def media(
    settings: HotKeys, wishes: list[Intent], grabber: FakeGrabber | None = None
) -> tuple[MediaKeys, OnTheBus]:
    there, x = OnTheBus(), grabber or FakeGrabber()
    made = MediaKeys(
        do=wishes.append,
        settings=settings,
        open_player=lambda _: there,
        open_grabber=lambda _pressed, _given: x,
    )
    return made, there


def test_warmline_is_a_player_only_while_there_is_a_call() -> None:
    keys, bus = media(HotKeys(), [])
    ringing, up = Player(playing=False, title="Call"), Player(playing=True, title="Call")
    for on_desk in (board(), board(RINGS), board(UP), board(card("a", muted=True)), board(HELD), board(UP)):
        keys.show_board(on_desk)
    assert bus.shown == [None, ringing, up, ringing, up]
    keys.show_board(board())
    assert bus.shown[-1] is None
    keys.show_board(board(DIALLED))
    assert bus.shown[-1] == up
    keys.close()
    assert bus.closed


NAMED = replace(RINGS, name="Anna Petrova", number="+44 20 7946 0000")


@pytest.mark.parametrize(
    ("on_desk", "title"),
    [
        (board(NAMED), "Anna Petrova"),
        (board(replace(NAMED, name="")), "+44 20 7946 0000"),
        (board(RINGS), "Call"),
        (board(replace(UP, name="Bo"), NAMED), "Anna Petrova"),
        (board(replace(UP, name="Bo")), "Bo"),
        (board(HELD, transfer=CONSULT), "D"),
        (board(replace(NAMED, name="\x00\u202egpj\ud800")), "gpj" + "\ufffd" * 3),
        (board(replace(NAMED, name="\u202e\x07")), "Call"),
        (board(replace(NAMED, name="x" * 4096)), "x" * 120),
    ],
)
def test_who_calls_is_told_only_if_the_settings_allow_it(on_desk: object, title: str) -> None:
    keys, bus = media(HotKeys(), [])
    keys.show_board(on_desk)  # type: ignore[arg-type]
    assert bus.shown[-1] is not None
    assert bus.shown[-1].title == "Call"
    keys.use(HotKeys(media_names=True))
    assert bus.shown[-1].title == title


def test_other_settings_are_in_force_at_once() -> None:
    wishes: list[Intent] = []
    keys, bus = media(HotKeys(), wishes)
    keys.show_board(board(UP))
    keys.pressed(Press.STOP)
    keys.use(HotKeys(media_stop=True))
    keys.pressed(Press.STOP)
    assert wishes == [HANG_UP]
    keys.use(HotKeys(media=False, media_stop=True))
    keys.pressed(Press.STOP)  # it was on its way
    assert bus.shown[-1] is None
    assert wishes == [HANG_UP]


def test_the_microphone_key_is_taken_for_the_time_of_a_call() -> None:
    wishes: list[Intent] = []
    x = FakeGrabber()
    keys, _ = media(HotKeys(), wishes, x)
    for on_desk in (board(), board(RINGS), board(UP), board(card("a", muted=True)), board(UP)):
        keys.show_board(on_desk)
    assert x.grabs == [{"mute": MICROPHONE}]
    keys.pressed_microphone("mute")
    assert wishes == [MUTE]
    keys.show_board(board())
    keys.pressed_microphone("mute")  # it was on its way
    assert x.grabs[1:] == [{}]
    keys.show_board(board(UP))
    keys.use(HotKeys(media=False))
    keys.pressed_microphone("mute")
    assert x.grabs[2:] == [{"mute": MICROPHONE}, {}]
    assert wishes == [MUTE]
    keys.close()
    assert x.closed


@pytest.mark.parametrize(("wayland", "x"), [("wayland-0", ":0"), ("", ":7923")])
def test_without_an_x_server_there_is_no_microphone_key(
    monkeypatch: pytest.MonkeyPatch, wayland: str, x: str
) -> None:
    monkeypatch.setenv("WAYLAND_DISPLAY", wayland)
    monkeypatch.setenv("DISPLAY", x)
    wishes: list[Intent] = []
    bus = OnTheBus()
    keys = MediaKeys(do=wishes.append, settings=HotKeys(), open_player=lambda _: bus)
    keys.show_board(board(UP))
    keys.pressed(Press.PAUSE)
    keys.close()
    assert wishes == [MUTE]


@pytest.mark.sip
def test_r3_an_x_server_gives_the_microphone_key(
    qtbot: QtBot, display: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv("DISPLAY", display)
    wishes: list[Intent] = []
    bus = OnTheBus()
    keys = MediaKeys(do=wishes.append, settings=HotKeys(), open_player=lambda _: bus)
    keys.show_board(board(UP))
    given: list[tuple[str, ...]] = []
    other = XKeys(lambda _: None, given.append, display)
    other.grab({"mute": MICROPHONE})
    press(display, "XF86AudioMicMute")
    qtbot.waitUntil(lambda: wishes == [MUTE], timeout=PATIENCE)
    keys.show_board(board())
    other.grab({"mute": MICROPHONE})
    assert set(given[:-1]) == {()}  # as long as the call was there
    assert given[-1] == ("mute",)
    keys.close()
    other.close()
