"""Tables of scorecards and reviews; the others are in :mod:`store.sql.tables`.

Personal data of customers may be in the words of ``reviews`` and ``review_versions``: they go with their ticket.
"""

from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, String, Table, Text, Uuid, text

from store.review import ReviewState
from store.sql.tables import meta
from store.sql.types import Utc, Word
from store.sql.types_reviews import AnswersText, CardText, CommentsText

_TO_DO = text("state IN ('assigned', 'draft')")
_SHARED = text("version > 0")

scorecards = Table(
    "scorecards",
    meta,
    Column("id", Uuid, primary_key=True),
    Column("key", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("card", CardText, nullable=False),
    Column("saved_at", Utc, nullable=False),
    Column("saved_by", String, nullable=False),
    Index("ix_scorecards_version", "key", "version", unique=True),
)

reviews = Table(
    "reviews",
    meta,
    Column("id", Uuid, primary_key=True),
    Column("call", Uuid, nullable=False),
    Column("ticket", ForeignKey("tickets.id", ondelete="CASCADE"), nullable=False),
    Column("agent", String, nullable=False),
    Column("reviewer", String, nullable=False),
    Column("state", Word(ReviewState), nullable=False),
    Column("why", String, nullable=False),
    Column("assigned_by", String, nullable=False),
    Column("assigned_at", Utc, nullable=False),
    Column("due_at", Utc),
    Column("calibration", Uuid),
    Column("card", String, nullable=False),
    Column("card_version", Integer, nullable=False),
    Column("answers", AnswersText, nullable=False),
    Column("comments", CommentsText, nullable=False),
    Column("note", Text, nullable=False),
    Column("percent", Float),
    Column("passed", Boolean, nullable=False),
    Column("saved_at", Utc),
    Column("handed_in_at", Utc),
    Column("version", Integer, nullable=False),
    Column("shared_at", Utc),
    Index(None, "ticket"),
    Index(None, "call"),
    # What somebody has to do stays small while the table grows.
    Index("ix_reviews_to_do", "reviewer", "due_at", sqlite_where=_TO_DO, postgresql_where=_TO_DO),
    Index("ix_reviews_agent", "agent", "shared_at", sqlite_where=_SHARED, postgresql_where=_SHARED),
    Index("ix_reviews_shared", "shared_at", sqlite_where=_SHARED, postgresql_where=_SHARED),
    Index(None, "calibration"),
)

review_versions = Table(
    "review_versions",
    meta,
    Column("id", Uuid, primary_key=True),
    Column("review", Uuid, nullable=False),
    Column("ticket", ForeignKey("tickets.id", ondelete="CASCADE"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("agent", String, nullable=False),
    Column("reviewer", String, nullable=False),
    Column("shared_at", Utc, nullable=False),
    Column("card", String, nullable=False),
    Column("card_version", Integer, nullable=False),
    Column("answers", AnswersText, nullable=False),
    Column("comments", CommentsText, nullable=False),
    Column("note", Text, nullable=False),
    Column("percent", Float),
    Column("passed", Boolean, nullable=False),
    Column("answer", Text, nullable=False),
    Column("answered_at", Utc),
    Column("acknowledged_at", Utc),
    Index("ix_review_versions_review", "review", "version", unique=True),
    Index(None, "ticket"),
    Index(None, "shared_at"),
)
