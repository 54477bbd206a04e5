"""How loud it is, whether a microphone is dead, and what five seconds of it are worth. Pure.

Levels are in dBFS, relative to a full square wave: -90 is silence, 0 the most that 16 bits hold.
"""

import math
from array import array
from operator import mul

from telephony.engine.sound.ring import RATE, WIDTH
from telephony.events import SoundTested

FLOOR = -90.0
_FULL = 32768.0
_BLOCK = RATE // 20
_QUIET_SHARE = 10
SILENT_SECONDS = 5.0


def decibels(amplitude: float) -> float:
    """Of an amplitude (1.0 is full), to a tenth."""
    return max(FLOOR, round(20 * math.log10(amplitude), 1)) if amplitude > 0 else FLOOR


def rms(samples: "array[int]") -> float:
    """Root of the mean square, 1.0 being full."""
    return math.sqrt(sum(map(mul, samples, samples)) / len(samples)) / _FULL if samples else 0.0


def is_silent(data: bytes) -> bool:
    """Whether nothing but zeros is in there: even the quietest room has noise."""
    return data.count(0) == len(data)


class Meter:
    """Collects what passes by; the level of the last 50 ms at most."""

    def __init__(self) -> None:
        self._data = b""

    def add(self, data: bytes) -> None:
        """Samples that have passed."""
        self._data = (self._data + data)[-_BLOCK * WIDTH :]

    def take(self, gain: float = 1.0) -> float:
        """The level since this was asked, or FLOOR if nothing passed."""
        data, self._data = self._data, b""
        return decibels(min(1.0, rms(array("h", data)) * gain))


class Deafness:
    """Digital silence for so long that the microphone must be dead, or switched off at the headset."""

    def __init__(self, seconds: float = SILENT_SECONDS) -> None:
        self._limit = seconds
        self._silent = 0.0
        self.found = False

    def add(self, data: bytes) -> bool:
        """Samples of a microphone that should be heard; whether :attr:`found` has changed."""
        return self._set(len(data) / WIDTH / RATE if is_silent(data) else None)

    def nothing_came(self, seconds: float) -> bool:
        """A microphone that gives no samples at all is no better."""
        return self._set(seconds)

    def forget(self) -> bool:
        """Nobody is to hear it now."""
        return self._set(None)

    def _set(self, silent: float | None) -> bool:
        before = self.found
        self._silent = 0.0 if silent is None else self._silent + silent
        self.found = self._silent >= self._limit
        return self.found != before


def judge(data: bytes, gain: float) -> SoundTested:
    """Say what was recorded, with the gain that callers hear it with."""
    samples = array("h", data)
    peak = max(max(samples, default=0), -min(samples, default=0)) / _FULL
    blocks = sorted(rms(samples[at : at + _BLOCK]) for at in range(0, len(samples) - _BLOCK + 1, _BLOCK))
    quiet = blocks[: max(1, len(blocks) // _QUIET_SHARE)]
    limit = (_FULL - 1) / gain if gain else math.inf
    return SoundTested(
        seconds=round(len(samples) / RATE, 2),
        peak_db=decibels(min(1.0, peak * gain)),
        rms_db=decibels(min(1.0, rms(samples) * gain)),
        noise_db=decibels(min(1.0, sum(quiet) / len(quiet) * gain)) if quiet else FLOOR,
        clipped=sum(abs(sample) >= limit for sample in samples),
    )


def amplified(data: bytes, gain: float) -> bytes:
    """The same samples louder or quieter, cut at what 16 bits hold."""
    if gain == 1.0:
        return data
    top = int(_FULL) - 1
    return array("h", [max(-top - 1, min(top, int(sample * gain))) for sample in array("h", data)]).tobytes()
