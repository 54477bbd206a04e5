"""Two clocks are never equally fast: the sound card's, and the one that the conference ticks by. Pure.

A ring between them fills or empties in time. Once a second the lowest fill is judged; what has drifted is made good
by one sample in each 10 ms, spread over all of them, so that nothing is heard of it:

    lowest fill  0 ──── ¼ ──── ½ ──── ¾ ──── target ──────── target + 80 ms ────►
    one more       begin     end                                                 samples, by one in 160
    one less                          end      begin
    cut                                                      at once, to ½
"""

from array import array

from telephony.engine.sound.ring import FRAME, MOST, TARGET, WIDTH


class Drift:
    """Keeps the lowest fill of a ring near ``target`` samples."""

    def __init__(self, target: int = TARGET) -> None:
        self._target = target
        self.step = 0
        """Samples to add to each 10 ms (1), or to take away (-1)."""

    def judge(self, lowest: int) -> int:
        """Take the lowest fill of the last second; give how many samples are to be cut at once."""
        target = self._target
        if lowest > target + MOST - TARGET:
            self.step = 0
            return lowest - target // 2
        if (self.step < 0 and lowest <= target * 3 // 4) or (self.step > 0 and lowest >= target // 2):
            self.step = 0
        if lowest > target:
            self.step = -1
        elif lowest < target // 4:
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
        if not step:
            self._last = int.from_bytes(data[-WIDTH:], "little", signed=True)
            return data
        return self.fit(data, count + step * max(1, count // FRAME))

    def fit(self, data: bytes, wanted: int) -> bytes:
        """Exactly so many samples out of these."""
        samples = array("h", data)
        count = len(samples)
        if count == wanted or wanted <= 0 or not count:
            return self.feed(data, 0)
        samples.insert(0, self._last)
        self._last = samples[-1]
        samples.append(samples[-1])
        out = array("h", bytes(wanted * WIDTH))
        for at in range(wanted):
            # In whole numbers: the last one is exactly the last sample, and the next block goes on from there.
            whole, rest = divmod((at + 1) * count, wanted)
            low = samples[whole]
            out[at] = low + (samples[whole + 1] - low) * rest // wanted
        return out.tobytes()
