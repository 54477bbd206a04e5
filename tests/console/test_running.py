"""A console as a process of its own."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QLockFile
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from console.errors import ConsoleError
from console.places import of
from console.running import _FirstPaint, run_console
from console.settings import Settings
from tests.agents import wait_until


def test_a_console_that_has_settled_is_not_searched_for_garbage_and_what_comes_later_is() -> None:
    program = """
import gc, weakref
from console.running import settle
all_there = len(gc.get_objects())
settle()
assert gc.get_freeze_count() > 0.9 * all_there, (gc.get_freeze_count(), all_there)
class Knot: pass
knot = Knot()
knot.self, gone = knot, weakref.ref(knot)
del knot
gc.collect()
assert gone() is None
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


_ENDS = """
from PySide6.QtCore import QTimer
from console.running import application, quit_on_signals

app = application(headless=True)
quit_on_signals(app)
QTimer.singleShot(0, lambda: print("runs", flush=True))
app.exec()
print("ended", flush=True)
"""


def sleeps(process: int) -> bool:
    """Whether it waits for something, in Qt's loop and not in Python (proc(5), /proc/PID/stat)."""
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "S"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_console_in_which_nothing_happens_ends_when_it_is_told_to(number: signal.Signals) -> None:
    with subprocess.Popen([sys.executable, "-c", _ENDS], stdout=subprocess.PIPE, text=True) as console:
        try:
            assert console.stdout is not None
            assert console.stdout.readline() == "runs\n"
            wait_until(lambda: sleeps(console.pid))
            console.send_signal(number)
            said, _ = console.communicate(timeout=30)
            assert (said, console.returncode) == ("ended\n", 0)
        finally:
            console.kill()


def test_a_second_console_of_a_profile_is_not_started(qtbot: QtBot) -> None:
    places = of().prepare()
    first = QLockFile(str(places.console_lock))
    assert first.tryLock(0)
    with pytest.raises(ConsoleError) as caught:
        run_console(Settings(), places, headless=True)
    assert caught.value.code == "already_running"
    assert not places.ctl_socket.exists()


class Window(QWidget):
    """Counts how often it was painted when the rest was begun."""

    def __init__(self) -> None:
        super().__init__()
        self.painted = 0
        self.begun: list[int] = []

    def paintEvent(self, _event: object, /) -> None:
        self.painted += 1

    def begin(self) -> None:
        self.begun.append(self.painted)


@pytest.fixture
def window(qtbot: QtBot) -> Window:
    made = Window()
    qtbot.addWidget(made)
    return made


def test_what_is_slow_begins_once_and_after_the_first_paint(window: Window, qtbot: QtBot) -> None:
    _FirstPaint(window, then=window.begin)
    window.show()
    qtbot.waitUntil(lambda: bool(window.begun), timeout=30_000)
    assert window.begun[0] > 0
    unseen = Window()
    qtbot.addWidget(unseen)
    _FirstPaint(unseen, then=unseen.begin)
    qtbot.waitUntil(lambda: bool(unseen.begun), timeout=30_000)  # by then this one's patience is over too
    painted = window.painted
    window.update()
    qtbot.waitUntil(lambda: window.painted > painted, timeout=30_000)
    assert len(window.begun) == 1


def test_a_window_that_nobody_sees_does_not_keep_the_telephone_waiting(window: Window, qtbot: QtBot) -> None:
    _FirstPaint(window, then=window.begin)
    qtbot.waitUntil(lambda: bool(window.begun), timeout=30_000)
    assert window.begun == [0]
