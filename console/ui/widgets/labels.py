"""Text on the screen. Everything is plain text: names come from strangers."""

import html

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from console.ui import icons
from console.ui.theme import font, ink

_KINDS = {
    "": (13, 400),
    "muted": (13, 400),
    "meta": (12, 400),
    "metab": (12, 600),
    "head": (11, 600),
    "b": (13, 600),
    "med": (13, 500),
    "title": (15, 600),
    "page": (18, 600),
    "num": (18, 600),
    "name": (24, 600),
    "timer": (30, 500),
    "time": (12, 400),
    "timeb": (13, 600),
}
"""Kind of text: size in pixels and weight."""
_FIGURES = frozenset({"num", "timer", "time", "timeb"})
"""Kinds whose figures are tabular."""


def tip(widget: QWidget, text: str) -> None:
    """A tool tip that shows ``text`` literally: Qt would take ``<b>`` for markup."""
    made = f"<qt>{html.escape(text)}</qt>" if text else ""
    if widget.toolTip() != made:
        widget.setToolTip(made)


class Label(QLabel):
    """A line or a block of plain text."""

    def __init__(
        self,
        text: str = "",
        kind: str = "",
        tone: str = "",
        *,
        wrap: bool = False,
        name: str = "",
        select: bool = False,
    ) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(font(*_KINDS[kind], figures=kind in _FIGURES))
        if kind:
            self.setProperty("k", kind)
        if tone:
            self.setProperty("tone", tone)
        if name:
            self.setObjectName(name)
        if wrap:
            self.setWordWrap(True)
        if select:
            self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setText(text)

    def put(self, text: str, tone: str | None = None) -> None:
        """Show another text; empty hides nothing."""
        if self.text() != text:
            self.setText(text)
        if tone is not None and (self.property("tone") or "") != tone:
            self.setProperty("tone", tone)
            self.style().unpolish(self)
            self.style().polish(self)

    def put_or_hide(self, text: str, tone: str | None = None) -> None:
        """Show it, or nothing at all if there is nothing to say."""
        self.put(text, tone)
        self.setVisible(bool(text))


class Elided(Label):
    """One line that gives way with an ellipsis and keeps its whole text as tool tip.

    With ``fit`` it is never wider than its text, so that what follows stands right beside it. With ``whole`` it is
    there in full or not at all: for what may be left out.
    """

    def __init__(
        self,
        text: str = "",
        kind: str = "",
        tone: str = "",
        *,
        name: str = "",
        fit: bool = False,
        whole: bool = False,
    ) -> None:
        super().__init__(text, kind, tone, name=name)
        self._whole = whole
        self.setMinimumWidth(30)
        wide = QSizePolicy.Policy.Maximum if fit else QSizePolicy.Policy.Ignored
        self.setSizePolicy(wide, QSizePolicy.Policy.Preferred)
        tip(self, text)

    def put(self, text: str, tone: str | None = None) -> None:
        """Show another text."""
        super().put(text, tone)
        tip(self, text)

    def paintEvent(self, _: QPaintEvent, /) -> None:
        """Qt's own."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        shown = QFontMetrics(self.font()).elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        if self._whole and shown != self.text():
            return
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute
        painter.drawText(self.rect(), int(flags) | int(Qt.TextFlag.TextSingleLine), shown)


class Pill(QLabel):
    """A word on soft ground, with an icon where trust is meant."""

    def __init__(
        self, text: str = "", tone: str = "n", icon: str = "", *, name: str = "", ticks: bool = False
    ) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(font(11, 600, figures=ticks))
        self._tone = tone
        self._icon = icon
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        if name:
            self.setObjectName(name)
        self.setText(text)

    def put(self, text: str, tone: str = "", icon: str | None = None) -> None:
        """Another word; an empty one hides the pill."""
        if self.text() != text:
            self.setText(text)
        if tone and tone != self._tone:
            self._tone = tone
            self.update()
        if icon is not None and icon != self._icon:
            self._icon = icon
            self.updateGeometry()
        self.setVisible(bool(text))

    def sizeHint(self) -> QSize:
        """Text and padding."""
        wide = QFontMetrics(self.font()).horizontalAdvance(self.text())
        return QSize(wide + 18 + (17 if self._icon else 0), 20)

    def minimumSizeHint(self) -> QSize:
        """Never less, up to a measure: hostile text must not push the rest away."""
        return QSize(min(self.sizeHint().width(), 180), 20)

    def paintEvent(self, _: QPaintEvent, /) -> None:
        """Qt's own."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink(self._tone + "S"))
        area = QRectF(0, (self.height() - 20) / 2, self.width(), 20)
        painter.drawRoundedRect(area, 10, 10)
        left = 9.0
        if self._icon:
            painter.drawPixmap(8, int(area.y()) + 3, icons.pixmap(self._icon, self._tone + "T", 14))
            left = 26.0
        painter.setFont(self.font())
        painter.setPen(ink(self._tone + "T"))
        room = QRectF(left, area.y(), self.width() - left - 8, 20)
        shown = QFontMetrics(self.font()).elidedText(
            self.text(), Qt.TextElideMode.ElideRight, int(room.width()) + 2
        )
        painter.drawText(room, int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextSingleLine), shown)
        tip(self, self.text() if shown != self.text() else "")


