"""What the search found, under the search field. Arrows choose, Enter opens, Esc closes."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from console.desk.board import Board
from console.desk.intents import OpenTicket, Search
from console.ui.kit import Kit
from console.ui.shell.top import SearchField
from console.ui.widgets.floating import Floating
from console.ui.widgets.labels import Elided, Label, Pill
from console.ui.widgets.layout import column, invalidate_all, row
from console.ui.widgets.row_button import RowButton
from console.ui.widgets.rows import Rows
from console.ui.words import STATUS_TONE
from store.book import TicketRow

_WAIT_MS = 120
_MOST = 9
_WIDTH = 560


class FoundRow(RowButton):
    """One ticket that was found."""

    def __init__(self, results: "SearchResults") -> None:
        self._number = Label("", "meta")
        self._subject = Elided("", "b")
        self._who = Elided("", "meta")
        self._status = Pill()
        self._day = Label("", "time")
        self._number.setFixedWidth(82)
        inside = row(
            self._number,
            (column(self._subject, self._who, gap=1), 1),
            self._status,
            self._day,
            gap=12,
            margins=(12, 6, 12, 6),
        )
        super().__init__(inside, "row", checkable=True)
        self._results = results
        self._item: TicketRow | None = None
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAutoExclusive(False)
        self.clicked.connect(self.open_)

    def show_item(self, item: TicketRow, /) -> None:
        """Show this ticket."""
        self._item = item
        ticket, kit = item.ticket, self._results.kit
        now = kit.clock()
        self.setObjectName(f"search.{ticket.shown_number}")
        self._number.put(ticket.shown_number)
        self._subject.put(ticket.subject or self.tr("No subject yet"))
        name = item.customer_name or ticket.caller_name
        who = [t for t in (name, item.company, ticket.caller) if t]
        self._who.put(" · ".join(who) or kit.words.who("", ""))
        word = kit.words.status(ticket.status.value)
        self._status.put(word, STATUS_TONE[ticket.status.value])
        self._day.put(kit.words.day(ticket.opened_at, now))
        said = (ticket.shown_number, ticket.subject, *who, word)
        self.setAccessibleName(", ".join(t for t in said if t))

    def open_(self) -> None:
        """Look at it."""
        if self._item is not None:
            self._results.choose(self._item)


class SearchResults(Floating):
    """Asks for what is typed, 120 ms after the last stroke, and shows what the board then holds."""

    def __init__(self, root: QWidget, field: SearchField, kit: Kit) -> None:
        self.kit = kit
        self._field = field
        self._rows = Rows[TicketRow](lambda: FoundRow(self), gap=1)
        self._empty = Label("", "muted", name="search.empty")
        self._more = Label("", "meta")
        inside = column(self._empty, self._rows.layout, self._more, gap=6, margins=(10, 10, 10, 10))
        super().__init__(root, inside, "edge", "search.results")
        self._more.setContentsMargins(12, 2, 12, 2)
        self._empty.setContentsMargins(12, 8, 12, 8)
        self._at = 0
        self._found: tuple[TicketRow, ...] = ()
        self._wait = field.on_pause(_WAIT_MS, self._ask)
        field.on_leave(self._left)
        field.installEventFilter(self)
        self.hide()

    def _ask(self) -> None:
        self.kit.do(Search(query=self._field.text().strip()))

    def put(self, board: Board) -> None:
        """What was found for what stands in the field."""
        query = self._field.text().strip()
        if not query or board.query != query or not self._field.hasFocus():
            if not query:
                self.hide()
            return
        if board.found is not self._found:
            self._at = 0
        self._found = board.found
        shown = board.found[:_MOST]
        self._rows.put(shown, lambda r: r.ticket.id)
        self._empty.put_or_hide(
            "" if shown else self.tr("No ticket for “{query}”").replace("{query}", query[:40])
        )
        more = len(board.found) - len(shown)
        self._more.put_or_hide(
            self.tr("{n} more: type on to narrow it down").format(n=more) if more > 0 else ""
        )
        self._mark()
        self.settle()
        self.show()
        self.raise_()

    def settle(self) -> None:
        """Under the field."""
        root = self.parentWidget()
        if root is None:
            return
        corner = self._field.mapTo(root, QPoint(0, self._field.height() + 6))
        invalidate_all(self)
        high = self.sizeHint().height() - 2 * self.PAD
        self.place(QRect(corner.x(), corner.y(), min(_WIDTH, root.width() - corner.x() - 12), high))

    def _mark(self) -> None:
        for i, widget in enumerate(self._rows.widgets()):
            if isinstance(widget, FoundRow):
                widget.setChecked(i == self._at)

    def choose(self, item: TicketRow) -> None:
        """Open that ticket on the desk."""
        self.kit.do(OpenTicket(ticket=item.ticket.id))
        self.kit.go("desk")
        self.close_(clear=True)

    def close_(self, *, clear: bool) -> None:
        """Close; with ``clear`` the search is over."""
        self._wait.stop()
        self.hide()
        if clear and self._field.text():
            self._field.clear()
            self.kit.do(Search(query=""))

    def _left(self) -> None:
        if not self.underMouse():
            self.hide()

    def eventFilter(self, watched: QObject, event: QEvent, /) -> bool:
        """Keys of the search field."""
        if watched is not self._field or not isinstance(event, QKeyEvent):
            return False
        if event.type() is not QEvent.Type.KeyPress:
            return False
        return self._key(event.key())

    def _key(self, key: int) -> bool:
        rows = self._rows.widgets()
        if key == Qt.Key.Key_Escape:
            self.close_(clear=self.isHidden())
            return True
        if self.isHidden() or not rows:
            if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self._field.text().strip():
                self._ask()
                return True
            return False
        if key in {Qt.Key.Key_Down, Qt.Key.Key_Up}:
            self._at = (self._at + (1 if key == Qt.Key.Key_Down else -1)) % len(rows)
            self._mark()
            return True
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            chosen = rows[min(self._at, len(rows) - 1)]
            if isinstance(chosen, FoundRow):
                chosen.open_()
            return True
        return False
