"""The search index: which tickets have words that begin so, newest first.

The index holds the words of :func:`store.text.ticket_words`, and a query is made of such words only: letters and
digits, so nothing that a person types is ever syntax. Never ``ORDER BY rank``, which can take minutes; a page is
read from the newest number downward.
"""

from collections.abc import Sequence
from typing import Protocol

from sqlalchemy import Connection, text


class Search(Protocol):
    """One database's way of searching."""

    def put(self, conn: Connection, words: dict[int, list[str]]) -> None:
        """Replace the words of tickets, by number."""

    def add(self, conn: Connection, words: dict[int, list[str]]) -> None:
        """The same for tickets that are not in the index yet."""

    def find(self, conn: Connection, words: Sequence[str], *, below: int, limit: int) -> list[int]:
        """Numbers of the newest tickets under ``below`` that have all words, by their beginning."""


class SqliteSearch:
    """FTS5; its row ids are the ticket numbers, so the newest page is the end of the list."""

    _delete = text("DELETE FROM ticket_words WHERE rowid = :number")
    _insert = text("INSERT INTO ticket_words (rowid, words) VALUES (:number, :words)")
    _find = text(
        "SELECT rowid FROM ticket_words WHERE ticket_words MATCH :wanted AND rowid < :below"
        " ORDER BY rowid DESC LIMIT :limit"
    )

    def put(self, conn: Connection, words: dict[int, list[str]]) -> None:
        """Out and in again."""
        conn.execute(self._delete, [{"number": number} for number in words])
        self.add(conn, words)

    def add(self, conn: Connection, words: dict[int, list[str]]) -> None:
        """New ones."""
        conn.execute(self._insert, [{"number": n, "words": " ".join(w)} for n, w in words.items()])

    def find(self, conn: Connection, words: Sequence[str], *, below: int, limit: int) -> list[int]:
        """Each word is quoted and matched by its beginning; all must be there."""
        wanted = " ".join(f'"{word}"*' for word in words)
        values = {"wanted": wanted, "below": below, "limit": limit}
        return list(conn.execute(self._find, values).scalars())


class PostgresSearch:
    """A ``tsvector`` that is made of our words, past PostgreSQL's parsers and dictionaries."""

    _insert = text(
        "INSERT INTO ticket_words (number, words) VALUES (:number, array_to_tsvector(CAST(:words AS text[])))"
        " ON CONFLICT (number) DO UPDATE SET words = excluded.words"
    )
    _find = text(
        "SELECT number FROM ticket_words WHERE words @@ CAST(:wanted AS tsquery) AND number < :below"
        " ORDER BY number DESC LIMIT :limit"
    )

    def put(self, conn: Connection, words: dict[int, list[str]]) -> None:
        """Add or replace."""
        self.add(conn, words)

    def add(self, conn: Connection, words: dict[int, list[str]]) -> None:
        """Add or replace."""
        conn.execute(self._insert, [{"number": n, "words": w} for n, w in words.items()])

    def find(self, conn: Connection, words: Sequence[str], *, below: int, limit: int) -> list[int]:
        """Each word is quoted and matched by its beginning; all must be there."""
        wanted = " & ".join(f"'{word}':*" for word in words)
        values = {"wanted": wanted, "below": below, "limit": limit}
        return list(conn.execute(self._find, values).scalars())
