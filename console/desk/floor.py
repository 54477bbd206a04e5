"""The floor on the board, while somebody looks at it (R51)."""

from collections.abc import Callable

from console.desk.core import Core
from console.desk.paper import midnight_of
from store.book import Book
from store.values import replace

_SECONDS = 15.0
"""What is at risk changes with time alone; everything else comes with a change in the store."""


class FloorDesk:
    """``Board.floor`` is None while nobody looks."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._on = False
        self._call_off: Callable[[], None] | None = None
        core.also_read.append(self._read)

    def watch(self, *, on: bool) -> None:
        """The page was opened, or closed."""
        if on is self._on:
            return
        self._on = on
        if self._call_off is not None:
            self._call_off()
            self._call_off = None
        if on:
            self._again()
        else:
            self._core.put(floor=None)

    def _again(self) -> None:
        self._core.refresh()
        self._call_off = self._core.later(_SECONDS, self._again)

    def _read(self, book: Book) -> Callable[[], None]:
        """On the store's thread."""
        core = self._core
        now = core.now()
        floor = None
        if self._on:
            known = book.waiting(now) is not None
            floor = replace(book.floor(now, midnight_of(now)), queues_known=known)

        def put() -> None:
            if self._on and floor is not None and core.board.floor != floor:
                core.put(floor=floor)

        return put
