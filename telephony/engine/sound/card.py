"""The sound of this telephone, as the main thread sees it."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

from PySide6.QtCore import QCoreApplication, QObject, QThread, Slot

from telephony.commands import ChangeSound, MeasureLevels, Sound, TestSound
from telephony.engine.loop import Loop
from telephony.engine.refusal import Refusal
from telephony.engine.sound.bell import Bell
from telephony.engine.sound.ports import Bridge
from telephony.engine.sound.ring import Inbox, Ring
from telephony.engine.sound.worker import Worker
from telephony.events import Event, LevelsMeasured, Reading, SoundChanged, SoundTested, SoundTrouble

log = logging.getLogger("telephony.engine.sound")

_CLOSE_MS = 1_000
AddOrder = Callable[[type[Any], Callable[[Any], None]], None]


class _Thread(QThread):
    """A thread that Python knows from its beginning: else each call from Qt would make, and forget, a state for it."""

    def run(self) -> None:
        """Turn the event loop, as it would anyway."""
        self.exec()


class SoundCard(QObject):
    """Microphone, speaker and bell. Until :meth:`use` has been given devices nothing is imported, opened or heard.

    ``sounds`` is the folder of ring and cues (WAV, 16 bit PCM); None: none of them is heard. Nothing here waits for
    the sound server or raises on account of it. Must be used on the main thread.
    """

    def __init__(
        self,
        loop: Loop,
        tell: Callable[[Event], None],
        sense: Callable[[Reading], None],
        sounds: Path | None,
    ) -> None:
        super().__init__()
        self._loop, self._tell, self._sense, self._sounds = loop, tell, sense, sounds
        self._out, self._into = Ring(), Inbox()
        self._thread: QThread | None = None
        self._worker: Worker | None = None
        self._bridge: Bridge | None = None
        self._wished: Sound | None = None
        self._bell = Bell.SILENT
        self._in_call = self._talks = self._measures = False
        self._recorded = False
        self.state = SoundChanged()
        self.worn = False
        """The sound server went away and is back: only a new engine can use it."""

    def use(self, sound: Sound | None) -> None:
        """Use these devices from now on; None: none at all."""
        self._wished = sound
        if sound is None:
            self._stop()
            self._learn(SoundChanged())
            return
        worker = self._worker or self._start()
        if worker is None:
            return
        worker.use_wanted.emit(sound)
        if self._bridge is not None:
            self._bridge.set_gains(sound.microphone_gain, sound.speaker_volume)

    def take_orders(self, add: AddOrder, replug: Callable[[], None]) -> None:
        """Have ChangeSound, TestSound and MeasureLevels; ``replug`` is called when the jack may be another one."""

        def change(command: ChangeSound) -> None:
            self.use(command.sound)
            replug()

        def test(command: TestSound) -> None:
            self.test(command.what)

        def measure(command: MeasureLevels) -> None:
            self.measure(on=command.on)

        add(ChangeSound, change)
        add(TestSound, test)
        add(MeasureLevels, measure)

    # For the patchbay.

    def jack(self) -> Bridge | None:
        """What hears the microphone, and what the speaker plays; None without sound. pj.Error if it cannot be made."""
        if self._worker is None or self._wished is None:
            return None
        if self._bridge is None:
            bridge = Bridge(self._loop, self._out, self._into)
            bridge.set_gains(self._wished.microphone_gain, self._wished.speaker_volume)
            self._bridge = bridge
        return self._bridge

    def flush(self) -> None:
        """What the microphone has heard is from before these streams."""
        self._out.flush()

    def talk(self, *, on: bool) -> None:
        """Somebody is to hear the microphone, so that its silence means something."""
        if on != self._talks:
            self._talks = on
            if self._worker is not None:
                self._worker.talk_wanted.emit(on)

    # For the telephone.

    def in_call(self, *, on: bool) -> None:
        """A call is up, or about to be: the devices are open."""
        if on != self._in_call:
            self._in_call = on
            if self._worker is not None:
                self._worker.call_wanted.emit(on)

    def ring(self, bell: Bell) -> None:
        """Ring or knock until told otherwise; the same again changes nothing."""
        if bell is not self._bell:
            self._bell = bell
            if self._worker is not None:
                self._worker.bell_wanted.emit(bell.value)

    def play(self, cue: str) -> None:
        """Play ``<cue>.wav`` once in the agent's ear."""
        if self._worker is not None:
            self._worker.cue_wanted.emit(cue)

    def measure(self, *, on: bool) -> None:
        """Levels, and a microphone for them without a call too."""
        self._measures = on
        if self._worker is not None:
            self._worker.measure_wanted.emit(on)

    def test(self, what: Literal["tone", "ring", "record", "play", "off"]) -> None:
        """See :class:`telephony.commands.TestSound`; Refusal if it cannot be."""
        if self._worker is None or self.state.trouble in {SoundTrouble.OFF, SoundTrouble.NO_SERVER}:
            raise Refusal("no_sound", "There is no sound on this machine, or this console has none.")
        if self._in_call and what != "off":
            raise Refusal("call_up", "The sound can be tried when the call is over.")
        if what == "play" and not self._recorded:
            raise Refusal("nothing_recorded", "Record something first.")
        self._worker.test_wanted.emit(what)

    def unplug(self) -> None:
        """Let go of what is pjsua2's; before the library is closed, after the clock has stopped."""
        self._bridge = None

    def close(self) -> None:
        """Silence, and the end of the thread. The last thing of all: the port has no stream any more."""
        self._stop()

    # The thread.

    def _start(self) -> Worker | None:
        if QCoreApplication.instance() is None:
            return None
        worker = self._worker = Worker(self._sounds, self._out, self._into)
        thread = self._thread = _Thread()
        thread.setObjectName("sound")
        worker.moveToThread(thread)
        worker.changed.connect(self._learn)
        worker.levels.connect(self._level)
        worker.tested.connect(self._test_over)
        worker.worn.connect(self._wear)
        thread.start(QThread.Priority.TimeCriticalPriority)
        worker.begin_wanted.emit()
        self.state = SoundChanged(trouble=SoundTrouble.NONE)  # until the sound server has been asked
        if self._bell is not Bell.SILENT:
            worker.bell_wanted.emit(self._bell.value)
        for signal, on in (
            (worker.call_wanted, self._in_call),
            (worker.talk_wanted, self._talks),
            (worker.measure_wanted, self._measures),
        ):
            if on:
                signal.emit(on)
        return worker

    def _stop(self) -> None:
        worker, thread = self._worker, self._thread
        self._worker = self._thread = None
        if worker is None or thread is None:
            return
        worker.changed.disconnect(self._learn)
        worker.levels.disconnect(self._level)
        worker.tested.disconnect(self._test_over)
        worker.worn.disconnect(self._wear)
        self._into.wake(None)
        worker.end_wanted.emit()
        if not thread.wait(_CLOSE_MS):
            log.info("the sound server does not let go")
            _LEFT.append((thread, worker))

    @Slot(object)
    def _learn(self, state: SoundChanged) -> None:
        if state != self.state:
            self.state = state
            self._tell(state)

    @Slot(float, float)
    def _level(self, microphone: float, speaker: float) -> None:
        self._sense(LevelsMeasured(microphone_db=microphone, speaker_db=speaker))

    @Slot(object)
    def _test_over(self, result: SoundTested) -> None:
        self._recorded = True
        self._tell(result)

    @Slot()
    def _wear(self) -> None:
        self.worn = True


_LEFT: list[object] = []
"""A thread that hangs in the sound server: destroying it would abort the process, which ends by os._exit."""
