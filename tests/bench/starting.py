"""Process start → first window painted → can be called, of `warmline console` in a new process each time."""

import json
import subprocess
import sys
import time
from pathlib import Path

from tests.bench.figures import Aim, Figure
from tests.bench.process import ROOT, end_all, environment, write_config
from tests.bench.setup import Setup, copy_store

RUNS = 12
UNCOUNTED = 2
"""The first ones read files that may not be in the system's cache: cold imports are not what is measured."""
_EMPTY = """
import sys, time
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication(sys.argv)
class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() is QEvent.Type.Paint:
            QTimer.singleShot(0, done)
        return False
def done():
    print(time.monotonic_ns(), flush=True)
    app.exit()
window = QMainWindow()
watch = Watch()
window.installEventFilter(watch)
window.resize(1440, 900)
window.show()
app.exec()
"""


def measure(setup: Setup) -> list[Figure]:
    """From right before the process is made to the end of the window's first paint, and to the desk being callable.

    Direct mode (nobody to register with), warm file cache, compiled modules, no engine runs yet, and the store has its
    100,000 tickets.
    For comparison: PySide6 with an empty window of the same size, which nothing written in it can go below.
    """
    home = setup.folder / "s"
    config = write_config(home, copy_store(setup, "starting"))
    windows, callable_, empty = [], [], []
    for at in range(setup.times(RUNS) + UNCOUNTED):
        painted, ready = one_start(home, config)
        bare = one_empty(home)
        if at >= UNCOUNTED:
            windows.append(painted)
            callable_.append(ready)
            empty.append(bare)
    return [
        Figure(
            title="process start → first window painted",
            unit="ms",
            samples=tuple(windows),
            aim=Aim("p50", 500),
            elsewhere="twinkle 520, Linphone Desktop 1000",
        ),
        Figure(
            title="process start → can be called",
            unit="ms",
            samples=tuple(callable_),
            aim=Aim("p50", 1000),
            elsewhere="without a window: pjsua2 alone 90, baresip 9, twinkle 28, linphonec 157",
        ),
        Figure(
            title="for comparison: process start → an empty PySide6 window painted",
            unit="ms",
            samples=tuple(empty),
        ),
    ]


def one_start(home: Path, config: Path) -> tuple[float, float]:
    """Start it, and end it in order when it has told both."""
    began = time.monotonic_ns()
    child = subprocess.Popen(
        [sys.executable, "-P", "-m", "tests.bench.started", "console", "--config", str(config)],
        cwd=home,
        env=environment(home),
        stdout=subprocess.PIPE,
    )
    assert child.stdout is not None
    told = json.loads(child.stdout.readline())
    child.stdout.close()
    end_all({child.pid, told["engine"]}, child)
    return (told["painted"] - began) / 1e6, (told["registered"] - began) / 1e6


def one_empty(home: Path) -> float:
    began = time.monotonic_ns()
    done = subprocess.run(
        [sys.executable, "-c", _EMPTY], cwd=ROOT, env=environment(home), capture_output=True, check=True
    )
    return (int(done.stdout) - began) / 1e6
