"""A flood of 30 INVITE/s for a minute against a whole console: the window's longest stall, and the engine's life."""

import subprocess
import sys
import time

from PySide6.QtCore import QTimer

from tests.bench.figures import Aim, Figure
from tests.bench.flooding import A_SECOND
from tests.bench.process import ROOT, is_alive
from tests.bench.setup import Setup, copy_store
from tests.bench.window import WindowDesk

SECONDS = 60.0
_TICK_MS = 5


class Stalls:
    """Longest time in which the window's event loop did not turn, in ms, by a timer of 5 ms."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._last = time.monotonic()
        self._timer = QTimer()
        self._timer.timeout.connect(self._turn)
        self._timer.start(_TICK_MS)

    def _turn(self) -> None:
        now = time.monotonic()
        self.longest = max(self.longest, (now - self._last) * 1000 - _TICK_MS)
        self._last = now

    def stop(self) -> float:
        self._timer.stop()
        return self.longest


def measure(setup: Setup) -> list[Figure]:
    """Strangers call in direct mode, each another number, and give up after two seconds, while nobody answers."""
    desk = WindowDesk(setup.folder / "f", copy_store(setup, "flood"))
    engine = desk.console.phone.engine_pid
    try:
        flood(desk, setup.seconds(3.0))  # the first ringing card of a window's life is made here
        stalls = Stalls()
        restarts = flood(desk, setup.seconds(SECONDS))
        longest = stalls.stop()
        ghosts = left_over(desk)
        same = engine is not None and is_alive(engine) and desk.console.phone.engine_pid == engine
    finally:
        desk.close()
    name = f"{A_SECOND} INVITE/s for {SECONDS:.0f} s"
    return [
        Figure(
            title=f"longest stall of the window, {name}", unit="ms", samples=(longest,), aim=Aim("p50", 100)
        ),
        Figure(
            title=f"calls that ring on without a caller, {name}",
            unit="1",
            samples=(float(ghosts),),
            aim=Aim("p50", 0),
        ),
        Figure(
            title=f"engines lost, {name}", unit="1", samples=(float(not same) + restarts,), aim=Aim("p50", 0)
        ),
    ]


def flood(desk: WindowDesk, seconds: float) -> int:
    """Let a process of its own send it, for the window's has enough to do; how often the engine was lost."""
    lost, engine = 0, desk.console.phone.engine_pid
    sender = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.flooding", desk.uri, str(seconds)], cwd=ROOT
    )
    try:
        while sender.poll() is None:
            desk.rest(0.05)
            lost += desk.console.phone.engine_pid != engine
            engine = desk.console.phone.engine_pid
    finally:
        sender.kill()
        sender.wait()
    assert sender.returncode == 0, "the flood was not sent"
    return lost


def left_over(desk: WindowDesk) -> int:
    """How many calls still ring five seconds after everybody has given up: none of them exists any more."""
    end = time.monotonic() + 5.0
    while desk.board.cards and time.monotonic() < end:
        desk.rest(0.1)
    return len(desk.board.cards)
