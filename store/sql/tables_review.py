"""Tables of recordings and of what is made of them; the others are in :mod:`store.sql.tables`.

``recordings``, ``listenings`` and ``erasures`` refer to calls and tickets without foreign keys: they hold ids and
stay when those are erased. Personal data is in ``leg_conducts`` (how an agent spoke), which goes with its ticket.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    Uuid,
    text,
)

from store.recording import Consent, Keeping
from store.sql.tables import meta
from store.sql.types import ConductText, Days, Ids, Pauses, Utc, Word

LISTED = (
    "started_at", "id", "state", "person", "purpose", "seconds", "hold_seconds", "reviewed_at", "legal_hold",
    "ticket", "call",
)  # fmt: skip
"""What a list of recordings asks for: with all of it in one index, no row is read that is not wanted."""
OF_PERSON = ("person", *(name for name in LISTED if name != "person"))
_OPEN = text("state IN ('kept', 'recorded')")
_NOT_GONE = text("state = 'erased' AND gone_at IS NULL")
_RECORDED = text("state = 'recorded'")
_ENDS = text("keep_until IS NOT NULL AND state <> 'erased'")

recordings = Table(
    "recordings",
    meta,
    Column("id", Uuid, primary_key=True),
    Column("call", Uuid),
    Column("ticket", Uuid),
    Column("leg", Uuid),
    Column("person", String, nullable=False),
    Column("purpose", String, nullable=False),
    Column("started_at", Utc, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("ended", Boolean, nullable=False),
    Column("pauses", Pauses, nullable=False),
    Column("partial", Boolean, nullable=False),
    Column("cut_off", Boolean, nullable=False),
    Column("consent", Word(Consent), nullable=False),
    Column("state", Word(Keeping), nullable=False),
    Column("why", Text, nullable=False),
    Column("name", String, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("sha256", String, nullable=False),
    Column("peaks", String, nullable=False),
    Column("key", Text, nullable=False),
    Column("keep_until", Utc),
    Column("legal_hold", Boolean, nullable=False),
    Column("hold_seconds", Float, nullable=False),
    Column("reviewed_at", Utc),
    Column("gone_at", Utc),
    Column("conduct", ConductText),
    Index(None, "ticket"),
    Index(None, "call"),
    Index("ix_recordings_open_call", "call", sqlite_where=_OPEN, postgresql_where=_OPEN),
    Index("ix_recordings_started", *LISTED, sqlite_where=_OPEN, postgresql_where=_OPEN),
    Index("ix_recordings_person", *OF_PERSON, sqlite_where=_OPEN, postgresql_where=_OPEN),
    Index("ix_recordings_hold", "hold_seconds", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
    Index("ix_recordings_ends", "keep_until", sqlite_where=_ENDS, postgresql_where=_ENDS),
    Index("ix_recordings_recorded", "started_at", sqlite_where=_RECORDED, postgresql_where=_RECORDED),
    Index("ix_recordings_not_gone", "id", sqlite_where=_NOT_GONE, postgresql_where=_NOT_GONE),
)

leg_conducts = Table(
    "leg_conducts",
    meta,
    Column("id", Uuid, primary_key=True),
    Column("call", Uuid, nullable=False),
    Column("ticket", ForeignKey("tickets.id", ondelete="CASCADE"), nullable=False),
    Column("person", String, nullable=False),
    Column("at", Utc, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("agent", Float, nullable=False),
    Column("other", Float, nullable=False),
    Column("both", Float, nullable=False),
    Column("silence", Float, nullable=False),
    Column("longest_silence", Float, nullable=False),
    Column("longest_monologue", Float, nullable=False),
    Column("interruptions", Integer, nullable=False),
    Column("interrupted", Integer, nullable=False),
    Column("turns", Integer, nullable=False),
    Column("holds", Integer, nullable=False),
    Column("hold_seconds", Float, nullable=False),
    Index(None, "ticket"),
    Index("ix_leg_conducts_at", "at", "person"),
)

listenings = Table(
    "listenings",
    meta,
    Column("id", Uuid, primary_key=True),
    Column("recording", Uuid, nullable=False),
    Column("ticket", Uuid),
    Column("person", String, nullable=False),
    Column("at", Utc, nullable=False),
    Column("begin", Float, nullable=False),
    Column("end", Float, nullable=False),
    Index(None, "recording"),
    Index("ix_listenings_person", "person", "at"),
)

recording_rules = Table(
    "recording_rules",
    meta,
    Column("id", Uuid, primary_key=True),
    Column("agents_hear_own", Boolean, nullable=False),
    Column("days", Days, nullable=False),
    Column("changed_by", String, nullable=False, server_default=text("''")),
    Column("changed_at", Utc),
)

erasures = Table(
    "erasures",
    meta,
    Column("id", Uuid, primary_key=True),
    Column("customer", Uuid, nullable=False),
    Column("at", Utc, nullable=False),
    Column("by", String, nullable=False),
    Column("tickets", Ids, nullable=False),
    Column("recordings", Ids, nullable=False),
    Column("scrubbed_at", Utc),
    Index(None, "customer"),
)
