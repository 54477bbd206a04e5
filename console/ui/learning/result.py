"""The end of a rehearsal, over its window: how it went, what to do better, once more or close."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtWidgets import QWidget

from console.ui import format as fmt
from console.ui.learning.try_card import TryCard
from console.ui.learning.try_words import TryWords
from console.ui.widgets.buttons import Button
from console.ui.widgets.floating import Floating
from console.ui.widgets.labels import Label
from console.ui.widgets.layout import Scroller, column, row, wrap
from store.rehearsal import RehearsalTry

_WIDE, _ROOM = 720, 40


class ResultSheet(Floating):
    """Named ``result``. It follows the size of ``root``."""

    def __init__(
        self,
        root: QWidget,
        words: TryWords,
        *,
        again: Callable[[], None],
        close: Callable[[], None],
        replay: Callable[[], None],
    ) -> None:
        self._root = root
        self._card = TryCard(words)
        self._note = Label("", "meta", wrap=True, name="result.note")
        self._replay = Button("result.replay", self.tr("Replay"), "play", on=replay)
        self._again = Button("result.again", self.tr("Try again"), "refresh-cw", on=again)
        self._close = Button("result.close", self.tr("Close"), variant="primary", on=close)
        inside = column(
            (Scroller(wrap(column(self._card, None)), "result.scroll", steady=True), 1),
            row((self._note, 1), self._replay, self._again, self._close, gap=8),
            gap=12,
            margins=(16, 16, 16, 16),
        )
        super().__init__(root, inside, "accent", "result")
        root.installEventFilter(self)
        self.hide()

    def put(self, one: RehearsalTry, others: Sequence[RehearsalTry], note: str) -> None:
        """Show it; ``note`` is why it could not be kept, "" if it was."""
        self._card.put(one, others)
        self._note.put(note or self.tr("Kept for you and your trainer."), "bad" if note else "")
        self._replay.setEnabled(False)  # its sound is being kept
        self.show_again()

    def put_replay(self, why: str) -> None:
        """It can be replayed now; ``why`` not all of it can be heard, "" if it can."""
        self._replay.setEnabled(True)
        if why:
            self._note.put(fmt.fill(self.tr("Its sound could not be kept: {why}"), why=why), "bad")

    def show_again(self) -> None:
        """After the replay."""
        self._settle()
        self.show()
        self.raise_()
        self._close.setFocus(Qt.FocusReason.OtherFocusReason)

    def _settle(self) -> None:
        area = self._root.rect().adjusted(_ROOM, _ROOM, -_ROOM, -_ROOM)
        wide = min(_WIDE, area.width())
        self.place(QRect(area.center().x() - wide // 2, area.top(), wide, area.height()))

    def eventFilter(self, watched: QObject, event: QEvent, /) -> bool:
        """The window has another size."""
        if watched is self._root and event.type() is QEvent.Type.Resize and self.isVisible():
            self._settle()
        return False
