"""What the window of a rehearsal shows beside the desk: the strip above every page, and the result at the end."""

from collections.abc import Callable, Sequence

from console.rehearsal.scenario import Rehearsal
from console.rehearsal.session import Session
from console.ui.learning.result import ResultSheet
from console.ui.learning.strip import RehearsalStrip
from console.ui.learning.try_words import TryWords
from console.ui.window import Window
from store.rehearsal import RehearsalTry


class View:
    """Made with the window, before anything runs; :meth:`follow` joins it to the try."""

    def __init__(self, window: Window, rehearsal: Rehearsal) -> None:
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

    def follow(self, session: Session, *, again: Callable[[], None], close: Callable[[], None]) -> None:
        """Show what happens in it, and at the end offer to try again or to close."""
        self._session = session
        self._result = ResultSheet(self._window.root, self._words, again=again, close=close)
        session.changed.connect(self._changed)
        self._changed()

    def show_result(self, one: RehearsalTry, others: Sequence[RehearsalTry], note: str) -> None:
        """It is over."""
        self._words.directory = self._window.board.directory
        self._strip.hide()
        if self._result is not None:
            self._result.put(one, others, note)

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
