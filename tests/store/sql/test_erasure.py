"""What an erased customer leaves in the database's files: nothing, byte by byte (R60)."""

import json
import os
import shutil
import sqlite3
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from store.changes import AddNote
from store.changes_recordings import EraseCustomer
from store.erasure_list import beside, read, write
from store.errors import Rejected, StoreUnavailable
from store.open import open_book
from store.recording import Keeping
from store.records import KEPT, OF_TICKET
from store.sql import scrub
from store.sql.book import SqlBook
from store.sql.rows import kept
from store.sql.scrub import expire_backups
from store.sql.tables import meta
from store.sql.unit import SqlUnit
from store.ticket import Entry
from store.values import replace
from tests.store.story import Story
from tests.store.test_book_erasure_contract import BOSS, SAID, ZELDA, erased, everything, lived, with_manager


@pytest.fixture
def path(tmp_path: Path, sqlite_template: Path) -> Path:
    return Path(shutil.copy(sqlite_template, tmp_path / "warmline.db"))


@pytest.fixture
def book(path: Path) -> Iterator[SqlBook]:
    book = open_book(f"sqlite:///{path}")
    assert isinstance(book, SqlBook)
    yield book
    book.close()


@pytest.fixture
def story(book: SqlBook) -> Story:
    return with_manager(Story(book).begin())


def found_in(*files: Path) -> list[str]:
    """The words that are in the files' bytes, as they were written or in lower case as the index has them."""
    content = b"".join(file.read_bytes() for file in files).lower()
    return [word for word in SAID if word.lower().encode() in content]


def beside_it(path: Path) -> list[Path]:
    """The file, its log, its journal, and all else that begins with its name."""
    return sorted(path.parent.glob(path.name + "*"))


def filled(story: Story) -> tuple[UUID, UUID]:
    """Enough of others round her that her rows are on pages with theirs."""
    for n in range(30):
        story.end(story.talk(f"+4420{n:07d}", remote_name=f"Caller {n}"))
    hers = lived(story)
    for n in range(30):
        story.end(story.talk(f"+4930{n:07d}", remote_name=f"Ringer {n}"))
    return hers


def test_R60_no_byte_of_an_erased_customer_is_in_the_file_or_its_log(story: Story, path: Path) -> None:
    filled(story)
    assert set(found_in(*beside_it(path))) == set(SAID)
    erased(story)
    names = {file.name for file in beside_it(path)}
    assert f"{path.name}-wal" in names, "the book is open: its log is looked at too"
    assert found_in(*beside_it(path)) == []
    assert len(story.book.tickets("caller", limit=100)) == 30
    assert len(story.book.history("maria.lopez", "ringer", limit=100)) == 30


