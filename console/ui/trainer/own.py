"""Reviews of one's own calls: to read, to answer, to acknowledge. A part of the place "Learning"."""

from datetime import datetime
from uuid import UUID

from PySide6.QtWidgets import QWidget

from console.desk import intents_review as ask
from console.desk.board import Board
from console.desk.intents_replay import ShowReplay
from console.desk.reviewing import ReviewCard
from console.ui.kit import Kit
from console.ui.trainer.review_list import ReviewList
from console.ui.trainer.review_words import ReviewWords
from console.ui.trainer.scorecard import ScorecardPanel
from console.ui.widgets.labels import Label, Prose
from console.ui.widgets.layout import Box, Scroller, column, row, wrap

_MOST_WIDE = 440


class OwnReviews(QWidget):
    """The list, and beside it the one that is open. A comment's time opens the replay there, if it may be heard."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.setObjectName("own")
        self._kit = kit
        self._card: ReviewCard | None = None
        self.w = ReviewWords(kit.words)
        self._rows = ReviewList(self.w, "own.review", self._open, about_me=True)
        self._nothing = Prose(
            self.tr("Nobody has shared a review of your calls yet. You will be told when somebody does."),
            "muted",
        )
        self._said = Label("", "meta", name="own.said")
        inside = wrap(column(self._nothing, self._rows, None, gap=8, margins=(14, 2, 12, 12)))
        head = row(Label(self.tr("Reviews of my calls"), "title"), None, self._said, margins=(18, 14, 18, 6))
        self._list = Box("card", column(head, (Scroller(inside, "own.scroll"), 1), gap=0))
        self.panel = ScorecardPanel(kit)
        self.panel.sought.connect(self._seek)
        self.panel.setMaximumWidth(_MOST_WIDE)
        self.setLayout(row((self._list, 3), (self.panel, 2), gap=14))

    def put(self, board: Board, now: datetime) -> None:
        """What the board says."""
        shown = board.reviewing
        left = shown.to_acknowledge
        self._said.put(self.tr("{n} to acknowledge").format(n=left) if left else "")
        self._nothing.setVisible(not shown.about_me)
        self._rows.put(shown.about_me, board.directory, now)
        card = shown.review if shown.review is not None and shown.review.about_me else None
        self._card = card
        self.panel.setVisible(card is not None)
        if card is not None:
            self.panel.show_review(card, board, now)

    def primary(self) -> bool:
        """Ctrl+Enter: acknowledge the one that is open."""
        return self._card is not None and self.panel.primary()

    def leave(self) -> None:
        """The page is not looked at any more."""
        if self._card is not None:
            self._kit.do(ask.OpenReview(review=None))

    def _open(self, _: UUID, review: UUID) -> None:
        self._kit.do(ask.OpenReview(review=review))

    def _seek(self, at: float) -> None:
        """The review goes along: it stands beside the replay, and its other comments lead there too."""
        card = self._card
        if card is None:
            return
        if card.silent:
            self._kit.tell(self.w.silent(card.silent))
            return
        self._kit.do(ShowReplay(ticket=card.review.ticket, at=at))
        self._kit.go("review")  # the page that is left closes its review
        self._kit.do(ask.OpenReview(review=card.review.id))
