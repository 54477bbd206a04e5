"""How a team goes: scores by week, question and person, conduct, agreement, root causes (R61, R62, R65)."""

from collections.abc import Callable

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from console.ui.learning import figures as fig
from console.ui.learning.mine import ListCard, nothing
from console.ui.learning.spark import Spark
from console.ui.learning.words import LearningWords
from console.ui.reports.cards import ChartCard, FigureLine, FigureTile
from console.ui.reports.figures import KeyFigure
from console.ui.widgets.labels import Elided, Label
from console.ui.widgets.layout import Scroller, column, row, wrap
from console.ui.widgets.row_button import RowButton
from console.ui.widgets.rows import Rows
from store.coaching import Coaching
from store.tally import Counted
from store.trends import PersonTrend, Trends

_TILES = 6
_WIDE, _NARROW = 1120, 720
"""Under these the charts stand two by two, and one by one."""
_MOST = 60


class PersonLine(RowButton):
    """One person's weeks; pressed, everything is about them alone."""

    def __init__(
        self, w: Callable[[], LearningWords], choose: Callable[[str], object], low: Callable[[], Coaching]
    ) -> None:
        self._w, self._low = w, low
        self._key = ""
        self._name = Elided("", "med")
        self._weak = Elided("", "meta")
        self._spark = Spark()
        self._value = Label("", "b")
        self._count = Label("", "meta")
        inside = row(
            (column(self._name, self._weak, gap=1), 1), self._spark, column(self._value, self._count, gap=1),
            gap=12, margins=(8, 4, 8, 4),
        )  # fmt: skip
        super().__init__(inside)
        self._value.setMinimumWidth(52)
        self.clicked.connect(lambda _=False: choose(self._key))

    def show_item(self, item: PersonTrend, /) -> None:
        """Show them."""
        w = self._w()
        self._key = item.person
        review, weak = item.sum(Counted.REVIEW), fig.lowest(item, self._low())
        self.setObjectName(f"learning.person.{item.person}")
        self._name.put(w.person(item.person))
        said = ""
        if weak is not None:
            said = w.fill(
                self.tr("weakest: {question}, {share}"), question=w.question(weak[0]), share=w.score(weak[1])
            )
        self._weak.put(said)
        tone = fig.tone_of(review.value, self._low())
        self._spark.put(item.weeks, "accent" if tone == "ok" else tone)
        self._value.put(w.score(review), tone if review.count else "")
        self._count.put(w.reviews(review.count))
        self.setAccessibleName(f"{w.person(item.person)}, {w.score(review)}, {self._count.text()}, {said}")


class TrendsView(QWidget):
    """``choose`` is told a person whose trends alone are wanted."""

    def __init__(self, w: Callable[[], LearningWords], choose: Callable[[str], object]) -> None:
        super().__init__()
        self._w = w
        self._beside = 0
        self._drawn: Trends | None = None
        self._low = Coaching()
        self.tiles = [FigureTile(f"learning.tile.{n}", nothing) for n in range(_TILES)]
        none = self.tr("No review of these weeks is shared yet.")
        self.score = ChartCard("learning.score", self.tr("Score"), nothing, none, height=240)
        self.questions = ChartCard("learning.questions", self.tr("Questions"), nothing, none, height=240)
        self._people = Rows[PersonTrend](lambda: PersonLine(w, choose, lambda: self._low), gap=0)
        self.people = ListCard(self.tr("People, the lowest first"), none, self._people.layout)
        self._conduct = Rows[KeyFigure](lambda: FigureLine("", nothing), gap=1)
        self.conduct = ListCard(
            self.tr("Conduct"),
            self.tr("Nothing was measured. The measures may be switched off in the settings."),
            self._conduct.layout,
        )
        self.agreement = ChartCard(
            "learning.agreement", self.tr("Agreement of reviewers"), nothing,
            self.tr("No call was reviewed by two. Assign one to two reviewers to see how alike they score."),
            height=200,
        )  # fmt: skip
        self.causes = ChartCard(
            "learning.causes", self.tr("Root causes, as reviewed"), nothing,
            self.tr("No escalated case with a root cause was reviewed."), height=200,
        )  # fmt: skip
        self._cards = column(gap=14)
        self._lines: list[QWidget] = []
        body = wrap(column((wrap(self._cards), 1), gap=12, margins=(0, 0, 4, 0)))
        self.setLayout(column(Scroller(body, "learning.trends.scroll", steady=True), gap=0))
        self._arrange()

    def put(self, trends: Trends, low: Coaching) -> None:
        """Draw them; the same are not drawn again."""
        if trends is self._drawn and low == self._low:
            return
        self._drawn, self._low, w = trends, low, self._w()
        for tile, figure in zip(self.tiles, fig.key_figures(trends, w, low), strict=True):
            tile.put(figure)
        self.score.put(fig.score(trends, w), self.tr("Mean of all reviews, by week"))
        self.questions.put(
            fig.questions(trends, w, low),
            self.tr("Share of the best answer, the lowest first; change in points"),
        )
        people = fig.people(trends)[:_MOST]
        self._people.put(people, lambda p: p.person)
        self.people.filled(on=bool(people))
        conduct = fig.conduct(trends, w)
        self._conduct.put(conduct, lambda f: f.key)
        self.conduct.filled(on=bool(conduct))
        kappa = trends.figure(Counted.KAPPA).now
        said = self.tr("Same answers of two reviewers; kappa {n} over {m} comparisons")
        self.agreement.put(
            fig.agreement(trends, w),
            said.format(n=w.number(kappa.value, 2), m=w.count(kappa.count // 2)) if kappa.count else "",
        )
        self.causes.put(fig.causes(trends, w), self.tr("Reviewed cases, and their mean score"))

    def again(self) -> None:
        """Names have changed."""
        self._drawn = None

    def resizeEvent(self, event: QResizeEvent, /) -> None:
        """As many beside each other as there is room for."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        beside = 3 if self.width() >= _WIDE else 2 if self.width() >= _NARROW else 1
        if beside == self._beside:
            return
        self._beside = beside
        tiles = 6 if beside > 1 else 3
        lines: list[list[tuple[QWidget, int]]] = [
            [(tile, 1) for tile in self.tiles[at : at + tiles]] for at in range(0, _TILES, tiles)
        ]
        if beside == 3:  # noqa: PLR2004 - as on the page of reports
            lines += [
                [(self.score, 58), (self.questions, 42)],
                [(self.people, 40), (self.conduct, 30), (self.agreement, 30)],
                [(self.causes, 1)],
            ]
        else:
            rest = (self.score, self.questions, self.people, self.conduct, self.agreement, self.causes)
            lines += [[(card, 1) for card in rest[at : at + beside]] for at in range(0, len(rest), beside)]
        old = self._lines
        self._lines = [wrap(row(*line, gap=14)) for line in lines]
        while self._cards.count():
            self._cards.takeAt(0)
        for made in self._lines:
            self._cards.addWidget(made)
        for gone in old:
            gone.deleteLater()
