"""Training, and what is counted week by week."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from store.sql.types import Utc

revision = "0004"
down_revision: str | None = "0003"


def _time(name: str, *, needed: bool = False) -> sa.Column[Any]:
    return sa.Column(name, Utc(), nullable=not needed)


def _plain(name: str, kind: type[Any] = sa.String) -> sa.Column[Any]:
    return sa.Column(name, kind(), nullable=False)


def _id(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Uuid(), nullable=True)


def _made_for_training() -> dict[str, list[Any]]:
    """Courses, sessions, attendance, plans, and the weekly tallies."""
    return {
        "courses": [
            *(_plain(name, sa.Text) for name in ("name", "areas", "questions", "roles", "departments")),
            _plain("again_after", sa.Integer),
            _plain("material", sa.Text),
            _plain("active", sa.Boolean),
            _time("made_at", needed=True),
            _plain("made_by"),
        ],
        "training_sessions": [
            _time("at", needed=True),
            _plain("minutes", sa.Integer),
            *(_plain(name, sa.Text) for name in ("trainer", "place", "topic")),
            _id("course"),
            _plain("people", sa.Text),
            _plain("state"),
            _plain("policy", sa.Integer),
            _plain("made_by"),
            _plain("why", sa.Text),
        ],
        "attendances": [
            _plain("session", sa.Uuid),
            _plain("person"),
            _plain("presence"),
            _time("at", needed=True),
            _id("course"),
            _plain("policy", sa.Integer),
        ],
        "plans": [
            _plain("person"),
            _time("made_at", needed=True),
            _plain("made_by"),
            _plain("question"),
            sa.Column("found", sa.Float(), nullable=True),
            _plain("reviews", sa.Integer),
            _plain("goal", sa.Text),
            _plain("coach"),
            sa.Column("due", sa.Date(), nullable=True),
            _plain("steps", sa.Text),
            _plain("state"),
            _time("settled_at"),
            _plain("why", sa.Text),
        ],
        "tallies": [
            _plain("week", sa.Date),
            _plain("of"),
            _plain("name", sa.Text),
            _plain("person"),
            _plain("count", sa.Integer),
            _plain("total", sa.BigInteger),
        ],
    }


_TRAINING_INDEXES: list[tuple[str, str, list[str], sa.TextClause | None]] = [
    ("ix_training_sessions_at", "training_sessions", ["at"], None),
    ("ix_attendances_session", "attendances", ["session"], None),
    ("ix_attendances_trained", "attendances", ["person", "presence", "course", "at", "policy"], None),
    ("ix_plans_person", "plans", ["person"], None),
    ("ix_tallies_weeks", "tallies", ["week", "of", "name", "person", "count", "total"], None),
    ("ix_tallies_person", "tallies", ["person", "of", "name", "week", "count", "total"], None),
]


def upgrade() -> None:
    """All tables are empty."""
    for table, parts in _made_for_training().items():
        key = sa.Column("id", sa.Uuid(), nullable=False)
        op.create_table(table, key, *parts, sa.PrimaryKeyConstraint("id", name=f"pk_{table}"))
    for name, table, names, where in _TRAINING_INDEXES:
        op.create_index(name, table, names, unique=False, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    """Without all of it."""
    for name, table, _, _ in _TRAINING_INDEXES:
        op.drop_index(name, table)
    for table in _made_for_training():
        op.drop_table(table)
