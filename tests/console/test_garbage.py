"""Where a console's garbage is collected, in a process of its own: the collector belongs to the whole process."""

import subprocess
import sys

_PROGRAM = """
import threading
from PySide6.QtCore import QTimer
from console.running import application

app = application(headless=True)
died_on, kept = [], []

class Knot:
    def __init__(self):
        self.knot = self
    def __del__(self):
        died_on.append(threading.current_thread() is threading.main_thread())

def work():
    Knot()
    kept.extend([] for _ in range(200_000))  # the collector's usual moment, hundreds of times over
    assert not died_on, "collected on the thread that works"

worker = threading.Thread(target=work)
worker.start()
worker.join()
timer = QTimer()
timer.timeout.connect(lambda: died_on and app.quit())
timer.start(10)
QTimer.singleShot(20_000, app.quit)
app.exec()
assert died_on == [True], died_on
"""


def test_a_console_s_garbage_is_collected_on_the_window_s_thread_whoever_has_made_it() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
