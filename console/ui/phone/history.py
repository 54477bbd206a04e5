"""The history: every call there has been, found by words and by kind, older ones as one scrolls down."""

from datetime import datetime

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from console.desk.board import Board, History
from console.desk.intents import Dial, OpenTicket, ShowHistory
from console.ui.keys import cap
from console.ui.kit import Kit
from console.ui.phone.history_rows import HistoryDelegate, HistoryWords, dialled_back
from console.ui.phone.lists import RowList, RowsModel
from console.ui.phone.states import Emptiness, Loading
from console.ui.widgets.buttons import Button, check_one
from console.ui.widgets.fields import LineField
from console.ui.widgets.labels import Elided
from console.ui.widgets.layout import Box, column, hairline, row, wrap
from store.book import CallRow

_WAIT_MS = 150


class HistoryView(QWidget):
    """List, search, filters, and two buttons for the call that is chosen."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._words = HistoryWords(kit.words, kit.clock)
        self._board: Board | None = None
        self._kind = ""
        self._asked: tuple[str, str, int] | None = None
        find = self.tr("Name, number, ticket or subject")
        self.search = LineField("history.find", find, placeholder=find, icon="search")
        self._filters = self._make_filters()
        self.model = RowsModel[CallRow](lambda r: r.call.id, self._words.said)
        self.list = RowList("history.list", self.tr("Calls, newest first"))
        self.list.setModel(self.model)
        self._delegate = HistoryDelegate(self.list, self._words)
        self.list.setItemDelegate(self._delegate)
        self.list.acted, self.list.near_end, self.list.chosen = self._act, self._more, self._choose
        self.list.watch()
        self._loading = Loading("history.loading")
        self._empty = Emptiness("history.empty", "history")
        self._foot = self._make_foot()
        seg = Box("seg", row(*self._filters.values(), gap=2, margins=(3, 3, 3, 3)))
        head = row((self.search, 1), seg, gap=12)
        self.setLayout(column(head, self._loading, self._empty, (self.list, 1), self._foot, gap=10))
        self.search.on_pause(_WAIT_MS, self.ask)

    def _make_filters(self) -> dict[str, Button]:
        words = {
            "": self.tr("All"),
            "in": self.tr("In"),
            "out": self.tr("Out"),
            "missed": self.tr("Missed"),
        }
        made = {}
        for kind, word in words.items():
            button = Button(f"history.filter.{kind or 'all'}", word, variant="seg")
            button.setCheckable(True)
            button.setChecked(not kind)
            button.clicked.connect(lambda _=False, k=kind: self._filter(k))
            made[kind] = button
        return made

    def _make_foot(self) -> QWidget:
        self._chosen = Elided("", "b", name="history.chosen")
        self._chosen_meta = Elided("", "meta")
        self._back = Button(
            "history.call_back", self.tr("Call"), "phone", key=cap("call_back"), on=self._call
        )
        self._open = Button(
            "history.open", self.tr("Open ticket"), "ticket", key=cap("open"), on=self._open_ticket
        )
        what = column(self._chosen, self._chosen_meta, gap=1)
        made = wrap(column(hairline(), row((what, 1), self._open, self._back, gap=10), gap=10))
        made.hide()
        return made

    # -- told

    def put(self, board: Board, now: datetime) -> None:
        """The calls, as far as they are known."""
        self._board = board
        self._delegate.now = now
        history = board.history
        if (history.query, history.kind) != (self.search.text().strip(), self._kind):
            self._put_state(history)
            return
        self.model.put(history.rows)
        self._put_state(history)
        self._choose(self.list.current())

    def _put_state(self, history: History) -> None:
        mine = (history.query, history.kind) == (self.search.text().strip(), self._kind)
        down = self._board is not None and bool(self._board.store_down)
        waiting = (history.loading or not mine) and not down
        rows = bool(self.model.rows)
        self._loading.put(on=waiting and not rows)
        empty = not rows and not waiting
        self._empty.setVisible(empty)
        self.list.setVisible(rows)
        if empty:
            self._empty.put(*self._why_empty())
        if not rows:
            self._foot.hide()

    def _why_empty(self) -> tuple[str, str]:
        query = self.search.text().strip()[:40]
        if self._board is not None and self._board.store_down:
            return self.tr("The history cannot be read right now."), self._board.store_down
        if query:
            return self.tr("No call fits “{words}”.").replace("{words}", query), self.tr("Try fewer words.")
        if self._kind == "missed":
            return self.tr("No missed call."), self.tr("What a colleague answered is not missed.")
        return self.tr("No call yet."), self.tr("Every call stands here, for good.")

    # -- asked

    def ask(self) -> None:
        """The first page, for what stands in the field."""
        self._asked = None
        self._kit.ask(ShowHistory(query=self.search.text().strip(), kind=self._kind))
        if self._board is not None:
            self._put_state(self._board.history)

    def showEvent(self, event: QShowEvent, /) -> None:
        """Seen: asked for once; from then on the desk keeps it up to date, with all pages that were turned."""
        super().showEvent(event)
        if not self.model.rows:
            self.ask()

    def _filter(self, kind: str) -> None:
        self._kind = kind
        check_one(self._filters, kind)
        self.ask()

    def _more(self) -> None:
        history = self._board.history if self._board is not None else History()
        rows = len(self.model.rows)
        page = (self.search.text().strip(), self._kind, rows)
        if not rows or not history.more or history.loading or self._asked == page:
            return
        if history.rows is not self.model.rows:
            return
        self._asked = page
        self._kit.ask(ShowHistory(query=page[0], kind=page[1], more=True))

    # -- the chosen call

    def _choose(self, item: object) -> None:
        self._foot.setVisible(isinstance(item, CallRow))
        if isinstance(item, CallRow):
            self._chosen.put(self._words.who(item))
            self._chosen_meta.put(self._words.about(item))
            self._back.put(self.tr("Call back") if self._words.is_missed(item) else self.tr("Call"))
            self._back.setEnabled(bool(item.call.remote_number))
            self._open.put(tip_text=item.ticket.shown_number)

    def _act(self, item: object, name: str) -> None:
        if isinstance(item, CallRow):
            if name == "call":
                self._dial(item)
            else:
                self._show_ticket(item)

    def _call(self) -> None:
        item = self.list.current()
        if isinstance(item, CallRow):
            self._dial(item)

    def _open_ticket(self) -> None:
        item = self.list.current()
        if isinstance(item, CallRow):
            self._show_ticket(item)

    def _dial(self, item: CallRow) -> None:
        number = item.call.remote_number
        if number and self._kit.do(Dial(target=number, ticket=dialled_back(item))) is None:
            self._kit.go("desk")

    def _show_ticket(self, item: CallRow) -> None:
        if self._kit.do(OpenTicket(ticket=item.ticket.id)) is None:
            self._kit.go("desk")
