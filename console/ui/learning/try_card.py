"""A try that is over: the score, what was done, what to do better, beside earlier tries, and its time line."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from console.ui import format as fmt
from console.ui.learning.try_words import TryWords
from console.ui.widgets.labels import Elided, Icon, Label, Prose
from console.ui.widgets.layout import Box, column, hairline, row, wrap
from console.ui.widgets.rows import Rows
from store.rehearsal import HALF, Moment, RehearsalTry, TriedStep, compared

GOOD, FAIR = 85, 60
"""From so many points on a score is green, or amber."""


def tone_of(score: int) -> str:
    """The colour beside a score."""
    return "ok" if score >= GOOD else "warn" if score >= FAIR else "bad"


class StepRow(QWidget):
    """One check: a mark, its name, what was found, and beneath what to do better."""

    def __init__(self, words: TryWords) -> None:
        super().__init__()
        self._words = words
        self._mark = Icon("check", "okT", 16)
        self._name = Label("", "med", wrap=True)
        self._found = Label("", "meta")
        self._points = Label("", "time")
        self._better = Prose("", "muted", 12)
        beneath = wrap(column(self._better, margins=(24, 0, 0, 2)))
        self._beneath = beneath
        self.setLayout(
            column(
                row(self._mark, (self._name, 1), self._found, self._points, gap=8), beneath, gap=2,
                margins=(0, 4, 0, 4),
            )
        )  # fmt: skip

    def show_item(self, step: TriedStep) -> None:
        """Show that step."""
        icon, tone = ("check", "okT") if step.done else ("x", "badT")
        if step.points == HALF:
            icon, tone = "minus", "warnT"
        self._mark.put(icon, tone)
        self._name.put(self._words.check(step.check))
        self._found.put_or_hide(self._words.measured(step))
        had = step.weight * step.points
        self._points.put(f"{had:g} / {step.weight}")
        self._better.put(step.better)
        self._beneath.setVisible(not step.done and bool(step.better))
        self.setAccessibleName(
            f"{self._name.text()}, {self._points.text()}. {step.better if not step.done else ''}"
        )


class MomentRow(QWidget):
    """A time and what happened then."""

    def __init__(self, words: TryWords) -> None:
        super().__init__()
        self._words = words
        self.customer = ""
        self._at = Label("", "time")
        self._at.setFixedWidth(44)
        self._what = Prose("", "text", 12)
        self.setLayout(row(self._at, (self._what, 1), gap=8, margins=(0, 1, 0, 1)))

    def show_item(self, item: tuple[Moment, str]) -> None:
        """Show that moment."""
        moment, said = item
        self._at.put(fmt.duration(moment.at))
        self._what.put(said, "muted" if moment.what == "step" else "text")


class TryCard(Box):
    """Named ``try``; :meth:`put` shows a try beside ``others``, which may hold it too."""

    def __init__(self, words: TryWords) -> None:
        self._words = words
        self._shown: tuple[object, ...] = ()
        self._score = Label("", "timer", name="try.score")
        self._of = Label(self.tr("of 100"), "meta")
        self._title = Elided("", "title", name="try.title")
        self._compared = Prose("", "muted", 12, name="try.compared")
        self._steps = Rows[TriedStep](lambda: StepRow(words), gap=0)
        self._moments = Rows[tuple[Moment, str]](lambda: MomentRow(words), gap=0)
        head = row(
            column(row(self._score, self._of, None, gap=6), gap=0),
            (column(self._title, self._compared, gap=3), 1),
            gap=16,
        )
        self._line = column(Label(self.tr("How it went"), "head"), self._moments.layout, gap=6)
        inside = column(
            head, hairline(), Label(self.tr("What was looked at"), "head"), self._steps.layout, hairline(), self._line,
            None, gap=10, margins=(20, 16, 20, 16),
        )  # fmt: skip
        super().__init__("card", inside, "try")

    def put(self, one: RehearsalTry, others: Sequence[RehearsalTry]) -> None:
        """Show it."""
        said = (one, tuple(t.id for t in others), self._words.directory)
        if said == self._shown:
            return
        self._shown = said
        self._score.put(str(one.score), tone_of(one.score))
        self._score.style().polish(self._score)
        self._title.put(one.title)
        self._compared.put(self._words.compared(compared(one, others), one.score))
        self._steps.put(one.steps, lambda s: s.check)
        customer = next((m.text for m in one.moments if m.what == "rang"), "")
        lines = [(m, self._words.moment(m, customer)) for m in one.moments]
        told = [(n, line) for n, line in enumerate(lines) if line[1]]
        self._moments.put([line for _, line in told], lambda line: (line[0].at, line[0].what, line[0].text))
        self.setAccessibleName(self._words.spoken(one))
