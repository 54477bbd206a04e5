"""Part of migration 0004, and as little to be changed as that: what a report counts by, packed by the database.

Times, words, and whom an escalation went to with why it came (:mod:`store.sql.report_packing` reads them): in SQLite
an index over expressions, in PostgreSQL, whose indexes would have to look at the row all the same, generated columns.
Either is always what the row says, whoever writes it.
"""

import sqlalchemy as sa
from alembic import op

_NONE = "'" + "-" * 26 + "'"
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


def pack() -> None:
    """From now on the database packs what it writes, and what is there."""
    _clocks_index("at", "kind", "text")
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


def unpack() -> None:
    """As it was before."""
    _clocks_index("at")
    op.drop_index("ix_escalations_report", "escalations")
    if op.get_bind().dialect.name != "sqlite":
        for name in _PACKED_POSTGRES:
            op.drop_column("escalations", name.split()[0])
    op.create_index("ix_escalations_report", "escalations", _REPORTED)
