"""Trends on paper: the same figures and charts, two pages of A4 across."""

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF

from console.ui.learning import figures as fig
from console.ui.learning.words import LearningWords
from console.ui.reports.figures import KeyFigure
from console.ui.reports.pdf import EDGE, GAP, WIDE, Sheet, write_pages
from console.ui.reports.pencil import RIGHT, Pencil
from store.coaching import Coaching
from store.tally import Counted
from store.trends import Trends

_PEOPLE = 22
_USUAL = Coaching()


def write(
    path: Path, trends: Trends, w: LearningWords, who: str, now: datetime, low: Coaching = _USUAL
) -> None:
    """``who`` they are of, in words; ``low`` as the policy says it. The whole file, or none of it. Raises OSError."""

    def first(pencil: Pencil) -> None:
        _Page(pencil, trends, w, (who, now), low).first()

    def second(pencil: Pencil) -> None:
        _Page(pencil, trends, w, (who, now), low).second()

    write_pages(path, w.fill(w.tr("Reviews and conduct, {who}"), who=who), (first, second))


class _Page(Sheet):
    def __init__(
        self, pencil: Pencil, trends: Trends, w: LearningWords, about: tuple[str, datetime], low: Coaching
    ) -> None:
        super().__init__(pencil, w)
        self._low = low
        self._trends, self._words, (self._who, self._now) = trends, w, about

    def first(self) -> None:
        """Key figures, the score by week, questions, conduct."""
        w, trends = self._words, self._trends
        self._head(1)
        figures = fig.key_figures(trends, w, self._low)
        wide = (WIDE - 2 * EDGE - 5 * 10) / len(figures)
        for at, figure in enumerate(figures):
            self.tile(QRectF(EDGE + at * (wide + 10), 108, wide, 62), figure)
        left = (WIDE - 2 * EDGE - GAP) * 0.58
        box = QRectF(EDGE, 184, left, 296)
        self.chart(fig.score(trends, w), self.card(box, w.tr("Score"), w.tr("Mean of all reviews, by week")))
        box = QRectF(EDGE + left + GAP, 184, WIDE - 2 * EDGE - left - GAP, 296)
        sub = w.tr("Share of the best answer; change in points")
        self.chart(fig.questions(trends, w, self._low), self.card(box, w.tr("Questions"), sub))
        third = (WIDE - 2 * EDGE - 2 * GAP) / 3
        self._list(QRectF(EDGE, 494, third, 262), w.tr("Conduct"), fig.conduct(trends, w))
        box = QRectF(EDGE + third + GAP, 494, third, 262)
        kappa = trends.figure(Counted.KAPPA).now
        sub = w.tr("Same answers of two; kappa {n}").format(n=w.number(kappa.value, 2))
        agreed = fig.agreement(trends, w, most=8)
        self.chart(agreed, self.card(box, w.tr("Agreement of reviewers"), sub))
        box = QRectF(EDGE + 2 * (third + GAP), 494, third, 262)
        sub = w.tr("Reviewed cases, and their mean score")
        self.chart(fig.causes(trends, w, most=6), self.card(box, w.tr("Root causes, as reviewed"), sub))

    def second(self) -> None:
        """People, the lowest first."""
        w = self._words
        self._head(2)
        rows = []
        for person in fig.people(self._trends)[: 2 * _PEOPLE]:
            review, weak = person.sum(Counted.REVIEW), fig.lowest(person, self._low)
            said = f"{w.question(weak[0])} {w.score(weak[1])}" if weak is not None else ""
            count = w.reviews(review.count)
            name = f"{w.person(person.person)}, {count}"
            rows.append(
                KeyFigure(person.person, name, w.score(review), said, fig.tone_of(review.value, self._low))
            )
        half = (WIDE - 2 * EDGE - GAP) / 2
        for at in range(2):
            part = tuple(rows[at * _PEOPLE : (at + 1) * _PEOPLE])
            if part or not at:
                area = QRectF(EDGE + at * (half + GAP), 108, half, 648)
                self._list(area, w.tr("People, the lowest first") if not at else "", part)

    def _head(self, number: int) -> None:
        w, p, asked = self._words, self._p, self._trends.filter
        p.text(QRectF(EDGE, 38, 600, 28), w.tr("Reviews and conduct"), 22, 600, "text")
        span = w.tr("{first} to {last}").format(
            first=w.full_day(asked.weeks[0]), last=w.full_day(asked.until)
        )
        p.text(QRectF(EDGE, 68, WIDE - 2 * EDGE, 20), f"{self._who} · {span}", 13, 400, "muted")
        day = w.full_day(self._now.astimezone().date())
        made = w.tr("Warmline, {day}, page {n} of 2").format(day=day, n=number)
        p.text(QRectF(WIDE - EDGE - 400, 42, 400, 20), made, 11, 400, "muted", RIGHT)
        p.line(QPointF(EDGE, 96), QPointF(WIDE - EDGE, 96))

    def _list(self, area: QRectF, title: str, rows: tuple[KeyFigure, ...]) -> None:
        inside = self.card(area, title, "")
        y = inside.top() - 20
        for figure in rows:
            line = QRectF(inside.left(), y, inside.width(), 24)
            self._p.text(line.adjusted(0, 0, -190, 0), figure.label, 13, 400, "text")
            self._p.text(line.adjusted(0, 0, -134, 0), figure.value, 13, 600, "text", RIGHT)
            tone = f"{figure.tone}T" if figure.tone and figure.tone != "n" else "muted"
            self._p.text(QRectF(line.right() - 124, y, 124, 24), figure.note, 11, 400, tone)
            y += 26
