"""The only door to SQLAlchemy: books in SQLite and PostgreSQL."""

import logging
from datetime import UTC, datetime

from store.erasure_list import beside, read, replay
from store.sql.book import SqlBook
from store.sql.engine import connect

log = logging.getLogger(__name__)


def open_book(url: str) -> SqlBook:
    """``sqlite:///path`` or ``postgresql+psycopg://…``, brought to this version's schema first.

    Raises StoreUnavailable with what to do about it, or SchemaTooNew.
    A file that was put back from a backup forgets again what the list of erasures beside it says.
    """
    book = SqlBook(connect(url))
    try:
        _forget_again(book)
    except BaseException:
        book.close()
        raise
    return book


def _forget_again(book: SqlBook) -> None:
    path = book.path
    erasures = read(beside(path)) if path else ()
    count = replay(book, erasures, datetime.now(UTC)) if erasures else 0
    if count:
        log.info("The store came from a backup: %d erasures were done again", count)
    else:
        book.forget()
