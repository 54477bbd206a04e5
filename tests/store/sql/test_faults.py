"""A failing environment is told in words, and never leaves half a change."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import UUID

import pytest

from store.errors import StoreUnavailable
from store.open import open_book
from store.sql import disk, engine, faults
from store.ticket import Outcome
from tests.small_disk import disk_of
from tests.store.sql.conftest import ROOT, Writer, go
from tests.store.story import Story

NOBODY = 65534


def _check(path: Path) -> None:
    with closing(sqlite3.connect(path)) as conn:
        assert conn.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert conn.execute("PRAGMA foreign_key_check").fetchall() == []
        conn.execute("INSERT INTO ticket_words (ticket_words) VALUES ('integrity-check')")


def test_what_was_acknowledged_survives_kill_9(tmp_path: Path, writer: Writer) -> None:
    path = tmp_path / "warmline.db"
    process = writer(f"sqlite:///{path}", 100_000)
    go(process)
    assert process.stdout is not None
    told = [UUID(process.stdout.readline().strip()) for _ in range(40)]
    process.send_signal(signal.SIGKILL)
    told += map(UUID, process.stdout.read().split())
    process.wait()
    _check(path)
    book = open_book(f"sqlite:///{path}")
    for call in told:
        case = book.case_of_call(call)
        assert case is not None
        assert case.calls[0].outcome is Outcome.TALKING
    # At most one was under way: it is there with all of its unit or without any.
    assert len(told) <= len(book.tickets(limit=10_000)) <= len(told) + 1
    for row in book.tickets(limit=3):
        case = book.case(row.ticket.id)
        assert case is not None
        assert bool(case.ticket.subject) == (case.calls[0].answered_at is not None)
    book.close()


FILL = """
import resource, sys
from tests.store.story import Story
from store.open import open_book
from store.errors import StoreUnavailable
book = open_book(sys.argv[1])
story = Story(book).begin()
limit = int(sys.argv[2])
if limit:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
done = 0
try:
    while done < 5000:
        story.edit(story.talk(), notes="x" * 2000)
        done += 1
except StoreUnavailable as e:
    print(e.code, e.message)
    print(len(book.tickets(limit=10000)))
    sys.exit(0)
