"""A port of the conference that is written in Python.

Its two methods run fifty times a second on a thread of pjmedia's that has to take Python's lock first, so they
copy one frame and return. SWIG hands a frame over as a vector of bytes: ``bytes(frame.buf)`` takes 440 µs, a vector
made of bytes 20 µs, reading and writing the vector's own memory 3 µs. How a vector lies in memory is checked at the
start, and where it is not as expected, the slow way serves.
"""

import ctypes
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

import pjsua2 as pj

from telephony.engine.loop import HasLoop, Loop, callback
from telephony.engine.sound.ring import FRAME, RATE, WIDTH

P = ParamSpec("P")
BYTES = FRAME * WIDTH
"""Of a frame."""
_BITS = 16
S = TypeVar("S", bound=HasLoop)


def memory(vector: "pj.ByteVector") -> tuple[int, int]:
    """Where a std::vector's bytes begin and how many there are: libstdc++, libc++ and MSVC keep begin, end first."""
    begin, end = (ctypes.c_size_t * 2).from_address(int(vector.this))
    return begin, end - begin


def lies_as_expected() -> bool:
    """Whether :func:`memory` can be believed here."""
    known = bytes(range(256))
    vector = pj.ByteVector(known)
    begin, size = memory(vector)
    return size == len(known) and ctypes.string_at(begin, size) == known


def tick(method: Callable[Concatenate[S, P], None]) -> Callable[Concatenate[S, P], None]:
    """Wrap what the conference calls at each tick, as :func:`telephony.engine.loop.callback` does the rest."""

    @wraps(method)
    def minded(self: S, /, *args: P.args, **kwargs: P.kwargs) -> None:
        self.loop.clock.mind()
        method(self, *args, **kwargs)

    return callback(minded)


class ConferencePort(pj.AudioMediaPort):  # type: ignore[misc] # SWIG
    """16 kHz, mono, 16 bits, a frame of 20 ms at a time. pj.Error if the conference has no room for it."""

    def __init__(self, loop: Loop, name: str) -> None:
        super().__init__()
        self.loop = loop
        self.fast = lies_as_expected()
        form = pj.MediaFormatAudio()
        form.type = pj.PJMEDIA_TYPE_AUDIO
        form.clockRate, form.channelCount, form.bitsPerSample = RATE, 1, _BITS
        form.frameTimeUsec = FRAME * 1_000_000 // RATE
        self.createPort(name, form)

    def copied(self, frame: "pj.MediaFrame") -> bytes | None:
        """What came; None if nobody speaks."""
        if frame.type != pj.PJMEDIA_FRAME_TYPE_AUDIO:
            return None
        return ctypes.string_at(*memory(frame.buf)) if self.fast else bytes(frame.buf)
