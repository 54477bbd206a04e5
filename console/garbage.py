"""Python's collector, on the window's thread and on no other."""

import gc
import time

from PySide6.QtCore import QObject, QTimer

LOOK_MS = 100
"""A signal is heard so much later at most: what handles it is Python's, which Qt's loop alone never runs."""
_MANY = 700
"""Objects made since the last look that are worth one; Python's own number."""
_OLDER_EVERY, _ALL_SECONDS = 10, 60.0


class Garbage(QObject):
    """Collects from time to time while Qt's loop runs; to be made on the main thread.

    Left to itself the collector runs on whichever thread makes an object at that moment, the store's for one. A dialog
    that nobody refers to any more, but for itself, is destroyed there then, while Qt paints it here: the process dies.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._looks = 0
        self._all_at = time.monotonic()
        timer = QTimer(self, interval=LOOK_MS)
        timer.timeout.connect(self._look)
        timer.start()

    def _look(self) -> None:
        if gc.get_count()[0] < _MANY:
            return
        self._looks += 1
        if time.monotonic() - self._all_at >= _ALL_SECONDS:
            gc.collect()
            self._all_at = time.monotonic()
        else:
            gc.collect(0 if self._looks % _OLDER_EVERY else 1)
