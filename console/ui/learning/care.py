"""Who bears how much, and which customers may leave (R66): said calmly, with what to do."""

from collections.abc import Callable
from uuid import UUID

from PySide6.QtWidgets import QWidget

from console.desk.schooling import LearningCard
from console.ui.learning.beside import Halves
from console.ui.learning.mine import ListCard
from console.ui.learning.words import LearningWords
from console.ui.widgets.labels import Elided, Label, Pill
from console.ui.widgets.layout import column, row, wrap
from console.ui.widgets.row_button import RowButton
from console.ui.widgets.rows import Rows
from store.load import AtRisk, Load

_MOST = 60


class LoadLine(QWidget):
    """What lay on one person."""

    def __init__(self, w: Callable[[], LearningWords]) -> None:
        super().__init__()
        self._w = w
        self._name = Elided("", "med")
        self._meta = Elided("", "meta")
        self._hard = Label("", "b")
        self._sign = Pill()
        inside = column(row((self._name, 1), self._sign, self._hard, gap=10), self._meta, gap=2)
        self.setLayout(row((inside, 1), margins=(0, 5, 0, 5)))

    def show_item(self, item: tuple[Load, int], /) -> None:
        """Show it; the second is how many days it is of."""
        load, days = item
        w = self._w()
        self.setObjectName(f"learning.load.{load.person}")
        self._name.put(w.person(load.person))
        self._hard.put(self.tr("{n} hard").format(n=w.count(load.hard)))
        signs = w.much(load, days)
        words = {
            "row": self.tr("{n} hard in a row").format(n=load.row),
            "escalations": self.tr("many escalations"),
            "hold": self.tr("long on hold"),
        }
        self._sign.put(words[signs[0]] if signs else "", "warn")
        parts = (
            self.tr("1 call") if load.calls == 1 else self.tr("{n} calls").format(n=w.count(load.calls)),
            w.fill(self.tr("{time} of talk"), time=w.lasted(load.talk_seconds)),
            w.fill(self.tr("{time} on hold"), time=w.lasted(load.hold_seconds)),
            self.tr("{n} escalated").format(n=w.count(load.escalations)),
            self.tr("longest row {n}").format(n=load.longest) if load.longest > 1 else "",
            self.tr("{n} scored low").format(n=w.count(load.low)) if load.low else "",
        )
        self._meta.put(" · ".join(p for p in parts if p))
        self.setAccessibleName(
            ", ".join(
                t for t in (self._name.text(), self._hard.text(), self._sign.text(), self._meta.text()) if t
            )
        )


class RiskLine(RowButton):
    """A customer who may leave; pressed, their newest ticket opens."""

    def __init__(self, w: Callable[[], LearningWords], open_: Callable[[UUID], object]) -> None:
        self._w = w
        self._ticket: UUID | None = None
        self._name = Elided("", "med")
        self._meta = Elided("", "meta")
        self._open = Pill()
        inside = row((column(self._name, self._meta, gap=2), 1), self._open, gap=10, margins=(8, 6, 8, 6))
        super().__init__(inside)
        self.clicked.connect(lambda _=False: open_(self._ticket) if self._ticket is not None else None)

    def show_item(self, item: AtRisk, /) -> None:
        """Show them."""
        w = self._w()
        self._ticket = item.ticket
        self.setObjectName(f"learning.risk.{item.customer.id.hex}")
        self._name.put(w.at_risk(item))
        self._meta.put(w.signs(item))
        said = self.tr("{n} open").format(n=w.count(item.open)) if item.open else ""
        self._open.put(said, "accent")
        self.setAccessibleName(", ".join(t for t in (self._name.text(), self._meta.text(), said) if t))


class CareView(QWidget):
    """``open_`` is told the ticket of a customer at risk."""

    def __init__(self, w: Callable[[], LearningWords], open_: Callable[[UUID], object]) -> None:
        super().__init__()
        self._w = w
        self._loads = Rows[tuple[Load, int]](lambda: LoadLine(w), gap=2)
        self._risks = Rows[AtRisk](lambda: RiskLine(w, open_), gap=2)
        self.loads = ListCard(
            self.tr("Load on each agent"), self.tr("Nobody has had a call in this time."), self._loads.layout
        )
        self.risks = ListCard(
            self.tr("Customers at risk"),
            self.tr("Nobody: no customer shows enough signs of leaving."),
            self._risks.layout,
        )
        about = Label(w().hard_rule(), "meta", wrap=True)
        left = wrap(column(self.loads, about, None, gap=8))
        self.setLayout(
            column(Halves("learning.care.scroll", left, wrap(column(self.risks, None, gap=14)), 58))
        )

    def put(self, card: LearningCard) -> None:
        """What was counted."""
        if card.loads is None:
            return
        days = card.asked.days
        self._loads.put([(load, days) for load in card.loads[:_MOST]], lambda r: r[0].person)
        self.loads.filled(on=bool(card.loads))
        self._risks.put(card.at_risk, lambda r: r.customer.id)
        self.risks.filled(on=bool(card.at_risk))
