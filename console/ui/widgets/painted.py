"""What is drawn by hand: avatars, level badges, escalation paths, time lines. Each says in words what it shows."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from console.ui.theme import font, ink
from console.ui.widgets.labels import tip
from console.ui.widgets.paint import paint_line

CENTER = int(Qt.AlignmentFlag.AlignCenter)


class Avatar(QWidget):
    """Initials on a disc: customers are blue, colleagues slate with a presence dot (its word stands nearby)."""

    def __init__(self, size: int = 40, *, colleague: bool = False, ground: str = "card") -> None:
        super().__init__()
        self._said = ("", colleague, "", ground)
        self.setFixedSize(size, size)

    def put(self, initials: str, *, colleague: bool | None = None, dot: str = "", ground: str = "") -> None:
        """Whose it is; ``dot`` is a token, "" for none; ``ground`` is what the dot stands on."""
        before = self._said
        new = (initials, before[1] if colleague is None else colleague, dot, ground or before[3])
        if new != before:
            self._said = new
            self.update()

    def paintEvent(self, _: QPaintEvent, /) -> None:
        """Qt's own."""
        initials, colleague, dot, ground = self._said
        side = self.width()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink("avS" if colleague else "avC"))
        painter.drawEllipse(0, 0, side, side)
        painter.setFont(font(max(11, int(side * 0.36)), 600))
        painter.setPen(ink("avST" if colleague else "avCT"))
        painter.drawText(self.rect(), CENTER, initials)
        if dot:
            painter.setPen(QPen(ink(ground), 2))
            painter.setBrush(ink(dot))
            painter.drawEllipse(side - 11, side - 11, 10, 10)


_OUTLINED = 2


def paint_level(painter: QPainter, area: QRectF, level: int, *, reached: bool = True) -> None:
    """L0 to L3: stronger as authority rises."""
    ground, tone = {2: ("vioS", "vioT"), 3: ("vioF", "white")}.get(level, ("nS", "nT"))
    if not reached:
        ground, tone = "card", "muted"
    edged = not reached or level == _OUTLINED
    painter.setPen(QPen(ink("vio" if reached else "line"), 1) if edged else QPen(Qt.PenStyle.NoPen))
    painter.setBrush(ink(ground))
    painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
    painter.setFont(font(11, 600))
    painter.setPen(ink(tone))
    painter.drawText(area, CENTER, f"L{level}")


class Level(QWidget):
    """A level badge."""

    def __init__(self, level: int = 1) -> None:
        super().__init__()
        self._level = level
        self.setFixedSize(26, 18)
        self.setAccessibleName(f"L{level}")

    def put(self, level: int) -> None:
        """Another level."""
        if level != self._level:
            self._level = level
            self.setAccessibleName(f"L{level}")
            self.update()

    def paintEvent(self, _: QPaintEvent, /) -> None:
        """Qt's own."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_level(painter, QRectF(0, 0, 26, 18), self._level)


class PathStop(NamedTuple):
    """One stop of an escalation's path; ``state`` is done, now or next."""

    level: int
    state: str
    name: str = ""
    note: str = ""


