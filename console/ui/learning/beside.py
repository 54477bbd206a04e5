"""Two halves of a page beside each other, or below each other where it is narrow."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from console.ui.widgets.layout import Scroller, column, row, wrap

WIDE = 900


class Halves(QWidget):
    """Scrolls; from :data:`WIDE` pixels on the halves are beside each other, ``share`` per cent for the left one."""

    def __init__(self, name: str, left: QWidget, right: QWidget, share: int = 55) -> None:
        super().__init__()
        self._left, self._right, self._share = left, right, share
        self._beside: bool | None = None
        self._inside: QVBoxLayout = column(gap=14)
        self._row: QWidget | None = None
        self.setLayout(column(Scroller(wrap(self._inside), name, steady=True), gap=0))
        self._arrange()

    def resizeEvent(self, event: QResizeEvent, /) -> None:
        """One column or two."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        beside = self.width() >= WIDE
        if beside is self._beside:
            return
        self._beside = beside
        old = self._row
        share = self._share
        made = (
            row((self._left, share), (self._right, 100 - share), gap=14)
            if beside
            else column(self._left, self._right, gap=14)
        )
        while self._inside.count():
            self._inside.takeAt(0)
        self._row = wrap(made)
        self._inside.addWidget(self._row)
        self._inside.addStretch(1)
        if old is not None:
            old.deleteLater()
