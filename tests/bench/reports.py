"""A manager's report on a store with 100,000 escalations of two years, on one thread as the keeper uses it.

From the question to its answer, nothing kept from the question before but the database's own pages.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import create_engine, text

from store.open import open_book
from store.reports import Filter, Series, Slice
from store.seed import big_floor
from tests.bench.books import timed
from tests.bench.figures import Aim, Figure
from tests.bench.setup import Setup

ESCALATIONS = 100_000
QUICK_ESCALATIONS = 2_000
TIMES = 20
AIM = Aim(of="p95", limit=300)


def measure(setup: Setup) -> list[Figure]:
    """SQLite, and PostgreSQL where its server is installed."""
    now = datetime.now(UTC)
    figures = _figures("SQLite", f"sqlite:///{setup.folder / 'reports.db'}", setup, now)
    with postgres() as url:
        if url:
            figures += _figures("PostgreSQL", url, setup, now)
    return figures


def _figures(kind: str, url: str, setup: Setup, now: datetime) -> list[Figure]:
    count = QUICK_ESCALATIONS if setup.quick else ESCALATIONS
    book = open_book(url)
    try:
        big_floor(book, count * 10 // 8, until=now, escalated=8)  # type: ignore[arg-type]
        if kind == "PostgreSQL":
            _vacuum(url)
        last = now.date()
        weeks = Filter(since=last - timedelta(days=83), until=last, zone="Europe/Berlin")
        year = Filter(since=last - timedelta(days=365), until=last, zone="Europe/Berlin")
        whole = Filter(since=last - timedelta(days=735), until=last, zone="Europe/Berlin", compare=False)
        network = Filter(
            since=weeks.since, until=last, zone="Europe/Berlin", departments=frozenset({"network"})
        )
        bar = Slice(bucket=5, series=Series.DEPARTMENT)
        asked: dict[str, tuple[Callable[[], object], Aim | None]] = {
            "Book.report(), 12 weeks and the 12 before": (lambda: book.report(weeks), AIM),
            "Book.report(), the same of one department": (lambda: book.report(network), AIM),
            "Book.report(), a year and the year before": (lambda: book.report(year), AIM),
            "Book.report(), two years at once": (lambda: book.report(whole), AIM),
            "Book.report_cases(), the first page of a bar": (lambda: book.report_cases(weeks, bar), None),
        }
        return [
            Figure(
                title=f"{name}, {count:,} escalations, {kind}", unit="ms", aim=aim,
                samples=tuple(timed(ask) for _ in range(setup.times(TIMES) + 1))[1:],
            )
            for name, (ask, aim) in asked.items()
        ]  # fmt: skip
    finally:
        book.close()


def _vacuum(url: str) -> None:
    """As the server does by itself within a minute; two years do not arrive in one."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as conn:
        conn.execute(text("VACUUM ANALYZE"))
    engine.dispose()


@contextmanager
def postgres() -> Iterator[str]:
    """The URL of an empty database on a server of our own; "" where none is installed or none starts."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: -float(p.parent.name))
    as_root = os.geteuid() == 0
    if not found or (as_root and shutil.which("runuser") is None):
        yield ""
        return
    folder = Path(tempfile.mkdtemp(prefix="wlb-pg-"))
    control = [*(["runuser", "-u", "postgres", "--"] if as_root else []), str(found[0] / "pg_ctl")]
    data = ["-D", str(folder / "data")]

    def run(*words: str) -> None:
        subprocess.run([*control, *words], check=True, capture_output=True, cwd="/", timeout=60)

    try:
        if as_root:
            shutil.chown(folder, "postgres")
        run("initdb", *data, "-o", "-U warmline -A trust -E UTF8 --locale=C.UTF-8")
        options = f"-c listen_addresses= -c unix_socket_directories={folder}"
        run("start", *data, "-w", "-o", options, "-l", str(folder / "log"))
        try:
            yield f"postgresql+psycopg://warmline@/postgres?host={folder}"
        finally:
            run("stop", *data, "-w", "-m", "immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
