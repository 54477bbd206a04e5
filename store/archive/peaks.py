"""The picture of a recording: of every 20 ms and each channel the lowest and the highest sample.

    WRMLPEAK │ version │ channels │ points a second (u16) │ seconds (f64) │ zlib of int16 [points][channels][low, high]

An hour in stereo is 1.4 MB before zlib and draws at once; coarser levels are made of it when they are asked for.
Samples are those of 16 bit PCM, -32,768 to 32,767.
"""

import struct
import zlib
from typing import TYPE_CHECKING, Final

import msgspec

from store.archive.errors import ArchiveError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PER_SECOND: Final = 50
LEVELS: Final = (50, 10, 2)
"""Points a second that :meth:`Peaks.level` picks from: two hours on a wide screen need no finer one than the last."""

_HEAD = struct.Struct(">8sBBHd")
_MAGIC = b"WRMLPEAK"
_VERSION = 1
_MOST_CHANNELS = 8
_MOST_BYTES = 1 << 28


class Peaks(msgspec.Struct, frozen=True, eq=False):
    """``points`` is int16 of shape (points, channels, 2): channel 0 is left, the agent; [..., 0] low, [..., 1] high."""

    points: "NDArray[np.int16]"
    per_second: int
    seconds: float

    @property
    def channels(self) -> int:
        """How many."""
        return int(self.points.shape[1])

    def level(self, per_second: float) -> "Peaks":
        """The coarsest of :data:`LEVELS` that has at least so many points a second, else the finest there is."""
        wanted = min((one for one in LEVELS if one >= per_second), default=self.per_second)
        factor = self.per_second // wanted
        return (
            self
            if factor <= 1
            else Peaks(_coarser(self.points, factor), self.per_second // factor, self.seconds)
        )


def _coarser(points: "NDArray[np.int16]", factor: int) -> "NDArray[np.int16]":
    import numpy as np  # noqa: PLC0415 - only when something is drawn

    if not len(points):
        return points
    missing = -len(points) % factor
    whole = np.concatenate([points, np.repeat(points[-1:], missing, axis=0)]) if missing else points
    grouped = whole.reshape(-1, factor, points.shape[1], 2)
    return np.stack([grouped[..., 0].min(axis=1), grouped[..., 1].max(axis=1)], axis=-1)


def measured(samples: "NDArray[np.int16]", rate: int) -> "NDArray[np.int16]":
    """The points of so many frames of shape (frames, channels); the last one may be of fewer than 20 ms."""
    import numpy as np  # noqa: PLC0415 - only when something is kept

    step = rate // PER_SECOND
    missing = -len(samples) % step
    if missing:
        samples = np.concatenate([samples, np.repeat(samples[-1:], missing, axis=0)])
    grouped = samples.reshape(-1, step, samples.shape[1])
    return np.stack([grouped.min(axis=1), grouped.max(axis=1)], axis=-1)


def to_bytes(peaks: Peaks) -> bytes:
    """The file."""
    head = _HEAD.pack(_MAGIC, _VERSION, peaks.channels, peaks.per_second, peaks.seconds)
    return head + zlib.compress(peaks.points.astype("<i2").tobytes(), 1)


def from_bytes(content: bytes) -> Peaks:
    """Read it. ArchiveError ``changed`` if it is none; it is never believed beyond what it holds."""
    import numpy as np  # noqa: PLC0415 - only when something is drawn

    try:
        magic, version, channels, per_second, seconds = _HEAD.unpack_from(content)
        unpacker = zlib.decompressobj()
        raw = unpacker.decompress(content[_HEAD.size :], _MOST_BYTES)
        sound = magic == _MAGIC and version == _VERSION and 1 <= channels <= _MOST_CHANNELS and per_second
        if not (sound and unpacker.eof) or unpacker.unused_data:
            raise ArchiveError("changed", _NOT_PEAKS)
        points = np.frombuffer(raw, "<i2").astype(np.int16, copy=False).reshape(-1, channels, 2)
    except (struct.error, zlib.error, ValueError) as error:
        raise ArchiveError("changed", _NOT_PEAKS) from error
    return Peaks(points, per_second, seconds)


_NOT_PEAKS = "The picture of this recording was changed in the archive, and cannot be drawn."
