"""The tables of a case, as they are in this version: customers, tickets, calls, escalations, and the time line.

What is round it is in the other modules of this name: the directory, what holds for moments, recordings, scores …
:mod:`store.sql.migrations` makes them all.

Columns are named like the fields of the records. Neutral between SQLite and PostgreSQL; only the search index
and the ticket number differ (:mod:`store.sql.search`, :mod:`store.sql.unit`).

Personal data is in ``customers``, ``customer_numbers``, ``tickets``, ``calls``, ``call_legs``, ``entries``,
``drafts``, ``escalations``, ``escalation_steps``, ``mentions``, ``offers``, ``customer_updates``, ``feedback`` and
the search index: all hang on a customer or a ticket and go with it. ``applied`` and ``nonces`` hold ids and random
bytes only.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    Uuid,
    text,
)

from store.escalation import Kind, Mode
from store.escalation import Outcome as EscalationOutcome
from store.recording import Consent
from store.reviewing import lot_of
from store.sql.types import Fields, Texts, Utc, Waits, Word
from store.ticket import Outcome, Severity, Status

meta = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


_CLOSED_CASE = text("closed_at IS NOT NULL AND channel = 'phone' AND origin = ''")
CLOSED_CASES = ("opened_at", "hops", "closed_at", "channel", "origin")
"""With its conditions: SQLite would read the rows to look them up again."""
_DEMANDED = text("demanded_at IS NOT NULL")
_OF_A_CLOCK = text("kind IN ('sla_breached', 'sla_warned')")
_KNOWN_ROOT = text("root_cause <> ''")
_SPOKEN = text("answered_at IS NOT NULL AND ended_at IS NOT NULL")
_MANY_HOPS = text("hops >= 2")
_LONG_HOLD = text("held_seconds >= 120")


def _lot(context: Any) -> int:
    return lot_of(context.get_current_parameters()["id"])


def ticket_of(**options: bool) -> Column[object]:
    """The ticket with which a row goes; ``options`` are the column's."""
    return Column("ticket", ForeignKey("tickets.id", ondelete="CASCADE"), nullable=False, **options)  # type: ignore[arg-type]


