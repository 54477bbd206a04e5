"""The player as the desk knows it; its work is done on a thread of its own (worker.py)."""

from collections.abc import Mapping
from uuid import UUID

from PySide6.QtCore import QCoreApplication, QObject, Qt, QThread, Signal, Slot

from console.player.worker import MakeOutlet, Worker, loudspeaker
from console.replay.line import CaseLine, Sound
from console.replay.shape import Shape
from console.replay.sources import Played, PlayerListener, Sources, Tuning
from store.recording import Recording

_END_MS = 3_000


class Player(QObject):
    """Implements console.replay.sources.PlayerPort. The thread is started with the first case.

    ``sources`` are used on that thread only.
    """

    _prepare = Signal()
    _open = Signal(int, object, object, float)
    _close = Signal()
    _play = Signal(bool)
    _seek = Signal(float)
    _tune = Signal(object)

    def __init__(self, sources: Sources, make_outlet: MakeOutlet = loudspeaker) -> None:
        super().__init__()
        self._listener: PlayerListener | None = None
        self._thread: QThread | None = None
        self._worker: Worker | None = None
        self._sources, self._make_outlet = sources, make_outlet

    def listen(self, listener: PlayerListener) -> None:
        """See PlayerPort."""
        self._listener = listener

    def prepare(self) -> None:
        """Somebody will open a case: what that needs is imported on the player's thread meanwhile."""
        if self._thread is None:
            self._start()
        self._prepare.emit()

    def open(self, case: int, line: CaseLine, recordings: Mapping[UUID, Recording], at: float) -> None:
        """See PlayerPort."""
        if self._thread is None:
            self._start()
        self._open.emit(case, line, dict(recordings), at)

    def close(self) -> None:
        """See PlayerPort."""
        self._close.emit()

    def play(self, *, on: bool) -> None:
        """See PlayerPort."""
        self._play.emit(on)

    def seek(self, at: float) -> None:
        """See PlayerPort."""
        self._seek.emit(at)

    def tune(self, tuning: Tuning) -> None:
        """See PlayerPort."""
        self._tune.emit(tuning)

    def end(self) -> None:
        """The console closes: silence, what was heard is told, and the thread ends."""
        thread, worker, self._thread, self._worker = self._thread, self._worker, None, None
        if thread is None or worker is None:
            return
        thread.quit()
        thread.wait(_END_MS)
        QCoreApplication.sendPostedEvents(self)  # what was heard last is still to be told

    def _start(self) -> None:
        thread = QThread()
        thread.setObjectName("player")
        worker = Worker(self._sources, self._make_outlet)
        worker.moveToThread(thread)
        queued = Qt.ConnectionType.QueuedConnection
        self._prepare.connect(worker.prepare, queued)
        self._open.connect(worker.open, queued)
        self._close.connect(worker.close, queued)
        self._play.connect(worker.play, queued)
        self._seek.connect(worker.seek, queued)
        self._tune.connect(worker.tune, queued)
        worker.opened.connect(self._opened, queued)
        worker.stands.connect(self._stands, queued)
        worker.moved.connect(self._moved, queued)
        worker.heard.connect(self._heard, queued)
        thread.finished.connect(worker.quit, Qt.ConnectionType.DirectConnection)
        thread.start()
        self._thread, self._worker = thread, worker

    # -- told

    @Slot(int, object, object)
    def _opened(self, case: int, shapes: Mapping[UUID, Shape], found: Mapping[UUID, Sound]) -> None:
        if self._listener is not None:
            self._listener.player_opened(case, shapes, found)

    @Slot(int, float, bool, str)
    def _stands(self, case: int, at: float, playing: bool, problem: str) -> None:  # noqa: FBT001 - a slot
        if self._listener is not None:
            self._listener.player_stands(case, at, playing=playing, problem=problem)

    @Slot(int, object)
    def _moved(self, case: int, played: Played) -> None:
        if self._listener is not None:
            self._listener.player_moved(case, played)

    @Slot(int, float, float)
    def _heard(self, case: int, begin: float, end: float) -> None:
        if self._listener is not None:
            self._listener.player_heard(case, begin, end)
