"""The spine: directory, customers, tickets, calls, escalations, and the search index."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision: str | None = None

# Each after what it refers to.
TABLES = (
    "levels",
    "departments",
    "people",
    "customers",
    "customer_numbers",
    "tickets",
    "entries",
    "drafts",
    "calls",
    "call_aliases",
    "call_legs",
    "escalations",
    "escalation_steps",
    "applied",
    "nonces",
)


def upgrade() -> None:
    """From nothing."""
    _floor()
    _tickets()
    _calls()
    _escalations()
    _bookkeeping()
    _numbers()
    _search()


def downgrade() -> None:
    """To nothing."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP SEQUENCE ticket_number")
    else:
        op.execute("DROP TABLE counters")
    op.execute("DROP TABLE ticket_words")
    for table in reversed(TABLES):
        op.drop_table(table)


def _floor() -> None:
    """Who can be escalated to, and who calls."""
    op.create_table(
        "levels",
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("competence", sa.Text(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_levels"),
    )
    op.create_table(
        "departments",
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("is_queue", sa.Boolean(), nullable=False),
        sa.Column("expertise", sa.Text(), nullable=False),
        sa.Column("languages", sa.Text(), nullable=False),
        sa.Column("hours", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_departments"),
    )
    op.create_table(
        "people",
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("extension", sa.String(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("skills", sa.Text(), nullable=False),
        sa.Column("languages", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("state_since", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_people"),
    )
    op.create_index("ix_people_extension", "people", ["extension"], unique=False)
    op.create_table(
        "customers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("languages", sa.Text(), nullable=False),
        sa.Column("tier", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("value_cents", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("numbers", sa.Text(), nullable=False),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("warning", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_customers"),
    )
    op.create_table(
        "customer_numbers",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("customer", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer"], ["customers.id"], name="fk_customer_numbers_customer", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("number", "customer", name="pk_customer_numbers"),
    )
    op.create_index("ix_customer_numbers_customer", "customer_numbers", ["customer"], unique=False)


def _tickets() -> None:
    """Matters, what happened to them, and what is half written."""
    op.create_table(
        "tickets",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("customer", sa.Uuid(), nullable=True),
        sa.Column("caller", sa.Text(), nullable=False),
        sa.Column("caller_name", sa.Text(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("owner_department", sa.String(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer"], ["customers.id"], name="fk_tickets_customer", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("number", name="pk_tickets"),
        sa.UniqueConstraint("id", name="uq_tickets_id"),
    )
    op.create_index("ix_tickets_customer_number", "tickets", ["customer", "number"], unique=False)
    op.create_index("ix_tickets_owner_closed_at", "tickets", ["owner", "closed_at"], unique=False)
    op.create_table(
        "entries",
        sa.Column(
            "seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ticket", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("code", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["ticket"], ["tickets.id"], name="fk_entries_ticket", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("seq", name="pk_entries"),
    )
    op.create_index("ix_entries_ticket_at", "entries", ["ticket", "at"], unique=False)
    op.create_table(
        "drafts",
        sa.Column("ticket", sa.Uuid(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["ticket"], ["tickets.id"], name="fk_drafts_ticket", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("ticket", "person", "scope", name="pk_drafts"),
    )


def _calls() -> None:
    """Calls and their legs."""
    op.create_table(
        "calls",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ticket", sa.Uuid(), nullable=False),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("remote_name", sa.Text(), nullable=False),
        sa.Column("remote_number", sa.Text(), nullable=False),
        sa.Column("dialled", sa.Text(), nullable=False),
        sa.Column("sip_call_id", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("wrapup_code", sa.String(), nullable=False),
        sa.Column("wrapped_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("escalation", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["ticket"], ["tickets.id"], name="fk_calls_ticket", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_calls"),
    )
    op.create_index("ix_calls_person_started_at", "calls", ["person", "started_at"], unique=False)
    op.create_index(
        "ix_calls_sip_call_id",
        "calls",
        ["sip_call_id"],
        unique=False,
        sqlite_where=sa.text("sip_call_id <> ''"),
        postgresql_where=sa.text("sip_call_id <> ''"),
    )
    op.create_index("ix_calls_ticket", "calls", ["ticket"], unique=False)
    op.create_table(
        "call_aliases",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("call", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["call"], ["calls.id"], name="fk_call_aliases_call", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_call_aliases"),
    )
    op.create_index("ix_call_aliases_call", "call_aliases", ["call"], unique=False)
    op.create_table(
        "call_legs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("call", sa.Uuid(), nullable=False),
        sa.Column("parent", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("remote_name", sa.Text(), nullable=False),
        sa.Column("remote_number", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=False),
        sa.Column("code", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("held_seconds", sa.Float(), nullable=False),
        sa.Column("holds", sa.Integer(), nullable=False),
        sa.Column("codec", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["call"], ["calls.id"], name="fk_call_legs_call", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_call_legs"),
    )
    op.create_index("ix_call_legs_call", "call_legs", ["call"], unique=False)


def _escalations() -> None:
    """Escalations and their story."""
    op.create_table(
        "escalations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ticket", sa.Uuid(), nullable=False),
        sa.Column("call", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("trigger", sa.String(), nullable=False),
        sa.Column("posture", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("expects", sa.Text(), nullable=False),
        sa.Column("from_person", sa.String(), nullable=False),
        sa.Column("from_level", sa.Integer(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("target_name", sa.Text(), nullable=False),
        sa.Column("target_is_department", sa.Boolean(), nullable=False),
        sa.Column("to_level", sa.Integer(), nullable=False),
        sa.Column("hop", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_by", sa.String(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["ticket"], ["tickets.id"], name="fk_escalations_ticket", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_escalations"),
    )
    op.create_index(
        "ix_escalations_from_person_created_at", "escalations", ["from_person", "created_at"], unique=False
    )
    op.create_index(
        "ix_escalations_open",
        "escalations",
        ["target", "created_at"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index(
        "ix_escalations_sent",
        "escalations",
        ["from_person"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index("ix_escalations_ticket", "escalations", ["ticket"], unique=False)
    op.create_table(
        "escalation_steps",
        sa.Column("escalation", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("code", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["escalation"], ["escalations.id"], name="fk_escalation_steps_escalation", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("escalation", "seq", name="pk_escalation_steps"),
    )


def _bookkeeping() -> None:
    """What was applied, and which hand-over contexts were used."""
    op.create_table(
        "applied",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_applied"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "nonces",
        sa.Column("nonce", sa.LargeBinary(), nullable=False),
        sa.Column("call", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("nonce", name="pk_nonces"),
    )
    op.create_index("ix_nonces_at", "nonces", ["at"], unique=False)


def _numbers() -> None:
    """Where ticket numbers come from; a sequence never makes two writers wait for each other."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE SEQUENCE ticket_number")
        return
    op.execute("CREATE TABLE counters (name TEXT NOT NULL PRIMARY KEY, value INTEGER NOT NULL)")
    op.execute("INSERT INTO counters (name, value) VALUES ('ticket', 0)")


def _search() -> None:
    """The index holds words that are cut already (store.text), so it needs no language."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TABLE ticket_words ("
            " number INTEGER PRIMARY KEY REFERENCES tickets (number) ON DELETE CASCADE,"
            " words TSVECTOR NOT NULL)"
        )
        op.execute("CREATE INDEX ix_ticket_words_words ON ticket_words USING gin (words)")
        return
    # No positions are kept: each word of a query is looked for by itself.
    op.execute(
        "CREATE VIRTUAL TABLE ticket_words USING"
        " fts5(words, tokenize = 'ascii', prefix = '1 2 3 4', detail = none, columnsize = 0)"
    )
    op.execute(
        "CREATE TRIGGER ticket_words_erased AFTER DELETE ON tickets"
        " BEGIN DELETE FROM ticket_words WHERE rowid = old.number; END"
    )
