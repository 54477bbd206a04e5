"""What C and C++ say on standard error: Qt's words, an assertion that failed, Python's stack when it aborts."""

import faulthandler
import os
import sys
from pathlib import Path

from PySide6.QtCore import qSetMessagePattern

_LIMIT_BYTES = 1_000_000


class LastWords:
    """Standard error as a file; the one of the engine before is kept once, as ``….1``.

    Qt's words go the same way, and not through a message handler in Python: Qt Multimedia speaks while the loader
    makes its libraries ready. A handler waits for Python's lock there, with the loader's lock in its hand, for ever
    if whoever has Python's lock waits for the loader (seen: the thread that ticks, which looked up a symbol by
    ctypes; one call in forty was silent, and the engine could not be reached any more).
    """

    def __init__(self, path: Path) -> None:
        """OSError if it cannot be written."""
        if path.exists() and path.stat().st_size:
            path.replace(path.with_suffix(f"{path.suffix}.1"))
        os.environ["QT_FORCE_STDERR_LOGGING"] = "1"  # else it may be the system's journal
        qSetMessagePattern("%{time} %{type} %{category}: %{message}")
        self._file = path.open("a", encoding="utf-8")  # whoever appends can be cut short
        os.dup2(self._file.fileno(), 2)
        faulthandler.enable(file=sys.__stderr__ or self._file, all_threads=True)

    def trim(self) -> None:
        """Begin anew if it has grown long: a library that repeats itself must not fill the disk."""
        if os.fstat(self._file.fileno()).st_size > _LIMIT_BYTES:
            self._file.truncate(0)
