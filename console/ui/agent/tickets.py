"""Tickets in a list: number, subject, state, day; and which customer a number belongs to."""

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from console.desk.intents import LinkCustomer, OpenTicket
from console.ui.kit import Kit
from console.ui.widgets.labels import Elided, Label, Pill
from console.ui.widgets.layout import column, row
from console.ui.widgets.row_button import RowButton
from console.ui.widgets.rows import Rows
from console.ui.words import STATUS_TONE
from store.book import TicketRow
from store.customer import Customer


class TicketLine(RowButton):
    """One ticket; pressed, it is opened."""

    def __init__(self, kit: Kit, prefix: str, *, inset: int = 6) -> None:
        self._number = Label("", "meta")
        self._number.setMinimumWidth(78)
        self._subject = Elided()
        self._status = Pill()
        self._day = Label("", "time")
        self._day.setMinimumWidth(54)
        inside = row(
            self._number, (self._subject, 1), self._status, self._day, gap=12, margins=(inset, 4, inset, 4)
        )
        super().__init__(inside)
        self._kit, self._prefix = kit, prefix
        self._item: TicketRow | None = None
        self.clicked.connect(self._open)

    def show_item(self, item: TicketRow, /) -> None:
        """Show this ticket."""
        self._item = item
        ticket, words = item.ticket, self._kit.words
        self.setObjectName(f"{self._prefix}.{ticket.shown_number}")
        self._number.put(ticket.shown_number)
        self._subject.put(ticket.subject or self.tr("No subject"))
        if ticket.status.value == "escalated" and item.escalated_to is not None:
            said = self.tr("With L{level}").format(level=item.escalated_to)
        else:
            said = words.status(ticket.status.value)
        self._status.put(said, STATUS_TONE[ticket.status.value])
        day = words.day(ticket.opened_at, self._kit.clock())
        self._day.put(day)
        self.setAccessibleName(f"{ticket.shown_number}, {ticket.subject}, {said}, {day}")

    def _open(self) -> None:
        if self._item is not None:
            self._kit.do(OpenTicket(ticket=self._item.ticket.id))


class TicketList(QWidget):
    """A customer's last tickets."""

    def __init__(self, kit: Kit, prefix: str, most: int, *, open_: bool = True) -> None:
        super().__init__()
        self._most = most
        self._rows = Rows[TicketRow](lambda: _line(kit, prefix, open_=open_), gap=0)
        self.setLayout(self._rows.layout)

    def put(self, rows: tuple[TicketRow, ...]) -> None:
        """Show these, newest first."""
        self._rows.put(rows[: self._most], lambda r: r.ticket.id)
        self.setVisible(bool(rows))


def _line(kit: Kit, prefix: str, *, open_: bool) -> TicketLine:
    made = TicketLine(kit, prefix, inset=6 if open_ else 0)
    if not open_:
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        made.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    return made


class MatchLine(RowButton):
    """One of several customers with the same number."""

    def __init__(self, prefix: str, chosen: Callable[[Customer], object]) -> None:
        self._name = Elided("", "b")
        self._about = Elided("", "meta")
        super().__init__(column(self._name, self._about, gap=1, margins=(12, 7, 12, 7)), "tile")
        self._prefix, self._chosen = prefix, chosen
        self._item: Customer | None = None
        self.clicked.connect(lambda: self._item is not None and self._chosen(self._item))

    def show_item(self, item: Customer, /) -> None:
        """Show this customer."""
        self._item = item
        self.setObjectName(f"{self._prefix}.{item.id.hex}")
        self._name.put(item.name)
        about = " · ".join(t for t in (item.company, item.role, item.tier) if t)
        self._about.put(about or self.tr("No company"))
        self.setAccessibleName(self.tr("It is {name}, {about}").format(name=item.name, about=about))


class Matches(QWidget):
    """Which customer is it? Asked when several have the number."""

    _MOST = 4

    def __init__(self, kit: Kit, prefix: str) -> None:
        super().__init__()
        self._kit = kit
        self._ticket: UUID | None = None
        self._title = Label("", "b")
        self._rows = Rows[Customer](lambda: MatchLine(prefix, self._choose), gap=6)
        self._more = Label("", "meta")
        self.setLayout(column(self._title, self._rows.layout, self._more, gap=8))
        self.hide()

    def put(self, matches: tuple[Customer, ...], ticket: UUID | None) -> None:
        """Ask, or not."""
        self._ticket = ticket
        self._title.put(self.tr("{n} customers have this number. Which one is it?").format(n=len(matches)))
        self._rows.put(matches[: self._MOST], lambda c: c.id)
        more = len(matches) - self._MOST
        self._more.put_or_hide(self.tr("and {n} more").format(n=more) if more > 0 else "")
        self.setVisible(len(matches) > 1)
        self.setEnabled(ticket is not None)

    def _choose(self, customer: Customer) -> None:
        if self._ticket is not None:
            self._kit.do(LinkCustomer(ticket=self._ticket, customer=customer.id))
