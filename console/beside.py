"""Work beside the desk: on a thread of its own, with its own way to the store, told on the desk's thread."""

import logging
import threading
from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from console.errors import ConsoleError
from store.book import Book
from store.errors import StoreError

T = TypeVar("T")

log = logging.getLogger("console.beside")


class Beside(QObject):
    """To be made on the desk's thread."""

    _done = Signal(object, object)

    def __init__(self, open_book: Callable[[], Book]) -> None:
        super().__init__()
        self._open_book = open_book
        self._done.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def run(
        self, name: str, work: Callable[[Book], T], failed: Callable[[str], T], then: Callable[[T], None]
    ) -> None:
        """``failed`` makes a result of why it could not be done: whoever waits is told in any case."""

        def do() -> None:
            try:
                book = self._open_book()
                try:
                    result = work(book)
                finally:
                    book.close()
            except (ConsoleError, StoreError) as error:
                result = failed(error.message)
            except Exception:
                log.exception("a bug in %s", name)
                result = failed("Something is wrong in Warmline itself; its log says what.")
            self._done.emit(then, result)

        threading.Thread(target=do, name=name, daemon=True).start()

    def _tell(self, then: Callable[[object], None], result: object) -> None:
        then(result)
