"""The only door to SQLAlchemy: books in SQLite and PostgreSQL."""

from store.sql.book import SqlBook
from store.sql.engine import connect


def open_book(url: str) -> SqlBook:
    """``sqlite:///path`` or ``postgresql+psycopg://…``, brought to this version's schema first.

    Raises StoreUnavailable with what to do about it, or SchemaTooNew.
    """
    return SqlBook(connect(url))
