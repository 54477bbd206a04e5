"""The microphone and the speaker as one port of the conference."""

import ctypes

import pjsua2 as pj

from telephony.engine.conference_port import BYTES, ConferencePort, memory, tick
from telephony.engine.loop import Loop
from telephony.engine.sound.ring import Inbox, Ring

_SILENCE = bytes(BYTES)


class Bridge(ConferencePort):
    """``out`` is what the microphone hears, ``into`` what the speaker will play."""

    def __init__(self, loop: Loop, out: Ring, into: Inbox) -> None:
        super().__init__(loop, "sound")
        self._out, self._into = out, into
        self._silence = pj.ByteVector(_SILENCE)
        self._frame = pj.ByteVector(_SILENCE)
        self._at = memory(self._frame)[0] if self.fast else 0

    def set_gains(self, microphone: float, speaker: float) -> None:
        """Factors of amplitude; pjmedia applies them. It says "transmit" where it receives from us."""
        self.adjustTxLevel(microphone)
        self.adjustRxLevel(speaker)

    @tick
    def onFrameRequested(self, frame: "pj.MediaFrame") -> None:
        """The conference wants a frame of the microphone."""
        frame.type = pj.PJMEDIA_FRAME_TYPE_AUDIO
        data = self._out.read(BYTES)
        if data is None:
            frame.buf = self._silence
        elif self.fast:
            ctypes.memmove(self._at, data, BYTES)
            frame.buf = self._frame
        else:
            frame.buf = pj.ByteVector(data)

    @tick
    def onFrameReceived(self, frame: "pj.MediaFrame") -> None:
        """The conference has a frame for the speaker, or says that nobody speaks."""
        self._into.put(self.copied(frame) or _SILENCE)
