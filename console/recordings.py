"""What the engine has recorded: kept in the archive, read for the player, and taken along as a file.

Nothing of the archive is imported before it is needed: the window comes first, and many a desk records nothing.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from console.places import Places
from console.replay.sources import Sources
from console.settings import Settings
from store.book import Book

if TYPE_CHECKING:
    from console.archiving.archivist import Standing
    from console.archiving.running import RunningArchive
    from console.desk.erasing import Forgotten
    from console.erasing_running import RunningErasures
    from console.exporting.running import RunningExports, Then
    from store.archive.keys import Unlock
    from store.recordings import Archive


class Recordings:
    """``settings`` are asked for each time: another place for recordings holds at once."""

    def __init__(
        self,
        open_book: Callable[[], Book],
        settings: Callable[[], Settings],
        places: Places,
        *,
        url: str,
        new_id: Callable[[], UUID],
    ) -> None:
        self._open_book, self._settings, self._places = open_book, settings, places
        self._url, self._new_id = url, new_id
        self.rehearsed: tuple[Settings, Places] | None = None
        """Whose archive has the sound of rehearsals; None: this console's own."""
        self._archive: RunningArchive | None = None
        self._exports: RunningExports | None = None
        self._erasures: RunningErasures | None = None

    def keep(self, told: "Callable[[Standing], None]") -> None:
        """Finished recordings are kept from now on, those of the last console first; by the settings as they are."""
        if self._archive is not None:
            self._archive.use(self._settings())
            return
        from console.archiving.running import RunningArchive  # noqa: PLC0415 - not before the window

        self._archive = RunningArchive(
            self._open_book, self._settings(), self._places, url=self._url, new_id=self._new_id, told=told
        )
        self._archive.start()

    def nudge(self) -> None:
        """A recording may be finished, or something erased."""
        if self._archive is not None:
            self._archive.nudge()

    def stop(self) -> None:
        """No more; what is not kept yet waits for the next console."""
        if self._archive is not None:
            self._archive.stop()

    def why_not_kept(self, settings: Settings) -> str:
        """Whether recordings could be kept by those settings, in words; "" if so. On a thread of its own."""
        from console.archiving.trial import why_not_kept  # noqa: PLC0415 - only when it is asked for

        return why_not_kept(settings, self._places)

    def export(self, ticket: UUID, out: Path, then: "Then", /) -> None:
        """See :class:`console.desk.exports.Export`."""
        if self._exports is None:
            from console.exporting.running import RunningExports  # noqa: PLC0415 - seldom

            self._exports = RunningExports(self._open_book, self._settings, self._places, new_id=self._new_id)
        self._exports(ticket, out, then)

    def erase(self, customer: UUID, then: "Callable[[Forgotten], None]", /) -> None:
        """See :class:`console.desk.erasing.Erase`."""
        if self._erasures is None:
            from console.erasing_running import RunningErasures  # noqa: PLC0415 - seldom

            self._erasures = RunningErasures(self._open_book, self._settings, self._places)
        self._erasures(customer, then)

    def sources(self) -> Sources:
        """What the player reads, on its thread: the archive of the settings as they are when something is opened."""
        from console.archiving.made import (  # noqa: PLC0415 - with the first case
            archive_to_read,
            keys_of,
            rehearsals_to_read,
        )
        from console.player.archive import ArchiveSources  # noqa: PLC0415 - likewise NumPy

        made: dict[object, tuple[Archive, Unlock]] = {}

        def opened() -> "tuple[Archive, Unlock]":
            settings = self._settings()
            wanted = (settings.recording, settings.floor.name)
            if wanted not in made:  # a keyring is asked once
                made.clear()
                made[wanted] = (archive_to_read(settings, self._places), keys_of(settings).unlock)
            return made[wanted]

        def rehearsals() -> "tuple[Archive, Unlock]":
            settings, places = self.rehearsed or (self._settings(), self._places)
            return rehearsals_to_read(settings, places), keys_of(settings).unlock

        return ArchiveSources(opened, rehearsals)
