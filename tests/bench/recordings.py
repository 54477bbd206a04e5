"""A year of 100,000 recordings, on one thread as the keeper uses it: listed, filtered, searched, sampled."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from store.changes import PutDirectory
from store.directory import Department, Directory, Person
from store.open import open_book
from store.recording import RecordingQuery
from store.seed import big_floor
from tests.bench.books import timed
from tests.bench.figures import Aim, Figure
from tests.bench.reports import postgres
from tests.bench.setup import Setup

RECORDINGS = 100_000
QUICK_RECORDINGS = 2_000
TIMES = 20
AIM = Aim(of="p95", limit=300)
AGENTS = 50
TEAMS = 5


def measure(setup: Setup) -> list[Figure]:
    """SQLite, and PostgreSQL where its server is installed."""
    now = datetime.now(UTC)
    figures = _figures("SQLite", f"sqlite:///{setup.folder / 'recordings.db'}", setup, now)
    with postgres() as url:
        if url:
            figures += _figures("PostgreSQL", url, setup, now)
    return figures


def _directory() -> Directory:
    return Directory(
        departments=tuple(Department(key=f"team.{n}", name=f"Team {n}") for n in range(TEAMS)),
        people=tuple(
            Person(key=f"agent.{n}", name=f"Agent {n}", extension=f"2{n:03d}", department=f"team.{n % TEAMS}")
            for n in range(AGENTS)
        ),
    )


def _figures(kind: str, url: str, setup: Setup, now: datetime) -> list[Figure]:
    count = QUICK_RECORDINGS if setup.quick else RECORDINGS
    book = open_book(url)
    try:
        big_floor(book, count, until=now, escalated=3, days=365, recorded=True)  # type: ignore[arg-type]
        book.apply(PutDirectory(id=uuid4(), at=now, person="", directory=_directory()))
        half = book.recordings_list(RecordingQuery(until=now - timedelta(days=180), limit=1))[0].recording.id
        week = now - timedelta(days=7)

        def ask(**query: object) -> Callable[[], object]:
            return lambda: book.recordings_list(RecordingQuery(**query))  # type: ignore[arg-type]

        def draw(**query: object) -> Callable[[], object]:
            return lambda: book.recordings_sample(RecordingQuery(**query), each=3, seed="2026-W10")  # type: ignore[arg-type]

        asked: dict[str, Callable[[], object]] = {
            "list, the first page": ask(),
            "list, a page from half a year ago": ask(before=half),
            "filter, one agent": ask(persons=("agent.7",)),
            "filter, a team, calls of a minute with a hold, unreviewed": ask(
                department="team.3", min_seconds=60.0, min_hold_seconds=30.0, reviewed=False
            ),
            "filter, reviewed ones of a month": ask(
                reviewed=True, since=now - timedelta(days=90), until=now - timedelta(days=60)
            ),
            "filter, demanded a manager": ask(demanded_manager=True),
            "filter, low CSAT": ask(max_csat=1),
            "filter, nothing fits (legal hold)": ask(legal_hold=True),
            "the longest holds": ask(order="longest_hold"),
            "words, in every call": ask(words="tk"),
            "words, a customer's number": ask(words="+442000000012"),
            "words, a name and a team": ask(words="leila kaya", department="team.3"),
            "words, nothing fits": ask(words="tk", legal_hold=True),
            "sample, three of each agent in a week": draw(since=week, reviewed=False),
            "sample, three of each agent in the year": draw(),
        }
        return [
            Figure(
                title=f"{name}, {count:,} recordings, {kind}", unit="ms", aim=AIM,
                samples=tuple(timed(one) for _ in range(setup.times(TIMES) + 1))[1:],
            )
            for name, one in asked.items()
        ]  # fmt: skip
    finally:
        book.close()
