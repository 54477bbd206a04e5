"""The store's worker: one thread that owns the book, works in order, and posts results to the desk's thread.

The window's thread never waits for the store. While the store cannot be reached the work waits here, in
order, and is tried again; events of the telephone are in the engine's journal meanwhile, since they are
acknowledged only when their job is done.
"""

import queue
import threading
from collections.abc import Callable
from typing import Any, TypeVar

import msgspec
from PySide6.QtCore import QObject, Qt, Signal

from store.book import Book
from store.errors import SchemaTooNew, StoreError, StoreUnavailable

T = TypeVar("T")

POLL_SECONDS = 0.2
"""How often another console's writing is looked for; half a second is promised."""
BACKOFF = (0.2, 0.5, 1.0, 2.0, 5.0)
"""Seconds between tries while the store cannot be reached; the last one repeats."""


class _Job(msgspec.Struct, frozen=True):
    work: Callable[[Book], Any]
    then: Callable[[Any], None] | None
    failed: Callable[[StoreError], None] | None


class _Post(QObject):
    """Carries a callable to the thread that made it."""

    _posted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._posted.connect(self._call, Qt.ConnectionType.QueuedConnection)

    def __call__(self, call: Callable[[], None]) -> None:
        self._posted.emit(call)

    def _call(self, call: Callable[[], None]) -> None:
        call()


class StoreKeeper:
    """Implements ``console.desk.core.Keeper``. Made on the desk's thread, which is where it calls back.

    ``open_book`` is called on the worker (SQLAlchemy's import alone takes up to 2 s). ``told_changed``: someone
    else has written. ``told_down``: why the store cannot be reached, "" when it is back.
    """

    def __init__(
        self,
        open_book: Callable[[], Book],
        *,
        told_changed: Callable[[], None],
        told_down: Callable[[str], None],
    ) -> None:
        self._open_book = open_book
        self._told_changed = told_changed
        self._told_down = told_down
        self._post = _Post()
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._stopping = threading.Event()
        self._due = threading.Event()
        self._patience = 0.0
        self._book: Book | None = None
        self._is_down = False
        self._thread = threading.Thread(target=self._work, name="store", daemon=True)

    def start(self, *, patience: float = 0.0) -> None:
        """Begin, ``patience`` seconds later unless :meth:`hurry` comes first; jobs may have been queued before."""
        self._patience = patience
        self._thread.start()

    def hurry(self) -> None:
        """Nothing more urgent is under way; harmless if it is said again."""
        self._due.set()

    def run(
        self,
        job: Callable[[Book], T],
        then: Callable[[T], None] | None = None,
        failed: Callable[[StoreError], None] | None = None,
    ) -> None:
        """Queue a job; ``then`` or ``failed`` is called on the desk's thread."""
        self._jobs.put(_Job(job, then, failed))

    def stop(self, timeout: float = 5.0) -> bool:
        """Finish what is queued, close the book. False if that took longer than ``timeout`` seconds."""
        self._jobs.put(None)
        self._due.set()
        self._thread.join(timeout)
        if self._thread.is_alive():
            self._stopping.set()
            self._thread.join(1.0)
        return not self._thread.is_alive()

    def _work(self) -> None:
        self._due.wait(self._patience)
        while not self._stopping.is_set():
            try:
                job = self._jobs.get(timeout=POLL_SECONDS)
            except queue.Empty:
                self._poll()
                continue
            if job is None:
                break
            self._do(job)
        if self._book is not None:
            self._book.close()

    def _poll(self) -> None:
        if self._is_down:
            return
        try:
            if self._book is not None and self._book.changed():
                self._post(self._told_changed)
        except StoreUnavailable as error:
            self._down(error)

    def _do(self, job: _Job) -> None:
        """Do one job, however long the store takes to come back."""
        tries = 0
        while not self._stopping.is_set():
            try:
                if self._book is None:
                    self._book = self._open_book()
                result = job.work(self._book)
            except (StoreUnavailable, SchemaTooNew) as error:  # a newer store is told, and never touched
                self._down(error)
                self._stopping.wait(BACKOFF[min(tries, len(BACKOFF) - 1)])
                tries += 1
                continue
            except StoreError as error:
                self._answer(job.failed, error)
                return
            except Exception as bug:  # noqa: BLE001 - raised again, where it is seen
                self._post(_raiser(bug))
                return
            self._up()
            self._answer(job.then, result)
            return

    def _answer(self, to: Callable[[Any], None] | None, value: Any) -> None:
        if to is not None:
            self._post(lambda: to(value))

    def _down(self, error: StoreError) -> None:
        self._is_down = True
        if self._book is not None:
            self._book.close()
            self._book = None
        why = error.message
        self._post(lambda: self._told_down(why))

    def _up(self) -> None:
        if self._is_down:
            self._is_down = False
            self._post(lambda: self._told_down(""))


def _raiser(bug: Exception) -> Callable[[], None]:
    def raise_it() -> None:
        raise bug

    return raise_it
