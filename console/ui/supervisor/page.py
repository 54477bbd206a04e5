"""The escalations page: what waits for me and what I have sent; one opened, it is read, not edited."""

from datetime import datetime

from PySide6.QtWidgets import QWidget

from console.desk.board import Board
from console.desk.intents import OpenTicket
from console.ui.kit import Kit
from console.ui.supervisor.detail import CaseDetail
from console.ui.widgets.buttons import Button, check_one
from console.ui.widgets.labels import Elided, Icon, Label, Pill
from console.ui.widgets.layout import Box, Scroller, card, column, row, wrap
from console.ui.widgets.painted import Level
from console.ui.widgets.row_button import RowButton
from console.ui.widgets.rows import Rows
from console.ui.words import SEVERITY_TONE
from store.book import EscalationRow


class EscalationLine(RowButton):
    """One escalation in the list."""

    def __init__(self, kit: Kit, page: "EscalationsPage") -> None:
        self._kit, self._page = kit, page
        self._subject = Elided("", "b")
        self._level = Level()
        self._who = Elided("", "meta")
        self._severity = Pill()
        self._meta = Elided("", "meta")
        inside = column(
            row((self._subject, 1), self._level, gap=8),
            self._who,
            row(self._severity, (self._meta, 1), gap=8),
            gap=4,
            margins=(14, 10, 12, 10),
        )
        super().__init__(inside, checkable=True)
        self._item: EscalationRow | None = None
        self.clicked.connect(self._open)

    def show_item(self, item: EscalationRow, /) -> None:
        """Show this escalation."""
        self._item = item
        escalation, ticket, words = item.escalation, item.ticket, self._kit.words
        now = self._kit.clock()
        self.setObjectName(f"escalations.{escalation.id.hex}")
        self._subject.put(ticket.subject or self.tr("No subject"))
        self._level.put(escalation.to_level)
        who = words.who(item.customer_name or ticket.caller_name, ticket.caller)
        self._who.put(" · ".join(t for t in (ticket.shown_number, who, item.company) if t))
        severity = ticket.severity.value
        self._severity.put(words.severity(severity), SEVERITY_TONE[severity])
        hops = self.tr("hop {n}").format(n=escalation.hop)
        state = words.escalation(escalation.outcome.value)
        age = words.age(escalation.created_at, now)
        self._meta.put(f"{state} · {hops} · {age}")
        self.setAccessibleName(
            f"{ticket.subject}, {who}, L{escalation.to_level}, {words.severity(severity)}, {state}"
        )

    @property
    def item(self) -> EscalationRow | None:
        """What it shows."""
        return self._item

    def _open(self) -> None:
        if self._item is not None:
            self._page.choose(self._item)


class EscalationsPage(QWidget):
    """List on the left, the case on the right."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._tab = "inbox"
        self._chosen: EscalationRow | None = None
        self._shown: tuple[object, ...] = ()
        self._board: Board | None = None
        self._tabs = {
            "inbox": Button("escalations.inbox", "", variant="seg"),
            "sent": Button("escalations.sent", "", variant="seg"),
        }
        for name, button in self._tabs.items():
            button.setCheckable(True)
            button.clicked.connect(lambda _=False, n=name: self._choose_tab(n))
        tabs = Box("seg", row(*((b, 1) for b in self._tabs.values()), gap=2, margins=(3, 3, 3, 3)))
        self._rows = Rows[EscalationRow](lambda: EscalationLine(kit, self), gap=3)
        self._none = Label("", "muted", wrap=True, name="escalations.none")
        self._none.setContentsMargins(8, 10, 8, 0)
        body = Scroller(wrap(column(self._none, self._rows.layout, None, gap=0)), "escalations.scroll")
        self._list = card(tabs, (body, 1), gap=10, margins=(12, 12, 12, 12))
        self._list.setFixedWidth(388)
        self.detail = CaseDetail(kit)
        self._empty = card(
            None,
            row(None, Icon("inbox", "muted", 28), None),
            row(None, Label(self.tr("Choose an escalation"), "title"), None),
            row(None, Label(self.tr("Its case, its path and every step are shown here."), "muted"), None),
            None,
            gap=10,
        )
        self.setLayout(row(self._list, (self.detail, 1), (self._empty, 1), gap=14, margins=(16, 16, 16, 16)))

    def narrow(self, *, on: bool) -> None:
        """The list gives way."""
        self._list.setFixedWidth(300 if on else 388)

    def put(self, board: Board, now: datetime) -> None:
        """What is open."""
        minute = int(now.timestamp()) // 60
        said = (
            board.inbox,
            board.sent,
            board.opened,
            board.directory,
            board.me,
            self._tab,
            self._chosen,
            minute,
        )
        if said == self._shown:
            return
        again = bool(self._shown) and self._shown[-1] != minute
        self._shown = said
        self._board = board
        self._tabs["inbox"].put(self.tr("Waiting for me  {n}").format(n=len(board.inbox)))
        self._tabs["sent"].put(self.tr("Sent by me  {n}").format(n=len(board.sent)))
        check_one(self._tabs, self._tab)
        rows = board.inbox if self._tab == "inbox" else board.sent
        self._rows.put(rows, lambda r: r.escalation.id)
        if again:
            self._rows.again()
        none = (
            self.tr("Nothing waits for you.")
            if self._tab == "inbox"
            else self.tr("Nothing of yours is open.")
        )
        self._none.put_or_hide("" if rows else none)
        self._put_chosen(board, rows, now)

    def _put_chosen(self, board: Board, rows: tuple[EscalationRow, ...], now: datetime) -> None:
        if self._chosen is not None:
            mine = self._chosen.escalation.id
            self._chosen = next(
                (r for r in (*board.inbox, *board.sent) if r.escalation.id == mine), self._chosen
            )
        chosen = self._chosen
        case = (
            board.opened if chosen and board.opened and board.opened.ticket.id == chosen.ticket.id else None
        )
        for widget in self._rows.widgets():
            if isinstance(widget, EscalationLine):
                item = widget.item
                widget.setChecked(
                    item is not None and chosen is not None and item.escalation.id == chosen.escalation.id
                )
        self.detail.setVisible(case is not None)
        self._empty.setVisible(case is None)
        if case is not None and chosen is not None:
            self.detail.put(case, chosen, board, now)
        _ = rows

    def choose(self, item: EscalationRow) -> None:
        """Open its case."""
        self._chosen = item
        self._kit.do(OpenTicket(ticket=item.ticket.id))
        if self._board is not None:
            self.put(self._board, self._kit.clock())

    def leaves(self) -> bool:
        """The page is left; whether the case that was read here is to be closed."""
        read = self._chosen is not None and not self.detail.wants_desk
        self._chosen = None
        self.detail.wants_desk = False
        return read

    def _choose_tab(self, tab: str) -> None:
        self._tab = tab
        check_one(self._tabs, tab)
        if self._board is not None:
            self.put(self._board, self._kit.clock())

    def tick(self, now: datetime) -> None:
        """A second has passed; ages are told in minutes."""
        if self._board is not None and self._shown and self._shown[-1] != int(now.timestamp()) // 60:
            self.put(self._board, now)
