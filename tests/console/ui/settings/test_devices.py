"""Devices are used at once, nothing moves to loudspeakers unasked, and tests are said in words."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from console.desk import intents as ask
from console.ui import invented_settings as made
from console.ui.scenes_settings import BOARD
from store.values import replace
from telephony.events import LevelsMeasured, SoundTested
from tests.console.ui.screens import Screen
from tests.console.ui.settings.ways import choose, open_


@pytest.mark.parametrize(
    ("combo", "code", "changed"),
    [
        ("settings.microphone", made.LAPTOP, {"microphone": made.LAPTOP}),
        ("settings.microphone", "", {"microphone": ""}),
        ("settings.speaker", made.MONITOR, {"speaker": made.MONITOR}),
        ("settings.ringer", made.HEADSET, {"ringer": made.HEADSET}),
        ("settings.fallback", made.LAPTOP, {"fallback": made.LAPTOP}),
    ],
)
def test_a_device_is_used_at_once(screen: Screen, combo: str, code: str, changed: dict[str, str]) -> None:
    open_(screen, "sound")
    screen.desk.take()
    choose(screen, combo, code)
    wanted = replace(made.CHOSEN, **changed)  # type: ignore[arg-type]
    assert screen.desk.take() == [ask.UseSound(sound=wanted)]


def test_nothing_moves_to_loudspeakers_by_itself(screen: Screen) -> None:
    open_(screen, "sound", replace(BOARD, sound=made.UNPLUGGED))
    assert screen.find("settings.fallback").value() == ""
    assert screen.desk.take(ask.UseSound) == []
    assert "never moves to loudspeakers" in screen.text("settings.fallback.note")


def test_a_chosen_device_that_is_away_stays_chosen_and_says_so(screen: Screen) -> None:
    open_(screen, "sound", replace(BOARD, sound=made.UNPLUGGED))
    combo = screen.find("settings.microphone")
    assert combo.value() == made.HEADSET
    assert combo.currentText() == f"{made.HEADSET} (not there)"


@pytest.mark.parametrize(
    ("slider", "key", "percent"),
    [
        ("settings.gain", "microphone_gain", 120),
        ("settings.volume", "speaker_volume", 30),
        ("settings.ring_volume", "ringer_volume", 80),
    ],
)
def test_a_volume_follows_the_slider(screen: Screen, slider: str, key: str, percent: int) -> None:
    open_(screen, "sound")
    screen.desk.take()
    screen.find(slider).setValue(percent)
    screen.bot.waitUntil(lambda: bool(screen.desk.asked), timeout=30_000)
    assert screen.desk.take() == [ask.UseSound(sound=replace(made.CHOSEN, **{key: percent / 100}))]  # type: ignore[arg-type]


def test_a_slider_moves_by_keys(screen: Screen) -> None:
    open_(screen, "sound")
    slider = screen.find("settings.volume")
    slider.setFocus()
    QTest.keyClick(slider, Qt.Key.Key_Right)
    QTest.keyClick(slider, Qt.Key.Key_PageUp)
    assert slider.value() == 72 + 1 + 10


def test_the_wheel_changes_no_volume(screen: Screen) -> None:
    open_(screen, "sound")
    slider = screen.find("settings.volume")
    middle = QPointF(slider.rect().center())
    turned = QWheelEvent(
        middle,
        slider.mapToGlobal(middle),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(slider, turned)
    assert slider.value() == 72


LEVELS = (
    (-90.0, "silent"),
    (-55.0, "too quiet, −55 dB"),
    (-40.0, "quiet, −40 dB"),
    (-14.0, "good, −14 dB"),
    (-6.0, "loud, −6 dB"),
    (-1.0, "too loud, −1 dB"),
)


def test_a_level_is_said_in_words(screen: Screen) -> None:
    open_(screen, "sound")
    for db, word in LEVELS:
        screen.clock.pass_(2)
        screen.window.show_reading(LevelsMeasured(microphone_db=db, speaker_db=-90))
        assert screen.text("settings.input.word") == word


def test_the_word_beside_a_meter_can_be_read(screen: Screen) -> None:
    open_(screen, "sound")
    screen.clock.pass_(1)
    screen.window.show_reading(LevelsMeasured(microphone_db=-14, speaker_db=-90))
    screen.clock.pass_(0.05)
    screen.window.show_reading(LevelsMeasured(microphone_db=-13, speaker_db=-90))
    assert screen.text("settings.input.word") == "good, −14 dB"
    assert screen.find("settings.input").peak_db == -13


def test_levels_on_another_page_move_nothing(screen: Screen) -> None:
    open_(screen, "sound")
    screen.window.go("desk")
    screen.window.show_reading(LevelsMeasured(microphone_db=-3, speaker_db=-3))
    assert screen.find("settings.input").peak_db == -90


@pytest.mark.parametrize(("button", "what"), [("tone", "tone"), ("ring", "ring"), ("record", "record")])
def test_a_test_is_begun_and_stopped_by_its_button(screen: Screen, button: str, what: str) -> None:
    open_(screen, "sound")
    screen.desk.take()
    screen.press(f"settings.{button}")
    screen.press(f"settings.{button}")
    assert screen.desk.take() == [ask.TrySound(what=what), ask.TrySound(what="off")]


def test_a_refused_test_does_not_look_as_if_it_ran(screen: Screen) -> None:
    open_(screen, "sound")
    screen.desk.refusals[ask.TrySound] = ask.Refusal("call_up", "There is a call. Finish it first.")
    screen.press("settings.tone")
    assert screen.find("settings.tone").caption == "Play tone"
    assert screen.text("toast0.text") == "There is a call. Finish it first."


def test_leaving_ends_what_plays(screen: Screen) -> None:
    open_(screen, "sound")
    screen.press("settings.tone")
    screen.desk.take()
    screen.window.go("desk")
    assert ask.TrySound(what="off") in screen.desk.take()


@pytest.mark.parametrize(
    ("told", "says"),
    [
        (made.TESTED, "Good: 5 s, −14 dB, no clipping."),
        (SoundTested(seconds=5, peak_db=-90, rms_db=-90, noise_db=-90, clipped=0), "Nothing came in"),
        (SoundTested(seconds=5, peak_db=0, rms_db=-8, noise_db=-50, clipped=900), "900 samples were cut off"),
        (SoundTested(seconds=5, peak_db=-40, rms_db=-55, noise_db=-80, clipped=0), "Too quiet: −55 dB"),
        (
            SoundTested(seconds=5, peak_db=-9, rms_db=-20, noise_db=-25, clipped=0),
            "Noisy: the room is at −25",
        ),
    ],
)
def test_a_recording_is_judged_in_words_and_can_be_played(
    screen: Screen, told: SoundTested, says: str
) -> None:
    open_(screen, "sound")
    assert not screen.visible("settings.play")
    screen.press("settings.record")
    screen.show(replace(BOARD, sound_test=told))
    assert says in screen.text("settings.tested.what")
    assert screen.find("settings.record").caption == "Record 5 s"
    screen.desk.take()
    screen.press("settings.play")
    assert screen.desk.take() == [ask.TrySound(what="play")]
