import logging
import sqlite3
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest

from telephony.engine.journal import APPLICATION_ID, Journal
from telephony.events import DigitReceived, Envelope

# What is to be in the log, and what is not, each test says itself.
pytestmark = pytest.mark.allow_logs


def tell(journal: Journal, digit: str = "1") -> Envelope:
    envelope = Envelope(
        seq=journal.next_seq(),
        id=uuid4().hex,
        at=datetime.now(UTC),
        boottime=1.0,
        event=DigitReceived(call="c", digit=digit),
    )
    journal.append(envelope)
    return envelope


def eventually(true: Callable[[], object], seconds: float = 10.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.005)


def rows(path: Path) -> int:
    with sqlite3.connect(path) as database:
        count: int = database.execute("SELECT count(*) FROM event").fetchone()[0]
    database.close()
    return count


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "profile" / "journal.db"


def test_R60_what_is_acknowledged_is_in_no_byte_of_the_file_or_its_log(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("telephony.engine.journal._QUIET", 0.05)

    def on_disk() -> bytes:
        return b"".join(each.read_bytes() for each in path.parent.glob("journal.db*"))

    journal = Journal(path)
    told = [tell(journal, digit) for digit in "1234"]
    eventually(lambda: all(envelope.id.encode() in on_disk() for envelope in told))
    journal.acknowledge(told[-2].seq)
    eventually(lambda: not any(envelope.id.encode() in on_disk() for envelope in told[:-1]))
    assert told[-1].id.encode() in on_disk()
    assert journal.close()


def test_what_is_not_acknowledged_is_there_for_the_next_engine_with_the_same_ids(path: Path) -> None:
    first = Journal(path)
    told = [tell(first, digit) for digit in "123"]
    first.acknowledge(told[0].seq)
    assert first.unacknowledged() == tuple(told[1:])
    assert first.close()

    second = Journal(path)
    assert second.unacknowledged() == tuple(told[1:])
    assert tell(second).seq == told[-1].seq + 1
    assert second.close()


def test_numbers_go_on_when_everything_is_acknowledged(path: Path) -> None:
    first = Journal(path)
    last = [tell(first) for _ in range(5)][-1].seq
    first.acknowledge(last)
    first.close()
    second = Journal(path)
    assert second.unacknowledged() == ()
    assert second.next_seq() == last + 1
    second.close()


def test_an_engine_that_died_leaves_no_number_to_be_used_again(path: Path) -> None:
    first = Journal(path)
    told = [tell(first) for _ in range(3)]
    eventually(lambda: rows(path) == 3)
    # Not closed: this is what a kill leaves, and more may have been told than was written.
    second = Journal(path)
    assert second.unacknowledged() == tuple(told)
    assert second.next_seq() > told[-1].seq + 1_000
    second.close()
    first.close()


def test_acknowledged_events_leave_the_file(path: Path) -> None:
    journal = Journal(path)
    told = [tell(journal) for _ in range(100)]
    eventually(lambda: rows(path) == 100)
    journal.acknowledge(told[-1].seq)
    eventually(lambda: rows(path) == 0)
    assert journal.close()


def test_the_file_is_durable_and_forgets_thoroughly(path: Path) -> None:
    journal = Journal(path)
    assert journal.close()
    with sqlite3.connect(path) as database:
        assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert database.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
    database.close()


@pytest.mark.parametrize(
    "content", [b"this is no database, only a letter\n" * 200, b"SQLite format 3\0" + b"\1" * 8000]
)
def test_a_broken_file_is_set_aside_and_numbers_go_on(
    path: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    journal = Journal(path)
    envelope = tell(journal)
    assert envelope.seq > 1_000_000_000_000
    assert journal.close()
    (aside,) = path.parent.glob("*.broken-*")
    assert aside.read_bytes() == content
    assert "set aside" in caplog.text
    after = Journal(path)
    assert after.unacknowledged() == (envelope,)
    assert after.next_seq() == envelope.seq + 1
    after.close()


def test_another_program_s_database_is_not_written_into(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path.parent.mkdir()
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE recipes (name)")
    database.close()
    Journal(path).close()
    (aside,) = path.parent.glob("*.broken-*")
    with sqlite3.connect(aside) as database:
        assert database.execute("SELECT name FROM sqlite_schema").fetchall() == [("recipes",)]
    database.close()
    assert "another program" in caplog.text


def test_a_file_that_breaks_under_way_is_written_anew_from_memory(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    journal = Journal(path)
    before = tell(journal)
    eventually(lambda: rows(path) == 1)
    for file in path.parent.iterdir():
        file.write_bytes(b"x" * max(8192, file.stat().st_size))
    after = tell(journal)
    assert journal.unacknowledged() == (before, after)
    assert journal.close()
    assert "set aside" in caplog.text
    reopened = Journal(path)
    assert reopened.unacknowledged() == (before, after)
    reopened.close()


def test_where_no_file_can_be_made_events_are_kept_in_memory(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("in the way")
    journal = Journal(tmp_path / "file" / "journal.db")
    envelope = tell(journal)
    assert journal.unacknowledged() == (envelope,)
    assert envelope.seq > 1_000_000_000_000
    assert "cannot be written" in journal.trouble
    assert not journal.close()
    assert [record.levelno for record in caplog.records] == [logging.ERROR], "told once, not at each event"


@pytest.mark.parametrize("pragma", ["query_only=ON", "max_page_count=1"])
def test_a_full_or_read_only_disk_is_waited_for(
    path: Path, pragma: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The disk's state is played by a pragma on the journal's own connection.
    monkeypatch.setattr(sqlite3, "connect", partial(sqlite3.connect, check_same_thread=False))
    journal = Journal(path)
    tell(journal)
    eventually(lambda: rows(path) == 1)
    database = journal._writer._database
    assert database is not None
    database.execute(f"PRAGMA {pragma}")
    told = [tell(journal, "x" * 20_000) for _ in range(3)]
    eventually(lambda: journal.trouble)
    assert rows(path) == 1
    assert len(journal.unacknowledged()) == 4
    database.execute("PRAGMA query_only=OFF" if "query" in pragma else "PRAGMA max_page_count=100000")
    last = tell(journal)
    eventually(lambda: not journal.trouble)
    assert journal.close()
    reopened = Journal(path)
    assert reopened.unacknowledged()[1:] == (*told, last)
    reopened.close()
    assert "written again" in caplog.text


def test_an_event_of_another_version_is_passed_over_and_kept(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    first = Journal(path)
    first.close()
    with sqlite3.connect(path) as database:
        database.execute("INSERT INTO event VALUES (1, x'80')")
    database.close()
    second = Journal(path)
    assert second.unacknowledged() == ()
    assert second.next_seq() == 2
    assert second.close()
    assert rows(path) == 1
    assert "cannot be read by this version" in caplog.text
