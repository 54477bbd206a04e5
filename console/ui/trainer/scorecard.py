"""The scorecard beside the replay: the questions, the comments on the recording, and what the agent says to it.

It shows a review for whoever opens it: the reviewer fills it in, the agent reads, answers and acknowledges it, a
colleague reads it. It keeps nothing but what is being typed.
"""

from datetime import datetime
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from console.desk import intents_review as ask
from console.desk.board import Board
from console.desk.reviewing import ReviewCard
from console.ui import format as fmt
from console.ui.kit import Kit
from console.ui.trainer.comments import CommentCard, CommentLine, Item
from console.ui.trainer.compared import Compared
from console.ui.trainer.foot import Foot
from console.ui.trainer.review_words import STATE_TONE, ReviewWords
from console.ui.trainer.score_row import UNSET, ScoreRow
from console.ui.widgets.buttons import Button
from console.ui.widgets.fields import AreaField, Choice
from console.ui.widgets.labels import Elided, Label, Pill, Prose
from console.ui.widgets.layout import Box, Scroller, column, hairline, row, wrap
from console.ui.widgets.ring import Ring
from console.ui.widgets.rows import Rows
from store.review import Comment
from store.scorecard import Question, QuestionKind

Line = tuple[Question, str, object, bool]
_NOTE_MS = 400


