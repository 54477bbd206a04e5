"""Recordings and what is made of them: who listened, how people spoke, what was erased; and training."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from store.reviewing import lot_of
from store.sql.migrations.packing import pack, unpack
from store.sql.types import Utc

revision = "0004"
down_revision: str | None = "0003"

_OPEN = sa.text("state IN ('kept', 'recorded')")
_LISTED = [
    "started_at", "id", "state", "person", "purpose", "seconds", "hold_seconds", "reviewed_at", "legal_hold",
    "ticket", "call",
]  # fmt: skip
_RECORDED = sa.text("state = 'recorded'")
_NOT_GONE = sa.text("state = 'erased' AND gone_at IS NULL")
_SPOKEN = sa.text("answered_at IS NOT NULL AND ended_at IS NOT NULL")
_MANY_HOPS = sa.text("hops >= 2")
_LONG_HOLD = sa.text("held_seconds >= 120")
_TO_DO = sa.text("state IN ('assigned', 'draft')")
_SHARED = sa.text("version > 0")
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
    return {
        "calls": [
            sa.Column("consent", sa.String(), nullable=False, server_default=sa.text("''")),
            sa.Column("lot", sa.BigInteger(), nullable=False, server_default=sa.text("0")),
        ]
    }


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
        **_reviewed(),
        "rehearsal_tries": [
            _plain("person"),
            _plain("scenario"),
            _plain("title", sa.Text),
            _plain("edition"),
            _plain("seed", sa.Integer),
            _time("started_at", needed=True),
            _plain("seconds", sa.Float),
            _plain("score", sa.Integer),
            _plain("broken_off", sa.Boolean),
            _plain("steps", sa.Text),
            _plain("moments", sa.Text),
        ],
    }  # fmt: skip


def _filled() -> list[sa.Column[Any]]:
    return [
        _plain("card"),
        _plain("card_version", sa.Integer),
        _plain("answers", sa.Text),
        _plain("comments", sa.Text),
        _plain("note", sa.Text),
        sa.Column("percent", sa.Float(), nullable=True),
        _plain("passed", sa.Boolean),
    ]


def _reviewed() -> dict[str, list[Any]]:
    """Scorecards, and what was found by them."""
    return {
        "scorecards": [
            _plain("key"),
            _plain("version", sa.Integer),
            _plain("card", sa.Text),
            _time("saved_at", needed=True),
            _plain("saved_by"),
        ],
        "reviews": [
            _plain("call", sa.Uuid),
            *_of_ticket("reviews"),
            *(_plain(name) for name in ("agent", "reviewer", "state", "why", "assigned_by")),
            _time("assigned_at", needed=True),
            _time("due_at"),
            _id("calibration"),
            *_filled(),
            _time("saved_at"),
            _time("handed_in_at"),
            _plain("version", sa.Integer),
            _time("shared_at"),
        ],
        "review_versions": [
            _plain("review", sa.Uuid),
            *_of_ticket("review_versions"),
            _plain("version", sa.Integer),
            _plain("agent"),
            _plain("reviewer"),
            _time("shared_at", needed=True),
            *_filled(),
            _plain("answer", sa.Text),
            _time("answered_at"),
            _time("acknowledged_at"),
        ],
    }


_UNIQUE = frozenset({"ix_scorecards_version", "ix_review_versions_review"})


def _indexes() -> list[tuple[str, str, list[str], sa.TextClause | None]]:
    return [
        ("ix_recordings_ticket", "recordings", ["ticket"], None),
        ("ix_recordings_call", "recordings", ["call"], None),
        ("ix_recordings_started", "recordings", _LISTED, _OPEN),
        ("ix_recordings_person", "recordings", ["person", *(n for n in _LISTED if n != "person")], _OPEN),
        ("ix_recordings_hold", "recordings", ["hold_seconds", "id"], _OPEN),
        ("ix_recordings_ends", "recordings", ["keep_until"], _ENDS),
        ("ix_recordings_recorded", "recordings", ["started_at"], _RECORDED),
        ("ix_recordings_not_gone", "recordings", ["id"], _NOT_GONE),
        ("ix_leg_conducts_ticket", "leg_conducts", ["ticket"], None),
        ("ix_leg_conducts_at", "leg_conducts", ["at", "person"], None),
        ("ix_listenings_recording", "listenings", ["recording"], None),
        ("ix_listenings_person", "listenings", ["person", "at"], None),
        ("ix_erasures_customer", "erasures", ["customer"], None),
        ("ix_recordings_open_call", "recordings", ["call"], _OPEN),
        ("ix_tickets_many_hops", "tickets", ["id"], _MANY_HOPS),
        ("ix_calls_lots", "calls", ["person", "started_at", "lot", "id", "answered_at", "ended_at"], _SPOKEN),
        ("ix_call_legs_long_hold", "call_legs", ["call", "held_seconds"], _LONG_HOLD),
        ("ix_scorecards_version", "scorecards", ["key", "version"], None),
        ("ix_reviews_ticket", "reviews", ["ticket"], None),
        ("ix_reviews_call", "reviews", ["call"], None),
        ("ix_reviews_calibration", "reviews", ["calibration"], None),
        ("ix_reviews_to_do", "reviews", ["reviewer", "due_at"], _TO_DO),
        ("ix_reviews_agent", "reviews", ["agent", "shared_at"], _SHARED),
        ("ix_reviews_shared", "reviews", ["shared_at"], _SHARED),
        ("ix_review_versions_review", "review_versions", ["review", "version"], None),
        ("ix_review_versions_ticket", "review_versions", ["ticket"], None),
        ("ix_review_versions_shared_at", "review_versions", ["shared_at"], None),
        ("ix_rehearsal_tries_person", "rehearsal_tries", ["person", "started_at"], None),
    ]


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
    """All new tables are empty."""
    pack()
    for table, columns in _added().items():
        for column in columns:
            op.add_column(table, column)
    for table, parts in (_made() | _made_for_training()).items():
        key = sa.Column("id", sa.Uuid(), nullable=False)
        op.create_table(table, key, *parts, sa.PrimaryKeyConstraint("id", name=f"pk_{table}"))
    for name, table, names, where in (*_indexes(), *_TRAINING_INDEXES):
        unique = name in _UNIQUE
        op.create_index(name, table, names, unique=unique, sqlite_where=where, postgresql_where=where)
    _draw_lots()


def _draw_lots() -> None:
    """Of the calls that are there."""
    conn = op.get_bind()
    calls = sa.table("calls", sa.column("id", sa.Uuid()), sa.column("lot", sa.BigInteger()))
    lots = [{"which": call, "drawn": lot_of(call)} for (call,) in conn.execute(sa.select(calls.c.id))]
    if lots:
        statement = (
            sa.update(calls).where(calls.c.id == sa.bindparam("which")).values(lot=sa.bindparam("drawn"))
        )
        conn.execute(statement, lots)


def downgrade() -> None:
    """Without all of it."""
    unpack()
    for name, table, _, _ in (*_indexes(), *_TRAINING_INDEXES):
        op.drop_index(name, table)
    for table in (*_made(), *_made_for_training()):
        op.drop_table(table)
    for table, columns in _added().items():
        for column in reversed(columns):
            op.drop_column(table, column.name)
