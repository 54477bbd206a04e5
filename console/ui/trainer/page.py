"""The place Review: the queue of what is to be reviewed, and the replay of one case with its scorecard."""

from datetime import datetime
from uuid import UUID

from PySide6.QtWidgets import QStackedLayout

from console.desk.board import Board
from console.desk.intents_replay import SeekReplay, ShowReplay
from console.desk.intents_review import OpenReview, TakeReview
from console.desk.replaying import REVIEW_ROLES
from console.desk.reviewing import ReviewCard
from console.replay.sources import Played
from console.ui.kit import Kit
from console.ui.shell.page import Page
from console.ui.trainer.queue import ReviewQueue
from console.ui.trainer.replay import ReplayView
from console.ui.trainer.scorecard import ScorecardPanel


class ReviewPage(Page):
    """The queue is seen while no case is open."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._board: Board | None = None
        self.queue = ReviewQueue(kit, self._open)
        self.replay = ReplayView(kit)
        self.panel = ScorecardPanel(kit)
        self.replay.use_panel(self.panel)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self.queue)
        self._pages.addWidget(self.replay)
        self.replay.closed.connect(self.close_case)
        self.replay.next_wanted.connect(self._next)
        self.panel.sought.connect(lambda at: kit.do(SeekReplay(at=at)))
        self.panel.wanted.connect(self._take)

    def open_case(self, ticket: UUID, at: float = 0.0) -> None:
        """Replay it, from that second on, with the review of it that is mine."""
        rows = self._board.reviewing.mine if self._board is not None else ()
        mine = next((row.review.id for row in rows if row.review.ticket == ticket), None)
        self._kit.ask(OpenReview(review=mine))
        self._kit.do(ShowReplay(ticket=ticket, at=at))

    def open_part(self, part: str, board: Board, now: datetime) -> None:  # noqa: ARG002 - told when it is looked at
        """Replay the case of that ticket."""
        self.open_case(UUID(part))

    def _open(self, ticket: UUID) -> None:
        self._kit.do(ShowReplay(ticket=ticket))

    def close_case(self) -> None:
        """Back to where they came from: reviews of one's own calls, the queue, or, for who has none, a ticket."""
        review = self._board.reviewing.review if self._board is not None else None
        self._kit.ask(OpenReview(review=None))
        self._kit.ask(ShowReplay(ticket=None))
        shown = self._board.replay if self._board is not None else None
        if (review is not None and review.about_me) or (shown is not None and shown.attempt is not None):
            self._kit.go("learning")
        elif self._board is not None and self._board.me.role not in REVIEW_ROLES:
            self._kit.go("desk")

    def leave(self) -> None:
        """Another page is looked at."""
        self.replay.leave()
        self.queue.leave()
        if self._board is not None and self._board.reviewing.review is not None:
            self._kit.ask(OpenReview(review=None))

    def put(self, board: Board, now: datetime) -> None:
        """The queue, or the case that is open."""
        self._board = board
        if board.replay is None:
            self.queue.put(board, now)
            self._pages.setCurrentWidget(self.queue)
            return
        self.replay.put(board, now)
        self.panel.put_time(self.replay.at)
        self.panel.show_review(self._review_of(board), board, now, call=self._call_of(board))
        self.replay.next_case.setVisible(board.replay.attempt is None and self._following() is not None)
        self._pages.setCurrentWidget(self.replay)

    def played(self, played: Played) -> None:
        """Where it is heard now."""
        self.replay.played(played)
        self.panel.put_time(played.at)

    def primary(self) -> bool:
        """Ctrl+Enter: what comes next for the review, the chosen calls, the scorecard."""
        if self._board is not None and self._board.replay is not None:
            return self.panel.primary()
        return self.queue.primary()

    def narrow(self, *, on: bool) -> None:
        """There is little room."""
        self.replay.narrow(on=on)

    # -- reviews

    def _review_of(self, board: Board) -> ReviewCard | None:
        card = board.reviewing.review
        if card is None or board.replay is None or card.review.ticket != board.replay.ticket:
            return None
        return card

    def _call_of(self, board: Board) -> UUID | None:
        """The call that can be reviewed here: the first one of somebody else's."""
        if board.replay is None or board.replay.loading or board.replay.attempt is not None:
            return None
        tracks = board.replay.line.shown
        return next((t.call for t in tracks if t.person not in {board.me.key, board.me.extension}), None)

    def _take(self, call: UUID) -> None:
        self._kit.do(TakeReview(call=call))

    def _following(self) -> tuple[UUID, UUID] | None:
        """Ticket and review of the next one that is to be done."""
        board = self._board
        if board is None or board.replay is None:
            return None
        rows = [row.review for row in board.reviewing.mine if row.review.ticket != board.replay.ticket]
        return (rows[0].ticket, rows[0].id) if rows else None

    def _next(self) -> None:
        following = self._following()
        if following is not None:
            ticket, review = following
            self._kit.do(OpenReview(review=review))
            self._kit.do(ShowReplay(ticket=ticket))
