"""When a core of this machine stood still, so that no program could have made a sound on it.

On each core waits a program that goes before all others, for 4 ms at a time. Where it comes 5 ms late or more, nothing
of this machine ran there: its host did something else, or the kernel. Run as a program, it says when, on stdout.
"""

import os
import subprocess
import sys
import threading
import time
from types import TracebackType
from typing import Self

from tests.bench.peer import now

_NAP, _LATE = 4_000_000, 5_000_000
_BEFORE, _AFTER = 300_000_000, 100_000_000
"""ns: a cushion has to run dry before its lack is heard, and stamps are no better than a tenth of a second then."""


class Freezes:
    """Watches all cores while it is entered; ``spans`` are (begin, end) in ns of :func:`tests.bench.peer.now`."""

    def __init__(self) -> None:
        self.spans: list[tuple[int, int]] = []
        self._watchers: list[subprocess.Popen[str]] = []

    def __enter__(self) -> Self:
        for core in os.sched_getaffinity(0):
            command = [sys.executable, "-m", "tests.bench.freezes", str(core)]
            watcher = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
            self._watchers.append(watcher)
            threading.Thread(target=self._read, args=(watcher,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for watcher in self._watchers:
            watcher.kill()
            watcher.wait()

    def explain(self, at: float) -> bool:
        """Whether a core stood still shortly before that moment (ns)."""
        return any(begin - _AFTER < at < end + _BEFORE for begin, end in list(self.spans))

    def _read(self, watcher: "subprocess.Popen[str]") -> None:
        assert watcher.stdout is not None
        for line in watcher.stdout:
            begin, end = map(int, line.split())
            self.spans.append((begin, end))


def watch(core: int) -> None:
    """For ever. PermissionError without the right to go before all others: nothing could be told then."""
    os.sched_setaffinity(0, {core})
    os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(50))
    while True:
        began = now()
        time.sleep(_NAP / 1e9)
        ended = now()
        if ended - began >= _NAP + _LATE:
            print(began, ended, flush=True)


if __name__ == "__main__":
    watch(int(sys.argv[1]))
