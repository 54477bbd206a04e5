"""One small card in a corner: how did this escalation go? It asks once, takes no focus, and can wait (R31)."""

from functools import partial
from uuid import UUID

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from console.desk.board import Board
from console.desk.intents_updates import GiveFeedback
from console.ui import format as fmt
from console.ui.kit import Kit
from console.ui.widgets.buttons import Button, check_one
from console.ui.widgets.fields import AreaField
from console.ui.widgets.floating import Floating
from console.ui.widgets.labels import Elided, Label
from console.ui.widgets.layout import column, invalidate_all, row
from store.book import EscalationRow
from store.feedback import SCORES
from telephony.call import CallState

_WIDE = 330


class FeedbackCard(Floating):
    """Shows one of :attr:`Board.to_rate` while no call needs the person."""

    def __init__(self, root: QWidget, kit: Kit) -> None:
        self._kit = kit
        self._item: EscalationRow | None = None
        self._later: set[UUID] = set()
        self._score = 0
        self._about = Elided("", "meta", name="feedback.about")
        words = {1: self.tr("badly"), 5: self.tr("well")}
        self._scores = {
            str(n): Button(f"feedback.{n}", str(n), variant="seg", tip_text=words.get(n, "")) for n in SCORES
        }
        for n, button in self._scores.items():
            button.setCheckable(True)
            button.setAccessibleName(fmt.fill(self.tr("{n} of 5"), n=n))
            button.clicked.connect(partial(self._choose, n))
        self._text = AreaField(
            "feedback.text", self.tr("What should be different?"), height=56,
            placeholder=self.tr("What should be different?"),
        )  # fmt: skip
        self._send = Button(
            "feedback.send", self.tr("Send"), "send", variant="primary", size="sm", on=self._give
        )
        later = Button("feedback.later", self.tr("Not now"), size="sm", variant="ghost", on=self.leave)
        scale = row(
            Label(words[1], "meta"), *((b, 1) for b in self._scores.values()), Label(words[5], "meta"), gap=4
        )
        inside = column(
            Label(self.tr("How did this escalation go?"), "b"), self._about, scale, self._text,
            row(None, later, self._send, gap=8), gap=8, margins=(16, 12, 16, 12),
        )  # fmt: skip
        super().__init__(root, inside, "edge", "feedback")
        self.hide()

    def put(self, board: Board) -> None:
        """Whom it is about; nothing while somebody rings or is spoken to."""
        busy = any(c.state is not CallState.ENDED for c in board.cards) or bool(board.wrapups)
        item = next((r for r in board.to_rate if r.escalation.id not in self._later), None)
        if item is None or busy:
            self.hide()
            return
        if self._item is None or self._item.escalation.id != item.escalation.id:
            self._score = 0
            check_one(self._scores, "")
            self._text.put("")
            self._send.setEnabled(False)
        self._item = item
        who = self._kit.words.who(item.customer_name or item.ticket.caller_name, item.ticket.caller)
        self._about.put(" · ".join(t for t in (item.ticket.shown_number, who, item.ticket.subject) if t))
        self.setAccessibleName(fmt.fill(self.tr("How did {number} go?"), number=item.ticket.shown_number))
        self.show()

    def settle(self, page: QRect) -> None:
        """In the lower right corner of the page."""
        invalidate_all(self)
        layout = self.layout()
        high = (layout.sizeHint().height() if layout is not None else 200) - 2 * self.PAD
        self.place(QRect(page.right() - _WIDE - 18, page.bottom() - high - 18, _WIDE, high))

    def _choose(self, score: str) -> None:
        self._score = int(score)
        check_one(self._scores, score)
        self._send.setEnabled(True)

    def _give(self) -> None:
        if self._item is not None and self._score:
            self._kit.do(
                GiveFeedback(
                    escalation=self._item.escalation.id, score=self._score, text=self._text.value().strip()
                )
            )

    def leave(self) -> None:
        """Not now: it is not asked again while this window is open."""
        if self._item is not None:
            self._later.add(self._item.escalation.id)
        self.hide()

    def keyPressEvent(self, event: QKeyEvent, /) -> None:
        """Esc: not now."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
            event.accept()
            return
        super().keyPressEvent(event)
