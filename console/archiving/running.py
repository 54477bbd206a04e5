"""The archivist as a console runs it: on a thread of its own that goes after all others, told on the desk's thread."""

import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import msgspec
from PySide6.QtCore import QObject, Qt, Signal

from console.archiving.archivist import Archivist, Standing
from console.archiving.made import archive_to_keep, keys_of, rehearsals_to_read
from console.archiving.practice import Practice
from console.places import Places
from console.settings import Settings
from store.archive.errors import ArchiveError
from store.book import Book
from store.errors import SchemaTooNew, StoreUnavailable
from store.recordings import Archive
from telephony.platform_specific import let_others_first

log = logging.getLogger("console.archiving")

FIRST_SECONDS = 3.0
"""After the start: the window, the telephone and the store come first."""
LOOK_SECONDS = 60.0
"""How often the folder is looked at, beside being told that a recording is finished."""
PATIENCE = (5.0, 15.0, 60.0, 300.0)
"""Seconds between tries while recordings cannot be kept; the last one repeats."""
_PRACTICE_SECONDS = 3600.0
_KEYLESS = frozenset({"not_encrypted", "no_key"})


class Work(msgspec.Struct, frozen=True, kw_only=True):
    """What the thread needs. ``make`` is asked for the archive at the start and after every change of settings."""

    folder: Path
    people: tuple[str, ...]
    alone: bool
    make: Callable[[], Archive]
    new_id: Callable[[], UUID]
    make_practice: Callable[[], Archive] | None = None
    """The archive of rehearsals, out of which what is due is deleted; None: there is none."""
    practice_folder: Path | None = None
    """Of this desk alone: without it nobody has ever rehearsed here. None: look anyway."""
    practice_days: int = 30
    archive_folder: Path | None = None
    """Of this desk alone: without it, and without ``folder``, nothing was ever recorded here. None: look anyway."""
    first_seconds: float = FIRST_SECONDS
    look_seconds: float = LOOK_SECONDS
    patience: tuple[float, ...] = PATIENCE


