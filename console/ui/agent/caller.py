"""What is told of a caller while it rings: who, the facts, what to know first, the last tickets."""

from datetime import datetime

from PySide6.QtWidgets import QWidget

from console.desk.calling import CallCard
from console.ui import format as fmt
from console.ui.agent.advice_words import AdviceWords
from console.ui.agent.facts import FactGrid, Facts
from console.ui.agent.tickets import Matches, TicketList
from console.ui.kit import Kit
from console.ui.widgets.labels import Elided, Icon, Label, Prose
from console.ui.widgets.layout import Box, column, hairline, row, wrap
from console.ui.widgets.painted import Avatar
from store.book import Case, TicketRow
from store.ticket import Status

_LAST = 3


class Who(QWidget):
    """Avatar, name, number on a line of its own that is never cut, company and role."""

    def __init__(self, prefix: str, side: int = 72) -> None:
        super().__init__()
        self.avatar = Avatar(side)
        self.name = Elided("", "name", name=f"{prefix}.name")
        self.number = Prose("", "text", 15, 600, name=f"{prefix}.number", figures=True)
        self.about = Elided("", "muted", name=f"{prefix}.about")
        self.setLayout(
            row(self.avatar, (column(None, self.name, self.number, self.about, None, gap=3), 1), gap=18)
        )

    def put(self, name: str, number: str, about: str) -> None:
        """Who it is."""
        self.name.put(name)
        self.number.put_or_hide(number)
        self.about.put_or_hide(about)
        self.avatar.put(fmt.initials(name))


class Hint(Box):
    """An icon, a fact and a second line, on a soft or sunk ground."""

    def __init__(self, kind: str, icon: str, tone: str, name: str, *, strong: bool = True) -> None:
        self.title = Label("", "b" if strong else "", tone if kind != "sunk" else "", wrap=True)
        self.note = Label("", "meta", tone if kind != "sunk" else "", wrap=True)
        inside = row(
            Icon(icon, tone + "T", 18),
            (column(self.title, self.note, gap=2), 1),
            gap=12,
            margins=(14, 9, 14, 9),
        )
        super().__init__(kind, inside, name)
        self.hide()

    def text(self) -> str:
        """What it says."""
        return self.title.text()

    def put(self, title: str, note: str = "") -> None:
        """Say it; with nothing to say it is not there."""
        self.title.put(title)
        self.note.put_or_hide(note)
        self.setAccessibleName(f"{title} {note}")
        self.setVisible(bool(title))


class CallerBody(QWidget):
    """The inside of the ringing card when a customer calls."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._facts = Facts(kit.words)
        self.who = Who("ringing")
        self._grid = FactGrid(3, "ringing.facts")
        self._greeting = Hint("sunk", "message-square", "accent", "ringing.greeting", strong=False)
        self._warning = Hint("warn", "triangle-alert", "warn", "ringing.warning")
        self._open = Hint("sunk", "ticket", "vio", "ringing.open_case")
        self._machine = Hint("vio", "message-square", "vio", "ringing.machine")
        self._advice_words = AdviceWords(kit.words)
        self._unknown = Hint("sunk", "user", "n", "ringing.unknown")
        self._matches = Matches(kit, "ringing.match")
        self._count = Label("", "meta")
        self._head = wrap(row(Label(self.tr("Last tickets"), "b"), None, self._count))
        self._last = TicketList(kit, "ringing.ticket", _LAST, open_=False)
        self.setLayout(
            column(
                self.who,
                hairline(),
                self._grid,
                self._machine,
                self._warning,
                self._matches,
                self._unknown,
                self._open,
                self._greeting,
                column(self._head, self._last, gap=6),
                gap=14,
            )
        )

    def put(self, card: CallCard, me: str, now: datetime) -> None:
        """Who rings."""
        case = card.case
        customer = case.customer if case else None
        name = self._kit.words.who(card.name, card.number)
        number = card.number if card.name else ""
        self.who.put(name, number, self._facts.about(customer) if customer else "")
        facts = self._facts.customer(customer, now) if customer else []
        self._grid.put(facts + self._facts.line(card.dialled))
        self._machine.put(*self._advice_words.machine(card.failed_before))
        self._warning.put(customer.warning if customer else "")
        self._greeting.put(self._facts.greeting(customer, me))
        self._greeting.note.put_or_hide("")
        self._matches.put(card.matches, card.ticket)
        self._put_unknown(card, case)
        self._put_tickets(case)

    def _put_unknown(self, card: CallCard, case: Case | None) -> None:
        if case is None or case.customer is not None or len(card.matches) > 1:
            self._unknown.put("")
        elif card.number:
            self._unknown.put(
                self.tr("No customer with this number"),
                self.tr("A ticket is opened; the caller stays on it by number."),
            )
        else:
            self._unknown.put(
                self.tr("The caller withholds the number"),
                self.tr("Ask for a name and a number to call back."),
            )

    def _put_tickets(self, case: Case | None) -> None:
        rows = case.history if case else ()
        self._head.setVisible(bool(rows))
        self._last.put(rows)
        if case is not None:
            calls = self.tr("{n} calls in 12 months").format(n=case.calls_year) if case.calls_year > 1 else ""
            self._count.put(calls)
        self._open.put(*self._open_case(rows))

    def _open_case(self, rows: tuple[TicketRow, ...]) -> tuple[str, str]:
        escalated = [r for r in rows if r.ticket.status is Status.ESCALATED]
        if escalated:
            first = escalated[0]
            level = self.tr("L{n}").format(n=first.escalated_to) if first.escalated_to is not None else ""
            title = self.tr("Open escalation {level}: {number}").replace("{level}", level)
            if self._kit.words.no_escalation:
                title = self.tr("Open case {number}")
            said = fmt.fill(title.replace("  ", " ").replace(" :", ":"), number=first.ticket.shown_number)
            more = self.tr("and {n} more").format(n=len(escalated) - 1) if len(escalated) > 1 else ""
            return said, " · ".join(t for t in (first.ticket.subject, more) if t)
        live = [r for r in rows if r.ticket.status in {Status.NEW, Status.OPEN, Status.WAITING}]
        if len(live) > 1:
            return self.tr("{n} open cases: ask which one it is about").format(n=len(live)), ""
        if live:
            return self.tr("Open case {number}").format(number=live[0].ticket.shown_number), live[
                0
            ].ticket.subject
        return "", ""
