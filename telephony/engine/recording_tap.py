"""Two ports of the conference that hear one leg: what we send to it, and what comes from it.

A port costs a callback every 20 ms, in which a frame is copied (3 µs) and left for the recorder's thread. Ports are
never destroyed while the clock runs, since pjmedia may be calling one at that moment: a tap that is free serves the
next leg, and there are never more than there are legs at a time.
"""

import pjsua2 as pj

from telephony.engine.conference_port import ConferencePort, tick
from telephony.engine.loop import Loop
from telephony.engine.recording_track import Track


class _Port(ConferencePort):
    track: Track | None = None

    @tick
    def onFrameRequested(self, frame: "pj.MediaFrame") -> None:
        """Says nothing."""
        frame.type = pj.PJMEDIA_FRAME_TYPE_NONE


class _Left(_Port):
    @tick
    def onFrameReceived(self, frame: "pj.MediaFrame") -> None:
        """20 ms of our side."""
        if self.track is not None:
            self.track.put_left(self.copied(frame))


class _Right(_Port):
    @tick
    def onFrameReceived(self, frame: "pj.MediaFrame") -> None:
        """20 ms of the other; the conference comes here after the left port, which was made first."""
        if self.track is not None:
            self.track.put_right(self.copied(frame))


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
