"""Two clocks are never equally fast: the sound card's, and the one that the conference ticks by. Pure.

What lies ready between them grows or shrinks in time. Some times a second the lowest fill is judged; what has drifted
is made good by one sample in each 10 ms, spread over all of them, so that nothing is heard of it:

    lowest fill  0 ──── least ──── middle ──── most ──────── most + spare ────►
    one more      begin        end                                              samples, by one in 160
    one less                   end        begin
    cut                                                  at once, to the middle
"""

from array import array
from functools import lru_cache

from telephony.engine.sound.ring import RATE, WIDTH

JUDGED = RATE * 4 // 10
"""Samples after which it is judged again: what a stall has left lying is delay, and is gone half a second later."""
_TEN_MS = RATE // 100


class Drift:
    """Keeps the lowest fill between so many samples; what is ``spare`` more than that is not waited for."""

    def __init__(self, least: int, most: int, spare: int) -> None:
        self.aim(least, most, spare)
        self.step = 0
        """Samples to add to each 10 ms (1), or to take away (-1)."""

    def aim(self, least: int, most: int, spare: int) -> None:
        """Keep another lowest fill from now on."""
        self._least, self._most, self._spare = least, most, spare
        self.middle = (least + most) // 2

    def judge(self, lowest: int) -> int:
        """Take the lowest fill since the last time; give how many samples are to be cut at once."""
        if lowest > self._most + self._spare:
            self.step = 0
            return lowest - self.middle
        if (self.step < 0 and lowest <= self.middle) or (self.step > 0 and lowest >= self.middle):
            self.step = 0
        if lowest > self._most:
            self.step = -1
        elif lowest < self._least:
            self.step = 1
        return 0


class Stretch:
    """Makes a stream a little longer or shorter, by straight lines between its samples, without a seam."""

    def __init__(self) -> None:
        self._last = 0

    def feed(self, data: bytes, step: int) -> bytes:
        """16 bit samples, with ``step`` of them more for each 10 ms."""
        count = len(data) // WIDTH
        if not count:
            return data
        wanted = count + step * max(1, count // _TEN_MS)
        samples = array("h", data)
        before, self._last = self._last, samples[-1]
        if not step or wanted <= 0:
            return data
        samples.insert(0, before)
        samples.append(samples[-1])
        return array(
            "h",
            [
                samples[whole] + (samples[whole + 1] - samples[whole]) * rest // wanted
                for whole, rest in _places(count, wanted)
            ],
        ).tobytes()


@lru_cache(maxsize=32)
def _places(count: int, wanted: int) -> tuple[tuple[int, int], ...]:
    """Where each of the wanted samples lies among those that there are, and how far on its way to the next.

    In whole numbers: the last one is exactly the last sample, and the next block goes on from there. The blocks of a
    call have few lengths, and to work this out again for each took five times as long as the rest.
    """
    return tuple(divmod((at + 1) * count, wanted) for at in range(wanted))
