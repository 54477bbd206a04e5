"""How many people or sites are down, with one key, and the fault that they share with other tickets (R17, R16)."""

from uuid import UUID

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QCompleter, QWidget

from console.desk.intents import EditTicket
from console.ui.keys import cap
from console.ui.kit import Kit
from console.ui.widgets.buttons import Button
from console.ui.widgets.fields import Field, LineField
from console.ui.widgets.layout import row, wrap
from store.book import CauseRow
from store.ticket import Ticket

_MOST = 1_000_000
_SAVE_MS = 900


class ImpactRow(QWidget):
    """A stepper and a word. Both are kept as soon as they are left, or after a pause."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._ticket: UUID | None = None
        self._down = 0
        self._cause = ""
        super().__init__()
        self._less = Button("ticket.impact.less", icon="minus", size="icon", on=lambda: self._step(-1))
        self._less.put(tip_text=self.tr("One less is down"))
        self._count = LineField("ticket.impact", self.tr("People or sites that are down"))
        self._count.setValidator(QIntValidator(0, _MOST, self._count))
        self._count.setFixedWidth(74)
        self._count.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._wait = self._count.on_pause(_SAVE_MS, self._keep_count)
        self._count.on_leave(self._keep_count)
        self._more = Button(
            "ticket.impact.more",
            self.tr("One more"),
            "plus",
            key=cap("impact"),
            on=lambda: self._step(1),
            tip_text=self.tr("One more person or site is down"),
        )
        stepper = wrap(row(self._less, self._count, self._more, gap=6))
        self._impact_field = Field(self.tr("People or sites down"), stepper)
        self._word = LineField(
            "ticket.cause", self.tr("Cause"), placeholder=self.tr("The fault, in a word others use too")
        )
        self._known = QStringListModel(self)
        completer = QCompleter(self._known, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.activated.connect(lambda _: self._keep_cause())
        self._word.setCompleter(completer)
        self._word.on_leave(self._keep_cause)
        self._word.returnPressed.connect(self._keep_cause)
        self._cause_field = Field(self.tr("Cause"), self._word)
        self.setLayout(row(self._impact_field, (self._cause_field, 1), gap=10))

    def put(self, ticket: Ticket | None, causes: tuple[CauseRow, ...]) -> None:
        """What is stored; what is being typed stays."""
        changed = (ticket.id if ticket else None) != self._ticket
        self.setEnabled(ticket is not None)
        self._ticket = ticket.id if ticket else None
        self._down = ticket.impact if ticket else 0
        self._cause = ticket.cause if ticket else ""
        if changed or not self._count.hasFocus():
            self._wait.stop()
            self._count.put(str(self._down) if self._down else "")
        if changed or not self._word.hasFocus():
            self._word.put(self._cause)
        words = [c.cause for c in causes]
        if words != self._known.stringList():
            self._known.setStringList(words)
        linked = next((c for c in causes if self._cause and c.cause == self._cause and c.open > 1), None)
        self._cause_field.hint.put(self._together(linked) if linked is not None else "")
        self._less.setEnabled(self._down > 0)

    def _together(self, row_: CauseRow) -> str:
        said = self.tr("{n} open tickets").format(n=row_.open)
        return said + " · " + self.tr("{n} down together").format(n=row_.impact) if row_.impact else said

    def _step(self, by: int) -> None:
        self._wait.stop()
        typed = self._count.value()
        now = int(typed) if typed.isdigit() else self._down if not self._count.hasFocus() else 0
        self._set(max(0, min(_MOST, now + by)))

    def _keep_count(self) -> None:
        self._wait.stop()
        typed = self._count.value()
        self._set(min(_MOST, int(typed)) if typed.isascii() and typed.isdigit() else 0)

    def _set(self, down: int) -> None:
        if self._ticket is None or down == self._down:
            return
        if self._kit.do(EditTicket(fields={"impact": str(down)}, ticket=self._ticket)) is None:
            self._down = down
            self._count.put(str(down) if down else "")
            self._less.setEnabled(down > 0)

    def _keep_cause(self) -> None:
        word = self._word.value().strip()
        if self._ticket is None or word.casefold() == self._cause:
            return
        if self._kit.do(EditTicket(fields={"cause": word}, ticket=self._ticket)) is None:
            self._cause = word.casefold()
