"""Short ways to the settings of a window under test."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit

from console.desk.board import Board
from console.preferences import Preferences
from console.settings import load
from console.ui.scenes_settings import BOARD
from console.ui.settings.port import InMemory
from telephony.commands import Account
from tests.console.ui.screens import Screen


def port(screen: Screen) -> InMemory:
    found = screen.window._port
    assert isinstance(found, InMemory)
    return found


class Real:
    """A file of settings behind the window, as a console has it; ``used`` are the accounts of the telephone."""

    def __init__(self, screen: Screen, folder: Path, text: str) -> None:
        self.file = folder / "config.toml"
        self.file.write_text(text)
        self.used: list[Account] = []
        self.preferences = Preferences(
            self.file, load(self.file), password="", log=folder / "log", applied=lambda _: None,
            use=self.used.append, try_archive=lambda _: "The disk is full.",
        )  # fmt: skip
        screen.window._port = self.preferences


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


def fill(screen: Screen, name: str, text: str) -> None:
    """Type that in place of what stands there, and stay."""
    field = screen.find(name, QLineEdit)
    field.setFocus()
    field.selectAll()
    QTest.keyClick(field, Qt.Key.Key_Delete)
    QTest.keyClicks(field, text)


def leave(screen: Screen, name: str, text: str) -> None:
    """Type that into a field and go on to the next one."""
    field = screen.find(name, QLineEdit)
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Tab)
    screen.settle()
