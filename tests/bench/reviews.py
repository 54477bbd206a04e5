"""Choosing what to review from a year of 100,000 recorded calls, on one thread as the keeper uses it.

Calls are drawn, picked by what makes them worth a look, and filtered; and an agent's reviews are listed.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from store.open import open_book
from store.review import Pick
from store.reviewing import PickQuery, ReviewQuery
from store.seed import big_floor
from tests.bench.books import timed
from tests.bench.figures import Aim, Figure
from tests.bench.reports import postgres
from tests.bench.setup import Setup

CALLS = 100_000
QUICK_CALLS = 2_000
TIMES = 20
AIM = Aim(of="p95", limit=300)


def measure(setup: Setup) -> list[Figure]:
    """SQLite, and PostgreSQL where its server is installed."""
    now = datetime.now(UTC)
    figures = _figures("SQLite", f"sqlite:///{setup.folder / 'reviews.db'}", setup, now)
    with postgres() as url:
        if url:
            figures += _figures("PostgreSQL", url, setup, now)
    return figures


def _figures(kind: str, url: str, setup: Setup, now: datetime) -> list[Figure]:
    count = QUICK_CALLS if setup.quick else CALLS
    book = open_book(url)
    try:
        big_floor(book, count, until=now, escalated=3, days=365, recorded=True)  # type: ignore[arg-type]
        year, week = now - timedelta(days=365), now - timedelta(days=7)

        def pick(what: Pick, since: datetime = year, **query: object) -> Callable[[], object]:
            given = {"since": since, "until": now, "seed": "2026-W10", "limit": 200, "recorded": True} | query
            return lambda: book.to_review(PickQuery(pick=what, **given))  # type: ignore[arg-type]

        asked: dict[str, Callable[[], object]] = {
            "sample, two of each agent in a week": pick(Pick.SAMPLE, week),
            "sample, two of each agent in the year": pick(Pick.SAMPLE),
            "sample of the year, recorded or not": pick(Pick.SAMPLE, recorded=False),
            "sample of the year, calls over five minutes": pick(Pick.SAMPLE, min_seconds=300.0),
            "the longest holds of the year": pick(Pick.LONG_HOLD),
            "wanted a manager": pick(Pick.DEMANDED_MANAGER),
            "low CSAT": pick(Pick.LOW_CSAT),
            "many hops": pick(Pick.MANY_HOPS),
            "all of one agent": pick(Pick.ALL, persons=("agent.7",)),
            "reviews of one agent": lambda: book.reviews(ReviewQuery(agents=("agent.7",), newest=True)),
        }
        return [
            Figure(
                title=f"Reviews: {name}, {count:,} calls, {kind}", unit="ms", aim=AIM,
                samples=tuple(timed(one) for _ in range(setup.times(TIMES) + 1))[1:],
            )
            for name, one in asked.items()
        ]  # fmt: skip
    finally:
        book.close()
