"""The contacts: every customer, found by name, company or number; taken in from CSV and vCard files."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, QRectF, Qt
from PySide6.QtGui import QPainter, QShowEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from console.desk.board import Board
from console.desk.intents import Dial, FindContacts, ImportContacts
from console.ui import format as fmt
from console.ui.kit import Kit
from console.ui.phone import numbers
from console.ui.phone.erase import EraseSheet
from console.ui.phone.history_rows import paint_pill
from console.ui.phone.lists import Action, RowDelegate, RowList, RowsModel
from console.ui.phone.states import Emptiness, Loading
from console.ui.theme import font, ink
from console.ui.widgets.buttons import Button
from console.ui.widgets.fields import LineField
from console.ui.widgets.labels import Elided
from console.ui.widgets.layout import column, flow_box, hairline, row, wrap
from console.ui.widgets.paint import paint_line
from store.customer import Customer
from store.directory import MANAGERS
from telephony.address import normalise

_WAIT_MS = 150
_MOST_NUMBERS = 3


class ContactWords(QObject):
    """A customer in words."""

    @staticmethod
    def number(number: str) -> str:
        """For people."""
        return normalise(number, "").shown

    def numbers(self, customer: Customer) -> str:
        """The first number, and how many more."""
        if not customer.numbers:
            return self.tr("no number")
        first = self.number(customer.numbers[0])
        more = len(customer.numbers) - 1
        return self.tr("{number} and {n} more").format(number=first, n=more) if more else first

    @staticmethod
    def about(customer: Customer) -> str:
        """Company and role."""
        return " · ".join(t for t in (customer.company, customer.role) if t)

    def said(self, customer: Customer) -> str:
        """The whole row."""
        parts = (customer.name, self.about(customer), self.numbers(customer), customer.tier)
        return ", ".join(t for t in parts if t)


class ContactDelegate(RowDelegate):
    """Initials, name, company, number."""

    def __init__(self, view: RowList, words: ContactWords) -> None:
        super().__init__(view)
        self._words = words

    def actions(self, item: object) -> Sequence[Action]:
        """Call the first number."""
        if not isinstance(item, Customer) or not item.numbers:
            return ()
        return (Action("call", "phone", f"{self.tr('Call')} {self._words.number(item.numbers[0])}"),)

    def paint_item(self, painter: QPainter, area: QRectF, item: object) -> bool:
        """Qt's own."""
        if not isinstance(item, Customer):
            return True
        middle = area.center().y()
        disc = QRectF(area.x(), middle - 17, 34, 34)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink("avC"))
        painter.drawEllipse(disc)
        painter.setFont(font(12, 600))
        painter.setPen(ink("avCT"))
        painter.drawText(disc, int(Qt.AlignmentFlag.AlignCenter), fmt.initials(item.name))
        half = area.width() * 0.46
        right = QRectF(area.right() - half + 50, area.y(), half - 50, area.height())
        numbers_at = right
        if item.tier:
            used = paint_pill(painter, QRectF(right.right() - 96, middle - 10, 96, 20), item.tier, "n")
            numbers_at = right.adjusted(0, 0, -used - 10, 0)
        whole = paint_line(painter, numbers_at, self._words.numbers(item), 13, 500, "text")
        left, wide = area.x() + 46, area.width() - half - 8
        about = self._words.about(item)
        at = middle - (19 if about else 10)
        whole = paint_line(painter, QRectF(left, at, wide, 19), item.name, 13, 600, "text") and whole
        if about:
            below = QRectF(left, middle + 1, wide, 17)
            whole = paint_line(painter, below, about, 12, 400, "muted") and whole
        return whole