class PathBar(QWidget):
    """The levels that a case has passed: solid done, ringed now, dotted next."""

    def __init__(self) -> None:
        super().__init__()
        self._stops: tuple[PathStop, ...] = ()
        self._named = False
        self.setMinimumWidth(120)
        self.setFixedHeight(22)

    def put(self, stops: Sequence[PathStop], said: str) -> None:
        """Other stops; ``said`` is the same in words."""
        new = tuple(stops)
        if new != self._stops:
            self._stops = new
            self._named = any(s.name for s in new)
            self.setFixedHeight(60 if self._named else 22)
            self.update()
        self.setAccessibleName(said)

    def paintEvent(self, _: QPaintEvent, /) -> None:
        """Qt's own."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        count, wide = len(self._stops), 30
        if not count:
            return
        whole = True
        step = self.width() / count if self._named else (self.width() - wide) / max(1, count - 1)
        for i, stop in enumerate(self._stops):
            x = i * step
            if i < count - 1:
                done = stop.state == "done"
                line = Qt.PenStyle.SolidLine if done else Qt.PenStyle.DotLine
                painter.setPen(QPen(ink("vio" if done else "edge"), 2, line))
                painter.drawLine(QPointF(x + wide + 6, 11), QPointF(x + step - 6, 11))
            area = QRectF(x, 1, wide, 20)
            paint_level(painter, area, stop.level, reached=stop.state != "next")
            if stop.state == "now":
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(ink("vio"), 1.5))
                painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
            if self._named:
                tone = "muted" if stop.state == "next" else "text"
                weight = 600 if stop.state == "now" else 500
                name, note = QRectF(x, 25, step - 12, 18), QRectF(x, 42, step - 12, 16)
                whole = paint_line(painter, name, stop.name, 13, weight, tone) and whole
                whole = paint_line(painter, note, stop.note, 12, 400, "muted") and whole
        tip(self, "" if whole else "; ".join(f"L{s.level} {s.name}, {s.note}" for s in self._stops))


class Event(NamedTuple):
    """One row of a time line: a tone, what happened, when and who."""

    tone: str
    what: str
    meta: str


class Timeline(QWidget):
    """What happened, oldest first; long texts wrap, up to three lines."""

    _LEFT = 26
    _FLAGS = int(Qt.TextFlag.TextWordWrap) | int(Qt.AlignmentFlag.AlignLeft)

    def __init__(self, name: str = "") -> None:
        super().__init__()
        self._events: tuple[Event, ...] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        if name:
            self.setObjectName(name)

    def put(self, events: Sequence[Event]) -> None:
        """Other events."""
        new = tuple(events)
        if new != self._events:
            self._events = new
            self.setAccessibleName("; ".join(f"{e.what}, {e.meta}" for e in new))
            self.updateGeometry()
            self.update()

    @property
    def events(self) -> tuple[Event, ...]:
        """What it shows."""
        return self._events

    def _text_height(self, event: Event, width: int) -> int:
        metrics = QFontMetrics(font(13, 500))
        room = QRect(0, 0, max(60, width - self._LEFT), 10_000)
        return min(
            metrics.boundingRect(room, self._FLAGS, event.what).height(), metrics.lineSpacing() * 3 + 1
        )

    def _heights(self, width: int) -> list[int]:
        return [self._text_height(e, width) + (19 if e.meta else 2) for e in self._events]

    def event(self, event: QEvent, /) -> bool:
        """What was cut after three lines is told in full."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            tip(self, self._cut_at(event.pos().y()))
        return super().event(event)

    def _cut_at(self, y: int) -> str:
        metrics, wide, top = QFontMetrics(font(13, 500)), self.width() - self._LEFT, 0
        for event, height in zip(self._events, self._heights(self.width()), strict=True):
            if y < top + height + 9:
                room = QRect(0, 0, max(60, wide), 10_000)
                long = metrics.boundingRect(room, self._FLAGS, event.what).height() > height
                meta = QFontMetrics(font(12, 400)).horizontalAdvance(event.meta) > wide
                return f"{event.what} · {event.meta}" if long or meta else ""
            top += height + 9
        return ""

    def hasHeightForWidth(self) -> bool:
        """Qt's own."""
        return True

    def heightForWidth(self, width: int) -> int:
        """All rows, each with a gap below."""
        return sum(self._heights(width)) + 9 * max(0, len(self._events) - 1) + 2

    def sizeHint(self) -> QSize:
        """At a common width."""
        return QSize(280, self.heightForWidth(self.width() if self.isVisible() else 280))

    def minimumSizeHint(self) -> QSize:
        """Nothing."""
        return QSize(120, 0)

    def paintEvent(self, _: QPaintEvent, /) -> None:
        """Qt's own."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        y, wide = 0, self.width()
        heights = self._heights(wide)
        for i, (event, height) in enumerate(zip(self._events, heights, strict=True)):
            if i < len(heights) - 1:
                painter.setPen(QPen(ink("line"), 2))
                painter.drawLine(8, y + 17, 8, y + height + 9)
            hollow = event.tone == "next"
            painter.setPen(QPen(ink("n" if hollow else event.tone), 2))
            painter.setBrush(ink("card" if hollow else event.tone))
            painter.drawEllipse(QPointF(8, y + 9), 4.5, 4.5)
            text_height = self._text_height(event, wide)
            painter.setFont(font(13, 500))
            painter.setPen(ink("muted" if hollow else "text"))
            painter.drawText(QRect(self._LEFT, y, wide - self._LEFT, text_height), self._FLAGS, event.what)
            if event.meta:
                area = QRectF(self._LEFT, y + text_height + 1, wide - self._LEFT, 17)
                paint_line(painter, area, event.meta, 12, 400, "muted")
            y += height + 9
