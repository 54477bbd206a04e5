"""The lucide icons, in any token's colour and sharp at any scale; each is drawn once and kept."""

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

import resources
from console.ui.theme import tokens


def pixmap(name: str, token: str = "text", size: int = 18, ratio: float = 2.0) -> QPixmap:
    """The icon ``name`` (lucide's) in the colour of ``token``, ``size`` pixels wide at that device ratio."""
    return _drawn(name, tokens()[token], size, ratio)


@cache
def _source(name: str) -> str:
    return resources.path(f"icons/{name}.svg").read_text(encoding="utf-8")


@cache
def _drawn(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    made = QPixmap(round(size * ratio), round(size * ratio))
    made.fill(Qt.GlobalColor.transparent)
    svg = _source(name).replace("currentColor", colour)
    painter = QPainter(made)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, made.width(), made.height()))
    painter.end()
    made.setDevicePixelRatio(ratio)
    return made
