"""Twelve keys, for a number that is to be dialled and for digits during a call."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from console.ui.widgets.buttons import Button
from console.ui.widgets.paint import paint_ground, paint_line

_KEYS = {
    "1": "",
    "2": "ABC",
    "3": "DEF",
    "4": "GHI",
    "5": "JKL",
    "6": "MNO",
    "7": "PQRS",
    "8": "TUV",
    "9": "WXYZ",
    "*": "",
    "0": "+",
    "#": "",
}
_NAMES = {"*": "star", "#": "hash"}
_LONG_MS = 500


class PadKey(Button):
    """A digit with its letters (ITU-T E.161). Held down, a key with a ``longer`` gives that instead."""

    def __init__(self, name: str, digit: str, letters: str, on: Callable[[str], object], longer: str) -> None:
        super().__init__(name, digit)
        self._letters, self._on, self._longer = letters, on, longer
        self._held = QTimer(self)
        self._held.setSingleShot(True)
        self._held.setInterval(_LONG_MS)
        self._held.timeout.connect(self._press_longer)
        self._done = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName({"*": self.tr("Star"), "#": self.tr("Hash")}.get(digit, digit))
        if longer:
            self.put(tip_text=self.tr("Hold for {key}").replace("{key}", longer))
            self.pressed.connect(self._begin)
        self.clicked.connect(self._press)

    def _begin(self) -> None:
        self._done = False
        self._held.start()

    def _press_longer(self) -> None:
        self._done = True
        self._on(self._longer)

    def _press(self) -> None:
        self._held.stop()
        if not self._done:
            self._on(self.caption)
        self._done = False

    def sizeHint(self) -> QSize:
        """A key for a thumb, or for a mouse in a hurry."""
        return QSize(64, 44)

    def paintEvent(self, _: QPaintEvent, /) -> None:
        """Qt's own."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground, edge, colour = self._colours()
        paint_ground(painter, QRectF(self.rect()), ground, edge, 8, dashed=not self.isEnabled())
        wide, middle = self.width(), self.height() / 2
        centre = Qt.AlignmentFlag.AlignHCenter
        top = middle - (17 if self._letters else 12)
        paint_line(painter, QRectF(0, top, wide, 24), self.caption, 18, 500, colour, centre)
        if self._letters:
            paint_line(painter, QRectF(0, middle + 4, wide, 14), self._letters, 11, 500, "muted", centre)


class Pad(QWidget):
    """``pressed`` is told each digit. With ``plus`` the 0 held down gives a plus."""

    def __init__(self, prefix: str, pressed: Callable[[str], object], *, plus: bool) -> None:
        super().__init__()
        self.keys: dict[str, PadKey] = {}
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(8)
        for i, (digit, letters) in enumerate(_KEYS.items()):
            longer = "+" if plus and digit == "0" else ""
            shown = letters if letters != "+" or plus else ""
            key = PadKey(f"{prefix}.{_NAMES.get(digit, digit)}", digit, shown, pressed, longer)
            grid.addWidget(key, i // 3, i % 3)
            self.keys[digit] = key
        self.setLayout(grid)
