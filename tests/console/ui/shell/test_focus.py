"""Who is typing, and where the focus goes when what had it is gone."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QPushButton, QWidget

from console.ui.shell.focus import Focus, is_typing
from console.ui.shell.top import SearchField
from console.ui.widgets.buttons import AnswerButton
from tests.console.ui.screens import Screen


def search(text: str) -> SearchField:
    field = SearchField("Search")
    field.setText(text)
    return field


def line(*, locked: bool) -> QLineEdit:
    field = QLineEdit()
    field.setReadOnly(locked)
    return field


def text(*, locked: bool) -> QPlainTextEdit:
    field = QPlainTextEdit()
    field.setReadOnly(locked)
    return field


def choice(*, typed: bool) -> QComboBox:
    field = QComboBox()
    field.setEditable(typed)
    return field


@pytest.mark.parametrize(
    ("make", "types"),
    [
        (lambda: line(locked=False), True),
        (lambda: line(locked=True), False),
        (lambda: text(locked=False), True),
        (lambda: text(locked=True), False),
        (lambda: choice(typed=True), True),
        (lambda: choice(typed=False), False),
        (lambda: search("quill"), True),
        (lambda: search(""), False),  # one press of its key brings it back
        (QPushButton, False),
    ],
)
def test_who_is_typing(screen: Screen, make: Callable[[], QWidget], types: bool) -> None:
    focused(screen, make())
    assert is_typing() is types


def test_nobody_types_where_nothing_has_the_focus(screen: Screen) -> None:
    screen.window._focus.free()
    assert not is_typing()


def focused(screen: Screen, widget: QWidget) -> QWidget:
    """Somewhere in the window, with the focus."""
    widget.setParent(screen.window.root)
    widget.show()
    widget.setFocus()
    assert screen.window.focusWidget() is widget
    return widget


@pytest.fixture
def focus(screen: Screen) -> Focus:
    return screen.window._focus


def test_what_is_there_still_keeps_the_focus(screen: Screen, focus: Focus) -> None:
    had = focused(screen, QPushButton())
    focus.left_by(had)
    assert had.hasFocus()
    focus.left_by(None)
    assert had.hasFocus()


def test_whatever_qt_chose_instead_loses_it(screen: Screen, focus: Focus) -> None:
    had, chosen = focused(screen, QPushButton()), focused(screen, QPushButton())
    had.hide()
    focus.left_by(had)
    assert not chosen.hasFocus()
    assert screen.window.focusWidget() is screen.window.root


def test_but_not_the_answer_to_a_call_that_rings(screen: Screen, focus: Focus) -> None:
    had = focused(screen, QPushButton())
    answer = focused(screen, AnswerButton("test.answer", "Answer"))
    had.hide()
    focus.left_by(had)
    assert answer.hasFocus()


def test_a_window_of_its_own_that_closes_takes_nothing_from_this_one(screen: Screen, focus: Focus) -> None:
    here = focused(screen, QLineEdit())
    other = QWidget()
    screen.bot.addWidget(other)
    there = QLineEdit(other)
    focus.left_by(there)
    assert here.hasFocus()
