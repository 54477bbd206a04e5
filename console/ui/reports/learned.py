"""What a center has learned: root causes, and beside them what is to change on account of them."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from console.desk.intents_reports import Recommend
from console.ui.kit import Kit
from console.ui.reports.words import ReportWords
from console.ui.widgets.buttons import Button
from console.ui.widgets.fields import AreaField, Choice, Field
from console.ui.widgets.labels import Elided, Label, Pill, Prose
from console.ui.widgets.layout import Box, Scroller, column, row
from console.ui.widgets.popover import Popover
from console.ui.widgets.row_button import RowButton
from console.ui.widgets.rows import Rows
from store.directory import Directory
from store.recommendation import Aim, Recommendation, RecommendationState
from store.reports import Bar, Slice
from store.rules.recommendations import NEXT

_MOST_CAUSES = 7
_TONES = {
    RecommendationState.PROPOSED: "accent",
    RecommendationState.ACCEPTED: "vio",
    RecommendationState.DONE: "ok",
    RecommendationState.REJECTED: "n",
}


class CauseLine(QWidget):
    """A root cause, how often it was one, and a button that makes a recommendation of it."""

    def __init__(
        self, w: Callable[[], ReportWords], open_: Callable[[Slice], object], make: Callable[[str], object]
    ) -> None:
        super().__init__()
        self._w = w
        self._cause = ""
        self._name = Elided("", "med")
        self._count = Label("", "b")
        self._change = Label("", "meta")
        inside = row((self._name, 1), self._count, self._change, gap=10, margins=(8, 4, 8, 4))
        self._cases = RowButton(inside)
        self._cases.clicked.connect(lambda _=False: open_(Slice(cause=self._cause)))
        self._make = Button("", self.tr("Recommend"), "lightbulb", size="sm", on=lambda: make(self._cause))
        self.setLayout(row((self._cases, 1), self._make, gap=8))

    def show_item(self, bar: Bar, /) -> None:
        """Show this cause."""
        w = self._w()
        self._cause = bar.key
        name = w.name("causes", bar.key)
        change, tone = w.change(bar)
        self._name.put(name)
        self._count.put(w.count(bar.count))
        self._change.put_or_hide(change, tone.removesuffix("T") if tone.endswith("T") else "")
        self._cases.setObjectName(f"reports.cause.{bar.key}")
        self._cases.setAccessibleName(w.fill("{name}: {n}", name=name, n=w.count(bar.count)))
        self._make.setObjectName(f"reports.recommend.{bar.key}")
        self._make.setAccessibleName(w.fill(self.tr("Recommend something against “{name}”"), name=name))


class RecommendationLine(RowButton):
    """One recommendation; pressed it is edited."""

    def __init__(
        self, w: Callable[[], ReportWords], edit: Callable[[QWidget, Recommendation], object]
    ) -> None:
        self._w = w
        self._text = Elided("", "med")
        self._state = Pill()
        self._meta = Elided("", "meta")
        inside = column(row((self._text, 1), self._state, gap=8), self._meta, gap=3, margins=(8, 6, 8, 6))
        super().__init__(inside)
        self._item: Recommendation | None = None
        self.clicked.connect(lambda _=False: edit(self, self._item) if self._item is not None else None)

    def show_item(self, item: Recommendation, /) -> None:
        """Show it."""
        w = self._w()
        self._item = item
        self.setObjectName(f"reports.recommendation.{item.id.hex}")
        self._text.put(" ".join(item.text.split()))
        self._state.put(w.state(item.state), _TONES[item.state])
        owner = w.words.colleague(item.owner, w.directory) if item.owner else self.tr("nobody has it yet")
        cause = w.name("causes", item.root_cause) if item.root_cause else ""
        self._meta.put(" · ".join(t for t in (w.aim(item.aim), owner, cause) if t))
        self.setAccessibleName(f"{item.text}, {w.state(item.state)}, {w.aim(item.aim)}, {owner}")


class RecommendationForm(Popover):
    """What is to change, in what, who takes care of it, and how it stands."""

    def __init__(self, parent: QWidget, anchor: QWidget, kit: Kit) -> None:
        self._kit = kit
        self._of: Recommendation | None = None
        self._cause = ""
        self._title = Label("", "title")
        self._text = AreaField("recommend.text", self.tr("What is to change"), height=84)
        self._aim = Choice("recommend.aim", self.tr("In"), [])
        self._owner = Choice("recommend.owner", self.tr("Who takes care of it"), [])
        self._state = Choice("recommend.state", self.tr("State"), [])
        self._about = Field(self.tr("What is to change"), self._text)
        keep = Button("recommend.keep", self.tr("Save"), variant="primary", key="Ctrl Enter", on=self.primary)
        leave = Button("recommend.leave", self.tr("Cancel"), variant="ghost", on=self.dismiss)
        inside = column(
            self._title,
            self._about,
            row((Field(self.tr("In"), self._aim), 1), (Field(self.tr("State"), self._state), 1), gap=10),
            Field(self.tr("Who takes care of it"), self._owner),
            row(None, leave, keep, gap=8),
            gap=10,
            margins=(16, 14, 16, 14),
        )
        super().__init__(parent, anchor, inside, "recommend")
        self.first = self._text

    def begin(self, anchor: QWidget, w: ReportWords, of: Recommendation | None, cause: str = "") -> None:
        """Open it for one that is there, or for a new one about a root cause."""
        self.anchor = anchor
        self._of, self._cause = of, of.root_cause if of else cause
        about = w.name("causes", self._cause) if self._cause else ""
        sentence = self.tr("Recommendation against “{cause}”") if about else self.tr("Recommendation")
        self._title.put(w.fill(sentence, cause=about[:40]))
        self._text.put(of.text if of else "")
        self._about.put_problem("")
        state = of.state if of else RecommendationState.PROPOSED
        _options(self._aim, [(aim.value, w.aim(aim)) for aim in Aim], (of.aim if of else Aim.PROCESS).value)
        states = [state, *NEXT[state]] if of else [RecommendationState.PROPOSED, RecommendationState.ACCEPTED]
        if of is None:
            states = [RecommendationState.PROPOSED]
        _options(self._state, [(s.value, w.state(s)) for s in states], state.value)
        _options(self._owner, self._owners(w.directory), of.owner if of else "")
        self.open_()

    def _owners(self, directory: Directory) -> list[tuple[str, str]]:
        people = sorted((p.name, p.key) for p in directory.people)
        return [("", self.tr("Nobody yet")), *((key, name) for name, key in people)]

    def primary(self) -> bool:
        """Keep it; what is wrong is said under the text."""
        of = self._of
        refusal = self._kit.ask(
            Recommend(
                recommendation=of.id if of else None, aim=Aim(self._aim.value()), text=self._text.value(),
                root_cause=self._cause, owner=self._owner.value(), state=RecommendationState(self._state.value()),
            )
        )  # fmt: skip
        if refusal is not None:
            self._about.put_problem(refusal.message)
            self.settle()
            return True
        self.dismiss()
        return True


def _options(choice: Choice, options: list[tuple[str, str]], chosen: str) -> None:
    choice.clear()
    for code, word in options:
        choice.addItem(word, code)
    choice.put(chosen)


class Learned(QWidget):
    """Both cards."""

    def __init__(self, kit: Kit, w: Callable[[], ReportWords], open_: Callable[[Slice], object]) -> None:
        super().__init__()
        self._kit, self._w = kit, w
        self._form: RecommendationForm | None = None
        self._causes = Rows[Bar](lambda: CauseLine(w, open_, self._from_cause), gap=2)
        self._none = Prose(
            self.tr("Nobody has named a root cause in this time. It is asked for when a case is resolved."),
            "muted",
        )
        self.causes = Box(
            "card",
            column(
                Label(self.tr("Root causes"), "title"),
                Label(self.tr("Cases, change against the period before"), "meta"),
                self._none, self._causes.layout, None,
                gap=4, margins=(18, 14, 18, 12),
            ),
        )  # fmt: skip
        self._rows = Rows[Recommendation](lambda: RecommendationLine(w, self._edit), gap=2)
        self._nothing = Prose(self.tr("Nothing is recommended yet. Begin with a root cause."), "muted")
        self._new = Button(
            "reports.recommend", self.tr("New"), "plus", size="sm", on=lambda: self._open(self._new, None)
        )
        self.recommendations = Box(
            "card",
            column(
                row((Elided(self.tr("Recommendations"), "title"), 1), self._new, gap=8),
                self._nothing, self._rows.layout, None,
                gap=6, margins=(18, 14, 18, 12),
            ),
        )  # fmt: skip

    def put(self, causes: tuple[Bar, ...], rows: tuple[Recommendation, ...]) -> None:
        """What is known."""
        shown = [bar for bar in causes if bar.count][:_MOST_CAUSES]
        self._causes.put(shown, lambda bar: bar.key)
        self._none.setVisible(not shown)
        self._rows.put(rows, lambda r: r.id)
        self._nothing.setVisible(not rows)

    def again(self) -> None:
        """The names have changed."""
        self._causes.again()
        self._rows.again()

    def _from_cause(self, cause: str) -> None:
        button = next(
            (b for b in self.causes.findChildren(Button) if b.objectName() == f"reports.recommend.{cause}"),
            self._new,
        )
        self._open(button, None, cause)

    def _edit(self, anchor: QWidget, of: Recommendation) -> None:
        self._open(anchor, of)

    def _open(self, anchor: QWidget, of: Recommendation | None, cause: str = "") -> None:
        if self._form is None:
            root = self.recommendations.window().findChild(QWidget, "root") or self.recommendations.window()
            self._form = RecommendationForm(root, anchor, self._kit)
        area = anchor.parentWidget()
        while area is not None and not isinstance(area, Scroller):
            area = area.parentWidget()
        if area is not None:
            area.ensureWidgetVisible(anchor)  # the form opens at it
        self._form.begin(anchor, self._w(), of, cause)