class ScorecardPanel(QWidget):
    """``commented`` tells the offset (seconds of line time) and the words of a new comment, ``sought`` where to go."""

    commented = Signal(float, str)
    sought = Signal(float)
    wanted = Signal(object)
    """The call (UUID) that somebody takes to review, where none is open."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.setObjectName("score")
        self._kit = kit
        self.w = ReviewWords(kit.words)
        self._card: ReviewCard | None = None
        self._board: Board | None = None
        self._make_head()
        self._make_body()
        self._foot = Foot(kit, self.w)
        inside = column(
            self._headed, hairline(), (self._scroll, 1), self._line, self._foot, gap=10,
            margins=(18, 14, 18, 14),
        )  # fmt: skip
        self._none = Prose("", "muted")
        self._call: UUID | None = None
        self._take = Button(
            "score.take", self.tr("Review this call"), "play", on=lambda: self.wanted.emit(self._call)
        )
        self._empty = wrap(column(Label(self.tr("Scorecard"), "title"), self._none, row(self._take, None), None, gap=8,
                                  margins=(18, 16, 18, 14)))  # fmt: skip
        self._full = wrap(inside)
        self.setLayout(column(Box("card", column(self._empty, (self._full, 1), gap=0)), gap=0))
        self.setMinimumWidth(300)
        self.show_review(None)

    def _make_head(self) -> None:
        self._ring = Ring(54, "score.ring")
        self._title = Elided("", "title", name="score.title")
        self._about = Elided("", "meta")
        self._state = Pill()
        self._which = Choice("score.card", self.tr("Scorecard"), [])
        self._which.on_choose(lambda: self._kit.do(ask.FillReview(card=self._which.value())))
        self._newer = Button(
            "score.newer", "", "refresh-cw", size="sm",
            on=lambda: self._kit.do(ask.FillReview(card=self._card.card.key))
            if self._card and self._card.card else None,
        )  # fmt: skip
        text = column(self._title, row((self._about, 1), self._state, gap=6), gap=2)
        self._headed = wrap(column(row(self._ring, (text, 1), gap=12), self._which, self._newer, gap=8))

    def _make_body(self) -> None:
        self._scales = Rows[Line](lambda: ScoreRow(self._answered), gap=0)
        self._checks = Rows[Line](lambda: ScoreRow(self._answered), gap=0)
        self._between = hairline()
        self._failed = Prose("", "badT", 12)
        self._note = AreaField(
            "score.note", self.tr("About the call as a whole"), height=56,
            placeholder=self.tr("About the call as a whole"),
        )  # fmt: skip
        self._note.on_edit(lambda: self._kit.do(ask.FillReview(note=self._note.value())))
        self._noted = Prose("")
        self._comments_title = Label(self.tr("Comments on the recording"), "b")
        self._count = Label("", "meta")
        self._comments = Rows[Item](lambda: CommentCard(self.w, self.sought.emit, self._drop), gap=8)
        self._silent = Prose("", "muted", 12, name="score.silent")
        self._compared = Compared(self.w)
        self._blind = Prose("", "muted", 12)
        body = wrap(
            column(
                self._compared, self._blind, self._scales.layout, self._between, self._checks.layout,
                self._failed, hairline(), row(self._comments_title, None, self._count),
                self._silent, self._comments.layout, self._note, self._noted, None, gap=8, margins=(0, 0, 2, 0),
            )
        )  # fmt: skip
        self._scroll = Scroller(body, "score.scroll", steady=True)
        self._line = CommentLine(self.w, self._comment)

    # -- shown

    def put_time(self, seconds: float) -> None:
        """Where the player is, in seconds of line time."""
        self._line.put_time(seconds)

    def show_review(
        self,
        card: ReviewCard | None,
        board: Board | None = None,
        now: datetime | None = None,
        *,
        call: UUID | None = None,
    ) -> None:
        """Show this review, or that none is open; ``call`` is one that could be reviewed then."""
        self._empty.setVisible(card is None or card.card is None)
        self._full.setVisible(card is not None and card.card is not None)
        before, self._card, self._board = self._card, card, board
        self._call = call
        self._take.setVisible(card is None and call is not None)
        if card is None or card.card is None or board is None or now is None:
            self._none.put(self._why_none(card))
            return
        if before is None or before.review.id != card.review.id:
            self._line.field.put("")
        self._put_head(card, board)
        self._put_questions(card)
        self._put_comments(card)
        self._put_calibration(card, board)
        self._foot.put(card, board, now)

    def _why_none(self, card: ReviewCard | None) -> str:
        if card is None:
            return self.tr("You do not review this call yet.")
        if not card.mine:
            return self.tr("What is filled in is shown when it is shared.")
        return self.tr("The center has no scorecard yet. Make one under Scorecards.")

    def _put_head(self, card: ReviewCard, board: Board) -> None:
        w, found, asked = self.w, card.score, card.card
        if asked is None:
            return
        agent = w.words.colleague(card.review.agent, board.directory)
        self._title.put(fmt.fill(self.tr("Scorecard · {name}"), name=agent))
        form = self.tr("Form “{card}”, version {n}")
        self._about.put(fmt.fill(form, card=asked.card.name, n=str(asked.version)))
        self._state.put(w.state(card.review.state), STATE_TONE[card.review.state])
        percent = found.percent
        tone = "bad" if found.failed_by else "ok" if (percent or 0) >= asked.card.pass_at else "warn"
        said = fmt.fill(
            self.tr("Score {n}, the pass mark is {m}"), n=w.percent(percent), m=w.percent(asked.card.pass_at)
        )
        self._ring.put((percent or 0) / 100, "–" if percent is None else str(round(percent)), tone, said)
        names = {q.key: w.question(q) for q in asked.card.questions}
        failed = ", ".join(names[key] for key in found.failed_by)
        sentence = self.tr("Nothing counts beside: {what}. The score is 0.")
        self._failed.put_or_hide(fmt.fill(sentence, what=failed) if failed else "")
        cards = board.reviewing.newest
        choose = card.open and not card.answers and len(cards) > 1
        self._which.setVisible(choose)
        if choose:
            self._which.clear()
            for each in cards:
                self._which.addItem(each.card.name, each.key)
            self._which.put(asked.key)
        newer = card.newer if card.open else None
        self._newer.setVisible(newer is not None)
        if newer is not None:
            self._newer.put(fmt.fill(self.tr("Use version {n}"), n=str(newer.version)))

    def _put_questions(self, card: ReviewCard) -> None:
        asked = card.card
        if asked is None:
            return

        def line(q: Question) -> Line:
            return q, self.w.question(q), card.answers.get(q.key, UNSET), card.open

        scales = [line(q) for q in asked.card.questions if q.kind is QuestionKind.SCALE]
        checks = [line(q) for q in asked.card.questions if q.kind is QuestionKind.YES_NO]
        self._scales.put(scales, lambda x: x[0].key)
        self._checks.put(checks, lambda x: x[0].key)
        self._between.setVisible(bool(scales and checks))
        self._note.setVisible(card.open)
        if not self._note.hasFocus() or self._note.value() == card.note:
            self._note.put(card.note)
        self._noted.put_or_hide("" if card.open else card.note)

    def _put_comments(self, card: ReviewCard) -> None:
        placed = sorted(enumerate(card.comments), key=lambda pair: (pair[1].offset, pair[0]))
        self._comments.put([(n, c, card.open) for n, c in placed], lambda item: item[0])
        self._count.put(str(len(placed)) if placed else self.tr("none yet"))
        self._line.setVisible(card.open)
        self._silent.put_or_hide(self.w.silent(card.silent) if card.comments else "")

    def _put_calibration(self, card: ReviewCard, board: Board) -> None:
        shown = card.comparison
        self._compared.setVisible(shown is not None)
        if shown is not None:
            self._compared.put(card.pairs, card.mean_kappa, board.directory)
        told = ""
        if card.review.calibration is not None and shown is None:
            others = [k for k in card.waiting_for if k != card.review.reviewer]
            names = ", ".join(self.w.words.colleague(k, board.directory) for k in others)
            told = (
                fmt.fill(
                    self.tr("Compared with {names}: nobody sees the other's before both are handed in."),
                    names=names,
                )
                if names
                else self.tr("The other one has handed in. Hand in yours to see both.")
            )
        self._blind.put_or_hide(told)

    # -- asked

    def _answered(self, key: str, value: int | None) -> None:
        card = self._card
        if card is None or not card.open:
            return
        self._kit.do(ask.FillReview(answers={**card.answers, key: value}))

    def _comment(self, comment: Comment) -> None:
        card = self._card
        if card is None:
            return
        if self._kit.do(ask.FillReview(comments=(*card.comments, comment))) is None:
            self.commented.emit(comment.offset, comment.text)

    def _drop(self, place: int) -> None:
        card = self._card
        if card is not None and card.open:
            left = tuple(c for n, c in enumerate(card.comments) if n != place)
            self._kit.do(ask.FillReview(comments=left))

    def primary(self) -> bool:
        """Ctrl+Enter: share it, hand it in, acknowledge it."""
        return self._foot.primary()

    def write_comment(self) -> bool:
        """Put the cursor where a comment is written; False if none can be."""
        if self._card is None or not self._card.open:
            return False
        self._line.field.setFocus()
        return True
