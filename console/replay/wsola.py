"""Speech faster or slower at the same pitch: WSOLA.

W. Verhelst, M. Roelands: "An overlap-add technique based on waveform similarity (WSOLA) for high quality time-scale
modification of speech", ICASSP 1993. The output is laid together of pieces of the input that overlap by half. Each
is taken from near where it should come from, namely there where it is most like what would have followed the piece
before it: so periods fit onto periods, and the pitch stays.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]
Read = Callable[[int, int], Samples]
"""``count`` samples from ``begin`` on; zeros where there are none."""

HOP = 256
"""Samples that each step gives: 16 ms at 16 kHz."""
_REACH = 160
"""So far from its place (10 ms at 16 kHz) a piece may be taken: over half the period of the deepest voice."""
_TINY = 1e-6


class Wsola:
    """One stream. ``read`` gives the input at any place, so that a seek is a :meth:`start` elsewhere."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._rise = (0.5 - 0.5 * np.cos(np.pi * (np.arange(HOP) + 0.5) / HOP)).astype(np.float32)
        self._fall = 1 - self._rise
        self._at = 0.0
        self._next = 0
        self._tail: Samples | None = None

    def start(self, at: float) -> None:
        """Begin anew with that sample."""
        self._at, self._tail = at, None

    @property
    def at(self) -> float:
        """The sample of the input that comes next, at its proper time."""
        return self._at

    def step(self, speed: float) -> Samples:
        """The next :data:`HOP` samples; ``speed`` 2 is twice as fast."""
        ideal = round(self._at)
        begin = ideal if self._tail is None else self._best(ideal)
        piece = self._read(begin, 2 * HOP)
        head = piece[:HOP] if self._tail is None else self._tail + piece[:HOP] * self._rise
        self._tail = piece[HOP:] * self._fall
        self._next = begin + HOP
        self._at += HOP * speed
        return head

    def _best(self, ideal: int) -> int:
        """Near ``ideal``, where the input is most like the continuation of the piece before."""
        wanted = self._read(self._next, HOP)
        near = self._read(ideal - _REACH, HOP + 2 * _REACH)
        likeness = np.correlate(near, wanted, mode="valid")
        power = np.concatenate(([0.0], np.cumsum(near.astype(np.float64) ** 2)))
        likely = likeness / np.sqrt(power[HOP:] - power[:-HOP] + _TINY)
        best = int(likely.argmax())
        return ideal if likely[best] <= _TINY else ideal - _REACH + best
