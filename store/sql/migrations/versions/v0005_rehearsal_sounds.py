"""The sound of rehearsals, and tries that are deleted."""

import sqlalchemy as sa
from alembic import op

from store.sql.types import Utc

revision = "0005"
down_revision: str | None = "0004"

_TABLE = "rehearsal_tries"


def upgrade() -> None:
    """Tries that are there have no sound."""
    op.add_column(_TABLE, sa.Column("sounds", sa.Text(), nullable=False, server_default=sa.text("'[]'")))
    op.add_column(_TABLE, sa.Column("dropped_at", Utc(), nullable=True))


def downgrade() -> None:
    """Without both."""
    op.drop_column(_TABLE, "dropped_at")
    op.drop_column(_TABLE, "sounds")
