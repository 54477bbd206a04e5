"""What a link asks, over the page: beside whatever rings, and never in the way of somebody who types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from console.desk.board import Board
from console.ui.kit import Kit
from console.ui.shell.focus import is_typing
from console.ui.shell.pages import Pages
from console.ui.shell.ringing_layer import RingingLayer
from console.ui.widgets.floating import FocusRing

if TYPE_CHECKING:
    from console.ui.phone.offer import OfferSheet


class OfferLayer(QObject):
    """The sheet is made with the first link."""

    def __init__(self, root: QWidget, pages: Pages, ringing: RingingLayer, ring: FocusRing, kit: Kit) -> None:
        super().__init__(root)
        self._root, self._pages, self._ringing, self._ring, self._kit = root, pages, ringing, ring, kit
        self._sheet: OfferSheet | None = None
        self._offers = False

    @property
    def sheet(self) -> OfferSheet:
        """What the link asks."""
        if self._sheet is None:
            from console.ui.phone.offer import OfferSheet  # noqa: PLC0415

            self._sheet = OfferSheet(self._root, self._kit)
        return self._sheet

    def put(self, board: Board) -> None:
        """What is offered, if anything is."""
        self._offers = board.offer is not None
        if not self._offers and self._sheet is None:
            return
        typing = is_typing()
        new = self.sheet.put(board)
        if not self._offers:
            return
        self.settle()
        self.sheet.show()
        self.sheet.raise_()
        self._ring.raise_()
        if new and board.ringing is None and not typing:
            self.sheet.take_focus()

    def settle(self) -> None:
        """The page has another size, or something rings."""
        if self._sheet is None or not self._offers:
            return
        works = self._pages.place == "desk" and not self._pages.desk.is_idle
        low = works and not self._ringing.knocks_right
        self._sheet.settle(self._pages.area, self._ringing.taken, low=low)

    def leave(self) -> bool:
        """Esc that nobody wanted; True if the sheet was put away by it."""
        if self._sheet is None or not self._sheet.isVisible():
            return False
        self._sheet.leave()
        return True
