"""A slider, painted from the tokens."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QSlider

from console.ui.theme import ink

_KNOB = 7.0
_TELL_MS = 60
"""While it is dragged, so often at most."""
_QUIET_MS = 600


class Slider(QSlider):
    """Whole percents. While a person moves it, and for a moment after, it is not put elsewhere."""

    def __init__(self, name: str, label: str, most: int) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setRange(0, most)
        self.setSingleStep(1)
        self.setPageStep(10)
        self.setFixedHeight(22)
        self.setMinimumWidth(80)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._putting = False
        self._moved: list[Callable[[], object]] = []
        self._soon = QTimer(self, singleShot=True, interval=_TELL_MS)
        self._soon.timeout.connect(self._tell_moved)
        self._quiet = QTimer(self, singleShot=True, interval=_QUIET_MS)
        self.valueChanged.connect(self._changed)

    def put(self, percent: int) -> None:
        """Show what is in force; not while a person moves it."""
        if self.isSliderDown() or self._quiet.isActive():
            return
        self._putting = True
        self.setMaximum(max(self.maximum(), percent))
        self.setValue(percent)
        self._putting = False

    def on_move(self, then: Callable[[], object]) -> None:
        """Call ``then`` while a person moves it."""
        self._moved.append(then)

    def _changed(self) -> None:
        if self._putting:
            return
        if not self._soon.isActive():
            self._soon.start()
        self._quiet.start()

    def _tell_moved(self) -> None:
        for then in self._moved:
            then()

    # -- a press goes where it was meant

    def mousePressEvent(self, event: QMouseEvent, /) -> None:
        """Jump there; Qt would go a page."""
        if event.button() is Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self._to(event.position().x())
            event.accept()

    def mouseMoveEvent(self, event: QMouseEvent, /) -> None:
        """Qt's own."""
        if self.isSliderDown():
            self._to(event.position().x())

    def mouseReleaseEvent(self, event: QMouseEvent, /) -> None:
        """Qt's own."""
        if event.button() is Qt.MouseButton.LeftButton:
            self.setSliderDown(False)

    def wheelEvent(self, event: QWheelEvent, /) -> None:
        """Scrolling over it must not change a volume."""
        event.ignore()

    def _to(self, x: float) -> None:
        room = max(1.0, self.width() - 2 * _KNOB - 2)
        self.setValue(round((x - _KNOB - 1) / room * self.maximum()))

    def sizeHint(self) -> QSize:
        """Wide."""
        return QSize(240, 22)

    def paintEvent(self, _: QPaintEvent, /) -> None:
        """Qt's own."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle, room = self.height() / 2, self.width() - 2 * _KNOB - 2
        x = _KNOB + 1 + room * self.value() / max(1, self.maximum())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink("track"))
        painter.drawRoundedRect(QRectF(0, middle - 2, self.width(), 4), 2, 2)
        painter.setBrush(ink("accent" if self.isEnabled() else "n"))
        painter.drawRoundedRect(QRectF(0, middle - 2, x, 4), 2, 2)
        painter.setPen(QPen(ink("accent" if self.isEnabled() else "n"), 2))
        painter.setBrush(ink("card"))
        painter.drawEllipse(QPointF(x, middle), _KNOB, _KNOB)
