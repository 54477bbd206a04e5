"""`warmline` with a watch on it: prints when the window was first painted and when the desk could be called.

Only :meth:`Console.show` is wrapped; what runs, and in which order, is what the real entry point runs.
"""

import json
import sys
import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer

from console import bootstrap
from console.cli import main

_times: dict[str, int] = {}


class _FirstPaint(QObject):
    """The paint is over when the loop turns; ahead of all else that waits for that, such as the rest of the start."""

    def __init__(self, then: Callable[[], object]) -> None:
        super().__init__()
        self._then = then

    def eventFilter(self, watched: QObject, event: QEvent, /) -> bool:
        if event.type() is QEvent.Type.Paint:
            watched.removeEventFilter(self)
            over = QEvent(QEvent.Type.User)
            QCoreApplication.postEvent(self, over, Qt.EventPriority.HighEventPriority.value)
        return False

    def event(self, event: QEvent, /) -> bool:
        if event.type() is not QEvent.Type.User:
            return super().event(event)
        _note("painted")
        self._then()
        return True


def _note(what: str, **more: int) -> None:
    if what in _times:
        return
    _times.update({what: time.monotonic_ns()} | more)
    if {"painted", "registered"} <= set(_times):
        print(json.dumps(_times), flush=True)
        QTimer.singleShot(0, QCoreApplication.quit)


def _watched(show: Any) -> Any:
    def wrapper(console: bootstrap.Console) -> Any:
        def watch() -> None:
            console.desk.watch(
                lambda board: (
                    _note("registered", engine=board.phone.engine_pid) if board.phone.registered else None
                )
            )

        window = show(console)
        console.first_paint = _FirstPaint(watch)  # type: ignore[attr-defined]
        window.installEventFilter(console.first_paint)  # type: ignore[attr-defined]
        return window

    return wrapper


bootstrap.Console.show = _watched(bootstrap.Console.show)  # type: ignore[method-assign]
sys.argv[0] = "warmline"
main()
