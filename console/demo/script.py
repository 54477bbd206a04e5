"""A script that runs beside the window: steps that wait for something to be true, without blocking anything.

def play(self):
    yield Wait(lambda: desk.board.ringing, "a customer calls")
    desk.do(Answer())
"""

import time
from collections.abc import Callable, Generator

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal

POLL_MS = 20


class Wait(msgspec.Struct, frozen=True):
    """Until ``condition`` is true; after ``seconds`` the script fails, saying ``what`` did not come."""

    condition: Callable[[], object]
    what: str
    seconds: float = 20.0


def pause(seconds: float) -> Wait:
    """Time to look at the screen, or for a voice to speak."""
    end = time.monotonic() + seconds
    return Wait(lambda: time.monotonic() >= end, "time passes", seconds + 10)


Script = Generator[Wait, None, None]


class ScriptError(Exception):
    """What did not happen."""


class Runner(QObject):
    """Signal ``ended``: the problem in words, "" if the script came to its end."""

    ended = Signal(str)

    def __init__(self, script: Script) -> None:
        super().__init__()
        self._script = script
        self._wait: Wait | None = None
        self._until = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self._look)

    def start(self) -> None:
        """Begin, in the event loop."""
        self._timer.start()

    def _look(self) -> None:
        try:
            wait = self._wait
            if wait is not None and not wait.condition():
                if time.monotonic() > self._until:
                    self._end(f"not within {wait.seconds:g} s: {wait.what}")
                return
            self._wait = next(self._script)
            self._until = time.monotonic() + self._wait.seconds
        except StopIteration:
            self._end("")
        except ScriptError as error:
            self._end(str(error))
        except Exception as bug:
            # A generator that has raised looks finished at the next look: without this, a bug would pass for success.
            self._end(f"{type(bug).__name__}: {bug}")
            raise

    def _end(self, problem: str) -> None:
        self._timer.stop()
        self.ended.emit(problem)
