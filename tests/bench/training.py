"""Trends over a year of 100,000 reviews, who is due, load and customers at risk: each within what a person waits for.

200 agents in ten departments, ten questions, eight measures of conduct, 30 courses, 2,000 sessions of ten people; the
calls and tickets are those of the seeded floor of 100,000 tickets. From the question to its answer, on one thread.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random
from uuid import UUID

from store.changes import PutDirectory
from store.directory import Department, Directory, Person
from store.open import open_book
from store.records import KeptRecord, Records
from store.scorecard import USUAL
from store.seed import big_floor
from store.tally import HUNDREDTHS, MEASURES, Counted, Tally, monday, tally_id
from store.training import Attendance, Course, Plan, Presence, Session, SessionState, attendance_id
from store.trends import TrendFilter
from tests.bench.books import timed
from tests.bench.figures import Aim, Figure
from tests.bench.reports import postgres
from tests.bench.setup import Setup

REVIEWS = 100_000
QUICK_REVIEWS = 2_000
PEOPLE = 200
WEEKS = 53
TIMES = 20
AIM = Aim(of="p95", limit=300)
_BATCH = 20_000


def measure(setup: Setup) -> list[Figure]:
    """SQLite, and PostgreSQL where its server is installed."""
    figures = _figures("SQLite", f"sqlite:///{setup.folder / 'training.db'}", setup)
    with postgres() as url:
        if url:
            figures += _figures("PostgreSQL", url, setup)
    return figures


def _figures(kind: str, url: str, setup: Setup) -> list[Figure]:
    now = datetime.now(UTC)
    count = QUICK_REVIEWS if setup.quick else REVIEWS
    book = open_book(url)
    try:
        big_floor(book, setup.tickets, until=now)  # type: ignore[arg-type]
        book.apply(PutDirectory(id=UUID(int=1), at=now, person="", directory=directory()))
        book.load(batches(count, now))  # type: ignore[attr-defined]
        last = now.date()
        year = TrendFilter(since=last - timedelta(days=364), until=last)
        weeks = TrendFilter(since=last - timedelta(days=83), until=last)
        team = frozenset(p.key for p in directory().people if p.department == "d3")
        department = TrendFilter(since=year.since, until=last, people=team)
        one = TrendFilter(since=year.since, until=last, people=frozenset({"agent.7"}))
        lately = now - timedelta(days=7)
        asked: dict[str, Callable[[], object]] = {
            "Book.trends(), a year of everybody": lambda: book.trends(year),
            "Book.trends(), 12 weeks of everybody": lambda: book.trends(weeks),
            "Book.trends(), a year of a department": lambda: book.trends(department),
            "Book.trends(), a year of one person": lambda: book.trends(one),
            "Book.learning(), everybody's": lambda: book.learning(None, now),
            "Book.learning(), one's own": lambda: book.learning(("agent.7",), now),
            "Book.loads(), 7 days": lambda: book.loads(lately, now),
            "Book.loads(), 28 days": lambda: book.loads(now - timedelta(days=28), now),
            "Book.at_risk(), 90 days": lambda: book.at_risk(now - timedelta(days=90)),
        }
        return [
            Figure(
                title=f"{name}, {count:,} reviews, {kind}", unit="ms", aim=AIM,
                samples=tuple(timed(ask) for _ in range(setup.times(TIMES) + 1))[1:],
            )
            for name, ask in asked.items()
        ]  # fmt: skip
    finally:
        book.close()


def directory() -> Directory:
    """Everybody, a tenth in each department."""
    return Directory(
        departments=tuple(Department(key=f"d{n}", name=f"Department {n}") for n in range(10)),
        people=tuple(
            Person(key=f"agent.{n}", name=f"Agent {n}", extension=str(4000 + n), department=f"d{n % 10}")
            for n in range(PEOPLE)
        ),
    )


def batches(reviews: int, now: datetime) -> Iterator[Records]:
    """Tallies of that many reviews and ten times as many calls, then training; a batch a transaction."""
    rows: list[KeptRecord] = [*_tallies(reviews, now.date()), *_training(now)]
    for first in range(0, len(rows), _BATCH):
        yield Records(kept=tuple(rows[first : first + _BATCH]))


def _tallies(reviews: int, last: date) -> Iterator[Tally]:
    random = Random(7)  # noqa: S311 - invented data
    mondays = [monday(last) - timedelta(weeks=n) for n in range(WEEKS)]
    weeks = Counter((random.choice(mondays), random.randrange(PEOPLE)) for _ in range(reviews))
    for (week, number), count in weeks.items():
        person = f"agent.{number}"
        figures = [(Counted.REVIEW, "", count)]
        figures += [(Counted.QUESTION, q.key, count) for q in USUAL.questions]
        figures += [(Counted.CONDUCT, name, 10 * count) for name in MEASURES]
        if random.random() < 0.3:
            figures.append((Counted.CAUSE, f"cause {random.randrange(40)}", 1))
        for of, name, times in figures:
            total = times * random.randrange(30, 100) * HUNDREDTHS
            key = tally_id(week, of, name, person)
            yield Tally(id=key, week=week, of=of, name=name, person=person, count=times, total=total)


def _training(now: datetime) -> Iterator[KeptRecord]:
    random = Random(8)  # noqa: S311 - invented data
    courses = [UUID(int=100 + n) for n in range(30)]
    for n, course in enumerate(courses):
        yield Course(
            id=course,
            name=f"Course {n}",
            areas=("authority",),
            again_after=300,
            made_at=now - timedelta(days=400),
        )
    for n in range(2000):
        at, course = now - timedelta(days=random.randrange(720)), random.choice(courses)
        people = tuple(f"agent.{k}" for k in random.sample(range(PEOPLE), 10))
        session = UUID(int=10_000 + n)
        yield Session(id=session, at=at, course=course, people=people, state=SessionState.HELD, policy=1)
        for person in people:
            yield Attendance(
                id=attendance_id(session, person), session=session, person=person, at=at, course=course, policy=1,
                presence=Presence.ATTENDED,
            )  # fmt: skip
    for n in range(400):
        yield Plan(id=UUID(int=90_000 + n), person=f"agent.{n % PEOPLE}", made_at=now, question="empathy")
