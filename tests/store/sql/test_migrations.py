import os
import shutil
import sqlite3
import stat
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, Uuid, bindparam, create_engine, inspect, text

from store.errors import SchemaTooNew, StoreUnavailable
from store.open import open_book
from store.sql import migrate
from store.sql.disk import prepare
from store.sql.engine import sqlite_engine
from store.sql.lock import lock_file
from store.sql.tables import meta
from store.sql.types import Utc
from tests.store.sql.conftest import Writer, go
from tests.store.story import START, Story

NOT_IN_TABLES = {"counters", "alembic_version"}
PACKED = {
    "ix_escalations_report",
    "ix_escalations_packed",
    "ix_escalations_long",
    "report_times",
    "report_words",
    "report_whom",
}
"""What reports read, which each kind of database has in its own way (store.sql.report_packing)."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "warmline.db"


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    """Our migrations, and one more that a later version may have."""
    scripts = tmp_path / "scripts"
    shutil.copytree(migrate.SCRIPTS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    (scripts / "versions" / "v9999_more.py").write_text(
        f"""
from alembic import op
import sqlalchemy as sa
revision = "9999"
down_revision = "{migrate.revisions()[-1]}"

def upgrade():
    with op.batch_alter_table("tickets") as batch:
        batch.add_column(sa.Column("mood", sa.Text(), nullable=False, server_default="calm"))
        batch.alter_column("channel", type_=sa.Text())

def downgrade():
    with op.batch_alter_table("tickets") as batch:
        batch.drop_column("mood")
""",
        encoding="utf-8",
    )
    return scripts


def _writes(path: Path) -> Engine:
    return sqlite_engine(path).execution_options(writes=True)


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
def test_a_fresh_store_is_what_the_tables_say(shared_url: str) -> None:
    open_book(shared_url).close()
    engine = create_engine(shared_url)
    try:
        with engine.connect() as conn:

            def ours(_obj: object, name: str | None, kind: str, *_: object) -> bool:
                if kind != "table":
                    return name not in PACKED
                return not (name in NOT_IN_TABLES or str(name).startswith(("ticket_words", "call_words")))

            context = MigrationContext.configure(conn, opts={"include_object": ours, "compare_type": True})
            assert compare_metadata(context, meta) == []
        assert migrate.revision_of(engine) == migrate.revisions()[-1]
    finally:
        engine.dispose()


def test_the_files_names_are_alembics_revisions_in_one_line() -> None:
    scripts = ScriptDirectory(str(migrate.SCRIPTS))
    walked = [script.revision for script in scripts.walk_revisions()]
    assert list(reversed(walked)) == migrate.revisions()


def test_the_file_is_for_its_owner_only(path: Path) -> None:
    open_book(f"sqlite:///{path}").close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.fixture
def first_version(tmp_path: Path) -> Path:
    """The migrations as the first version had them."""
    scripts = tmp_path / "first"
    shutil.copytree(migrate.SCRIPTS, scripts, ignore=shutil.ignore_patterns("__pycache__", "v000[2-9]_*"))
    return scripts


_OLD_ROWS = """
INSERT INTO people VALUES (1, 'maria.lopez', 'Maria', 'agent', 1, '2041', '', '', '[]', '[]', 'away', 'x');
INSERT INTO customers VALUES (:helen, 'Helen Achébe', 'Dental', '', '[]', '', NULL, NULL, 'EUR',
 '["+44 20 7946 0420"]', '', '');
INSERT INTO customer_numbers VALUES ('+442079460420', :helen);
INSERT INTO tickets VALUES (7, :ticket, :at, :helen, '+442079460420', '', 'phone', 'Fax stops', 'general',
 'normal', 'open', '', '', '', :at, NULL, 1, '');
INSERT INTO calls VALUES (:late, :ticket, 'in', 'maria.lopez', '', '+442079460420', '', '', :later, NULL,
 :later, 'abandoned', '', NULL, NULL);
INSERT INTO calls VALUES (:early, :ticket, 'out', '2041', '', '+442079460420', '0044', '', :at, :at, :at,
 'answered', '', NULL, NULL);
INSERT INTO call_legs VALUES (:early, :early, NULL, 'customer', '', '', :at, :at, :at, 'us', 200, '', 0, 0,
 'G722');
