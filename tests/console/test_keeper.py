"""The store's worker: in order, off the desk's thread, and patient with a store that is away."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from console import keeper as module
from console.keeper import StoreKeeper
from store.book import Book
from store.errors import Rejected, SchemaTooNew, StoreError, StoreUnavailable
from store.memory import MemoryBook


class Store:
    """Opens memory books; ``away`` makes opening fail, ``others_wrote`` is told by the next poll."""

    def __init__(self) -> None:
        self.away: StoreError | None = None
        self.opened = 0
        self.others_wrote = threading.Event()

    def open(self) -> Book:
        if self.away is not None:
            raise self.away
        self.opened += 1
        return _Watched(self)


class _Watched(MemoryBook):
    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store

    def changed(self) -> bool:
        told = self._store.others_wrote.is_set()
        self._store.others_wrote.clear()
        return told


class Desk:
    """Whoever is called back."""

    def __init__(self, qtbot: QtBot) -> None:
        self.store = Store()
        self.down: list[str] = []
        self.changes = 0
        self.got: list[Any] = []
        self._qtbot = qtbot
        self.keeper = StoreKeeper(self.store.open, told_changed=self._changed, told_down=self.down.append)

    def _changed(self) -> None:
        assert threading.current_thread() is threading.main_thread()
        self.changes += 1

    def until(self, true: Callable[[], object]) -> None:
        self._qtbot.waitUntil(lambda: bool(true()), timeout=5000)


@pytest.fixture
def desk(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr(module, "BACKOFF", (0.01,))
    desk = Desk(qtbot)
    yield desk
    desk.store.away = None
    assert desk.keeper.stop()


def test_jobs_are_done_in_order_on_another_thread_and_answered_on_ours(desk: Desk) -> None:
    threads: set[str] = set()

    def job(n: int) -> int:
        threads.add(threading.current_thread().name)
        return n

    for n in range(50):
        desk.keeper.run(lambda _, n=n: job(n), desk.got.append)  # type: ignore[misc]
    desk.keeper.start()
    desk.until(lambda: len(desk.got) == 50)
    assert desk.got == list(range(50))
    assert threads == {"store"}


def test_what_the_rules_reject_is_told_and_the_next_job_is_done(desk: Desk) -> None:
    desk.keeper.start()
    refused: list[StoreError] = []

    def reject(_: Book) -> None:
        raise Rejected("no", "Not so.")

    desk.keeper.run(reject, desk.got.append, refused.append)
    desk.keeper.run(lambda _: 1, desk.got.append)
    desk.until(lambda: desk.got == [1])
    assert [error.code for error in refused] == ["no"]


def test_a_store_that_is_away_keeps_the_jobs_waiting_in_order(desk: Desk) -> None:
    desk.store.away = StoreUnavailable("unreachable", "The server does not answer.")
    desk.keeper.start()
    for n in range(3):
        desk.keeper.run(lambda _, n=n: n, desk.got.append)  # type: ignore[misc]
    desk.until(lambda: desk.down)
    assert desk.got == []
    desk.store.away = None
    desk.until(lambda: desk.got == [0, 1, 2])
    assert desk.down[0] == "The server does not answer."
    assert desk.down[-1] == ""


def test_a_store_that_goes_in_the_middle_of_a_job_gets_the_whole_job_again(desk: Desk) -> None:
    desk.keeper.start()
    tries: list[int] = []

    def job(_: Book) -> str:
        tries.append(1)
        if len(tries) < 3:
            raise StoreUnavailable("locked", "Another program holds the store.")
        return "done"

    desk.keeper.run(job, desk.got.append)
    desk.until(lambda: desk.got == ["done"])
    assert len(tries) == 3
    assert desk.store.opened == 3


def test_a_store_of_a_newer_warmline_is_told_in_words(desk: Desk) -> None:
    desk.store.away = SchemaTooNew("schema_too_new", "This store was written by a newer Warmline.")
    desk.keeper.start()
    desk.keeper.run(lambda _: 1, desk.got.append)
    desk.until(lambda: desk.down)
    assert desk.down[0].startswith("This store")
    assert desk.got == []


def test_others_writing_is_told(desk: Desk) -> None:
    desk.keeper.start()
    desk.keeper.run(lambda _: 1, desk.got.append)
    desk.until(lambda: desk.got)
    desk.store.others_wrote.set()
    desk.until(lambda: desk.changes == 1)


def test_what_is_queued_is_done_before_the_end(desk: Desk) -> None:
    done: list[int] = []
    desk.keeper.start()
    for n in range(20):
        desk.keeper.run(lambda _, n=n: done.append(n))  # type: ignore[misc]
    assert desk.keeper.stop()
    assert done == list(range(20))


def test_a_bug_in_a_job_is_loud(desk: Desk, qtbot: QtBot) -> None:
    desk.keeper.start()
    with qtbot.capture_exceptions() as bugs:
        desk.keeper.run(lambda _: 1 / 0)
        desk.until(lambda: bugs)
    assert bugs[0][0] is ZeroDivisionError
