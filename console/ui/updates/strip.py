"""One line above the page: whom to call, or what became of a message that nobody can be sure of."""

from functools import partial

from PySide6.QtWidgets import QWidget

from console.desk.board import Board
from console.desk.intents import OpenTicket
from console.desk.intents_updates import CallUpdate, SettleUpdate
from console.ui import format as fmt
from console.ui.keys import cap
from console.ui.kit import Kit
from console.ui.widgets.buttons import Button
from console.ui.widgets.labels import Elided, Icon, Label
from console.ui.widgets.layout import Box, column, row
from store.book import UpdateRow
from store.update import Channel, Occasion, UpdateState


class UpdatesStrip(QWidget):
    """The first of :attr:`Board.updates`, with what can be done about it, and how many there are besides."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._shown: tuple[UpdateRow, ...] | None = None
        self._icon = Icon("phone", "accentT", 17)
        self._what = Elided("", "b", name="updates.what", fit=True)
        self._why = Elided("", "", name="updates.why")
        self._more = Label("", "meta", name="updates.more")
        self._buttons = {
            "call": Button(
                "updates.call",
                self.tr("Call"),
                "phone",
                size="sm",
                variant="primary",
                key=cap("tell"),
                on=self._call,
            ),
            "again": self._button("again", self.tr("Send again"), "refresh-cw"),
            "arrived": self._button("arrived", self.tr("It arrived"), "check"),
            "done": self._button("done", self.tr("They know"), "check"),
            "drop": self._button("drop", self.tr("Let it be"), "x"),
        }
        self._open = Button(
            "updates.open", self.tr("Case"), "ticket", size="sm", variant="ghost", on=self._case
        )
        inside = row(
            self._icon, self._what, (self._why, 1), self._more, *self._buttons.values(), self._open, gap=8,
            margins=(16, 7, 12, 7),
        )  # fmt: skip
        self._box = Box("accent", inside, "updates")
        self.setLayout(column(self._box, margins=(16, 10, 16, 0)))
        self.hide()

    def _button(self, how: str, word: str, icon: str) -> Button:
        return Button(f"updates.{how}", word, icon, size="sm", on=partial(self._settle, how))

    def put(self, board: Board) -> None:
        """What is to be done now."""
        rows = board.updates
        if rows == self._shown:
            return
        self._shown = rows
        self.setVisible(bool(rows))
        if not rows:
            return
        first = rows[0]
        call = first.update.channel is Channel.CALL
        tone = "accent" if call else "bad" if first.update.state is UpdateState.FAILED else "warn"
        self._box.set_kind(tone)
        self._icon.put("phone" if call else "mail", tone + "T")
        name = self._kit.words.who(first.customer_name or first.ticket.caller_name, first.update.to)
        self._what.put(fmt.fill(self._head(first), name=name), "" if call else tone)
        self._why.put(self._about(first), "" if call else tone)
        more = len(rows) - 1
        self._more.put_or_hide(self.tr("{n} more").format(n=more) if more else "")
        for how, button in self._buttons.items():
            button.setVisible(how in self._ways(first))
        self._box.setAccessibleName(f"{self._what.text()} {self._why.text()}")

    def _head(self, item: UpdateRow) -> str:
        if item.update.channel is Channel.CALL:
            return self.tr("Call {name}:")
        if item.update.state is UpdateState.FAILED:
            return self.tr("{name} could not be written to:")
        return self.tr("Whether {name} was written to is not known:")

    def _about(self, item: UpdateRow) -> str:
        number = item.ticket.shown_number
        if item.update.channel is not Channel.CALL:
            return f"{number} · {item.update.error}" if item.update.error else number
        said = {
            Occasion.ESCALATED: self.tr("tell them that their case was passed on"),
            Occasion.ACCEPTED: self.tr("tell them who has their case"),
            Occasion.NEXT_UPDATE: self.tr("tell them where their case stands"),
            Occasion.RESOLVED: self.tr("tell them that it is solved, and ask how content they are"),
            Occasion.SURVEY: self.tr("ask how content they are"),
        }.get(item.update.occasion, " ".join(item.update.body.split()))
        return f"{said} · {number}"

    def _ways(self, item: UpdateRow) -> tuple[str, ...]:
        if item.update.channel is Channel.CALL:
            return ("call", "done")
        if item.update.state is UpdateState.FAILED:
            return ("again", "done", "drop")
        return ("again", "arrived", "drop")

    def _call(self) -> None:
        if self._shown and self._kit.do(CallUpdate(update=self._shown[0].update.id)) is None:
            self._kit.go("desk")

    def _settle(self, how: str) -> None:
        if self._shown:
            self._kit.do(SettleUpdate(update=self._shown[0].update.id, how=how))

    def _case(self) -> None:
        if self._shown and self._kit.do(OpenTicket(ticket=self._shown[0].ticket.id)) is None:
            self._kit.go("desk")
