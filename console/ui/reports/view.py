"""A chart on the screen: painted at the screen's own ratio, walked with the arrow keys, pressed with Enter."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from console.ui.reports.pencil import Chart, Mark, Pencil
from console.ui.theme import tokens
from console.ui.widgets.labels import tip
from store.reports import Slice

_STEPS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}
_NOTE = 34.0
"""So much room above a mark takes its note."""
_PRESS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class ChartView(QWidget):
    """``open_`` is told the cases of the bar that was pressed.

    Its accessible name has the chart in words; the bar that the keyboard is at is its description.
    """

    def __init__(self, name: str, open_: Callable[[Slice], object], height: int = 150) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setMinimumHeight(height)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._open = open_
        self._chart = Chart()
        self._areas: list[QRectF] = []
        self._at = -1
        self._over = -1
        self._walked = False
        # The window's ring floats over everything, and this stands in what is scrolled: it paints its own.
        self.setProperty("noRing", True)

    def put(self, chart: Chart, title: str) -> None:
        """Show another chart."""
        self._chart = chart
        self._at = self._over = -1
        self._areas = []
        said = "; ".join(mark.said for mark in chart.marks)
        self.setAccessibleName(f"{title}: {said}" if said else title)
        self.setAccessibleDescription("")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if chart.marks else Qt.FocusPolicy.NoFocus)
        self.update()

    @property
    def chart(self) -> Chart:
        """What it shows."""
        return self._chart

    @property
    def mark(self) -> Mark | None:
        """The one that the keyboard is at."""
        return self._chart.marks[self._at] if 0 <= self._at < len(self._chart.marks) else None

    def area(self, at: int) -> QRectF:
        """Where the mark is, once it was painted."""
        return self._areas[at]

    def sizeHint(self) -> QSize:
        """As much as there is."""
        return QSize(240, max(self.minimumHeight(), 180))

    # -- painting

    def paintEvent(self, _: QPaintEvent, /) -> None:
        """Qt's own."""
        painter = QPainter(self)
        pencil = Pencil(painter, tokens())
        self._areas = self._chart.draw(pencil, QRectF(self.rect()).adjusted(0, 2, 0, 0))
        walked = self._walked and self.hasFocus()
        if walked:
            pencil.ring(QRectF(self.rect()).adjusted(3, 3, -3, -3))
        at = self._at if walked else self._over
        if 0 <= at < len(self._areas):
            pencil.ring(self._areas[at])
            if walked:
                self._note(pencil, self._areas[at], self._chart.marks[at].said)

    def _note(self, pencil: Pencil, area: QRectF, said: str) -> None:
        """What a tip says to the pointer, for the keyboard: beside the mark, inside the chart."""
        wide = min(self.width() - 4.0, pencil.width(said, 12, 500) + 18)
        left = min(max(2.0, area.center().x() - wide / 2), self.width() - wide - 2)
        top = area.top() - 32 if area.top() >= _NOTE else min(area.bottom() + 8, self.height() - 26.0)
        note = QRectF(left, top, wide, 24)
        pencil.bar(note, "text", 6)
        pencil.text(note.adjusted(9, 0, -9, 0), said, 12, 500, "card")

    # -- keys

    def keyPressEvent(self, event: QKeyEvent, /) -> None:
        """Arrows walk the bars, Home and End go to the first and the last, Enter opens the cases."""
        key = Qt.Key(event.key())
        self._walked = True
        if key in _PRESS:
            self._press(self._at)
        elif key in _STEPS:
            self._walk(*_STEPS[key])
        elif key in {Qt.Key.Key_Home, Qt.Key.Key_End} and self._chart.marks:
            self._go(0 if key == Qt.Key.Key_Home else len(self._chart.marks) - 1)
        else:
            super().keyPressEvent(event)

    def _walk(self, across: int, up: int) -> None:
        groups = self._chart.groups
        if not groups:
            return
        if self._at < 0:
            self._go(groups[0][0])
            return
        place = next(at for at, group in enumerate(groups) if self._at in group)
        inside = groups[place].index(self._at)
        if len(max(groups, key=len)) == 1:
            across, up = across or -up, 0  # one mark each: down is on, up is back
        if up:
            self._go(groups[place][min(max(inside + up, 0), len(groups[place]) - 1)])
        else:
            other = groups[min(max(place + across, 0), len(groups) - 1)]
            self._go(other[min(inside, len(other) - 1)])

    def _go(self, at: int) -> None:
        self._at = at
        mark = self.mark
        if mark is not None:
            self.setAccessibleDescription(mark.said)
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))
        self.update()

    def _press(self, at: int) -> None:
        if 0 <= at < len(self._chart.marks):
            part = self._chart.marks[at].part
            if part is not None:
                self._open(part)

    # -- the mouse

    def _hit(self, at: QPointF) -> int:
        return next((n for n, area in enumerate(self._areas) if area.adjusted(-2, -2, 2, 2).contains(at)), -1)

    def mouseMoveEvent(self, event: QMouseEvent, /) -> None:
        """What is under the pointer can be pressed."""
        over = self._hit(event.position())
        if over != self._over:
            self._over = over
            pressed = over >= 0 and self._chart.marks[over].part is not None
            self.setCursor(Qt.CursorShape.PointingHandCursor if pressed else Qt.CursorShape.ArrowCursor)
            self.update()

    def mousePressEvent(self, event: QMouseEvent, /) -> None:
        """The cases of the bar that was pressed."""
        at = self._hit(event.position())
        self._walked = False
        if at >= 0 and event.button() is Qt.MouseButton.LeftButton:
            self._at = at
            self._press(at)
            self.update()

    def focusInEvent(self, event: QFocusEvent, /) -> None:
        """A ring for whoever came by a key."""
        super().focusInEvent(event)
        self._walked = event.reason() is not Qt.FocusReason.MouseFocusReason
        self.update()

    def leaveEvent(self, event: QEvent, /) -> None:
        """Qt's own."""
        super().leaveEvent(event)
        self._over = -1
        self.update()

    def event(self, event: QEvent, /) -> bool:
        """The tip of what is under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            at = self._hit(QPointF(event.pos()))
            tip(self, self._chart.marks[at].said if at >= 0 else "")
            if at < 0:
                QToolTip.hideText()
                return True
        return super().event(event)
