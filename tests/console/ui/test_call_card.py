"""What the card of the call says while it is up: who is not heard, who waits, what may not be done."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from console.desk import intents as ask
from console.desk.board import Board
from console.desk.calling import Listener
from console.ui import gallery, invented
from console.ui.scenes import SCENES
from store.grant import Ear
from store.ticket import CallLeg
from store.values import replace
from telephony.call import CallState
from telephony.events import SoundTrouble
from telephony.quality import Quality
from tests.console.ui.screens import Screen

BUTTONS = ("call.hold", "call.mute", "call.keypad", "call.note", "call.escalate", "call.manager", "call.end")


def with_call(**more: Any) -> Board:
    return replace(invented.TALKING, cards=(replace(invented.CALL, **more),))


def places(screen: Screen) -> list[tuple[int, int]]:
    corner = screen.find("call")
    return [screen.find(n).mapTo(corner, screen.find(n).rect().topLeft()).toTuple() for n in BUTTONS]


def test_a_bad_line_is_said_in_words_and_moves_no_button(screen: Screen) -> None:
    screen.show(with_call())
    before = places(screen)
    assert not screen.visible("call.quality")
    screen.show(with_call(quality=Quality(seconds=5, loss_out=6.1, mos_out=2.6, mos_in=4.2)))
    assert screen.text("call.quality") == "The customer hears gaps: the network loses 6\u00a0%."
    assert places(screen) == before


def test_a_silent_microphone_is_told_unless_it_is_muted(screen: Screen) -> None:
    sound = replace(invented.TALKING.sound, trouble=SoundTrouble.SILENT_MICROPHONE)
    screen.show(replace(with_call(), sound=sound))
    assert "they cannot hear you" in screen.text("call.silent")
    screen.show(replace(with_call(muted=True), sound=sound))
    assert not screen.visible("call.silent")
    assert screen.text("call.muted") == "Microphone off"


def listened(ear: Ear, customer: str = invented.CALL.call) -> Board:
    heard = Listener(
        call="d" * 32,
        customer=customer,
        person="daniel.okafor",
        name="Daniel Okafor",
        ear=ear,
        since=invented.ago(2),
    )
    return replace(with_call(), listeners=(heard,))


@pytest.mark.parametrize(
    ("ear", "said"),
    [
        (Ear.LISTEN, "Daniel Okafor listens to this call"),
        (Ear.WHISPER, "Daniel Okafor whispers to you"),
        (Ear.JOIN, "Daniel Okafor has joined this call"),
    ],
)
def test_R52_who_hears_the_call_is_said_with_since_when_and_how_and_moves_no_button(
    screen: Screen, ear: Ear, said: str
) -> None:
    screen.show(with_call())
    before = places(screen)
    assert not screen.visible("call.listener")
    screen.show(listened(ear))
    assert screen.text("call.listener").startswith(f"{said} · 02:0")
    assert places(screen) == before
    screen.show(with_call())
    assert not screen.visible("call.listener")


def test_R52_who_hears_the_other_line_is_not_said_on_this_one(screen: Screen) -> None:
    screen.show(listened(Ear.LISTEN, customer="f" * 32))
    assert not screen.visible("call.listener")


def test_R31_the_survey_waits_for_the_end_of_a_consult_and_of_an_emergency(screen: Screen) -> None:
    screen.show(with_call())
    assert screen.find("call.survey").isEnabled()
    for name in ("consult_ready", "call_emergency"):
        screen.show(SCENES[name]().board)
        assert not screen.find("call.survey").isEnabled()


def test_an_emergency_call_cannot_be_held_and_is_not_ended_by_one_key(screen: Screen) -> None:
    screen.show(SCENES["call_emergency"]().board)
    assert screen.text("call.title") == "Emergency call"
    assert not screen.find("call.hold").isEnabled()
    assert not screen.find("call.escalate").isEnabled()
    screen.key("F12")
    assert screen.desk.take(ask.HangUp) == []
    screen.press("end.no")
    screen.key("F12")
    screen.press("end.yes")
    assert screen.desk.take(ask.HangUp) == [ask.HangUp(call=invented.CALL.call)]


def test_nobody_is_answered_over_an_emergency_call(screen: Screen) -> None:
    screen.show(SCENES["call_emergency_knock"]().board)
    assert not screen.find("knock.answer").isEnabled()
    assert "emergency" in screen.text("knock.holds")


def test_a_call_that_was_answered_by_itself_says_so(screen: Screen) -> None:
    screen.show(with_call(auto_answered=True))
    assert screen.text("call.auto_answered") == "Answered by itself"


@pytest.mark.parametrize(
    ("state", "early", "title"),
    [
        (CallState.DIALLING, False, "Calling"),
        (CallState.RINGING, False, "It rings there"),
        (CallState.RINGING, True, "Not answered yet, but listen: a tone or an announcement"),
    ],
)
def test_what_is_heard_before_the_answer_is_said(
    screen: Screen,
    state: CallState,
    early: bool,
    title: str,
) -> None:
    card = SCENES["call_dialling"]().board.cards[0]
    screen.show(replace(invented.TALKING, cards=(replace(card, state=state, early_media=early),)))
    assert screen.text("call.title") == title
    assert screen.find("call.keypad").isEnabled() is early  # a menu may ask for digits before the answer


def test_the_other_line_says_how_long_it_waits_and_is_swapped_by_one_key(screen: Screen) -> None:
    screen.window.resize(1024, 700)
    screen.show(SCENES["call_second_line"]().board)
    assert screen.text("lines.name") == "Bruno Leal"
    assert screen.text("lines.state") == "On hold 01:18"
    screen.clock.pass_(3)
    screen.window.tick()
    assert screen.text("lines.state") == "On hold 01:21"
    state = screen.find("lines.state")
    assert state.width() >= state.sizeHint().width()
    screen.key("Ctrl+L")
    assert screen.desk.take() == [ask.Swap()]


def test_a_line_that_still_rings_is_not_swapped(screen: Screen) -> None:
    other = SCENES["call_second_dialling"]().board.cards[1]
    screen.show(replace(invented.TALKING, cards=(invented.CALL, other), selected=invented.CALL.call))
    assert screen.text("lines.state").startswith("Calling")
    assert not screen.visible("lines.switch")


@pytest.mark.parametrize("key", [*"0123456789*#ABCD", "d"])
def test_the_keyboard_sends_digits_while_the_keypad_is_open(screen: Screen, key: str) -> None:
    screen.show(invented.TALKING)
    screen.press("call.keypad")
    QTest.keyClicks(screen.window.focusWidget(), key)
    assert screen.desk.take() == [ask.Digits(digits=key.upper(), call=invented.CALL.call)]
    assert screen.text("keypad.sent") == key.upper()


def test_what_was_sent_stands_there_and_begins_anew_with_another_call(screen: Screen) -> None:
    screen.show(invented.TALKING)
    screen.press("call.keypad")
    for name in ("2", "star", "hash"):
        screen.press(f"keypad.{name}")
    assert screen.text("keypad.sent") == "2 * #"
    screen.show(
        replace(invented.TALKING, cards=(invented.CALL, invented.SECOND), selected=invented.SECOND.call)
    )
    assert screen.text("keypad.sent") == ""


def test_a_digit_that_was_refused_is_not_shown_as_sent(screen: Screen) -> None:
    screen.desk.refusals[ask.Digits] = ask.Refusal("no_call", "There is no call.")
    screen.show(invented.TALKING)
    screen.press("call.keypad")
    screen.press("keypad.1")
    assert screen.text("keypad.sent") == ""


def test_keys_of_commands_are_no_digits(screen: Screen) -> None:
    screen.show(invented.TALKING)
    screen.press("call.keypad")
    QTest.keyClick(screen.window.focusWidget(), Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert screen.desk.take(ask.Digits) == []


@pytest.mark.parametrize("size", [(1024, 700), (1440, 900)])
@pytest.mark.parametrize(
    "scene",
    ["quick_dial_call", "offer_call", "call_knock", "consult_knock", "wrapup_knock", "call_two_lines_knock",
     "call_emergency_knock", "calls_knock"],
)  # fmt: skip
def test_what_floats_covers_no_button_in_use(screen: Screen, scene: str, size: tuple[int, int]) -> None:
    screen.window.resize(*size)
    gallery.show(screen.window, SCENES[scene]())
    floating = screen.find({"offer_call": "offer", "quick_dial_call": "quick"}.get(scene, "knock"))
    pad = floating.PAD
    card = floating.geometry().adjusted(pad, pad, -pad, -pad)
    root = screen.window.centralWidget()
    for name in (*BUTTONS, "consult.back", "consult.drop", "consult.complete", "lines.switch", "wrapup.finish",
                 "ticket.notes", "ticket.save", "dial.field", "dial.key.0", "dial.call"):  # fmt: skip
        if screen.visible(name) and not (scene == "quick_dial_call" and name.startswith("ticket")):
            widget = screen.find(name)
            corner = widget.mapTo(root, widget.rect().topLeft())
            assert not card.intersects(widget.rect().translated(corner)), name
    assert screen.window.rect().contains(card)


def test_the_wrap_up_counts_down_and_one_key_gives_more_time(screen: Screen) -> None:
    screen.show(SCENES["wrapup_timer"]().board)
    assert screen.text("wrapup.left") == "Wrap-up ends in 00:42"
    screen.clock.pass_(40)
    screen.window.tick()
    assert screen.text("wrapup.left") == "Wrap-up ends in 00:02"
    screen.clock.pass_(40)
    screen.window.tick()
    assert screen.text("wrapup.left") == "Wrap-up ends in 00:00"
    screen.key("Ctrl+M")
    assert screen.desk.take() == [ask.ExtendWrapUp()]


def test_a_wrap_up_without_an_end_has_no_clock(screen: Screen) -> None:
    screen.show(SCENES["wrapup"]().board)
    assert not screen.visible("wrapup.left")
    assert not screen.visible("wrapup.more")


def test_after_a_call_that_nobody_took_one_key_is_enough(screen: Screen) -> None:
    screen.show(SCENES["missed_ring"]().board)
    assert "Yara Haddad" in screen.text("banner.missed.what")
    screen.key("Ctrl+Shift+R")
    assert screen.desk.take() == [ask.SetPresence(presence="available")]
    screen.show(invented.IDLE)
    assert not screen.visible("banner.ready")


def test_the_time_line_tells_a_line_that_was_bad(screen: Screen) -> None:
    leg = CallLeg(
        id=invented.uid(1),
        call=invented.uid(2),
        remote_name="Anna Petrova",
        started_at=invented.ago(5),
        ended_at=invented.ago(1),
        loss_out=6.2,
        mos_in=4.2,
        mos_out=2.8,
    )
    good = replace(leg, id=invented.uid(3), mos_out=4.2)
    screen.show(with_call(case=replace(invented.CASE, legs=(good, leg))))
    said = [e.what for e in screen.find("ticket.timeline").events]
    assert said.count("Bad line: they heard gaps, the network loses 6\u00a0%") == 1
