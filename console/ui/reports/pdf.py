"""The report on paper: A4 across, the same charts, drawn as vectors with the light colours."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QMarginsF, QPointF, QRectF
from PySide6.QtGui import QPageLayout, QPageSize

from console.ui.pdf_file import pdf_file
from console.ui.reports import figures as fig
from console.ui.reports.pencil import LEFT, RIGHT, Chart, Pencil
from console.ui.reports.words import SERIES_TONE, ReportWords
from console.ui.tokens import LIGHT
from store.reports import Report, Series

_DOTS = 1200
"""Dots an inch: what is drawn is vectors, this is how finely they are placed."""
WIDE, HIGH = 1122.0, 793.0
"""A4 across at 96 pixels an inch, which is what the charts are laid out in."""
EDGE = 46.0
GAP = 14.0


def write(path: Path, report: Report, w: ReportWords, now: datetime) -> None:
    """The whole file, or none of it. Raises OSError."""

    def first(pencil: Pencil) -> None:
        _Page(pencil, report, w, now).first()

    def second(pencil: Pencil) -> None:
        _Page(pencil, report, w, now).second()

    write_pages(path, w.tr("Escalations, {span}").format(span=w.span(report.filter)), (first, second))


def write_pages(path: Path, title: str, pages: Sequence[Callable[[Pencil], None]]) -> None:
    """Pages of A4 across, each drawn by one call; the whole file, or none of it. Raises OSError."""
    with pdf_file(path, title) as (writer, painter):
        size = QPageSize(QPageSize.PageSizeId.A4)
        writer.setPageLayout(QPageLayout(size, QPageLayout.Orientation.Landscape, QMarginsF(0, 0, 0, 0)))
        writer.setResolution(_DOTS)
        painter.begin(writer)
        painter.scale(writer.width() / WIDE, writer.height() / HIGH)
        for number, page in enumerate(pages):
            if number:
                writer.newPage()
            page(Pencil(painter, LIGHT))


class Sheet:
    """What a page is laid out with: frames, tiles, cards with charts. Lengths are pixels of :data:`WIDE` by HIGH."""

    def __init__(self, pencil: Pencil, w: ReportWords) -> None:
        self._p, self._w = pencil, w

    def frame(self, area: QRectF) -> None:
        """The card's ground."""
        painter = self._p.painter
        painter.setPen(self._p.colour("line"))
        painter.setBrush(self._p.colour("card"))
        painter.drawRoundedRect(area, 10, 10)

    def tile(self, area: QRectF, figure: fig.KeyFigure) -> None:
        """A key figure."""
        self.frame(area)
        inside = area.adjusted(12, 8, -8, -8)
        self._p.text(QRectF(inside.left(), inside.top(), inside.width(), 18), figure.label, 12, 400, "muted")
        wide = self._p.width(figure.value, 18, 600)
        line = QRectF(inside.left(), inside.top() + 20, inside.width(), 24)
        self._p.text(line, figure.value, 18, 600, "text")
        tone = f"{figure.tone}T" if figure.tone else "muted"
        self._p.text(line.adjusted(wide + 8, 2, 0, 0), figure.note, 11, 400, tone)

    def card(self, area: QRectF, title: str, sub: str, legend: Sequence[tuple[str, str]] = ()) -> QRectF:
        """The frame and its head; what is left for the chart."""
        self.frame(area)
        inside = area.adjusted(16, 12, -16, -12)
        p = self._p
        p.text(QRectF(inside.left(), inside.top(), inside.width(), 20), title, 15, 600, "text")
        right = inside.right()
        for word, tone in reversed(legend):
            wide = p.width(word, 11)
            p.text(QRectF(right - wide, inside.top() + 21, wide + 2, 18), word, 11, 400, "muted", LEFT)
            p.bar(QRectF(right - wide - 14, inside.top() + 26, 8, 8), tone, 4)
            right -= wide + 28
        p.text(QRectF(inside.left(), inside.top() + 21, max(40.0, right - inside.left()), 18), sub, 12)
        return inside.adjusted(0, 48, 0, 0)

    def chart(self, chart: Chart, area: QRectF) -> None:
        """The chart, or that there is none."""
        if chart.marks:
            chart.draw(self._p, area)
        else:
            self._p.text(
                QRectF(area.left(), area.top(), area.width(), 20), self._w.tr("Nothing in this time"), 13
            )


