"""The softphone: how well a leg was heard, why somebody is away, calls for help, the history, finding customers."""

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from store.text import call_marks, call_words, dial_key, words

revision = "0002"
down_revision: str | None = "0001"

_MEASURED = ("loss_in", "loss_out", "jitter_in_ms", "jitter_out_ms", "rtt_ms", "mos_in", "mos_out")
_BATCH = 5000


def upgrade() -> None:
    """Columns that may be empty, and two indexes that are filled with what is there."""
    for name in _MEASURED:
        op.add_column("call_legs", sa.Column(name, sa.Float(), nullable=True))
    op.add_column(
        "people", sa.Column("state_reason", sa.String(), nullable=False, server_default=sa.text("''"))
    )
    op.add_column(
        "calls", sa.Column("emergency", sa.Boolean(), nullable=False, server_default=sa.text("false"))
    )
    op.add_column("calls", sa.Column("seq", sa.Integer(), nullable=False, server_default=sa.text("0")))
    _number_calls()
    op.create_index("ix_calls_seq", "calls", ["seq"], unique=True)
    _make_call_words()
    _fill_call_words()
    op.create_index("ix_customers_name", "customers", ["name"], unique=False)
    _make_customer_words()
    _fill_customer_words()


def downgrade() -> None:
    """Without all of it."""
    op.drop_table("customer_words")
    op.drop_index("ix_customers_name", "customers")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TABLE call_words")
        op.execute("DROP SEQUENCE call_number")
    else:
        op.execute("DROP TRIGGER call_words_erased")
        op.execute("DROP TABLE call_words")
        op.execute("DELETE FROM counters WHERE name = 'call'")
    op.drop_index("ix_calls_seq", "calls")
    for table, names in (
        ("calls", ("seq", "emergency")),
        ("people", ("state_reason",)),
        ("call_legs", _MEASURED),
    ):
        for name in names:
            op.drop_column(table, name)


def _number_calls() -> None:
    """In the order in which they began: nobody knows better any more."""
    op.execute(
        "CREATE TEMPORARY TABLE numbered AS SELECT id, row_number() OVER (ORDER BY started_at, id) AS seq FROM calls"
    )
    op.execute("CREATE UNIQUE INDEX numbered_id ON numbered (id)")
    op.execute("UPDATE calls SET seq = (SELECT numbered.seq FROM numbered WHERE numbered.id = calls.id)")
    op.execute("DROP TABLE numbered")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE SEQUENCE call_number")
        op.execute(
            "SELECT setval('call_number', greatest(1, (SELECT coalesce(max(seq), 0) FROM calls)),"
            " (SELECT count(*) > 0 FROM calls))"
        )
    else:
        op.execute("INSERT INTO counters (name, value) SELECT 'call', coalesce(max(seq), 0) FROM calls")


def _make_call_words() -> None:
    """Made like the index of tickets (v0001)."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TABLE call_words ("
            " number INTEGER PRIMARY KEY REFERENCES calls (seq) ON DELETE CASCADE,"
            " words TSVECTOR NOT NULL)"
        )
        op.execute("CREATE INDEX ix_call_words_words ON call_words USING gin (words)")
        return
    op.execute(
        "CREATE VIRTUAL TABLE call_words USING"
        " fts5(words, tokenize = 'ascii', prefix = '1 2 3 4', detail = none, columnsize = 0)"
    )
    op.execute(
        "CREATE TRIGGER call_words_erased AFTER DELETE ON calls"
        " BEGIN DELETE FROM call_words WHERE rowid = old.seq; END"
    )


def _fill_call_words() -> None:
    rows = (
        "SELECT c.seq, c.person, c.direction, c.outcome, c.remote_name, c.remote_number, c.dialled,"
        " t.number, t.origin, t.caller_name, t.subject, coalesce(k.name, ''), coalesce(k.company, '')"
        " FROM calls c JOIN tickets t ON t.id = c.ticket LEFT JOIN customers k ON k.id = t.customer"
        " WHERE c.seq > :after ORDER BY c.seq LIMIT :most"
    )
    postgres = op.get_bind().dialect.name == "postgresql"
    insert = (
        "INSERT INTO call_words (number, words) VALUES (:number, array_to_tsvector(CAST(:words AS text[])))"
        if postgres
        else "INSERT INTO call_words (rowid, words) VALUES (:number, :words)"
    )
    for page in _pages(rows, 0):
        filled = []
        for (
            seq,
            person,
            way,
            outcome,
            remote,
            number,
            dialled,
            ticket,
            origin,
            caller,
            subject,
            *names,
        ) in page:
            found = call_words(ticket, origin, (remote, caller, *names, subject), (number, dialled))
            found += call_marks(person, way, outcome)
            filled.append({"number": seq, "words": found if postgres else " ".join(found)})
        op.get_bind().execute(sa.text(insert), filled)


def _make_customer_words() -> None:
    op.create_table(
        "customer_words",
        sa.Column("word", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("customer", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer"], ["customers.id"], name="fk_customer_words_customer", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("word", "customer", name="pk_customer_words"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_customer_words_customer", "customer_words", ["customer"], unique=False)


def _fill_customer_words() -> None:
    numbers: dict[Any, list[str]] = {}
    for number, customer in op.get_bind().execute(sa.text("SELECT number, customer FROM customer_numbers")):
        numbers.setdefault(customer, []).append(number)
    rows = op.get_bind().execute(sa.text("SELECT id, name, company FROM customers")).all()
    filled = []
    for customer, name, company in rows:
        texts = (name, company, *map(dial_key, numbers.get(customer, ())))
        found = dict.fromkeys(word for text in texts for word in words(text))
        filled += [{"word": word, "customer": customer} for word in found]
    insert = sa.text("INSERT INTO customer_words (word, customer) VALUES (:word, :customer)")
    for at in range(0, len(filled), _BATCH):
        op.get_bind().execute(insert, filled[at : at + _BATCH])


def _pages(rows: str, after: int) -> Iterator[Sequence[Any]]:
    """The rows in pages, by their first column."""
    while page := op.get_bind().execute(sa.text(rows), {"after": after, "most": _BATCH}).all():
        yield page
        after = page[-1][0]
