"""Qt's event loop drives pjsua2: one thread, woken by the SIP socket, with a timer for what has no socket.

pjsua2 aborts when it is called from a second thread, and a callback that does much, or raises, leaves it in
a state that aborts later. So a callback only copies values and posts; what it posted runs right after
``libHandleEvents`` has returned.
"""

import logging
import os
import socket
import stat
import time
from collections import deque
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Concatenate, NamedTuple, ParamSpec, Protocol, TypeVar, cast

from PySide6.QtCore import QObject, QSocketNotifier, Qt, QTimer

from telephony.engine.clock_state import ClockState

log = logging.getLogger("telephony.engine")

P = ParamSpec("P")
_DESCRIPTORS = "/proc/self/fd" if os.path.isdir("/proc/self/fd") else "/dev/fd"  # noqa: PTH112
_TURNS = 500
"""Events handled in one go before Qt may look at other sockets: a flood of INVITEs must not starve commands."""


class HasLoop(Protocol):
    """What :func:`callback` needs of the object whose method it wraps."""

    loop: "Loop"


S = TypeVar("S", bound=HasLoop)


class Later:
    """Something that will be done once, unless cancelled."""

    def __init__(self, forget: Callable[[], None]) -> None:
        self._forget: Callable[[], None] | None = forget

    def cancel(self) -> None:
        """Do it no more; harmless if it is done."""
        if self._forget is not None:
            self._forget()
            self._forget = None


class Loop(QObject):
    """Turns pjsua2's crank. ``failures`` are the exceptions that callbacks raised: bugs, and tests fail on them."""

    def __init__(self, handle_events: Callable[[int], int]) -> None:
        super().__init__()
        self.failures: list[str] = []
        self.before: Callable[[], None] = lambda: None
        """Runs before each time that pjsip may read its sockets (strangers.py)."""
        self.clock = ClockState()
        self._handle_events = handle_events
        self._posted: deque[Callable[[], None]] = deque()
        self._waiting: set[QTimer] = set()
        self._notifiers: list[QSocketNotifier] = []
        self._turning = False
        self._draining = False
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.turn)

    def start(self, descriptors: Iterable[int], seconds: float) -> None:
        """Wake for these sockets, and every ``seconds`` for pjsip's timers and other connections."""
        for descriptor in descriptors:
            notifier = QSocketNotifier(descriptor, QSocketNotifier.Type.Read, self)
            notifier.activated.connect(self.turn)
            self._notifiers.append(notifier)
        self.pace(seconds)

    def pace(self, seconds: float) -> None:
        """Change the timer's interval."""
        milliseconds = round(seconds * 1000)
        if not self._timer.isActive() or self._timer.interval() != milliseconds:
            self._timer.start(milliseconds)

    def stop(self) -> None:
        """Never again; what was to be done later is forgotten."""
        self._timer.stop()
        for notifier in self._notifiers:
            notifier.setEnabled(False)
        self._notifiers.clear()
        for timer in self._waiting:
            timer.stop()
        self._waiting.clear()
        self._posted.clear()

    def turn(self, *_args: object) -> None:
        """Handle what SIP has, then do what the callbacks posted."""
        if self._turning:
            return
        self._turning = True
        try:
            for _ in range(_TURNS):
                self.before()
                if self._handle_events(0) <= 0:
                    break
                self.drain()
        finally:
            self._turning = False
        self.drain()

    def turn_for(self, seconds: float, *, until: Callable[[], bool] = lambda: False) -> None:
        """Turn here and now, for the end of the process when Qt's loop may not run any more."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and not until():
            self.turn()
            time.sleep(0.002)

    def post(self, do: Callable[[], None]) -> None:
        """Do it once pjsua2 has returned."""
        self._posted.append(do)
        if not self._turning and not self._draining:
            QTimer.singleShot(0, self, self.drain)

    def drain(self) -> None:
        """Do what was posted, in order, including what that posts."""
        if self._draining:
            return
        self._draining = True
        try:
            while self._posted:
                self.attempt(self._posted.popleft())
        finally:
            self._draining = False

    def later(self, seconds: float, do: Callable[[], None]) -> Later:
        """Do it after ``seconds``."""
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setTimerType(
            Qt.TimerType.PreciseTimer
        )  # a coarse one may be 5 % early, and 250 ms is a promise

        def forget() -> None:
            timer.stop()
            timer.deleteLater()
            self._waiting.discard(timer)

        later = Later(forget)

        def due() -> None:
            later.cancel()
            self.attempt(do)
            self.drain()

        timer.timeout.connect(due)
        self._waiting.add(timer)
        timer.start(round(seconds * 1000))
        return later

    def attempt(self, do: Callable[[], None]) -> None:
        """Do it; an exception is a bug that must be loud, but must not take the other calls along."""
        try:
            do()
        except Exception as bug:  # noqa: BLE001 - failed() logs it with its traceback
            self.failed(bug)

    def failed(self, bug: BaseException) -> None:
        """Log and remember a bug."""
        log.error("a bug in the engine", exc_info=bug)
        self.failures.append(f"{type(bug).__name__}: {bug}")


def callback(method: Callable[Concatenate[S, P], None]) -> Callable[Concatenate[S, P], None]:
    """Wrap what pjsua2 calls: SWIG would print an exception, swallow it, and keep ``self`` alive by it."""

    @wraps(method)
    def guarded(self: S, /, *args: P.args, **kwargs: P.kwargs) -> None:
        try:
            method(self, *args, **kwargs)
        except Exception as bug:  # noqa: BLE001 - failed() logs it with its traceback
            self.loop.failed(bug)

    return cast("Callable[Concatenate[S, P], None]", guarded)


class Socket(NamedTuple):
    """One of this process."""

    descriptor: int
    datagrams: bool
    listens: bool


def open_sockets() -> set[Socket]:
    """The internet sockets that this process has open; none where the system does not tell."""
    found = set()
    try:
        names = os.listdir(_DESCRIPTORS)  # noqa: PTH208 - names alone
    except OSError:
        return set()
    for name in names:
        try:
            if not stat.S_ISSOCK(os.fstat(int(name)).st_mode):
                continue
            with socket.socket(fileno=os.dup(int(name))) as probe:
                if probe.family in {socket.AF_INET, socket.AF_INET6}:
                    datagrams = probe.type == socket.SOCK_DGRAM
                    listens = not datagrams and bool(
                        probe.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
                    )
                    found.add(Socket(int(name), datagrams, listens))
        except (OSError, ValueError):
            continue  # closed meanwhile, like the descriptor of the listing itself
    return found
