"""The tables of how the center is set up: its people, and the policy that they follow. None holds a customer."""

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, Text, text

from store.sql.tables import meta
from store.sql.types import PolicyText, Texts, Utc

levels = Table(
    "levels",
    meta,
    Column("position", Integer, nullable=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("competence", Text, nullable=False),
    Column("authority", Text, nullable=False),
)

departments = Table(
    "departments",
    meta,
    Column("position", Integer, nullable=False),
    Column("key", String, primary_key=True),
    Column("name", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("is_queue", Boolean, nullable=False),
    Column("expertise", Texts, nullable=False),
    Column("languages", Texts, nullable=False),
    Column("hours", Text, nullable=False),
)

people = Table(
    "people",
    meta,
    Column("position", Integer, nullable=False),
    Column("key", String, primary_key=True),
    Column("name", Text, nullable=False),
    Column("role", String, nullable=False),
    Column("level", Integer, nullable=False),
    Column("extension", String, nullable=False),
    Column("target", Text, nullable=False),
    Column("department", String, nullable=False),
    Column("skills", Texts, nullable=False),
    Column("languages", Texts, nullable=False),
    Column("state", String, nullable=False),
    Column("state_since", String, nullable=False),
    Column("absent_until", String, nullable=False, server_default=text("''")),
    Column("deputy", String, nullable=False, server_default=text("''")),
    Column("on_call", Boolean, nullable=False, server_default=text("false")),
    Column("email", Text, nullable=False, server_default=text("''")),
    Column("state_reason", String, nullable=False, server_default=text("''")),
    Index(None, "extension"),
)

policies = Table(
    "policies",
    meta,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("policy", PolicyText, nullable=False),
    Column("saved_at", Utc, nullable=False),
    Column("saved_by", String, nullable=False),
    Column("note", Text, nullable=False),
    Column("approved_at", Utc),
    Column("approved_by", String, nullable=False),
    Column("valid_from", Utc),
)

sources = Table(
    "sources",
    meta,
    # Files that were taken in, each with the digest of what it was the last time.
    Column("name", String, primary_key=True),
    Column("digest", String, nullable=False),
)