class ArchiveThread:
    """Runs :class:`Archivist`, with a book of its own. ``told`` is called on that thread when how it stands changes."""

    def __init__(
        self, open_book: Callable[[], Book], work: Work, *, told: Callable[[Standing], None]
    ) -> None:
        self._open_book, self._work, self._told = open_book, work, told
        self._wake, self._stopping, self._other = threading.Event(), threading.Event(), threading.Event()
        self._book: Book | None = None
        self._archivist: Archivist | None = None
        self._nudged = True
        self._practice_at = float("-inf")
        self._standing = Standing()
        self._failures = 0
        self._thread = threading.Thread(target=self._run, name="archive", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def nudge(self) -> None:
        """A recording may be finished, or something erased."""
        self._nudged = True
        self._wake.set()

    def settings_changed(self, work: Work) -> None:
        """Another archive, perhaps."""
        self._work = work
        self._other.set()
        self._wake.set()

    def stop(self, timeout: float = 2.0) -> bool:
        """No more; what is under way is given up, and done again at the next start. False if a place hangs."""
        self._stopping.set()
        self._wake.set()
        if self._thread.ident is not None:
            self._thread.join(timeout)
        return not self._thread.is_alive()

    def _run(self) -> None:
        let_others_first()
        self._wake.wait(self._work.first_seconds)
        while not self._stopping.is_set():
            self._wake.clear()
            standing = self._look()
            self._failures = self._failures + 1 if standing is None or standing.why else 0
            if standing is not None and standing != self._standing and not self._stopping.is_set():
                self._standing = standing
                self._told(standing)
            self._wake.wait(self._pause())
        if self._book is not None:
            self._book.close()

    def _pause(self) -> float:
        patience = self._work.patience
        return patience[min(self._failures, len(patience)) - 1] if self._failures else self._work.look_seconds

    def _look(self) -> Standing | None:
        """How it stands; None while the store cannot be reached."""
        work = self._work
        self._delete_practice()
        if not (work.archive_folder is None or work.archive_folder.is_dir() or work.folder.is_dir()):
            return Standing()
        try:
            archivist = self._ready()
            if self._book is None:
                self._book = self._open_book()
            standing = archivist.turn(self._book)
            if standing.code in _KEYLESS:
                self._other.set()  # somebody may make a key meanwhile
        except ArchiveError as error:
            return Standing(error.message, 0, error.code)
        except (StoreUnavailable, SchemaTooNew) as error:  # the desk tells it by itself
            log.info("recordings wait for the store: %s", error.message)
            if self._book is not None:
                self._book.close()
                self._book = None
            return None
        return standing

    def _delete_practice(self) -> None:
        """Of rehearsals what is due, once an hour, and when somebody may have deleted a try."""
        work, now = self._work, time.monotonic()
        folder = work.practice_folder
        if work.make_practice is None or (folder is not None and not folder.is_dir()):
            return  # nobody has rehearsed here
        if not (self._nudged or now - self._practice_at >= _PRACTICE_SECONDS):
            return
        self._nudged, self._practice_at = False, now
        try:
            archive = work.make_practice()
            if self._book is None:
                self._book = self._open_book()
            practice = Practice(
                archive, person=work.people[0], now=lambda: datetime.now(UTC), new_id=work.new_id
            )
            reach = work.alone or archive.shared
            practice.delete_due(self._book, work.practice_days, lambda who: reach or who in work.people)
        except (ArchiveError, StoreUnavailable, SchemaTooNew) as error:  # the next look tries again
            log.info("what is due of rehearsals stays: %s", error.message)

    def _ready(self) -> Archivist:
        """With the archive of the settings as they are now."""
        if self._archivist is None:
            archive = self._work.make()
            archive.tidy()
            work = self._work
            self._archivist = Archivist(
                archive, work.folder, people=work.people, alone=work.alone, now=lambda: datetime.now(UTC),
                new_id=work.new_id, stopping=self._stopping.is_set,
            )  # fmt: skip
            self._other.clear()
        elif self._other.is_set():
            self._other.clear()
            self._archivist.use(self._work.make())
        return self._archivist


class RunningArchive(QObject):
    """``told`` is called on this thread: what keeps recordings from the archive, and how many wait."""

    _said = Signal(object)

    def __init__(
        self,
        open_book: Callable[[], Book],
        settings: Settings,
        places: Places,
        *,
        url: str,
        new_id: Callable[[], UUID],
        told: Callable[[Standing], None],
    ) -> None:
        """``url`` is the store's."""
        super().__init__()
        self._places, self._url, self._new_id = places, url, new_id
        self._said.connect(told, Qt.ConnectionType.QueuedConnection)
        self._thread = ArchiveThread(open_book, self._work(settings), told=self._said.emit)

    def start(self) -> None:
        """Begin: what the last console has left comes first."""
        self._thread.start()

    def use(self, settings: Settings) -> None:
        """Other settings, or another key."""
        self._thread.settings_changed(self._work(settings))

    def nudge(self) -> None:
        """A recording may be finished, or something erased."""
        self._thread.nudge()

    def stop(self) -> None:
        """No more."""
        self._thread.stop()

    def _work(self, settings: Settings) -> Work:
        me, places = settings.person, self._places
        return Work(
            folder=places.recordings,
            people=tuple(dict.fromkeys(name for name in (me.key, me.extension) if name)) or ("archive",),
            alone=self._url.startswith(("sqlite:", "memory:")),
            make=lambda: archive_to_keep(settings, places, keys_of(settings)),
            new_id=self._new_id,
            archive_folder=None if settings.recording.url else places.archive,
            make_practice=lambda: rehearsals_to_read(settings, places),
            practice_folder=None if settings.recording.rehearsals else places.rehearsals,
            practice_days=settings.recording.rehearsal_days,
        )
