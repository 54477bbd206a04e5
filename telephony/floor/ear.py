"""Whether somebody is heard, from the WAV file that is being recorded of them.

The file is read as it grows: its header still says that it is empty, the samples are there. That is slow
(a quarter of a second behind) and enough to tell speech from silence without touching the audio thread.
"""

import math
import struct
from pathlib import Path

_HEADER = 44
_BYTES_A_SECOND = 32_000
_SILENT_DBFS = -50.0
_QUIET_READS = 3
"""So many silent reads in a row are silence: words have gaps."""
_LONGEST = 2 * _BYTES_A_SECOND
_FULL_SCALE = 32768.0
MUSIC_ENDS = 0.5
"""Seconds after a hold until its music is surely heard no more; what is heard by then is nobody's voice."""
_EVERY = 4
"""One sample in four tells the level as well as all of them."""


class Ear:
    """Reads what was added since it last looked. ``dbfs`` is the level of the last piece (0 is full scale)."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._at = _HEADER
        self._sound = False
        self._quiet = 0
        self.dbfs = -math.inf

    def changed(self) -> bool | None:
        """True if sound has begun since the last look, False if it has ended, None if all is as it was."""
        piece = self._read()
        if not piece:
            return None
        self.dbfs = level(piece)
        loud = self.dbfs > _SILENT_DBFS
        self._quiet = 0 if loud else self._quiet + 1
        sound = loud or (self._sound and self._quiet < _QUIET_READS)
        if sound == self._sound:
            return None
        self._sound = sound
        return sound

    def forget(self) -> None:
        """Whatever was heard up to now is over: the next sound is a new one."""
        self._read()
        self._sound, self._quiet = False, 0

    def _read(self) -> bytes:
        try:
            with self._file.open("rb") as wav:
                wav.seek(self._at)
                piece = wav.read()
        except FileNotFoundError:
            return b""
        piece = piece[: len(piece) // 2 * 2]
        self._at += len(piece)
        return piece[-_LONGEST:]


def level(samples: bytes) -> float:
    """RMS of 16-bit samples in dB below full scale; at the lowest -96."""
    values = struct.unpack(f"<{len(samples) // 2}h", samples)[::_EVERY]
    power = sum(v * v for v in values) / max(1, len(values))
    return max(-96.0, 20 * math.log10(max(1e-9, math.sqrt(power) / _FULL_SCALE)))
