"""`warmline clock`: the floor's clock without a desk, for the hours in which no console is open.

It needs the store and nothing else: no telephone, no window, no account. Any number of clocks and consoles may run at
once; the store takes each moment once (:mod:`store.clock`). With a manager login it also tells the floor who waits in
the PBX's queues; no console has that login. With a mail account it sends what customers are to be told, and from a
shared archive of recordings it deletes what is erased.
"""

import logging
import os
import signal
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from console import secrets
from console.errors import SecretsError
from console.pbx.manager import Login
from console.pbx.waiting import WaitingWatch
from console.settings import Settings
from console.settings_manager import Manager
from store.archive.place import is_shared
from store.book import Book
from store.clock import tick
from store.errors import SchemaTooNew, StoreUnavailable
from store.waiting import Waiting

if TYPE_CHECKING:
    from console.archiving.running import ArchiveThread
    from console.updates.sender import Sender

log = logging.getLogger("warmline.clock")

LOOK = timedelta(seconds=5)
"""So late at most is something that another desk has just made due."""
_CLOSE_SECONDS = 2.0
_PATIENCE = (1.0, 2.0, 5.0, 15.0, 30.0)
"""Seconds between tries while the store cannot be reached; the last one repeats."""


class Clock:
    """Looks at a book until it is stopped. ``open_book`` is called again after the store was away."""

    def __init__(
        self, open_book: Callable[[], Book], now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._open_book, self._now = open_book, now
        self._book: Book | None = None
        self._stops = threading.Event()
        self._wakes = threading.Event()
        self._tries = 0
        self._waiting: tuple[Waiting, ...] | None = None
        """Who waits, as told and not stored yet."""

    def stop(self) -> None:
        """End :meth:`run`; from any thread, or a signal's handler."""
        self._stops.set()
        self._wakes.set()

    def told(self, waiting: tuple[Waiting, ...]) -> None:
        """These wait in the PBX's queues now; from any thread."""
        self._waiting = waiting
        self._wakes.set()

    def run(self) -> None:
        """Until it is stopped. Raises SchemaTooNew: a newer store is for a newer clock."""
        try:
            while not self._stops.is_set():
                self._wakes.wait(self.look())
                self._wakes.clear()
        finally:
            self._close()

    def look(self) -> float:
        """Do what is due now; after so many seconds it is time to look again."""
        try:
            if self._book is None:
                self._book = self._open_book()
                log.info("the store is open")
            waiting, self._waiting = self._waiting, None
            if waiting is not None:
                self._book.tell_waiting(waiting, self._now())
            done = tick(self._book, self._now())
            after = self._book.next_due()
        except StoreUnavailable as error:
            log.warning("%s", error.message)
            self._close()
            wait = _PATIENCE[min(self._tries, len(_PATIENCE) - 1)]
            self._tries += 1
            return wait
        self._tries = 0
        if done:
            log.info("%d done", done)
        wait = LOOK.total_seconds() if after is None else (after - self._now()).total_seconds()
        return min(LOOK.total_seconds(), max(0.0, wait))

    def _close(self) -> None:
        if self._book is not None:
            self._book.close()
            self._book = None


def run(url: str, settings: Settings, *, once: bool = False) -> int:
    """Run a clock on the store at ``url``; the exit code. ``once``: what is due now, and no more (for cron)."""
    from store.open import open_book  # noqa: PLC0415 - `--help` needs no database

    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    if once:
        book = open_book(url)
        try:
            tick(book, datetime.now(UTC))
        finally:
            book.close()
        return 0
    clock = Clock(lambda: open_book(url))
    manager = settings.manager
    watch = WaitingWatch(_login(manager), clock.told) if manager.host else None
    sender = _sender(lambda: open_book(url), settings) if settings.mail.is_set else None
    archive = _archive(lambda: open_book(url), settings) if is_shared(settings.recording.url) else None
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: clock.stop())
    for other in (watch, sender, archive):
        if other is not None:
            other.start()
    try:
        clock.run()
    except SchemaTooNew as error:
        log.error("%s", error.message)  # noqa: TRY400 - a sentence for whoever runs it, no traceback
        return 1
    finally:
        if watch is not None:
            watch.close(_CLOSE_SECONDS)
        if sender is not None:
            sender.stop()
        if archive is not None:
            archive.stop()
    return 0


def _archive(open_book: Callable[[], Book], settings: Settings) -> "ArchiveThread":
    """What is erased is deleted from a shared archive of recordings without a console too. It records nothing."""
    import uuid6  # noqa: PLC0415 - as below

    from console.archiving.archivist import Standing  # noqa: PLC0415 - only with a shared archive
    from console.archiving.running import ArchiveThread, Work  # noqa: PLC0415 - likewise
    from store.recordings import Archive  # noqa: PLC0415 - likewise

    nowhere = Path(os.devnull)

    def told(standing: Standing) -> None:
        if standing.why:
            log.warning("%s", standing.why)

    work = Work(
        folder=nowhere, people=("clock",), alone=False, new_id=uuid6.uuid7,
        make=lambda: Archive(settings.recording.url, work=nowhere),
    )  # fmt: skip
    return ArchiveThread(open_book, work, told=told)


def _sender(open_book: Callable[[], Book], settings: Settings) -> "Sender":
    """What customers are told goes out without a console too."""
    import uuid6  # noqa: PLC0415 - 30 ms, only with a mail account

    from console.updates.sender import MailAccount, Sender  # noqa: PLC0415 - likewise

    mail = settings.mail
    password = secrets.mail_password(mail.entry) if mail.username else ""
    account = MailAccount(mail=mail, password=password, center=settings.floor.name)

    def told(problem: str, templates: tuple[str, ...]) -> None:
        for each in (problem, *templates):
            if each:
                log.warning("%s", each)

    return Sender(open_book, lambda: account, new_id=uuid6.uuid7, told=told)


def _login(manager: Manager) -> Login:
    secret = secrets.manager_secret(manager.entry)
    if not secret:
        raise SecretsError(
            "no_password",
            f"Nobody has given the secret of {manager.user}: `warmline key manager` keeps it, or set "
            f"{secrets.MANAGER_VARIABLE}.",
        )
    return Login(
        host=manager.host,
        port=manager.port,
        user=manager.user,
        secret=secret,
        tls=manager.tls,
        ca_file=manager.ca_file,
        queues=manager.queues,
    )
