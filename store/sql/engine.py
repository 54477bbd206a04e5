"""Connections: how SQLite and PostgreSQL are opened and set up."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import StaticPool

from store.errors import StoreUnavailable
from store.sql import migrate
from store.sql.disk import prepare
from store.sql.faults import persist
from store.sql.scrub import scrub_postgres, scrub_sqlite
from store.sql.search import VOCABULARIES, Indexes, PostgresSearch, SqliteSearch, both
from store.sql.watch import PostgresWatch, SqliteWatch, Watch

BUSY_MS = 2000
"""How long SQLite itself waits for another writer; the unit of work is tried again after that."""

CACHE_KIB = 8192
OLDEST_POSTGRES = 15


class Database(msgspec.Struct, frozen=True):
    """An open database: engines whose transactions only read, or write, and what differs by the kind of it."""

    where: str
    """What it is called in a sentence."""
    reads: Engine
    writes: Engine
    search: Indexes
    watch: Watch
    scrub: Callable[[], None]
    """Leave no byte of what was deleted (:mod:`store.sql.scrub`)."""
    path: Path | None = None
    """SQLite's file."""

    def close(self) -> None:
        """Release everything."""
        self.watch.close()
        self.writes.dispose()


def connect(url: str) -> Database:
    """Open it and bring its schema up to date. Raises StoreUnavailable or SchemaTooNew."""
    try:
        parsed = make_url(url)
    except ArgumentError as e:
        raise _bad_url(url) from e
    if parsed.get_backend_name() == "sqlite" and parsed.database not in {None, "", ":memory:"}:
        return _sqlite(Path(str(parsed.database)).expanduser().absolute())
    if parsed.get_backend_name() == "postgresql":
        return _postgres(parsed.set(drivername="postgresql+psycopg"))
    raise _bad_url(url)


def _bad_url(url: str) -> StoreUnavailable:
    kind, separator, _ = url.partition("://")  # the rest may hold a password
    shown = f" begins with {kind!r}, which" if separator else ""
    return StoreUnavailable(
        "bad_url",
        f"[store] url{shown} is no store. Use sqlite:///path/to/file.db, postgresql+psycopg://user@host/name or"
        " memory://.",
    )


def sqlite_engine(path: Path) -> Engine:
    """One connection, kept: it writes, reads, and knows what others have written (:mod:`store.sql.watch`)."""

    def open_file() -> sqlite3.Connection:
        # No transactions of the driver's own: it would begin them deferred, and two writers would then fail.
        raw = sqlite3.connect(path, timeout=BUSY_MS / 1000, isolation_level=None, check_same_thread=False)
        try:
            raw.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
            raw.execute("PRAGMA journal_mode = WAL")
            raw.execute("PRAGMA synchronous = FULL")
            raw.execute("PRAGMA foreign_keys = ON")
            raw.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
            for vocabulary in VOCABULARIES:
                raw.execute(vocabulary)
        except BaseException:
            raw.close()
            raise
        return raw

    engine = create_engine("sqlite://", creator=open_file, poolclass=StaticPool)

    @event.listens_for(engine, "begin")
    def begin(conn: Connection) -> None:
        writes = conn.get_execution_options().get("writes", False)
        conn.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _sqlite(path: Path) -> Database:
    prepare(path)
    where = str(path)
    reads = sqlite_engine(path)
    writes = reads.execution_options(writes=True)
    try:
        persist(lambda: migrate.bring_up(writes, path), where)
        watch = persist(lambda: SqliteWatch(reads), where)
        return Database(
            where, reads, writes, both(SqliteSearch), watch, lambda: scrub_sqlite(reads, path), path
        )
    except BaseException:
        reads.dispose()
        raise


def postgres_engine(url: URL) -> Engine:
    """One connection for the work and one to listen on.

    What is asked with the option ``as_bytes`` comes as the server has it: megabytes are else written as hexadecimal.
    """
    from psycopg.pq import Format  # noqa: PLC0415 - SQLite does without

    settings = "-c lock_timeout=5000 -c statement_timeout=30000 -c timezone=UTC"
    arguments: dict[str, Any] = {
        "connect_timeout": 5,
        "options": settings,
        "keepalives_idle": 20,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        "application_name": "warmline",
    }
    engine = create_engine(url, pool_size=2, max_overflow=0, pool_pre_ping=True, connect_args=arguments)

    @event.listens_for(engine, "before_cursor_execute")
    def ask_for_bytes(*call: Any) -> None:
        cursor, context = call[1], call[4]
        if context is not None and context.execution_options.get("as_bytes", False):
            cursor.format = Format.BINARY

    return engine


def _postgres(url: URL) -> Database:
    engine = postgres_engine(url)
    where = f"the database {url.database!r}"
    # Rules read, decide and write. All that decide about one matter write its ticket, its escalation or a key
    # that is unique, so REPEATABLE READ lets one win, and the other is tried again. SERIALIZABLE would refuse a
    # third of all units for pages that they merely share (measured with two writers).
    writes = engine.execution_options(isolation_level="REPEATABLE READ")
    reads = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    try:
        persist(lambda: _refuse_old(reads, where), where)
        # READ COMMITTED: whoever waited for the lock must then see what the other has done.
        persist(lambda: migrate.bring_up(engine, None), where)
        watch = persist(lambda: PostgresWatch(engine), where)
        return Database(where, reads, writes, both(PostgresSearch), watch, lambda: scrub_postgres(engine))
    except BaseException:
        engine.dispose()
        raise


def _refuse_old(engine: Engine, where: str) -> None:
    with engine.connect() as conn:
        version = int((conn.dialect.server_version_info or (0,))[0])
    if version < OLDEST_POSTGRES:
        raise StoreUnavailable(
            "server_too_old",
            f"The server of {where} is PostgreSQL {version}; {OLDEST_POSTGRES} or newer is needed.",
        )
