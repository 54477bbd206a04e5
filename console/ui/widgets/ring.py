"""The ring of a clock: it empties as time runs out, with what is left inside."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from console.ui.theme import font, ink

HALF, QUARTER = 0.5, 0.25


def tone_of(share: float, *, breached: bool = False) -> str:
    """Green over half, amber under, red under a quarter."""
    if breached or share < QUARTER:
        return "bad"
    return "ok" if share >= HALF else "warn"


class Ring(QWidget):
    """A picture of a share from 1 to 0; ``said`` tells the same, and which clock it is, in words."""

    def __init__(self, size: int = 44, name: str = "") -> None:
        super().__init__()
        self._size = size
        self._shown: tuple[float, str, str] = (1.0, "", "ok")
        self.setFixedSize(size, size)
        if name:
            self.setObjectName(name)

    def put(self, share: float, text: str, tone: str, said: str) -> None:
        """Show so much."""
        if (share, text, tone) != self._shown:
            self._shown = (share, text, tone)
            self.update()
        if said != self.accessibleName():
            self.setAccessibleName(said)

    def sizeHint(self) -> QSize:
        """Fixed."""
        return QSize(self._size, self._size)

    def paintEvent(self, _: QPaintEvent, /) -> None:
        """Qt's own."""
        share, text, tone = self._shown
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        wide = 4.0
        area = QRectF(self.rect()).adjusted(wide / 2 + 1, wide / 2 + 1, -wide / 2 - 1, -wide / 2 - 1)
        painter.setPen(QPen(ink("track"), wide))
        painter.drawEllipse(area)
        if share > 0:
            painter.setPen(QPen(ink(tone), wide, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.drawArc(area, 90 * 16, -round(share * 360 * 16))
        pixels = 12 if self._size >= 48 else 11  # noqa: PLR2004 - the larger one of a heading
        painter.setFont(font(pixels, 600, figures=True))
        painter.setPen(ink("badT" if tone == "bad" else "text"))
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), text)
