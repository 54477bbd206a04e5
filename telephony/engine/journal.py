"""The engine's memory of what nobody has acknowledged yet: SQLite on a thread of its own.

    main thread                        journal's thread
    append ──► list in memory ──queue──► INSERT, COMMIT (WAL, synchronous=FULL)
    unacknowledged ◄── the same list     DELETE at an acknowledgement

The list in memory is what a console is told from, so a slow, full or broken disk delays nothing and loses
nothing while the engine lives; the file is for the engine that comes after a crash. Trouble with the disk
is logged, stands in :attr:`Journal.trouble`, and is tried again; a file that is no journal is set aside.

Numbers are never used twice, even by an engine that follows one killed between telling and writing: they
are reserved in the file by blocks, ahead of use. Where the file cannot say what was used, numbering goes on
from the clock (milliseconds since 1970), which is above anything counted.
"""

import logging
import queue
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import msgspec

from telephony.events import Envelope
from telephony.platform_specific import stand_in_line

log = logging.getLogger("telephony.engine.journal")

APPLICATION_ID = 0x57524D4A
"""In the file's header (``WRMJ``): another program's database is not written into."""
_BLOCK = 10_000
"""Numbers reserved at a time; no engine tells half as many events while its disk is down."""
_RETRY = 5.0
_OPENING = 5.0
_QUIET = 5.0
"""Seconds without an order after which the file's log is cut off: what was forgotten is to be nowhere."""
_BROKEN = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})

_SCHEMA = """
CREATE TABLE IF NOT EXISTS event (seq INTEGER PRIMARY KEY, envelope BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS reserved (one INTEGER PRIMARY KEY CHECK (one = 1), up_to INTEGER NOT NULL) STRICT;
"""


class _ForeignFileError(sqlite3.DatabaseError):
    """A database of somebody else's."""


class _Append(msgspec.Struct, frozen=True):
    seq: int
    envelope: bytes


class _Acknowledge(msgspec.Struct, frozen=True):
    seq: int


class _Close:
    pass


