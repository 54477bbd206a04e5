"""Samples on their way from one thread to another."""

from collections import deque
from collections.abc import Callable
from threading import Lock
from typing import Final

RATE: Final = 16_000
"""Samples a second."""
WIDTH: Final = 2
"""Bytes of a sample."""
FRAME: Final = RATE // 50
"""Samples of 20 ms, the conference's frame and an RTP packet's."""
TARGET: Final = RATE * 30 // 1000
"""Samples that may lie ready when the reader has taken its part: less is a gap sooner, more a delay."""
MOST: Final = TARGET + RATE * 80 // 1000


class Ring:
    """One writer, one reader, each on its own thread.

    After a flush, and after it has run dry, the reader gets nothing until there is a little more than it asks for:
    a writer comes by in larger steps than a reader. What a reader does not fetch is forgotten, the oldest first.
    """

    def __init__(self, ready: int = TARGET // 2) -> None:
        self._lock = Lock()
        self._data = bytearray()
        self._ready = ready * WIDTH
        self._runs = False
        self._lowest: int | None = None
        self.dry = 0
        """How often it has run dry."""

    def write(self, data: bytes) -> None:
        """Add samples."""
        with self._lock:
            self._data += data
            too_many = len(self._data) - MOST * WIDTH - len(data)
            if too_many > 0:
                del self._data[:too_many]

    def read(self, size: int) -> bytes | None:
        """Take ``size`` bytes, or nothing (silence) if they are not all there."""
        with self._lock:
            if not self._runs and not self._begin(size):
                return None
            left = len(self._data) - size
            if left < 0:
                self._runs = False
                self.dry += 1
                return None
            data = bytes(self._data[:size])
            del self._data[:size]
            if self._lowest is None or left < self._lowest:
                self._lowest = left
            return data

    def _begin(self, size: int) -> bool:
        """Whether there is enough for a beginning; what is more than enough is old and only a delay."""
        surplus = len(self._data) - size - self._ready
        if surplus < 0:
            return False
        del self._data[:surplus]
        self._runs = True
        return True

    def flush(self) -> None:
        """Forget what lies here: it is from before."""
        with self._lock:
            self._data.clear()
            self._runs = False
            self._lowest = None

    def cut(self, samples: int) -> None:
        """Forget the oldest of them."""
        with self._lock:
            del self._data[: samples * WIDTH]

    def fill(self) -> int:
        """So many samples lie here."""
        with self._lock:
            return len(self._data) // WIDTH

    def lowest(self) -> int | None:
        """So many samples were left at least after each reading since this was asked; None if none was read."""
        with self._lock:
            lowest, self._lowest = self._lowest, None
            return None if lowest is None else lowest // WIDTH


class Inbox:
    """Frames that one thread puts here for another, which is woken for them.

    Nothing waits here but what the other has had no time for; of more than it can use the oldest are forgotten.
    """

    def __init__(self) -> None:
        self._frames: deque[bytes] = deque(maxlen=MOST // FRAME)
        self._wake: Callable[[], None] | None = None

    def put(self, frame: bytes) -> None:
        """Add one; whoever has been woken and has not yet come takes this one along."""
        self._frames.append(frame)
        wake = self._wake
        if wake is not None and len(self._frames) == 1:
            wake()

    def take(self) -> bytes:
        """All that is here."""
        found = []
        while self._frames:
            found.append(self._frames.popleft())
        return b"".join(found)

    def wake(self, wake: Callable[[], None] | None) -> None:
        """Call this, on the thread that puts, when there is something to take; what lies here is from before."""
        self._wake = wake
        self._frames.clear()
