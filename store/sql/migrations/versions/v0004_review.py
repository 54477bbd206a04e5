"""Recordings and what is made of them: who listened, how people spoke, what was erased."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from store.sql.types import Utc

revision = "0004"
down_revision: str | None = "0003"

_OPEN = sa.text("state IN ('kept', 'recorded')")
_RECORDED = sa.text("state = 'recorded'")
_NOT_GONE = sa.text("state = 'erased' AND gone_at IS NULL")
_ENDS = sa.text("keep_until IS NOT NULL AND state <> 'erased'")


def _time(name: str, *, needed: bool = False) -> sa.Column[Any]:
    return sa.Column(name, Utc(), nullable=not needed)


def _plain(name: str, kind: type[Any] = sa.String) -> sa.Column[Any]:
    return sa.Column(name, kind(), nullable=False)


def _of_ticket(table: str) -> list[Any]:
    return [
        sa.Column("ticket", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ticket"], ["tickets.id"], name=f"fk_{table}_ticket_tickets", ondelete="CASCADE"
        ),
    ]


def _id(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Uuid(), nullable=True)


def _added() -> dict[str, list[sa.Column[Any]]]:
    """New columns of tables that are there."""
    return {"calls": [sa.Column("consent", sa.String(), nullable=False, server_default=sa.text("''"))]}


def _made() -> dict[str, list[Any]]:
    """New tables whose key is an id."""
    return {
        "recordings": [
            _id("call"),
            _id("ticket"),
            _id("leg"),
            _plain("person"),
            _plain("purpose"),
            _time("started_at", needed=True),
            _plain("seconds", sa.Float),
            _plain("ended", sa.Boolean),
            _plain("pauses", sa.Text),
            _plain("partial", sa.Boolean),
            _plain("cut_off", sa.Boolean),
            _plain("consent"),
            _plain("state"),
            _plain("why", sa.Text),
            _plain("name"),
            _plain("size", sa.BigInteger),
            _plain("sha256"),
            _plain("peaks"),
            _plain("key", sa.Text),
            _time("keep_until"),
            _plain("legal_hold", sa.Boolean),
            _plain("hold_seconds", sa.Float),
            _time("reviewed_at"),
            _time("gone_at"),
            sa.Column("conduct", sa.Text(), nullable=True),
        ],
        "leg_conducts": [
            _plain("call", sa.Uuid),
            *_of_ticket("leg_conducts"),
            _plain("person"),
            _time("at", needed=True),
            *(
                _plain(name, sa.Float)
                for name in (
                    "seconds", "agent", "other", "both", "silence", "longest_silence", "longest_monologue",
                )
            ),
            *(_plain(name, sa.Integer) for name in ("interruptions", "interrupted", "turns", "holds")),
            _plain("hold_seconds", sa.Float),
        ],
        "listenings": [
            _plain("recording", sa.Uuid),
            _id("ticket"),
            _plain("person"),
            _time("at", needed=True),
            _plain("begin", sa.Float),
            _plain("end", sa.Float),
        ],
        "recording_rules": [_plain("agents_hear_own", sa.Boolean), _plain("days", sa.Text)],
        "erasures": [
            _plain("customer", sa.Uuid),
            _time("at", needed=True),
            _plain("by"),
            _plain("tickets", sa.Text),
            _plain("recordings", sa.Text),
            _time("scrubbed_at"),
        ],
    }  # fmt: skip


def _indexes() -> list[tuple[str, str, list[str], sa.TextClause | None]]:
    return [
        ("ix_recordings_ticket", "recordings", ["ticket"], None),
        ("ix_recordings_call", "recordings", ["call"], None),
        ("ix_recordings_started", "recordings", ["started_at", "id"], _OPEN),
        ("ix_recordings_person", "recordings", ["person", "started_at", "id"], _OPEN),
        ("ix_recordings_hold", "recordings", ["hold_seconds", "id"], _OPEN),
        ("ix_recordings_ends", "recordings", ["keep_until"], _ENDS),
        ("ix_recordings_recorded", "recordings", ["started_at"], _RECORDED),
        ("ix_recordings_not_gone", "recordings", ["id"], _NOT_GONE),
        ("ix_leg_conducts_ticket", "leg_conducts", ["ticket"], None),
        ("ix_leg_conducts_at", "leg_conducts", ["at", "person"], None),
        ("ix_listenings_recording", "listenings", ["recording"], None),
        ("ix_listenings_person", "listenings", ["person", "at"], None),
        ("ix_erasures_customer", "erasures", ["customer"], None),
    ]


_NONE = "'" + "-" * 26 + "'"
# What a report counts by, packed (store.sql.report_packing): times, words, and whom it went to with why it came.
_PACKED_SQLITE = (
    f"created_at || coalesce(accepted_at, {_NONE}) || coalesce(closed_at, {_NONE})"
    " || CASE WHEN closed_at <= coalesce(promised_at, due_at) THEN '1' ELSE '0' END || ticket,"
    " kind || char(31) || mode || char(31) || to_level || char(31) || trigger || char(31) || posture"
    " || char(31) || reason,"
    " CASE WHEN target_is_department THEN '1' ELSE '0' END || length(target) || char(31) || target || root_cause"
)
_LEAST = "'\\x8000000000000000'::bytea"
_PACKED_POSTGRES = {
    "report_times bytea": f"timestamptz_send(created_at) || coalesce(timestamptz_send(accepted_at), {_LEAST})"
    f" || coalesce(timestamptz_send(closed_at), {_LEAST}) || CASE WHEN closed_at <= coalesce(promised_at, due_at)"
    " THEN '\\x01'::bytea ELSE '\\x00'::bytea END || uuid_send(ticket)",
    "report_words text": "kind || chr(31) || mode || chr(31) || to_level || chr(31) || trigger || chr(31) || posture"
    " || chr(31) || reason",
    "report_whom text": "CASE WHEN target_is_department THEN '1' ELSE '0' END || char_length(target) || chr(31)"
    " || target || root_cause",
}
_REPORTED = [
    "created_at", "outcome", "kind", "mode", "to_level", "reason", "trigger", "posture", "target",
    "target_is_department", "accepted_at", "closed_at", "promised_at", "due_at", "ticket",
]  # fmt: skip
_CLOCKS = sa.text("kind IN ('sla_breached', 'sla_warned')")


def _clocks_index(*names: str) -> None:
    op.drop_index("ix_entries_clocks", "entries")
    op.create_index(
        "ix_entries_clocks", "entries", list(names), sqlite_where=_CLOCKS, postgresql_where=_CLOCKS
    )


def _pack() -> None:
    """The database keeps up what reports read, in one piece an escalation."""
    op.drop_index("ix_escalations_report", "escalations")
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE INDEX ix_escalations_report ON escalations (created_at, outcome, {_PACKED_SQLITE})"
        )
        return
    columns = (
        f"ADD COLUMN {name} GENERATED ALWAYS AS ({sql}) STORED" for name, sql in _PACKED_POSTGRES.items()
    )
    op.execute("ALTER TABLE escalations " + ", ".join(columns))
    op.create_index("ix_escalations_report", "escalations", ["created_at", "id"])


def _unpack() -> None:
    op.drop_index("ix_escalations_report", "escalations")
    if op.get_bind().dialect.name != "sqlite":
        for name in _PACKED_POSTGRES:
            op.drop_column("escalations", name.split()[0])
    op.create_index("ix_escalations_report", "escalations", _REPORTED)


def upgrade() -> None:
    """All new tables are empty."""
    _pack()
    _clocks_index("at", "kind", "text")
    for table, columns in _added().items():
        for column in columns:
            op.add_column(table, column)
    for table, parts in _made().items():
        key = sa.Column("id", sa.Uuid(), nullable=False)
        op.create_table(table, key, *parts, sa.PrimaryKeyConstraint("id", name=f"pk_{table}"))
    for name, table, names, where in _indexes():
        op.create_index(name, table, names, unique=False, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    """Without all of it."""
    _unpack()
    _clocks_index("at")
    for name, table, _, _ in _indexes():
        op.drop_index(name, table)
    for table in _made():
        op.drop_table(table)
    for table, columns in _added().items():
        for column in reversed(columns):
            op.drop_column(table, column.name)
