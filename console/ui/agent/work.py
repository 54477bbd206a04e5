"""The desk with something at hand: the call, its hand-over and its customer on the left, the ticket on the right.

The left column keeps its place whatever stands on the right, so opening the escalate panel moves no button.
"""

from datetime import datetime

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedLayout, QWidget

from console.desk.board import Board
from console.desk.calling import CallCard, WrapUpCard
from console.ui.agent.at_hand import worked_on
from console.ui.agent.call import CallView
from console.ui.agent.case import CaseView
from console.ui.agent.consult import ConsultView
from console.ui.agent.customer import CustomerView
from console.ui.agent.escalate import EscalatePanel
from console.ui.agent.lines import Lines
from console.ui.agent.proposals import ProposalBar
from console.ui.agent.ticket import TicketPanel
from console.ui.agent.wrapup import WrapUpView
from console.ui.kit import Kit
from console.ui.supervisor.handover import HandoverView
from console.ui.widgets.layout import BAR, Scroller, column, row, wrap
from store.book import Case
from telephony.call import CallState, Direction

_BELOW = 18
"""So much of the card stays in sight under its buttons, in pixels."""


class WorkView(QWidget):
    """Both columns."""

    def __init__(self, root: QWidget, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self.call = CallView(root, kit)
        self.lines = Lines(kit)
        self.handover = HandoverView(kit)
        self.consult = ConsultView(kit)
        self.wrapup = WrapUpView(root, kit)
        self.proposals = ProposalBar(kit)
        self.case = CaseView(root, kit)
        self.customer = CustomerView(kit)
        self.ticket = TicketPanel(kit)
        self.escalate = EscalatePanel(kit)
        self._left = wrap(
            column(
                self.call,
                self.proposals,
                self.consult,
                self.handover,
                self.lines,
                self.wrapup,
                self.case,
                self.customer,
                None,
                gap=14,
            )
        )
        self._scroll = Scroller(self._left, "work.left", steady=True)
        right = QWidget()
        self._right = QStackedLayout(right)
        self._right.addWidget(self.ticket)
        self._right.addWidget(self.escalate)
        self.setLayout(row(self._scroll, (right, 1), gap=14 - BAR, margins=(16, 16, 16, 16)))
        self._decided: tuple[object, ...] = ()
        self._look = QTimer(self)
        self._look.setSingleShot(True)
        self._look.setInterval(0)
        self._look.timeout.connect(self._keep_in_sight)
        for part in (self._left, self.consult, self.handover):
            part.installEventFilter(self)
        self.wrapup.typed = self.ticket.unsent.typed
        self.wrapup.finished = self.ticket.unsent.forget

    def room(self, width: int) -> None:
        """How wide the columns are: the left one never changes with what stands on the right."""
        self._scroll.setFixedWidth(BAR + max(404, min(604, int((width - 46) * 0.455))))

    def put(self, board: Board, now: datetime) -> None:
        """What is at hand."""
        card = worked_on(board)
        wrapup = self._wrapup(board, card)
        opened = board.opened
        self.call.setVisible(card is not None)
        if card is not None:
            self.call.put(board, card, now)
        else:
            self.call.close_popovers()
        self.proposals.put(board)
        self.consult.put(board, card, now)
        self.handover.put(card)
        others = tuple(
            c
            for c in board.cards
            if c is not card and not (c.state is CallState.RINGING and c.direction is Direction.IN)
        )
        self.lines.put(others)
        self.wrapup.put(board, wrapup, now)
        self.case.put(opened if card is None else None, board)
        about = self._about(card, wrapup, opened)
        self.customer.put(about, card, now)
        self.customer.worth.put(about, board, now)
        self.customer.setVisible(card is None or card.handover is None or card.case is not None)
        self._put_right(board, card, opened or about)
        self._look_again(board, card)

    def _look_again(self, board: Board, card: CallCard | None) -> None:
        """What a hand-over has come to changes its buttons; the time alone does not, nor does a person's scrolling."""
        transfer = board.transfer
        way = (transfer.transfer, transfer.state, transfer.step, transfer.failed) if transfer else ()
        decided = (*way, card.call if card else "", card.handover.arrival if card and card.handover else None)
        if decided != self._decided:
            self._decided = decided
            self._scroll.verticalScrollBar().setValue(0)
            self._look.start()

    def _keep_in_sight(self) -> None:
        """A low window scrolls to what decides the hand-over: the way back to the customer is always on screen."""
        for widget in (self.handover.take, self.consult.buttons):
            if widget.isVisible():
                self._scroll.ensureWidgetVisible(widget, 0, _BELOW)

    def eventFilter(self, watched: QObject, event: QEvent, /) -> bool:
        """The layout has given them another place or size; scrolling does not."""
        moved = event.type() is QEvent.Type.Move and watched is not self._left
        if moved or event.type() is QEvent.Type.Resize:
            self._look.start()
        return False

    def resizeEvent(self, event: QResizeEvent, /) -> None:
        """Qt's own."""
        super().resizeEvent(event)
        self._look.start()

    def _wrapup(self, board: Board, card: CallCard | None) -> WrapUpCard | None:
        if card is not None or board.opened is not None:
            return None
        return board.wrapups[0] if board.wrapups else None

    def _about(self, card: CallCard | None, wrapup: WrapUpCard | None, opened: Case | None) -> Case | None:
        if card is not None:
            return card.case
        return opened if opened is not None else wrapup.case if wrapup is not None else None

    def _put_right(self, board: Board, card: CallCard | None, case: Case | None) -> None:
        other = ""
        if card is not None and board.opened is not None and board.opened is case:
            mine = card.case
            if mine is None or mine.ticket.id != board.opened.ticket.id:
                other = (
                    mine.ticket.shown_number
                    if mine is not None
                    else self._kit.words.who(card.name, card.number)
                )
        self.ticket.put(case, board.directory, other)
        self.ticket.put_causes(board.causes)
        if board.form is not None:
            self.escalate.put(board)
            self._right.setCurrentWidget(self.escalate)
        else:
            self.escalate.closed()
            self._right.setCurrentWidget(self.ticket)

    def tick(self, now: datetime) -> None:
        """A second has passed."""
        self.call.tick(now)
        self.lines.tick(now)
        self.consult.tick(now)
        self.wrapup.tick(now)

    def primary(self, board: Board) -> bool:
        """Ctrl+Enter: the escalate panel's, else the hand-over's, else the wrap-up's."""
        if board.form is not None:
            return self.escalate.primary()
        if self.consult.isVisible() and self.consult.primary():
            return True
        return self.wrapup.isVisible() and self.wrapup.primary()

    def left_wide(self) -> int:
        """Where the left column ends, in this view's coordinates."""
        return self._scroll.geometry().right()

    def in_use_until(self) -> int:
        """Down to where the left column has buttons of the call at hand, in this view's coordinates."""
        used = (self.call, self.proposals, self.consult, self.handover, self.lines, self.wrapup, self.case)
        low = [w.mapTo(self, w.rect().bottomLeft()).y() for w in used if w.isVisible()]
        return max(low, default=0)
