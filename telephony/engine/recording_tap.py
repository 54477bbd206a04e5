"""Two ports of the conference that hear one leg: what we send to it, and what comes from it.

A port costs a callback every 20 ms, in which a frame is copied (3 µs) and left for the recorder's thread. Ports are
never destroyed while the clock runs, since pjmedia may be calling one at that moment: a tap that is free serves the
next leg, and there are never more than there are legs at a time.
"""

import ctypes

import pjsua2 as pj

from telephony.engine.loop import Loop, callback
from telephony.engine.recording_track import Track
from telephony.engine.sound.ports import lies_as_expected, memory
from telephony.engine.sound.ring import FRAME, RATE

_BITS = 16


class _Port(pj.AudioMediaPort):  # type: ignore[misc] # SWIG
    def __init__(self, loop: Loop, name: str) -> None:
        super().__init__()
        self.loop = loop
        self.track: Track | None = None
        self._fast = lies_as_expected()
        form = pj.MediaFormatAudio()
        form.type = pj.PJMEDIA_TYPE_AUDIO
        form.clockRate, form.channelCount, form.bitsPerSample = RATE, 1, _BITS
        form.frameTimeUsec = FRAME * 1_000_000 // RATE
        self.createPort(name, form)

    @callback
    def onFrameRequested(self, frame: "pj.MediaFrame") -> None:
        """Says nothing."""
        frame.type = pj.PJMEDIA_FRAME_TYPE_NONE

    def frame(self, frame: "pj.MediaFrame") -> bytes | None:
        """A copy; None if nobody speaks."""
        if frame.type != pj.PJMEDIA_FRAME_TYPE_AUDIO:
            return None
        return ctypes.string_at(*memory(frame.buf)) if self._fast else bytes(frame.buf)


class _Left(_Port):
    @callback
    def onFrameReceived(self, frame: "pj.MediaFrame") -> None:
        """20 ms of our side."""
        if self.track is not None:
            self.track.put_left(self.frame(frame))


class _Right(_Port):
    @callback
    def onFrameReceived(self, frame: "pj.MediaFrame") -> None:
        """20 ms of the other; the conference comes here after the left port, which was made first."""
        if self.track is not None:
            self.track.put_right(self.frame(frame))


class Tap:
    """Raises pj.Error if the conference has no room for its ports."""

    def __init__(self, loop: Loop) -> None:
        self.left, self.right = _Left(loop, "left"), _Right(loop, "right")

    def open(self, track: Track) -> None:
        """From the next tick on."""
        self.left.track = self.right.track = track

    def shut(self) -> None:
        """Nothing more is copied."""
        self.left.track = self.right.track = None