def test_R60_a_deleted_row_alone_would_be_found(
    story: Story, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the test above looks for is there without the scrubbing, or it would show nothing."""
    filled(story)
    monkeypatch.setattr(SqlBook, "forget", lambda _: None)
    erased(story)
    assert found_in(*beside_it(path)) != []
    monkeypatch.undo()
    assert story.book.scrub(story.now)
    assert found_in(*beside_it(path)) == []


@pytest.mark.allow_logs
def test_R60_an_erasure_that_was_cut_short_is_finished_at_the_next_start(
    story: Story, book: SqlBook, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(story)

    def full() -> None:
        raise StoreUnavailable("full", "The disk is full.")

    monkeypatch.setattr(book, "_db", replace(book._db, scrub=full))
    erased(story)
    assert everything(book)
    (erasure,) = book.erasures()
    assert erasure.scrubbed_at is None
    assert found_in(*beside_it(path)) != []
    book.close()
    monkeypatch.undo()
    again = open_book(f"sqlite:///{path}")
    assert found_in(*beside_it(path)) == []
    assert again.erasures()[0].scrubbed_at is not None
    again.close()


def test_R60_another_console_that_reads_does_not_keep_it(story: Story, path: Path) -> None:
    filled(story)
    other = open_book(f"sqlite:///{path}")
    assert len(other.tickets("zelda")) == 1
    erased(story)
    assert found_in(*beside_it(path)) == []
    assert other.changed()
    assert other.tickets("zelda") == ()
    other.close()


def test_R60_a_backup_that_is_put_back_forgets_again(story: Story, book: SqlBook, path: Path) -> None:
    _, recording = filled(story)
    backup = path.with_name("backup.db")
    with sqlite3.connect(path) as source, sqlite3.connect(backup) as target:
        source.backup(target)
    source.close()
    target.close()
    erased(story)
    after = everything(book)
    book.close()
    for file in (path, *path.parent.glob(path.name + "-*")):
        file.unlink(missing_ok=True)
    backup.replace(path)
    assert found_in(path) != []
    again = open_book(f"sqlite:///{path}")
    assert found_in(*beside_it(path)) == []
    assert [r.id for r in again.recordings_to_delete(story.now)] == [recording]
    assert everything(again).count("Ticket(") == after.count("Ticket(")
    again.close()


def test_R60_the_list_of_erasures_holds_ids_only_and_is_the_owners(story: Story, path: Path) -> None:
    call, recording = filled(story)
    ticket = story.case(call).ticket.id
    erased(story)
    file = beside(path)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    (line,) = file.read_text(encoding="utf-8").splitlines()
    assert json.loads(line) == {
        "id": story.book.erasures()[0].id.hex,
        "customer": ZELDA.id.hex,
        "at": story.now.isoformat(),
        "by": "ada.manager",
        "tickets": [ticket.hex],
        "recordings": [recording.hex],
    }
    write(file, ())
    assert len(read(file)) == 1, "what was in it stays"


@pytest.mark.parametrize("text", ["{", "[]", '{"id": "x"}', '"x"', "\xff"])
def test_R60_what_is_no_list_is_told(tmp_path: Path, text: str) -> None:
    file = tmp_path / "warmline.db.erasures"
    file.write_bytes(text.encode("latin-1"))
    with pytest.raises(StoreUnavailable) as refused:
        read(file)
    assert refused.value.code == "bad_erasures"
    assert str(file) in refused.value.message


def test_R60_copies_from_before_a_migration_expire(story: Story, path: Path) -> None:
    old, fresh, other = (
        path.with_name(name)
        for name in (
            "warmline.db.0003-20260101T000000Z.backup",
            "warmline.db.0003-20260301T000000Z.backup",
            "x.backup",
        )
    )
    for file in (old, fresh, other):
        file.write_bytes(b"Zelda")
    now = story.now
    os.utime(fresh, (now.timestamp(), (now - timedelta(days=29)).timestamp()))
    os.utime(old, (now.timestamp(), (now - timedelta(days=31)).timestamp()))
    assert expire_backups(path, now) == [old]
    assert fresh.exists()
    assert other.exists()


def test_R60_every_table_goes_with_the_customer_or_holds_nothing_of_one() -> None:
    """Whoever adds a table says here that it has no words about customers, or hangs it on the ticket."""
    without = {
        "levels", "departments", "people", "policies", "sources", "tellings", "nonces", "applied", "grants",
        "waiting", "recommendations", "recordings", "listenings", "recording_rules", "erasures", "courses",
        "training_sessions", "attendances", "plans", "tallies", "rehearsal_tries", "scorecards",
    }  # fmt: skip
    going = {"customers", "tickets"}
    for table in meta.sorted_tables:  # parents come first
        if any(k.column.table.name in going and k.ondelete == "CASCADE" for k in table.foreign_keys):
            going.add(table.name)
    assert {table.name for table in meta.sorted_tables} - going == without
    kinds = {kind for kind in KEPT if kept(kind).table.name in going}
    assert kinds == set(OF_TICKET), "the book in memory drops the same kinds"


def _on_disk(server: Path) -> list[str]:
    files = [f for folder in ("base", "global", "pg_xact") for f in (server / "data" / folder).rglob("*")]
    return found_in(*(f for f in files if f.is_file()))


def test_R60_no_byte_is_in_the_tables_of_a_server(postgres_server: str, postgres_url: str) -> None:
    import psycopg

    book = open_book(postgres_url)
    where = f"host={postgres_server} user=warmline dbname={postgres_url.partition('@/')[2].partition('?')[0]}"
    try:
        story = with_manager(Story(book).begin())
        _, recording = filled(story)
        with psycopg.connect(where, autocommit=True) as admin:
            admin.execute("ANALYZE")
            admin.execute("CHECKPOINT")
            assert set(_on_disk(Path(postgres_server))) == set(SAID)
            story.tell(EraseCustomer, customer=ZELDA.id, **BOSS)
            admin.execute("CHECKPOINT")
            assert _on_disk(Path(postgres_server)) == []
        row = book.recording(recording)
        assert row is not None
        assert row.state is Keeping.ERASED
        assert len(book.tickets("caller", limit=100)) == 30
    finally:
        book.close()


@pytest.mark.allow_logs
def test_R60_what_an_earlier_reader_on_a_server_still_sees_is_scrubbed_when_it_has_ended(
    postgres_server: str, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import psycopg

    monkeypatch.setattr(scrub, "_READERS_S", 0.0)
    book = open_book(postgres_url)
    where = f"host={postgres_server} user=warmline dbname={postgres_url.partition('@/')[2].partition('?')[0]}"
    try:
        story = with_manager(Story(book).begin())
        filled(story)
        with psycopg.connect(where, autocommit=True) as admin:
            with psycopg.connect(where) as reader:
                reader.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
                reader.execute("SELECT 1")
                story.tell(EraseCustomer, customer=ZELDA.id, **BOSS)
                assert [e.scrubbed_at for e in book.erasures()] == [None]
            assert book.scrub(datetime.now(UTC))
            assert [e.scrubbed_at is not None for e in book.erasures()] == [True]
            admin.execute("CHECKPOINT")
            assert _on_disk(Path(postgres_server)) == []
    finally:
        book.close()


@pytest.mark.parametrize(
    ("detail", "count"),
    [
        (
            "3 dead row versions cannot be removed yet.\nCPU: user: 0.01 s, system: 0.00 s, elapsed: 0.02 s.",
            3,
        ),
        ("0 dead row versions cannot be removed yet.\nCPU: user: 12 s.", 0),
        ("12 tote Zeilenversionen können noch nicht entfernt werden.", 12),
        ("CPU: none of it\n7", 0),
        ("", 0),
        (None, 0),
    ],
)
def test_rows_that_vacuum_has_kept_are_counted_in_any_language(detail: str | None, count: int) -> None:
    assert scrub.still_seen(detail) == count


def test_R60_who_writes_on_a_ticket_that_is_being_erased_is_told_that_it_is_gone(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = open_book(postgres_url), open_book(postgres_url)
    story = with_manager(Story(here).begin())
    call, _ = lived(story)
    note = story.make(AddNote, ticket=story.case(call).ticket.id, text="late")
    erase = [story.make(EraseCustomer, customer=ZELDA.id, **BOSS)]
    monkeypatch.setattr(SqlBook, "forget", lambda _: None)  # it would wait for the one who waits for it
    add_entry = SqlUnit.add_entry

    def late(unit: SqlUnit, entry: Entry) -> None:
        if erase:
            there.apply(erase.pop())
        add_entry(unit, entry)

    monkeypatch.setattr(SqlUnit, "add_entry", late)
    with pytest.raises(Rejected) as refused:
        here.apply(note)
    assert refused.value.code == "unknown_ticket"
    here.close()
    there.close()
