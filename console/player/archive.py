"""Recordings out of the archive, for the player. Used on the player's thread."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from console.replay.deck import RATE, Reel, Stereo
from console.replay.line import Sound
from console.replay.rehearsed import REHEARSED
from console.replay.shape import PER_SECOND, Shape
from console.replay.sources import SourceError
from store.archive.errors import ArchiveError
from store.recording import Recording

if TYPE_CHECKING:
    from store.archive.keys import Unlock
    from store.archive.peaks import Peaks
    from store.archive.sound import Reading
    from store.recordings import Archive

Open = Callable[[], "tuple[Archive, Unlock]"]

_FULL = 32_768.0
_SOUNDS = {"no_key": Sound.NO_KEY, "changed": Sound.BROKEN, "damaged": Sound.BROKEN}
"""Whatever else is wrong, the file cannot be had now."""


class ArchiveSources:
    """``open_`` gives the archive as the settings are now, and what unlocks its recordings; ``rehearsals`` theirs."""

    def __init__(self, open_: Open, rehearsals: Open | None = None) -> None:
        self._open, self._rehearsals = open_, rehearsals or open_

    def reel(self, recording: Recording) -> Reel:
        """See console.replay.sources.Sources."""
        archive, unlock = self._of(recording)
        try:
            reading = archive.audio(recording, unlock)
        except ArchiveError as error:
            raise _told(error) from error
        if (reading.sound.rate, reading.sound.channels) != (RATE, 2):
            reading.close()
            raise SourceError(Sound.BROKEN, f"{reading.sound.rate} Hz is no rate of ours")
        return _Reel(reading)

    def shape(self, recording: Recording) -> Shape:
        """See console.replay.sources.Sources."""
        archive, unlock = self._of(recording)
        try:
            return shape_of(archive.peaks(recording, unlock))
        except ArchiveError as error:
            raise _told(error) from error

    def _of(self, recording: Recording) -> "tuple[Archive, Unlock]":
        return self._rehearsals() if recording.purpose == REHEARSED else self._open()


class _Reel:
    def __init__(self, reading: "Reading") -> None:
        self._reading = reading

    def read(self, begin: int, count: int) -> Stereo:
        """See console.replay.deck.Reel."""
        try:
            if self._reading.at != begin:
                self._reading.seek(begin)
            found = self._reading.read(count)
        except ArchiveError as error:
            raise _told(error) from error
        return found.astype(np.float32) / _FULL

    def close(self) -> None:
        """Done with it."""
        self._reading.close()


def shape_of(peaks: "Peaks") -> Shape:
    """The louder of each point's two samples, in 8 bits."""
    loud = np.abs(peaks.points.astype(np.int32)).max(axis=2)
    small = np.minimum(loud // 128, 255).astype(np.uint8)
    if peaks.per_second != PER_SECOND and len(small):
        at = np.arange(int(len(small) * PER_SECOND / peaks.per_second)) * peaks.per_second // PER_SECOND
        small = small[np.minimum(at, len(small) - 1)]
    return Shape(small[:, 0].tobytes(), small[:, 1 if small.shape[1] > 1 else 0].tobytes())


def _told(error: ArchiveError) -> SourceError:
    return SourceError(_SOUNDS.get(error.code, Sound.NO_FILE), error.message)
