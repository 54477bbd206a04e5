"""Beside the customer: what they are worth to us, and only after that was looked at, what they are given (R25)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from console.desk.board import Board
from console.ui.kit import Kit
from console.ui.widgets.buttons import Button
from console.ui.widgets.layout import column, row
from store.book import Case

if TYPE_CHECKING:
    from console.ui.supervisor.value import Compensation, ValueCard


class Worth(QWidget):
    """One button, for those whose level may give something; pressed, both cards stand beneath it."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._open = False
        self._cards: tuple[ValueCard, Compensation] | None = None
        self._now: tuple[Case, Board, datetime] | None = None
        self._button = Button(
            "customer.worth", self.tr("Value and offers"), "coins", size="sm", on=self._toggle
        )
        self._column: QVBoxLayout = column(row(self._button, None), gap=10)
        self.setLayout(self._column)
        self.hide()

    def put(self, case: Case | None, board: Board, now: datetime) -> None:
        """Of this case; gone where nothing may be given, or nobody knows to whom."""
        may = board.policy.authority(board.me.level).credit_cents > 0
        there = may and case is not None and case.customer is not None
        if case is None or (self._now is not None and self._now[0].ticket.id != case.ticket.id):
            self._open = False
        self._now = (case, board, now) if case is not None and there else None
        self.setVisible(there)
        self._show()

    def _toggle(self) -> None:
        self._open = not self._open
        self._show()

    def _show(self) -> None:
        if self._open and self._cards is None:
            from console.ui.supervisor.value import Compensation, ValueCard  # noqa: PLC0415 - rarely wanted

            self._cards = ValueCard(self._kit), Compensation(self._kit)
            for made in self._cards:
                self._column.addWidget(made)
        self._button.put(self.tr("Close value and offers") if self._open else self.tr("Value and offers"))
        if self._cards is None:
            return
        value, offers = self._cards
        shown = self._open and self._now is not None
        value.setVisible(shown)
        offers.setVisible(shown)
        if shown and self._now is not None:
            case, board, now = self._now
            value.put(case, board.me.key)
            offers.put(case, None, board, now)
