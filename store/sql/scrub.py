"""After an erasure: no page of the database holds what was erased any more.

A deleted row is only forgotten: its bytes lie in free pages, in the segments of a search index, in the log of what was
written. So the indexes are built anew from what is left, all pages are written anew, and the log is cut off.
"""

import re
import time
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, text

from store.errors import StoreUnavailable
from store.sql.search import INDEXES
from store.sql.tables import meta

BACKUPS_DAYS = 30
"""So long a copy from before a migration is kept."""
_READERS_S, _PAUSE_S = 2.0, 0.2
"""Consoles read for milliseconds; whoever reads for longer, as a backup does, reads for minutes: not waited for."""


def scrub_sqlite(engine: Engine, path: Path) -> None:
    """Needs as much free space beside the file as it is large. Raises StoreUnavailable if readers hold its log."""
    with closing(engine.raw_connection()) as raw:
        cursor = raw.cursor()
        for index in INDEXES:
            cursor.execute(f"INSERT INTO {index} ({index}) VALUES ('rebuild')")  # noqa: S608 - one of INDEXES
        cursor.execute("VACUUM")
        busy, *_ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise StoreUnavailable(
            "locked",
            f"{path} is being read by another program, so not all of what was erased is gone from its log yet."
            " It will be tried again.",
        )


def scrub_postgres(engine: Engine) -> None:
    """Every table is written anew, and what the planner knows of its values; the tables are locked meanwhile.

    What somebody who began to read before may still see is written along: of such a table it is done again, until
    they have ended. Raises StoreUnavailable if one of them does not end in 2 s. The server's own log (WAL) and its
    backups are its administrator's; they go as they are recycled.
    """
    names = [table.name for table in meta.sorted_tables] + list(INDEXES)
    kept: list[int] = []
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        server: Any = conn.connection.driver_connection
        server.add_notice_handler(lambda said: kept.append(still_seen(said.message_detail)))
        conn.execute(text("SET statement_timeout = 0"))
        try:
            for name in names:
                _write_anew(conn, f"VACUUM (FULL, ANALYZE, VERBOSE) {name}", kept)
            _write_anew(conn, "VACUUM (FULL, VERBOSE) pg_catalog.pg_statistic", kept)
        finally:
            conn.invalidate()  # the next one has its time limit again


def _write_anew(conn: Connection, statement: str, kept: list[int]) -> None:
    until = time.monotonic() + _READERS_S
    while True:
        kept.clear()
        conn.execute(text(statement))
        if not any(kept):
            return
        if time.monotonic() > until:
            raise StoreUnavailable(
                "locked",
                "The database has a reader that began before the erasure and has not ended, so not all of what was"
                " erased is gone from its pages yet. It will be tried again.",
            )
        time.sleep(_PAUSE_S)


def still_seen(detail: str | None) -> int:
    """How many dead rows VACUUM had to keep, by the detail of its notice, whose words are in the server's language.

    "3 dead row versions cannot be removed yet." and how long it took; 0 where there is none.
    """
    found = re.match(r"\D*(\d+)", (detail or "").partition("\n")[0])
    return int(found[1]) if found else 0


def expire_backups(path: Path, now: datetime) -> list[Path]:
    """Delete copies that :mod:`store.sql.migrate` has made long ago; those that were deleted."""
    gone = []
    for copy in sorted(path.parent.glob(f"{path.name}.*.backup")):
        if now.timestamp() - copy.stat().st_mtime > timedelta(days=BACKUPS_DAYS).total_seconds():
            copy.unlink(missing_ok=True)
            gone.append(copy)
    return gone
