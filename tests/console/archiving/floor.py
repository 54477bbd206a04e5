"""A store that knows of a recording, and an archivist over a WAV in the engine's folder."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import uuid6

from console.archiving.archivist import Archivist
from store.book import Book
from store.changes_recordings import BeginRecording, EndRecording
from store.recordings import Archive
from tests.store.archive.wavs import RECORDING

ME = "maya.torres"
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=400)
"""Longer than the usual rules keep anything."""


def begin(book: Book, recording: UUID = RECORDING, *, person: str = ME, at: datetime = NOW) -> None:
    """The store hears that it is being recorded."""
    book.apply(
        BeginRecording(id=uuid6.uuid7(), at=NOW, person=person, recording=recording, call=None, started_at=at)
    )


def recorded(
    book: Book, recording: UUID = RECORDING, *, person: str = ME, at: datetime = NOW, seconds: float = 3.0
) -> None:
    """The store hears that it is finished."""
    begin(book, recording, person=person, at=at)
    book.apply(EndRecording(id=uuid6.uuid7(), at=NOW, person=person, recording=recording, seconds=seconds))


def archivist_of(archive: Archive, folder: Path, *, alone: bool = True) -> Archivist:
    """Who looks after ``folder``."""
    archive.tidy()
    return Archivist(
        archive, folder / "engine", people=(ME, "2041"), alone=alone, now=lambda: NOW, new_id=uuid6.uuid7
    )
