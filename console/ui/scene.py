"""One state of the window: a board, the page it is seen on, and what the person does on top of it."""

from collections.abc import Callable

import msgspec
from PySide6.QtWidgets import QAbstractButton

from console.desk.board import Board
from console.ui.window import Window


def _nothing(_: Window) -> None:
    return


class Scene(msgspec.Struct, frozen=True):
    """A board, the page it is seen on, and what the person does."""

    board: Board
    place: str = "desk"
    then: Callable[[Window], object] = _nothing


def press(name: str) -> Callable[[Window], None]:
    """Press the button of that name."""

    def then(window: Window) -> None:
        button = window.findChild(QAbstractButton, name)
        if button is not None:
            button.click()

    return then
