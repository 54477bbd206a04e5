"""Bringing a store's schema up to this version, once, under a lock, with a backup of what was there.

Revisions are files ``vNNNN_what.py`` in ``migrations/versions``, part of the package. Whether there is anything
to do is seen from their names, so Alembic is imported only when there is.
"""

import logging
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from store.errors import SchemaTooNew, StoreUnavailable
from store.sql.lock import lock_file

SCRIPTS = Path(__file__).parent / "migrations"

_ADVISORY_LOCK = 0x7761726D  # "warm"; any number that all Warmlines agree on

log = logging.getLogger(__name__)


def revisions(scripts: Path = SCRIPTS) -> list[str]:
    """The revisions that this version knows, oldest first."""
    return sorted(path.name[1:5] for path in (scripts / "versions").glob("v[0-9][0-9][0-9][0-9]_*.py"))


def revision_of(engine: Engine) -> str | None:
    """The revision of a store, None for an empty one."""
    with engine.connect() as conn:
        return _revision(conn)


def _revision(conn: Connection) -> str | None:
    tables = inspect(conn).get_table_names()
    if "alembic_version" not in tables:
        if tables:
            raise StoreUnavailable(
                "not_ours",
                "The store is a database of another program. Set a file or database of its own under [store] url."
                " Nothing was changed.",
            )
        return None
    return conn.execute(text("SELECT version_num FROM alembic_version")).scalar()


def bring_up(engine: Engine, path: Path | None, scripts: Path = SCRIPTS) -> None:
    """To the newest revision that is known. ``path`` is SQLite's file, None for a server.

    Raises SchemaTooNew for a revision of a newer version, and StoreUnavailable.
    """
    known = revisions(scripts)
    if _check(revision_of(engine), known) == known[-1]:
        return
    if path is None:
        _run(engine, known[-1], scripts)
        return
    with lock_file(path.with_name(path.name + ".lock")):
        now = _check(revision_of(engine), known)  # another process may have done it meanwhile
        if now == known[-1]:
            return
        if now is not None:
            _back_up(path, now)
        _run(engine, known[-1], scripts)


def _check(now: str | None, known: list[str]) -> str | None:
    if now is not None and now not in known:
        raise SchemaTooNew(
            "schema_too_new",
            f"The store was written by a newer version of Warmline (schema {now}, this one knows {known[-1]})."
            " Install that version here too. Nothing was changed.",
        )
    return now


def take_down(engine: Engine, scripts: Path = SCRIPTS) -> None:
    """Back to nothing, all data with it; for tests of the migrations."""
    _run(engine, "base", scripts)


def _run(engine: Engine, target: str, scripts: Path) -> None:
    from alembic import command  # noqa: PLC0415 - 0.2 s that most starts do not need
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    with _transaction(engine) as conn:
        config.attributes["connection"] = conn
        if target == "base":
            command.downgrade(config, target)
        else:
            command.upgrade(config, target)


@contextmanager
def _transaction(engine: Engine) -> Iterator[Connection]:
    """One transaction for all of it: a migration that is killed has not happened."""
    if engine.dialect.name != "sqlite":
        with engine.begin() as conn:
            conn.execute(text("SET LOCAL lock_timeout = 0"))
            conn.execute(text("SET LOCAL statement_timeout = 0"))
            conn.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
            yield conn
        return
    # A table that is rebuilt is dropped on the way; with foreign keys on, its children would go too.
    _pragma(engine, "foreign_keys = OFF")
    try:
        with engine.begin() as conn:
            yield conn
            broken = conn.exec_driver_sql("PRAGMA foreign_key_check").first()
            if broken is not None:
                raise StoreUnavailable(
                    "corrupt",
                    f"Rows of {broken[0]!r} refer to rows that are gone, so the store was not brought up to date."
                    " Nothing was changed; put its last backup in its place.",
                )
    finally:
        _pragma(engine, "foreign_keys = ON")


def _pragma(engine: Engine, setting: str) -> None:
    """Outside of any transaction, where alone it has an effect."""
    raw = engine.raw_connection()
    try:
        raw.cursor().execute(f"PRAGMA {setting}")
    finally:
        raw.close()


def _back_up(path: Path, revision: str) -> Path:
    """A whole copy beside the file, in one piece or not at all."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    copy = path.with_name(f"{path.name}.{revision}-{stamp}.backup")
    part = copy.with_name(copy.name + ".part")
    try:
        part.unlink(missing_ok=True)
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(part)) as target:
            source.backup(target)
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(copy)
    except OSError as e:
        part.unlink(missing_ok=True)
        raise StoreUnavailable(
            "full",
            f"No backup of {path} could be made before bringing it up to date ({e.strerror}). Nothing was"
            " changed. Free some space on that disk, then try again.",
        ) from e
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    log.info("The store is brought up to date; what it was is kept in %s", copy)
    return copy
