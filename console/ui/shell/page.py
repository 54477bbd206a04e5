"""What the frame asks of every page, whatever the page shows."""

from datetime import datetime

from PySide6.QtWidgets import QWidget

from console.desk.board import Board
from console.replay.sources import Played
from telephony.events import LevelsMeasured


class Page(QWidget):
    """What is shown in one place. A page answers only what concerns it; the rest does nothing here."""

    shown_first = False
    """Whether it is brought to the front before it is told what is new: it measures what it has room for."""

    def put(self, board: Board, now: datetime) -> None:
        """What is on the board, as long as this page is looked at."""
        raise NotImplementedError

    def enter(self) -> None:
        """It is looked at from now on; the board comes next."""

    def leave(self) -> None:
        """Another page is looked at."""

    def open_part(self, part: str, board: Board, now: datetime) -> None:
        """To a part of it: a section of the settings, or the case of a ticket by its id."""

    def narrow(self, *, on: bool) -> None:
        """The window is so narrow that side columns give way, or it is not any more."""

    def room(self, width: int, *, narrow: bool) -> None:  # noqa: ARG002 - for who has to know it
        """The window has another size: the pages are ``width`` pixels wide."""
        self.narrow(on=narrow)

    def primary(self) -> object:
        """Ctrl+Enter; what it returns is of no interest."""

    def tick(self, now: datetime) -> None:
        """A second has passed: only clocks move."""

    def show_levels(self, levels: LevelsMeasured, now: datetime) -> None:
        """Twenty times a second, while there is sound."""

    def played(self, played: Played) -> None:
        """Where a recording is heard now."""
