"""What is asked, at the top of the page: the time, the conditions, what it is compared with; and the files."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from console.desk.intents_reports import Asked
from console.ui.kit import Kit
from console.ui.widgets.buttons import Button
from console.ui.widgets.fields import Choice
from console.ui.widgets.labels import Label
from console.ui.widgets.layout import column, flow_box, row
from store.directory import Directory
from store.escalation import Kind
from store.policy import ReasonWord
from store.values import replace

ALL = "\0"
"""Code of "no condition": "" is a key too, that of no department."""


class Filters(QWidget):
    """``ask`` is told another question, ``csv`` and ``pdf`` save what is shown."""

    def __init__(
        self, kit: Kit, ask: Callable[[Asked], object], csv: Callable[[], object], pdf: Callable[[], object]
    ) -> None:
        super().__init__()
        self._kit, self._ask = kit, ask
        self.asked = Asked()
        spans = (
            ("1w", self.tr("This week")), ("4w", self.tr("Last 4 weeks")), ("12w", self.tr("Last 12 weeks")),
            ("26w", self.tr("Last 26 weeks")), ("52w", self.tr("Last 52 weeks")),
        )  # fmt: skip
        self.span = Choice("reports.span", self.tr("Time"), spans)
        self.department = Choice(
            "reports.department", self.tr("Department"), [(ALL, self.tr("All departments"))]
        )
        kinds = [(ALL, self.tr("All kinds")), *((k.value, kit.words.kind(k.value)) for k in Kind)]
        self.kind = Choice("reports.kind", self.tr("Kind"), kinds)
        self.reason = Choice("reports.reason", self.tr("Reason"), [(ALL, self.tr("All reasons"))])
        levels = [(ALL, self.tr("All levels")), *((str(n), f"L{n}") for n in range(4))]
        self.level = Choice("reports.level", self.tr("Level"), levels)
        compare = [("yes", self.tr("Compared")), ("no", self.tr("Not compared"))]
        self.compare = Choice("reports.compare", self.tr("Comparison with the same time before"), compare)
        choices = (self.span, self.department, self.kind, self.reason, self.level, self.compare)
        for choice, letters in zip(choices, (10, 14, 8, 10, 7, 9), strict=True):
            choice.setMinimumContentsLength(letters)
            choice.on_choose(self._chosen)
        self.csv = Button(
            "reports.csv",
            self.tr("CSV"),
            "download",
            tip_text=self.tr("Save the figures for a spreadsheet"),
            on=csv,
        )
        self.pdf = Button(
            "reports.pdf", self.tr("PDF"), "file", tip_text=self.tr("Save the charts for paper"), on=pdf
        )
        self.again = Button(
            "reports.again", "", "refresh-cw", variant="ghost", size="icon",
            tip_text=self.tr("Work it out again"), on=lambda: self._ask(self.asked),
        )  # fmt: skip
        head = row(
            Label(self.tr("Reports"), "page"),
            Label(self.tr("Escalations"), "muted"),
            None,
            self.again,
            self.csv,
            self.pdf,
            gap=8,
        )
        self.setLayout(column(head, flow_box(*choices, gap=8), gap=10))
        self.put(self.asked)

    def name(self, directory: Directory, reasons: Sequence[ReasonWord]) -> None:
        """The departments and reasons that there are."""
        departments = [(d.key, d.name) for d in directory.departments]
        _fill(self.department, [(ALL, self.tr("All departments")), *departments])
        words = self._kit.words
        named = dict(words.choices("reason")) | {r.key: r.name or words.reason(r.key) for r in reasons}
        _fill(self.reason, [(ALL, self.tr("All reasons")), *named.items()])
        self.put(self.asked)

    def put(self, asked: Asked) -> None:
        """What was asked for."""
        self.asked = asked
        self.span.put(asked.span)
        for choice, values in (
            (self.department, asked.departments), (self.kind, asked.kinds), (self.reason, asked.reasons),
            (self.level, {str(n) for n in asked.levels}),
        ):  # fmt: skip
            choice.put(next(iter(sorted(values)), ALL))
        self.compare.put("yes" if asked.compare else "no")

    def ready(self, *, on: bool) -> None:
        """Whether there is something to save."""
        self.csv.setEnabled(on)
        self.pdf.setEnabled(on)

    def _chosen(self) -> None:
        def only(choice: Choice) -> frozenset[str]:
            return frozenset() if choice.value() == ALL else frozenset({choice.value()})

        self.asked = replace(
            self.asked, span=self.span.value(), departments=only(self.department), kinds=only(self.kind),
            reasons=only(self.reason), levels=frozenset(map(int, only(self.level))),
            compare=self.compare.value() == "yes",
        )  # fmt: skip
        self._ask(self.asked)


def _fill(choice: Choice, options: Sequence[tuple[str, str]]) -> None:
    choice.clear()
    for code, word in options:
        choice.addItem(word, code)
