"""`warmline clock` on a book that comes and goes."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from console.clock import LOOK, Clock
from store.book import Book
from store.errors import SchemaTooNew, StoreUnavailable
from store.memory import MemoryBook
from tests.store.story import START, Story
from tests.store.test_book_policy_contract import found, sent

HOUR = timedelta(hours=1)


class Away(MemoryBook):
    """A store that cannot be reached for a while."""

    def __init__(self) -> None:
        super().__init__()
        self.away = False
        self.closed = 0

    def policies(self) -> tuple:  # type: ignore[type-arg]
        if self.away:
            raise StoreUnavailable("unavailable", "The cable is out.")
        return super().policies()

    def close(self) -> None:
        self.closed += 1


def at(moment: datetime) -> Callable[[], datetime]:
    return lambda: moment


def test_R20_it_does_what_is_due_and_says_when_to_look_again() -> None:
    book = MemoryBook()
    story = Story(book).begin()
    escalation = sent(story)
    began = found(story, escalation).created_at
    assert Clock(lambda: book, at(began)).look() == LOOK.total_seconds(), (
        "somebody may make something due sooner"
    )
    assert Clock(lambda: book, at(began + 2 * HOUR - timedelta(seconds=2))).look() == 2.0
    Clock(lambda: book, at(began + 2 * HOUR)).look()
    assert found(story, escalation).path_step == 1


def test_R20_an_empty_store_is_looked_at_all_the_same() -> None:
    assert Clock(MemoryBook, at(START)).look() == LOOK.total_seconds()


@pytest.mark.allow_logs
def test_a_store_that_is_away_is_tried_again_ever_later_and_used_when_it_is_back() -> None:
    book = Away()
    opened: list[Book] = []

    def open_book() -> Book:
        opened.append(book)
        return book

    story = Story(book).begin()
    escalation = sent(story)
    clock = Clock(open_book, at(found(story, escalation).created_at + 2 * HOUR))
    book.away = True
    waits = [clock.look() for _ in range(6)]
    assert waits == sorted(waits)
    assert waits[0] == 1.0
    assert waits[-1] == waits[-2] == 30.0
    assert len(opened) == book.closed == 6
    book.away = False
    clock.look()
    assert found(story, escalation).path_step == 1
    book.away = True
    assert clock.look() == 1.0, "it begins anew"


def test_a_newer_store_is_left_alone() -> None:
    def open_book() -> Book:
        raise SchemaTooNew("schema_too_new", "The store is newer.")

    with pytest.raises(SchemaTooNew):
        Clock(open_book).run()


def test_it_ends_when_it_is_told_to() -> None:
    book = Away()
    clock = Clock(lambda: book, at(START))
    thread = threading.Thread(target=clock.run)
    thread.start()
    clock.stop()
    thread.join(30)
    assert not thread.is_alive()
