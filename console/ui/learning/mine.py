"""One's own page: plans with their steps, what is due, sessions, how reviews went; reviews and rehearsals join in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from console.desk.board import Board
from console.desk.schooling import LearningCard
from console.ui.kit import Kit
from console.ui.learning import figures as fig
from console.ui.learning.beside import Halves
from console.ui.learning.lines import DueLine, SessionLine
from console.ui.learning.plans import PlanCard
from console.ui.learning.words import LearningWords
from console.ui.reports.cards import ChartCard
from console.ui.widgets.buttons import Button
from console.ui.widgets.labels import Label, Prose
from console.ui.widgets.layout import Box, column, row, wrap
from console.ui.widgets.rows import Rows
from store.tally import Counted
from store.training import Due, Learning, Plan, Session

if TYPE_CHECKING:
    from console.ui.trainer.own import OwnReviews

_SESSIONS = 12
Dated = tuple[Due, Learning, datetime]
Planned = tuple[Plan, Learning, datetime]
Held = tuple[Session, Learning, datetime]


def nothing(_: object) -> None:
    """A chart of scores opens no cases."""


class ListCard(Box):
    """A card with a title and rows, or a sentence while there are none."""

    def __init__(self, title: str, none: str, rows: QVBoxLayout, corner: QWidget | None = None) -> None:
        self.title = Label(title, "title")
        self._none = Prose(none, "muted")
        head = row(self.title, None, corner) if corner is not None else row(self.title, None)
        super().__init__("card", column(head, self._none, rows, None, gap=8, margins=(18, 14, 18, 14)))

    def filled(self, *, on: bool) -> None:
        """Whether there are rows."""
        self._none.setVisible(not on)


class MineView(QWidget):
    """``reviews`` tells how many wait, and opens them in place of the rest."""

    def __init__(self, kit: Kit, w: Callable[[], LearningWords], me: Callable[[], str]) -> None:
        super().__init__()
        self._kit, self._w, self._me = kit, w, me
        self._plans = Rows[Planned](lambda: PlanCard(kit, w), gap=10)
        self._dues = Rows[Dated](lambda: DueLine(w), gap=2)
        self._sessions = Rows[Held](lambda: SessionLine(w, None, me()), gap=2)
        self.plans = ListCard(
            self.tr("What I work on"),
            self.tr("No plan. One begins when a coach agrees on it with you."),
            self._plans.layout,
        )
        self.dues = ListCard(
            self.tr("To be learned"),
            self.tr("Nothing is due: you know the policy as it is now."),
            self._dues.layout,
        )
        self.sessions = ListCard(
            self.tr("Sessions"), self.tr("No session is planned for you."), self._sessions.layout
        )
        self.score = ChartCard(
            "learning.mine.score", self.tr("My reviews"), nothing,
            self.tr("No review of these weeks has been shared with you."), height=190,
        )  # fmt: skip
        self.questions = ChartCard(
            "learning.mine.questions", self.tr("By question"), nothing,
            self.tr("No answer yet."), height=220,
        )  # fmt: skip
        self._said = Label("", "muted")
        self._open = Button("learning.own.reviews", self.tr("Open"), size="sm", on=self._show_reviews)
        self.reviews = ListCard(
            self.tr("Reviews of my calls"),
            self.tr("Nobody has shared a review of your calls yet. You will be told when somebody does."),
            column(self._said, gap=0),
            self._open,
        )
        self._own: OwnReviews | None = None
        self._board: Board | None = None
        self._back = Button(
            "learning.own.back", self.tr("Back"), "arrow-left", size="sm", on=self.close_reviews
        )
        left = wrap(column(self.plans, self.reviews, self.sessions, None, gap=14))
        right = wrap(column(self.dues, self.score, self.questions, None, gap=14))
        self._halves = Halves("learning.mine.scroll", left, right)
        self._place = column(gap=0)
        self._opened = wrap(column(row(self._back, None), (wrap(self._place), 1), gap=10))
        self._opened.hide()
        self.setLayout(column((self._halves, 1), (self._opened, 1), gap=0))

    def put(self, card: LearningCard, now: datetime) -> None:
        """What is known."""
        learning, w = card.learning, self._w()
        if learning is None:
            return
        me = self._me()
        plans = [(p, learning, now) for p in learning.plans if p.person == me and p.state != "proposed"]
        self._plans.put(plans, lambda r: r[0].id)
        self.plans.filled(on=bool(plans))
        dues = [(d, learning, now) for d in learning.dues if d.person == me]
        self._dues.put(dues, lambda r: (r[0].person, r[0].course))
        self.dues.filled(on=bool(dues))
        sessions = [(s, learning, now) for s in learning.sessions if me in s.people or s.trainer == me]
        self._sessions.put(sessions[:_SESSIONS], lambda r: r[0].id)
        self.sessions.filled(on=bool(sessions))
        if card.trends is not None:
            found = card.trends
            count = found.figure(Counted.REVIEW).now.count
            self.score.put(fig.score(found, w), w.reviews(count))
            self.questions.put(
                fig.questions(found, w, card.low, most=8),
                self.tr("Share of the best answer, change in points"),
            )

    # -- reviews of my calls

    def put_reviews(self, board: Board, now: datetime) -> None:
        """How many there are, and the one that is open."""
        self._board, w = board, self._w()
        count, waits = len(board.reviewing.about_me), board.reviewing.to_acknowledge
        self.reviews.filled(on=bool(count))
        self._open.setVisible(bool(count))
        shared = self.tr("1 shared with you") if count == 1 else self.tr("{n} shared with you")
        told = (
            self.tr("{n} to acknowledge").format(n=w.count(waits)) if waits else self.tr("all acknowledged")
        )
        self._said.put(f"{shared.format(n=w.count(count))}, {told}" if count else "")
        self._said.setVisible(bool(count))
        if self._own is not None and not self._opened.isHidden():
            self._own.put(board, now)

    def _show_reviews(self) -> None:
        if self._own is None:
            from console.ui.trainer.own import OwnReviews  # noqa: PLC0415 - not before it is needed

            self._own = OwnReviews(self._kit)
            self._place.addWidget(self._own)
        self._halves.hide()
        self._opened.show()
        if self._board is not None:
            self._own.put(self._board, self._kit.clock())

    def close_reviews(self) -> None:
        """Back to the rest; also when the page is left."""
        if self._own is not None and not self._opened.isHidden():
            self._own.leave()
        self._opened.hide()
        self._halves.show()
