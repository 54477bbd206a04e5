"""The sound of rehearsals: into an archive of its own, and out of it when its time is over or its try is deleted.

    try is told to the store, with the ids of its sounds ──► files ──► store is told where they are

So whatever is killed, and whenever: no file is left that the store does not know, and each goes when it is due. No
customer is heard there, so there is no consent and no legal hold, and their recordings are in none of these files.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from store.archive.errors import ArchiveError
from store.book import Book
from store.changes_rehearsal import DeletedTrySounds, KeepTrySounds
from store.errors import Rejected
from store.recordings import Archive
from store.rehearsal import RehearsalTry, TrySound
from store.values import replace

log = logging.getLogger("console.archiving")


class Practice:
    """``folder`` is where the engine of a rehearsal has written. StoreUnavailable where the store cannot be told."""

    def __init__(
        self, archive: Archive, *, person: str, now: Callable[[], datetime], new_id: Callable[[], UUID]
    ) -> None:
        self._archive, self._person = archive, person
        self._now, self._new_id = now, new_id

    def keep(self, book: Book, one: RehearsalTry, folder: Path) -> tuple[RehearsalTry, str]:
        """The try with the sounds that could be kept, and why others could not; "" if all are."""
        kept, why = [], ""
        for sound in one.sounds:
            try:
                kept.append(self._put(folder / f"{sound.id.hex}.wav", sound))
            except ArchiveError as error:
                log.info("the sound of a rehearsal is not kept: %s", error.message)
                kept.append(sound)
                why = error.message
        try:
            book.apply(
                KeepTrySounds(
                    id=self._new_id(), at=self._now(), person=self._person, attempt=one.id, sounds=tuple(kept)
                )
            )
        except Rejected as error:  # somebody has deleted the try meanwhile
            for sound in one.sounds:
                self._archive.delete(sound.id)
            return replace(one, sounds=()), error.message
        return replace(one, sounds=tuple(kept)), why

    def _put(self, wav: Path, sound: TrySound) -> TrySound:
        found = self._archive.keep(wav, sound.id)
        return replace(
            sound, name=found.name, size=found.size, sha256=found.sha256, peaks=found.peaks, key=found.key
        )

    def delete_due(self, book: Book, days: int, mine: Callable[[str], bool]) -> int:
        """Delete what is older than so many days, or was deleted; how many tries. ArchiveError.

        ``mine`` says of a person whether their files can be within reach: of desks that have a folder each, only
        the one that has recorded a try can say that it is gone.
        """
        before = self._now() - timedelta(days=days)
        due = [one for one in book.try_sounds_to_delete(before, limit=500) if mine(one.person)]
        gone: list[UUID] = []
        try:
            for one in due:
                for sound in one.sounds:
                    self._archive.delete(sound.id)
                gone.append(one.id)
        finally:
            if gone:
                book.apply(
                    DeletedTrySounds(
                        id=self._new_id(), at=self._now(), person=self._person, attempts=tuple(gone)
                    )
                )
        return len(gone)
