"""The place Review: the queue of what is to be reviewed, and the replay of one case."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from PySide6.QtWidgets import QStackedLayout, QWidget

from console.desk.board import Board
from console.desk.intents_replay import ShowReplay
from console.replay.sources import Played
from console.ui.kit import Kit
from console.ui.trainer.replay import ReplayView


class QueueView(Protocol):
    """What the page asks of the list that is seen first; a QWidget too."""

    def put(self, board: Board, now: datetime) -> None:
        """Another board."""


class ReviewPage(QWidget):
    """``queue`` is seen while no case is open."""

    def __init__(self, kit: Kit, queue: QWidget | None = None) -> None:
        super().__init__()
        self._kit = kit
        self.replay = ReplayView(kit)
        self.queue = queue
        self._pages = QStackedLayout(self)
        if queue is not None:
            self._pages.addWidget(queue)
        self._pages.addWidget(self.replay)
        self.replay.back.setVisible(queue is not None)
        self.replay.closed.connect(self.close_case)

    def open_case(self, ticket: UUID, at: float = 0.0) -> None:
        """Replay it, from that second on."""
        self._kit.do(ShowReplay(ticket=ticket, at=at))

    def close_case(self) -> None:
        """Back to the queue."""
        self._kit.ask(ShowReplay(ticket=None))

    def leave(self) -> None:
        """Another page is looked at."""
        self.replay.leave()

    def put(self, board: Board, now: datetime) -> None:
        """The queue, or the case that is open."""
        if board.replay is not None or self.queue is None:
            self.replay.put(board, now)
            self._pages.setCurrentWidget(self.replay)
            return
        put = getattr(self.queue, "put", None)
        if put is not None:
            put(board, now)
        self._pages.setCurrentWidget(self.queue)

    def played(self, played: Played) -> None:
        """Where it is heard now."""
        self.replay.played(played)

    def narrow(self, *, on: bool) -> None:
        """There is little room."""
        self.replay.narrow(on=on)
