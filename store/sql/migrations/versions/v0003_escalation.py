"""Escalation by rules: the policy with its versions, the clocks, and what is kept of a case beside its calls."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

from store.sql.types import Utc

revision = "0003"
down_revision: str | None = "0002"

_FIRST = timedelta(days=20)
_WOUND = sa.text("next_at IS NOT NULL")
_UNREAD = sa.text("read_at IS NULL")
_RESOLVED = sa.text("resolution <> ''")
_OPEN_UPDATE = sa.text("state IN ('failed', 'held', 'queued', 'sending')")
_KNOWN_CAUSE = sa.text("cause <> ''")
_CLOSED_CASE = sa.text("closed_at IS NOT NULL AND channel = 'phone' AND origin = ''")
_DEMANDED = sa.text("demanded_at IS NOT NULL")
_OF_A_CLOCK = sa.text("kind IN ('sla_breached', 'sla_warned')")
_KNOWN_ROOT = sa.text("root_cause <> ''")
_REPORTED = [
    "created_at", "outcome", "kind", "mode", "to_level", "reason", "trigger", "posture", "target",
    "target_is_department", "accepted_at", "closed_at", "promised_at", "due_at", "ticket",
]  # fmt: skip


def _text(name: str, default: str = "", kind: type[sa.String] = sa.String) -> sa.Column[Any]:
    return sa.Column(name, kind(), nullable=False, server_default=sa.text(f"'{default}'"))


def _number(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=False, server_default=sa.text("0"))


def _time(name: str, *, needed: bool = False) -> sa.Column[Any]:
    return sa.Column(name, Utc(), nullable=not needed)


def _plain(name: str, kind: type[Any] = sa.String) -> sa.Column[Any]:
    return sa.Column(name, kind(), nullable=False)


def _added() -> dict[str, list[sa.Column[Any]]]:
    """New columns of tables that are there."""
    return {
        "escalations": [
            _number("policy"),
            _text("path"),
            _number("path_step"),
            _time("step_since"),
            _time("paused_until"),
            _time("next_at"),
            _text("rule"),
            _time("promised_at"),
            _text("resolution"),
            _text("root_cause", kind=sa.Text),
            _text("advice", kind=sa.Text),
            _number("reopened"),
        ],
        "tickets": [
            _number("impact"),
            _text("cause", kind=sa.Text),
            _text("captured", "{}", sa.Text),
            _time("demanded_at"),
            _number("reopened"),
            _time("responded_at"),
            _time("told_at"),
            _text("waits", "[]", sa.Text),
            _number("policy"),
            _time("next_at"),
            _number("hops"),
        ],
        "people": [
            _text("absent_until"),
            _text("deputy"),
            sa.Column("on_call", sa.Boolean(), nullable=False, server_default=sa.text("false")),
            _text("email", kind=sa.Text),
        ],
        "customers": [_text("email", kind=sa.Text)],
    }


def _id() -> list[Any]:
    return [sa.Column("id", sa.Uuid(), nullable=False)]


def _of_ticket(table: str) -> list[Any]:
    return [
        sa.Column("ticket", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ticket"], ["tickets.id"], name=f"fk_{table}_ticket_tickets", ondelete="CASCADE"
        ),
    ]


def _made() -> dict[str, list[Any]]:
    """New tables whose key is an id."""
    return {
        "mentions": [
            *_of_ticket("mentions"),
            _plain("entry", sa.Uuid),
            _plain("whom"),
            _plain("is_department", sa.Boolean),
            _plain("by"),
            _time("at", needed=True),
            _time("read_at"),
            _plain("read_by"),
        ],
        "offers": [
            *_of_ticket("offers"),
            sa.Column("escalation", sa.Uuid()),
            _time("at", needed=True),
            _plain("person"),
            _plain("level", sa.Integer),
            _plain("amount_cents", sa.BigInteger),
            _plain("currency"),
            _plain("form"),
            _plain("why", sa.Text),
            _plain("state"),
        ],
        "customer_updates": [
            *_of_ticket("customer_updates"),
            sa.Column("escalation", sa.Uuid()),
            _plain("occasion"),
            _plain("channel"),
            _plain("to", sa.Text),
            _plain("language"),
            _plain("subject", sa.Text),
            _plain("body", sa.Text),
            _plain("message_id"),
            _plain("state"),
            _plain("by"),
            _time("created_at", needed=True),
            _time("due_at", needed=True),
            _time("sent_at"),
            _plain("tries", sa.Integer),
            _plain("error", sa.Text),
        ],
        "feedback": [
            *_of_ticket("feedback"),
            sa.Column("escalation", sa.Uuid()),
            _time("at", needed=True),
            _plain("asked"),
            _plain("person"),
            _plain("score", sa.Integer),
            _plain("text", sa.Text),
            _plain("via"),
        ],
        "recommendations": [
            _time("at", needed=True),
            _plain("by"),
            _plain("aim"),
            _plain("text", sa.Text),
            _plain("root_cause", sa.Text),
            _plain("owner"),
            _plain("state"),
            _time("settled_at"),
        ],
        "waiting": [
            _plain("queue"),
            _plain("name", sa.Text),
            _plain("number", sa.Text),
            _time("since", needed=True),
        ],
        "grants": [
            _plain("supervisor"),
            _plain("agent"),
            _plain("ear"),
            _time("at", needed=True),
            _time("used_at"),
            sa.Column("call", sa.Uuid()),
        ],
    }


def _indexes() -> list[tuple[str, str, list[str], sa.TextClause | None]]:
    of_ticket = [
        (f"ix_{table}_ticket", table, ["ticket"], None)
        for table in ("mentions", "offers", "customer_updates")
    ]
    return [
        *of_ticket,
        ("ix_escalations_next_at", "escalations", ["next_at"], _WOUND),
        ("ix_escalations_resolved", "escalations", ["closed_at"], _RESOLVED),
        ("ix_tickets_next_at", "tickets", ["next_at"], _WOUND),
        ("ix_tickets_cause", "tickets", ["cause", "opened_at"], _KNOWN_CAUSE),
        ("ix_mentions_unread", "mentions", ["whom"], _UNREAD),
        ("ix_customer_updates_open", "customer_updates", ["due_at"], _OPEN_UPDATE),
        ("ix_feedback_ticket", "feedback", ["ticket", "asked", "at", "score"], None),
        ("ix_feedback_at", "feedback", ["at"], None),
        ("ix_escalations_report", "escalations", _REPORTED, None),
        ("ix_escalations_root", "escalations", ["created_at"], _KNOWN_ROOT),
        (
            "ix_tickets_closed_cases",
            "tickets",
            ["opened_at", "hops", "closed_at", "channel", "origin"],
            _CLOSED_CASE,
        ),
        ("ix_tickets_demanded", "tickets", ["id"], _DEMANDED),
        ("ix_entries_clocks", "entries", ["at"], _OF_A_CLOCK),
    ]


def upgrade() -> None:
    """What is open already has its thirty days as its next moment."""
    op.create_table(
        "policies",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("saved_at", Utc(), nullable=False),
        sa.Column("saved_by", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("approved_at", Utc(), nullable=True),
        sa.Column("approved_by", sa.String(), nullable=False),
        sa.Column("valid_from", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("version", name="pk_policies"),
    )
    op.create_table(
        "sources",
        _plain("name"),
        _plain("digest"),
        sa.PrimaryKeyConstraint("name", name="pk_sources"),
    )
    op.create_table(
        "tellings",
        _plain("name"),
        _time("at", needed=True),
        sa.PrimaryKeyConstraint("name", name="pk_tellings"),
    )
    for table, columns in _added().items():
        for column in columns:
            op.add_column(table, column)
    for table, parts in _made().items():
        op.create_table(table, *_id(), *parts, sa.PrimaryKeyConstraint("id", name=f"pk_{table}"))
    for name, table, names, where in _indexes():
        op.create_index(name, table, names, unique=False, sqlite_where=where, postgresql_where=where)
    _wind()
    op.execute(_HOPS)


_HOPS = """
UPDATE tickets SET hops = (
 SELECT max(hop) FROM escalations WHERE escalations.ticket = tickets.id
 AND outcome IN ('blind', 'conference', 'handed_over', 'pending', 'sent'))
WHERE EXISTS (
 SELECT 1 FROM escalations WHERE escalations.ticket = tickets.id
 AND outcome IN ('blind', 'conference', 'handed_over', 'pending', 'sent'))
"""


def _wind() -> None:
    """The clock of an escalation that is open begins with the reminder of its thirty days."""
    escalations = sa.table(
        "escalations",
        *(
            sa.column(name, type_)
            for name, type_ in (("id", sa.Uuid()), ("created_at", Utc()), ("next_at", Utc()))
        ),
        sa.column("closed_at", Utc()),
    )
    is_open = sa.select(escalations.c.id, escalations.c.created_at).where(escalations.c.closed_at.is_(None))
    for which, created_at in op.get_bind().execute(is_open).all():
        values = {"next_at": created_at + _FIRST}
        op.get_bind().execute(sa.update(escalations).where(escalations.c.id == which).values(values))


def downgrade() -> None:
    """Without all of it."""
    for name, table, _, _ in _indexes():
        op.drop_index(name, table)
    for table in _made():
        op.drop_table(table)
    for table, columns in _added().items():
        for column in reversed(columns):
            op.drop_column(table, column.name)
    op.drop_table("sources")
    op.drop_table("tellings")
    op.drop_table("policies")