"""


def test_a_store_of_the_first_version_keeps_its_rows_and_finds_its_calls(
    shared_url: str, first_version: Path
) -> None:
    path = Path(shared_url.removeprefix("sqlite:///")) if shared_url.startswith("sqlite") else None
    if path is not None:
        prepare(path)
    engine = _writes(path) if path is not None else create_engine(shared_url)
    migrate.bring_up(engine, path, first_version)
    assert migrate.revision_of(engine) == "0001"
    names = ("helen", "ticket", "early", "late")
    ids = {name: UUID(int=n) for n, name in enumerate(names, 1)}
    times = {"at": START, "later": START + timedelta(hours=1)}
    types = [bindparam(n, type_=Uuid()) for n in names] + [bindparam(n, type_=Utc()) for n in times]
    with engine.begin() as conn:
        for row in _OLD_ROWS.strip().removesuffix(";").split(";\n"):
            used = [t for t in types if f":{t.key}" in row]
            conn.execute(text(row).bindparams(*used), {t.key: (ids | times)[t.key] for t in used})
        counter = "UPDATE counters SET value = 7" if path is not None else "SELECT setval('ticket_number', 7)"
        conn.execute(text(counter))
    engine.dispose()
    book = open_book(shared_url)
    history = book.history("maria.lopez")
    assert [row.call.id for row in history] == [ids["late"], ids["early"]]
    assert history[0].customer_name == "Helen Achébe"
    assert not history[0].call.emergency
    for query in ("achebe", "dental", "+4420794604", "fax", "7"):
        assert len(book.history("maria.lopez", query)) == 2, query
    assert [row.call.id for row in book.history("maria.lopez", kind="missed")] == [ids["late"]]
    assert [row.call.id for row in book.history("maria.lopez", "0044", kind="out")] == [ids["early"]]
    assert [c.id for c in book.customers("ach")] == [c.id for c in book.customers("+4420")] == [ids["helen"]]
    case = book.case(ids["ticket"])
    assert case is not None
    assert (case.legs[0].codec, case.legs[0].mos_in) == ("G722", None)
    assert book.directory().people[0].state_reason == ""
    story = Story(book)
    story.now = START + timedelta(days=1)
    fresh = story.ring()
    assert [row.call.id for row in book.history("maria.lopez")] == [fresh, ids["late"], ids["early"]]
    book.close()


def test_down_to_nothing_and_up_again(shared_url: str) -> None:
    open_book(shared_url).close()
    if shared_url.startswith("sqlite"):
        engine = _writes(Path(shared_url.removeprefix("sqlite:///")))
    else:
        engine = create_engine(shared_url)
    try:
        migrate.take_down(engine)
        assert set(inspect(engine).get_table_names()) == {"alembic_version"}
        assert migrate.revision_of(engine) is None
    finally:
        engine.dispose()
    book = open_book(shared_url)
    Story(book).begin().ring()
    assert len(book.tickets()) == 1
    book.close()


def test_an_upgrade_keeps_everything_and_a_backup(path: Path, newer: Path) -> None:
    book = open_book(f"sqlite:///{path}")
    story = Story(book).begin()
    call = story.talk()
    before = story.case(call)
    engine = _writes(path)
    migrate.bring_up(engine, path, newer)  # a reader is open meanwhile
    assert migrate.revision_of(engine) == "9999"
    engine.dispose()
    assert story.case(call) == before
    book.close()
    backups = list(path.parent.glob("*.backup"))
    assert len(backups) == 1
    assert stat.S_IMODE(backups[0].stat().st_mode) == 0o600
    old = open_book(f"sqlite:///{backups[0]}")
    assert old.case(before.ticket.id) == before
    old.close()


def test_a_newer_schema_is_refused_and_not_touched(shared_url: str) -> None:
    open_book(shared_url).close()
    engine = create_engine(shared_url)
    with engine.begin() as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = '7777'"))
    with pytest.raises(SchemaTooNew) as refused:
        open_book(shared_url)
    assert refused.value.code == "schema_too_new"
    assert "7777" in refused.value.message
    assert migrate.revision_of(engine) == "7777"
    engine.dispose()


def test_a_migration_that_breaks_has_not_happened(path: Path, newer: Path) -> None:
    book = open_book(f"sqlite:///{path}")
    Story(book).begin().talk()
    book.close()
    broken = newer / "versions" / "v9999_more.py"
    broken.write_text(
        broken.read_text(encoding="utf-8").replace("def downgrade", "    1 / 0\n\ndef downgrade"),
        encoding="utf-8",
    )
    engine = _writes(path)
    with pytest.raises(ZeroDivisionError):
        migrate.bring_up(engine, path, newer)
    assert migrate.revision_of(engine) == migrate.revisions()[-1]
    assert "mood" not in {column["name"] for column in inspect(engine).get_columns("tickets")}
    engine.dispose()
    assert len(open_book(f"sqlite:///{path}").tickets()) == 1


def test_processes_that_begin_at_once_migrate_once(shared_url: str, writer: Writer) -> None:
    processes = [writer(shared_url, 1) for _ in range(3)]
    go(*processes)
    for process in processes:
        out, errors = process.communicate(timeout=60)
        assert process.returncode == 0, errors
        assert len(out.split()) == 1
    book = open_book(shared_url)
    assert len(book.tickets()) == 3
    book.close()


def test_waiting_for_the_lock_ends_in_words(path: Path) -> None:
    lock = path.with_name("warmline.db.lock")
    with lock_file(lock), pytest.raises(StoreUnavailable) as refused, lock_file(lock, wait=0.1):
        pass
    assert refused.value.code == "locked"


def test_a_full_disk_stops_the_backup_and_changes_nothing(
    path: Path, newer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_book(f"sqlite:///{path}").close()

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    engine = _writes(path)
    with pytest.raises(StoreUnavailable) as refused:
        migrate.bring_up(engine, path, newer)
    assert refused.value.code == "full"
    assert migrate.revision_of(engine) == migrate.revisions()[-1]
    assert [p.name for p in path.parent.glob("*backup*")] == []
    engine.dispose()


def test_an_erased_ticket_leaves_no_words_behind(path: Path) -> None:
    book = open_book(f"sqlite:///{path}")
    Story(book).begin().ring(remote_name="Unforgettable")
    book.close()
    with closing(sqlite3.connect(path)) as conn:
        conn.execute("PRAGMA foreign_keys = ON")
        conn.execute("DELETE FROM tickets")
        conn.commit()
        assert conn.execute("SELECT count(*) FROM ticket_words").fetchone() == (0,)
        assert conn.execute("SELECT count(*) FROM entries").fetchone() == (0,)
