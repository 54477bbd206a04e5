"""The rows of the editor of scorecards: a card in the list, and a question with all that can be said of it."""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtWidgets import QWidget

from console.ui.trainer.review_words import ReviewWords
from console.ui.widgets.buttons import Button
from console.ui.widgets.fields import Choice, LineField
from console.ui.widgets.labels import Elided, Label, Pill, Prose
from console.ui.widgets.layout import Box, column, row
from console.ui.widgets.row_button import RowButton
from store.scorecard import NAMED, Question, QuestionKind
from store.values import replace

Item = tuple[int, Question, tuple[str, ...]]
"""Its place, the question, what is wrong with it."""


class Editor(Protocol):
    """What a question asks of the editor that it stands in."""

    def edit(self, place: int, **values: object) -> None:
        """Another question in its place."""

    def shift(self, place: int, by: int) -> None:
        """Change places with its neighbour."""

    def drop(self, place: int) -> None:
        """One less."""


class CardLine(RowButton):
    """A scorecard; pressed it is edited."""

    def __init__(self, open_: Callable[[str], object]) -> None:
        self._name, self._about, self._state = Elided("", "b"), Elided("", "meta"), Pill()
        super().__init__(
            column(row((self._name, 1), self._state, gap=6), self._about, gap=1, margins=(10, 7, 10, 7)),
            checkable=True,
        )
        self._key = ""
        self.clicked.connect(lambda _=False: open_(self._key))

    def show_item(self, item: tuple[str, str, str, str, bool], /) -> None:
        """Key, name, what is said of it, its state, whether it is the one that is edited."""
        self._key, name, about, state, on = item
        self.setObjectName(f"cards.card.{self._key}")
        self._name.put(name)
        self._about.put(about)
        self._state.put(state, "n")
        self.setChecked(on)
        self.setAccessibleName(", ".join(t for t in (name, about, state) if t))


class QuestionLine(QWidget):
    """One question: its words, how it is answered, its weight, and its two rules."""

    def __init__(self, w: ReviewWords, editor: Editor) -> None:
        super().__init__()
        self._w, self._editor = w, editor
        self._place = 0
        self._ours = ""
        tr = self.tr
        self._text = LineField("", tr("What is asked"), placeholder=tr("What is asked"))
        self._text.on_edit(self._typed)
        self._kind = Choice("", tr("How it is answered"),
                            [("scale", tr("1 to 5")), ("yes_no", tr("Yes or no"))])  # fmt: skip
        self._kind.on_choose(lambda: self._edit(kind=QuestionKind(self._kind.value())))
        self._kind.setMinimumContentsLength(8)
        self._weight = LineField("", tr("Weight"))
        self._weight.setFixedWidth(64)
        self._weight.on_edit(self._weigh)
        self._fails = Button("", tr("Fails all"), "triangle-alert", variant="chip",
                             tip_text=tr("The worst answer makes the whole review 0"),
                             on=lambda: self._edit(fails_all=not self._fails.isChecked()))  # fmt: skip
        self._skips = Button("", tr("May not apply"), "minus", variant="chip",
                             on=lambda: self._edit(may_be_skipped=not self._skips.isChecked()))  # fmt: skip
        for chip in (self._fails, self._skips):
            chip.setCheckable(True)
        self._up = Button("", "", "arrow-up", variant="ghost", size="icsm", tip_text=tr("Move up"),
                          on=lambda: editor.shift(self._place, -1))  # fmt: skip
        self._down = Button("", "", "arrow-down", variant="ghost", size="icsm", tip_text=tr("Move down"),
                            on=lambda: editor.shift(self._place, 1))  # fmt: skip
        self._drop = Button("", "", "x", variant="ghost", size="icsm", tip_text=tr("Remove"),
                            on=lambda: editor.drop(self._place))  # fmt: skip
        self._problem = Prose("", "badT", 12)
        first = row((self._text, 1), self._up, self._down, self._drop, gap=4)
        weight = Label(tr("Weight"), "meta")
        second = row(self._kind, weight, self._weight, self._fails, self._skips, None, gap=8)
        inside = column(first, second, self._problem, gap=7, margins=(10, 9, 8, 9))
        self.setLayout(column(Box("sunk", inside), gap=0))

    def _edit(self, **values: object) -> None:
        self._editor.edit(self._place, **values)

    def _typed(self) -> None:
        text = self._text.value()
        self._edit(
            text="" if text == self._ours else text
        )  # in Warmline's own words it is so in every language

    def _weigh(self) -> None:
        typed = self._weight.value().strip().replace(",", ".")
        try:
            weight = float(typed)
        except ValueError:
            weight = 0.0  # said beside it: a weight is more than 0
        self._edit(weight=weight)

    def show_item(self, item: Item, /) -> None:
        """Show it; what is being typed stays."""
        self._place, question, problems = item
        base = f"cards.question.{self._place}"
        names = (
            (self._text, "text"), (self._kind, "kind"), (self._weight, "weight"), (self._fails, "fails"),
            (self._skips, "skips"), (self._up, "up"), (self._down, "down"), (self._drop, "drop"),
        )  # fmt: skip
        for widget, name in names:
            widget.setObjectName(f"{base}.{name}")
        self._ours = self._w.question(replace(question, text="")) if question.key in NAMED else ""
        if not self._text.hasFocus():
            self._text.put(question.text or self._ours)
        self._kind.put(question.kind.value)
        if not self._weight.hasFocus():
            self._weight.put(f"{question.weight:g}")
        self._fails.setChecked(question.fails_all)
        self._skips.setChecked(question.may_be_skipped)
        self._problem.put_or_hide(" ".join(problems))
