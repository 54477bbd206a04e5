"""Who goes first when many programs want a processor: the engine, since somebody's voice waits for it.

    allowed by the system     the main thread takes it before there is another, and all that come after inherit it
    not allowed, as to most   RealtimeKit is asked on a thread of its own, for each thread by itself: what it prefers
                              hands nothing on, so new ones are looked for four times a second

Before other programs go the main thread, those of sound, and those of pjmedia and Qt. What Python's ``threading`` does
on threads of its own, journal, recorder, names and the list of devices, takes its turn.
"""

import logging
import threading
import time
from typing import Final

from PySide6.QtCore import QObject, QTimer

from telephony.errors import EngineError
from telephony.platform_specific import NICE, go_first, threads_in_line

log = logging.getLogger("telephony.engine")

_LOOK_MS: Final = 250
_AGAIN_SECONDS: Final = 30.0
"""After a refusal: RealtimeKit forgets in 20 s who has asked too often."""


class Preference(QObject):
    """Takes what may be taken without asking at once; to be made on the main thread, before any other is there."""

    def __init__(self) -> None:
        super().__init__()
        self._ours = go_first()
        self._level = NICE
        self._said = ""
        self._not_before = 0.0
        self._asking: threading.Thread | None = None

    def keep(self) -> None:
        """See to it from now on. Returns at once, and nothing ever waits for it."""
        if self._ours:
            self._say(f"the engine goes before other programs: its threads are at nice {NICE}")
            return
        timer = QTimer(self, interval=_LOOK_MS)
        timer.timeout.connect(self._look)
        timer.start()

    def _look(self) -> None:
        if (self._asking is not None and self._asking.is_alive()) or time.monotonic() < self._not_before:
            return
        waiting = threads_in_line(self._level)
        if waiting:
            self._asking = threading.Thread(
                target=self._ask, args=(waiting,), name="realtime kit", daemon=True
            )
            self._asking.start()

    def _ask(self, waiting: tuple[int, ...]) -> None:
        try:
            self._level = _prefer(waiting, NICE)
        except EngineError as error:
            self._not_before = time.monotonic() + _AGAIN_SECONDS
            self._say(f"sound may break up while other programs keep the processors busy: {error.message}")
        else:
            self._say(f"the engine goes before other programs by RealtimeKit: at nice {self._level}")

    def _say(self, words: str) -> None:
        if words != self._said:
            self._said = words
            log.info("%s", words)


def _prefer(waiting: tuple[int, ...], nice: int) -> int:
    try:
        from telephony.engine import realtime_kit  # noqa: PLC0415 - for ordinary users alone, and not on the main thread
    except ImportError as error:
        raise EngineError("no_bus", f"D-Bus cannot be used: {error}.") from error
    return realtime_kit.prefer(waiting, nice)