class _Page(Sheet):
    """Lays the same cards out as the page of the window does."""

    def __init__(self, pencil: Pencil, report: Report, w: ReportWords, now: datetime) -> None:
        super().__init__(pencil, w)
        self._report, self._now = report, now

    def first(self) -> None:
        """Head, key figures, the series, the first line."""
        w, report = self._w, self._report
        self._head(1)
        figures = fig.key_figures(report, w)
        wide = (WIDE - 2 * EDGE - 5 * 10) / len(figures)
        for at, figure in enumerate(figures):
            self.tile(QRectF(EDGE + at * (wide + 10), 108, wide, 62), figure)
        legend = [(w.series(s), SERIES_TONE[s]) for s in Series]
        steps = {"day": w.tr("Cases a day"), "week": w.tr("Cases a week"), "month": w.tr("Cases a month")}
        left = (WIDE - 2 * EDGE - GAP) * 0.63
        box = QRectF(EDGE, 184, left, 296)
        chart = self.card(box, w.tr("Escalations by type"), steps[report.filter.width.value], legend)
        self.chart(fig.by_series(report, w), chart)
        box = QRectF(box.right() + GAP, 184, WIDE - EDGE - box.right() - GAP, 296)
        sub = w.tr("Share of telephone tickets solved without escalation")
        self.chart(fig.first_line(report, w), self.card(box, w.tr("First-line resolution"), sub))
        third = (WIDE - 2 * EDGE - 2 * GAP) / 3
        compared = w.tr("{cases}, change against the period before").format(
            cases=w.cases(report.now.escalations)
        )
        for at, (what, title) in enumerate(
            (("reasons", w.tr("Reasons")), ("departments", w.tr("Departments")), ("levels", w.tr("Levels")))
        ):
            box = QRectF(EDGE + at * (third + GAP), 494, third, 250)
            self.chart(
                fig.bars(report, what, w, most=7),
                self.card(box, title, compared if report.before else w.cases(report.now.escalations)),
            )

    def second(self) -> None:
        """Hops, times, opinions, promises, root causes."""
        w, report = self._w, self._report
        self._head(2)
        third = (WIDE - 2 * EDGE - 2 * GAP) / 3
        both = [(w.tr("before"), "n"), (w.tr("after"), "ok")]
        answers = w.scores(fig.answers(report))
        cards: Sequence[tuple[str, str, Chart, Sequence[tuple[str, str]]]] = (
            (w.tr("Hops per case"), w.tr("Share of cases by number of hops"), fig.hops(report, w), ()),
            (w.tr("Time to resolve by level"), w.tr("Median and middle 80 % of cases"),
             fig.time_by_level(report, w), ()),
            (w.tr("CSAT before and after"), answers, fig.opinions(report, w), both),
        )  # fmt: skip
        for at, (title, sub, chart, legend) in enumerate(cards):
            box = QRectF(EDGE + at * (third + GAP), 108, third, 296)
            self.chart(chart, self.card(box, title, sub, legend))
        self._list(QRectF(EDGE, 418, third, 326))
        box = QRectF(EDGE + third + GAP, 418, third, 326)
        sub = w.tr("Cases, change against the period before")
        self.chart(fig.bars(report, "causes", w, most=7), self.card(box, w.tr("Root causes"), sub))
        box = QRectF(EDGE + 2 * (third + GAP), 418, third, 326)
        self.chart(fig.bars(report, "triggers", w, most=7), self.card(box, w.tr("What began it"), sub))

    def _head(self, number: int) -> None:
        w, asked, p = self._w, self._report.filter, self._p
        p.text(QRectF(EDGE, 38, 600, 28), w.tr("Escalations"), 22, 600, "text")
        said = [w.span(asked)]
        for what, keys in (
            ("departments", asked.departments), ("kinds", asked.kinds), ("reasons", asked.reasons),
            ("levels", {str(n) for n in asked.levels}),
        ):  # fmt: skip
            said += [w.name(what, key) for key in sorted(keys)]
        if asked.compare:
            said.append(w.tr("compared with {span}").format(span=w.span(asked.before)))
        p.text(QRectF(EDGE, 68, WIDE - 2 * EDGE, 20), " · ".join(said), 13, 400, "muted")
        made = w.tr("Warmline, {day}, page {n} of 2").format(
            day=w.full_day(self._now.astimezone().date()), n=number
        )
        p.text(QRectF(WIDE - EDGE - 400, 42, 400, 20), made, 11, 400, "muted", RIGHT)
        p.line(QPointF(EDGE, 96), QPointF(WIDE - EDGE, 96))

    def _list(self, area: QRectF) -> None:
        inside = self.card(area, self._w.tr("Promises and demands"), "")
        y = inside.top() - 20
        for figure in fig.more_figures(self._report, self._w):
            line = QRectF(inside.left(), y, inside.width(), 24)
            self._p.text(line.adjusted(0, 0, -130, 0), figure.label, 13, 400, "text")
            self._p.text(line.adjusted(0, 0, -100, 0), figure.value, 13, 600, "text", RIGHT)
            tone = f"{figure.tone}T" if figure.tone else "muted"
            self._p.text(QRectF(line.right() - 92, y, 92, 24), figure.note, 11, 400, tone)
            y += 26
