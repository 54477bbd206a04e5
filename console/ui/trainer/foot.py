"""The last lines of the scorecard: how the review stands, and what comes next for whoever looks at it."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtWidgets import QWidget

from console.desk import intents_review as ask
from console.desk.board import Board
from console.desk.reviewing import ReviewCard
from console.ui import format as fmt
from console.ui.kit import Kit
from console.ui.trainer.review_words import ReviewWords
from console.ui.widgets.buttons import Button
from console.ui.widgets.fields import AreaField
from console.ui.widgets.labels import Label, Prose
from console.ui.widgets.layout import Box, column, flow_box
from store.review import SHOWN, ReviewState


class Foot(QWidget):
    """One filled button at most."""

    def __init__(self, kit: Kit, w: ReviewWords) -> None:
        super().__init__()
        self._kit, self._w = kit, w
        self._card: ReviewCard | None = None
        self._first: Callable[[], object] | None = None
        self._said = Prose("", "muted", 12, name="score.said")
        self._problem = Prose("", "badT", 12, name="score.problem")
        self._who = Label("", "metab")
        self._text = Prose("")
        self._words = Box("sunk", column(self._who, self._text, gap=3, margins=(12, 8, 12, 8)))
        self._field = AreaField(
            "score.answer", self.tr("Your answer"), height=60, placeholder=self.tr("What you say to it")
        )
        self._send = Button("score.answer.send", self.tr("Send answer"), "send", on=self._answer)
        self._revise = Button(
            "score.revise", self.tr("Change"), "pencil",
            tip_text=self.tr("Begin a new version; what was shared stays until you share it"),
            on=lambda: kit.do(ask.ReviseReview()),
        )  # fmt: skip
        self._drop = Button("score.drop", self.tr("Withdraw"), variant="ghost", on=self._give_up)
        self._go = Button("score.go", "", "send", variant="primary", key="Ctrl Enter", on=self.primary)
        self._row = flow_box(self._drop, self._revise, self._send, self._go, gap=8, end=True)
        self.setLayout(column(self._words, self._field, self._problem, self._said, self._row, gap=8))

    def put(self, card: ReviewCard, board: Board, now: datetime) -> None:
        """How it stands."""
        before, self._card = self._card, card
        if before is None or before.review.id != card.review.id:
            self._field.put("")
        self._put_answer(card, board, now)
        self._problem.put_or_hide(card.problem)
        self._said.put_or_hide(self._standing(card, board, now))
        self._put_buttons(card, board)

    def _put_answer(self, card: ReviewCard, board: Board, now: datetime) -> None:
        shown = card.shown
        answer = shown.answer if shown is not None and (not card.open or card.review.version) else ""
        self._words.setVisible(bool(answer))
        if shown is None or not answer:
            return
        name = self._w.words.colleague(card.review.agent, board.directory)
        when = self._w.words.when(shown.answered_at, now) if shown.answered_at else ""
        version = fmt.fill(self.tr("to version {n}"), n=str(shown.version)) if card.review.version > 1 else ""
        self._who.put(" · ".join(t for t in (name, when, version) if t))
        self._text.put(answer)

    def _standing(self, card: ReviewCard, board: Board, now: datetime) -> str:
        """One sentence."""
        review, found = card.review, card.score
        name = fmt.short_name(self._w.words.colleague(review.agent, board.directory))
        if card.open:
            if found.missing:
                left = fmt.counted(
                    len(found.missing), self.tr("{n} answer to go."), self.tr("{n} answers to go.")
                )
            elif review.calibration is not None and not review.version:
                left = self.tr("Complete. Hand it in to compare it.")
            else:
                left = fmt.fill(self.tr("Complete. {name} sees it when you share it."), name=name)
            return f"{left} {self._kept(card, now)}"
        if review.state is ReviewState.HANDED_IN:
            return self.tr("Handed in; it is not changed any more.")
        shown = card.shown
        if shown is None:
            return ""
        if shown.acknowledged_at is not None:
            when = self._w.words.when(shown.acknowledged_at, now)
            return fmt.fill(self.tr("{name} acknowledged it {when}."), name=name, when=when)
        if card.about_me:
            return self.tr("Read it, say what you think of it, and acknowledge that you have read it.")
        when = self._w.words.when(shown.shared_at, now)
        return fmt.fill(self.tr("Shared {when}. {name} has not acknowledged it yet."), name=name, when=when)

    def _kept(self, card: ReviewCard, now: datetime) -> str:
        if card.problem:
            return self.tr("Not saved.")
        if not card.saved:
            return self.tr("Saving the draft …")
        at = card.review.saved_at
        return fmt.fill(self.tr("Draft saved {when}."), when=self._w.words.when(at, now)) if at else ""

    def _put_buttons(self, card: ReviewCard, board: Board) -> None:
        review, shown = card.review, card.shown
        name = fmt.short_name(self._w.words.colleague(review.agent, board.directory))
        ready = card.score.complete
        mine_to_read = card.about_me and shown is not None and shown.acknowledged_at is None
        after = review.state is ReviewState.HANDED_IN and card.comparison is not None
        one_is_shared = any(r.version for r in card.file.group if r.id != review.id)
        self._first = None
        if card.open and review.calibration is not None and not review.version:
            self._go.put(self.tr("Hand in"), "check")
            self._first = lambda: self._kit.do(ask.HandInReview())
        elif (card.open or (card.mine and after)) and not one_is_shared:
            self._go.put(fmt.fill(self.tr("Share with {name}"), name=name), "send")
            self._first = lambda: self._kit.do(ask.ShareReview())
        elif mine_to_read:
            self._go.put(self.tr("Acknowledge"), "check")
            self._first = lambda: self._kit.do(ask.AcknowledgeReview(review=review.id))
        self._go.setVisible(self._first is not None)
        self._go.setEnabled(mine_to_read or ready)
        self._field.setVisible(mine_to_read)
        self._send.setVisible(mine_to_read)
        self._revise.setVisible(card.mine and review.state in SHOWN)
        self._drop.put(
            self.tr("Keep version {n}").format(n=review.version) if review.version else self.tr("Withdraw")
        )
        self._drop.setVisible(card.open)
        self._row.setVisible(any(not b.isHidden() for b in (self._go, self._send, self._revise, self._drop)))

    def _answer(self) -> None:
        card = self._card
        if (
            card is not None
            and self._kit.do(ask.AnswerReview(review=card.review.id, text=self._field.value())) is None
        ):
            self._field.put("")

    def _give_up(self) -> None:
        if self._card is not None:
            self._kit.do(ask.DropReview(review=self._card.review.id))

    def primary(self) -> bool:
        """Do what comes next, if it can be done."""
        if self._first is None or not self._go.isEnabled() or self._go.isHidden():
            return False
        typed = self._field.value().strip() if not self._field.isHidden() else ""
        if typed:
            self._answer()
        self._first()
        return True
