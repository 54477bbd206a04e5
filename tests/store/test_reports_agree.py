"""Whatever the story and whatever is asked: memory, SQLite and PostgreSQL give one answer (R65)."""

import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.book import Book
from store.changes import PutDirectory
from store.escalation import Kind, Mode
from store.memory import MemoryBook
from store.open import open_book
from store.records import Records
from store.reports import Filter, Odd, Series, Slice, Step
from tests.store.conftest import _empty
from tests.store.report_stories import FIRST, records
from tests.store.story import DIRECTORY

NOW = FIRST + timedelta(days=70)

some_departments = st.sets(st.sampled_from(["", "payments", "network", "moon"]), max_size=2).map(frozenset)
filters = st.builds(
    lambda since, days, **more: Filter(since=since, until=since + timedelta(days=days), **more),
    since=st.dates(date(2026, 3, 15), date(2026, 4, 10)),
    days=st.integers(0, 40),
    zone=st.sampled_from(["UTC", "Europe/Berlin", "Australia/Lord_Howe"]),
    step=st.sampled_from([None, Step.DAY, Step.WEEK, Step.MONTH]),
    departments=some_departments,
    kinds=st.sets(st.sampled_from(Kind), max_size=1).map(frozenset),
    reasons=st.sets(st.sampled_from(["overload", "our own"]), max_size=1).map(frozenset),
    levels=st.sets(st.integers(0, 3), max_size=2).map(frozenset),
    compare=st.booleans(),
)


def _or_none(values: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.one_of(st.none(), st.none(), st.none(), values)


slices = st.builds(
    Slice,
    bucket=_or_none(st.integers(0, 5)),
    series=_or_none(st.sampled_from(Series)),
    kind=_or_none(st.sampled_from(Kind)),
    mode=_or_none(st.sampled_from(Mode)),
    reason=_or_none(st.just("overload")),
    department=_or_none(st.sampled_from(["", "payments", "network"])),
    level=_or_none(st.integers(0, 3)),
    trigger=_or_none(st.just("sla")),
    posture=_or_none(st.just("proactive")),
    cause=_or_none(st.sampled_from(["firmware", "kelvin"])),
    hops=_or_none(st.integers(1, 3)),
    odd=_or_none(st.sampled_from(Odd)),
)


def _filled(book: Book, story: Records) -> Book:
    book._now = lambda: NOW  # type: ignore[attr-defined]
    book.apply(PutDirectory(id=UUID(int=9), at=FIRST, person="", directory=DIRECTORY))
    book.load([story])  # type: ignore[attr-defined]
    return book


def _pages(book: Book, asked: Filter, part: Slice) -> list[UUID]:
    found: list[UUID] = []
    while page := book.report_cases(asked, part, before=found[-1] if found else None, limit=2):
        found += [row.escalation.id for row in page]
    return found


def _agree(memory: Book, sql: Book, asked: Filter, part: Slice) -> None:
    assert memory.report(asked) == sql.report(asked)
    all_of_it = memory.report_cases(asked, part, limit=1000)
    assert all_of_it == sql.report_cases(asked, part, limit=1000)
    assert _pages(memory, asked, part) == _pages(sql, asked, part) == [row.escalation.id for row in all_of_it]


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str]:
    """Makes an empty store, each time it is called."""
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")

        def copied() -> str:
            for old in tmp_path.glob("*.db*"):
                old.unlink()
            return f"sqlite:///{shutil.copy(template, tmp_path / 'warmline.db')}"

        return copied
    url: str = request.getfixturevalue("postgres_template")

    def emptied() -> str:
        _empty(url)
        return url

    return emptied


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(story=records(), asked=st.lists(st.tuples(filters, slices), min_size=2, max_size=4))
def test_R65_any_story_is_reported_alike_by_every_book(
    story: Records, asked: list[tuple[Filter, Slice]], fresh: Callable[[], str]
) -> None:
    sql = open_book(fresh())
    try:
        _filled(sql, story)
        memory = _filled(MemoryBook(), story)
        for filter_, part in asked:
            _agree(memory, sql, filter_, part)
    finally:
        sql.close()
