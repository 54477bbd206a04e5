"""Reviews of one call side by side, two at a time: how far they agree, and where they do not (calibration)."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from console.desk.reviewing import Comparison
from console.ui import format as fmt
from console.ui.trainer.review_words import ReviewWords
from console.ui.widgets.fields import Choice
from console.ui.widgets.labels import Elided, Label, Prose, tip
from console.ui.widgets.layout import Box, column, row
from console.ui.widgets.rows import Rows
from store.directory import Directory
from store.review import Review
from store.scorecard import Question, QuestionKind

_GOOD, _FAIR = 0.6, 0.4
_WIDE = 62

Line = tuple[Question, str, str, str, bool]
"""The question, its words, both answers, whether they differ."""


class ComparedLine(QWidget):
    """One question and both answers."""

    def __init__(self) -> None:
        super().__init__()
        self._text = Elided("", "")
        self._one, self._other = Label("", "b"), Label("", "b")
        for each in (self._one, self._other):
            each.setFixedWidth(_WIDE)
        self.setLayout(row((self._text, 1), self._one, self._other, gap=6, margins=(0, 3, 0, 3)))

    def show_item(self, item: Line, /) -> None:
        """Show it; what differs is marked by more than colour."""
        question, text, one, other, differs = item
        self.setObjectName(f"compared.{question.key}")
        self._text.put(text)
        tone = "bad" if differs else ""
        self._one.put(one, tone)
        self._other.put(f"{other} ≠" if differs else other, tone)
        said = f"{text}: {one}, {other}"
        self.setAccessibleName(self.tr("{said}, not the same").format(said=said) if differs else said)


class Compared(QWidget):
    """Kappa and the share of equal answers, then question by question, those that differ first.

    Of more than two reviews every pair is listed with its kappa; the one that is chosen is shown.
    """

    def __init__(self, w: ReviewWords) -> None:
        super().__init__()
        self._w = w
        self._pairs: tuple[Comparison, ...] = ()
        self._directory = Directory()
        self._listed: list[tuple[str, str]] = []
        self._mean = Prose("", "muted", 12, name="compared.mean")
        self._pair = Choice("compared.pair", self.tr("Which two"), [])
        self._pair.on_choose(self._chosen)
        self._kappa = Label("", "num", name="compared.kappa")
        self._word = Label("", "metab")
        self._equal = Prose("", "muted", 12)
        self._one, self._other = Label("", "metab"), Label("", "metab")
        self._head = Elided("", "meta")
        for each in (self._one, self._other):
            each.setFixedWidth(_WIDE)
        self._rows = Rows[Line](ComparedLine, gap=0)
        top = column(row(self._kappa, self._word, None, gap=8), self._equal, gap=2)
        head = row((self._head, 1), self._one, self._other, gap=6)
        inside = column(
            self._mean, self._pair, top, 4, head, self._rows.layout, gap=2, margins=(12, 10, 12, 8)
        )
        self.setLayout(column(Box("sunk", inside), gap=0))

    def put(self, pairs: Sequence[Comparison], mean: float | None, directory: Directory) -> None:
        """Show the pair that was chosen, at first the first one; ``mean`` is the kappa of all of them."""
        self._pairs, self._directory = tuple(pairs), directory
        many = len(pairs) > 1
        self._pair.setVisible(many)
        said = self.tr("{n} pairs, on average {kappa}.")
        self._mean.put_or_hide(said.format(n=len(pairs), kappa=_kappa(mean)) if many else "")
        listed = [(_key(p), f"{self._names(p)}: {_kappa(p.agreement.kappa)}") for p in pairs]
        if listed != self._listed:
            before, self._listed = self._pair.value(), listed
            self._pair.clear()
            for key, text in listed:
                self._pair.addItem(text, key)
            if before in dict(listed):
                self._pair.put(before)
        self._chosen()

    def _chosen(self) -> None:
        shown = next((p for p in self._pairs if _key(p) == self._pair.value()), None)
        if shown is not None:
            self._show(shown, self._directory)

    def _names(self, pair: Comparison) -> str:
        return " · ".join(self._name(r, self._directory) for r in (pair.one, pair.other))

    def _show(self, shown: Comparison, directory: Directory) -> None:
        found = shown.agreement
        self._kappa.put(_kappa(found.kappa))
        self._word.put(*self._agreement(found.kappa))
        differ = len(found.differing)
        same = self.tr("{n} of {all} answers are the same.").format(n=found.shared - differ, all=found.shared)
        none = self.tr("Chance alone would give this, so there is no kappa.") if found.kappa is None else ""
        self._equal.put(" ".join(t for t in (same, none) if t))
        self._head.put(self.tr("Question"))
        for label, review in ((self._one, shown.one), (self._other, shown.other)):
            label.put(self._name(review, directory))
            tip(label, self._w.words.colleague(review.reviewer, directory))
        order = {key: n for n, key in enumerate(found.differing)}
        questions = sorted(shown.card.card.questions, key=lambda q: order.get(q.key, differ))
        lines = [
            (q, self._w.question(q), self._answer(q, shown.one), self._answer(q, shown.other), q.key in order)
            for q in questions
        ]
        self._rows.put(lines, lambda line: line[0].key)

    def _agreement(self, kappa: float | None) -> tuple[str, str]:
        """In words, with its tone; the steps are those of Landis and Koch (1977), put together."""
        if kappa is None:
            return "", ""
        if kappa >= _GOOD:
            return self.tr("they agree"), "ok"
        return (self.tr("they agree in part"), "warn") if kappa >= _FAIR else (self.tr("they differ"), "bad")

    def _name(self, review: Review, directory: Directory) -> str:
        return fmt.short_name(self._w.words.colleague(review.reviewer, directory))

    def _answer(self, question: Question, review: Review) -> str:
        if question.key not in review.answers:
            return "–"
        value = review.answers[question.key]
        if value is None:
            return self.tr("n/a")
        if question.kind is QuestionKind.YES_NO:
            return self.tr("yes") if value else self.tr("no")
        return str(value)


def _key(pair: Comparison) -> str:
    return f"{pair.one.id.hex} {pair.other.id.hex}"


def _kappa(value: float | None) -> str:
    return "κ –" if value is None else f"κ {value:.2f}".replace("-", "−")
