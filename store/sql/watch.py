"""Whether somebody else has written: cheap to ask several times a second."""

from secrets import token_hex
from typing import Any, Protocol

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

CHANNEL = "warmline"


class Watch(Protocol):
    """One database's way of telling."""

    def changed(self) -> bool:
        """Whether another connection has committed since the last time this was asked."""

    def told(self, conn: Connection) -> None:
        """Our own write is about to be committed on this connection."""

    def close(self) -> None:
        """Release what it holds."""


class SqliteWatch:
    """``PRAGMA data_version`` changes when a commit of another connection is seen, and for nothing of our own.

    It must be asked on the connection that writes, so the book has one and keeps it.
    """

    def __init__(self, engine: Engine) -> None:
        with engine.connect() as conn:
            self._raw: Any = conn.connection.driver_connection
        self._seen = self._version()

    def _version(self) -> int:
        return int(self._raw.execute("PRAGMA data_version").fetchone()[0])

    def changed(self) -> bool:
        """About ten microseconds."""
        before, self._seen = self._seen, self._version()
        return before != self._seen

    def told(self, conn: Connection) -> None:
        """SQLite knows."""

    def close(self) -> None:
        """The connection is the book's."""


class PostgresWatch:
    """LISTEN on a connection of its own. The message is a random word of this book, no data."""

    _notify = text("SELECT pg_notify(:channel, :token)")

    def __init__(self, engine: Engine) -> None:
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._token = token_hex(8)
        self._conn: Connection | None = None
        self._listen()

    def _listen(self) -> Connection:
        self._conn = self._engine.connect()
        self._conn.execute(text(f"LISTEN {CHANNEL}"))
        return self._conn

    def changed(self) -> bool:
        """After a lost connection the answer is yes: what was said meanwhile is not known."""
        if self._conn is None:
            self._listen()
            return True
        try:
            # The round trip makes the driver read what the server has sent.
            self._conn.execute(text("SELECT 1"))
        except DBAPIError:
            self.close()
            raise
        raw: Any = self._conn.connection.driver_connection
        payloads = [note.payload for note in raw.notifies(timeout=0)]  # all of them: none is to wait
        return any(payload != self._token for payload in payloads)

    def told(self, conn: Connection) -> None:
        """The server passes it on if and when this is committed."""
        conn.execute(self._notify, {"channel": CHANNEL, "token": self._token})

    def close(self) -> None:
        """Let the connection go; the next question opens another."""
        conn, self._conn = self._conn, None
        if conn is not None:
            conn.invalidate()
            conn.close()
