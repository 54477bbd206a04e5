"""Charts of lines: a share over time with its goal, spreads of durations, and scores before and after."""

from collections.abc import Sequence
from math import floor, log10

import msgspec
from PySide6.QtCore import QPointF, QRectF

from console.ui.reports.pencil import CENTER, RIGHT, Chart, Mark, Pencil, every


class Point(msgspec.Struct, frozen=True):
    """A share from 0 to 1, None where there was nothing to share."""

    label: str
    value: float | None
    mark: Mark


class Curve(Chart):
    """A share over time; ``goal`` is a line of its own."""

    def __init__(self, points: Sequence[Point], goal: float, goal_said: str) -> None:
        self.points, self.goal, self.goal_said = tuple(points), goal, goal_said
        self.marks = tuple(p.mark for p in self.points if p.value is not None)
        self.groups = tuple((at,) for at in range(len(self.marks)))

    def draw(self, pencil: Pencil, area: QRectF) -> list[QRectF]:
        """See :class:`Chart`."""
        box = area.adjusted(38, 8, -46, -24)
        values = [p.value for p in self.points if p.value is not None]
        low, high = _range([*values, self.goal])
        step = 5 if high - low <= 25 else 10 if high - low <= 50 else 20  # noqa: PLR2004 - per cent
        for tick in range(low, high + 1, step):
            y = round(box.bottom() - (tick - low) / (high - low) * box.height()) + 0.5
            pencil.line(QPointF(box.left(), y), QPointF(box.right(), y))
            pencil.text(QRectF(area.left() - 4, y - 8, 36, 16), f"{tick} %", align=RIGHT)
        goal = box.bottom() - (self.goal * 100 - low) / (high - low) * box.height()
        pencil.line(QPointF(box.left(), goal), QPointF(box.right(), goal), "warn", 1.5, dashed=True)
        pencil.text(QRectF(box.left() + 6, goal - 18, 140, 16), self.goal_said, 11, 600, "warnT")
        step_x = (box.width() - 12) / max(1, len(self.points) - 1)
        spots: list[QPointF] = []
        run: list[QPointF] = []
        for at, point in enumerate(self.points):
            if point.value is None:
                self._run(pencil, run)
                run = []
                continue
            y = box.bottom() - (point.value * 100 - low) / (high - low) * box.height()
            run.append(QPointF(box.left() + 6 + at * step_x, y))
            spots.append(run[-1])
        self._run(pencil, run)
        if spots:
            pencil.dot(spots[-1], "accent", 5)
            last = QRectF(spots[-1].x() + 9, spots[-1].y() - 8, 44, 16)
            pencil.text(last, f"{values[-1] * 100:.0f} %", 12, 600, "accentT")
        for at in every(len(self.points), box.width(), 78):
            middle = box.left() + 6 + at * step_x
            pencil.text(QRectF(middle - 38, box.bottom() + 6, 76, 16), self.points[at].label, align=CENTER)
        return [QRectF(spot.x() - 8, spot.y() - 8, 16, 16) for spot in spots]

    def _run(self, pencil: Pencil, run: list[QPointF]) -> None:
        if len(run) == 1:
            pencil.dot(run[0], "accent", 4)
        elif run:
            pencil.curve(run, "accent")


def _range(values: Sequence[float]) -> tuple[int, int]:
    """Whole fives of per cent that hold all of them, and ten at least."""
    low = max(0, floor(min(values) * 20) * 5 - 5)
    high = min(100, -floor(-max(values) * 20) * 5 + 5)
    return low, max(high, low + 10)


_TICKS = (60, 300, 1800, 7200, 36_000, 86_400, 604_800, 2_592_000)


class SpreadRow(msgspec.Struct, frozen=True):
    """Seconds: the fast tenth, the median, the slow tenth."""

    level: int
    low: int
    median: int
    high: int
    shown: str
    mark: Mark


