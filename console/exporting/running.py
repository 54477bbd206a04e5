"""An export as a console runs it, beside the desk."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from console.archiving.made import archive_to_read, keys_of
from console.beside import Beside
from console.desk.exports import Exported
from console.places import Places
from console.settings import Settings
from store.book import Book

Then = Callable[[Exported], None]


class RunningExports:
    """``settings`` are asked for each time."""

    def __init__(
        self,
        open_book: Callable[[], Book],
        settings: Callable[[], Settings],
        places: Places,
        *,
        new_id: Callable[[], UUID],
    ) -> None:
        self._beside = Beside(open_book)
        self._settings, self._places, self._new_id = settings, places, new_id

    def __call__(self, ticket: UUID, out: Path, then: Then, /) -> None:
        """See :class:`console.desk.exports.Export`."""
        settings = self._settings()
        self._beside.run(
            "export",
            lambda book: self._written(book, ticket, out, settings),
            lambda why: Exported(why=why),
            then,
        )

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
