"""Where the window begins: where the role works (places.py), until somebody goes elsewhere, or a call is up."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from console.desk.board import Board
from console.desk.seat import EngineState
from console.ui.shell.pages import Pages
from console.ui.shell.places import home_of
from console.ui.shell.warm_up import WarmUp
from telephony.call import CallState


class Beginning(QObject):
    """``again`` shows the board once more, when the page where one begins is there."""

    def __init__(self, pages: Pages, warm_up: WarmUp, again: Callable[[], object]) -> None:
        super().__init__(pages)
        self._pages, self._warm_up, self._again = pages, warm_up, again
        self._told = self._over = False

    def end(self) -> None:
        """Somebody has chosen a place: it is not chosen for them any more."""
        self._over = True

    def put(self, board: Board) -> None:
        """Where the role works; but a call that is up when the telephone is attached is looked after at the desk."""
        if self._over:
            return
        if board.me.key and not self._told:
            self._told = True
            self._begin_at(home_of(board))
        if board.phone.engine is EngineState.ATTACHED:
            self._over = True
            if self._pages.place != "desk" and any(c.state is not CallState.RINGING for c in board.cards):
                self._pages.enter("desk")

    def _begin_at(self, place: str) -> None:
        """The window is painted first: any page but the desk takes several times as long as all the rest of it."""
        if place == self._pages.place:
            return
        if self._warm_up.is_done:
            self._pages.enter(place)
            return
        self._pages.announce(place, then=self.come)
        self._warm_up.add(self.come)

    def come(self) -> None:
        """To the page where one begins, unless it is there already."""
        if self._pages.is_late:
            self._pages.enter(self._pages.place)
            self._again()
