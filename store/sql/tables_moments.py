"""The tables of what holds for a while only: changes that were applied, leave to listen, who waits, and nonces."""

from sqlalchemy import Column, Index, LargeBinary, String, Table, Text, Uuid

from store.grant import Ear
from store.sql.tables import meta
from store.sql.types import Utc, Word

applied = Table(
    "applied",
    meta,
    Column("id", Uuid, primary_key=True),
    Column("at", Utc, nullable=False),
    sqlite_with_rowid=False,
)

grants = Table(
    "grants",
    meta,
    Column("id", Uuid, primary_key=True),
    Column("supervisor", String, nullable=False),
    Column("agent", String, nullable=False),
    Column("ear", Word(Ear), nullable=False),
    Column("at", Utc, nullable=False),
    Column("used_at", Utc),
    Column("call", Uuid),
)

waiting = Table(
    "waiting",
    meta,
    Column("id", Uuid, primary_key=True),
    Column("queue", String, nullable=False),
    Column("name", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("since", Utc, nullable=False),
)

tellings = Table(
    "tellings",
    meta,
    # What is true for moments only, and when it was told last.
    Column("name", String, primary_key=True),
    Column("at", Utc, nullable=False),
)

nonces = Table(
    "nonces",
    meta,
    Column("nonce", LargeBinary, primary_key=True),
    Column("call", Uuid, nullable=False),
    Column("at", Utc, nullable=False),
    Index(None, "at"),
)
