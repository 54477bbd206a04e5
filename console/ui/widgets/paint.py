"""Surfaces, key caps and lines of text, painted from the tokens."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen

from console.ui.theme import font, ink


def paint_ground(
    painter: QPainter, area: QRectF, ground: str, edge: str, radius: float, *, dashed: bool = False
) -> None:
    """A rounded surface; "" paints nothing."""
    painter.setBrush(ink(ground) if ground else Qt.BrushStyle.NoBrush)
    if edge:
        painter.setPen(QPen(ink(edge), 1, Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine))
    else:
        painter.setPen(Qt.PenStyle.NoPen)
    if ground or edge:
        painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)


def paint_cap(painter: QPainter, area: QRectF, key: str, colour: str = "muted") -> None:
    """A key cap, in the ink of what it stands on."""
    tone = ink("white" if colour == "white" else "muted")
    edge = ink("white" if colour == "white" else "edge")
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setOpacity(0.55)
    painter.setPen(QPen(edge, 1))
    painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    painter.setOpacity(1.0)
    painter.setFont(font(11, 600))
    painter.setPen(tone)
    painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), key)


def cap_width(key: str) -> int:
    """How wide the cap of that key is; 0 without a key."""
    return QFontMetrics(font(11, 600)).horizontalAdvance(key) + 11 if key else 0


def paint_line(
    painter: QPainter,
    area: QRectF,
    text: str,
    pixels: int,
    weight: int,
    colour: str,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    *,
    figures: bool = False,
) -> bool:
    """One line of text, elided at the end of ``area``; whether all of it is to be read. ``figures`` are tabular."""
    used = font(pixels, weight, figures=figures)
    painter.setFont(used)
    painter.setPen(ink(colour))
    shown = QFontMetrics(used).elidedText(text, Qt.TextElideMode.ElideRight, int(area.width()) + 2)
    painter.drawText(
        area, int(align) | int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine), shown
    )
    return shown == text
