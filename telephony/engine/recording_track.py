"""One leg's sound on its way from pjmedia's clock to the recorder's thread; and its levels there. Pure.

The clock puts one frame of each channel every 20 ms and does nothing else. What is told of a frame is put with it, so
that a pause begins in the file at the very frame at which it began in the call, however late the disk is.
"""

from array import array
from collections import deque
from typing import Final, NamedTuple

from telephony.engine.sound.levels import FLOOR, decibels, rms
from telephony.engine.sound.ring import FRAME, WIDTH

FRAME_BYTES: Final = FRAME * WIDTH
TICK: Final = FRAME / 16_000
"""Seconds of a frame."""
STEREO_BYTES: Final = 2 * FRAME_BYTES
_MOST_FRAMES = int(30 / TICK)
"""That may wait for a disk that does not take them; 38 MB a line and no more."""
_SILENCE = bytes(FRAME_BYTES)


class Frame(NamedTuple):
    """20 ms. None: nobody speaks on that channel, or the frame is in a pause and was never kept."""

    left: bytes | None
    right: bytes | None
    held: bool = False
    paused: bool = False


class Track:
    """Written by the clock's thread, read by the recorder's; the two flags are set by the main thread."""

    def __init__(self) -> None:
        self.frames: deque[Frame] = deque()
        self.held = False
        self.paused = False
        self.lost = 0
        """Frames that there was no more room for since this was set to 0."""
        self._left: bytes | None = None

    def put_left(self, frame: bytes | None) -> None:
        """First the agent's side."""
        self._left = frame

    def put_right(self, frame: bytes | None) -> None:
        """Then the other, in the same tick."""
        left, self._left = self._left, None
        if len(self.frames) >= _MOST_FRAMES:
            self.lost += 1
        elif self.paused:
            self.frames.append(_PAUSED)
        else:
            self.frames.append(Frame(left, frame, self.held))

    @property
    def waiting(self) -> float:
        """Seconds of sound that nobody has taken yet."""
        return len(self.frames) * TICK

    def take(self) -> list[Frame]:
        """All that is here, and silence in place of what was lost."""
        frames = []
        while self.frames:
            frames.append(self.frames.popleft())
        lost, self.lost = self.lost, 0
        return frames + [EMPTY] * lost


_PAUSED = Frame(None, None, paused=True)
EMPTY = Frame(None, None)


def interleaved(frames: list[Frame]) -> bytes:
    """Both channels as they stand in the file."""
    samples = array("h", bytes(len(frames) * STEREO_BYTES))
    samples[0::2] = array("h", b"".join(frame.left or _SILENCE for frame in frames))
    samples[1::2] = array("h", b"".join(frame.right or _SILENCE for frame in frames))
    return samples.tobytes()


def level(channel: bytes | None) -> float:
    """Of one channel of a frame, in dBFS."""
    return decibels(rms(array("h", channel))) if channel is not None else FLOOR
