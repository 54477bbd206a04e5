"""Dialling by hand: what is typed, who is found, what Enter calls, and what it never calls."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from console.desk import intents as ask
from console.desk.board import Board
from console.ui import invented
from console.ui.phone import numbers
from console.ui.scenes_phone import BOARD
from store.values import replace
from tests.console.ui.screens import Screen


@pytest.fixture
def page(screen: Screen) -> Screen:
    screen.show(BOARD)
    screen.window.go("calls")
    screen.settle()
    screen.desk.take()
    return screen


def found(screen: Screen, query: str, board: Board = BOARD) -> None:
    """The desk answers."""
    screen.show(replace(board, contacts_query=query, contacts=(invented.ANNA, invented.YARA)))


def field(screen: Screen) -> Any:
    return screen.find("dial.field")


def test_a_number_is_grouped_while_it_is_typed_and_its_digits_are_dialled(page: Screen) -> None:
    page.type("dial.field", "02079460420")
    assert page.text("dial.field") == "020 7946 0420"
    QTest.keyClick(field(page), Qt.Key.Key_Return)
    assert page.desk.take(ask.Dial) == [ask.Dial(target="02079460420")]
    assert page.window.place == "desk"
    assert field(page).text() == ""


@pytest.mark.parametrize("typed", ["2041", "*43", "sip:2041@pbx.example", "maya@pbx.example"])
def test_extensions_codes_and_addresses_are_dialled_as_they_stand(page: Screen, typed: str) -> None:
    page.type("dial.field", typed)
    assert page.text("dial.field") == typed
    QTest.keyClick(field(page), Qt.Key.Key_Return)
    assert page.desk.take(ask.Dial) == [ask.Dial(target=typed)]


def test_a_digit_in_the_middle_leaves_the_caret_behind_it(page: Screen) -> None:
    edit = page.type("dial.field", "0207946042")
    edit.setCursorPosition(2)  # type: ignore[attr-defined]
    QTest.keyClick(edit, Qt.Key.Key_7)
    assert numbers.digits(page.text("dial.field")) == "02707946042"
    at = field(page).cursorPosition()
    assert numbers.significant(page.text("dial.field")[:at]) == 3


def test_backspace_takes_a_digit_also_where_a_space_stands_before_it(page: Screen) -> None:
    page.type("dial.field", "02079460420")
    field(page).setCursorPosition(4)  # behind "020 "
    QTest.keyClick(field(page), Qt.Key.Key_Backspace)
    assert numbers.digits(page.text("dial.field")) == "0279460420"


def test_whatever_is_pasted_is_reduced_to_a_number(page: Screen) -> None:
    QApplication.clipboard().setText("Tel.: +44 (0)20 7946-0420, mobile later\n")
    field(page).setFocus()
    QTest.keySequence(field(page), "Ctrl+V")
    assert page.text("dial.field") == "+44 20 7946 0420"


def test_the_pad_types_and_a_long_press_on_0_is_a_plus(page: Screen) -> None:
    for key in ("4", "star", "hash"):
        page.press(f"dial.key.{key}")
    assert page.text("dial.field") == "4*#"
    field(page).clear()
    zero = page.find("dial.key.0")
    zero._held.setInterval(0)
    QTest.mousePress(zero, Qt.MouseButton.LeftButton)
    page.bot.waitUntil(lambda: page.text("dial.field") == "+", timeout=30_000)
    QTest.mouseRelease(zero, Qt.MouseButton.LeftButton)
    assert page.text("dial.field") == "+"


def test_enter_on_an_empty_field_shows_the_last_number_and_dials_it_only_then(page: Screen) -> None:
    field(page).setFocus()
    QTest.keyClick(field(page), Qt.Key.Key_Return)
    assert page.desk.take(ask.Dial) == []
    assert page.text("dial.field") == "+44 20 7946 0420"
    QTest.keyClick(field(page), Qt.Key.Key_Return)
    assert page.desk.take(ask.Dial) == [ask.Dial(target="+442079460420")]


def test_the_last_number_is_dialled_again_with_one_press(page: Screen) -> None:
    page.press("dial.redial")
    assert page.desk.take(ask.Redial) == [ask.Redial()]


def test_a_colleague_who_was_called_last_is_shown_by_extension(page: Screen) -> None:
    page.show(replace(BOARD, last_dialled="daniel.okafor"))
    assert page.find("dial.redial").caption == "3107"
    field(page).setFocus()
    QTest.keyClick(field(page), Qt.Key.Key_Return)
    assert page.text("dial.field") == "3107"


def test_customers_are_looked_for_a_moment_after_the_last_stroke(page: Screen) -> None:
    page.type("dial.field", "anna")
    asked: list[ask.FindContacts] = []

    def told() -> bool:
        asked.extend(page.desk.take(ask.FindContacts))
        return bool(asked)

    page.bot.waitUntil(told, timeout=30_000)
    assert asked == [ask.FindContacts(query="anna")]


def test_colleagues_are_there_at_once_with_their_state(page: Screen) -> None:
    page.show(replace(BOARD, seen={"daniel.okafor": "busy"}))
    page.type("dial.field", "dan")
    row = page.find("dial.suggestion.person.daniel.okafor")
    assert row.isVisible()
    assert "On the phone" in row.accessibleName()
    assert row.isChecked()
    QTest.keyClick(field(page), Qt.Key.Key_Return)
    assert page.desk.take(ask.Dial) == [ask.Dial(target="daniel.okafor")]


def test_a_name_calls_nobody_before_it_is_known_who_is_meant(page: Screen) -> None:
    page.type("dial.field", "yara")
    QTest.keyClick(field(page), Qt.Key.Key_Return)
    assert page.desk.take(ask.Dial) == []
    page.show(replace(BOARD, contacts_query="yara", contacts=(invented.YARA,)))
    QTest.keyClick(field(page), Qt.Key.Key_Return)
    assert page.desk.take(ask.Dial) == [ask.Dial(target=invented.YARA.numbers[0])]


def test_nobody_found_is_said(page: Screen) -> None:
    page.type("dial.field", "zebra")
    assert not page.visible("dial.none")
    page.show(replace(BOARD, contacts_query="zebra", contacts=()))
    assert page.text("dial.none") == "Nobody is found by “zebra”."


def test_the_arrows_choose_and_enter_calls_whom_they_chose(page: Screen) -> None:
    page.type("dial.field", "li")
    found(page, "li")
    QTest.keyClick(field(page), Qt.Key.Key_Down)
    QTest.keyClick(field(page), Qt.Key.Key_Down)
    chosen = page.window.pages.calls.dialler._fitting[2]
    QTest.keyClick(field(page), Qt.Key.Key_Return)
    assert page.desk.take(ask.Dial) == [ask.Dial(target=chosen.target)]


def test_digits_are_dialled_as_typed_though_somebody_is_found(page: Screen) -> None:
    page.type("dial.field", "0207946")
    found(page, "0207946")
    QTest.keyClick(field(page), Qt.Key.Key_Return)
    assert page.desk.take(ask.Dial) == [ask.Dial(target="0207946")]


def test_an_answer_to_an_older_question_suggests_nobody(page: Screen) -> None:
    page.type("dial.field", "yara")
    found(page, "anna")
    assert page.window.pages.calls.dialler._fitting == ()


def test_the_choice_stays_with_the_person_when_more_are_found(page: Screen) -> None:
    page.type("dial.field", "li")
    before = page.window.pages.calls.dialler._fitting
    QTest.keyClick(field(page), Qt.Key.Key_Down)
    chosen = before[1]
    found(page, "li")
    QTest.keyClick(field(page), Qt.Key.Key_Return)
    assert page.desk.take(ask.Dial) == [ask.Dial(target=chosen.target)]


def test_an_emergency_number_is_shown_as_such(page: Screen) -> None:
    page.type("dial.field", "112")
    assert page.visible("dial.emergency")
    assert page.find("dial.call").caption == "Emergency call"
    QTest.keyClick(field(page), Qt.Key.Key_4)
    assert not page.visible("dial.emergency")


def test_a_refusal_stands_at_the_field_and_what_was_typed_stays(page: Screen) -> None:
    page.desk.refusals[ask.Dial] = ask.Refusal("lines", "Both lines are in use.")
    page.type("dial.field", "2041")
    page.press("dial.call")
    assert page.text("dial.field.problem") == "Both lines are in use."
    assert page.text("dial.field") == "2041"
    assert page.window.place == "calls"
    QTest.keyClick(field(page), Qt.Key.Key_5)
    assert not page.visible("dial.field.problem")


def test_whom_it_would_put_on_hold_is_said_before(page: Screen) -> None:
    page.show(replace(invented.TALKING, last_dialled=""))
    assert page.text("dial.holds") == "Calling puts Anna on hold."
    assert not page.find("dial.call").isEnabled()


def test_one_key_dials_from_any_page_and_leaves_it_only_for_the_call(screen: Screen) -> None:
    screen.show(BOARD)
    screen.window.go("escalations")
    screen.key("F5")
    assert screen.find("quick.field").hasFocus()
    QTest.keyClicks(screen.find("quick.field"), "2041")
    assert screen.window.place == "escalations"
    QTest.keyClick(screen.find("quick.field"), Qt.Key.Key_Return)
    assert screen.desk.take(ask.Dial) == [ask.Dial(target="2041")]
    assert not screen.visible("quick.field")
    assert screen.window.place == "desk"


def test_closed_with_esc_the_number_is_still_there(screen: Screen) -> None:
    screen.show(BOARD)
    screen.key("F5")
    QTest.keyClicks(screen.find("quick.field"), "0207946")
    QTest.keyClick(screen.find("quick.field"), Qt.Key.Key_Escape)
    assert not screen.visible("quick.field")
    screen.key("F5")
    assert screen.text("quick.field") == "020 7946"


def test_a_call_that_rings_takes_nothing_from_who_dials(screen: Screen) -> None:
    screen.show(BOARD)
    screen.key("F5")
    QTest.keyClicks(screen.find("quick.field"), "20")
    screen.show(replace(BOARD, cards=(invented.RINGING,)))
    assert screen.find("quick.field").hasFocus()
    QTest.keyClicks(screen.find("quick.field"), "41")
    assert screen.text("quick.field") == "2041"
    assert screen.desk.take(ask.Answer) == []
