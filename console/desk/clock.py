"""The floor's clock, as long as this console is open: it carries out what is due, whoever else does the same."""

from console.desk.core import Core
from console.desk.terms import Later
from store.book import Book
from store.clock import tick
from store.errors import StoreError

_EVERY_SECONDS = 5.0
_AGAIN_SECONDS = 0.2
_AT_A_TIME = 50
"""After a night's sleep there may be hundreds: the store's thread has other work between."""


class FloorClock:
    """Looks at the store every few seconds, on the store's thread; one look is under way at most."""

    def __init__(self, core: Core, later: Later) -> None:
        self._core, self._later = core, later

    def start(self) -> None:
        """Look now, and again until the console is closed."""
        self._core.keeper.run(self._tick, self._ticked, self._failed)

    def _tick(self, book: Book) -> int:
        return tick(book, self._core.now(), most=_AT_A_TIME)

    def _ticked(self, done: int) -> None:
        if done:
            self._core.refresh()
        self._later(_AGAIN_SECONDS if done >= _AT_A_TIME else _EVERY_SECONDS, self.start)

    def _failed(self, error: StoreError) -> None:
        with self._core.turn():
            self._core.tell("error", "rejected", why=error.message)
        self._later(_EVERY_SECONDS, self.start)
