"""A small line of scores over the weeks; its word stands beside it."""

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from console.ui.reports.pencil import Pencil
from console.ui.theme import tokens
from store.trends import Sum

_ENOUGH = 2


class Spark(QWidget):
    """Percent from 0 to 100 from top to bottom of the widget; weeks without a review are left out."""

    def __init__(self, wide: int = 120, high: int = 26) -> None:
        super().__init__()
        self.setFixedHeight(high)
        self.setMinimumWidth(40)
        self._wide = wide
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._weeks: tuple[Sum, ...] = ()
        self._tone = "accent"

    def sizeHint(self) -> QSize:
        """As it was asked for."""
        return QSize(self._wide, self.height())

    def put(self, weeks: tuple[Sum, ...], tone: str) -> None:
        """Another line."""
        if (weeks, tone) != (self._weeks, self._tone):
            self._weeks, self._tone = weeks, tone
            self.update()

    def paintEvent(self, _: QPaintEvent, /) -> None:
        """Qt's own."""
        pencil = Pencil(QPainter(self), tokens())
        step = (self.width() - 12) / max(1, len(self._weeks) - 1)
        points = [
            QPointF(5 + at * step, 4 + (100 - found.value) / 100 * (self.height() - 8))
            for at, found in enumerate(self._weeks)
            if found.value is not None
        ]
        if len(points) >= _ENOUGH:
            pencil.curve(points, self._tone)
        if points:
            pencil.dot(points[-1], self._tone, 3.5)
