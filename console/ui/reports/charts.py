"""Charts of bars: stacked by time, lying, and shares of cases."""

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QPointF, QRectF

from console.ui.reports.pencil import CENTER, RIGHT, Chart, Mark, Pencil, every, ticks

_NARROW = 30.0
"""Under this a column has no room for its total."""


class Segment(msgspec.Struct, frozen=True):
    """A part of a stacked bar."""

    tone: str
    value: int
    mark: Mark


class Column(msgspec.Struct, frozen=True):
    """A stacked bar and what stands under it."""

    label: str
    segments: tuple[Segment, ...]

    @property
    def total(self) -> int:
        """All segments."""
        return sum(s.value for s in self.segments)


class Stacked(Chart):
    """Stacked bars side by side, each with its total."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.columns = tuple(columns)
        marks: list[Mark] = []
        groups = []
        for one in self.columns:
            mine = [s.mark for s in one.segments if s.value]
            groups.append(tuple(range(len(marks), len(marks) + len(mine))))
            marks += mine
        self.marks = tuple(marks)
        self.groups = tuple(group for group in groups if group)

    def draw(self, pencil: Pencil, area: QRectF) -> list[QRectF]:
        """See :class:`Chart`."""
        box = area.adjusted(32, 20, 0, -24)
        scale = ticks(max((c.total for c in self.columns), default=0))
        _grid(pencil, area, box, scale, [f"{tick:g}" for tick in scale])
        found: list[QRectF] = []
        step = box.width() / max(1, len(self.columns))
        for at, one in enumerate(self.columns):
            left, wide, y = box.left() + at * step + step * 0.22, step * 0.56, box.bottom()
            for segment in one.segments:
                if not segment.value:
                    continue
                high = segment.value / scale[-1] * box.height()
                part = QRectF(left, y - high + 1, wide, max(1.0, high - 1))
                pencil.bar(part, segment.tone, 2)
                found.append(part)
                y -= high
            if step >= _NARROW and one.total:
                pencil.text(QRectF(left - 14, y - 18, wide + 28, 16), str(one.total), 11, 600, "text", CENTER)
        for at in every(len(self.columns), box.width(), 52):
            middle = box.left() + (at + 0.5) * step
            pencil.text(QRectF(middle - 40, box.bottom() + 6, 80, 16), self.columns[at].label, align=CENTER)
        return found


class Lying(msgspec.Struct, frozen=True):
    """A lying bar: its name, its value, and beside it how it has changed."""

    label: str
    value: int
    mark: Mark
    change: str = ""
    tone: str = "muted"
    shown: str = ""
    """Instead of the value, where that has a unit."""
    fill: str = "accent"


class LyingBars(Chart):
    """Bars below each other, the longest (or ``whole``) is as wide as there is room."""

    MOST = 9

    def __init__(self, rows: Sequence[Lying], whole: int = 0) -> None:
        self.rows = tuple(rows)
        self.whole = whole
        self.marks = tuple(r.mark for r in self.rows)
        self.groups = tuple((at,) for at in range(len(self.rows)))

    def draw(self, pencil: Pencil, area: QRectF) -> list[QRectF]:
        """See :class:`Chart`."""
        found = []
        step = min(46.0, area.height() / max(1, len(self.rows)))
        named = min(
            area.width() * 0.48, max((pencil.width(r.label, 13, 500) for r in self.rows), default=0) + 14
        )
        most = self.whole or max((r.value for r in self.rows), default=0) or 1
        room = area.width() - named - 92
        for at, one in enumerate(self.rows):
            y = area.top() + at * step + step / 2
            pencil.text(QRectF(area.left(), y - 9, named - 10, 18), one.label, 13, 500, "text")
            wide = max(2.0 if one.value else 0.0, room * one.value / most)
            left = area.left() + named
            pencil.bar(QRectF(left, y - 6, wide, 12), one.fill)
            shown = one.shown or str(one.value)
            pencil.text(QRectF(left + wide + 6, y - 9, 44, 18), shown, 12, 600, "text")
            pencil.text(QRectF(area.right() - 50, y - 9, 50, 18), one.change, 12, 500, one.tone, RIGHT)
            found.append(QRectF(area.left(), y - step / 2 + 2, area.width(), step - 4))
        return found


class ShareBar(msgspec.Struct, frozen=True):
    """A standing bar of a share from 0 to 1."""

    label: str
    share: float
    shown: str
    tone: str
    mark: Mark


class Shares(Chart):
    """Standing bars of shares."""

    def __init__(self, bars: Sequence[ShareBar]) -> None:
        self.bars = tuple(bars)
        self.marks = tuple(b.mark for b in self.bars)
        self.groups = tuple((at,) for at in range(len(self.bars)))

    def draw(self, pencil: Pencil, area: QRectF) -> list[QRectF]:
        """See :class:`Chart`."""
        box = area.adjusted(46, 20, 0, -24)
        scale = ticks(max((b.share for b in self.bars), default=0) * 100)
        _grid(pencil, area, box, scale, [f"{tick:g} %" for tick in scale])
        found = []
        step = box.width() / max(1, len(self.bars))
        for at, one in enumerate(self.bars):
            high = max(2.0 if one.share else 0.0, one.share * 100 / scale[-1] * box.height())
            left = box.left() + at * step
            part = QRectF(left + step * 0.25, box.bottom() - high, step * 0.5, high)
            pencil.bar(part, one.tone)
            pencil.text(QRectF(left - 4, part.top() - 19, step + 8, 16), one.shown, 12, 600, "text", CENTER)
            pencil.text(QRectF(left, box.bottom() + 6, step, 16), one.label, 12, align=CENTER)
            found.append(part if part.height() > 8 else part.adjusted(0, -8, 0, 0))  # noqa: PLR2004 - to be hit
        return found


def _grid(pencil: Pencil, area: QRectF, box: QRectF, scale: Sequence[float], said: Sequence[str]) -> None:
    for tick, text in zip(scale, said, strict=True):
        y = round(box.bottom() - tick / scale[-1] * box.height()) + 0.5
        pencil.line(QPointF(box.left(), y), QPointF(box.right(), y))
        pencil.text(QRectF(area.left(), y - 8, box.left() - area.left() - 8, 16), text, align=RIGHT)
