"""All of it in the window: the composer over the page, the card that asks, and the strip above the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QApplication, QWidget

from console.desk.board import Board
from console.ui.kit import Kit
from console.ui.updates.strip import UpdatesStrip

if TYPE_CHECKING:
    from console.ui.updates.composer import Composer
    from console.ui.updates.feedback import FeedbackCard


class UpdatesLayer:
    """Made with the window; composer and card are made when they are first needed."""

    def __init__(self, root: QWidget, kit: Kit) -> None:
        self._root, self._kit = root, kit
        self.strip = UpdatesStrip(kit)
        self._composer: Composer | None = None
        self._card: FeedbackCard | None = None

    @property
    def composer(self) -> Composer:
        """The escalation e-mail."""
        if self._composer is None:
            from console.ui.updates.composer import Composer  # noqa: PLC0415

            self._composer = Composer(self._root, self._kit)
        return self._composer

    @property
    def card(self) -> FeedbackCard:
        """The card that asks how it went."""
        if self._card is None:
            from console.ui.updates.feedback import FeedbackCard  # noqa: PLC0415

            self._card = FeedbackCard(self._root, self._kit)
        return self._card

    def put(self, board: Board, page: QRect) -> None:
        """What is on the board; ``page`` is where the page lies in the root."""
        self.strip.put(board)
        if board.to_rate or self._card is not None:
            self.card.put(board)
        if board.composing is not None or self._composer is not None:
            opened = self.composer.put(board)
            if board.composing is not None:
                self.composer.show()
                if opened:
                    self.composer.raise_()
                    self.composer.take_focus()
        self.settle(page)

    def settle(self, page: QRect) -> None:
        """The page lies elsewhere."""
        if self._card is not None and not self._card.isHidden():
            self._card.settle(page)
        if self._composer is not None and not self._composer.isHidden():
            self._composer.settle(page)

    def leave(self) -> bool:
        """Esc that nobody wanted; True if something of here was closed by it."""
        if self._composer is not None and self._composer.isVisible():
            self._composer.leave()
            return True
        return False

    def primary(self) -> bool:
        """Ctrl+Enter while the composer is open."""
        return self._composer is not None and self._composer.isVisible() and self._composer.primary()

    @property
    def is_writing(self) -> bool:
        """Whether the keyboard is in the composer."""
        focused = QApplication.focusWidget()
        return self._composer is not None and focused is not None and self._composer.isAncestorOf(focused)
