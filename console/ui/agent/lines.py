"""The other customers' calls of this desk: who waits, for how long, and one press to go there."""

from datetime import datetime

from PySide6.QtWidgets import QWidget

from console.desk.calling import CallCard
from console.desk.intents import Resume, Select, Swap
from console.ui import format as fmt
from console.ui.keys import cap
from console.ui.kit import Kit
from console.ui.widgets.buttons import Button
from console.ui.widgets.labels import Dot, Elided, Label
from console.ui.widgets.layout import Box, column, row
from console.ui.widgets.rows import Rows
from telephony.call import CallState


class LineRow(QWidget):
    """Another call that waits. Its time is never cut, its name gives way."""

    def __init__(self, kit: Kit, number: int) -> None:
        super().__init__()
        self._kit = kit
        self._item: CallCard | None = None
        self._swaps = False
        self._dot = Dot("warn")
        first = number == 0
        suffix = "" if first else str(number + 1)
        self._name = Elided("", "b", name=f"lines.name{suffix}")
        self._state = Label("", "time", name=f"lines.state{suffix}")
        self._switch = Button(
            f"lines.switch{suffix}", "", "arrow-left-right", key=cap("line") if first else "", on=self._go
        )
        who = column(self._name, row(self._dot, self._state, None, gap=7), gap=2)
        self.setLayout(row((who, 1), self._switch, gap=10))

    def show_item(self, item: tuple[CallCard, bool], /) -> None:
        """Show this call; whether it is the only other one."""
        card, self._swaps = item
        self._item = card
        name = self._kit.words.who(card.name, card.number)
        self._name.put(name)
        who = fmt.short_name(card.name, card.number) or self.tr("the other call")
        self._switch.put(self.tr("Switch to {name}").replace("{name}", who))
        self._switch.setVisible(card.state is CallState.UP)
        self._dot.put("warn" if card.held else "ok")
        self.tick(self._kit.clock())

    def tick(self, now: datetime) -> None:
        """A second has passed."""
        card = self._item
        if card is None:
            return
        lasted = fmt.between(card.answered_at or card.since, now)
        if card.held:
            said = self.tr("On hold {time}").replace("{time}", fmt.between(card.held_since, now))
        elif card.state is CallState.UP:
            said = self.tr("On the line {time}").replace("{time}", lasted)
        else:
            said = self.tr("Calling {time}").replace("{time}", lasted)
        self._state.put(said, "warn" if card.held else "")
        self.setAccessibleName(f"{self._name.text()}, {said}")

    def _go(self) -> None:
        card = self._item
        if card is None:
            return
        if self._swaps:
            self._kit.do(Swap())
        elif self._kit.do(Select(call=card.call)) is None and card.held:
            self._kit.do(Resume(call=card.call))


class Lines(Box):
    """The other calls, under the one that is worked with."""

    def __init__(self, kit: Kit) -> None:
        self._made = 0
        self._kit = kit
        self._rows = Rows[tuple[CallCard, bool]](self._make, gap=8)
        inside = column(margins=(16, 10, 12, 10))
        inside.addLayout(self._rows.layout)
        super().__init__("card", inside, "lines")
        self.hide()

    def _make(self) -> LineRow:
        self._made += 1
        return LineRow(self._kit, self._made - 1)

    def put(self, others: tuple[CallCard, ...]) -> None:
        """Show these."""
        waiting = [c for c in others if c.state is CallState.UP]
        only = len(waiting) == 1 and waiting[0].held
        self._rows.put([(c, only and c.state is CallState.UP) for c in others], lambda item: item[0].call)
        self.setVisible(bool(others))

    def tick(self, now: datetime) -> None:
        """A second has passed."""
        for widget in self._rows.widgets():
            if isinstance(widget, LineRow):
                widget.tick(now)
