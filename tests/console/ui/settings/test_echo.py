"""The test call: asked for, measured, judged."""

from console.desk import intents as ask
from console.ui import invented_settings as made
from console.ui.scenes_settings import BOARD, OVER, RUNNING
from store.values import replace
from telephony.events import LevelsMeasured
from tests.console.ui.screens import Screen
from tests.console.ui.settings.ways import leave, open_, port


def test_the_test_call_is_asked_for_and_hung_up(screen: Screen) -> None:
    open_(screen, "sound")
    screen.desk.take()
    screen.press("settings.test.call")
    assert screen.desk.take() == [ask.TestCall()]
    screen.show(replace(BOARD, echo_test=RUNNING))
    screen.press("settings.test.call")
    assert screen.desk.take() == [ask.HangUp(call=RUNNING.call)]


def test_without_a_number_the_test_call_asks_for_one(screen: Screen) -> None:
    calls = replace(made.SETTINGS.calls, echo="")
    port(screen)._settings = replace(made.SETTINGS, calls=calls)
    open_(screen, "sound")
    assert not screen.find("settings.test.call").isEnabled()
    leave(screen, "settings.test.number", "9196")
    assert port(screen).settings.calls.echo == "9196"
    assert screen.find("settings.test.call").isEnabled()
    assert not screen.visible("settings.test.number")


def test_the_checklist_says_what_was_measured(screen: Screen) -> None:
    open_(screen, "sound", replace(BOARD, echo_test=RUNNING))
    screen.window.show_reading(LevelsMeasured(microphone_db=-12, speaker_db=-20))
    screen.show(replace(BOARD, echo_test=OVER))
    screen.press("settings.test.yes")
    assert screen.text("settings.test.server") == "22 ms, 0 % lost"
    assert screen.text("settings.test.microphone") == "good, −12 dB"
    assert screen.text("settings.test.voice") == "good, 4.4 of 4.5"
    assert screen.text("settings.test.speaker") == "heard: you pressed Yes"
    assert screen.text("settings.test.pill") == "Good"


def test_who_heard_nothing_is_told_what_to_do(screen: Screen) -> None:
    open_(screen, "sound", replace(BOARD, echo_test=OVER))
    screen.press("settings.test.no")
    assert screen.text("settings.test.pill") == "Not good"
    assert "Play the tone" in screen.text("settings.test.problem.remedy")
