"""The tables of what is said in a case beside its time line: who is named, what is offered, messages, and feedback."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, String, Table, Text, Uuid, text

from store.feedback import Asked
from store.offer import OfferForm, OfferState
from store.sql.tables import meta, ticket_of
from store.sql.types import Utc, Word
from store.update import Channel, Occasion, UpdateState

_OPEN_UPDATE = text("state IN ('failed', 'held', 'queued', 'sending')")


mentions = Table(
    "mentions",
    meta,
    Column("id", Uuid, primary_key=True),
    ticket_of(),
    Column("entry", Uuid, nullable=False),
    Column("whom", String, nullable=False),
    Column("is_department", Boolean, nullable=False),
    Column("by", String, nullable=False),
    Column("at", Utc, nullable=False),
    Column("read_at", Utc),
    Column("read_by", String, nullable=False),
    Index(None, "ticket"),
    Index(
        "ix_mentions_unread",
        "whom",
        sqlite_where=text("read_at IS NULL"),
        postgresql_where=text("read_at IS NULL"),
    ),
)

offers = Table(
    "offers",
    meta,
    Column("id", Uuid, primary_key=True),
    ticket_of(),
    Column("escalation", Uuid),
    Column("at", Utc, nullable=False),
    Column("person", String, nullable=False),
    Column("level", Integer, nullable=False),
    Column("amount_cents", BigInteger, nullable=False),
    Column("currency", String, nullable=False),
    Column("form", Word(OfferForm), nullable=False),
    Column("why", Text, nullable=False),
    Column("state", Word(OfferState), nullable=False),
    Index(None, "ticket"),
)

customer_updates = Table(
    "customer_updates",
    meta,
    Column("id", Uuid, primary_key=True),
    ticket_of(),
    Column("escalation", Uuid),
    Column("occasion", Word(Occasion), nullable=False),
    Column("channel", Word(Channel), nullable=False),
    Column("to", Text, nullable=False),
    Column("language", String, nullable=False),
    Column("subject", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("message_id", String, nullable=False),
    Column("state", Word(UpdateState), nullable=False),
    Column("by", String, nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("due_at", Utc, nullable=False),
    Column("sent_at", Utc),
    Column("tries", Integer, nullable=False),
    Column("error", Text, nullable=False),
    Index(None, "ticket"),
    Index(
        "ix_customer_updates_open",
        "due_at",
        sqlite_where=_OPEN_UPDATE,
        postgresql_where=_OPEN_UPDATE,
    ),
)

feedback = Table(
    "feedback",
    meta,
    Column("id", Uuid, primary_key=True),
    ticket_of(),
    Column("escalation", Uuid),
    Column("at", Utc, nullable=False),
    Column("asked", Word(Asked), nullable=False),
    Column("person", String, nullable=False),
    Column("score", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("via", String, nullable=False),
    Index("ix_feedback_ticket", "ticket", "asked", "at", "score"),
    Index(None, "at"),
)
