"""What plays, on the player's thread: asks the deck for samples and keeps the outlet's buffer filled."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from console.replay.line import CaseLine, Side, Sound
from console.replay.shape import Shape, silences
from console.replay.sources import Played, SourceError, Sources, Tuning
from store.recording import Recording

if TYPE_CHECKING:
    from console.player.outlet import Outlet
    from console.replay.deck import Deck, Reel, Run

_TICK_MS = 20
_AHEAD = 3_200
"""Samples (200 ms) that wait in the outlet: a window that paints for so long makes no gap."""
_PIECE = 1_600
_TELL_TICKS = 2
"""Every so many ticks it is told where it is heard: 25 times a second."""
_SLICE_SECONDS = 10.0
"""At the latest after so long it is told what was heard, so that a crash loses little of the record."""

MakeOutlet = Callable[[Callable[[], None]], "Outlet"]
"""Makes the way out; it is told whom to call when the device is gone. ImportError without Qt's audio."""


def loudspeaker(gone: Callable[[], None]) -> "Outlet":
    """Qt's."""
    from console.player.outlet import Loudspeaker  # noqa: PLC0415 - on this thread, and only to play

    return Loudspeaker(gone)


class Worker(QObject):
    """Signals carry the number of the case that they are about (``open`` gave it)."""

    opened = Signal(int, object, object)
    stands = Signal(int, float, bool, str)
    moved = Signal(int, object)
    heard = Signal(int, float, float)

    def __init__(self, sources: Sources, make_outlet: MakeOutlet = loudspeaker) -> None:
        super().__init__()
        self._sources, self._make_outlet = sources, make_outlet
        self._case = 0
        self._deck: Deck | None = None
        self._reels: dict[UUID, Reel] = {}
        self._outlet: Outlet | None = None
        self._tuning = Tuning()
        self._playing = False
        self._ticks = 0
        self._run: Run | None = None
        self._since = 0.0
        self._timer: QTimer | None = None

    # -- asked, on this thread

    @Slot()
    def prepare(self) -> None:
        """NumPy takes a moment, which the first case need not wait for."""
        import console.replay.deck  # noqa: F401, PLC0415 - see above

    @Slot(int, object, object, float)
    def open(self, case: int, line: CaseLine, recordings: Mapping[UUID, Recording], at: float) -> None:
        """Look at all recordings of a case; the outlines first, since they are waited for."""
        self.close()
        self._case = case
        shapes: dict[UUID, Shape] = {}
        found: dict[UUID, Sound] = {}
        for track in line.heard:
            recording = recordings.get(track.recording) if track.recording is not None else None
            if recording is None:
                continue
            try:
                shapes[recording.id] = self._sources.shape(recording)
                self._reels[recording.id] = self._sources.reel(recording)
            except SourceError as error:
                found[recording.id] = error.sound
        self.opened.emit(case, shapes, found)
        from console.replay.deck import Deck  # noqa: PLC0415 - NumPy, once something can be drawn

        deck = Deck(line, self._reels, {side: silences(line, shapes, side) for side in Side})
        deck.seek(at)
        self._deck = deck
        self._tune()

    @Slot()
    def close(self) -> None:
        """No case."""
        self._stop()
        self._deck = None
        for reel in self._reels.values():
            reel.close()
        self._reels = {}

    @Slot(bool)
    def play(self, on: bool) -> None:  # noqa: FBT001 - a slot
        """Play on, or stop."""
        deck = self._deck
        if deck is None or on is self._playing:
            return
        if not on:
            self._stop()
            self._tell(deck.at)
            return
        if deck.ended:
            deck.seek(0.0)
        problem = self._open_outlet()
        if problem:
            self._tell(deck.at, problem)
            return
        deck.seek(deck.at)
        self._begin()
        self._tell(deck.at)
        self._fill()

    @Slot(float)
    def seek(self, at: float) -> None:
        """Go there; what waits in the outlet's buffer is thrown away."""
        deck = self._deck
        if deck is None:
            return
        playing = self._playing
        self._stop()
        deck.seek(at)
        if not playing:
            self.moved.emit(self._case, Played(at=deck.at))
            return
        problem = self._open_outlet()
        if problem:
            self._tell(deck.at, problem)
            return
        self._begin()
        self._fill()
        self.moved.emit(self._case, Played(at=deck.heard(0).at, speed=deck.speed))

    @Slot(object)
    def tune(self, tuning: Tuning) -> None:
        """In another way; heard once what waits has been played, a fifth of a second later."""
        device = tuning.device != self._tuning.device
        self._tuning = tuning
        self._tune()
        if device and self._playing and self._deck is not None:
            self.seek(self._deck.at)

    @Slot()
    def quit(self) -> None:
        """The thread ends."""
        self.close()
        self._outlet = None

    # -- playing

    def _tune(self) -> None:
        if self._deck is not None:
            self._deck.side, self._deck.speed = self._tuning.side, self._tuning.speed
            self._deck.skip, self._deck.loop = self._tuning.skip, self._tuning.loop

    def _open_outlet(self) -> str:
        if self._outlet is None:
            try:
                self._outlet = self._make_outlet(self._device_gone)
            except ImportError:  # libpulse or Qt's plug-in is not installed
                return "no_sound"
        return self._outlet.open(self._tuning.device)

    def _begin(self) -> None:
        deck = self._deck
        if deck is None:
            return
        self._playing = True
        self._run, self._since, self._ticks = deck.heard(0), deck.at, 0
        if self._timer is None:
            self._timer = QTimer(self)
            self._timer.setTimerType(Qt.TimerType.PreciseTimer)
            self._timer.setInterval(_TICK_MS)
            self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _stop(self) -> None:
        """Silence at once; the deck goes back to what was heard last."""
        if not self._playing or self._deck is None:
            return
        self._playing = False
        if self._timer is not None:
            self._timer.stop()
        at = self._follow()
        if self._outlet is not None:
            self._outlet.close()
        self._tell_heard(at)
        self._deck.seek(at)

    @Slot()
    def _tick(self) -> None:
        if not self._playing or self._deck is None:
            return
        self._fill()
        if not self._playing:
            return
        at = self._follow()
        self._ticks += 1
        if self._ticks % _TELL_TICKS == 0:
            self.moved.emit(self._case, Played(at=at, speed=self._deck.speed))
        if at - self._since >= _SLICE_SECONDS * self._deck.speed:
            self._tell_heard(at)
        if self._deck.ended and self._outlet is not None and not self._outlet.waiting():
            end = self._deck.seconds
            self._stop()
            self._deck.seek(end)
            self._tell(end)

    def _fill(self) -> None:
        from numpy import int16  # noqa: PLC0415 - there since the deck is

        deck, outlet = self._deck, self._outlet
        while deck is not None and outlet is not None and outlet.waiting() < _AHEAD and not deck.ended:
            try:
                samples = deck.read(_PIECE)
            except SourceError:
                self._stop()
                self._tell(deck.at, "broken")
                return
            if not len(samples):
                return
            outlet.write((samples * 32_767).astype(int16).tobytes())

    def _follow(self) -> float:
        """What is heard now; a jump on the way ends one piece and begins the next."""
        deck, outlet = self._deck, self._outlet
        if deck is None or outlet is None or self._run is None:
            return 0.0
        run = deck.heard(max(0, deck.made - outlet.waiting()))
        for jump in range(self._run.jump, run.jump):
            self._tell_heard(deck.ends(jump))
            self._since = deck.begins(jump + 1)
        self._run = run
        return run.at

    def _tell_heard(self, end: float) -> None:
        if end > self._since:
            self.heard.emit(self._case, self._since, end)
            self._since = end

    def _tell(self, at: float, problem: str = "") -> None:
        self.stands.emit(self._case, at, self._playing, problem)

    def _device_gone(self) -> None:
        if self._playing and self._deck is not None:
            self._stop()
            self._tell(self._deck.at, "device_gone")
