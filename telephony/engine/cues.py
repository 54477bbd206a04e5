"""What the agent hears besides voices: the ring, a soft knock during another call, and short tones.

Qt Multimedia plays them, in a thread of its own, since the main thread has SIP to turn; it is imported at the
first sound, because it costs some 25 MB that an engine without a sound never needs. Where there is no sound
output, or Qt Multimedia cannot be imported (no libpulse), there is silence and one line in the log.
"""

import logging
import wave
from collections.abc import Collection, Iterable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QBuffer,
    QCoreApplication,
    QElapsedTimer,
    QIODevice,
    QObject,
    Qt,
    QThread,
    QTimer,
    Signal,
    Slot,
)

from telephony.call import CallId, CallState, Direction, Leg

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QAudioSink

log = logging.getLogger("telephony.engine.cues")

_REPEAT_MS = 4_000
"""From one beginning of the ring or the knock to the next; the ring's own pause is part of its file."""
_BUFFER_MS = 40
"""Under 20 ms there are gaps, and stopping should be heard at once."""
_CLOSE_MS = 1_000
_BYTES = 2
"""Per sample: 16 bits."""


class Bell(StrEnum):
    """What is to be heard of calls that ring; the value is the file's name without ``.wav``."""

    SILENT = ""
    RING = "ring"
    KNOCK = "knock"


def bell(legs: Iterable[Leg], *, answered: Collection[CallId], attended: bool) -> Bell:
    """Choose what is heard with these legs, of which those refused are left out.

    ``answered`` are those that the agent has answered while SIP (or the hold of another call) still takes its
    time. An INVITE with Replaces is answered at once and never rings.
    """
    ringing = other = False
    for leg in legs:
        if leg.state is CallState.ENDED:
            continue
        waits = leg.direction is Direction.IN and leg.state is CallState.RINGING
        if waits and not leg.replaces and leg.call not in answered:
            ringing = True
        else:
            other = True
    if not ringing or not attended:
        return Bell.SILENT
    return Bell.KNOCK if other else Bell.RING


class Cues:
    """Plays the WAV files (16 bit PCM) of a folder on the default output; without a folder it is silent.

    Nothing here waits for the sound or raises on account of it. Must be used on the main thread.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._bell = Bell.SILENT
        self._thread: QThread | None = None
        self._player: _Player | None = None

    def play(self, cue: str) -> None:
        """Play ``<cue>.wav`` once, in place of the tone before it if that still sounds."""
        player = self._wake()
        if player is not None:
            player.cue_wanted.emit(cue)

    def ring(self, bell: Bell = Bell.RING) -> None:
        """Ring or knock until told otherwise; the same again changes nothing."""
        if bell is self._bell:
            return
        self._bell = bell
        player = self._wake() if bell is not Bell.SILENT else self._player
        if player is not None:
            player.bell_wanted.emit(bell.value)

    def stop_ringing(self) -> None:
        """Silence, but for a tone that sounds."""
        self.ring(Bell.SILENT)

    def close(self) -> None:
        """Silence, and the end of the thread; it may be used again."""
        player, thread = self._player, self._thread
        self._player = self._thread = None
        self._bell = Bell.SILENT
        if player is None or thread is None:
            return
        player.end_wanted.emit()
        thread.quit()
        if not thread.wait(_CLOSE_MS):
            log.info("the sound server does not let go")
            _LEFT.append((thread, player))

    def _wake(self) -> "_Player | None":
        if self._folder is None or QCoreApplication.instance() is None:
            return None
        if self._player is None:
            self._player, self._thread = _Player(self._folder), QThread()
            self._thread.setObjectName("cues")
            self._player.moveToThread(self._thread)
            self._thread.start()
        return self._player


_LEFT: list[object] = []
"""A thread that hangs in the sound server: destroying it would abort the process, which ends by os._exit."""


class _Player(QObject):
    """Lives in the thread; the signals are how the main thread speaks to it."""

    cue_wanted = Signal(str)
    bell_wanted = Signal(str)
    end_wanted = Signal()

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._cue = _Voice(folder, self)
        self._bell = _Voice(folder, self)
        self.cue_wanted.connect(self._cue.play)
        self.bell_wanted.connect(self._bell.repeat)
        self.end_wanted.connect(self._end)

    @Slot()
    def _end(self) -> None:
        self._cue.stop()
        self._bell.stop()


class _Voice(QObject):
    """One sound at a time. A sink is open only while it sounds, each time on what is then the default output."""

    _complained = False

    def __init__(self, folder: Path, parent: QObject) -> None:
        super().__init__(parent)
        self._folder = folder
        self._name = ""
        self._sink: QAudioSink | None = None
        self._since = QElapsedTimer()
        self._again = QTimer(self, singleShot=True)
        self._again.timeout.connect(self._start)
        self._repeats = False

    @Slot(str)
    def play(self, name: str) -> None:
        """Once."""
        self.stop()
        self._name, self._repeats = name, False
        self._start()

    @Slot(str)
    def repeat(self, name: str) -> None:
        """Every four seconds, or as long as it lasts; "" for silence."""
        self.stop()
        self._name, self._repeats = name, True
        if name:
            self._start()

    def stop(self) -> None:
        """Fall silent at once."""
        self._again.stop()
        self._drop()

    @Slot()
    def _start(self) -> None:
        try:
            self._sound()
        except _NoSoundError as why:
            if not _Voice._complained:  # once for each process
                _Voice._complained = True
                log.info("no sound: %s", why)

    def _sound(self) -> None:
        try:
            from PySide6.QtMultimedia import (  # noqa: PLC0415 - see the module's docstring
                QAudioFormat,
                QAudioSink,
                QMediaDevices,
            )
        except ImportError as error:
            raise _NoSoundError(error) from None
        device = QMediaDevices.defaultAudioOutput()
        if device.isNull():
            raise _NoSoundError("there is no sound output")
        rate, channels, frames = _read(self._folder / f"{self._name}.wav")
        form = QAudioFormat()
        form.setSampleRate(rate)
        form.setChannelCount(channels)
        form.setSampleFormat(QAudioFormat.SampleFormat.Int16)
        sink = self._sink = QAudioSink(device, form, self)
        sink.setBufferSize(form.bytesForDuration(_BUFFER_MS * 1000))
        source = QBuffer(sink)
        source.setData(frames)
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


class _NoSoundError(Exception):
    """Why nothing is heard."""


def _read(path: Path) -> tuple[int, int, bytes]:
    """Sample rate in hertz, channels, and the samples."""
    try:
        with wave.open(str(path), "rb") as wav:
            if wav.getsampwidth() != _BYTES:
                raise _NoSoundError(f"{path} has not 16 bits")
            return wav.getframerate(), wav.getnchannels(), wav.readframes(wav.getnframes())
    except (OSError, EOFError, wave.Error) as error:
        raise _NoSoundError(f"{path}: {error}") from None
