"""When a coaching plan is proposed, and what conduct is held against, in the editor (R62, R64)."""

from collections.abc import Callable

from PySide6.QtWidgets import QLayout, QWidget

from console.ui.directory.forms import TextBound, whole
from console.ui.directory.section import Findings
from console.ui.directory.view import View
from console.ui.widgets.labels import Label
from console.ui.widgets.layout import Scroller, card, column, grid, row, wrap
from store.coaching import MOST
from store.policy import Policy
from store.values import replace

_WHOLE = 100.0


class CoachingSection(QWidget):
    """One card: what is low, and what people are to keep to."""

    name = "policy.coaching"

    def __init__(self) -> None:
        super().__init__()
        self._view: View | None = None
        self._bounds: list[TextBound[Policy]] = []
        self._findings = Findings(f"{self.name}.findings")
        self._off = Label(
            self.tr("Under 0 %: no plan is proposed. Coaches make them by hand."), "meta", wrap=True,
            name=f"{self.name}.off",
        )  # fmt: skip
        title = Label(self.tr("Coaching and conduct"), "title")
        halves = row(
            (column(*self._plans(), None, gap=10), 1), (column(*self._goals(), None, gap=10), 1), gap=32
        )
        inside = card(title, self._findings, halves, None, gap=14)
        self.setLayout(column((Scroller(wrap(row((inside, 1))), f"{self.name}.scroll"), 1), gap=0))

    def _plans(self) -> list[QWidget | QLayout]:
        said = self.tr("The next review that is shared is held against this, at every console.")
        return [
            Label(self.tr("A plan is proposed when a question scores low"), "metab", wrap=True),
            row(
                (self._share("coaching", "below", self.tr("Mean under")), 1),
                (self._count("reviews", self.tr("Reviews at least")), 1),
                (self._count("weeks", self.tr("Last weeks")), 1),
                gap=14,
            ),
            self._off,
            Label(said, "meta", wrap=True),
        ]

    def _goals(self) -> list[QWidget | QLayout]:
        said = self.tr(
            "A call keeps the goals that were followed when it began. The floor follows the hold of now; hints "
            "during a call have settings of their own."
        )
        return [
            Label(self.tr("The replay holds the measures of a call against"), "metab", wrap=True),
            grid(
                (
                    self._share("conduct", "talk_low", self.tr("Talk ratio from")),
                    self._share("conduct", "talk_high", self.tr("Talk ratio up to")),
                ),
                (self._share("conduct", "talk_over", self.tr("Talk-over at most")),),
                (
                    self._seconds("silence", self.tr("Silence at most")),
                    self._seconds("hold", self.tr("Hold at most")),
                ),
                across=14,
                down=10,
                stretch=(0, 1),
            ),
            Label(said, "meta", wrap=True),
        ]

    def _share(self, part: str, field: str, label: str) -> QWidget:
        sentence = self.tr("A percentage from 0 to 100, please.")

        def write(policy: Policy, text: str) -> Policy:
            try:
                found = float(text.rstrip("% ").replace(",", "."))
            except ValueError as error:
                raise ValueError(sentence) from error
            if not 0 <= found <= _WHOLE:
                raise ValueError(sentence)
            return _with(policy, part, field, round(found, 2))

        return self._text(part, field, label, write, "%")

    def _count(self, field: str, label: str) -> QWidget:
        sentence = self.tr("A whole number from 1 to {n}, please.").replace("{n}", str(MOST[field]))
        return self._text("coaching", field, label, _from(1, "coaching", field, sentence), "")

    def _seconds(self, field: str, label: str) -> QWidget:
        sentence = self.tr("Whole seconds from 0 to {n}, please.").replace("{n}", str(MOST[field]))
        return self._text("conduct", field, label, _from(0, "conduct", field, sentence), self.tr("s"))

    def _text(
        self, part: str, field: str, label: str, write: Callable[[Policy, str], Policy], hint: str
    ) -> QWidget:
        made = TextBound[Policy](
            self, f"{self.name}.{field}", label, lambda p: f"{getattr(getattr(p, part), field):g}", write, hint=hint
        )  # fmt: skip
        self._bounds.append(made)
        return made

    @property
    def item(self) -> Policy | None:
        """The policy."""
        return self._view.policy if self._view is not None else None

    def change(self, item: Policy, what: str) -> None:
        """It is to be this."""
        if self._view is not None:
            self._view.edit(what, coaching=item.coaching, conduct=item.conduct)

    def put(self, view: View) -> None:
        """Show this state."""
        self._view = view
        for bound in self._bounds:
            bound.put(view.policy, "")
        self._off.setVisible(view.policy.coaching.below == 0)
        found = [f for f in view.findings if f.where.partition(":")[0] in {"coaching", "conduct"}]
        self._findings.put(view, found)


def _with(policy: Policy, part: str, field: str, value: float) -> Policy:
    made = replace(getattr(policy, part), **{field: value})
    return replace(policy, **{part: made})


def _from(least: int, part: str, field: str, sentence: str) -> Callable[[Policy, str], Policy]:
    """A setter of a whole number, up to the most that the field can be."""

    def write(policy: Policy, text: str) -> Policy:
        found = whole(text, sentence, least)
        if found is None or found > MOST[field]:
            raise ValueError(sentence)
        return _with(policy, part, field, found)

    return write
