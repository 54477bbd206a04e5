"""The books that pass one suite, and a PostgreSQL of our own where its programs are installed."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from store.book import Book
from store.memory import MemoryBook
from store.open import open_book
from tests.store.story import START, Story

NEWEST_FIRST = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: -float(p.parent.name))


def _as_postgres(*command: str) -> list[str]:
    """PostgreSQL refuses to run as root."""
    return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else list(command)


def _run(*command: str) -> None:
    subprocess.run(_as_postgres(*command), check=True, capture_output=True, cwd="/", timeout=60)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The socket folder of a server that lives as long as the session."""
    if not NEWEST_FIRST:
        pytest.skip("PostgreSQL's server programs are not installed (Debian: postgresql)")
    if os.geteuid() == 0 and shutil.which("runuser") is None:
        pytest.skip("PostgreSQL does not run as root, and there is no runuser")
    binaries = NEWEST_FIRST[0]
    folder = Path(tempfile.mkdtemp(prefix="warmline-pg-", dir="/tmp"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        data = str(folder / "data")
        _run(str(binaries / "initdb"), "-D", data, "-U", "warmline", "-A", "trust", "-E", "UTF8", "--no-sync",
             "--locale=C.UTF-8")  # fmt: skip
        options = (
            f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off -c max_connections=40"
        )
        control = str(binaries / "pg_ctl")
        _run(control, "-D", data, "-w", "-o", options, "-l", str(folder / "log"), "start")
        try:
            yield str(folder)
        finally:
            _run(control, "-D", data, "-w", "-m", "immediate", "stop")
    except subprocess.CalledProcessError as e:
        pytest.skip(f"PostgreSQL could not be started: {e.stderr.decode(errors='replace').strip()[-200:]}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """An empty database."""
    import psycopg

    name = f"t{uuid4().hex}"
    where = f"host={postgres_server} user=warmline"
    with psycopg.connect(f"{where} dbname=postgres", autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
        yield f"postgresql+psycopg://warmline@/{name}?host={postgres_server}"
        with suppress(psycopg.errors.UndefinedObject):
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that is migrated and empty: copying it is faster than migrating again."""
    path = tmp_path_factory.mktemp("template") / "warmline.db"
    open_book(f"sqlite:///{path}").close()
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> str:
    """A database that is migrated; emptying it is faster than making another."""
    import psycopg

    with psycopg.connect(f"host={postgres_server} user=warmline dbname=postgres", autocommit=True) as admin:
        admin.execute("CREATE DATABASE template")
    url = f"postgresql+psycopg://warmline@/template?host={postgres_server}"
    open_book(url).close()
    return url


def _empty(url: str) -> None:
    import psycopg

    with psycopg.connect(f"host={url.partition('host=')[2]} user=warmline dbname=template") as conn:
        rows = conn.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        names = ", ".join(name for (name,) in rows if name != "alembic_version")
        conn.execute(f"TRUNCATE {names} CASCADE; ALTER SEQUENCE ticket_number RESTART")


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "memory":
        return "memory://"
    if request.param == "sqlite":
        copy = shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "warmline.db")
        return f"sqlite:///{copy}"
    url: str = request.getfixturevalue("postgres_template")
    _empty(url)
    return url


@pytest.fixture
def opened() -> Iterator[Callable[[str], Book]]:
    """Opens books and closes them at the end; their year ends a month after the stories begin."""
    books: list[Book] = []

    def open_one(url: str) -> Book:
        def now() -> object:
            return START + timedelta(days=30)

        book: Book
        if url.startswith("memory:"):
            book = MemoryBook(now=now)  # type: ignore[arg-type]
        else:
            book = open_book(url)
            book._now = now  # type: ignore[attr-defined]
        books.append(book)
        return book

    yield open_one
    for book in books:
        book.close()


@pytest.fixture
def book(url: str, opened: Callable[[str], Book]) -> Book:
    return opened(url)


@pytest.fixture
def story(book: Book) -> Story:
    return Story(book).begin()
