"""How each database packs what a report counts, and how it is unpacked into columns of numbers.

The database itself puts what is counted of an escalation into three short texts whenever it writes the row: SQLite in
an index over expressions (migration 0004), PostgreSQL in generated columns and in an index of them (0006). Nothing of
ours has to keep them up.
"""

from functools import cache
from typing import Any, Protocol
from uuid import UUID

import numpy as np
import numpy.typing as npt
from sqlalchemy import (
    ColumnElement,
    LargeBinary,
    String,
    TextClause,
    func,
    literal_column,
    text,
    type_coerce,
)

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Ids = npt.NDArray[np.uint64]
"""Two numbers each, which sort as the ids do."""
Times = tuple[Numbers, Numbers, Numbers, Flags, Ids]
"""Of an escalation: created, accepted, closed (microseconds since 1970), whether the promise was kept, its ticket."""
Columns = tuple[ColumnElement[Any], ColumnElement[Any], ColumnElement[Any]]
"""Times, words, and whom it went to with why it came."""
Parts = tuple[tuple[TextClause, ...], ...]

ABSENT = int(np.iinfo(np.int64).min)
"""In place of a time that there is none of."""
SECOND = 1_000_000
FIELD = "\x1f"
_ISO = 26
"""Bytes of a time as SQLite has it: 2026-03-16 22:30:00.999999."""
_TWO = (0, 2, 5, 8, 11, 14, 17, 20, 22, 24)
"""Where two of its digits are."""
_NONE = "'" + "-" * _ISO + "'"
_TIMES = f"created_at || coalesce(accepted_at, {_NONE}) || coalesce(closed_at, {_NONE})"
_KEPT = "CASE WHEN closed_at <= coalesce(promised_at, due_at) THEN '1' ELSE '0' END"
_NEXT = " || char(31) || "
_WORDS = f"kind{_NEXT}mode{_NEXT}to_level{_NEXT}trigger{_NEXT}posture{_NEXT}reason"
_TO = "CASE WHEN target_is_department THEN '1' ELSE '0' END || length(target) || char(31) || target"
SQLITE = f"{_TIMES} || {_KEPT} || ticket", _WORDS, f"{_TO} || root_cause"
"""To the letter as in the index, or SQLite would not use it."""
POSTGRES = ("report_times", "report_words", "report_whom")
_SIZES = ("< 2000", ">= 2000")
"""Each has an index (migration 0006), to the letter: the first is all that is read, but a page of an index holds only
so much, and a root cause may be of any length. Read from the table, whose rows have three times as many columns, this
takes twice as long; and the planner, which thinks of discs that turn, would rather read the table."""
_SINCE_2000 = 946_684_800 * SECOND
"""From 1970 to where PostgreSQL's times begin."""