class Journal:
    """Opens at once, waiting at most five seconds for the disk, and never raises."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._encoder = msgspec.msgpack.Encoder()
        self._orders: queue.SimpleQueue[_Append | _Acknowledge | _Close] = queue.SimpleQueue()
        self._writer = _Writer(path, self._orders)
        self._thread = threading.Thread(target=self._writer.run, name="journal", daemon=True)
        self._thread.start()
        self._writer.opened.wait(_OPENING)
        self._kept = {envelope.seq: envelope for envelope in _decode(self._writer.found)}
        self._seq = self._writer.last if self._writer.opened.is_set() else _clock()

    @property
    def trouble(self) -> str:
        """What is wrong with the file at the moment, in words; "" when all is written."""
        return self._writer.trouble

    @property
    def last_seq(self) -> int:
        """The number given last, by this engine or one before."""
        return self._seq

    def next_seq(self) -> int:
        """Give a number that no event of this journal has had."""
        self._seq += 1
        return self._seq

    def append(self, envelope: Envelope) -> None:
        """Keep it until it is acknowledged. Returns before it is on disk."""
        self._kept[envelope.seq] = envelope
        self._orders.put(_Append(envelope.seq, self._encoder.encode(envelope)))

    def unacknowledged(self) -> tuple[Envelope, ...]:
        """Everything kept, in the order of its numbers; what is left from an engine before comes first."""
        return tuple(self._kept.values())

    def acknowledge(self, seq: int) -> None:
        """Forget everything up to this number. Numbers that were never given change nothing."""
        for known in [known for known in self._kept if known <= seq]:
            del self._kept[known]
        self._orders.put(_Acknowledge(seq))

    def close(self, seconds: float = 2.0) -> bool:
        """Write what is left; False if the disk did not take it in time."""
        self._orders.put(_Close())
        self._thread.join(seconds)
        return not self._thread.is_alive() and not self.trouble


def _clock() -> int:
    return time.time_ns() // 1_000_000


def _decode(rows: list[tuple[int, bytes]]) -> list[Envelope]:
    decoder = msgspec.msgpack.Decoder(Envelope)
    envelopes = []
    for seq, body in rows:
        try:
            envelopes.append(decoder.decode(body))
        except msgspec.MsgspecError:
            # Of another version. It stays in the file until a later number is acknowledged.
            log.exception("event %d of the journal cannot be read by this version", seq)
    return envelopes


def _prepare(database: sqlite3.Connection) -> None:
    (owner,) = database.execute("PRAGMA application_id").fetchone()
    (tables,) = database.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if owner != APPLICATION_ID and tables:
        raise _ForeignFileError("it is another program's database")
    (state,) = database.execute("PRAGMA quick_check(1)").fetchone()
    if state != "ok":
        raise _ForeignFileError(str(state))
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("PRAGMA secure_delete=ON")
    database.execute(f"PRAGMA application_id={APPLICATION_ID}")
    database.executescript(_SCHEMA)


def _is_broken(error: sqlite3.DatabaseError) -> bool:
    code = getattr(error, "sqlite_errorcode", None)
    return isinstance(error, _ForeignFileError) or (code is not None and code & 0xFF in _BROKEN)


class _Writer:
    """The journal's thread; everything but the three public attributes is its own."""

    def __init__(self, path: Path, orders: "queue.SimpleQueue[_Append | _Acknowledge | _Close]") -> None:
        self.opened = threading.Event()
        self.found: list[tuple[int, bytes]] = []
        self.last = 0
        self.trouble = ""
        self._path = path
        self._orders = orders
        self._database: sqlite3.Connection | None = None
        self._reserved = 0
        self._kept: dict[int, bytes] = {}
        self._to_write: list[_Append | _Acknowledge] = []
        self._untidy = True

    def run(self) -> None:
        stand_in_line()
        self._attempt(self._begin)
        if not self.last:
            self.last = _clock() if self.trouble else 0
        self.opened.set()
        closing_down = False
        while not closing_down:
            closing_down = self._take()
            if self._to_write or self._database is None:
                self._attempt(self._write)
            elif self._untidy and not closing_down:
                self._attempt(self._tidy)
        if self._database is not None:
            self._attempt(self._finish)

    def _take(self) -> bool:
        """Wait for orders and collect all that are there; whether it is time to stop."""
        try:
            order = self._orders.get(timeout=_RETRY if self.trouble else _QUIET if self._untidy else None)
        except queue.Empty:
            return False
        while True:
            if isinstance(order, _Close):
                return True
            self._remember(order)
            try:
                order = self._orders.get_nowait()
            except queue.Empty:
                return False

    def _remember(self, order: _Append | _Acknowledge) -> None:
        self._to_write.append(order)
        if isinstance(order, _Append):
            self.last = max(self.last, order.seq)
            self._kept[order.seq] = order.envelope
        else:
            for seq in [seq for seq in self._kept if seq <= order.seq]:
                del self._kept[seq]

    def _attempt(self, work: Callable[[], None]) -> None:
        """Do it; what the disk does not allow is logged and tried again later."""
        try:
            try:
                work()
            except sqlite3.DatabaseError as error:
                if not _is_broken(error):
                    raise
                self._set_aside(error)
                work()
        except (sqlite3.Error, OSError) as error:
            words = f"The engine's journal {self._path} cannot be written: {error}."
            if words != self.trouble:
                log.error("%s Calls go on; events are kept in memory.", words)  # noqa: TRY400 - no bug
            self.trouble = words
        else:
            if self.trouble:
                log.warning("the journal can be written again")
            self.trouble = ""

    def _begin(self) -> None:
        database = self._open()
        self.found = database.execute("SELECT seq, envelope FROM event ORDER BY seq").fetchall()
        self._kept.update(self.found)
        (highest,) = database.execute("SELECT max(seq) FROM event").fetchone()
        row = database.execute("SELECT up_to FROM reserved").fetchone()
        self.last = max(self.last, highest or 0, row[0] if row else 0)
        self._reserve(database)

    def _open(self) -> sqlite3.Connection:
        if self._database is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            database = sqlite3.connect(self._path, isolation_level=None, timeout=1.0)
            try:
                _prepare(database)
            except BaseException:
                database.close()
                raise
            self._database = database
        return self._database

    def _reserve(self, database: sqlite3.Connection) -> None:
        up_to = self.last + _BLOCK
        database.execute("INSERT OR REPLACE INTO reserved VALUES (1, ?)", (up_to,))
        self._reserved = up_to

    def _write(self) -> None:
        database = self._open()
        database.execute("BEGIN IMMEDIATE")
        try:
            for order in self._to_write:
                if isinstance(order, _Append):
                    database.execute(
                        "INSERT OR REPLACE INTO event VALUES (?, ?)", (order.seq, order.envelope)
                    )
                else:
                    database.execute("DELETE FROM event WHERE seq <= ?", (order.seq,))
            if self.last > self._reserved - _BLOCK // 2:
                self._reserve(database)
            database.execute("COMMIT")
        except sqlite3.Error:
            if database.in_transaction:
                database.execute("ROLLBACK")
            raise
        self._to_write.clear()
        self._untidy = True

    def _tidy(self) -> None:
        """Nothing happens just now. Nobody else reads the file, so nobody keeps its log."""
        self._open().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._untidy = False

    def _finish(self) -> None:
        """Give back the numbers that were reserved: an orderly end needs no gap."""
        if self._database is None:
            return
        with closing(self._database) as database:
            database.execute("INSERT OR REPLACE INTO reserved VALUES (1, ?)", (self.last,))
        self._database = None

    def _set_aside(self, error: sqlite3.DatabaseError) -> None:
        """Keep the broken file for whoever wants to look, and begin a new one with all that is in memory."""
        if self._database is not None:
            self._database.close()
            self._database = None
        aside = self._path.with_name(f"{self._path.name}.broken-{_clock()}")
        log.error("%s is no journal (%s); it is set aside as %s", self._path, error, aside.name)
        self._path.rename(aside)
        for suffix in ("-wal", "-shm"):
            beside = self._path.with_name(self._path.name + suffix)
            if beside.exists():
                beside.rename(aside.with_name(aside.name + suffix))
        self.last = max(self.last, _clock())
        self._to_write = [_Append(seq, envelope) for seq, envelope in self._kept.items()]
