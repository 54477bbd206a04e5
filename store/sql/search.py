"""The search indexes: which tickets, and which calls, have words that begin so, newest first.

They hold the words of :func:`store.text.ticket_words` and :func:`store.text.call_words`, and a query is made of
such words only: letters and digits, so nothing that a person types is ever syntax. Never ``ORDER BY rank``, which can
take minutes; a page is read from the newest number downward.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

import msgspec
from sqlalchemy import Connection, text

from store.text import QUERY_WORDS_MAX

Marks = Sequence[Sequence[str]]
"""Marks of :mod:`store.text`: of each group one at least must be there."""


class Search(Protocol):
    """One database's way of searching one index: ``ticket_words`` by ticket number, ``call_words`` by ``seq``."""

    def put(self, conn: Connection, words: dict[int, list[str]]) -> None:
        """Replace the words of rows, by number."""

    def add(self, conn: Connection, words: dict[int, list[str]]) -> None:
        """The same for rows that are not in the index yet."""

    def find(
        self,
        conn: Connection,
        words: Sequence[str],
        *,
        below: int,
        limit: int,
        marks: Marks = (),
        above: int = -1,
    ) -> list[int]:
        """Numbers of the newest rows that have all words, by their beginning, and the marks.

        Only rows under ``below`` and over ``above``.
        """


class Indexes(msgspec.Struct, frozen=True):
    """What is searched."""

    tickets: Search
    calls: Search


def both(kind: Callable[[str], Search]) -> Indexes:
    """The two indexes of one kind of database."""
    return Indexes(*map(kind, INDEXES))


INDEXED_LETTERS = 4
"""Beginnings up to this length have an index of their own (``prefix`` in the first migration)."""

FEW_WORDS = 16
VERY_MANY_WORDS = 1500

INDEXES = ("ticket_words", "call_words")

VOCABULARIES = tuple(
    f"CREATE VIRTUAL TABLE temp.{name}_vocabulary USING fts5vocab('main', '{name}', 'row')"
    for name in INDEXES
)
"""For each connection: the words of each index in order. They store nothing."""


class SqliteSearch:
    """FTS5; its row ids are the ticket numbers, so the newest page is the end of the list.

    Whole words and indexed beginnings are read from the newest ticket downward, as far as the page needs. A
    longer beginning would be collected whole first: with a million tickets 55 ms and more. So it is replaced by
    the few words that begin so (12 ms). Where there are many of them, each is rare, and it stays; where there are
    very many, as of numbers of one town (330 ms), its indexed beginning is read and each row is looked at (30 ms).
    """

    def __init__(self, index: str) -> None:
        self._words = text(
            f"SELECT term FROM temp.{index}_vocabulary WHERE term >= :first AND term < :after LIMIT :limit"  # noqa: S608 - one of INDEXES
        )
        self._delete = text(f"DELETE FROM {index} WHERE rowid = :number")  # noqa: S608 - likewise
        self._insert = text(f"INSERT INTO {index} (rowid, words) VALUES (:number, :words)")  # noqa: S608
        self._very_many = text(
            f"SELECT 1 FROM temp.{index}_vocabulary WHERE term >= :first AND term < :after LIMIT 1 OFFSET :many"  # noqa: S608
        )
        find = f"SELECT rowid FROM {index} WHERE {index} MATCH :wanted AND rowid < :below AND rowid > :above"  # noqa: S608
        look = "".join(f" AND instr(' ' || words, :look{n})" for n in range(QUERY_WORDS_MAX))
        end = " ORDER BY rowid DESC LIMIT :limit"
        self._find, self._find_and_look = text(find + end), text(find + look + end)

    def put(self, conn: Connection, words: dict[int, list[str]]) -> None:
        """Out and in again."""
        conn.execute(self._delete, [{"number": number} for number in words])
        self.add(conn, words)

    def add(self, conn: Connection, words: dict[int, list[str]]) -> None:
        """New ones."""
        conn.execute(self._insert, [{"number": n, "words": " ".join(w)} for n, w in words.items()])

    def find(
        self,
        conn: Connection,
        words: Sequence[str],
        *,
        below: int,
        limit: int,
        marks: Marks = (),
        above: int = -1,
    ) -> list[int]:
        """Each word is quoted and matched by its beginning; all must be there."""
        values: dict[str, object] = {"below": below, "above": above, "limit": limit}
        parts, looks = [], []
        for word in words:
            whole = self._whole_words(conn, word)
            if whole:
                parts.append("(" + " OR ".join(f'"{each}"' for each in whole) + ")")
            elif len(word) > INDEXED_LETTERS and self._begins_very_many(conn, word):
                parts.append(f'"{word[:INDEXED_LETTERS]}"*')
                looks.append(f" {word}")
            else:
                parts.append(f'"{word}"*')
        parts += ["(" + " OR ".join(f'"{mark}"' for mark in group) + ")" for group in marks]
        values["wanted"] = " AND ".join(parts)
        if not looks:
            return list(conn.execute(self._find, values).scalars())
        looks += [" "] * (QUERY_WORDS_MAX - len(looks))  # what every row has
        values |= {f"look{n}": look for n, look in enumerate(looks)}
        return list(conn.execute(self._find_and_look, values).scalars())

    def _whole_words(self, conn: Connection, word: str) -> Sequence[str]:
        """The words that begin so if the index cannot tell by itself, and if they are few; else none."""
        if len(word) <= INDEXED_LETTERS:
            return ()
        values = {"first": word, "after": word + "\U0010ffff", "limit": FEW_WORDS + 1}
        whole = conn.execute(self._words, values).scalars().all()
        return whole if len(whole) <= FEW_WORDS else ()

    def _begins_very_many(self, conn: Connection, word: str) -> bool:
        values = {"first": word, "after": word + "\U0010ffff", "many": VERY_MANY_WORDS}
        return conn.execute(self._very_many, values).first() is not None


class PostgresSearch:
    """A ``tsvector`` that is made of our words, past PostgreSQL's parsers and dictionaries."""

    def __init__(self, index: str) -> None:
        self._insert = text(
            f"INSERT INTO {index} (number, words) VALUES (:number, array_to_tsvector(CAST(:words AS text[])))"  # noqa: S608
            " ON CONFLICT (number) DO UPDATE SET words = excluded.words"
        )
        self._find = text(
            f"SELECT number FROM {index} WHERE words @@ CAST(:wanted AS tsquery)"  # noqa: S608
            " AND number < :below AND number > :above ORDER BY number DESC LIMIT :limit"
        )

    def put(self, conn: Connection, words: dict[int, list[str]]) -> None:
        """Add or replace."""
        self.add(conn, words)

    def add(self, conn: Connection, words: dict[int, list[str]]) -> None:
        """Add or replace."""
        conn.execute(self._insert, [{"number": n, "words": w} for n, w in words.items()])

    def find(
        self,
        conn: Connection,
        words: Sequence[str],
        *,
        below: int,
        limit: int,
        marks: Marks = (),
        above: int = -1,
    ) -> list[int]:
        """Each word is quoted and matched by its beginning; all must be there."""
        parts = [f"'{word}':*" for word in words]
        parts += ["(" + " | ".join(f"'{mark}'" for mark in group) + ")" for group in marks]
        wanted = " & ".join(parts)
        values = {"wanted": wanted, "below": below, "above": above, "limit": limit}
        return list(conn.execute(self._find, values).scalars())