class Packing(Protocol):
    """What differs between the databases. ``raw`` are the bytes of rows strung together."""

    width: int
    """Bytes of the times of an escalation."""
    parts: Parts
    """Which escalations are read together, by what else is true of them."""
    settings: tuple[TextClause, ...]
    """What is said to the database first; for this transaction only."""

    def packed(self) -> Columns:
        """The three texts of escalations."""

    def strung(self, packed: ColumnElement[Any]) -> ColumnElement[Any]:
        """All rows of a column as one."""

    def moment(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        """A time, packed."""

    def ident(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        """An id, packed."""

    def number(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        """All rows of small numbers as one."""

    def raw(self, value: Any) -> bytes:
        """What the database answers, None without a row."""

    def times(self, raw: bytes) -> Times:
        """Of escalations."""

    def moments(self, raw: bytes) -> Numbers:
        """Microseconds since 1970."""

    def ids(self, raw: bytes) -> Ids:
        """Of packed ids."""

    def numbers(self, value: Any) -> Numbers:
        """What :meth:`number` answers."""


class SqlitePacking:
    """Texts of one width each."""

    _ID = 32
    width = 3 * _ISO + 1 + _ID
    parts: Parts = ((),)
    settings: tuple[TextClause, ...] = ()

    def packed(self) -> Columns:
        """From the index."""
        times, words, whom = (literal_column(sql, String()) for sql in SQLITE)
        return times, words, whom

    def strung(self, packed: ColumnElement[Any]) -> ColumnElement[Any]:
        """Without anything between."""
        return func.aggregate_strings(packed, "")

    def moment(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        """As it is."""
        return type_coerce(column, String)

    def ident(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        """As it is."""
        return type_coerce(column, String)

    def number(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        """With commas: there may be more than a digit."""
        return func.aggregate_strings(column, ",")

    def raw(self, value: Any) -> bytes:
        """Digits, letters and dashes."""
        return str(value or "").encode("ascii")

    def times(self, raw: bytes) -> Times:
        """Five fields, of which the last but one is a digit."""
        rows = np.frombuffer(raw, [("times", f"V{3 * _ISO}"), ("kept", "u1"), ("ticket", ">u8", (4,))])
        created, accepted, closed = (_iso(raw, at, self.width) for at in (0, _ISO, 2 * _ISO))
        return created, accepted, closed, rows["kept"] == ord("1"), _unhexed(rows["ticket"])

    def moments(self, raw: bytes) -> Numbers:
        """One field."""
        return _iso(raw, 0, _ISO)

    def ids(self, raw: bytes) -> Ids:
        """Hexadecimal."""
        return _unhexed(np.frombuffer(raw, ">u8").reshape(-1, 4))

    def numbers(self, value: Any) -> Numbers:
        """From text, which hardly ever has a number of two digits."""
        text = value or ""
        if len(text) < 2 * text.count(",") + 2:
            return np.frombuffer(text.encode("ascii"), np.uint8)[::2].astype(np.int64) - ord("0")
        found: Numbers = np.fromstring(text, np.int64, sep=",")
        return found


_ONES = np.uint64(0x0101010101010101)
_PUSHED = (4, 0x00FF00FF00FF00FF), (8, 0x0000FFFF0000FFFF), (16, 0x00000000FFFFFFFF)
"""How far the digits are moved to lie side by side, and what stays of them."""


@cache
def _two_digits() -> Numbers:
    """What two bytes of text are as a number; 0 if they are no digits."""
    table = np.zeros(1 << 16, np.int64)
    for number in range(100):
        table[int.from_bytes(b"%02d" % number, "little")] = number
    return table


@cache
def _days() -> Numbers:
    """Since 1970, at the beginning of each month since the year 0, less one."""
    months = np.arange("0000-01", "10000-01", dtype="datetime64[M]")
    return months.astype("datetime64[D]").astype(np.int64) - 1


def _unhexed(letters: npt.NDArray[np.uint64]) -> Ids:
    """Sixteen letters, which are two numbers, to one: eight at a time, as bytes of a number."""
    each = letters.astype(np.uint64).ravel()
    digits = (each & np.uint64(0x0F0F0F0F0F0F0F0F)) + ((each >> np.uint64(6)) & _ONES) * np.uint64(9)
    for bits, mask in _PUSHED:
        digits = (digits | (digits >> np.uint64(bits))) & np.uint64(mask)
    halves = digits.reshape(-1, 2, 2)
    return (halves[:, :, 0] << np.uint64(32)) | halves[:, :, 1]


def _iso(raw: bytes, offset: int, width: int) -> Numbers:
    """One column of times: its two digits at a time, which is a tenth of what reading each row's text takes."""
    rows = np.frombuffer(
        raw, {"names": [f"{at}" for at in _TWO], "formats": ["<u2"] * len(_TWO),
              "offsets": [offset + at for at in _TWO], "itemsize": width},
    )  # fmt: skip

    def part(at: int) -> Numbers:
        found: Numbers = _two_digits()[rows[f"{at}"]]
        return found

    days = _days()[np.maximum(part(0) * 1200 + part(2) * 12 + part(5) - 1, 0)] + part(8)
    seconds = ((days * 24 + part(11)) * 60 + part(14)) * 60 + part(17)
    micros = seconds * SECOND + part(20) * 10_000 + part(22) * 100 + part(24)
    found: Numbers = np.where(rows["0"] == int.from_bytes(b"--", "little"), ABSENT, micros)
    return found


class PostgresPacking:
    """Bytes as the server sends them: big-endian, times in microseconds since 2000."""

    _ROW = np.dtype([("times", ">i8", (3,)), ("kept", "u1"), ("ticket", ">u8", (2,))])
    width = _ROW.itemsize
    parts: Parts = tuple(
        (text(f"octet_length(report_words) + octet_length(report_whom) {size}"),) for size in _SIZES
    )
    settings: tuple[TextClause, ...] = (text("SET LOCAL random_page_cost = 1"),)

    def packed(self) -> Columns:
        """Generated columns, of which only this knows."""
        times, words, whom = POSTGRES
        return (
            literal_column(times, LargeBinary()), literal_column(words, String()),
            literal_column(whom, String()),
        )  # fmt: skip

    def strung(self, packed: ColumnElement[Any]) -> ColumnElement[Any]:
        """Without anything between: even putting nothing there would take a quarter longer."""
        return func.string_agg(packed, text("NULL::bytea"), type_=LargeBinary())

    def moment(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        """Eight bytes."""
        return func.timestamptz_send(column, type_=LargeBinary())

    def ident(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        """Sixteen bytes."""
        return func.uuid_send(column, type_=LargeBinary())

    def number(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        """Four bytes each."""
        return self.strung(func.int4send(column, type_=LargeBinary()))

    def raw(self, value: Any) -> bytes:
        """As they are."""
        return bytes(value or b"")

    def times(self, raw: bytes) -> Times:
        """41 bytes each; without one, a time is the least number."""
        rows = np.frombuffer(raw, self._ROW)
        times = rows["times"].astype(np.int64).T
        created, accepted, closed = (_since_1970(each) for each in times)
        return created, accepted, closed, rows["kept"] == 1, rows["ticket"].astype(np.uint64)

    def moments(self, raw: bytes) -> Numbers:
        """Eight bytes each."""
        return _since_1970(np.frombuffer(raw, ">i8").astype(np.int64))

    def ids(self, raw: bytes) -> Ids:
        """Two numbers each."""
        return np.frombuffer(raw, ">u8").reshape(-1, 2).astype(np.uint64)

    def numbers(self, value: Any) -> Numbers:
        """Four bytes each."""
        return np.frombuffer(self.raw(value), ">i4").astype(np.int64)


def _since_1970(times: Numbers) -> Numbers:
    return np.where(times == ABSENT, ABSENT, times + _SINCE_2000)


def bounds(ids: Ids) -> tuple[UUID, UUID]:
    """Before and after some ids (at least one). Ids begin with a time, so this leaves most of the other ones out."""
    first = ids[:, 0]
    return UUID(int=int(first.min()) << 64), UUID(int=(int(first.max()) + 1 << 64) - 1)
