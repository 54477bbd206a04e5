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


INDEXED_LETTERS = 4
"""Beginnings up to this length have an index of their own (``prefix`` in the first migration)."""

FEW_WORDS = 16

VOCABULARY = "CREATE VIRTUAL TABLE temp.ticket_vocabulary USING fts5vocab('main', 'ticket_words', 'row')"
"""For each connection: the words of the index in order. It stores nothing."""


class SqliteSearch:
    """FTS5; its row ids are the ticket numbers, so the newest page is the end of the list.

    Whole words and indexed beginnings are read from the newest ticket downward, as far as the page needs. A
    longer beginning would be collected whole first: with a million tickets 55 ms and more. So it is replaced by
    the few words that begin so (12 ms); only where there are many of them, each is rare, and it stays.
    """

    _words = text(
        "SELECT term FROM temp.ticket_vocabulary WHERE term >= :first AND term < :after LIMIT :limit"
    )

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
        wanted = " AND ".join(self._beginning(conn, word) for word in words)
        values = {"wanted": wanted, "below": below, "limit": limit}
        return list(conn.execute(self._find, values).scalars())

    def _beginning(self, conn: Connection, word: str) -> str:
        if len(word) > INDEXED_LETTERS:
            values = {"first": word, "after": word + "\U0010ffff", "limit": FEW_WORDS + 1}
            whole = conn.execute(self._words, values).scalars().all()
            if 0 < len(whole) <= FEW_WORDS:
                return "(" + " OR ".join(f'"{each}"' for each in whole) + ")"
        return f'"{word}"*'


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
