"""After an erasure: no page of the database holds what was erased any more.

A deleted row is only forgotten: its bytes lie in free pages, in the segments of a search index, in the log of what was
written. So the indexes are built anew from what is left, all pages are written anew, and the log is cut off.
"""

from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, text

from store.errors import StoreUnavailable
from store.sql.search import INDEXES
from store.sql.tables import meta

BACKUPS_DAYS = 30
"""So long a copy from before a migration is kept."""


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

    The server's own log (WAL) and its backups are its administrator's; they go as they are recycled.
    """
    names = [table.name for table in meta.sorted_tables] + list(INDEXES)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        conn.execute(text("SET statement_timeout = 0"))
        try:
            for name in names:
                conn.execute(text(f"VACUUM (FULL, ANALYZE) {name}"))
            conn.execute(text("VACUUM (FULL) pg_catalog.pg_statistic"))
        finally:
            conn.invalidate()  # the next one has its time limit again


def expire_backups(path: Path, now: datetime) -> list[Path]:
    """Delete copies that :mod:`store.sql.migrate` has made long ago; those that were deleted."""
    gone = []
    for copy in sorted(path.parent.glob(f"{path.name}.*.backup")):
        if now.timestamp() - copy.stat().st_mtime > timedelta(days=BACKUPS_DAYS).total_seconds():
            copy.unlink(missing_ok=True)
            gone.append(copy)
    return gone
