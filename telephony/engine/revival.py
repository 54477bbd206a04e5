"""Starts the console again when it dies in the middle of a call."""

import logging
import time
from collections import deque
from collections.abc import Mapping, Sequence

from telephony.errors import EngineError
from telephony.platform_specific import Detached

log = logging.getLogger("telephony.engine.revival")

MOST = 3
WITHIN = 60.0
"""At most :data:`MOST` starts within so many seconds: a console that dies at each start is not of use."""


class Revival:
    """``environment`` and ``umask`` are as the engine found them: those of the console that had started it."""

    def __init__(self, environment: Mapping[str, str], umask: int = -1) -> None:
        self._environment = environment
        self._umask = umask
        self._starts: deque[float] = deque(maxlen=MOST)
        self._started: list[Detached] = []

    def start(self, argv: Sequence[str]) -> bool:
        """Start it, unless that was tried too often or there is nothing to start."""
        now = time.monotonic()
        if not argv:
            return False
        if len(self._starts) == MOST and now - self._starts[0] < WITHIN:
            log.error("the console has died %d times within %d s; it is not started again", MOST, WITHIN)
            return False
        self._starts.append(now)
        try:
            console = Detached(argv, self._environment, umask=self._umask)
        except EngineError:
            log.exception("the console cannot be started again")
            return False
        log.warning("the console has died in a call; it is started again as process %d", console.pid)
        self._started.append(console)
        return True

    def reap(self) -> bool:
        """Bury those that have ended; whether one of them failed."""
        codes = [console.ended() for console in self._started]
        self._started = [one for one, code in zip(self._started, codes, strict=True) if code is None]
        return any(code for code in codes)

    def let_go(self) -> None:
        """Leave what we have started, and go."""
        for console in self._started:
            console.let_go()
