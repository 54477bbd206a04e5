"""A list without rows: nothing there yet, nothing found, or still being read."""

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from console.ui.widgets.labels import Icon, Label
from console.ui.widgets.layout import column, row
from console.ui.widgets.paint import paint_ground

_PATIENCE_MS = 300
_BARS = 6
_STEP = 52


class Emptiness(QWidget):
    """An icon, one fact, one next step."""

    def __init__(self, name: str, icon: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._fact = Label("", "title", name=name + ".fact", wrap=True)
        self._next = Label("", "muted", wrap=True)
        for line in (self._fact, self._next):
            line.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        inside = column(row(None, Icon(icon, "muted", 28), None), self._fact, self._next, gap=10)
        self.setLayout(column(None, inside, None, None, gap=0))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.hide()

    def put(self, fact: str, step: str) -> None:
        """Say it."""
        self._fact.put(fact)
        self._next.put_or_hide(step)
        self.setAccessibleName(f"{fact} {step}")


class Loading(QWidget):
    """Grey bars, but only after 300 ms: what comes at once must not flicker."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(self.tr("Being read …"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._late = False
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(_PATIENCE_MS)
        self._wait.timeout.connect(self._is_late)
        self.hide()

    def put(self, *, on: bool) -> None:
        """Something is being read, or not."""
        if on and self.isHidden():
            self._late = False
            self._wait.start()
            self.show()
        elif not on:
            self._wait.stop()
            self.hide()

    @property
    def late(self) -> bool:
        """Whether the bars can be seen."""
        return self._late and self.isVisible()

    def _is_late(self) -> None:
        self._late = True
        self.update()

    def sizeHint(self) -> QSize:
        """Whatever there is."""
        return QSize(300, _BARS * _STEP)

    def minimumSizeHint(self) -> QSize:
        """Whatever there is."""
        return QSize(100, 60)

    def paintEvent(self, _: QPaintEvent, /) -> None:
        """Qt's own."""
        if not self._late:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for i in range(_BARS):
            y = i * _STEP + 10.0
            if y + 34 > self.height():
                return
            wide = self.width() - 120.0
            paint_ground(painter, QRectF(38, y, min(220.0, wide), 14), "track", "", 6)
            paint_ground(painter, QRectF(38, y + 20, min(320.0 - 20 * (i % 3), wide), 11), "track", "", 5)
