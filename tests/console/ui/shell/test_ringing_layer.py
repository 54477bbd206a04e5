"""Who gets the focus, who does not, and when a key may answer."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from console.desk import intents as ask
from console.desk.seat import Presence
from console.ui import invented
from console.ui.agent import ringing
from console.ui.scenes import SCENES
from store.values import replace
from tests.console.ui.screens import Screen


class Elapsed:
    """A clock for the guard."""

    def __init__(self) -> None:
        self.ms = 0

    def restart(self) -> int:
        self.ms = 0
        return 0

    def isValid(self) -> bool:
        return True

    def elapsed(self) -> int:
        return self.ms


@pytest.fixture
def guard(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> Elapsed:
    clock = Elapsed()
    for card in (screen.window.ringing.card, screen.window.ringing.knock):
        monkeypatch.setattr(card.buttons, "_shown_for", clock)
    return clock


def test_answer_takes_the_focus(screen: Screen) -> None:
    screen.show(SCENES["ringing"]().board)
    assert screen.find("ringing.answer").hasFocus()
    assert screen.visible("focus.ring")


def test_unless_somebody_is_typing(screen: Screen) -> None:
    screen.type("top.search", "quill")
    screen.show(SCENES["ringing"]().board)
    assert screen.find("top.search").hasFocus()


def test_the_answer_keeps_the_focus_when_the_case_arrives(screen: Screen) -> None:
    screen.show(SCENES["ringing_no_case_yet"]().board)
    screen.find("ringing.decline").setFocus()
    screen.show(SCENES["ringing"]().board)
    assert screen.find("ringing.decline").hasFocus()
    assert screen.text("ringing.name") == "Yara Haddad"


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_F4])
def test_no_key_answers_in_the_first_half_second(screen: Screen, guard: Elapsed, key: Qt.Key) -> None:
    screen.show(SCENES["ringing"]().board)
    guard.ms = ringing.GUARD_MS - 1
    QTest.keyClick(screen.find("ringing.answer"), key)
    assert screen.desk.take(ask.Answer) == []
    guard.ms = ringing.GUARD_MS
    QTest.keyClick(screen.find("ringing.answer"), key)
    assert screen.desk.take(ask.Answer) == [ask.Answer(call=invented.RINGING.call)]


def test_the_mouse_may_answer_at_once(screen: Screen, guard: Elapsed) -> None:
    screen.show(SCENES["ringing"]().board)
    assert guard.elapsed() < ringing.GUARD_MS
    QTest.mouseClick(screen.find("ringing.answer"), Qt.MouseButton.LeftButton)
    assert screen.desk.take(ask.Answer)


def test_the_guard_begins_again_for_another_call(screen: Screen, guard: Elapsed) -> None:
    screen.show(SCENES["ringing"]().board)
    guard.ms = 10_000
    next_call = replace(invented.RINGING, call="9" * 32)
    screen.show(replace(invented.IDLE, cards=(next_call,)))
    QTest.keyClick(screen.find("ringing.answer"), Qt.Key.Key_F4)
    assert screen.desk.take(ask.Answer) == []


def test_f4_answers_while_typing_and_a_letter_does_not(screen: Screen, guard: Elapsed) -> None:
    screen.show(SCENES["call_knock"]().board)
    guard.ms = 10_000
    screen.type("ticket.notes", " a ")
    assert screen.desk.take(ask.Answer) == []
    QTest.keyClick(screen.find("ticket.notes"), Qt.Key.Key_F4)
    assert screen.desk.take(ask.Answer) == [ask.Answer(call=invented.RINGING.call)]


def test_a_second_call_says_whom_it_puts_on_hold(screen: Screen) -> None:
    screen.show(SCENES["call_knock"]().board)
    assert screen.text("knock.holds") == "Answer puts Anna on hold."


def test_during_a_hand_over_a_second_call_must_wait(screen: Screen) -> None:
    board = SCENES["consult_ready"]().board
    screen.show(replace(board, cards=(*board.cards, invented.RINGING)))
    assert not screen.find("knock.answer").isEnabled()
    assert "hand-over" in screen.text("knock.holds")


def test_an_unknown_caller_is_called_so(screen: Screen) -> None:
    screen.show(SCENES["ringing_unknown"]().board)
    assert screen.text("ringing.name") == "+33 1 99 00 77 10"
    assert screen.text("ringing.unknown") == "No customer with this number"


def test_a_withheld_number_is_called_so(screen: Screen) -> None:
    screen.show(SCENES["ringing_withheld"]().board)
    assert screen.text("ringing.name") == "Number withheld"
    assert "withholds" in screen.text("ringing.unknown")


def test_a_consult_shows_who_and_what_and_how_sure(screen: Screen) -> None:
    screen.show(SCENES["ringing_consult"]().board)
    assert screen.text("ringing.from") == "Maya Torres"
    assert screen.text("ringing.trust") == "verified"
    assert screen.text("ringing.brief.customer") == "Anna Petrova"
    assert screen.text("ringing.brief.customer_number") == "+1 415 555 0132"
    assert screen.text("ringing.brief.tried") == invented.TRIED
    assert screen.text("ringing.brief.expects") == invented.EXPECTS
    assert "L2" in screen.text("ringing.brief.path")


def test_an_unverified_consult_says_why_and_shows_nothing_of_it(screen: Screen) -> None:
    screen.show(SCENES["ringing_consult_unverified"]().board)
    assert screen.text("ringing.trust") == "unverified"
    assert "too old" in screen.text("ringing.brief.unverified")
    assert not screen.visible("ringing.brief.customer")


def test_the_slow_store_is_told_only_after_a_while(screen: Screen) -> None:
    patience = screen.window.ringing.card._patience
    patience.setInterval(3_600_000)
    screen.show(SCENES["ringing_no_case_yet"]().board)
    assert not screen.visible("ringing.slow")
    patience.setInterval(0)
    screen.bot.waitUntil(lambda: screen.visible("ringing.slow"), timeout=30_000)
    screen.show(SCENES["ringing"]().board)
    assert not screen.visible("ringing.slow")


def test_the_card_goes_when_it_rings_no_more_and_the_focus_falls_on_nothing_dangerous(screen: Screen) -> None:
    screen.show(SCENES["ringing"]().board)
    screen.show(SCENES["call"]().board)
    assert not screen.visible("ringing")
    screen.desk.take()
    QTest.keyClick(screen.window, Qt.Key.Key_Space)
    QTest.keyClick(screen.window, Qt.Key.Key_Return)
    assert screen.desk.take() == []


def test_clocks_move_with_the_second(screen: Screen) -> None:
    screen.show(replace(SCENES["call"]().board, me=replace(invented.ME, presence=Presence.ON_CALL)))
    assert screen.text("call.time") == "07:24"
    screen.clock.pass_(3)
    screen.window.tick()
    assert screen.text("call.time") == "07:27"
