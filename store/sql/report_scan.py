"""What a report counts, read as a few long texts.

One scan strings together what the database has packed (:mod:`store.sql.report_packing`): rows handed over one by one,
or grouped by several columns, take five to ten times as long. Measured by ``python -m tests.bench --only reports``.
Imported when the first report is asked for, as NumPy is.
"""

from datetime import datetime
from typing import Any

import msgspec
import numpy as np
from sqlalchemy import (
    ColumnElement,
    Connection,
    CursorResult,
    Select,
    String,
    TextClause,
    func,
    select,
    text,
    type_coerce,
)

from store.feedback import Asked
from store.sql import tables as t
from store.sql.report_packing import Flags, Ids, Numbers, Packing, PostgresPacking, SqlitePacking, bounds
from store.sql.tables_case import feedback
from store.views import LIVE

_RECORD = "\x1e"
# As the partial indexes have it, to the letter: with a value to be bound SQLite would not use them.
_CLOSED_CASE = text("closed_at IS NOT NULL AND channel = 'phone' AND origin = ''")
_DEMANDED = text("demanded_at IS NOT NULL")


class Coded(msgspec.Struct, frozen=True):
    """Texts, each once, and which of them each row has."""

    rows: Numbers
    texts: list[str]


class Escalated(msgspec.Struct, frozen=True):
    """Escalations that were not called off; times in microseconds since 1970."""

    created: Numbers
    accepted: Numbers
    closed: Numbers
    kept: Flags
    """Closed by the promised time, or else within their thirty days."""
    ticket: Ids
    words: Coded
    whom: Coded


class Said(msgspec.Struct, frozen=True):
    """Feedback, a row each."""

    ticket: Ids
    at: Numbers
    score: Numbers
    staff: Flags


class Scan:
    """Reads on one connection."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._pack: Packing = SqlitePacking() if conn.dialect.name == "sqlite" else PostgresPacking()
        for setting in self._pack.settings:
            conn.execute(setting)

    def _ask(self, statement: Select[*tuple[Any, ...]]) -> CursorResult[*tuple[Any, ...]]:
        return self._conn.execute(statement, execution_options={"as_bytes": True})

    def escalated(self, begin: datetime, end: datetime) -> Escalated:
        """Those that were made then."""
        e = t.escalations.c
        where = e.created_at >= begin, e.created_at < end, e.outcome.in_(sorted(LIVE))
        raw, words, whom = b"", list[str](), list[str]()
        for part in self._pack.parts:
            more = self._texts(*where, *part)
            raw, words, whom = raw + more[0], words + more[1], whom + more[2]
        return Escalated(*self._pack.times(raw), _coded(words), _coded(whom))

    def _texts(self, *where: ColumnElement[bool] | TextClause) -> tuple[bytes, list[str], list[str]]:
        pack, packed = self._pack, self._pack.packed()
        strung = pack.strung(packed[0]), *(func.aggregate_strings(each, _RECORD) for each in packed[1:])
        times, words, whom = self._ask(select(*strung).where(*where)).one()
        if times is None:
            return b"", [], []
        raw, parted = pack.raw(times), (words.split(_RECORD), whom.split(_RECORD))
        if all(len(part) * pack.width == len(raw) for part in parted):
            return raw, *parted
        # Somebody's words have in them what tells the rows apart.
        rows = self._ask(select(*packed).where(*where)).all()
        return b"".join(pack.raw(row[0]) for row in rows), [row[1] for row in rows], [row[2] for row in rows]

    def cases(self, begin: datetime, end: datetime) -> tuple[Numbers, Numbers]:
        """When closed telephone tickets were opened that were opened then, and how many hops they have."""
        c, pack = t.tickets.c, self._pack
        statement = select(pack.strung(pack.moment(c.opened_at)), pack.number(c.hops))
        where = c.opened_at >= begin, c.opened_at < end, _CLOSED_CASE
        opened, hops = self._ask(statement.where(*where)).one()
        return pack.moments(pack.raw(opened)), pack.numbers(hops)

    def demanded(self, among: Ids) -> Ids:
        """Tickets whose customer has demanded a manager, and hardly others than some."""
        c, pack = t.tickets.c, self._pack
        statement = select(pack.strung(pack.ident(c.id))).where(_DEMANDED, c.id.between(*bounds(among)))
        return pack.ids(pack.raw(self._ask(statement).scalar()))

    def said(self, among: Ids) -> Said:
        """What was said of some tickets, and hardly of others."""
        c, pack = feedback.c, self._pack
        statement = select(
            pack.strung(pack.ident(c.ticket)),
            pack.strung(pack.moment(c.at)),
            pack.number(c.score),
            func.aggregate_strings(func.substr(type_coerce(c.asked, String), 1, 1, type_=String()), ""),
        ).where(c.ticket.between(*bounds(among)))
        ticket, at, score, asked = self._ask(statement).one()
        letters = np.frombuffer((asked or "").encode("ascii"), np.uint8)
        return Said(
            pack.ids(pack.raw(ticket)),
            pack.moments(pack.raw(at)),
            pack.numbers(score),
            letters == ord(Asked.STAFF.value[0]),
        )


class _Seen(dict[str, int]):
    def __missing__(self, text: str) -> int:
        self[text] = number = len(self)
        return number


def _coded(texts: list[str]) -> Coded:
    seen = _Seen()
    rows = np.fromiter(map(seen.__getitem__, texts), np.int64, len(texts))
    return Coded(rows, list(seen))


def pairs(ours: Ids, theirs: Ids) -> tuple[Numbers, Numbers]:
    """Every pair of rows that have the same id, as the numbers of both rows."""
    keys, sought = _keys(ours), _keys(theirs)
    order = np.argsort(keys, kind="stable")
    ranked = keys[order]
    first = np.searchsorted(ranked, sought, "left")
    count = np.searchsorted(ranked, sought, "right") - first
    rows = np.repeat(np.arange(len(sought)), count)
    nth = np.arange(len(rows)) - np.repeat(np.cumsum(count) - count, count)
    found = order[np.repeat(first, count) + nth]
    same = (ours[found] == theirs[rows]).all(axis=1)  # two ids may have one key
    return found[same], rows[same]


def _keys(ids: Ids) -> Numbers:
    """One number of each id, nearly in their order of time: what is in order is sorted and found the fastest."""
    rest = ids[:, 1] * np.uint64(0x9E3779B97F4A7C15)  # it may overflow
    return (ids[:, 0] + (rest >> np.uint64(40))).view(np.int64)
