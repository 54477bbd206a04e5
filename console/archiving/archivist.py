"""What becomes of finished recordings: one look after another, one file at a time.

    WAV in the engine's folder ──► archive (under another name, then its own) ──► store is told ──► WAV is deleted

Whatever is killed, and whenever: the WAV is there until the store knows where its sound is, and a try that was
interrupted is done again from the beginning, under the same names. What the store says is erased is deleted in the
archive and in the engine's folder, and then the store is told that it is gone.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import msgspec

from store.archive.errors import ArchiveError, of_disk
from store.archive.sound import nobody_stops
from store.book import Book
from store.changes_recordings import ErasedFiles, ExpireRecordings, KeptRecording, LostRecording
from store.recording import Keeping, Recording
from store.recordings import Archive

log = logging.getLogger("console.archiving")

EXPIRE_EVERY = timedelta(hours=1)
_AT_ONCE = 500
_WAV = ".wav"
_PART = ".part"
_ONE_FILE = frozenset({"damaged", "gone"})
"""Errors of one recording; any other is the archive's, and the next recording would fare no better."""


class Standing(msgspec.Struct, frozen=True):
    """``why`` is what keeps recordings from the archive, "" if nothing does; so many are still ``waiting``.

    ``lost``: why one of them cannot be kept at all, if that has just turned out.
    """

    why: str = ""
    waiting: int = 0
    code: str = ""
    lost: str = ""


class Archivist:
    """``folder`` is the engine's. ``people``: key and extension of who sits here.

    ``alone``: the store is this machine's own, so that a WAV which is not here is nowhere.
    """

    def __init__(
        self,
        archive: Archive,
        folder: Path,
        *,
        people: tuple[str, ...],
        alone: bool,
        now: Callable[[], datetime],
        new_id: Callable[[], UUID],
        stopping: Callable[[], bool] = nobody_stops,
    ) -> None:
        self._archive, self._folder = archive, folder
        self._people, self._alone = people, alone
        self._now, self._new_id, self._stopping = now, new_id, stopping
        self._given_up: set[UUID] = set()
        self._expired_at: datetime | None = None
        self._lost = ""

    def use(self, archive: Archive) -> None:
        """Other settings: what was given up is tried again there."""
        self._archive = archive
        self._given_up.clear()

    def turn(self, book: Book) -> Standing:
        """Do what there is to do. StoreUnavailable if the store cannot be told; then nothing is lost, only later."""
        self._lost = ""
        try:
            wavs = self._wavs()
            try:
                self._keep_all(book, wavs)
                self._miss(book)
                self.erase(book)
            except ArchiveError as error:
                left = sum(1 for path in wavs if path.exists())
                return Standing(error.message, left, error.code, self._lost)
        except OSError as error:
            of = of_disk(error, str(self._folder))
            return Standing(of.message, 0, of.code, self._lost)
        return Standing(lost=self._lost)

    # -- into the archive

    def _wavs(self) -> list[Path]:
        """Finished ones, the oldest first: their names begin with the time (UUIDv7)."""
        if not self._folder.is_dir():
            return []
        return sorted(path for path in self._folder.iterdir() if path.suffix == _WAV and _id_of(path))

    def _keep_all(self, book: Book, wavs: list[Path]) -> None:
        for wav in wavs:
            if self._stopping():
                return
            which = _id_of(wav)
            row = book.recording(which) if which else None
            if row is not None:
                self._look(book, wav, row)

    def _look(self, book: Book, wav: Path, row: Recording) -> None:
        """One WAV of which the store knows; of another one the engine has not told yet."""
        if row.state is Keeping.ERASED:
            wav.unlink(missing_ok=True)
        elif row.state is Keeping.KEPT and self._archive.holds(row):
            wav.unlink(missing_ok=True)  # killed between telling the store and deleting it
        elif row.ended and row.id not in self._given_up:
            self._keep(book, wav, row)

    def _keep(self, book: Book, wav: Path, row: Recording) -> None:
        try:
            kept = self._archive.keep(wav, row.id, stopping=self._stopping)
        except ArchiveError as error:
            if error.code not in _ONE_FILE:
                raise
            self._given_up.add(row.id)
            self._lose(book, row, error.message)
            return
        change = KeptRecording(
            id=self._new_id(), at=self._now(), person=self._people[0], recording=row.id, name=kept.name,
            size=kept.size, sha256=kept.sha256, peaks=kept.peaks, key=kept.key,
        )  # fmt: skip
        book.apply(change)
        wav.unlink(missing_ok=True)

    def _miss(self, book: Book) -> None:
        """Ours, finished, and no file: somebody has deleted it."""
        if not self._alone:
            return
        for row in book.recordings_to_keep():
            ours = row.person in self._people
            if ours and not any((self._folder / f"{row.id.hex}{end}").exists() for end in (_WAV, _PART)):
                if self._archive.seals:
                    self._archive.delete(row.id)  # of a try that was interrupted: nobody knows its key
                self._lose(book, row, f"The recording {row.id.hex}{_WAV} is not in {self._folder} any more.")

    def _lose(self, book: Book, row: Recording, why: str) -> None:
        if row.state is Keeping.LOST and row.why == why:
            return
        log.info("recording %s: %s", row.id, why)
        self._lost = why
        book.apply(
            LostRecording(
                id=self._new_id(), at=self._now(), person=self._people[0], recording=row.id, why=why
            )
        )

    # -- out of it

    def erase(self, book: Book) -> None:
        """What is due, and what was erased: every file of it that is within reach. ArchiveError, StoreUnavailable."""
        now = self._now()
        if self._expired_at is None or now - self._expired_at >= EXPIRE_EVERY:
            self._expire(book, now)
            self._expired_at = now
        rows = [row for row in book.recordings_to_delete(now, limit=_AT_ONCE) if self._has(row)]
        gone: list[UUID] = []
        try:
            for row in rows:
                if self._stopping():
                    break
                self._archive.delete(row.id)
                for end in (_WAV, _PART):
                    (self._folder / f"{row.id.hex}{end}").unlink(missing_ok=True)
                gone.append(row.id)
        finally:
            if gone:
                book.apply(
                    ErasedFiles(id=self._new_id(), at=now, person=self._people[0], recordings=tuple(gone))
                )

    def _expire(self, book: Book, now: datetime) -> None:
        """So many at a time, until nothing is due: of a shorter rule thousands may be."""
        left: int | None = None
        while not self._stopping():
            book.apply(ExpireRecordings(id=self._new_id(), at=now, person=self._people[0]))
            before, left = left, book.recordings_going(book.recording_rules(), now)
            if not left or left == before:
                break

    def _has(self, row: Recording) -> bool:
        """Of a floor whose desks have a folder each, only the desk that recorded it can say that it is gone."""
        return self._alone or self._archive.shared or row.person in self._people


def _id_of(path: Path) -> UUID | None:
    try:
        found = UUID(hex=path.stem)
    except ValueError:
        return None
    return found if found.hex == path.stem else None
