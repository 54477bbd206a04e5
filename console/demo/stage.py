"""The simulated floor's processes, started off the window's thread since each takes a moment."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from random import Random

from telephony.floor.processes import Floor, Simulated

CUSTOMERS = ("vpn_drops", "refund_twice", "licence_refused", "router_swap", "fax_stops", "voicemail_pin")
"""Who calls in the demo with a window; in which order, the seed says."""


class Stage:
    """The house, and customers one after another."""

    def __init__(self) -> None:
        self._floor = Floor()
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="floor")
        self._opening: Future[None] | None = None

    def open(self) -> None:
        """Begin to start the house."""
        self._opening = self._pool.submit(self._floor.start)

    @property
    def is_open(self) -> bool:
        """The house is up. Raises FloorError if it cannot be."""
        if self._opening is None or not self._opening.done():
            return False
        self._opening.result()
        return True

    @property
    def house(self) -> str:
        """``host:port`` of the colleagues."""
        return self._floor.address

    def behave(self, extension: str, does: str) -> None:
        """From the next call on, this colleague answers, declines, is busy or never answers."""
        self._floor.house.tell(do="behave", party=extension, does=does)

    def call(self, scenario: str, to: str) -> "Future[Simulated]":
        """A customer calls."""
        return self._pool.submit(self._floor.call, scenario, to)

    def close(self) -> None:
        """Everybody goes home."""
        if self._opening is not None:
            self._pool.submit(self._floor.stop)
        self._pool.shutdown(wait=True)


class Stream:
    """Customers who call one after another, as long as ``may_call`` says that the desk is free."""

    def __init__(self, stage: Stage, to: Callable[[], str], seed: int) -> None:
        self._stage = stage
        self._to = to
        self._order = list(CUSTOMERS)
        Random(seed).shuffle(self._order)  # noqa: S311 - a shuffled demo is no secret
        self._order.remove("vpn_drops")
        self._order.insert(0, "vpn_drops")
        self._at = 0
        self._current: Future[Simulated] | None = None

    def tick(self, *, free: bool) -> None:
        """Called now and then: the next customer calls once the one before has gone and the desk is free."""
        if not free or not self._to() or not self._stage.is_open:
            return
        if self._current is not None and (not self._current.done() or self._current.result().alive):
            return
        self._current = self._stage.call(self._order[self._at % len(self._order)], self._to())
        self._at += 1
