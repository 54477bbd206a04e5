"""The samples of a call on their way through the sound thread: measured, and fitted to the other side's clock. Pure.

microphone ─► hear ─► Ring ─► conference         lies ready: the ring's fill
conference ─► play ─► Qt ─► sound server         lies ready: what the sound server has not yet fetched
"""

from telephony.engine.sound.drift import JUDGED, Drift, Stretch
from telephony.engine.sound.levels import Deafness, Meter
from telephony.engine.sound.ring import FRAME, MOST, RATE, TARGET, WIDTH, Ring

AHEAD = RATE * 24 // 1000
"""Samples that may still wait for the sound server when the next frame comes. No fewer than half of them do: it
fetches 5 ms at a time, and whatever else makes a frame late is heard as a gap."""
MOST_AHEAD = RATE * 60 // 1000
"""On a machine with more to do than it can: there the conference's clock was seen 20 ms late, some times a minute."""
_MORE, _LESS = RATE * 12 // 1000, RATE * 4 // 1000
_CALM = 20 * RATE // JUDGED
"""Judgements without a gap after which less is tried: 20 s."""


class _Outward:
    """From the microphone into a ring that the conference reads."""

    def __init__(self, ring: Ring) -> None:
        self.ring, self.meter = ring, Meter()
        self._drift, self._stretch = Drift(TARGET // 4, TARGET, MOST - TARGET), Stretch()
        self._unjudged = 0

    def write(self, data: bytes) -> None:
        self.ring.write(self._stretch.feed(data, self._drift.step))
        self._unjudged += len(data) // WIDTH
        if self._unjudged >= JUDGED:
            self._unjudged = 0
            lowest = self.ring.lowest()
            if lowest is not None:
                self.ring.cut(self._drift.judge(lowest))


class _Inward:
    """From the conference into what waits for the sound server.

    It runs dry when a frame is late. That frame and those after it then wait for as long as it was late, with nothing
    done for it; more is kept for some time, so that the next one may be as late.
    """

    def __init__(self) -> None:
        self.meter = Meter()
        self._drift, self._stretch = Drift(AHEAD // 2, AHEAD, AHEAD // 2), Stretch()
        self._ahead = AHEAD
        self._runs = self._dry = False
        self._lowest: int | None = None
        self._unjudged = self._skipped = self._calm = 0

    def fit(self, data: bytes, waiting: int) -> bytes:
        if not waiting and (not self._runs or self._dry):
            return self._begin(data)
        if waiting >= self._ahead * 5 // 2:
            return b""  # the server has stopped: this would be too late
        if not waiting:
            self._keep(self._ahead + _MORE)
        self._dry = not waiting
        self._judge(waiting, len(data) // WIDTH)
        if self._skipped:
            skipped = min(self._skipped, len(data) // WIDTH)
            self._skipped -= skipped
            data = data[skipped * WIDTH :]
        return self._stretch.feed(data, self._drift.step)

    def _begin(self, data: bytes) -> bytes:
        """The newest, after a little silence that later frames can use up."""
        self._runs = self._dry = False
        self._unjudged, self._lowest, self._skipped = 0, None, 0
        size = (self._drift.middle + FRAME) * WIDTH
        return self._stretch.feed(data[-size:].rjust(size, b"\0"), 0)

    def _judge(self, waiting: int, samples: int) -> None:
        self._lowest = waiting if self._lowest is None else min(waiting, self._lowest)
        self._unjudged += samples
        if self._unjudged < JUDGED:
            return
        self._skipped = self._drift.judge(self._lowest)
        self._unjudged, self._lowest = 0, None
        self._runs = True
        self._calm += 1
        if self._calm >= _CALM:
            self._keep(self._ahead - _LESS)

    def _keep(self, ahead: int) -> None:
        self._ahead = max(AHEAD, min(ahead, MOST_AHEAD))
        self._drift.aim(self._ahead // 2, self._ahead, self._ahead // 2)
        self._calm = 0


class Flow:
    """``out`` takes what the microphone hears."""

    def __init__(self, out: Ring) -> None:
        self._out, self._into = _Outward(out), _Inward()
        self.deafness = Deafness()
        self.talking = False
        """Somebody is to hear the microphone: its silence means something."""

    def hear(self, data: bytes) -> bool:
        """A piece from the microphone; whether it is now known to be dead, or alive again."""
        self._out.meter.add(data)
        self._out.write(data)
        return self.talking and self.deafness.add(data)

    def play(self, data: bytes, waiting: int) -> bytes:
        """What the speaker is given of these frames, when so many samples still wait for the sound server."""
        self._into.meter.add(data)
        return self._into.fit(data, waiting)

    def levels(self, gain: float) -> tuple[float, float]:
        """Decibels of the microphone, with its gain, and of the speaker since this was asked."""
        return self._out.meter.take(gain), self._into.meter.take()

    def microphone_opens(self) -> None:
        """What was heard before is not to be sent."""
        self._out.ring.flush()
