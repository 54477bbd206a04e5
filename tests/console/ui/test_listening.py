"""R52: the strip of a supervisor who hears a colleague's call stands above every page until they leave."""

import pytest

from console.desk import intents as ask
from console.desk.board import Board
from console.desk.calling import Listening
from console.ui import invented
from console.ui.scenes import LISTENS
from store.grant import Ear
from store.values import replace
from telephony.call import CallState
from tests.console.ui.screens import Screen


def hearing(**more: object) -> Board:
    mine: Listening = replace(LISTENS, **more)  # type: ignore[arg-type]
    return replace(invented.IDLE, me=invented.DANIEL, listening=mine)


def test_R52_whose_call_is_heard_and_for_how_long_is_said_on_every_page(screen: Screen) -> None:
    screen.show(replace(invented.IDLE, me=invented.DANIEL))
    assert not screen.visible("listening")
    screen.show(hearing())
    assert screen.text("listening.title") == "You hear the call of Maya Torres · 02:12"
    for place in ("rail.escalations", "rail.calls", "rail.desk"):
        screen.press(place)
        assert screen.visible("listening.leave")
    screen.show(replace(invented.IDLE, me=invented.DANIEL))
    assert not screen.visible("listening")


@pytest.mark.parametrize(
    ("ear", "note"),
    [
        (Ear.LISTEN, "Nobody hears you: your microphone is off."),
        (Ear.WHISPER, "Maya Torres hears you, the customer does not."),
        (Ear.JOIN, "Maya Torres and the customer hear you."),
    ],
)
def test_R52_who_hears_the_supervisor_is_said_in_words(screen: Screen, ear: Ear, note: str) -> None:
    screen.show(hearing(ear=ear))
    assert screen.text("listening.note") == note
    assert screen.find(f"listening.{ear}").isChecked()


def test_R52_while_a_console_is_asked_nothing_else_can_be_asked(screen: Screen) -> None:
    screen.show(hearing(wanted=Ear.JOIN))
    assert "Maya Torres" in screen.text("listening.note")
    assert not screen.find("listening.whisper").isEnabled()
    screen.press("listening.leave")
    assert screen.desk.take(ask.StopListening) == [ask.StopListening()]


def test_R52_who_is_not_in_yet_hears_nothing_and_is_told_so(screen: Screen) -> None:
    screen.show(hearing(state=CallState.RINGING, answered_at=None))
    assert screen.text("listening.title") == "You are being let into the call of Maya Torres …"
    assert not screen.find("listening.join").isEnabled()
