"""The desk page: idle, or with something at hand."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QStackedLayout, QWidget

from console.desk.board import Board
from console.ui.agent.at_hand import at_hand
from console.ui.agent.idle import IdleView
from console.ui.kit import Kit
from console.ui.shell.page import Page

if TYPE_CHECKING:
    from console.ui.agent.work import WorkView


class DeskPage(Page):
    """The work view is made when it is first needed, or when the window has a quiet moment."""

    def __init__(self, root: QWidget, kit: Kit) -> None:
        super().__init__()
        self._root, self._kit = root, kit
        self._board: Board | None = None
        self.idle = IdleView(kit)
        self._work: WorkView | None = None
        # With its parent from the start: without one it would show each page as a window of its own.
        self._stack = QStackedLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.addWidget(self.idle)

    @property
    def work(self) -> WorkView:
        """The view of what is at hand."""
        if self._work is None:
            from console.ui.agent.work import WorkView  # noqa: PLC0415 - the first window comes up sooner

            self._work = WorkView(self._root, self._kit)
            self._work.room(self.width())
            self._stack.addWidget(self._work)
        return self._work

    @property
    def is_idle(self) -> bool:
        """Whether nothing is at hand."""
        return self._stack.currentWidget() is self.idle

    def put(self, board: Board, now: datetime) -> None:
        """What is on the desk."""
        self._board = board
        if at_hand(board):
            self.work.put(board, now)
            self._stack.setCurrentWidget(self.work)
        else:
            if self._work is not None and not self.is_idle:
                self._work.put(board, now)
            self.idle.put(board, now)
            self._stack.setCurrentWidget(self.idle)

    def room(self, width: int, *, narrow: bool) -> None:
        """The window has another size."""
        self.idle.narrow(on=narrow)
        if self._work is not None:
            self._work.room(width)

    def ringing_area(self) -> QRect:
        """Where the whole ringing card stands, in this page's coordinates."""
        return self.idle.ringing_area()

    def left_wide(self) -> int:
        """Where the column with the buttons of what is at hand ends; 0 if nothing is."""
        return 0 if self.is_idle or self._work is None else self._work.left_wide()

    def in_use_until(self) -> int:
        """Down to where the left column has buttons of what is at hand; 0 if nothing is."""
        return 0 if self.is_idle or self._work is None else self._work.in_use_until()

    def tick(self, now: datetime) -> None:
        """A second has passed."""
        if self.is_idle:
            self.idle.tick(now)
        elif self._work is not None:
            self._work.tick(now)

    def primary(self) -> bool:
        """Ctrl+Enter."""
        board = self._board
        return board is not None and self._work is not None and not self.is_idle and self._work.primary(board)
