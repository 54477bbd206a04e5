"""A person's window on a real desk, with a telephone and a store in memory."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from console.ui.window import Window
from tests.console.desk.desk_fixture import Office


@contextmanager
def window_on(qtbot: QtBot, office: Office, **more: Any) -> Iterator[Window]:
    """The window in front, following that desk; ``more`` as for :class:`Window`."""
    window = Window(theme="light", language="en-GB", do=office.desk.do, motion=False, **more)
    qtbot.addWidget(window)
    window._warm_up.clear()  # what a test needs is made when it is shown
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=30_000)
    office.desk.watch(window.show_board)
    window.show_board(office.board)
    try:
        yield window
    finally:
        window.close()


def find(window: Window, name: str) -> Any:
    """A part of it, by its name in console/ui/objects.py."""
    found = window.findChild(QWidget, name)
    assert found is not None, f"there is no {name}"
    return found


@dataclass
class Seat:
    """Who sits there."""

    window: Window
    office: Office

    def find(self, name: str) -> Any:
        return find(self.window, name)

    def press(self, name: str) -> None:
        button = self.find(name)
        assert button.isVisible(), f"{name} cannot be seen"
        assert button.isEnabled(), f"{name} cannot be pressed"
        button.click()