class ContactsView(QWidget):
    """``choose_file`` asks the person for a file; "" if they changed their mind."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._words = ContactWords()
        self._board: Board | None = None
        self._query: str | None = None
        """What the rows on the screen were found for; None until something was."""
        self.choose_file: Callable[[], str] = self._ask_for_file
        find = self.tr("Name, company or number")
        self.search = LineField("contacts.find", find, placeholder=find, icon="search")
        self._import = Button(
            "contacts.import",
            self.tr("Import …"),
            "download",
            on=self._start_import,
            tip_text=self.tr("From a CSV or vCard file; you see first what would change"),
        )
        self.model = RowsModel[Customer](lambda c: c.id, self._words.said)
        self.list = RowList("contacts.list", self.tr("Contacts"))
        self.list.setModel(self.model)
        self.list.setItemDelegate(ContactDelegate(self.list, self._words))
        self.list.acted, self.list.chosen = self._act, self._choose
        self.list.watch()
        self._loading = Loading("contacts.loading")
        self._empty = Emptiness("contacts.empty", "users")
        self._chosen = Elided("", "b", name="contacts.chosen")
        self._calls = [
            Button(f"contacts.call{i + 1}", "", "phone", on=partial(self._call, i))
            for i in range(_MOST_NUMBERS)
        ]
        self._erase = Button(
            "contacts.erase", self.tr("Erase …"), "x", variant="ghost", size="sm", on=self._ask_to_erase
        )
        self._erase.hide()
        self._foot = wrap(
            column(
                hairline(),
                row((self._chosen, 1), self._erase, (flow_box(*self._calls, gap=8, end=True), 2), gap=10),
                gap=10,
            )
        )
        self._foot.hide()
        head = row((self.search, 1), self._import, gap=12)
        self.setLayout(column(head, self._loading, self._empty, (self.list, 1), self._foot, gap=10))
        self.search.on_pause(_WAIT_MS, self.ask)
        self._sheet = EraseSheet(self, self._erase, kit)

    # -- told

    def put(self, board: Board) -> None:
        """Who was found."""
        self._board = board
        self._erase.setVisible(board.directory.trusts(board.me.key, MANAGERS))
        self._sheet.put(board)
        if board.contacts_query == self._wanted():
            if self._query != board.contacts_query or self.model.rows is not board.contacts:
                self.model.put(board.contacts)
            self._query = board.contacts_query
        rows = bool(self.model.rows)
        waiting = self._query != self._wanted() and not board.store_down
        self._loading.put(on=waiting and not rows)
        empty = not rows and not waiting
        self._empty.setVisible(empty)
        self.list.setVisible(rows)
        if empty:
            self._empty.put(*self._why_empty(board))
        self._choose(self.list.current())

    def _why_empty(self, board: Board) -> tuple[str, str]:
        if board.store_down:
            return self.tr("The contacts cannot be read right now."), board.store_down
        if self._wanted():
            said = self.tr("Nobody fits “{words}”.").replace("{words}", self._wanted()[:40])
            return said, self.tr("Names and companies match by their beginning.")
        return self.tr("No contact yet."), self.tr(
            "Import a CSV or vCard file: you see first what would change."
        )

    def _wanted(self) -> str:
        text = " ".join(self.search.text().split())
        typed = numbers.kind(text) in {numbers.Typed.NUMBER, numbers.Typed.EXTENSION}
        return numbers.digits(text) if typed else text

    # -- asked

    def ask(self) -> None:
        """Look for what stands in the field."""
        self._kit.ask(FindContacts(query=self._wanted()))
        if self._board is not None:
            self.put(self._board)

    def showEvent(self, event: QShowEvent, /) -> None:
        """Seen again: the dial field may have looked for somebody else."""
        super().showEvent(event)
        self.ask()

    def _choose(self, item: object) -> None:
        self._foot.setVisible(isinstance(item, Customer))
        if not isinstance(item, Customer):
            return
        self._chosen.put(item.name)
        for place, button in enumerate(self._calls):
            known = place < len(item.numbers)
            button.setVisible(known)
            if known:
                number = self._words.number(item.numbers[place])
                button.put(number, tip_text=self.tr("Call {number}").replace("{number}", number))

    def _ask_to_erase(self) -> None:
        item = self.list.current()
        if isinstance(item, Customer):
            self._sheet.ask(item.id)

    def _act(self, item: object, _name: str) -> None:
        if isinstance(item, Customer) and item.numbers:
            self._dial(item.numbers[0])

    def _call(self, place: int) -> None:
        item = self.list.current()
        if isinstance(item, Customer) and place < len(item.numbers):
            self._dial(item.numbers[place])

    def _dial(self, number: str) -> None:
        if self._kit.do(Dial(target=number)) is None:
            self._kit.go("desk")

    # -- import

    def _start_import(self) -> None:
        path = self.choose_file()
        if path and self._kit.do(ImportContacts(path=path)) is None:
            self._import.put(self.tr("Being read …"))
            self._import.setEnabled(False)

    def imported(self, board: Board) -> None:
        """The file has been read, or put away: the next one may come."""
        if board.importing is not None:
            self._import.put(self.tr("Import …"))
            self._import.setEnabled(True)

    def _ask_for_file(self) -> str:
        kinds = self.tr("Contacts (*.csv *.vcf *.vcard)") + ";;" + self.tr("All files (*)")
        path, _ = QFileDialog.getOpenFileName(self, self.tr("Import contacts"), "", kinds)
        return path
