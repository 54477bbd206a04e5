"""How much of the wrap-up is left, as a bar that empties and in figures, and one press for more."""

from datetime import datetime

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from console.desk.board import Board
from console.desk.intents import ExtendWrapUp
from console.ui import format as fmt
from console.ui.keys import cap
from console.ui.kit import Kit
from console.ui.widgets.buttons import Button
from console.ui.widgets.labels import Label
from console.ui.widgets.layout import column, row
from console.ui.widgets.paint import paint_ground

_LITTLE = 15.0
"""With so many seconds left it is told with more weight."""


class _Bar(QWidget):
    """What is left of the whole."""

    def __init__(self) -> None:
        super().__init__()
        self._part, self._tone = 1.0, "accent"
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def put(self, part: float, tone: str) -> None:
        """From 1, all of it, to 0."""
        if (part, tone) != (self._part, self._tone):
            self._part, self._tone = part, tone
            self.update()

    def sizeHint(self) -> QSize:
        """A thin line."""
        return QSize(120, 6)

    def paintEvent(self, _: QPaintEvent, /) -> None:
        """Qt's own."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect())
        paint_ground(painter, area, "track", "", 3)
        left = area.width() * self._part
        if left > area.height():
            paint_ground(painter, QRectF(0, 0, left, area.height()), self._tone, "", 3)


class WrapUpTimer(QWidget):
    """Hidden where the wrap-up lasts until it is finished."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._since: datetime | None = None
        self._until: datetime | None = None
        self._said = Label("", "time", name="wrapup.left")
        self._more = Button(
            "wrapup.more",
            self.tr("More time"),
            "clock",
            size="sm",
            key=cap("more_time"),
            on=lambda: kit.do(ExtendWrapUp()),
        )
        self._bar = _Bar()
        self.setLayout(row((column(self._said, self._bar, gap=5), 1), self._more, gap=14))
        self.hide()

    def put(self, board: Board, now: datetime) -> None:
        """When it ends by itself."""
        self._since, self._until = board.me.since, board.me.wrapup_until
        self.setVisible(self._until is not None)
        self.tick(now)

    def tick(self, now: datetime) -> None:
        """A second has passed."""
        if self._until is None:
            return
        left = max(0.0, (self._until - now).total_seconds())
        whole = max(left, (self._until - self._since).total_seconds()) if self._since is not None else left
        tone = "warn" if left <= _LITTLE else "accent"
        self._bar.put(left / whole if whole else 0.0, tone)
        said = self.tr("Wrap-up ends in {time}").replace("{time}", fmt.duration(left))
        self._said.put(said, "warn" if left <= _LITTLE else "")
        self._bar.setAccessibleName(said)
