"""The ways in which the index of SQLite is asked give the same answer."""

from pathlib import Path
from uuid import UUID

import pytest

from store.open import open_book
from store.sql import search
from tests.store.story import Story

NUMBERS = [f"+4420{n:06d}" for n in range(40)] + ["+4421000001", "+4911000001"]


@pytest.fixture
def story(tmp_path: Path) -> Story:
    return Story(open_book(f"sqlite:///{tmp_path / 'warmline.db'}")).begin()


def found(story: Story, query: str) -> list[UUID]:
    return [row.call.id for row in story.book.history("maria.lopez", query, limit=100)]


@pytest.mark.parametrize("very_many", [1, 10, 1500])
@pytest.mark.parametrize("few", [0, 16])
def test_beginnings_of_few_many_and_very_many_words(
    story: Story, monkeypatch: pytest.MonkeyPatch, few: int, very_many: int
) -> None:
    monkeypatch.setattr(search, "FEW_WORDS", few)
    monkeypatch.setattr(search, "VERY_MANY_WORDS", very_many)
    calls = {number: story.ring(number, remote_name=f"Ann {number}") for number in NUMBERS}
    expected = {
        "+44200": NUMBERS[:40],
        "+44 20 000": NUMBERS[:40],
        "44200000": NUMBERS[:40],
        "+442000001": NUMBERS[10:20],
        "+4420000010": NUMBERS[10:11],
        "+442": NUMBERS[:41],
        "+44210": NUMBERS[40:41],
        "20000": [],
        "+44209": [],
        "ann +44200": NUMBERS[:40],
        "ann 442000001": NUMBERS[10:20],
        "nobody 44200": [],
    }
    for query, numbers in expected.items():
        assert found(story, query) == [calls[number] for number in reversed(numbers)], query
    first = found(story, "+44200")
    assert [
        row.call.id for row in story.book.history("maria.lopez", "+44200", before=first[4], limit=5)
    ] == first[5:10]
    assert len(story.book.tickets("+44200")) == 40
