"""What floats over a page: a raised surface with a shadow, and the focus ring."""

from functools import cache

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QApplication, QLayout, QWidget
from shiboken6 import isValid

from console.ui.theme import ink


class Floating(QWidget):
    """Radius 16, with room for its shadow around it. The edge pulses once a second while ``pulsing``."""

    PAD = 26

    def __init__(self, parent: QWidget, layout: QLayout, tone: str = "line", name: str = "") -> None:
        super().__init__(parent)
        self._tone = tone
        self._bright = True
        self._pulse = QTimer(self)
        self._pulse.setInterval(500)
        self._pulse.timeout.connect(self._beat)
        m = layout.contentsMargins()
        p = self.PAD
        layout.setContentsMargins(m.left() + p, m.top() + p, m.right() + p, m.bottom() + p)
        self.setLayout(layout)
        if name:
            self.setObjectName(name)

    def set_tone(self, tone: str) -> None:
        """The colour of the edge."""
        if tone != self._tone:
            self._tone = tone
            self.update()

    def pulse(self, *, on: bool) -> None:
        """Let the edge pulse, or not."""
        if on and not self._pulse.isActive():
            self._pulse.start()
        elif not on:
            self._pulse.stop()
            self._bright = True

    def _beat(self) -> None:
        self._bright = not self._bright
        area, p = self.rect(), self.PAD
        for strip in (
            QRect(0, p - 4, area.width(), 8),
            QRect(0, area.height() - p - 4, area.width(), 8),
            QRect(p - 4, 0, 8, area.height()),
            QRect(area.width() - p - 4, 0, 8, area.height()),
        ):
            self.update(strip)

    def place(self, area: QRect) -> None:
        """The surface itself at ``area``, the shadow around it."""
        p = self.PAD
        where = area.adjusted(-p, -p, p, p)
        if self.geometry() != where:
            self.setGeometry(where)

    def paintEvent(self, _: QPaintEvent, /) -> None:
        """Qt's own."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        p = self.PAD
        area = QRectF(self.rect()).adjusted(p, p, -p, -p)
        _paint_shadow(painter, self.rect(), p, ink("shadow").rgba())
        painter.setBrush(ink("card"))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRoundedRect(area, 16, 16)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setOpacity(1.0 if self._bright else 0.45)
        painter.setPen(QPen(ink(self._tone), 1.0 if self._tone == "line" else 1.6))
        painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), 16, 16)


_CORNER = 60
"""Side of a corner of the shadow's picture, in pixels."""


@cache
def _shadow(pad: int, rgba: int) -> QPixmap:
    """The shadow of a small surface; its corners and edges make up that of any surface."""
    side = 2 * _CORNER + 2
    made = QPixmap(side, side)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor.fromRgba(rgba))
    area = QRectF(0, 0, side, side).adjusted(pad, pad, -pad, -pad)
    for i in range(pad - 6, 0, -2):
        painter.setOpacity(0.34 * (1 - i / pad) ** 1.7)
        painter.drawRoundedRect(area.adjusted(-i, -i + 6, i, i + 4), 16 + i, 16 + i)
    painter.end()
    return made


def _paint_shadow(painter: QPainter, area: QRect, pad: int, rgba: int) -> None:
    picture, c = _shadow(pad, rgba), _CORNER
    right, low = area.width() - c, area.height() - c
    across, down = right - c, low - c
    for x, wide, from_x, from_wide in ((0, c, 0, c), (c, across, c, 2), (right, c, c + 2, c)):
        for y, high, from_y, from_high in ((0, c, 0, c), (c, down, c, 2), (low, c, c + 2, c)):
            middle = from_wide == from_high == 2  # noqa: PLR2004 - under the surface itself
            if not middle and wide > 0 and high > 0:
                painter.drawPixmap(
                    QRect(x, y, wide, high), picture, QRect(from_x, from_y, from_wide, from_high)
                )


class Scrim(QWidget):
    """A veil over what is not to be worked with now; thin enough to read through (test_tokens.py)."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def paintEvent(self, _: QPaintEvent, /) -> None:
        """Qt's own."""
        QPainter(self).fillRect(self.rect(), ink("scrim"))


class FocusRing(QWidget):
    """One ring for everything that has the keyboard's focus: 2 px accent, 2 px outside, the layout does not move."""

    def __init__(self, root: QWidget) -> None:
        super().__init__(root)
        self.setObjectName("focus.ring")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._at: QWidget | None = None
        self._watched: list[QWidget] = []
        self.hide()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._moved)

    def _moved(self, _: QWidget | None, new: QWidget | None) -> None:
        root = self.parentWidget()
        for widget in self._watched:
            if isValid(widget):
                widget.removeEventFilter(self)
        self._watched.clear()
        self._at = None
        by_mouse = QApplication.mouseButtons() != Qt.MouseButton.NoButton
        if new is None or root is None or by_mouse or not root.isAncestorOf(new) or new.property("noRing"):
            self.hide()
            return
        self._at = new
        # Whatever holds it may be moved too, and then it gets no event of its own.
        step: QWidget | None = new
        while step is not None and step is not root:
            step.installEventFilter(self)
            self._watched.append(step)
            step = step.parentWidget()
        self._follow()

    def eventFilter(self, watched: QObject, event: QEvent, /) -> bool:
        """Follow what has the focus wherever the layout moves it."""
        if watched in self._watched and event.type() in {
            QEvent.Type.Move,
            QEvent.Type.Resize,
            QEvent.Type.Show,
            QEvent.Type.Hide,
            QEvent.Type.UpdateRequest,
        }:
            self._follow()
        return False

    def follow(self) -> None:
        """Look again where the focus is; asked for after a layout."""
        if self._at is not None:
            self._follow()

    def _follow(self) -> None:
        root = self.parentWidget()
        if self._at is None or root is None or not self._at.isVisible():
            self.hide()
            return
        corner = self._at.mapTo(root, self._at.rect().topLeft())
        self.setGeometry(QRect(corner, self._at.size()).adjusted(-4, -4, 4, 4))
        self.raise_()
        self.show()

    def paintEvent(self, _: QPaintEvent, /) -> None:
        """Qt's own."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(ink("accent"), 2))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 11, 11)
