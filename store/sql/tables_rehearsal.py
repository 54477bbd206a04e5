"""The table of rehearsals' tries (R64). It holds no customer's data: those who call there are invented."""

from sqlalchemy import Boolean, Column, Float, Index, Integer, String, Table, Text, Uuid

from store.rehearsal import Moment, TriedStep, TrySound
from store.sql.tables import meta
from store.sql.types import Tuples, Utc

rehearsal_tries = Table(
    "rehearsal_tries",
    meta,
    Column("id", Uuid, primary_key=True),
    Column("person", String, nullable=False),
    Column("scenario", String, nullable=False),
    Column("title", Text, nullable=False),
    Column("edition", String, nullable=False),
    Column("seed", Integer, nullable=False),
    Column("started_at", Utc, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("score", Integer, nullable=False),
    Column("broken_off", Boolean, nullable=False),
    Column("steps", Tuples(TriedStep), nullable=False),
    Column("moments", Tuples(Moment), nullable=False),
    Column("sounds", Tuples(TrySound), nullable=False, server_default="[]"),
    Column("dropped_at", Utc),
    Index("ix_rehearsal_tries_person", "person", "started_at"),
)
