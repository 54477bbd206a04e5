"""The time line of a case, painted: ruler, markers, legs with both voices, holds; a click goes there."""

from collections.abc import Callable, Mapping
from uuid import UUID

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from console.replay.line import CaseLine, Marker, Span, Track
from console.replay.shape import Shape
from console.ui import format as fmt
from console.ui.theme import font, ink
from console.ui.trainer.backdrop import Backdrop
from console.ui.trainer.geometry import EDGE, GUTTER, NARROW_GUTTER, RULER, Rows, Scale, zoomed
from console.ui.trainer.lanes import Placed
from console.ui.trainer.waves import paint_waves
from console.ui.trainer.words import LineWords
from console.ui.widgets.labels import tip
from store.directory import Directory

_UNPLAYED = 0.45
_CLICK = 5
"""Pixels that a pointer may slip during a click."""
_NARROW = 720
_SHORTEST_LOOP = 0.3
_MANY = 1


class Canvas(QWidget):
    """Signals: ``sought`` (seconds), ``selected`` (a Span to be played again and again), ``zoomed_to`` (the view)."""

    sought = Signal(float)
    selected = Signal(object)
    zoomed_to = Signal(object)

    def __init__(self, words: LineWords, name_of: Callable[[str], str]) -> None:
        super().__init__()
        self.setObjectName("replay.line")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("noRing", True)  # a ring round so much says nothing: the time on the ruler has it
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.on_key: Callable[[QKeyEvent], bool] = lambda _: False
        """Whether it was one of the player's keys."""
        self._words = words
        self._backdrop = Backdrop(words, name_of)
        self._line = CaseLine(ticket=UUID(int=0))
        self._shapes: Mapping[UUID, Shape] = {}
        self._directory = Directory()
        self._at = 0.0
        self.view = Span(0.0, 1.0)
        self.loop: Span | None = None
        self._pressed: QPointF | None = None
        self._drawn_span: Span | None = None
        self._ground: QPixmap | None = None
        self._waves: QPixmap | None = None
        self._inks: tuple[int, int] | None = None
        """By which colours the two are painted: the theme may change while the page is open."""
        self._pills: list[Placed] = []

    # -- what it shows

    def put(self, line: CaseLine, shapes: Mapping[UUID, Shape], directory: Directory) -> None:
        """Another line, or the same with more known of it."""
        if line.ticket != self._line.ticket or line.seconds != self._line.seconds:
            self.view = Span(0.0, max(1.0, line.seconds))
            self.zoomed_to.emit(self.view)
        self._line, self._shapes, self._directory = line, dict(shapes), directory
        self.setMinimumHeight(Rows.least(len(line.shown)))
        self.forget()
        self._say()

    def put_at(self, at: float, *, said: bool = False) -> None:
        """Where it is heard. ``said``: it stands there, and is to be told to who cannot see it."""
        before, self._at = self._at, at
        if said:
            self._say()
        scale = self._scale()
        for x in (scale.x(before), scale.x(at)):
            self.update(QRect(int(x) - 34, 0, 68, RULER + 4))
            self.update(QRect(int(x) - 3, RULER, 6, self.height()))
        low, high = sorted((scale.x(before), scale.x(at)))
        self.update(QRect(int(low) - 2, RULER, int(high - low) + 4, self.height()))

    def put_loop(self, loop: Span | None) -> None:
        """The piece that is played again and again."""
        if loop != self.loop:
            self.loop = loop
            self.update()

    def show_view(self, view: Span) -> None:
        """Another part of the line."""
        if view != self.view:
            self.view = view
            self.forget()
            self.zoomed_to.emit(view)

    def zoom(self, factor: float, around: float | None = None) -> None:
        """Closer or further away; 0 shows everything."""
        whole = max(1.0, self._line.seconds)
        middle = self._at if self.view.covers(self._at) else (self.view.begin + self.view.end) / 2
        around = middle if around is None else around
        self.show_view(Span(0.0, whole) if not factor else zoomed(self.view, whole, factor, around))

    def forget(self) -> None:
        """What was painted is not true any more."""
        self._ground = self._waves = None
        self.update()

    @property
    def pills(self) -> list[Placed]:
        """The markers as they stand."""
        self._paint_layers()
        return self._pills

    def _say(self) -> None:
        line = self._line
        said = fmt.fill(
            self.tr("Time line of {length}: {legs}, {events}. At {at}."),
            length=fmt.duration(line.seconds),
            legs=fmt.counted(len(line.shown), self.tr("{n} leg"), self.tr("{n} legs")),
            events=self._words.many(len(line.markers)),
            at=fmt.duration(self._at),
        )
        near = [
            self._words.marker(m, self._directory).long for m in line.markers if abs(m.at - self._at) < 1.0
        ]
        self.setAccessibleName(" ".join((said, *near[:3])))
        self.setAccessibleDescription(
            self.tr("Space plays. Left and Right go 5 seconds, Up and Down to the events, + and - zoom.")
        )

    # -- geometry

    def _gutter(self) -> int:
        return NARROW_GUTTER if self.width() < _NARROW else GUTTER

    def _scale(self) -> Scale:
        left = self._gutter()
        return Scale(self.view, left, max(40.0, self.width() - left - EDGE))

    def _rows(self) -> Rows:
        return Rows.of(self.height(), len(self._line.shown))

    def sizeHint(self) -> QSize:
        """Room for its legs."""
        return QSize(640, Rows.least(len(self._line.shown)) + 60)

    # -- painting

    def _paint_layers(self) -> None:
        inks = ink("card").rgba(), ink("text").rgba()
        if self._ground is not None and self._waves is not None and inks == self._inks:
            return
        self._inks = inks
        ratio = self.devicePixelRatioF()
        scale, rows, size = self._scale(), self._rows(), (max(1, self.width()), max(1, self.height()))
        legs = [(t, self._shape(t)) for t in self._line.shown]
        self._waves = paint_waves(size, ratio, scale, rows, legs)
        made = QPixmap(round(size[0] * ratio), round(size[1] * ratio))
        made.setDevicePixelRatio(ratio)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._pills = self._backdrop.paint(painter, size, scale, rows, self._line, self._directory)
        painter.end()
        self._ground = made

    def _shape(self, track: Track) -> Shape | None:
        return self._shapes.get(track.recording) if track.recording is not None else None

    def paintEvent(self, event: QPaintEvent, /) -> None:
        """Qt's own."""
        self._paint_layers()
        painter = QPainter(self)
        scale = self._scale()
        painter.setClipRegion(event.region())
        if self._ground is not None:
            painter.drawPixmap(0, 0, self._ground)
        self._paint_loop(painter, scale)
        if self._waves is not None:
            x = scale.x(self._at)
            painter.save()
            painter.setClipRect(QRectF(0, 0, max(0.0, x), self.height()), Qt.ClipOperation.IntersectClip)
            painter.drawPixmap(0, 0, self._waves)
            painter.restore()
            painter.save()
            painter.setClipRect(QRectF(x, 0, self.width(), self.height()), Qt.ClipOperation.IntersectClip)
            painter.setOpacity(_UNPLAYED)
            painter.drawPixmap(0, 0, self._waves)
            painter.restore()
        self._paint_head(painter, scale)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for pill in self._pills:
            if event.region().intersects(Backdrop.area(pill, scale).toAlignedRect()):
                self._backdrop.paint_pill(painter, scale, pill)

    def _paint_loop(self, painter: QPainter, scale: Scale) -> None:
        span = self._drawn_span or self.loop
        if span is None:
            return
        left, right = max(scale.left, scale.x(span.begin)), scale.x(span.end)
        if right > left:
            ground = ink("accent")
            painter.setOpacity(0.12)
            painter.fillRect(QRectF(left, RULER, right - left, self.height() - RULER), ground)
            painter.setOpacity(1.0)
            painter.fillRect(QRectF(left, RULER - 4, right - left, 3), ground)

    def _paint_head(self, painter: QPainter, scale: Scale) -> None:
        """The place where it is heard, and its time on the ruler."""
        x = scale.x(self._at)
        if not scale.left - 1 <= x <= scale.left + scale.width + 1:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(ink("text"), 2))
        painter.drawLine(QPointF(x, RULER - 6), QPointF(x, self.height() - 2))
        used = font(12, 600, figures=True)
        said = fmt.duration(self._at)
        wide = QFontMetrics(used).horizontalAdvance(said) + 14
        left = max(0.0, min(x - wide / 2, self.width() - wide))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink("text"))
        painter.drawRoundedRect(QRectF(left, 2, wide, 20), 5, 5)
        painter.setFont(used)
        painter.setPen(ink("card"))
        painter.drawText(QRectF(left, 2, wide, 20), int(Qt.AlignmentFlag.AlignCenter), said)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(ink("accent"), 2))
            painter.drawRoundedRect(QRectF(left - 1, 1, wide + 2, 22), 6, 6)

    # -- the pointer

    def pill_at(self, where: QPointF) -> Placed | None:
        """The marker that stands there."""
        return next((p for p in self.pills if Backdrop.area(p, self._scale()).contains(where)), None)

    def mousePressEvent(self, event: QMouseEvent, /) -> None:
        """Qt's own."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._pressed = event.position()

    def mouseMoveEvent(self, event: QMouseEvent, /) -> None:
        """Drawing chooses a piece."""
        over = self.pill_at(event.position()) is not None or event.position().x() >= self._gutter()
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)
        if self._pressed is None or abs(event.position().x() - self._pressed.x()) <= _CLICK:
            return
        scale = self._scale()
        ends = sorted((scale.at(self._pressed.x()), scale.at(event.position().x())))
        self._drawn_span = Span(max(0.0, ends[0]), min(self._line.seconds, ends[1]))
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent, /) -> None:
        """A click goes there; what was drawn is played again and again."""
        pressed, self._pressed = self._pressed, None
        span, self._drawn_span = self._drawn_span, None
        if pressed is None:
            return
        if span is not None:
            self.update()
            if span.seconds >= _SHORTEST_LOOP:
                self.selected.emit(span)
            return
        pill = self.pill_at(event.position())
        if pill is not None:
            self._go_to(pill)
        elif event.position().x() >= self._gutter() - 2:
            self.sought.emit(max(0.0, min(self._scale().at(event.position().x()), self._line.seconds)))

    def _go_to(self, pill: Placed) -> None:
        """Several that stand too close are spread out at the same time."""
        first, last = pill.markers[0], pill.markers[-1]
        if len(pill.markers) > _MANY and last.at - first.at > 0.5:  # noqa: PLR2004 - else no zoom parts them
            around = max(4.0, (last.at - first.at) * 0.25)
            whole = max(1.0, self._line.seconds)
            self.show_view(Span(max(0.0, first.at - around), min(whole, last.at + around * 2)))
        self.sought.emit(first.at)

    def wheelEvent(self, event: QWheelEvent, /) -> None:
        """With Ctrl closer or further away; sideways, or with Shift, along the line."""
        delta = event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            around = self._scale().at(event.position().x())
            self.zoom(1.25 if delta.y() > 0 else 0.8, around)
        elif delta.x() or event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.pan(-(delta.x() or delta.y()) / 120 * self.view.seconds / 10)
        else:
            event.ignore()

    def pan(self, seconds: float) -> None:
        """Along the line."""
        whole = max(1.0, self._line.seconds)
        begin = max(0.0, min(self.view.begin + seconds, whole - self.view.seconds))
        self.show_view(Span(begin, begin + self.view.seconds))

    def event(self, event: QEvent, /) -> bool:
        """The tip of a marker tells all of it."""
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self.tip_at(QPointF(event.pos()))
        return super().event(event)

    def tip_at(self, where: QPointF) -> None:
        """Get the tip of that place ready."""
        pill = self.pill_at(where)
        tip(self, self._tip(pill.markers) if pill is not None else "")

    def _tip(self, markers: tuple[Marker, ...]) -> str:
        rows = [f"{fmt.duration(m.at)}  {self._words.marker(m, self._directory).long}" for m in markers[:8]]
        return "; ".join(rows) + (" …" if len(markers) > len(rows) else "")

    def keyPressEvent(self, event: QKeyEvent, /) -> None:
        """The view around it knows the keys; the scroll area in between would take the arrows."""
        if not self.on_key(event):
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent, /) -> None:
        """The time on the ruler is ringed."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent, /) -> None:
        """And is not any more."""
        super().focusOutEvent(event)
        self.update()

    def resizeEvent(self, event: QResizeEvent, /) -> None:
        """Qt's own."""
        super().resizeEvent(event)
        self.forget()
