"""Plays one sound at a time: the ring, a knock, a cue, a tone. Used in the sound thread only."""

import logging
import wave
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QBuffer, QElapsedTimer, QIODevice, QObject, Qt, QTimer, Slot
from PySide6.QtMultimedia import QAudioSink

from telephony.engine.sound.devices import Device
from telephony.engine.sound.ring import RATE, WIDTH
from telephony.engine.sound.streams import format_of, speaker

log = logging.getLogger("telephony.engine.sound")

_REPEAT_MS = 4_000
"""From one beginning of the ring or the knock to the next; the ring's own pause is part of its file."""
_BUFFER_MS = 40
"""Under 20 ms there are gaps, and stopping should be heard at once."""


class Clip(NamedTuple):
    """A sound: 16 bit PCM."""

    frames: bytes
    rate: int = RATE
    channels: int = 1


class NoClipError(Exception):
    """A sound file cannot be read; it says why."""


def read(path: Path) -> Clip:
    """Read a WAV file of 16 bits."""
    try:
        with wave.open(str(path), "rb") as wav:
            if wav.getsampwidth() != WIDTH:
                raise NoClipError(f"{path} has not 16 bits")
            return Clip(wav.readframes(wav.getnframes()), wav.getframerate(), wav.getnchannels())
    except (OSError, EOFError, wave.Error) as error:
        raise NoClipError(f"{path}: {error}") from None


class Voice(QObject):
    """A sink is open only while it sounds."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._clip: Clip | None = None
        self._device: Device | None = None
        self._volume = 1.0
        self._sink: QAudioSink | None = None
        self._since = QElapsedTimer()
        self._again = QTimer(self, singleShot=True)
        self._again.timeout.connect(self._start)
        self._repeats = False

    def play(self, clip: Clip, device: Device | None, volume: float, *, repeat: bool = False) -> None:
        """Once, or every four seconds, or as long as it lasts; on None nothing is heard until it moves."""
        self.stop()
        self._clip, self._repeats = clip, repeat
        self._device, self._volume = device, volume
        self._start()

    def move(self, device: Device | None, volume: float) -> None:
        """Go on elsewhere; what is repeated begins anew there, what was to sound once has sounded."""
        if device == self._device and volume == self._volume:
            return
        self._device, self._volume = device, volume
        if self._sink is not None or self._again.isActive() or self._repeats:
            self._again.stop()
            self._drop()
            if self._repeats:
                self._start()

    def stop(self) -> None:
        """Fall silent at once."""
        self._again.stop()
        self._repeats = False
        self._drop()

    @Slot()
    def _start(self) -> None:
        clip = self._clip
        device = speaker(self._device) if self._device is not None else None
        if device is None or clip is None:
            return
        form = format_of(clip.rate, clip.channels)
        sink = self._sink = QAudioSink(device, form, self)
        sink.setBufferSize(form.bytesForDuration(_BUFFER_MS * 1000))
        sink.setVolume(min(1.0, self._volume))
        source = QBuffer(sink)
        source.setData(clip.frames)
        # Buffered, Qt would ask for more only every 512 ms.
        source.open(QIODevice.OpenModeFlag.ReadOnly | QIODevice.OpenModeFlag.Unbuffered)
        # The slot takes no argument: PySide cannot convert QAudio::State. Queued, for the slot ends the sink.
        sink.stateChanged.connect(self._changed, Qt.ConnectionType.QueuedConnection)
        self._since.start()
        sink.start(source)

    @Slot()
    def _changed(self) -> None:
        """At the end of the file it falls idle; with its server gone it stops."""
        sink = self._sink
        if sink is None or sink.state().name not in {"IdleState", "StoppedState"}:
            return  # or it is the word of a sink that is gone
        self._drop()
        if self._repeats:
            self._again.start(max(0, _REPEAT_MS - self._since.elapsed()))

    def _drop(self) -> None:
        sink, self._sink = self._sink, None
        if sink is not None:
            sink.reset()  # what is still in its buffer is not to be heard
            sink.deleteLater()
