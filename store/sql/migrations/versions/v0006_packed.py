"""On PostgreSQL, what a report counts in an index: it is read from there, and not from the table's wide rows.

A page of an index holds only so much (btree: 2,704 bytes a row), so what is longer has an index without it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision: str | None = "0005"

_LENGTH = "octet_length(report_words) + octet_length(report_whom)"


def upgrade() -> None:
    """SQLite has such an index since 0004."""
    if op.get_bind().dialect.name != "postgresql":
        return
    op.create_index(
        "ix_escalations_packed",
        "escalations",
        ["created_at", "outcome"],
        postgresql_include=["report_times", "report_words", "report_whom"],
        postgresql_where=sa.text(f"{_LENGTH} < 2000"),
    )
    op.create_index(
        "ix_escalations_long", "escalations", ["created_at"], postgresql_where=sa.text(f"{_LENGTH} >= 2000")
    )


def downgrade() -> None:
    """Without them."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_index("ix_escalations_long", "escalations")
        op.drop_index("ix_escalations_packed", "escalations")
