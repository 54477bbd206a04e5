"""A small line of scores over the weeks; its word stands beside it."""

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from console.ui.reports.pencil import Pencil
from console.ui.theme import tokens
from store.trends import Sum

_ENOUGH = 2
_RANGE = 30.0


class Spark(QWidget):
    """Percent, in a range of 30 points or more that holds all of them; weeks without a review are left out."""

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
        values = [(at, found.value) for at, found in enumerate(self._weeks) if found.value is not None]
        low = min((value for _, value in values), default=0.0)
        high = max((value for _, value in values), default=0.0)
        span = max(_RANGE, high - low)
        top = (low + high + span) / 2
        room = self.height() - 8
        points = [QPointF(5 + at * step, 4 + (top - value) / span * room) for at, value in values]
        if len(points) >= _ENOUGH:
            pencil.curve(points, self._tone)
        if points:
            pencil.dot(points[-1], self._tone, 3.5)
