"""What stands still on the time line: ruler, pills of the markers, the legs' boxes, holds, pauses, and their words."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QFontMetrics, QPainter, QPen

from console.replay.line import CaseLine, Marker, Sound, Span, Track
from console.ui import format as fmt
from console.ui import icons
from console.ui.theme import font, ink
from console.ui.trainer.geometry import HEAD, LANE, RULER, Rows, Scale
from console.ui.trainer.lanes import Placed, arrange
from console.ui.trainer.waves import tones
from console.ui.trainer.words import LineWords, Said
from console.ui.widgets.paint import paint_ground, paint_line
from store.directory import Directory

_PILL = 20
_MOST_PILL = 150
_LABELLED = 64
"""A hold that is narrower has no words."""


class Backdrop(QObject):
    """``name_of`` gives a colleague's name by key."""

    def __init__(self, words: LineWords, name_of: Callable[[str], str]) -> None:
        super().__init__()
        self._words, self._name_of = words, name_of
        self._directory = Directory()

    def paint(
        self, painter: QPainter, size: tuple[int, int], scale: Scale, rows: Rows, line: CaseLine,
        directory: Directory,
    ) -> list[Placed]:  # fmt: skip
        """All of it; the pills as they came to stand."""
        self._directory = directory
        pills = self._place(line, scale, rows.lanes)
        self._ruler(painter, size, scale, line)
        legs = tuple(zip(rows.tops, line.shown, strict=True))
        for top, track in legs:
            self._leg(painter, scale, rows, top, track)
            self._names(painter, scale, rows, top, track)
        painter.save()
        painter.setClipRect(QRectF(scale.left - 1, 0, scale.width + 16, size[1]))
        for pill in pills:
            ends = {pill.markers[0], pill.markers[-1]}  # all of thirty in a minute would hide the voices
            for marker in ends:
                self._stem(painter, size, scale, pill, marker)
        painter.restore()
        for top, track in legs:
            self._leg_words(painter, scale, rows, top, track)
        self._label(painter, scale, RULER + 2, self.tr("Events"), self.tr("select to jump"))
        return pills

    # -- markers

    def _place(self, line: CaseLine, scale: Scale, lanes: int) -> list[Placed]:
        seen = [m for m in line.markers if scale.view.begin <= m.at <= scale.view.end]
        return arrange(seen, lambda m: scale.x(m.at) - scale.left, self._wide, lanes, scale.width + 14)

    def said(self, markers: Sequence[Marker]) -> Said:
        """The words on a pill."""
        first = self._words.marker(markers[0], self._directory)
        if len(markers) == 1:
            return first
        tones_ = {self._words.marker(m, self._directory).tone for m in markers}
        tone = next((t for t in ("bad", "warn", "vio") if t in tones_), first.tone)
        return Said(tone, "ellipsis", self._words.many(len(markers)), "")

    def _wide(self, markers: Sequence[Marker]) -> float:
        text = QFontMetrics(font(11, 600)).horizontalAdvance(self.said(markers).short)
        return min(_MOST_PILL, text + 34)

    @staticmethod
    def area(pill: Placed, scale: Scale) -> QRectF:
        """Where a pill stands on the canvas."""
        return QRectF(scale.left + pill.left, RULER + 3 + pill.lane * LANE, pill.wide, _PILL)

    def paint_pill(self, painter: QPainter, scale: Scale, pill: Placed) -> None:
        """One pill, over everything else."""
        said, area = self.said(pill.markers), self.area(pill, scale)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink(said.tone + "S"))
        painter.drawRoundedRect(area, 5, 5)
        painter.drawPixmap(QPointF(area.x() + 6, area.y() + 4), icons.pixmap(said.icon, said.tone + "T", 12))
        paint_line(painter, area.adjusted(23, 0, -6, 0), said.short, 11, 600, said.tone + "T")

    def _stem(
        self, painter: QPainter, size: tuple[int, int], scale: Scale, pill: Placed, marker: Marker
    ) -> None:
        tone = self._words.marker(marker, self._directory).tone
        x = round(scale.x(marker.at)) + 0.5
        painter.setPen(QPen(ink(tone), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x, self.area(pill, scale).bottom()), QPointF(x, size[1] - 2))

    # -- ruler and names

    def _ruler(self, painter: QPainter, size: tuple[int, int], scale: Scale, line: CaseLine) -> None:
        painter.setPen(QPen(ink("line"), 1))
        painter.drawLine(QPointF(scale.left, RULER - 4.5), QPointF(scale.left + scale.width, RULER - 4.5))
        for at in scale.ticks():
            x = scale.x(at)
            painter.setPen(QPen(ink("line"), 1))
            painter.drawLine(QPointF(x, RULER - 8), QPointF(x, RULER - 4))
            painter.setFont(font(12, 400, figures=True))
            painter.setPen(ink("muted"))
            said = fmt.duration(at)
            painter.drawText(QRectF(x - 40, 3, 80, 17), int(Qt.AlignmentFlag.AlignCenter), said)
        for stretch in line.stretches[1:]:
            if scale.view.covers(stretch.at):
                self._break(painter, size, scale, stretch.at, line)

    def _break(
        self, painter: QPainter, size: tuple[int, int], scale: Scale, at: float, line: CaseLine
    ) -> None:
        """Here hours, or days, were left out."""
        x = scale.x(at)
        painter.setPen(QPen(ink("edge"), 2, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(x, RULER - 4), QPointF(x, size[1] - 2))
        when = line.moment(at)
        if when is not None:
            local = when.astimezone()
            paint_line(
                painter, QRectF(x + 5, size[1] - 18, 120, 16), f"{local:%Y-%m-%d %H:%M}", 11, 500, "muted"
            )

    @staticmethod
    def _label(painter: QPainter, scale: Scale, y: float, strong: str, meta: str, tone: str = "") -> None:
        room = scale.left - 12
        paint_line(painter, QRectF(0, y, room, 18), strong, 13, 600, "text")
        indent = 0.0
        if tone:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink(tone))
            painter.drawEllipse(QRectF(0, y + 22, 8, 8))
            indent = 14.0
        paint_line(painter, QRectF(indent, y + 18, room - indent, 16), meta, 12, 400, "muted")

    def _names(self, painter: QPainter, scale: Scale, rows: Rows, top: int, track: Track) -> None:
        left, right = tones(track, track.end)
        staff = self._name_of(track.person)
        person = self._directory.person(track.person)
        supervisor = person is not None and person.role == "supervisor"
        role = self.tr("Supervisor") if supervisor else self.tr("Agent")
        customer = track.customer_from is not None
        other = self.tr("Customer") if customer else self.tr("Colleague")
        for voice, (name, meta, tone) in enumerate(((staff, role, left), (track.other or "–", other, right))):
            middle = top + HEAD + rows.voice * (voice + 0.5)
            self._label(painter, scale, middle - 17, name, meta, tone)

    # -- legs

    @staticmethod
    def _box(scale: Scale, rows: Rows, top: int, track: Track) -> QRectF | None:
        """What is seen of a leg; None: nothing."""
        left = max(scale.left, scale.x(track.begin))
        right = min(scale.left + scale.width, scale.x(track.end))
        return QRectF(left, top, max(3.0, right - left), rows.box) if right - left >= 1 else None

    def _leg(self, painter: QPainter, scale: Scale, rows: Rows, top: int, track: Track) -> None:
        box = self._box(scale, rows, top, track)
        if box is None:
            return
        paint_ground(painter, box, "sunk", "line", 8)
        painter.save()
        painter.setClipRect(box)
        painter.setPen(Qt.PenStyle.NoPen)
        for span in track.holds:
            painter.setBrush(ink("warnS"))
            painter.drawRoundedRect(self._span(scale, span, rows, top), 4, 4)
        for span in track.pauses:
            area = self._span(scale, span, rows, top)
            painter.fillRect(area, ink("nS"))
            painter.fillRect(area, QBrush(ink("n"), Qt.BrushStyle.BDiagPattern))
        if track.sound is not Sound.READY:
            area = QRectF(box.x() + 1, top + HEAD, box.width() - 2, 2 * rows.voice + 4)
            painter.fillRect(area, QBrush(ink("line"), Qt.BrushStyle.BDiagPattern))
        painter.restore()

    def _leg_words(self, painter: QPainter, scale: Scale, rows: Rows, top: int, track: Track) -> None:
        """Over the stems of the markers, so that they can be read."""
        box = self._box(scale, rows, top, track)
        if box is None:
            return
        painter.save()
        painter.setClipRect(box)
        self._heading(painter, box, track)
        for span in track.holds:
            area = self._span(scale, span, rows, top)
            said = self.tr("On hold {time}").format(time=fmt.duration(span.seconds))
            where = QRectF(area.x() + 6, top + HEAD + rows.voice - 6, area.width() - 10, 16)
            self._words_on(painter, where, said, "warnS", "warnT")
        for span in track.pauses:
            area = self._span(scale, span, rows, top)
            where = QRectF(area.x() + 6, top + HEAD + 4, area.width() - 10, 16)
            self._words_on(painter, where, self.tr("Paused"), "nS", "nT")
        said = self._words.sound(track)
        if said:
            self._unheard(painter, box, rows, said)
        painter.restore()

    @staticmethod
    def _words_on(painter: QPainter, area: QRectF, text: str, ground: str, tone: str) -> None:
        if area.width() >= _LABELLED - 16:
            wide = min(area.width(), QFontMetrics(font(11, 600)).horizontalAdvance(text) + 8)
            painter.fillRect(QRectF(area.x() - 3, area.y(), wide, area.height()), ink(ground))
            paint_line(painter, area, text, 11, 600, tone)

    def _heading(self, painter: QPainter, box: QRectF, track: Track) -> None:
        badge = QRectF(box.x() + 8, box.y() + 6, 18, 18)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink("text"))
        painter.drawRoundedRect(badge, 5, 5)
        paint_line(painter, badge, track.letter, 11, 600, "card", Qt.AlignmentFlag.AlignHCenter)
        text = self._words.leg(track, self._directory)
        more = [self.tr("partial")] if track.partial else []
        more += [self.tr("cut off")] if track.cut_off else []
        text = " · ".join((self.tr("Leg {letter}").format(letter=track.letter), text, *more))
        room = QRectF(box.x() + 33, box.y() + 5, box.width() - 40, 19)
        wide = min(room.width(), QFontMetrics(font(12, 600)).horizontalAdvance(text) + 6)
        painter.fillRect(QRectF(room.x() - 3, room.y(), wide, room.height()), ink("sunk"))
        paint_line(painter, room, text, 12, 600, "text")

    @staticmethod
    def _span(scale: Scale, span: Span, rows: Rows, top: int) -> QRectF:
        left = max(scale.left, scale.x(span.begin))
        return QRectF(left, top + HEAD, max(2.0, scale.x(span.end) - left), 2 * rows.voice + 4)

    @staticmethod
    def _unheard(painter: QPainter, box: QRectF, rows: Rows, said: str) -> None:
        area = QRectF(box.x() + 1, box.y() + HEAD, box.width() - 2, 2 * rows.voice + 4)
        wide = min(area.width() - 16, QFontMetrics(font(12, 500)).horizontalAdvance(said) + 18)
        if wide > _LABELLED:
            middle = QRectF(area.x() + 8, area.center().y() - 12, wide, 24)
            paint_ground(painter, middle, "card", "line", 6)
            paint_line(painter, middle.adjusted(9, 0, -7, 0), said, 12, 500, "muted")