class Icon(QWidget):
    """One icon; a picture only, so a word stands beside it."""

    def __init__(self, name: str, token: str = "text", size: int = 18) -> None:
        super().__init__()
        self._name, self._token, self._size = name, token, size
        self.setFixedSize(size, size)

    def put(self, name: str, token: str) -> None:
        """Another icon."""
        if (name, token) != (self._name, self._token):
            self._name, self._token = name, token
            self.update()

    def paintEvent(self, _: QPaintEvent, /) -> None:
        """Qt's own."""
        if self._name:
            QPainter(self).drawPixmap(0, 0, icons.pixmap(self._name, self._token, self._size))


class Dot(QWidget):
    """A coloured dot beside the word that says the same."""

    def __init__(self, token: str = "n", size: int = 8) -> None:
        super().__init__()
        self._token = token
        self.setFixedSize(size, size)

    def put(self, token: str) -> None:
        """Another colour."""
        if token != self._token:
            self._token = token
            self.update()

    def paintEvent(self, _: QPaintEvent, /) -> None:
        """Qt's own."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink(self._token))
        painter.drawEllipse(self.rect())


class Prose(QWidget):
    """Wrapped plain text with a reading line height of 130 %."""

    def __init__(
        self,
        text: str = "",
        token: str = "text",
        pixels: int = 13,
        weight: int = 400,
        *,
        name: str = "",
        figures: bool = False,
    ) -> None:
        super().__init__()
        self._text = ""
        self._token = token
        self._font = font(pixels, weight, figures=figures)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        if name:
            self.setObjectName(name)
        self.put(text)

    def text(self) -> str:
        """What it says."""
        return self._text

    def put(self, text: str, token: str = "") -> None:
        """Another text."""
        if token and token != self._token:
            self._token = token
            self.update()
        if text != self._text:
            self._text = text
            self.setAccessibleName(text)
            self.updateGeometry()
            self.update()

    def put_or_hide(self, text: str) -> None:
        """Show it, or nothing at all."""
        self.put(text)
        self.setVisible(bool(text))

    def _lines(self, width: int) -> list[str]:
        metrics = QFontMetrics(self._font)
        made: list[str] = []
        for paragraph in self._text.splitlines() or [""]:
            made.extend(_wrapped(paragraph, metrics, max(20, width)))
        return made

    def hasHeightForWidth(self) -> bool:
        """Qt's own."""
        return True

    def heightForWidth(self, width: int) -> int:
        """As many lines as that takes."""
        return len(self._lines(width)) * self._step()

    def _step(self) -> int:
        return round(self._font.pixelSize() * 1.42)

    def sizeHint(self) -> QSize:
        """A paragraph of about 320 pixels."""
        wide = min(320, QFontMetrics(self._font).horizontalAdvance(self._text[:200]) + 2)
        return QSize(wide, self.heightForWidth(max(wide, self.width() if self.isVisible() else wide)))

    def minimumSizeHint(self) -> QSize:
        """One line."""
        return QSize(40, self._step())

    def paintEvent(self, _: QPaintEvent, /) -> None:
        """Qt's own."""
        painter = QPainter(self)
        painter.setFont(self._font)
        painter.setPen(ink(self._token))
        step = self._step()
        flags = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine)
        for i, line in enumerate(self._lines(self.width())):
            painter.drawText(QRect(0, i * step, self.width(), step), flags, line)


def _wrapped(paragraph: str, metrics: QFontMetrics, width: int) -> list[str]:
    """Greedy wrapping at spaces; a word too long for a line is cut."""
    made: list[str] = []
    line = ""
    for word in paragraph.split(" "):
        longer = f"{line} {word}" if line else word
        if metrics.horizontalAdvance(longer) <= width:
            line = longer
            continue
        if line:
            made.append(line)
        rest = word
        while metrics.horizontalAdvance(rest) > width and len(rest) > 1:
            fits = max(1, len(metrics.elidedText(rest, Qt.TextElideMode.ElideRight, width)) - 1)
            made.append(rest[:fits])
            rest = rest[fits:]
        line = rest
    made.append(line)
    return made
