"""What Python keeps of the thread by which pjmedia ticks."""

import ctypes

_ensure, _release = ctypes.pythonapi.PyGILState_Ensure, ctypes.pythonapi.PyGILState_Release
"""Looked up once, here: the loader may be busy when a call begins, and whoever ticks must not wait for it."""
_LOCKED = 0
"""PyGILState_LOCKED: whoever asks has Python's lock already, and goes on having it."""


class ClockState:
    """Python's state of the thread that ticks, kept from one callback to the next while there are calls.

    Left alone, SWIG has one made for each callback and thrown away after it, with 16 kB of memory mapped and
    unmapped a hundred times a second: a tenth of what the engine costs in a call. Only the thread itself can keep
    its state or let it go, so it is told here what to do, and does it when it ticks next.
    """

    def __init__(self) -> None:
        self._wanted = self._kept = False

    def keep(self, *, on: bool) -> None:
        """From the next tick on. On the main thread."""
        self._wanted = on

    def ended(self) -> None:
        """That thread is gone, and another will tick. What it has not let go of is lost memory, and nothing else."""
        self._wanted = self._kept = False

    def mind(self) -> None:
        """On the thread that ticks, inside a callback."""
        wanted = self._wanted
        if wanted is self._kept:
            return
        self._kept = wanted
        if wanted:
            _ensure()
        else:
            _release(_LOCKED)
