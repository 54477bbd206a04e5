"""DTMF that comes twice: some PBXs send each digit in the stream (RFC 4733) and by INFO too. Pure."""

from collections import deque
from typing import NamedTuple

_APART_SECONDS = 1.0
"""One press is told by both ways within this time; a hand that presses the same key again is matched in order."""


class _Told(NamedTuple):
    digit: str
    by_info: bool
    at: float


class Digits:
    """Of one leg: which digit is a new one, and which the same by the other way."""

    def __init__(self) -> None:
        self._told: deque[_Told] = deque(maxlen=64)

    def is_new(self, digit: str, *, by_info: bool, now: float) -> bool:
        """Whether to tell it. ``now`` in seconds of a clock that only goes forward."""
        while self._told and now - self._told[0].at > _APART_SECONDS:
            self._told.popleft()
        twin = next((told for told in self._told if told.digit == digit and told.by_info != by_info), None)
        if twin is not None:
            self._told.remove(twin)
            return False
        self._told.append(_Told(digit, by_info, now))
        return True
