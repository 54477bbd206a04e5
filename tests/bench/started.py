"""`warmline` with a watch on it: prints when the window was first painted and when the desk could be called.

Only :meth:`Console.show` is wrapped; what runs, and in which order, is what the real entry point runs.
"""

import json
import sys
import time
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer

from console import bootstrap
from console.cli import main

_times: dict[str, int] = {}


class _FirstPaint(QObject):
    def eventFilter(self, watched: QObject, event: QEvent, /) -> bool:
        if event.type() is QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, lambda: _note("painted"))  # the paint is over when the loop turns
        return False


def _note(what: str, **more: int) -> None:
    if what in _times:
        return
    _times.update({what: time.monotonic_ns()} | more)
    if {"painted", "registered"} <= set(_times):
        print(json.dumps(_times), flush=True)
        QTimer.singleShot(0, QCoreApplication.quit)


def _watched(show: Any) -> Any:
    def wrapper(console: bootstrap.Console) -> Any:
        window = show(console)
        console.first_paint = _FirstPaint()  # type: ignore[attr-defined]
        window.installEventFilter(console.first_paint)  # type: ignore[attr-defined]
        console.desk.watch(
            lambda board: (
                _note("registered", engine=board.phone.engine_pid) if board.phone.registered else None
            )
        )
        return window

    return wrapper


bootstrap.Console.show = _watched(bootstrap.Console.show)  # type: ignore[method-assign]
sys.argv[0] = "warmline"
main()
