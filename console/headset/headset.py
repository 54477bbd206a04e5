"""The headset on the desk: its keys become intents, the board becomes its lamps. On the window's thread.

    Watcher (a thread) ──Found, Heard, Gone──► Headset ──intent──► Desk
                       ◄──lamps──────────────          ◄──board──

Several headsets at once are all lit and all listened to; the board names the first.
"""

import logging
import time
from collections.abc import Callable
from typing import cast

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from console.desk import seat
from console.desk.board import Board
from console.desk.intents import Intent, Mute, Refusal
from console.headset import hid
from console.headset.device import PATIENCE_SECONDS, Device, Pressed
from console.headset.hid import HidModule
from console.headset.keys import TABLE, Situation, intent, situation
from console.headset.reports import Key, Lamp, lamp_reports
from console.headset.watcher import POLL_SECONDS, Found, Gone, Heard, Told, Unusable, Watcher

_log = logging.getLogger(__name__)


class Headset(QObject):
    """``do`` asks the desk, ``show`` is told what to put on the board.

    Give every board to :meth:`show_board`. ``load`` is where hidapi comes from.
    """

    _told = Signal(object)

    def __init__(
        self,
        *,
        do: Callable[[Intent], Refusal | None],
        show: Callable[[seat.Headset], None],
        load: Callable[[], HidModule] = hid.load,
        poll: float = POLL_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__()
        self._do = do
        self._show = show
        self._clock = clock
        self._now = Situation()
        self._devices: dict[str, tuple[Found, Device]] = {}
        self._unusable: dict[str, Unusable] = {}
        self._lost = ""
        self._closed = False
        self._told.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self._watcher = Watcher(load, self._told.emit, poll=poll, clock=clock)

    def start(self) -> None:
        """Look for headsets from now on."""
        self._watcher.start()

    def close(self) -> None:
        """All lamps off, all devices back to the system."""
        for path, (found, _) in self._devices.items():
            self._watcher.light(path, lamp_reports(found.layout, {}))
        if not self._watcher.stop():
            _log.warning("the headset's thread does not end")
        self._closed = True

    def show_board(self, board: Board) -> None:
        """The desk has changed: the lamps follow."""
        now = situation(board)
        if now != self._now:
            self._now = now
            self._light_all()

    def _light_all(self) -> None:
        for path in self._devices:
            self._light(path)

    def _light(self, path: str) -> None:
        if path not in self._devices:
            return
        found, device = self._devices[path]
        due = device.lamps_due(self._now, self._clock())
        if due is not None:
            self._watcher.light(path, lamp_reports(found.layout, due))

    def _take(self, told: object) -> None:
        if self._closed:  # what was on its way when the thread ended
            return
        match cast("Told", told):
            case Found() as found:
                self._devices[found.path] = (found, Device(found.abilities))
                self._unusable.pop(found.path, None)
                self._lost = ""
                self._light(found.path)
                self._tell()
            case Heard() as heard:
                self._hear(heard)
            case Gone() as gone:
                if gone.path in self._devices:
                    self._lost = self._devices.pop(gone.path)[0].name
                self._unusable.pop(gone.path, None)
                self._tell()
            case Unusable() as unusable:
                self._unusable[unusable.path] = unusable
                self._tell()

    def _hear(self, heard: Heard) -> None:
        if heard.path not in self._devices:
            return
        _, device = self._devices[heard.path]
        for pressed in device.heard(heard.keys, heard.at):
            self._press(heard.path, device, pressed)
        self._light(heard.path)

    def _press(self, path: str, device: Device, pressed: Pressed) -> None:
        """Ask the desk. What it refuses shows on the headset at once: its lamps go back to what is true."""
        act = TABLE[self._now.place, pressed.key]
        wish = intent(act, self._now, mute=pressed.state)
        if wish is None or (isinstance(wish, Mute) and wish.on == self._now.muted):
            return
        before, at = self._now, self._clock()
        refusal = self._do(wish)
        if refusal is not None:
            _log.info("the headset's %s: %s", pressed.key.name.lower(), refusal.code)
            return
        device.asked(act, before, at)
        QTimer.singleShot(round(PATIENCE_SECONDS * 1000) + 50, self, lambda: self._light(path))

    def _tell(self) -> None:
        """Put the first one, or else what is wrong, on the board."""
        first = next(iter(self._devices.values()), None)
        if first is not None:
            self._show(_described(first[0]))
            return
        unusable = next(iter(self._unusable.values()), None)
        if unusable is not None:
            self._show(seat.Headset(name=unusable.name, problem=unusable.code, why=unusable.why))
        else:
            self._show(seat.Headset(name=self._lost, problem="lost" if self._lost else ""))


def _described(found: Found) -> seat.Headset:
    keys, lamps = found.abilities.keys, found.abilities.lamps
    return seat.Headset(
        name=found.name,
        hook_key=Key.HOOK in keys,
        mute_key=Key.MUTE in keys,
        ring_lamp=Lamp.RING in lamps,
        call_lamp=Lamp.OFF_HOOK in lamps,
        mute_lamp=bool({Lamp.MUTE, Lamp.MICROPHONE} & lamps),
    )
