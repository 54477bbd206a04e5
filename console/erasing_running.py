"""The erasure of a customer as a console runs it: on a thread of its own, told on the desk's thread.

It writes the whole database anew, so it has a way to the store of its own: the desk's stays free for calls.
"""

import threading
from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import QObject, Qt, Signal

from console.desk.erasing import Forgotten
from console.places import Places
from console.settings import Settings
from store.book import Book
from store.errors import StoreError

Then = Callable[[Forgotten], None]


class RunningErasures(QObject):
    """``settings`` are asked for each time."""

    _done = Signal(object, object)

    def __init__(
        self, open_book: Callable[[], Book], settings: Callable[[], Settings], places: Places
    ) -> None:
        super().__init__()
        self._open_book, self._settings, self._places = open_book, settings, places
        self._done.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def __call__(self, customer: UUID, then: Then, /) -> None:
        """See :class:`console.desk.erasing.Erase`."""
        settings = self._settings()
        threading.Thread(
            target=lambda: self._done.emit(then, self._erase(customer, settings)), name="erase", daemon=True
        ).start()

    def _tell(self, then: Then, forgotten: Forgotten) -> None:
        then(forgotten)

    def _erase(self, customer: UUID, settings: Settings) -> Forgotten:
        from console.erasing import carry_out  # noqa: PLC0415 - seldom

        try:
            book = self._open_book()
            try:
                return carry_out(book, settings, self._places, customer)
            finally:
                book.close()
        except StoreError as error:
            return Forgotten(refused=error.message)
