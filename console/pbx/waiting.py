"""Keeps the store told of who waits in the PBX's queues, on a thread of its own."""

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from console.pbx.manager import Login, Manager, ManagerError, QueueCaller
from store.waiting import Waiting, waiting_id

log = logging.getLogger("warmline.clock")

LOOK_SECONDS = 10.0
"""Whoever listens shall know that it still holds; changes are told at once."""
_PAUSE_SECONDS = 0.2
"""Many join and leave in one moment; that is told once."""
_PATIENCE = (1.0, 2.0, 5.0, 15.0, 30.0)
_LOGIN_SECONDS = 300.0
"""A login that is refused is not tried again soon: PBXs lock out whoever guesses."""


class WaitingWatch:
    """``tell`` gets all who wait, on a thread of its own, at each change and every ten seconds while it is known."""

    def __init__(
        self,
        login: Login,
        tell: Callable[[tuple[Waiting, ...]], None],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._login, self._tell, self._now = login, tell, now
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._run, name="manager", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def close(self, seconds: float) -> None:
        """Tell nothing more; waited for so long."""
        self._ends.set()
        self._thread.join(seconds)

    def _run(self) -> None:
        tries = 0
        while not self._ends.is_set():
            try:
                manager = Manager(self._login)
                log.info("the PBX's manager has let us in")
                tries = 0
                self._follow(manager)
            except ManagerError as error:
                log.warning("%s", error.message)
                wait = _LOGIN_SECONDS if error.code == "login" else _PATIENCE[min(tries, len(_PATIENCE) - 1)]
                tries += 1
                self._ends.wait(wait)

    def _follow(self, manager: Manager) -> None:
        try:
            while not self._ends.is_set():
                self._tell(tuple(self._waiting(caller) for caller in manager.callers()))
                left = LOOK_SECONDS
                while left > 0 and not self._ends.is_set() and not manager.wait(min(1.0, left)):
                    left -= 1.0
                self._ends.wait(_PAUSE_SECONDS)
        finally:
            manager.close()

    def _waiting(self, caller: QueueCaller) -> Waiting:
        return Waiting(
            id=waiting_id(self._login.host, caller.id),
            queue=caller.queue,
            name=caller.name,
            number=caller.number,
            since=self._now() - timedelta(seconds=caller.waited),
        )
