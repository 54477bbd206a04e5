"""The real console with its window in this process, offscreen, on the real engine and the big store."""

import os
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtWidgets import QWidget

from console import bootstrap, places, running, settings
from console.desk.board import Board
from console.desk.intents import Intent
from tests.bench.peer import now
from tests.bench.process import end_all, environment, write_config

T = TypeVar("T")
_POLL_MS = 3


class WindowDesk:
    """What `warmline console` runs, and its event loop."""

    def __init__(self, home: Path, store: Path) -> None:
        os.environ.update(environment(home))
        config = write_config(home, store)
        self._app = running.application(headless=False)
        self.console = bootstrap.Console(
            settings.load(config, must_exist=True), places.of(config=config), headless=False
        )
        self.window = self.console.show()
        self.window.activateWindow()
        self.console.open()
        self.until(lambda: self.board.phone.registered and self.board.phone.uri, "registered")
        self.rest(1.5)  # the window makes its parts in its quiet moments, and the store is warm
        running.settle()

    @property
    def board(self) -> Board:
        return self.console.desk.board

    @property
    def uri(self) -> str:
        return self.board.phone.uri

    def do(self, intent: Intent) -> None:
        refusal = self.console.desk.do(intent)
        assert refusal is None, refusal

    def until(self, condition: Callable[[], T], what: str, seconds: float = 15.0) -> T:
        """Let the window live until ``condition`` gives something true, looked at every 3 ms; give that."""
        loop, timer, found = QEventLoop(), QTimer(), condition()
        end = time.monotonic() + seconds

        def look() -> None:
            nonlocal found
            found = condition()
            if found or time.monotonic() > end:
                loop.quit()

        timer.timeout.connect(look)
        timer.start(_POLL_MS)
        if not found:
            loop.exec()
        timer.stop()
        if not found:
            raise TimeoutError(f"not within {seconds} s: {what}")
        return found

    def rest(self, seconds: float) -> None:
        """Let the window live."""
        loop = QEventLoop()
        QTimer.singleShot(round(seconds * 1000), loop.quit)
        loop.exec()

    def close(self) -> None:
        engine = self.console.phone.engine_pid
        self.console.close(quit_engine=True)
        self.window.close()
        QCoreApplication.processEvents()
        if engine is not None:
            end_all({engine})


class PaintWatch(QObject):
    """Notes when the paint of a widget is done, and what was on the board then.

    The end is the first turn of the event loop after the paint event: the widget and all in it are painted by
    then, and the window's image is handed to the platform.
    """

    def __init__(self, widget: QWidget, board: Callable[[], Board]) -> None:
        super().__init__()
        self._board = board
        self._begun: deque[Board] = deque()
        self.painted: list[tuple[int, Board]] = []
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent, /) -> bool:
        if event.type() is QEvent.Type.Paint:
            self._begun.append(self._board())
            over = QEvent(QEvent.Type.User)
            QCoreApplication.postEvent(self, over, Qt.EventPriority.HighEventPriority.value)
        return False

    def event(self, event: QEvent, /) -> bool:
        if event.type() is not QEvent.Type.User:
            return super().event(event)
        self.painted.append((now(), self._begun.popleft()))
        return True
