"""The ring and the cues, and what a person tries before the first call. Used in the sound thread only."""

import logging
import math
from array import array
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject

from telephony.commands import Sound
from telephony.engine.sound.bell import Bell
from telephony.engine.sound.devices import Device
from telephony.engine.sound.levels import amplified, judge
from telephony.engine.sound.ring import RATE, WIDTH
from telephony.engine.sound.voice import Clip, NoClipError, Voice, read
from telephony.events import SoundTested

log = logging.getLogger("telephony.engine.sound")

_RECORD_BYTES = 5 * RATE * WIDTH
_TONE_HERTZ, _TONE_SECONDS, _TONE_LEVEL, _TONE_EDGE = 440, 1.5, 6_000, RATE // 50


class Players(QObject):
    """``tested`` is told the outcome of a recording; ``settle`` is called when the microphone is needed no more."""

    def __init__(
        self,
        folder: Path | None,
        tested: Callable[[SoundTested], None],
        settle: Callable[[], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._folder, self._tested, self._settle = folder, tested, settle
        self._cue, self._bell, self._trial = Voice(self), Voice(self), Voice(self)
        self._rings = Bell.SILENT
        self._tries = ""
        self._speaker: Device | None = None
        self._ringer: Device | None = None
        self._sound = Sound()
        self._recording = b""
        self.records = False

    def move(self, speaker: Device | None, ringer: Device | None, sound: Sound) -> None:
        """From now on: cues and knocks in the ear, the ring on its own device."""
        self._speaker, self._ringer, self._sound = speaker, ringer, sound
        self._cue.move(*self._where(Bell.KNOCK))
        self._bell.move(*self._where(self._rings))
        self._trial.move(*self._where(Bell.RING if self._tries == "ring" else Bell.KNOCK))

    def cue(self, name: str) -> None:
        """Play ``<name>.wav`` once, in place of the tone before it if that still sounds."""
        clip = self._clip(name)
        if clip is not None:
            self._cue.play(clip, *self._where(Bell.KNOCK))

    def bell(self, name: str) -> None:
        """Ring or knock until told otherwise, "" for silence."""
        self._rings = Bell(name)
        clip = self._clip(name) if name else None
        if clip is None:
            self._bell.stop()
        else:
            self._bell.play(clip, *self._where(self._rings), repeat=True)

    def test(self, what: str) -> None:
        """See :class:`telephony.commands.TestSound`."""
        self.end_test()
        self._tries = what
        if what == "record":
            self._recording, self.records = b"", True
        elif what == "tone":
            self._trial.play(_tone(), *self._where(Bell.KNOCK))
        elif what == "play":
            clip = Clip(amplified(self._recording, self._sound.microphone_gain))
            self._trial.play(clip, *self._where(Bell.KNOCK))
        elif what == "ring":
            ring = self._clip(Bell.RING.value)
            if ring is not None:
                self._trial.play(ring, *self._where(Bell.RING))

    def end_test(self) -> None:
        """Whichever is under way; a recording that is not complete is none."""
        self._trial.stop()
        self.records = False
        self._tries = ""

    def record(self, data: bytes) -> None:
        """What the microphone hears during the test."""
        self._recording += data
        if len(self._recording) >= _RECORD_BYTES:
            self._recording = self._recording[:_RECORD_BYTES]
            self.records = False
            self._tested(judge(self._recording, self._sound.microphone_gain))
            self._settle()

    def stop(self) -> None:
        """Silence."""
        for voice in (self._cue, self._bell, self._trial):
            voice.stop()

    def _where(self, bell: Bell) -> tuple[Device | None, float]:
        if bell is Bell.RING:
            return self._ringer, self._sound.ringer_volume
        return self._speaker, self._sound.speaker_volume

    def _clip(self, name: str) -> Clip | None:
        if self._folder is None:
            return None
        try:
            return read(self._folder / f"{name}.wav")
        except NoClipError as why:
            log.warning("not played: %s", why)
            return None


def _tone() -> Clip:
    """A tone that begins and ends softly."""
    count = int(RATE * _TONE_SECONDS)
    return Clip(
        array(
            "h",
            [
                int(
                    _TONE_LEVEL
                    * min(1.0, at / _TONE_EDGE, (count - at) / _TONE_EDGE)
                    * math.sin(2 * math.pi * _TONE_HERTZ * at / RATE)
                )
                for at in range(count)
            ],
        ).tobytes()
    )
