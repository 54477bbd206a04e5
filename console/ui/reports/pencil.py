"""What charts are drawn with: lines, bars, dots and texts, on the screen and on paper alike."""

from collections.abc import Iterator
from math import ceil, floor, log10

import msgspec
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen

from console.ui.theme import font
from console.ui.tokens import Tokens
from store.reports import Slice

LEFT = Qt.AlignmentFlag.AlignLeft
RIGHT = Qt.AlignmentFlag.AlignRight
CENTER = Qt.AlignmentFlag.AlignHCenter


class Mark(msgspec.Struct, frozen=True):
    """One thing of a chart that can be walked to: ``said`` in words, and which cases it stands for, if any."""

    said: str
    part: Slice | None = None


class Pencil:
    """A painter and the colours; lengths are logical pixels, so what is drawn is as sharp as the device."""

    def __init__(self, painter: QPainter, colours: Tokens) -> None:
        self.painter = painter
        self._colours = colours
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def colour(self, token: str, alpha: int = 255) -> QColor:
        """The colour of a token."""
        made = QColor(self._colours[token])
        if alpha != 255:  # noqa: PLR2004 - opaque
            made.setAlpha(alpha)
        return made

    def width(self, text: str, pixels: int, weight: int = 400) -> float:
        """How wide a text is."""
        return QFontMetricsF(font(pixels, weight)).horizontalAdvance(text)

    def text(
        self,
        area: QRectF,
        text: str,
        pixels: int = 11,
        weight: int = 400,
        token: str = "muted",
        align: Qt.AlignmentFlag = LEFT,
    ) -> None:
        """One line, in the middle of ``area``'s height; what has no room ends with an ellipsis."""
        used = font(pixels, weight)
        shown = text
        if QFontMetricsF(used).horizontalAdvance(text) > area.width() + 1:
            shown = QFontMetricsF(used).elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        self.painter.setFont(used)
        self.painter.setPen(self.colour(token))
        flags = int(align) | int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine)
        self.painter.drawText(area, flags | int(Qt.TextFlag.TextDontClip), shown)

    def paragraph(self, area: QRectF, text: str, pixels: int = 11, token: str = "muted") -> None:
        """As many lines as ``area`` has room for, from its top."""
        self.painter.setFont(font(pixels))
        self.painter.setPen(self.colour(token))
        self.painter.drawText(area, int(LEFT) | int(Qt.TextFlag.TextWordWrap), text)

    def line(
        self, start: QPointF, end: QPointF, token: str = "line", wide: float = 1, *, dashed: bool = False
    ) -> None:
        """A straight line; a hairline lies on the pixels."""
        style = Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine
        self.painter.setPen(QPen(self.colour(token), wide, style))
        self.painter.drawLine(start, end)

    def band(self, start: QPointF, end: QPointF, token: str, wide: float, alpha: int = 255) -> None:
        """A thick line with round ends."""
        pen = QPen(self.colour(token, alpha), wide, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
        self.painter.setPen(pen)
        self.painter.drawLine(start, end)

    def bar(self, area: QRectF, token: str, radius: float = 3) -> None:
        """A filled rectangle."""
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(self.colour(token))
        self.painter.drawRoundedRect(area, radius, radius)

    def dot(self, at: QPointF, token: str, radius: float = 7) -> None:
        """A disc with a rim of the card, so that it stands out on lines."""
        self.painter.setPen(QPen(self.colour("card"), 2))
        self.painter.setBrush(self.colour(token))
        self.painter.drawEllipse(at, radius, radius)

    def curve(self, points: list[QPointF], token: str) -> None:
        """A line through all of them."""
        path = QPainterPath(points[0])
        for point in points[1:]:
            path.lineTo(point)
        pen = QPen(self.colour(token), 2.2)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        self.painter.setPen(pen)
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        self.painter.drawPath(path)

    def badge(self, area: QRectF, text: str, ground: str, edge: str, token: str) -> None:
        """A small rounded label."""
        self.painter.setPen(QPen(self.colour(edge), 1) if edge else QPen(Qt.PenStyle.NoPen))
        self.painter.setBrush(self.colour(ground))
        self.painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        self.text(area, text, 11, 600, token, CENTER)

    def ring(self, area: QRectF) -> None:
        """Round the mark that the keyboard is at."""
        self.painter.setPen(QPen(self.colour("accent"), 2))
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        self.painter.drawRoundedRect(area.adjusted(-2, -2, 2, 2), 4, 4)


class Chart:
    """``marks`` in the order of reading, ``groups`` their places by column (or row) for the arrow keys."""

    marks: tuple[Mark, ...] = ()
    groups: tuple[tuple[int, ...], ...] = ()

    def draw(self, pencil: Pencil, area: QRectF) -> list[QRectF]:
        """Draw it into ``area``; where each mark is."""
        raise NotImplementedError


def ticks(most: float, count: int = 4) -> list[float]:
    """Round numbers from 0 to just past ``most``, about ``count`` steps."""
    if most <= 0:
        return [0.0, 1.0]
    rough = most / count
    power = 10.0 ** floor(log10(rough))
    step = next(power * n for n in (1, 2, 2.5, 5, 10) if power * n >= rough)
    step = max(step, 1.0) if most >= 1 else step
    return [step * n for n in range(ceil(most / step) + 1)]


def every(count: int, room: float, wide: float) -> Iterator[int]:
    """Which of ``count`` labels have room beside each other, the last one always."""
    if not count:
        return
    step = max(1, ceil(wide * count / max(room, 1)))
    yield from (at for at in range(count) if (count - 1 - at) % step == 0)
