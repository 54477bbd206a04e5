"""The inbox of escalations: what needs me, the most urgent first, and the case that is chosen (R53, R42)."""

from datetime import datetime
from uuid import UUID

from PySide6.QtWidgets import QWidget

from console.desk.board import Board
from console.desk.intents import OpenTicket
from console.ui.kit import Kit
from console.ui.shell.page import Page
from console.ui.supervisor.asks import ConsultBanner
from console.ui.supervisor.detail import CaseDetail
from console.ui.supervisor.lines import CaseLine, Line, line_of, line_of_mention
from console.ui.supervisor.needs import loose_mentions
from console.ui.widgets.buttons import Button, check_one
from console.ui.widgets.fields import LineField
from console.ui.widgets.labels import Icon, Label
from console.ui.widgets.layout import Box, Scroller, card, column, row, wrap
from console.ui.widgets.rows import Rows
from store.book import Case
from store.escalation import SUCCESS, Escalation
from store.inbox import Inbox, Tab


class EscalationsPage(Page):
    """List on the left, the case on the right, a consult that rings above both."""

    def __init__(self, root: QWidget, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._tab = Tab.NEEDS
        self._chosen: Line | None = None
        self._shown: tuple[object, ...] = ()
        self._board: Board | None = None
        self.banner = ConsultBanner(kit)
        self._tabs = {tab: Button(f"escalations.{tab.value}", "", variant="seg") for tab in Tab}
        for tab, button in self._tabs.items():
            button.setCheckable(True)
            button.clicked.connect(lambda _=False, t=tab: self.choose_tab(t))
        tabs = Box("seg", row(*((b, 1) for b in self._tabs.values()), gap=2, margins=(3, 3, 3, 3)))
        self._order = Label(self.tr("Most urgent first"), "meta")
        find = self.tr("Find in this list")
        self.find_field = LineField("escalations.find", find, placeholder=find, icon="search")
        self.find_field.textChanged.connect(lambda _: self._again())
        self._rows = Rows[Line](lambda: CaseLine(kit, self), gap=3)
        self._none_icon = Icon("inbox", "muted", 28)
        self._none = Label("", "b", wrap=True, name="escalations.none")
        self._next = Label("", "muted", wrap=True, name="escalations.next")
        self._empty_list = wrap(
            column(self._none_icon, self._none, self._next, gap=6, margins=(10, 24, 10, 0))
        )
        body = Scroller(wrap(column(self._empty_list, self._rows.layout, None, gap=0)), "escalations.scroll")
        head = row(self._order, (self.find_field, 1), gap=14, margins=(6, 0, 0, 0))
        self._list = card(tabs, head, (body, 1), gap=10, margins=(12, 12, 12, 12))
        self._list.setFixedWidth(388)
        self.detail = CaseDetail(root, kit)
        self._empty = card(
            None,
            row(None, Icon("inbox", "muted", 28), None),
            row(None, Label(self.tr("Choose an escalation"), "title"), None),
            row(None, Label(self.tr("Its case, its path and what to do are shown here."), "muted"), None),
            None,
            gap=10,
        )
        both = row(self._list, (self.detail, 1), (self._empty, 1), gap=14)
        self.setLayout(column(self.banner, (both, 1), gap=14, margins=(16, 16, 16, 16)))

    def narrow(self, *, on: bool) -> None:
        """The list gives way."""
        self._list.setFixedWidth(340 if on else 388)
        self._order.setVisible(not on)
        self.detail.narrow(on=on)

    # -- told

    def put(self, board: Board, now: datetime) -> None:
        """What is open, what rings, and the case that is read."""
        self.banner.put(board, now)
        minute = int(now.timestamp()) // 60
        query = self.find_field.text().strip().casefold()
        said = (board.cases, board.opened, board.directory, board.me, board.policies, board.seen, self._tab,
                self._chosen, query, minute)  # fmt: skip
        if said == self._shown:
            return
        again = bool(self._shown) and self._shown[-1] != minute
        self._shown, self._board = said, board
        for tab, button in self._tabs.items():
            button.put(f"{self._word(tab)} {board.cases.count(tab) + self._loose(board.cases, tab)}")
        check_one({t.value: b for t, b in self._tabs.items()}, self._tab.value)
        lines = self._lines(board.cases, query)
        self._rows.put(lines, lambda line: line.key)
        if again:
            self._rows.again()
        self._put_none(lines, query)
        self._put_chosen(board, now)

    def _word(self, tab: Tab) -> str:
        return {
            Tab.NEEDS: self.tr("Needs me"), Tab.MINE: self.tr("Mine"), Tab.WAITING: self.tr("Waiting"),
            Tab.ALL: self.tr("All"),
        }[tab]  # fmt: skip

    def _loose(self, cases: Inbox, tab: Tab) -> int:
        """Comments to be read about tickets that are in no tab."""
        return len(loose_mentions(cases)) if tab is Tab.NEEDS else 0

    def _lines(self, cases: Inbox, query: str) -> list[Line]:
        made = [line_of(item, self._kit) for item in cases.tab(self._tab)]
        if self._tab is Tab.NEEDS:
            made += [line_of_mention(item) for item in loose_mentions(cases)]
        if query:
            made = [n for n in made if query in f"{n.subject} {n.who}".casefold()]
        chosen = self._chosen.key if self._chosen is not None else ""
        return [line._replace(chosen=line.key == chosen) for line in made]

    def _put_none(self, lines: list[Line], query: str) -> None:
        self._empty_list.setVisible(not lines)
        if lines:
            return
        self._none.put(
            self.tr("Nobody fits.") if query else {
                Tab.NEEDS: self.tr("Nothing needs you."),
                Tab.MINE: self.tr("You have no open case."),
                Tab.WAITING: self.tr("Nothing waits for others."),
                Tab.ALL: self.tr("No escalation is open."),
            }[self._tab]
        )  # fmt: skip
        next_ = self.tr("What is escalated to you appears here at once.")
        self._next.put_or_hide(next_ if self._tab is Tab.NEEDS and not query else "")

    def _put_chosen(self, board: Board, now: datetime) -> None:
        opened, chosen = board.opened, self._chosen
        mine = chosen is not None and opened is not None and opened.ticket.id == chosen.ticket
        case = opened if mine or self.banner.isVisible() else None
        self.detail.setVisible(case is not None)
        self._empty.setVisible(case is None)
        if case is None:
            return
        escalation = record_of(case, chosen.escalation if chosen is not None and mine else None)
        item = next(
            (r for r in board.cases.rows if escalation and r.row.escalation.id == escalation.id), None
        )
        self.detail.put(case, escalation, item.clock if item else None, board, now)

    def choose(self, line: Line) -> None:
        """Open its case."""
        self._chosen = line
        self._kit.do(OpenTicket(ticket=line.ticket))
        self._again()

    def choose_tab(self, tab: Tab) -> None:
        """Another list."""
        self._tab = tab
        self._again()

    def show_ticket(self, ticket: UUID) -> None:
        """Choose the case of that ticket, whichever tab it is in."""
        if self._board is None:
            return
        for tab in (self._tab, *Tab):
            found = next((r for r in self._board.cases.tab(tab) if r.row.ticket.id == ticket), None)
            if found is not None:
                self._tab = tab
                self.choose(line_of(found, self._kit))
                return
        loose = Line(
            key=ticket.hex, ticket=ticket, escalation=None, subject="", who="", level=-1, severity="", hops=0,
            days=0, clock=None, unread=0,
        )  # fmt: skip
        self.choose(loose)

    def open_part(self, part: str, board: Board, now: datetime) -> None:
        """To the case of that ticket."""
        self.put(board, now)
        self.show_ticket(UUID(part))

    def leave(self) -> None:
        """Another page is looked at; the case that was read here is closed, unless the desk goes on with it."""
        read = self._chosen is not None and not self.detail.wants_desk
        self._chosen = None
        self.detail.wants_desk = False
        if read:
            self._kit.ask(OpenTicket(ticket=None))

    def primary(self) -> None:
        """Ctrl+Enter."""
        if self.detail.isVisible():
            self.detail.primary()

    def _again(self) -> None:
        if self._board is not None:
            self.put(self._board, self._kit.clock())

    def tick(self, now: datetime) -> None:
        """A second has passed."""
        self.banner.tick(now)
        if self._board is not None and self._shown and self._shown[-1] != int(now.timestamp()) // 60:
            self.put(self._board, now)
            for widget in self._rows.widgets():
                if isinstance(widget, CaseLine):
                    widget.tick(now)


def record_of(case: Case, wanted: UUID | None) -> Escalation | None:
    """The escalation that is meant, else the newest that came to its target, else the newest."""
    named = next((e for e in case.escalations if e.id == wanted), None)
    came = [e for e in case.escalations if e.outcome in SUCCESS]
    return named or (came[-1] if came else case.escalations[-1] if case.escalations else None)