customers = Table(
    "customers",
    meta,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("company", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("languages", Texts, nullable=False),
    Column("tier", String, nullable=False),
    Column("since", Date),
    Column("value_cents", BigInteger),
    Column("currency", String, nullable=False),
    Column("numbers", Texts, nullable=False),
    Column("time_zone", String, nullable=False),
    Column("email", Text, nullable=False, server_default=text("''")),
    Column("warning", Text, nullable=False),
    Index(None, "name"),
)

customer_words = Table(
    "customer_words",
    meta,
    # Words by which a customer is found (store.text.customer_words), in the order of their code points.
    Column("word", String().with_variant(String(collation="C"), "postgresql"), primary_key=True),
    Column("customer", ForeignKey("customers.id", ondelete="CASCADE"), primary_key=True),
    Index(None, "customer"),
    sqlite_with_rowid=False,
)

customer_numbers = Table(
    "customer_numbers",
    meta,
    # The number as it is compared (store.text.dial_key); the customer's row has it as it was written.
    Column("number", String, primary_key=True),
    Column("customer", ForeignKey("customers.id", ondelete="CASCADE"), primary_key=True),
    Index(None, "customer"),
)

tickets = Table(
    "tickets",
    meta,
    # SQLite keeps the rows in this order, so the newest page is read without sorting.
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("id", Uuid, nullable=False, unique=True),
    Column("opened_at", Utc, nullable=False),
    Column("customer", ForeignKey("customers.id", ondelete="SET NULL")),
    Column("caller", Text, nullable=False),
    Column("caller_name", Text, nullable=False),
    Column("channel", String, nullable=False),
    Column("subject", Text, nullable=False),
    Column("category", String, nullable=False),
    Column("severity", Word(Severity), nullable=False),
    Column("status", Word(Status), nullable=False),
    Column("owner", String, nullable=False),
    Column("owner_department", String, nullable=False),
    Column("notes", Text, nullable=False),
    Column("updated_at", Utc, nullable=False),
    Column("closed_at", Utc),
    Column("version", Integer, nullable=False),
    Column("impact", Integer, nullable=False, server_default=text("0")),
    Column("cause", Text, nullable=False, server_default=text("''")),
    Column("captured", Fields, nullable=False, server_default=text("'{}'")),
    Column("demanded_at", Utc),
    Column("reopened", Integer, nullable=False, server_default=text("0")),
    Column("responded_at", Utc),
    Column("told_at", Utc),
    Column("waits", Waits, nullable=False, server_default=text("'[]'")),
    Column("policy", Integer, nullable=False, server_default=text("0")),
    Column("next_at", Utc),
    Column("origin", String, nullable=False),
    # Of the record's escalations (store.sql.unit keeps it): a report would have to look for each ticket's.
    Column("hops", Integer, nullable=False, server_default=text("0")),
    Index(
        "ix_tickets_closed_cases",
        *CLOSED_CASES,
        sqlite_where=_CLOSED_CASE,
        postgresql_where=_CLOSED_CASE,
    ),
    Index("ix_tickets_many_hops", "id", sqlite_where=_MANY_HOPS, postgresql_where=_MANY_HOPS),
    Index("ix_tickets_demanded", "id", sqlite_where=_DEMANDED, postgresql_where=_DEMANDED),
    Index(None, "customer", "number"),
    Index(None, "owner", "closed_at"),
    Index(
        None,
        "next_at",
        sqlite_where=text("next_at IS NOT NULL"),
        postgresql_where=text("next_at IS NOT NULL"),
    ),
    Index(
        "ix_tickets_cause",
        "cause",
        "opened_at",
        sqlite_where=text("cause <> ''"),
        postgresql_where=text("cause <> ''"),
    ),
)

escalations = Table(
    "escalations",
    meta,
    Column("id", Uuid, primary_key=True),
    ticket_of(),
    # No foreign key: a call may be erased before the escalation that came of it.
    Column("call", Uuid),
    Column("kind", Word(Kind), nullable=False),
    Column("mode", Word(Mode), nullable=False),
    Column("trigger", String, nullable=False),
    Column("posture", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("summary", Text, nullable=False),
    Column("expects", Text, nullable=False),
    Column("from_person", String, nullable=False),
    Column("from_level", Integer, nullable=False),
    Column("target", String, nullable=False),
    Column("target_name", Text, nullable=False),
    Column("target_is_department", Boolean, nullable=False),
    Column("to_level", Integer, nullable=False),
    Column("hop", Integer, nullable=False),
    Column("outcome", Word(EscalationOutcome), nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("accepted_at", Utc),
    Column("accepted_by", String, nullable=False),
    Column("closed_at", Utc),
    Column("due_at", Utc, nullable=False),
    Column("policy", Integer, nullable=False, server_default=text("0")),
    Column("path", String, nullable=False, server_default=text("''")),
    Column("path_step", Integer, nullable=False, server_default=text("0")),
    Column("step_since", Utc),
    Column("paused_until", Utc),
    Column("next_at", Utc),
    Column("rule", String, nullable=False, server_default=text("''")),
    Column("promised_at", Utc),
    Column("resolution", String, nullable=False, server_default=text("''")),
    Column("root_cause", Text, nullable=False, server_default=text("''")),
    Column("advice", Text, nullable=False, server_default=text("''")),
    Column("reopened", Integer, nullable=False, server_default=text("0")),
    Column("version", Integer, nullable=False),
    Index(None, "ticket"),
    Index(None, "from_person", "created_at"),
    # Not told here: ix_escalations_report, and on PostgreSQL the columns that go with it. What a report counts is
    # packed in them (store.sql.report_packing), otherwise by each kind of database; migrations 0004 and 0006 make them.
    Index("ix_escalations_root", "created_at", sqlite_where=_KNOWN_ROOT, postgresql_where=_KNOWN_ROOT),
    # The inbox reads what is open, which stays small while the table grows.
    Index(
        "ix_escalations_open",
        "target",
        "created_at",
        sqlite_where=text("closed_at IS NULL"),
        postgresql_where=text("closed_at IS NULL"),
    ),
    Index(
        # The clock reads what has something to come.
        "ix_escalations_next_at",
        "next_at",
        sqlite_where=text("next_at IS NOT NULL"),
        postgresql_where=text("next_at IS NOT NULL"),
    ),
    Index(
        "ix_escalations_sent",
        "from_person",
        sqlite_where=text("closed_at IS NULL"),
        postgresql_where=text("closed_at IS NULL"),
    ),
    Index(
        # Who is to be asked how it went.
        "ix_escalations_resolved",
        "closed_at",
        sqlite_where=text("resolution <> ''"),
        postgresql_where=text("resolution <> ''"),
    ),
)

escalation_steps = Table(
    "escalation_steps",
    meta,
    Column("escalation", ForeignKey("escalations.id", ondelete="CASCADE"), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("id", Uuid, nullable=False),
    Column("at", Utc, nullable=False),
    Column("step", String, nullable=False),
    Column("person", String, nullable=False),
    Column("code", Integer, nullable=False),
    Column("reason", Text, nullable=False),
)

calls = Table(
    "calls",
    meta,
    Column("id", Uuid, primary_key=True),
    ticket_of(),
    Column("direction", String, nullable=False),
    Column("person", String, nullable=False),
    Column("remote_name", Text, nullable=False),
    Column("remote_number", Text, nullable=False),
    Column("dialled", Text, nullable=False),
    Column("sip_call_id", Text, nullable=False),
    Column("started_at", Utc, nullable=False),
    Column("answered_at", Utc),
    Column("ended_at", Utc),
    Column("outcome", Word(Outcome), nullable=False),
    Column("wrapup_code", String, nullable=False),
    Column("wrapped_up_at", Utc),
    Column("escalation", Uuid),
    Column("emergency", Boolean, nullable=False, server_default=text("false")),
    Column("consent", Word(Consent), nullable=False, server_default=text("''")),
    # The order of recording, by which the index of calls (store.sql.search) names them.
    Column("seq", Integer, nullable=False, server_default=text("0")),
    # Worked out of the id, for drawing a sample (store.reviewing).
    Column("lot", BigInteger, nullable=False, server_default=text("0"), default=_lot),
    Index(None, "ticket"),
    Index(None, "person", "started_at"),
    Index(
        # With all that a sample asks for, so that no call's row is read.
        "ix_calls_lots",
        "person",
        "started_at",
        "lot",
        "id",
        "answered_at",
        "ended_at",
        sqlite_where=_SPOKEN,
        postgresql_where=_SPOKEN,
    ),
    Index(None, "seq", unique=True),
    Index(
        "ix_calls_sip_call_id",
        "sip_call_id",
        sqlite_where=text("sip_call_id <> ''"),
        postgresql_where=text("sip_call_id <> ''"),
    ),
)

call_aliases = Table(
    "call_aliases",
    meta,
    Column("id", Uuid, primary_key=True),
    Column("call", ForeignKey("calls.id", ondelete="CASCADE"), nullable=False),
    Index(None, "call"),
)

call_legs = Table(
    "call_legs",
    meta,
    Column("id", Uuid, primary_key=True),
    Column("call", ForeignKey("calls.id", ondelete="CASCADE"), nullable=False),
    Column("parent", Uuid),
    Column("kind", String, nullable=False),
    Column("remote_name", Text, nullable=False),
    Column("remote_number", Text, nullable=False),
    Column("started_at", Utc, nullable=False),
    Column("answered_at", Utc),
    Column("ended_at", Utc),
    Column("ended_by", String, nullable=False),
    Column("code", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("held_seconds", Float, nullable=False),
    Column("holds", Integer, nullable=False),
    Column("codec", String, nullable=False),
    Column("loss_in", Float),
    Column("loss_out", Float),
    Column("jitter_in_ms", Float),
    Column("jitter_out_ms", Float),
    Column("rtt_ms", Float),
    Column("mos_in", Float),
    Column("mos_out", Float),
    Index(None, "call"),
    Index(
        "ix_call_legs_long_hold", "call", "held_seconds", sqlite_where=_LONG_HOLD, postgresql_where=_LONG_HOLD
    ),
)

entries = Table(
    "entries",
    meta,
    # The order of writing tells rows of the same microsecond apart. BIGINT would be no rowid in SQLite.
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("id", Uuid, nullable=False),
    ticket_of(),
    Column("at", Utc, nullable=False),
    Column("kind", String, nullable=False),
    Column("person", String, nullable=False),
    Column("text", Text, nullable=False),
    Column("code", Integer, nullable=False),
    Index(None, "ticket", "at"),
    Index("ix_entries_clocks", "at", "kind", "text", sqlite_where=_OF_A_CLOCK, postgresql_where=_OF_A_CLOCK),
)

drafts = Table(
    "drafts",
    meta,
    ticket_of(primary_key=True),
    Column("person", String, primary_key=True),
    Column("scope", String, primary_key=True),
    Column("fields", Fields, nullable=False),
    Column("saved_at", Utc, nullable=False),
)
