"""Short ways to the settings of a window under test."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit

from console.desk.board import Board
from console.ui.scenes_settings import BOARD
from console.ui.settings.port import InMemory
from tests.console.ui.screens import Screen


def port(screen: Screen) -> InMemory:
    found = screen.window._port
    assert isinstance(found, InMemory)
    return found


def open_(screen: Screen, section: str, board: Board = BOARD) -> None:
    screen.show(board)
    screen.window.go(f"settings.{section}")
    screen.settle()


def choose(screen: Screen, name: str, code: str) -> None:
    combo = screen.find(name, QComboBox)
    index = combo.findData(code)
    assert index >= 0, f"{name} does not offer {code}"
    combo.setCurrentIndex(index)
    combo.activated.emit(index)
    screen.settle()


def leave(screen: Screen, name: str, text: str) -> None:
    """Type that into a field and go on to the next one."""
    field = screen.find(name, QLineEdit)
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Tab)
    screen.settle()
