"""The window is to be closed: in a call its person is asked first."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QWidget

from console.desk.board import Board
from console.ui.words import Words
from telephony.call import CallState


class Closing(QObject):
    """``anchor`` is where the question opens, over ``root``."""

    def __init__(self, root: QWidget, anchor: QWidget, words: Words) -> None:
        super().__init__(root)
        self._root, self._anchor, self._words = root, anchor, words

    def settle(self, event: QCloseEvent, board: Board) -> None:
        """Let it be closed, or ask; the call itself goes on in the engine."""
        up = next((c for c in board.cards if c.state is CallState.UP), None)
        if up is None or not event.spontaneous():  # closed by the system or by us: no question
            event.accept()
            return
        event.ignore()
        from console.ui.agent.popovers import Confirm  # noqa: PLC0415 - not before the window is seen

        found = self._root.findChild(Confirm, "closing")
        question = found or Confirm(self._root, self._anchor, "closing", "log-out")
        who = self._words.who(up.name, up.number)
        question.ask(
            self.tr("Close the window while {name} is on the line?").replace("{name}", who),
            self.tr("The call goes on without a window. Start Warmline again to come back to it."),
            self.tr("Close the window"),
            self.tr("Stay"),
            self._root.window().close,
        )
