"""The erasure of a customer as a console runs it, beside the desk: it writes the whole database anew."""

from collections.abc import Callable
from uuid import UUID

from console.beside import Beside
from console.desk.erasing import Forgotten
from console.places import Places
from console.settings import Settings
from store.book import Book

Then = Callable[[Forgotten], None]


class RunningErasures:
    """``settings`` are asked for each time."""

    def __init__(
        self, open_book: Callable[[], Book], settings: Callable[[], Settings], places: Places
    ) -> None:
        self._beside = Beside(open_book)
        self._settings, self._places = settings, places

    def __call__(self, customer: UUID, then: Then, /) -> None:
        """See :class:`console.desk.erasing.Erase`."""
        settings = self._settings()

        def erase(book: Book) -> Forgotten:
            from console.erasing import carry_out  # noqa: PLC0415 - seldom

            return carry_out(book, settings, self._places, customer)

        self._beside.run("erase", erase, lambda why: Forgotten(refused=why), then)