class Spreads(Chart):
    """Durations by level on a logarithmic ruler; ``said`` writes a tick."""

    def __init__(self, rows: Sequence[SpreadRow], ticks: Sequence[tuple[int, str]]) -> None:
        self.rows, self.ticks = tuple(rows), tuple(ticks)
        self.marks = tuple(r.mark for r in self.rows)
        self.groups = tuple((at,) for at in range(len(self.rows)))

    def draw(self, pencil: Pencil, area: QRectF) -> list[QRectF]:
        """See :class:`Chart`."""
        if not self.rows:
            return []
        box = area.adjusted(44, 0, -18, -24)
        first = log10(max(20, min(r.low for r in self.rows)) / 1.6)
        last = log10(max(60, *(r.high for r in self.rows)) * 1.6)

        def x(seconds: float) -> float:
            return box.left() + (log10(max(seconds, 10**first)) - first) / (last - first) * box.width()

        free = -1e9
        for seconds, said in self.ticks:
            at = x(seconds)
            if not first < log10(seconds) < last or at - free < 40:  # noqa: PLR2004 - a label's room
                continue
            free = at
            pencil.line(QPointF(round(at) + 0.5, box.top()), QPointF(round(at) + 0.5, box.bottom()))
            pencil.text(QRectF(at - 30, box.bottom() + 6, 60, 16), said, align=CENTER)
        step = min(90.0, box.height() / len(self.rows))
        found = []
        for at, one in enumerate(self.rows):
            y = box.top() + at * step + step / 2 + 8
            ground, edge, token = {2: ("vioS", "vio", "vioT"), 3: ("vioF", "", "white")}.get(
                one.level, ("nS", "", "nT")
            )
            pencil.badge(QRectF(area.left(), y - 9, 28, 18), f"L{one.level}", ground, edge, token)
            pencil.band(QPointF(x(one.low), y), QPointF(x(one.high), y), "vio", 12, 85)
            pencil.dot(QPointF(x(one.median), y), "vio")
            pencil.text(QRectF(x(one.median) - 50, y - 27, 100, 16), one.shown, 12, 600, "text", CENTER)
            found.append(QRectF(x(one.low) - 6, y - 9, x(one.high) - x(one.low) + 12, 18))
        return found


class Dumbbell(msgspec.Struct, frozen=True):
    """Scores from 1 to 5; None where nobody said anything."""

    label: str
    before: float | None
    after: float | None
    mark: Mark


class Dumbbells(Chart):
    """Scores before and after, by department."""

    def __init__(self, rows: Sequence[Dumbbell]) -> None:
        self.rows = tuple(rows)
        self.marks = tuple(r.mark for r in self.rows)
        self.groups = tuple((at,) for at in range(len(self.rows)))

    def draw(self, pencil: Pencil, area: QRectF) -> list[QRectF]:
        """See :class:`Chart`."""
        named = min(
            area.width() * 0.42, max((pencil.width(r.label, 13, 500) for r in self.rows), default=0) + 10
        )
        box = area.adjusted(named + 24, 0, -26, -24)

        def x(score: float) -> float:
            return box.left() + (score - 1) / 4 * box.width()

        for score in range(1, 6):
            at = round(x(score)) + 0.5
            pencil.line(QPointF(at, box.top()), QPointF(at, box.bottom()))
            pencil.text(QRectF(at - 20, box.bottom() + 6, 40, 16), str(score), align=CENTER)
        step = min(64.0, box.height() / max(1, len(self.rows)))
        found = []
        for at, one in enumerate(self.rows):
            y = box.top() + at * step + step / 2
            pencil.text(QRectF(area.left(), y - 9, named - 4, 18), one.label, 13, 500, "text")
            there = [s for s in (one.before, one.after) if s is not None]
            if len(there) == 2:  # noqa: PLR2004 - both ends
                pencil.band(QPointF(x(there[0]), y), QPointF(x(there[1]), y), "track", 6)
            before_left = one.after is None or (one.before or 0) <= one.after
            ends = ((one.before, "n", "muted", before_left), (one.after, "ok", "okT", not before_left))
            for value, tone, ink, left in ends:
                if value is not None:
                    pencil.dot(QPointF(x(value), y), tone)
                    self._score(pencil, x(value), y, value, ink, left=left)
            xs = [x(s) for s in there] or [x(3)]
            found.append(QRectF(min(xs) - 10, y - 10, max(xs) - min(xs) + 20, 20))
        return found

    def _score(self, pencil: Pencil, x: float, y: float, value: float, ink: str, *, left: bool) -> None:
        ground = QRectF(x - 34, y - 8, 24, 16) if left else QRectF(x + 10, y - 8, 24, 16)
        pencil.painter.fillRect(ground, pencil.colour("card"))
        pencil.text(ground, f"{value:.1f}", 12, 600, ink, RIGHT if left else CENTER)


TICKS = _TICKS
"""Seconds at which a ruler of durations may have a line."""
