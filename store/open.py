"""Where a book is opened by its address."""

from store.book import Book
from store.memory import MemoryBook


def open_book(url: str) -> Book:
    """``sqlite:///path``, ``postgresql+psycopg://user@host/name``, or ``memory://`` (gone when it is closed).

    Raises StoreUnavailable or SchemaTooNew. Call it on the thread that will use the book: SQLAlchemy is
    imported here and not before, because that takes 0.3 to 2 seconds.
    """
    if url.startswith("memory:"):
        return MemoryBook()
    from store.sql import open_book as open_sql_book  # noqa: PLC0415 - slow, and only for this thread

    return open_sql_book(url)
