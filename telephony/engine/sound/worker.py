"""What happens in the sound thread: devices come and go, streams are opened and closed, levels are taken."""

import logging
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThread, QTimer, Signal, Slot

from telephony.commands import Sound
from telephony.engine.sound.choice import Chooser, InUse
from telephony.engine.sound.devices import Device, Devices, Names, named
from telephony.engine.sound.flow import Flow
from telephony.engine.sound.pulse import PulseWatch
from telephony.engine.sound.ring import Inbox, Ring
from telephony.events import SoundChanged, SoundTrouble

if TYPE_CHECKING:
    from telephony.engine.sound.players import Players
    from telephony.engine.sound.streams import Capture, Playback

log = logging.getLogger("telephony.engine.sound")

_SETTLED_MS = 500
_LEVELS_MS = 50
_WATCH_MS = 100
_STALLED_TICKS = 3
_REOPEN_TICKS = 10
_CLOSE_SECONDS = 0.5
_SWITCH_SECONDS = 0.001
"""How long one thread of Python keeps the others waiting: 5 ms by default, which is half a frame of sound."""


class Worker(QObject):
    """Everything but the constructor and the signals runs in the thread. Only plain data goes in and out.

    ``changed`` gives a SoundChanged, ``levels`` decibels of microphone and speaker, ``tested`` a SoundTested,
    ``worn`` is emitted when only a new process can use the sound server that is there now.
    """

    changed = Signal(object)
    levels = Signal(float, float)
    tested = Signal(object)
    worn = Signal()

    begin_wanted = Signal()
    use_wanted = Signal(object)
    call_wanted = Signal(bool)
    talk_wanted = Signal(bool)
    measure_wanted = Signal(bool)
    cue_wanted = Signal(str)
    bell_wanted = Signal(str)
    test_wanted = Signal(str)
    end_wanted = Signal()

    _devices_seen = Signal(object)
    _frames_came = Signal()

    def __init__(self, sounds: Path | None, out: Ring, into: Inbox) -> None:
        super().__init__()
        self._sounds, self._flow, self._into = sounds, Flow(out), into
        self._sound = Sound()
        self._chooser = Chooser()
        self._devices: Devices | None = None
        self._answered = False
        self._in_use = InUse()
        self._told: SoundChanged | None = None
        self._in_call = self._measuring = False
        self._watch: PulseWatch | None = None
        self._capture: Capture | None = None
        self._playback: Playback | None = None
        self._players: Players | None = None
        self._waiting_bell = ""
        self._dead = False
        for signal, slot in (
            (self.begin_wanted, self._begin),
            (self.use_wanted, self._use),
            (self.call_wanted, self._call),
            (self.talk_wanted, self._talk),
            (self.measure_wanted, self._measure),
            (self.cue_wanted, self._cue),
            (self.bell_wanted, self._bell),
            (self.test_wanted, self._test),
            (self.end_wanted, self._end),
            (self._devices_seen, self._see),
            (self._frames_came, self._play),
        ):
            signal.connect(slot)
        into.wake(self._frames_came.emit)

    # What the main thread wants.

    @Slot()
    def _begin(self) -> None:
        sys.setswitchinterval(_SWITCH_SECONDS)
        self._settled = self._timer(_SETTLED_MS, self._settle, once=True)
        self._level_timer = self._timer(_LEVELS_MS, self._take_levels)
        self._watch_timer = self._timer(_WATCH_MS, self._mind)
        try:
            self._watch = PulseWatch(self._devices_seen.emit)
        except OSError as error:
            log.info("no sound: %s", error)
            self._see(None)

    @Slot(object)
    def _use(self, sound: Sound) -> None:
        self._sound = sound
        self._chooser.use(sound, self._names())
        self._settle()

    @Slot(bool)
    def _call(self, on: bool) -> None:  # noqa: FBT001 - a slot
        if on and self._players is not None:
            self._players.end_test()
        self._in_call = on
        self._settle()

    @Slot(bool)
    def _talk(self, on: bool) -> None:  # noqa: FBT001 - a slot
        self._flow.talking = on
        if self._flow.deafness.forget():
            self._tell()

    @Slot(bool)
    def _measure(self, on: bool) -> None:  # noqa: FBT001 - a slot
        self._measuring = on
        self._settle()

    @Slot(str)
    def _cue(self, name: str) -> None:
        if self._players is not None:
            self._players.cue(name)

    @Slot(str)
    def _bell(self, name: str) -> None:
        self._waiting_bell = name
        if self._players is not None:
            self._players.bell(name)
        self._settle()

    @Slot(str)
    def _test(self, what: str) -> None:
        if self._players is not None:
            self._players.test(what)
        self._settle()

    @Slot()
    def _end(self) -> None:
        for timer in (self._settled, self._level_timer, self._watch_timer):
            timer.stop()
        if self._watch is not None:
            self._watch.close(_CLOSE_SECONDS)
        if self._capture is not None and self._playback is not None and self._players is not None:
            self._players.stop()
            self._capture.close()
            self._playback.close()
        QThread.currentThread().quit()

    # Devices.

    @Slot(object)
    def _see(self, devices: Devices | None) -> None:
        self._answered = True
        before, self._devices = self._devices, devices
        if devices is None and self._capture is not None:
            self._dead = True
        elif devices is not None and self._dead and before is None:
            log.info("the sound server is back; only a new process can use it")
            self.worn.emit()
        if devices is not None and self._capture is None:
            self._prepare()
        self._settle(settled=False)
        self._settled.start()

    def _prepare(self) -> None:
        """A server is there, so that Qt will find it: not before."""
        try:
            from telephony.engine.sound.players import Players  # noqa: PLC0415 - see the package's docstring
            from telephony.engine.sound.streams import Capture, Playback  # noqa: PLC0415
        except ImportError as error:
            if not self._dead:
                log.info("no sound: %s", error)
            self._dead = True
            return
        self._capture, self._playback = Capture(self._heard, self), Playback(self)
        self._players = Players(self._sounds, self.tested.emit, self._settle, self)
        self._players.bell(self._waiting_bell)

    @property
    def _usable(self) -> bool:
        return self._devices is not None and not self._dead

    def _names(self) -> Names:
        return self._devices.names() if self._devices is not None and not self._dead else Names()

    @Slot()
    def _settle(self, *, settled: bool = True) -> None:
        """Let what is open be what is wished, and tell."""
        if not self._answered:
            return
        if self._usable:
            rings = bool(self._waiting_bell)
            self._in_use = self._chooser.choose(
                self._names(), in_call=self._in_call, rings=rings, settled=settled
            )
        else:
            self._in_use = InUse(trouble=SoundTrouble.NO_SERVER)
        self._move()
        for timer, on in (
            (self._level_timer, self._measuring),
            (self._watch_timer, self._in_call or self._measuring or self._records),
        ):
            if on != timer.isActive():
                timer.start() if on else timer.stop()
        self._tell()

    @property
    def _records(self) -> bool:
        return self._players is not None and self._players.records

    def _move(self) -> None:
        capture, playback, players = self._capture, self._playback, self._players
        if capture is None or playback is None or players is None:
            return
        devices = self._devices or Devices()
        used = self._in_use
        microphone = named(used.microphone, devices.microphones)
        speaker = named(used.speaker, devices.speakers)
        ringer = named(used.ringer, devices.speakers)
        listens = self._in_call or self._measuring or self._records
        self._put(capture, microphone if listens else None, devices.system_microphone)
        self._put(playback, speaker if self._in_call else None, devices.system_speaker)
        players.move(speaker, ringer, self._sound)

    def _put(self, stream: "Capture | Playback", device: Device | None, system: str) -> None:
        """Open it there, or close it.

        The server takes a stream on the system's choice for one that follows that choice, and moves it along when
        it changes, whatever device was asked for: then it is opened anew where it belongs.
        """
        if stream.device == device and stream.system == system:
            return
        stream.close()
        if device is None:
            return
        if stream.open(device, system):
            if stream is self._capture:
                self._flow.microphone_opens()
        else:
            self._settled.start()  # Qt learns of a new device a moment later than we do

    def _tell(self) -> None:
        names, used = self._names(), self._in_use
        trouble = used.trouble
        if trouble is SoundTrouble.NONE and self._flow.deafness.found:
            trouble = SoundTrouble.SILENT_MICROPHONE
        told = SoundChanged(
            microphones=names.microphones,
            speakers=names.speakers,
            system_microphone=names.system_microphone,
            system_speaker=names.system_speaker,
            microphone=used.microphone,
            speaker=used.speaker,
            ringer=used.ringer,
            trouble=trouble,
            lost=used.lost,
        )
        if told != self._told:
            self._told = told
            self.changed.emit(told)

    # Sound.

    def _heard(self, data: bytes) -> None:
        if self._players is not None and self._players.records:
            self._players.record(data)
        if self._flow.hear(data):
            self._tell()

    @Slot()
    def _play(self) -> None:
        """Frames of the conference have come: by its clock, and not by the sound server's."""
        data, playback = self._into.take(), self._playback
        if data and playback is not None and playback.device is not None:
            playback.write(self._flow.play(data, playback.waiting()))

    @Slot()
    def _take_levels(self) -> None:
        self.levels.emit(*self._flow.levels(self._sound.microphone_gain))

    @Slot()
    def _mind(self) -> None:
        """A stream that gives nothing is opened again: its server has stalled, or has dropped it."""
        if self._capture is None or self._playback is None:
            return
        for stream in (self._capture, self._playback):
            device = stream.device
            if device is None:
                continue
            stream.tick()
            if stream.idle_ticks % _REOPEN_TICKS == _STALLED_TICKS and self._usable:
                ticks = stream.idle_ticks
                log.info("“%s” has stopped; it is opened again", device.name)
                stream.open(device, stream.system)
                stream.idle_ticks = ticks
        stalled = self._flow.talking and self._capture.idle_ticks >= _STALLED_TICKS
        if stalled and self._flow.deafness.nothing_came(_WATCH_MS / 1000):
            self._tell()

    def _timer(self, milliseconds: int, slot: Callable[[], None], *, once: bool = False) -> QTimer:
        timer = QTimer(self, singleShot=once, interval=milliseconds)
        timer.timeout.connect(slot)
        return timer
