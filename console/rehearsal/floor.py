"""The simulated floor of a rehearsal: started off the window's thread, heard on it."""

import json
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from telephony.errors import TelephonyError
from telephony.floor.processes import Floor, Simulated


class RehearsalFloor(QObject):
    """``told`` carries, as JSON, what anybody there experiences (telephony.floor.stage)."""

    told = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        # The signal takes it from the thread that reads a process to the one of this object.
        self._floor = Floor(on_told=lambda told: self.told.emit(json.dumps(told)))
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="floor")
        self._opening: Future[None] | None = None
        self._calling: Future[Simulated] | None = None

    def open(self, orders: tuple[dict[str, Any], ...], prepare: Callable[[str], None]) -> None:
        """Begin to start the house, tell it how to behave, and ``prepare`` what needs its address, all on a thread."""

        def start() -> None:
            self._floor.start()
            for order in orders:
                self._floor.house.tell(**order)
                self._floor.house.wait("Behaves", party=order["party"])
            prepare(self._floor.address)

        self._opening = self._pool.submit(start)

    @property
    def is_open(self) -> bool:
        """The house is up and all is prepared. Raises FloorError, or a StoreError, if it cannot be."""
        if self._opening is None or not self._opening.done():
            return False
        self._opening.result()
        return True

    def call(self, scenario: Path, to: str) -> None:
        """The customer calls."""
        self._calling = self._pool.submit(self._floor.call, str(scenario), to)

    @property
    def problem(self) -> str:
        """Why the customer could not call; "" if they could, or have not yet."""
        calling = self._calling
        error = calling.exception() if calling is not None and calling.done() else None
        if error is None:
            return ""
        if not isinstance(error, TelephonyError):
            raise error
        return error.message

    @property
    def customer_is_gone(self) -> bool:
        """They called, and the call is over for them."""
        calling = self._calling
        if calling is None or not calling.done() or calling.exception() is not None:
            return False
        customer = calling.result()
        return not customer.alive or bool(customer.told("Done"))

    @property
    def pids(self) -> tuple[int, ...]:
        """Of everybody there."""
        house = [self._floor.house.pid] if self.is_open else []
        return (*house, *(customer.pid for customer in self._floor.customers))

    def close(self) -> None:
        """Everybody goes home."""
        if self._opening is not None:
            self._pool.submit(self._floor.stop)
        self._pool.shutdown(wait=True)
