"""The sound of the legs, painted once and kept: while it plays only the share that was played changes."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap

from console.replay.line import Track
from console.replay.shape import Shape, heights
from console.ui.theme import ink
from console.ui.trainer.geometry import BAR, HEAD, Rows, Scale

_FULL = 255.0
_GROWN = 0.6
"""Heights are raised to this power: quiet speech is seen too."""


def tones(track: Track, at: float) -> tuple[str, str]:
    """The colours of both voices at that moment: agent blue, customer teal, a colleague violet."""
    left = "vio" if track.consult_first else "accent"
    if track.customer_from is None or at < track.customer_from:
        return left, "accent" if track.consult_first else "vio"
    return left, "teal"


def paint_waves(
    size: tuple[int, int],
    ratio: float,
    scale: Scale,
    rows: Rows,
    legs: list[tuple[Track, Shape | None]],
) -> QPixmap:
    """Both voices of every leg at full strength, on nothing."""
    made = QPixmap(round(size[0] * ratio), round(size[1] * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setPen(Qt.PenStyle.NoPen)
    for top, (track, shape) in zip(rows.tops, legs, strict=True):
        if shape is not None:
            _paint_leg(painter, scale, rows, top, track, shape)
    painter.end()
    return made


def _paint_leg(painter: QPainter, scale: Scale, rows: Rows, top: int, track: Track, shape: Shape) -> None:
    begin, end = max(track.begin, scale.view.begin), min(track.end, scale.view.end)
    if end <= begin:
        return
    first = int((scale.x(begin) + BAR - 1) // BAR) * BAR
    columns = max(0, int((scale.x(end) - first) // BAR))
    since, until = scale.at(first) - track.begin, scale.at(first + columns * BAR) - track.begin
    colours = {name: ink(name) for name in ("accent", "vio", "teal")}
    for voice, values in enumerate((shape.left, shape.right)):
        middle = top + HEAD + rows.voice * (voice + 0.5) + (2 if voice else 0)
        found = heights(values, since, until, columns)
        for column, value in enumerate(found):
            x = first + column * BAR
            tone = tones(track, scale.at(x))[voice]
            _bar(painter, x, middle, value, rows.voice, colours[tone])


def _bar(painter: QPainter, x: float, middle: float, value: int, room: int, colour: QColor) -> None:
    high = max(2.0, (value / _FULL) ** _GROWN * (room - 6))
    painter.fillRect(QRectF(x, middle - high / 2, BAR - 2, high), colour)
