"""How loud it is: a row of small bars, with the loudest of the last second marked."""

from datetime import datetime

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from console.ui.theme import ink

SILENCE = -90.0
"""dBFS that the engine gives for silence."""
_FLOOR = -60.0
"""dBFS at the left end."""
_LOUD, _TOO_LOUD = -9.0, -3.0
_STEP, _WIDE, _HIGH = 7, 4, 10
_HOLD_SECONDS = 1.0


class Meter(QWidget):
    """``put`` up to twenty times a second; painted only when another bar lights up. Its word stands beside it."""

    def __init__(self, name: str, label: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setFixedHeight(14)
        self.setMinimumWidth(80)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._db = self._peak = SILENCE
        self._peak_at: datetime | None = None

    @property
    def peak_db(self) -> float:
        """The loudest of about the last second, in dBFS."""
        return self._peak

    def put(self, db: float, now: datetime) -> None:
        """Another level, in dBFS."""
        before = self._lit(self._db), self._lit(self._peak)
        self._db = max(SILENCE, min(0.0, db))
        old = self._peak_at is None or (now - self._peak_at).total_seconds() > _HOLD_SECONDS
        if old or self._db >= self._peak:
            self._peak, self._peak_at = self._db, now
        if (self._lit(self._db), self._lit(self._peak)) != before:
            self.update()

    def _bars(self) -> int:
        return max(1, (self.width() + _STEP - _WIDE) // _STEP)

    def _lit(self, db: float) -> int:
        share = (db - _FLOOR) / -_FLOOR
        return max(0, min(self._bars(), round(share * self._bars())))

    def sizeHint(self) -> QSize:
        """Forty bars."""
        return QSize(40 * _STEP, 14)

    def paintEvent(self, _: QPaintEvent, /) -> None:
        """Qt's own."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        bars, lit, peak = self._bars(), self._lit(self._db), self._lit(self._peak)
        for i in range(bars):
            on = i < lit or (peak and i == peak - 1)
            painter.setBrush(ink(_tone(_FLOOR - _FLOOR * (i + 1) / bars) if on else "track"))
            painter.drawRoundedRect(QRectF(i * _STEP, (self.height() - _HIGH) / 2, _WIDE, _HIGH), 2, 2)


def _tone(db: float) -> str:
    if db > _TOO_LOUD:
        return "bad"
    return "warn" if db > _LOUD else "ok"
