"""The head of a ticket that is looked at without a call."""

from PySide6.QtWidgets import QWidget

from console.desk.advice import off
from console.desk.board import Board
from console.desk.intents import Dial, OpenEscalate, OpenTicket
from console.ui.agent.caller import Who
from console.ui.agent.facts import Facts
from console.ui.agent.popovers import NotePopover
from console.ui.keys import cap
from console.ui.kit import Kit
from console.ui.updates.answer import AnswerPopover
from console.ui.updates.composer import compose_button
from console.ui.widgets.buttons import Button
from console.ui.widgets.labels import Label
from console.ui.widgets.layout import Box, column, flow_box, row
from store.book import Case


class CaseView(Box):
    """Who it is about, and what can be done without a call."""

    def __init__(self, root: QWidget, kit: Kit) -> None:
        self._kit = kit
        self._facts = Facts(kit.words)
        self._case: Case | None = None
        self._title = Label("", "b", name="case.title")
        self._wraps = Label("", "meta", name="case.wraps")
        self.who = Who("case", 60)
        close = Button("case.close", self.tr("Close"), "x", size="sm", variant="ghost", on=self._close)
        self._back = Button("case.call_back", "", "phone", key=cap("call_back"), on=self._call_back)
        self._note = Button("case.note", self.tr("Note"), "sticky-note", key=cap("note"))
        self._escalate = Button(
            "case.escalate", self.tr("Escalate"), "arrow-up", key=cap("escalate"), on=self._open_escalate
        )
        self._replay = Button("case.replay", self.tr("Replay"), "audio-lines", on=self._open_replay)
        rated = Button("case.rated", self.tr("Their rating"), "circle-dot")
        write = compose_button(kit, "case.compose", lambda: self._case, word=self.tr("Write"))
        super().__init__(
            "card",
            column(
                row(self._title, None, self._wraps, close),
                self.who,
                flow_box(self._back, self._note, write, self._escalate, self._replay, rated),
                gap=14,
                margins=(20, 12, 14, 16),
            ),
            "case",
        )
        self._popover = NotePopover(root, self._note, kit, "case_note")
        self._note.clicked.connect(self._popover.toggle)
        self._rated = AnswerPopover(root, rated, kit, "case_rated")
        rated.clicked.connect(self._rated.toggle)
        self.hide()

    def put(self, case: Case | None, board: Board) -> None:
        """Show this ticket's head; None: nothing is looked at."""
        self.setVisible(case is not None)
        if case is None:
            self._case = None
            return
        n = len(board.wrapups)
        self._escalate.setVisible(not off(board))
        self._wraps.put_or_hide(self.tr("{n} to wrap up").format(n=n) if n else "")
        if case is self._case:
            return
        self._case = case
        words, ticket, customer = self._kit.words, case.ticket, case.customer
        name = customer.name if customer else ticket.caller_name
        self._title.put(self.tr("Ticket {number}").replace("{number}", ticket.shown_number))
        self.who.put(
            words.who(name, ticket.caller),
            ticket.caller if name else "",
            self._facts.about(customer) if customer else "",
        )
        self._back.put(self.tr("Call back"))
        self._back.setVisible(bool(ticket.caller))
        self._popover.put(ticket.id)
        self._rated.put(ticket.id)
        self._replay.setVisible(bool(case.recordings))

    def _call_back(self) -> None:
        if self._case is not None:
            self._kit.do(Dial(target=self._case.ticket.caller, ticket=self._case.ticket.id))

    def _open_escalate(self) -> None:
        if self._case is not None:
            self._kit.do(OpenEscalate(ticket=self._case.ticket.id))

    def _open_replay(self) -> None:
        if self._case is not None:
            self._kit.go(f"review.{self._case.ticket.id.hex}")

    def _close(self) -> None:
        self._kit.do(OpenTicket(ticket=None))
