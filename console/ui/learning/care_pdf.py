"""Load and risk on paper (R66): what lay on each agent, and which customers may leave; A4 across."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF

from console.desk.schooling import LearningCard
from console.ui.learning.words import LearningWords
from console.ui.reports.figures import KeyFigure
from console.ui.reports.pdf import EDGE, GAP, WIDE, Sheet, write_pages
from console.ui.reports.pencil import RIGHT, Pencil
from store.load import USUAL_BEARABLE, AtRisk, Load, strains

_TOP, _BOTTOM = 108.0, 756.0
_FIRST_TOP = 184.0
"""Of the lists on the first page, where key figures stand over them."""
_HEAD = 62
"""Of a card with a list, with its edges."""
_LINE, _TWO_LINES = 23, 42
_FOOT = 40
"""Under the agents: what a hard call is."""
_SHARE = 0.65
"""Of the width that agents have; customers have the rest."""


def write(path: Path, card: LearningCard, w: LearningWords, who: str, now: datetime) -> None:
    """``who`` it is of, in words. The whole file, or none of it. Raises OSError."""
    agents = _parts(len(card.loads or ()), _LINE, _FOOT)
    customers = _parts(len(card.at_risk), _TWO_LINES, 0)
    count = max(len(agents), len(customers))
    none = slice(0, 0)

    def draw(pencil: Pencil, page: int) -> None:
        made = _Page(pencil, card, w)
        made.head(who, now, (page + 1, count))
        made.agents(agents[page] if page < len(agents) else none, first=not page)
        made.customers(customers[page] if page < len(customers) else none, first=not page)

    pages = [partial(draw, page=page) for page in range(count)]
    write_pages(path, w.fill(w.tr("Load and risk, {who}"), who=who), pages)


def _parts(count: int, high: int, foot: int) -> list[slice]:
    """Which rows stand on which page; without any there is a page all the same."""
    room = int((_BOTTOM - _FIRST_TOP - _HEAD - foot) // high)
    parts = [slice(0, room)]
    while parts[-1].stop < count:
        room = int((_BOTTOM - _TOP - _HEAD - foot) // high)
        parts.append(slice(parts[-1].stop, parts[-1].stop + room))
    return parts


class _Page(Sheet):
    def __init__(self, pencil: Pencil, card: LearningCard, w: LearningWords) -> None:
        super().__init__(pencil, w)
        self._card, self._words = card, w
        self._loads = card.loads or ()
        self._columns: tuple[tuple[str, int, Callable[[Load], str], str], ...] = (
            (w.tr("Calls"), 44, lambda x: w.count(x.calls), ""),
            (w.tr("Hard"), 40, lambda x: w.count(x.hard), ""),
            (w.tr("In a row"), 54, lambda x: w.count(x.row), "row"),
            (w.tr("Longest"), 54, lambda x: w.count(x.longest), ""),
            (w.tr("Escalated"), 62, lambda x: w.count(x.escalations), "escalations"),
            (w.tr("Scored low"), 68, lambda x: w.count(x.low), ""),
            (w.tr("Talk"), 60, lambda x: w.lasted(x.talk_seconds), ""),
            (w.tr("On hold"), 60, lambda x: w.lasted(x.hold_seconds), "hold"),
        )
        """Heading, its width, what it says of a person, and the strain that makes it stand out."""

    def head(self, who: str, now: datetime, page: tuple[int, int]) -> None:
        """What it is of; key figures on the first page."""
        w, p, today = self._words, self._p, now.astimezone().date()
        p.text(QRectF(EDGE, 38, 600, 28), w.tr("Load and risk"), 22, 600, "text")
        since = self._card.since
        first = w.full_day(since.astimezone().date() if since is not None else today)
        span = w.tr("{first} to {last}").format(first=first, last=w.full_day(today))
        p.text(QRectF(EDGE, 68, WIDE - 2 * EDGE, 20), f"{who} · {span}", 13, 400, "muted")
        number, count = page
        made = w.tr("Warmline, {day}, page {n} of {count}").format(
            day=w.full_day(today), n=number, count=count
        )
        p.text(QRectF(WIDE - EDGE - 400, 42, 400, 20), made, 11, 400, "muted", RIGHT)
        p.line(QPointF(EDGE, 96), QPointF(WIDE - EDGE, 96))
        if number == 1:
            figures = self._figures()
            wide = (WIDE - 2 * EDGE - (len(figures) - 1) * 10) / len(figures)
            for at, figure in enumerate(figures):
                self.tile(QRectF(EDGE + at * (wide + 10), _TOP, wide, 62), figure)

    def _figures(self) -> tuple[KeyFigure, ...]:
        w, loads = self._words, self._loads
        calls, hard = sum(x.calls for x in loads), sum(x.hard for x in loads)
        rows = sum("row" in strains(x) for x in loads)
        share = w.percent(hard / calls if calls else None)
        said = w.tr("{share} of {n}").format(share=share, n=w.count(calls)) if calls else ""
        return (
            KeyFigure("agents", w.tr("Agents with calls"), w.count(sum(bool(x.calls) for x in loads))),
            KeyFigure("hard", w.tr("Hard calls"), w.count(hard), said),
            KeyFigure(
                "row", w.tr("{n} hard in a row").format(n=USUAL_BEARABLE.row), w.count(rows),
                w.tr("agents") if rows != 1 else w.tr("agent"), "warn" if rows else "ok",
            ),
            KeyFigure("escalated", w.tr("Escalated"), w.count(sum(x.escalations for x in loads))),
            KeyFigure("hold", w.tr("On hold"), w.lasted(sum(x.hold_seconds for x in loads))),
            KeyFigure("risk", w.tr("Customers at risk"), w.count(len(self._card.at_risk))),
        )  # fmt: skip

    def agents(self, part: slice, *, first: bool) -> None:
        """A line for each, the heaviest first."""
        w, p, loads = self._words, self._p, self._loads[part]
        if not loads and not first:
            return
        wide = (WIDE - 2 * EDGE - GAP) * _SHARE
        area = self._area(EDGE, wide, len(loads) * _LINE + _FOOT, first=first)
        inside = self.card(area, w.tr("Load on each agent"), w.tr("The heaviest first"))
        if not loads:
            self._none(inside, w.tr("Nobody has had a call in this time."))
            return
        right = inside.right() - sum(wide for _, wide, _, _ in self._columns)
        left = right
        for title, wide, _, _ in self._columns:
            p.text(QRectF(left, area.top() + 34, wide, 18), title, 11, 400, "muted", RIGHT)
            left += wide
        y = inside.top() - 2
        for load in loads:
            self._agent(QRectF(inside.left(), y, inside.width(), _LINE), right, load)
            y += _LINE
        foot = QRectF(inside.left(), area.bottom() - _FOOT + 2, inside.width(), _FOOT - 6)
        p.paragraph(foot, w.hard_rule())

    def _agent(self, line: QRectF, right: float, load: Load) -> None:
        w, p = self._words, self._p
        p.line(line.topLeft(), line.topRight())
        name = QRectF(line.left(), line.top(), right - line.left(), _LINE)
        p.text(name, w.person(load.person), 13, 400, "text")
        much = w.much(load, self._card.asked.days)
        left = right
        for _, wide, said, strain in self._columns:
            place, warned = QRectF(left, line.top(), wide, _LINE), strain in much
            p.text(place, said(load), 12, 600 if warned else 400, "warnT" if warned else "text", RIGHT)
            left += wide

    def customers(self, part: slice, *, first: bool) -> None:
        """Two lines for each: who, and what says so."""
        w, found = self._words, self._card.at_risk[part]
        if not found and not first:
            return
        left = EDGE + (WIDE - 2 * EDGE - GAP) * _SHARE + GAP
        area = self._area(left, WIDE - EDGE - left, len(found) * _TWO_LINES, first=first)
        inside = self.card(area, w.tr("Customers at risk"), w.tr("Signs of leaving; open tickets"))
        if not found:
            self._none(inside, w.tr("Nobody: no customer shows enough signs of leaving."))
        y = inside.top() - 2
        for risk in found:
            self._customer(QRectF(inside.left(), y, inside.width(), _TWO_LINES), risk)
            y += _TWO_LINES

    def _customer(self, box: QRectF, risk: AtRisk) -> None:
        w, p = self._words, self._p
        p.line(box.topLeft(), box.topRight())
        line = QRectF(box.left(), box.top() + 3, box.width(), 19)
        p.text(line.adjusted(0, 0, -64, 0), w.at_risk(risk), 13, 400, "text")
        said = w.tr("{n} open").format(n=w.count(risk.open)) if risk.open else ""
        p.text(line, said, 12, 600, "accentT", RIGHT)
        p.text(line.translated(0, 18), w.signs(risk), 11, 400, "muted")

    def _area(self, left: float, wide: float, high: float, *, first: bool) -> QRectF:
        top = _FIRST_TOP if first else _TOP
        return QRectF(left, top, wide, min(_HEAD + max(high, _LINE), _BOTTOM - top))

    def _none(self, inside: QRectF, said: str) -> None:
        self._p.text(QRectF(inside.left(), inside.top(), inside.width(), 20), said, 13)
