"""What the window of a rehearsal shows beside the desk: the strip above every page, and the result at the end."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Slot

from console.desk.intents_replay import ShowTry
from console.rehearsal.scenario import Rehearsal
from console.rehearsal.session import Session
from console.ui.learning.result import ResultSheet
from console.ui.learning.strip import RehearsalStrip
from console.ui.learning.try_words import TryWords
from console.ui.window import Window
from store.rehearsal import RehearsalTry


class View(QObject):
    """Made with the window, before anything runs; :meth:`follow` joins it to the try."""

    def __init__(self, window: Window, rehearsal: Rehearsal) -> None:
        super().__init__(window)
        self._window = window
        self._words = TryWords(window.kit.words)
        self._session: Session | None = None
        self._strip = RehearsalStrip(
            self._words,
            title=rehearsal.title,
            about=rehearsal.about,
            checks=[step.check for step in rehearsal.steps],
            tick=self._tick,
            end=self._end,
        )
        window.add_strip(self._strip)
        window.setWindowTitle(f"Warmline · {rehearsal.title}")
        self._result: ResultSheet | None = None
        self._heard: RehearsalTry | None = None
        """The try with its sound."""
        self._follows = False

    def follow(self, session: Session, *, again: Callable[[], None], close: Callable[[], None]) -> None:
        """Show what happens in it, and at the end offer to try again or to close."""
        self._session = session
        self._result = ResultSheet(
            self._window.root, self._words, again=again, close=close, replay=self._replay
        )
        session.changed.connect(self._changed)
        self._changed()

    def show_result(self, one: RehearsalTry, others: Sequence[RehearsalTry], note: str) -> None:
        """It is over."""
        self._words.directory = self._window.board.directory
        self._strip.hide()
        if self._result is not None:
            self._result.put(one, others, note)

    def show_sound(self, one: RehearsalTry, why: str) -> None:
        """It can be replayed; ``why`` not all of it can be heard, "" if it can."""
        self._heard = one
        if self._result is not None:
            self._result.put_replay(why)

    def _replay(self) -> None:
        if self._heard is None or self._result is None:
            return
        self._result.hide()
        self._window.kit.do(ShowTry(attempt=self._heard))
        self._window.go("review")
        if not self._follows:
            self._follows = True
            self._window.pages.review.replay.closed.connect(self._replayed)

    @Slot()
    def _replayed(self) -> None:
        """Back to the result."""
        self._window.go("desk")
        if self._result is not None:
            self._result.show_again()

    def _changed(self) -> None:
        if self._session is not None:
            self._words.directory = self._window.board.directory
            self._strip.put(self._session.tasks, self._session.said)

    def _tick(self, what: str) -> None:
        if self._session is not None:
            self._session.tick(what)

    def _end(self) -> None:
        if self._session is not None:
            self._session.finish(broken_off=True)