sys.exit("never full")
"""


def _fill(path: Path, limit: int) -> tuple[str, int]:
    run = subprocess.run(
        [sys.executable, "-c", FILL, f"sqlite:///{path}", str(limit)],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    message, count = run.stdout.splitlines()
    return message, int(count)


def test_a_file_that_may_not_grow_is_told_and_stays_whole(tmp_path: Path) -> None:
    path = tmp_path / "warmline.db"
    message, count = _fill(path, 1_500_000)
    assert message.split()[0] in {"io", "full"}
    assert "full" in message or "space" in message
    assert count > 0
    _check(path)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    with disk_of(tmp_path / "small", "3m") as folder:
        yield folder


def test_a_full_disk_is_told_and_the_store_goes_on_when_there_is_room(small_disk: Path) -> None:
    path = small_disk / "warmline.db"
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"0" * 1_000_000)
    message, count = _fill(path, 0)
    assert message.startswith("full ")
    assert "Free some space" in message
    ballast.unlink()
    book = open_book(f"sqlite:///{path}")
    Story(book).ring("+1555")
    assert len(book.tickets(limit=10_000)) == count + 1
    book.close()
    _check(path)


@pytest.fixture
def owned() -> Iterator[Path]:
    """A folder that others may enter but not write, while we are somebody else if we were root."""
    folder = Path(tempfile.mkdtemp(prefix="warmline-ro-", dir="/tmp"))
    path = folder / "warmline.db"
    open_book(f"sqlite:///{path}").close()
    path.chmod(0o444)
    folder.chmod(0o555)
    root = os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)
    try:
        yield path
    finally:
        if root:
            os.seteuid(0)
        folder.chmod(0o755)
        shutil.rmtree(folder)


def test_a_read_only_file_is_told(owned: Path) -> None:
    with pytest.raises(StoreUnavailable) as refused:
        open_book(f"sqlite:///{owned}")
    assert refused.value.code == "read_only"
    assert "writable" in refused.value.message


def test_a_read_only_folder_is_told(owned: Path) -> None:
    with pytest.raises(StoreUnavailable) as refused:
        open_book(f"sqlite:///{owned.parent}/new.db")
    assert refused.value.code == "read_only"


def test_a_missing_folder_and_a_folder_are_told(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable) as refused:
        open_book(f"sqlite:///{tmp_path}/nowhere/warmline.db")
    assert refused.value.code == "missing_folder"
    assert "Create it" in refused.value.message
    assert not (tmp_path / "nowhere").exists()
    with pytest.raises(StoreUnavailable) as refused:
        open_book(f"sqlite:///{tmp_path}")
    assert refused.value.code == "cannot_open"


def test_a_file_of_something_else_is_told_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_bytes(b"Dear Helen, " * 1000)
    with pytest.raises(StoreUnavailable) as refused:
        open_book(f"sqlite:///{path}")
    assert refused.value.code == "corrupt"
    assert path.read_bytes() == b"Dear Helen, " * 1000


def test_another_programs_database_is_told_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as conn:
        conn.execute("CREATE TABLE recipes (name)")
        conn.commit()
    with pytest.raises(StoreUnavailable) as refused:
        open_book(f"sqlite:///{path}")
    assert refused.value.code == "not_ours"
    with closing(sqlite3.connect(path)) as conn:
        assert conn.execute("SELECT name FROM sqlite_master").fetchall() == [("recipes",)]


def test_a_damaged_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "warmline.db"
    book = open_book(f"sqlite:///{path}")
    story = Story(book).begin()
    for _ in range(20):
        story.talk()
    book.close()
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(os.urandom(size - 4096))
    with pytest.raises(StoreUnavailable) as refused:
        Story(open_book(f"sqlite:///{path}")).begin().talk()
    assert refused.value.code == "corrupt"
    assert "backup" in refused.value.message


def test_a_store_that_is_held_for_too_long_is_told_and_then_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BUSY_MS", 20)
    monkeypatch.setattr(faults, "PATIENCE_S", 0.2)
    path = tmp_path / "warmline.db"
    story = Story(open_book(f"sqlite:///{path}")).begin()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert story.book.tickets() == ()  # reading goes on
        with pytest.raises(StoreUnavailable) as refused:
            story.ring()
        assert refused.value.code == "locked"
        other.execute("ROLLBACK")
    story.ring()
    assert len(story.book.tickets()) == 1
    story.book.close()


@pytest.mark.parametrize(
    "url", ["mysql://u:geheim@h/x", "sqlite://", "sqlite:///:memory:", "nonsense:geheim"]
)
def test_an_address_of_no_store_is_told_without_its_password(url: str) -> None:
    with pytest.raises(StoreUnavailable) as refused:
        open_book(url)
    assert refused.value.code == "bad_url"
    assert "geheim" not in refused.value.message


def test_a_server_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable) as refused:
        open_book(f"postgresql+psycopg://warmline:geheim@/warmline?host={tmp_path}")
    assert refused.value.code == "unreachable"
    assert "geheim" not in refused.value.message


def test_a_login_or_database_that_the_server_does_not_know_is_told(postgres_server: str) -> None:
    for url in (f"postgresql+psycopg://warmline@/nowhere?host={postgres_server}",
                f"postgresql+psycopg://stranger@/postgres?host={postgres_server}"):  # fmt: skip
        with pytest.raises(StoreUnavailable) as refused:
            open_book(url)
        assert refused.value.code in {"unreachable", "refused", "no_database"}


def test_a_lost_connection_is_told_or_survived(postgres_url: str, postgres_server: str) -> None:
    import psycopg

    story = Story(open_book(postgres_url)).begin()
    name = postgres_url.partition("@/")[2].partition("?")[0]
    with psycopg.connect(f"host={postgres_server} user=warmline dbname=postgres", autocommit=True) as admin:
        admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
    with pytest.raises(StoreUnavailable):
        story.book.changed()
    assert story.book.changed()
    story.ring()
    assert len(story.book.tickets()) == 1
    story.book.close()


MOUNTS = """\
22 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw
30 22 0:26 / /home rw,relatime - nfs4 server:/home rw,vers=4.2
31 30 254:2 / /home/me/local\\040disk rw - xfs /dev/vdb rw
32 22 0:44 / /mnt/away rw - fuse.sshfs me@host: rw
33 22 0:45 / /mnt/box rw - fuse.gocryptfs /secret rw
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/lib/warmline", "ext4"),
        ("/home/me", "nfs4"),
        ("/homework", "ext4"),
        ("/home/me/local disk/data", "xfs"),
        ("/mnt/away/x", "fuse.sshfs"),
        ("/mnt/box/x", "fuse.gocryptfs"),
    ],
)
def test_the_file_system_is_that_of_the_nearest_mount(path: str, kind: str) -> None:
    assert disk.file_system(Path(path), MOUNTS) == kind


def test_a_network_disk_is_refused_in_words_and_a_local_one_is_not() -> None:
    disk.refuse_network(Path("/mnt/box"), MOUNTS)
    for path in ("/home/me", "/mnt/away"):
        with pytest.raises(StoreUnavailable) as refused:
            disk.refuse_network(Path(path), MOUNTS)
        assert refused.value.code == "network_disk"
        assert "PostgreSQL" in refused.value.message
