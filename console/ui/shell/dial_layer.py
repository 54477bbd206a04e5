"""The dial field over any page: opened by the button of the top bar, clear of the buttons of a call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from console.desk.board import Board
from console.ui.kit import Kit
from console.ui.shell.pages import Pages
from console.ui.widgets.buttons import Button

if TYPE_CHECKING:
    from console.ui.phone.popover import DialPopover


class DialLayer(QObject):
    """``button`` opens and closes it; it is made when it is first opened."""

    def __init__(self, root: QWidget, button: Button, pages: Pages, kit: Kit) -> None:
        super().__init__(root)
        self._root, self._button, self._pages, self._kit = root, button, pages, kit
        self._popover: DialPopover | None = None
        self._board: Board | None = None
        button.clicked.connect(lambda _=False: self._toggle())

    @property
    def popover(self) -> DialPopover:
        """The dial field itself."""
        if self._popover is None:
            from console.ui.phone.popover import DialPopover  # noqa: PLC0415

            self._popover = DialPopover(self._root, self._button, self._kit)
            self._popover.clear_of = self._in_use_to
        return self._popover

    def put(self, board: Board) -> None:
        """The desk, as it is now."""
        self._board = board
        if self._popover is not None and self._popover.isVisible():
            self._popover.put(board)

    def _toggle(self) -> None:
        if self._board is not None:
            self.popover.put(self._board)
        self.popover.toggle()

    def _in_use_to(self) -> int:
        """Left of this the desk has buttons of what is at hand."""
        wide = self._pages.desk.left_wide() if self._pages.place == "desk" else 0
        return self._pages.area.left() + wide if wide else 0
