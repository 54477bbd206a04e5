"""What an error of a database means: try again, tell the person, or a bug of ours.

SQLite result codes: https://www.sqlite.org/rescode.html. PostgreSQL: appendix A of its manual, SQLSTATE.
"""

import sqlite3
import time
from collections.abc import Callable
from random import uniform
from typing import TypeVar

from sqlalchemy.exc import DBAPIError

from store.errors import StoreUnavailable

T = TypeVar("T")

PATIENCE_S = 8.0
"""How long a unit of work is tried again while others hold the store."""

_AGAIN_SQLITE = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_AGAIN_POSTGRES = frozenset(
    {
        "40001",  # serialization_failure
        "40P01",  # deadlock_detected
        "55P03",  # lock_not_available
        # Two consoles have brought the same change at once: the second time it is known as applied.
        "23505",
    }
)

_SQLITE = {
    sqlite3.SQLITE_BUSY: (
        "locked",
        "{} is held by another program. Close what else uses it, then try again.",
    ),
    sqlite3.SQLITE_LOCKED: (
        "locked",
        "{} is held by another program. Close what else uses it, then try again.",
    ),
    sqlite3.SQLITE_FULL: (
        "full",
        "There is no room left for {}. Free some space on that disk, then try again.",
    ),
    sqlite3.SQLITE_READONLY: (
        "read_only",
        "{} cannot be written to. Make the file and its folder writable for you, then try again.",
    ),
    sqlite3.SQLITE_CORRUPT: (
        "corrupt",
        "{} is damaged. Keep it aside, put its last backup in its place and start again.",
    ),
    sqlite3.SQLITE_NOTADB: (
        "corrupt",
        "{} is no database of Warmline. Set another file under [store] url, or put a backup in its place.",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "cannot_open",
        "{} cannot be opened. See that its folder is there and that you may read and write it.",
    ),
    sqlite3.SQLITE_PERM: ("cannot_open", "{} cannot be opened: its owner does not allow it."),
    sqlite3.SQLITE_IOERR: (
        "io",
        "{} cannot be read or written: the disk reports an error or is full. Check the disk, then try again.",
    ),
}

_POSTGRES = {
    "08": (
        "unreachable",
        "The server of {} cannot be reached. Check the network; the work goes on when it is back.",
    ),
    "28": ("refused", "The server of {} does not accept this login. Check user and password."),
    "3D": ("no_database", "{} is not on its server. Check the name, or have it created."),
    "42501": ("refused", "This login may not use {}. Ask whoever runs the server."),
    "53": ("full", "The server of {} has no room or no connections left. Tell whoever runs it."),
    "55P03": ("locked", "{} is held by another program. Try again in a moment."),
    "57": ("unreachable", "The server of {} is stopping or starting. The work goes on when it is back."),
    "58": ("io", "The server of {} reports an error of its disk. Tell whoever runs it."),
    "25006": ("read_only", "The server of {} only allows reading now. Tell whoever runs it."),
    "40": ("locked", "{} is very busy. Try again in a moment."),
    "XX": ("corrupt", "The server of {} reports damaged data. Tell whoever runs it."),
}


def again(error: BaseException) -> bool:
    """Whether the whole unit of work may succeed when it is tried again."""
    origin = _origin(error)
    if isinstance(origin, sqlite3.Error):
        return _code(origin) in _AGAIN_SQLITE
    return getattr(origin, "sqlstate", None) in _AGAIN_POSTGRES


def told(error: BaseException, where: str) -> StoreUnavailable | None:
    """What to tell the person; None for a bug, which is to be loud."""
    origin = _origin(error)
    if isinstance(origin, sqlite3.Error):
        known = _SQLITE.get(_code(origin))
        return StoreUnavailable(known[0], known[1].format(where)) if known else None
    state = getattr(origin, "sqlstate", None)
    if state is None and isinstance(error, DBAPIError) and _lost(error):
        state = "08006"
    for length in (5, 2):
        known = _POSTGRES.get((state or "")[:length])
        if known:
            return StoreUnavailable(known[0], known[1].format(where))
    return None


def _lost(error: DBAPIError) -> bool:
    """Psycopg gives no state when there is no server to give one."""
    return error.connection_invalidated or type(error.orig).__name__ in {"OperationalError", "InterfaceError"}


def _origin(error: BaseException) -> BaseException | None:
    return error.orig if isinstance(error, DBAPIError) else error


def _code(error: sqlite3.Error) -> int:
    """The primary result code; the extended ones hold it in their low byte."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def persist(work: Callable[[], T], where: str) -> T:
    """Do a whole unit of work, again if others were in the way; StoreUnavailable with words when it fails."""
    deadline = time.monotonic() + PATIENCE_S
    pause = 0.005
    while True:
        try:
            return work()
        except (DBAPIError, sqlite3.Error) as e:
            if again(e) and time.monotonic() < deadline:
                # Both who were in each other's way wait, so not for the same time.
                time.sleep(uniform(pause / 2, pause))  # noqa: S311 - no secret
                pause = min(pause * 2, 0.25)
                continue
            error = told(e, where)
            if error is None:
                raise
            raise error from e
