"""One loudspeaker or headset of Qt Multimedia's, open while something plays. Used on the player's thread only."""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QIODevice, QObject
from PySide6.QtMultimedia import QAudioDevice, QAudioFormat, QAudioSink, QMediaDevices

RATE = 16_000
_WIDTH = 2
_BUFFER_MS = 400
"""Room, no delay: how much waits there is the worker's to say."""


class Outlet(Protocol):
    """Where samples go: 16 kHz, mono, 16 bits."""

    def open(self, device: str) -> str:
        """Use that device, "" for the system's own; why not: ``no_device``, or ""."""

    def close(self) -> None:
        """What still waits is not heard. Harmless if it is not open."""

    def waiting(self) -> int:
        """Samples that the sound server has not fetched yet."""

    def write(self, samples: bytes) -> None:
        """Play this after what is waiting."""


class Loudspeaker(QObject):
    """Implements Outlet. ``gone`` is called when its device is not there any more."""

    def __init__(self, gone: Callable[[], None]) -> None:
        super().__init__()
        self._gone = gone
        self._sink: QAudioSink | None = None
        self._io: QIODevice | None = None
        self._device = b""
        self._devices = QMediaDevices(self)
        self._devices.audioOutputsChanged.connect(self._look)

    def open(self, device: str) -> str:
        """See Outlet."""
        self.close()
        found = _device(device)
        if found is None or found.isNull():
            return "no_device"
        form = QAudioFormat()
        form.setSampleRate(RATE)
        form.setChannelCount(1)
        form.setSampleFormat(QAudioFormat.SampleFormat.Int16)
        sink = QAudioSink(found, form, self)
        sink.setBufferSize(RATE * _BUFFER_MS // 1000 * _WIDTH)
        io = sink.start()
        if io is None:
            sink.deleteLater()
            return "no_device"
        self._sink, self._io, self._device = sink, io, bytes(found.id().data())
        return ""

    def close(self) -> None:
        """See Outlet."""
        sink, self._sink, self._io = self._sink, None, None
        if sink is not None:
            sink.reset()
            sink.deleteLater()

    def waiting(self) -> int:
        """See Outlet."""
        sink = self._sink
        return 0 if sink is None else (sink.bufferSize() - sink.bytesFree()) // _WIDTH

    def write(self, samples: bytes) -> None:
        """See Outlet."""
        if self._io is not None:
            self._io.write(samples)

    def _look(self) -> None:
        """Pulled out: the sound server would move the stream to another device, unasked and without an error."""
        there = {bytes(each.id().data()) for each in QMediaDevices.audioOutputs()}
        if self._sink is not None and self._device not in there:
            self._gone()


def _device(name: str) -> QAudioDevice | None:
    """By the name that the settings have; the system's own for "" and for one that is not there."""
    for each in QMediaDevices.audioOutputs():
        if name and name in {each.description(), bytes(each.id().data()).decode("utf-8", "replace")}:
            return each
    return QMediaDevices.defaultAudioOutput()
