"""What every group is given: a folder of its own, a store, and how often to measure."""

import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TypeVar

T = TypeVar("T")
TICKETS = 100_000
QUICK_TICKETS = 2_000
CUSTOMERS = 400
"""So many of the seeded store's customers call; the demo numbers are +4420 and eight digits."""


@dataclass(frozen=True)
class Setup:
    """``folder`` is short, for the sockets in it. ``store`` is a file with ``tickets`` tickets."""

    folder: Path
    store: Path
    tickets: int
    quick: bool

    def times(self, count: int) -> int:
        """How often; a few times if only the bench itself is tried."""
        return min(count, 3) if self.quick else count

    def seconds(self, count: float) -> float:
        """How long."""
        return min(count, 1.0) if self.quick else count

    def callers(self) -> Iterator[str]:
        """Numbers of customers that the store knows, always the same ones."""
        order = Random(2)  # noqa: S311 - invented callers
        while True:
            yield f"+4420{order.randrange(CUSTOMERS):08d}"


def pause(random: Random, low: float = 0.02, high: float = 0.08) -> None:
    """A gap of random length, so that nothing is measured in step with a timer of ours or of pjsip's."""
    time.sleep(random.uniform(low, high))


def wait_until(condition: Callable[[], T], what: str, seconds: float = 15.0, step: float = 0.005) -> T:
    """Poll, and give what ``condition`` gives once that is true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(step)
    raise TimeoutError(f"not within {seconds} s: {what}")


def copy_store(setup: Setup, name: str) -> Path:
    """A store of this group's own: what it adds is not there for the next one."""
    return Path(shutil.copy(setup.store, setup.folder / f"{name}.db"))
