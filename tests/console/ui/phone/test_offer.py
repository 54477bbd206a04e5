"""A link never dials by itself, nor by a key that was meant for something else."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from console.desk import intents as ask
from console.desk.board import DialOffer
from console.ui import invented
from console.ui.phone import offer
from console.ui.phone.problems import Problems
from console.ui.scenes_phone import BOARD, HEADERS, LINK
from store.values import replace
from tests.console.ui.screens import Screen
from tests.console.ui.shell.test_ringing_layer import Elapsed


@pytest.fixture
def guard(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> Elapsed:
    clock = Elapsed()
    monkeypatch.setattr(screen.window.offer.sheet, "_appeared", clock)
    return clock


def test_what_would_be_dialled_stands_there_and_for_whom(screen: Screen) -> None:
    screen.show(replace(BOARD, offer=LINK))
    assert screen.text("offer.number") == "+44 20 7946 0420"
    assert screen.text("offer.name") == "Yara Haddad"
    assert screen.text("offer.link") == LINK.link
    assert screen.desk.take(ask.SettleOffer) == []


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_no_key_dials_in_the_first_half_second(screen: Screen, guard: Elapsed, key: Qt.Key) -> None:
    screen.show(replace(BOARD, offer=LINK))
    button = screen.find("offer.dial")
    assert button.hasFocus()
    guard.ms = offer.GUARD_MS - 1
    QTest.keyClick(button, key)
    screen.key("Ctrl+Shift+O")
    assert screen.desk.take(ask.SettleOffer) == []
    guard.ms = offer.GUARD_MS
    QTest.keyClick(button, key)
    assert screen.desk.take(ask.SettleOffer) == [ask.SettleOffer(dial=True)]


def test_its_own_key_dials_wherever_the_focus_is(screen: Screen, guard: Elapsed) -> None:
    screen.type("top.search", "quill")
    screen.show(replace(BOARD, offer=LINK))
    assert screen.find("top.search").hasFocus()
    guard.ms = 10_000
    screen.key("Ctrl+Shift+O")
    assert screen.desk.take(ask.SettleOffer) == [ask.SettleOffer(dial=True)]


def test_another_link_begins_anew(screen: Screen, guard: Elapsed) -> None:
    screen.show(replace(BOARD, offer=LINK))
    guard.ms = 10_000
    screen.show(replace(BOARD, offer=replace(LINK, link="tel:+49301234567", shown="+49 30 1234567")))
    QTest.keyClick(screen.find("offer.dial"), Qt.Key.Key_Return)
    assert screen.desk.take(ask.SettleOffer) == []


def test_a_name_that_comes_later_begins_nothing_anew(screen: Screen, guard: Elapsed) -> None:
    screen.show(replace(BOARD, offer=replace(LINK, name="")))
    screen.find("offer.close").setFocus()
    guard.ms = 10_000
    screen.show(replace(BOARD, offer=LINK))
    assert screen.text("offer.name") == "Yara Haddad"
    assert screen.find("offer.close").hasFocus()
    assert guard.ms == 10_000


def test_a_link_to_an_emergency_number_is_called_so(screen: Screen) -> None:
    screen.show(replace(BOARD, offer=DialOffer(link="tel:112", target="sip:112@pbx.example", shown="112")))
    assert screen.text("offer.emergency") == "This is an emergency number."


def test_not_now_and_esc_leave_it(screen: Screen) -> None:
    screen.show(replace(BOARD, offer=LINK))
    screen.press("offer.close")
    QTest.keyClick(screen.find("offer.dial"), Qt.Key.Key_Escape)
    QTest.keyClick(screen.window, Qt.Key.Key_Escape)
    assert screen.desk.take(ask.SettleOffer) == [ask.SettleOffer(dial=False)] * 3
    screen.show(BOARD)
    assert not screen.visible("offer")


def test_a_hostile_link_is_shown_with_its_fault_and_cannot_be_dialled(screen: Screen, guard: Elapsed) -> None:
    screen.show(replace(BOARD, offer=HEADERS))
    guard.ms = 10_000
    assert "extra SIP headers" in screen.text("offer.problem")
    assert not screen.visible("offer.dial")
    assert not screen.visible("offer.number")
    screen.key("Ctrl+Shift+O")
    QTest.keyClick(screen.window, Qt.Key.Key_Return)
    assert [i for i in screen.desk.take(ask.SettleOffer) if i.dial] == []


def test_a_target_with_a_problem_is_not_believed(screen: Screen) -> None:
    screen.show(replace(BOARD, offer=replace(LINK, problem="control")))
    assert not screen.visible("offer.dial")


def test_during_a_ring_the_answer_keeps_the_focus_and_stays_uncovered(screen: Screen) -> None:
    screen.window.resize(1024, 700)
    screen.show(replace(BOARD, cards=(invented.RINGING,)))
    screen.show(replace(BOARD, cards=(invented.RINGING,), offer=LINK))
    assert screen.find("ringing.answer").hasFocus()
    sheet, ringing = screen.find("offer"), screen.find("ringing")
    pad = sheet.PAD
    shown = [w.geometry().adjusted(pad, pad, -pad, -pad) for w in (sheet, ringing)]
    assert not shown[0].intersects(shown[1])


def test_a_long_link_is_cut(screen: Screen) -> None:
    link = "tel:+44" + "%20" * 2000
    screen.show(replace(BOARD, offer=DialOffer(link=link, problem="too_long")))
    assert len(screen.text("offer.link")) == 300
    assert screen.find("offer").height() <= screen.window.height() + 2 * screen.find("offer").PAD


def test_whom_it_would_put_on_hold_is_said(screen: Screen) -> None:
    screen.show(replace(invented.TALKING, offer=LINK))
    assert screen.text("offer.holds") == "Dialling puts Anna on hold."


def test_every_fault_of_an_address_has_its_sentence() -> None:
    problems = Problems()
    for code in ("empty", "too_long", "control", "scheme", "headers", "password", "user", "host", "port",
                 "transport", "no_host"):  # fmt: skip
        assert "cannot be dialled" not in problems.of(code), code
    assert problems.of("new_code") == "It cannot be dialled: new code"
