"""Contacts: found, called, and taken in from a file that is looked at first."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from console.desk import intents as ask
from console.desk.board import Board, Import
from console.ui import invented_phone
from console.ui.scenes_phone import BOARD, REPORT
from store.values import replace
from tests.console.ui.screens import Screen


@pytest.fixture
def page(screen: Screen) -> Screen:
    screen.show(BOARD)
    screen.window.go("calls")
    screen.press("calls.contacts")
    screen.desk.take()
    return screen


def view(screen: Screen) -> Any:
    return screen.window.pages.calls.contacts


def show(screen: Screen, **more: Any) -> None:
    board: Board = replace(BOARD, **more)
    screen.show(board)


def test_opening_it_lists_the_first(screen: Screen) -> None:
    screen.show(BOARD)
    screen.window.go("calls")
    screen.desk.take()
    screen.press("calls.contacts")
    assert ask.FindContacts(query="") in screen.desk.take()
    assert view(screen).model.rows == invented_phone.CONTACTS


def test_what_is_typed_is_looked_for_and_only_its_answer_shown(page: Screen) -> None:
    page.type("contacts.find", "nad")
    asked: list[ask.FindContacts] = []

    def told() -> bool:
        asked.extend(page.desk.take(ask.FindContacts))
        return bool(asked)

    page.bot.waitUntil(told, timeout=30_000)
    assert asked == [ask.FindContacts(query="nad")]
    show(page, contacts_query="other", contacts=())
    assert view(page).model.rows == invented_phone.CONTACTS
    show(page, contacts_query="nad", contacts=invented_phone.FOUND)
    assert view(page).model.rows == invented_phone.FOUND


def test_a_press_on_a_row_calls_its_first_number(page: Screen) -> None:
    listed = view(page).list
    where = listed.itemDelegate().place(listed.visualRect(view(page).model.index(1)), 0, 1).center()
    QTest.mouseClick(listed.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, where)
    assert page.desk.take(ask.Dial) == [ask.Dial(target=invented_phone.NADIA.numbers[0])]
    assert page.window.place == "desk"


def test_each_number_of_the_chosen_one_has_its_button(page: Screen) -> None:
    view(page).list.setCurrentIndex(view(page).model.index(1))
    assert page.text("contacts.chosen") == "Nadia Ferro"
    assert not page.visible("contacts.call3")
    page.press("contacts.call2")
    assert page.desk.take(ask.Dial) == [ask.Dial(target=invented_phone.NADIA.numbers[1])]


def test_nobody_found_says_what_to_do(page: Screen) -> None:
    show(page, contacts=())
    assert page.text("contacts.empty.fact") == "No contact yet."


def test_a_file_is_read_first_and_taken_in_only_then(page: Screen) -> None:
    view(page).choose_file = lambda: REPORT.path
    page.press("contacts.import")
    assert page.desk.take(ask.ImportContacts) == [ask.ImportContacts(path=REPORT.path)]
    assert not page.find("contacts.import").isEnabled()
    show(page, importing=REPORT)
    assert page.text("import.title") == "Import contacts"
    assert "Line 44: There is no name." in page.text("import.problems")
    assert page.find("import.apply").caption == "Take in 226 contacts"
    page.press("import.apply")
    assert page.desk.take(ask.ImportContacts) == [ask.ImportContacts(path=REPORT.path, apply=True)]
    assert not page.find("import.apply").isEnabled()
    show(page, importing=replace(REPORT, applied=True))
    assert page.text("import.title") == "Contacts taken in"
    assert not page.visible("import.apply")
    page.press("import.close")
    assert page.desk.take(ask.ImportContacts) == [ask.ImportContacts(path=None)]
    show(page)
    assert page.visible("contacts.list")
    assert page.find("contacts.import").isEnabled()


def test_no_file_chosen_asks_for_nothing(page: Screen) -> None:
    view(page).choose_file = lambda: ""
    page.press("contacts.import")
    assert page.desk.take() == []


def test_a_file_that_cannot_be_read_says_why_and_offers_nothing(page: Screen) -> None:
    show(page, importing=Import(path="/x/holiday.jpg", error="It holds no text."))
    assert page.text("import.error") == "The file cannot be read."
    assert not page.visible("import.apply")


def test_a_file_with_nothing_new_offers_nothing(page: Screen) -> None:
    show(page, importing=Import(path="/x/a.csv", same=12))
    assert page.text("import.said") == "There is nothing new in this file."
    assert not page.visible("import.apply")


def test_the_history_can_be_looked_at_meanwhile(page: Screen) -> None:
    show(page, importing=REPORT)
    assert page.visible("import.title")
    page.press("calls.history")
    show(page, importing=REPORT, last_dialled="112")
    assert page.visible("history.list")
    page.press("calls.contacts")
    assert page.visible("import.title")


def test_ctrl_enter_takes_in_what_was_read(page: Screen) -> None:
    show(page, importing=REPORT)
    page.find("import.close").setFocus()
    page.key("Ctrl+Return")
    assert page.desk.take(ask.ImportContacts) == [ask.ImportContacts(path=REPORT.path, apply=True)]
