"""The microphone and the speaker as one port of the conference.

Its two methods run fifty times a second on a thread of pjmedia's that has to take Python's lock first, so they
copy one frame and return. SWIG hands a frame over as a vector of bytes: ``bytes(frame.buf)`` takes 440 µs, a vector
made of bytes 20 µs, reading and writing the vector's own memory 3 µs. How a vector lies in memory is checked at the
start, and where it is not as expected, the slow way serves.
"""

import ctypes

import pjsua2 as pj

from telephony.engine.loop import Loop, callback
from telephony.engine.sound.ring import FRAME, RATE, WIDTH, Inbox, Ring

_BYTES = FRAME * WIDTH
_SILENCE = bytes(_BYTES)
_BITS = 16


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


class Bridge(pj.AudioMediaPort):  # type: ignore[misc] # SWIG
    """``out`` is what the microphone hears, ``into`` what the speaker will play."""

    def __init__(self, loop: Loop, out: Ring, into: Inbox) -> None:
        super().__init__()
        self.loop = loop
        self._out, self._into = out, into
        self._fast = lies_as_expected()
        self._silence = pj.ByteVector(_SILENCE)
        self._frame = pj.ByteVector(_SILENCE)
        self._at = memory(self._frame)[0] if self._fast else 0
        form = pj.MediaFormatAudio()
        form.type = pj.PJMEDIA_TYPE_AUDIO
        form.clockRate, form.channelCount, form.bitsPerSample = RATE, 1, _BITS
        form.frameTimeUsec = FRAME * 1_000_000 // RATE
        self.createPort("sound", form)

    def set_gains(self, microphone: float, speaker: float) -> None:
        """Factors of amplitude; pjmedia applies them. It says "transmit" where it receives from us."""
        self.adjustTxLevel(microphone)
        self.adjustRxLevel(speaker)

    @callback
    def onFrameRequested(self, frame: "pj.MediaFrame") -> None:
        """The conference wants a frame of the microphone."""
        frame.type = pj.PJMEDIA_FRAME_TYPE_AUDIO
        data = self._out.read(_BYTES)
        if data is None:
            frame.buf = self._silence
        elif self._fast:
            ctypes.memmove(self._at, data, _BYTES)
            frame.buf = self._frame
        else:
            frame.buf = pj.ByteVector(data)

    @callback
    def onFrameReceived(self, frame: "pj.MediaFrame") -> None:
        """The conference has a frame for the speaker, or says that nobody speaks."""
        if frame.type != pj.PJMEDIA_FRAME_TYPE_AUDIO:
            self._into.put(_SILENCE)
        elif self._fast:
            self._into.put(ctypes.string_at(*memory(frame.buf)))
        else:
            self._into.put(bytes(frame.buf))
