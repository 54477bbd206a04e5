"""Who made the rules for how long recordings are kept, and when."""

import sqlalchemy as sa
from alembic import op

from store.sql.types import Utc

revision = "0007"
down_revision: str | None = "0006"


def upgrade() -> None:
    """Of those that are there nobody knows it."""
    op.add_column(
        "recording_rules", sa.Column("changed_by", sa.String(), nullable=False, server_default=sa.text("''"))
    )
    op.add_column("recording_rules", sa.Column("changed_at", Utc(), nullable=True))


def downgrade() -> None:
    """Forgotten."""
    op.drop_column("recording_rules", "changed_at")
    op.drop_column("recording_rules", "changed_by")
