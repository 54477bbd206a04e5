"""The top bar and the banners: sound, registration, state; what is wrong, and one press that mends it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from console.desk import intents as ask
from console.desk.board import Board, Notice
from console.desk.seat import EngineState, Presence, QueueState
from console.ui import gallery, invented
from console.ui import invented_settings as made
from console.ui.scenes import SCENES
from console.ui.scenes_settings import BOARD, unregistered
from store.values import replace
from telephony.events import RegistrationProblem, RegistrationState, SoundChanged, SoundTrouble
from tests.console.ui.screens import Screen

IN_CALL = replace(invented.TALKING, sound_chosen=made.CHOSEN)
PROBLEMS = [p for p in RegistrationProblem if p is not RegistrationProblem.NONE]


# -- sound


def test_the_top_bar_names_the_headset(screen: Screen) -> None:
    screen.show(BOARD)
    assert screen.text("top.sound.word") == made.HEADSET
    assert not screen.visible("banner.sound.what")


def test_a_lost_headset_is_said_in_red_and_nothing_is_chosen_for_the_person(screen: Screen) -> None:
    screen.show(IN_CALL)
    screen.desk.take()
    screen.show(replace(IN_CALL, sound=made.UNPLUGGED))
    assert screen.text("top.sound.word") == "Headset unplugged"
    assert screen.find("top.sound.word").property("tone") == "bad"
    assert screen.text("banner.sound.what").startswith(f"{made.HEADSET} is unplugged")
    assert screen.visible("call.name")
    assert screen.desk.take(ask.UseSound) == []


def test_another_device_is_one_press(screen: Screen) -> None:
    screen.show(replace(IN_CALL, sound=made.UNPLUGGED))
    screen.desk.take()
    assert screen.find("banner.sound.use0").caption == f"Use {made.LAPTOP}"
    screen.press("banner.sound.use0")
    wanted = replace(made.CHOSEN, speaker=made.LAPTOP, microphone=made.LAPTOP)
    assert screen.desk.take() == [ask.UseSound(sound=wanted)]


def test_a_device_that_only_plays_leaves_the_microphone_to_the_system(screen: Screen) -> None:
    screen.show(replace(IN_CALL, sound=made.UNPLUGGED))
    screen.desk.take()
    screen.press("banner.sound.use1")
    wanted = replace(made.CHOSEN, speaker=made.MONITOR, microphone="")
    assert screen.desk.take() == [ask.UseSound(sound=wanted)]


def test_a_dead_microphone_offers_the_others(screen: Screen) -> None:
    screen.show(replace(IN_CALL, sound=made.SILENT))
    assert "the customer cannot hear you" in screen.text("banner.sound.what")
    screen.desk.take()
    screen.press("banner.sound.use0")
    assert screen.desk.take() == [ask.UseSound(sound=replace(made.CHOSEN, microphone=made.LAPTOP))]


def test_plugged_in_again_the_banner_goes(screen: Screen) -> None:
    screen.show(replace(IN_CALL, sound=made.UNPLUGGED))
    screen.show(replace(IN_CALL, sound=made.SOUND))
    assert not screen.visible("banner.sound.what")


def test_what_the_banner_says_is_not_said_twice(screen: Screen) -> None:
    notice = Notice(id=7, kind="error", code="sound_lost", sticky=True)
    screen.show(replace(IN_CALL, sound=made.UNPLUGGED, notices=(notice,)))
    assert not screen.visible("banner.notice0.what")


def test_a_console_without_sound_says_nothing_of_it(screen: Screen) -> None:
    screen.show(replace(BOARD, sound=SoundChanged()))
    assert not screen.visible("top.sound")
    assert not screen.visible("banner.sound.what")


def test_every_trouble_of_sound_has_words(screen: Screen) -> None:
    for trouble in SoundTrouble:
        screen.show(replace(BOARD, sound=replace(made.SOUND, trouble=trouble)))
        assert screen.text("top.sound.word"), trouble
        quiet = trouble in (SoundTrouble.NONE, SoundTrouble.OFF)
        assert screen.visible("banner.sound.what") is not quiet, trouble


def test_the_device_in_the_top_bar_opens_the_settings(screen: Screen) -> None:
    screen.show(BOARD)
    screen.press("top.sound")
    assert screen.window.place == "settings"
    assert screen.window.pages.settings.chosen == "sound"


# -- registration


def test_every_problem_of_registration_has_a_sentence_and_a_remedy(screen: Screen) -> None:
    said = set()
    for problem in PROBLEMS:
        screen.show(unregistered(problem, RegistrationState.LOST, 0))
        said.add(screen.text("banner.phone.what"))
        assert screen.text("banner.phone.what").endswith("."), problem
        assert screen.text("banner.phone.remedy"), problem
        assert screen.text("top.phone") == "Not registered"
    assert len(said) == len(PROBLEMS)


def test_the_next_attempt_counts_down(screen: Screen) -> None:
    screen.show(unregistered(RegistrationProblem.NO_ANSWER, RegistrationState.LOST, 0))
    assert screen.text("top.next") == "next attempt in 12 s"
    screen.clock.pass_(5)
    screen.window.tick()
    assert screen.text("top.next") == "next attempt in 7 s"
    assert "Next attempt in 7 s." in screen.text("banner.phone.remedy")
    screen.clock.pass_(30)
    screen.window.tick()
    assert screen.text("top.next") == "trying now"
    assert screen.text("banner.phone.remedy").endswith("Trying now.")


def test_try_again_is_one_press(screen: Screen) -> None:
    screen.show(unregistered(RegistrationProblem.NO_ANSWER, RegistrationState.LOST, 0))
    screen.desk.take()
    screen.press("banner.phone.again")
    assert screen.desk.take() == [ask.RegisterAgain()]


def test_a_wrong_password_leads_to_the_account(screen: Screen) -> None:
    screen.show(unregistered(RegistrationProblem.PASSWORD, RegistrationState.REFUSED, 401))
    screen.press("banner.phone.account")
    assert screen.window.pages.settings.chosen == "account"


def test_without_an_engine_nobody_is_told_to_press(screen: Screen) -> None:
    screen.show(replace(BOARD, phone=replace(invented.PHONE, engine=EngineState.LOST)))
    assert screen.visible("banner.phone.what")
    assert not screen.visible("banner.phone.again")


# -- state


def away(reason: str) -> Board:
    return replace(BOARD, me=replace(invented.ME, presence=Presence.AWAY, reason=reason))


@pytest.mark.parametrize(
    ("reason", "word"),
    [
        ("break", "Break"),
        ("missed", "Missed a call"),
        ("quality_circle", "Quality circle"),
        ("", "Away"),
    ],
)
def test_the_reason_stands_on_the_button(screen: Screen, reason: str, word: str) -> None:
    screen.show(away(reason))
    assert screen.find("top.state").accessibleName() == f"Your state: {word}"


def test_each_reason_can_be_chosen(screen: Screen) -> None:
    screen.show(replace(BOARD, reasons=("break", "training", "quality_circle")))
    screen.desk.take()
    for reason in ("break", "training", "quality_circle"):
        screen.press("top.state")
        screen.press(f"top.state.away.{reason}")
    assert screen.desk.take() == [
        ask.SetPresence(presence="away", reason=r) for r in ("break", "training", "quality_circle")
    ]


def test_the_states_are_reached_by_keys(screen: Screen) -> None:
    screen.show(BOARD)
    screen.desk.take()
    screen.key("Ctrl+Shift+A")
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.objectName() == "top.state.available"
    screen.find("top.state.dnd").setFocus()
    QTest.keyClick(screen.find("top.state.dnd"), Qt.Key.Key_Return)
    assert screen.desk.take() == [ask.SetPresence(presence="dnd")]
    screen.key("Ctrl+Shift+A")
    QTest.keyClick(QApplication.focusWidget() or QWidget(), Qt.Key.Key_Escape)
    assert not screen.visible("top.state.dnd")
    assert screen.find("top.state").hasFocus()


def test_a_wrap_up_counts_down_and_can_be_made_longer(screen: Screen) -> None:
    gallery.show(screen.window, SCENES["top_wrapup"]())
    assert screen.find("top.state")._time.text() == "00:42 left"
    screen.clock.pass_(2)
    screen.window.tick()
    assert screen.find("top.state")._time.text() == "00:40 left"
    screen.press("top.state")
    screen.desk.take()
    screen.press("top.state.more")
    assert screen.desk.take() == [ask.ExtendWrapUp()]


@pytest.mark.parametrize(
    ("state", "says"),
    [
        (QueueState.IN, "logged in"),
        (QueueState.OUT, "logged out"),
        (QueueState.PAUSED, "paused"),
        (QueueState.UNKNOWN, "did not answer"),
    ],
)
def test_the_queue_is_said_beneath_the_states(screen: Screen, state: QueueState, says: str) -> None:
    screen.show(replace(BOARD, phone=replace(invented.PHONE, queue=state)))
    screen.press("top.state")
    assert says in screen.text("top.queue")
    assert says in screen.find("top.state").accessibleName()


def test_without_a_queue_nothing_is_said_of_one(screen: Screen) -> None:
    screen.show(BOARD)
    screen.press("top.state")
    assert not screen.visible("top.queue")


@pytest.mark.parametrize(
    "scene", ["banner_unplugged", "banner_hostile", "banner_no_answer", "top_queue", "top_wrapup"]
)
def test_the_top_bar_fits_in_the_smallest_window(screen: Screen, scene: str) -> None:
    screen.window.resize(960, 620)
    gallery.show(screen.window, SCENES[scene]())
    screen.settle()
    assert screen.window.width() == 960
    top = screen.find("top")
    for name in ("top.search", "top.dial", "top.phone", "top.sound", "top.state"):
        widget = screen.find(name)
        left = widget.mapTo(top, widget.rect().topLeft()).x()
        assert widget.width() >= min(widget.sizeHint().width(), 60), name
        assert left + widget.width() <= top.width(), name
