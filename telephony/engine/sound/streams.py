"""One microphone and one speaker of Qt Multimedia's, open while they are needed. Used in the sound thread only."""

from collections.abc import Callable

from PySide6.QtCore import QIODevice, QObject, Slot
from PySide6.QtMultimedia import QAudioDevice, QAudioFormat, QAudioSink, QAudioSource, QMediaDevices

from telephony.engine.sound.devices import Device
from telephony.engine.sound.ring import FRAME, RATE, WIDTH

_CAPTURE_MS = 100
"""Less loses samples without an error where PipeWire plays the server; it costs no delay."""
_PLAYBACK_MS = 200
"""Room, no delay: how much waits there is flow.py's to say."""
_PIECE = FRAME * WIDTH
"""Less than that waits for the next, as it would for its packet: the server likes to give ten milliseconds in two
parts, and each that is handled costs as much as a whole frame."""
_TIME_TO_START = -17
"""Ticks that a stream is given more than one that runs: a device may have slept, for which 1.5 s have been seen."""


def format_of(rate: int = RATE, channels: int = 1) -> QAudioFormat:
    """16 bit PCM."""
    form = QAudioFormat()
    form.setSampleRate(rate)
    form.setChannelCount(channels)
    form.setSampleFormat(QAudioFormat.SampleFormat.Int16)
    return form


def microphone(device: Device) -> QAudioDevice | None:
    """Qt's object for it, None while Qt does not know it."""
    return _matching(QMediaDevices.audioInputs(), device)


def speaker(device: Device) -> QAudioDevice | None:
    """Qt's object for it, None while Qt does not know it."""
    return _matching(QMediaDevices.audioOutputs(), device)


def _matching(known: list[QAudioDevice], device: Device) -> QAudioDevice | None:
    return next(
        (each for each in known if bytes(each.id().data()).decode("utf-8", "replace") == device.id), None
    )


class Capture(QObject):
    """Gives ``heard`` what the microphone hears, in pieces of a frame or a little more."""

    def __init__(self, heard: Callable[[bytes], None], parent: QObject) -> None:
        super().__init__(parent)
        self._heard = heard
        self._source: QAudioSource | None = None
        self._io: QIODevice | None = None
        self.device: Device | None = None
        self.system = ""
        self.idle_ticks = 0

    def open(self, device: Device, system: str) -> bool:
        """Use this one from now on; False if it cannot be opened. ``system`` is kept for who opened it."""
        self.close()
        self.system = system
        qt_device = microphone(device)
        if qt_device is None:
            return False
        source = QAudioSource(qt_device, format_of(), self)
        source.setBufferSize(RATE * _CAPTURE_MS // 1000 * WIDTH)
        io = source.start()
        if io is None:
            source.deleteLater()
            return False
        io.readyRead.connect(self._read)
        self._source, self._io, self.device = source, io, device
        self.idle_ticks = _TIME_TO_START
        return True

    def close(self) -> None:
        """Harmless if it is not open."""
        source, self._source, self._io, self.device = self._source, None, None, None
        if source is not None:
            source.stop()
            source.deleteLater()

    def tick(self) -> None:
        """Count a tick; they are forgotten when something comes."""
        self.idle_ticks += 1

    @Slot()
    def _read(self) -> None:
        if self._io is None or self._io.bytesAvailable() < _PIECE:
            return
        data = bytes(self._io.readAll().data())
        if data:
            self.idle_ticks = 0
            self._heard(data[: len(data) // WIDTH * WIDTH])


class Playback(QObject):
    """Plays what it is given, as long as it is open; what it has no room for is forgotten."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._sink: QAudioSink | None = None
        self._io: QIODevice | None = None
        self._played = 0
        self.device: Device | None = None
        self.system = ""
        self.idle_ticks = 0

    def open(self, device: Device, system: str) -> bool:
        """Use this one from now on; False if it cannot be opened. ``system`` is kept for who opened it."""
        self.close()
        self.system = system
        qt_device = speaker(device)
        if qt_device is None:
            return False
        sink = QAudioSink(qt_device, format_of(), self)
        sink.setBufferSize(RATE * _PLAYBACK_MS // 1000 * WIDTH)
        io = sink.start()
        if io is None:
            sink.deleteLater()
            return False
        self._sink, self._io, self.device = sink, io, device
        self._played, self.idle_ticks = 0, _TIME_TO_START
        return True

    def close(self) -> None:
        """Harmless if it is not open; what is still in its buffer is not heard."""
        sink, self._sink, self._io, self.device = self._sink, None, None, None
        if sink is not None:
            sink.reset()
            sink.deleteLater()

    def waiting(self) -> int:
        """So many samples have not yet been fetched by the sound server."""
        sink = self._sink
        return 0 if sink is None else (sink.bufferSize() - sink.bytesFree()) // WIDTH

    def write(self, data: bytes) -> None:
        """Play this after what is waiting."""
        if self._io is not None:
            self._io.write(data)

    def tick(self) -> None:
        """Count a tick in which the sound server has fetched nothing of what waits for it."""
        if self._sink is None:
            return
        played = self._sink.processedUSecs()
        if played != self._played or not self.waiting():
            self.idle_ticks = min(self.idle_ticks, 0)
        self._played = played
        self.idle_ticks += 1
