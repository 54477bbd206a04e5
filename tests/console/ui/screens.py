"""The window under test, the desk that records what it asks, and the clock that both live by."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from console.desk.board import Board
from console.desk.intents import Intent, Refusal
from console.ui import invented
from console.ui.window import Window


@dataclass
class Recorder:
    """Stands for the desk."""

    asked: list[Intent] = field(default_factory=list)
    refusals: dict[type, Refusal] = field(default_factory=dict)

    def do(self, intent: Intent) -> Refusal | None:
        self.asked.append(intent)
        return self.refusals.get(type(intent))

    def take(self, kind: type | None = None) -> list[Any]:
        """What was asked since the last time."""
        taken, self.asked = self.asked, []
        return [i for i in taken if kind is None or isinstance(i, kind)]


class Clock:
    def __init__(self) -> None:
        self.now = invented.NOW

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@dataclass
class Screen:
    """The window, and short ways to it."""

    window: Window
    desk: Recorder
    clock: Clock
    bot: QtBot

    def show(self, board: Board) -> None:
        self.window.show_board(board)
        self.settle()

    def settle(self) -> None:
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        QCoreApplication.processEvents()

    def find(self, name: str, kind: type = QWidget) -> Any:
        found = self.window.findChild(kind, name)
        assert found is not None, f"there is no {name}"
        return found

    def visible(self, name: str) -> bool:
        found = self.window.findChild(QWidget, name)
        return found is not None and found.isVisible()

    def press(self, name: str) -> None:
        button = self.find(name)
        assert button.isVisible(), f"{name} cannot be seen"
        assert button.isEnabled(), f"{name} cannot be pressed"
        button.click()
        self.settle()

    def type(self, name: str, text: str) -> QWidget:
        field_: QWidget = self.find(name)
        field_.setFocus()
        QTest.keyClicks(field_, text)
        return field_

    def key(self, sequence: str) -> None:
        QTest.keySequence(self.window, sequence)
        self.settle()

    def text(self, name: str) -> str:
        return str(self.find(name).text())
