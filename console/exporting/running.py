"""An export as a console runs it: on a thread of its own, with its own way to the store, told on the desk's thread."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QObject, Qt, Signal

from console.archiving.made import archive_to_read, keys_of
from console.desk.exports import Exported
from console.errors import ConsoleError
from console.places import Places
from console.settings import Settings
from store.book import Book
from store.errors import StoreError

Then = Callable[[Exported], None]


class RunningExports(QObject):
    """``settings`` are asked for each time."""

    _done = Signal(object, object)

    def __init__(
        self,
        open_book: Callable[[], Book],
        settings: Callable[[], Settings],
        places: Places,
        *,
        new_id: Callable[[], UUID],
    ) -> None:
        super().__init__()
        self._open_book, self._settings, self._places, self._new_id = open_book, settings, places, new_id
        self._done.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def __call__(self, ticket: UUID, out: Path, then: Then, /) -> None:
        """See :class:`console.desk.exports.Export`."""
        settings = self._settings()
        threading.Thread(
            target=lambda: self._done.emit(then, self._write(ticket, out, settings)),
            name="export",
            daemon=True,
        ).start()

    def _tell(self, then: Then, exported: Exported) -> None:
        then(exported)

    def _write(self, ticket: UUID, out: Path, settings: Settings) -> Exported:
        try:
            book = self._open_book()
            try:
                return self._written(book, ticket, out, settings)
            finally:
                book.close()
        except (ConsoleError, StoreError) as error:
            return Exported(why=error.message)

    def _written(self, book: Book, ticket: UUID, out: Path, settings: Settings) -> Exported:
        from console.exporting.taking import Sources, export  # noqa: PLC0415 - seldom
        from console.exporting.wording import ExportWords  # noqa: PLC0415 - a window's words

        case = book.case(ticket)
        if case is None:
            return Exported(why="This ticket is not in the store any more.")
        sources = Sources(
            book=book, archive=archive_to_read(settings, self._places), unlock=keys_of(settings).unlock,
            person=settings.person.key, center=settings.floor.name, now=lambda: datetime.now(UTC),
            new_id=self._new_id,
        )  # fmt: skip
        words = ExportWords(settings.ui.language)
        written = export(case, out, sources, say=words.say, words=words.moments(), page_words=words.page())
        return Exported(seal=written.seal, recordings=written.recordings, left_out=written.left_out)
