"""The samples of a call on their way through the sound thread: measured, and fitted to the other side's clock."""

from telephony.engine.sound.drift import Drift, Stretch
from telephony.engine.sound.levels import Deafness, Meter
from telephony.engine.sound.ring import FRAME, WIDTH, Ring

_SILENCE = bytes(FRAME * WIDTH)


class _Lane:
    """One direction."""

    def __init__(self, ring: Ring) -> None:
        self.ring, self.drift, self.stretch, self.meter = ring, Drift(), Stretch(), Meter()

    def judge(self) -> None:
        lowest = self.ring.lowest()
        if lowest is not None:
            self.ring.cut(self.drift.judge(lowest))


class Flow:
    """``out`` takes what the microphone hears, ``into`` gives what the speaker shall play."""

    def __init__(self, out: Ring, into: Ring) -> None:
        self._out, self._into = _Lane(out), _Lane(into)
        self.deafness = Deafness()
        self.talking = False
        """Somebody is to hear the microphone: its silence means something."""

    def hear(self, data: bytes) -> bool:
        """A piece from the microphone; whether it is now known to be dead, or alive again."""
        lane = self._out
        lane.meter.add(data)
        lane.ring.write(lane.stretch.feed(data, lane.drift.step))
        return self.talking and self.deafness.add(data)

    def pull(self) -> bytes:
        """10 ms for the speaker."""
        lane = self._into
        data = lane.ring.read((FRAME - lane.drift.step) * WIDTH)
        data = _SILENCE if data is None else lane.stretch.fit(data, FRAME)
        lane.meter.add(data)
        return data

    def judge(self) -> None:
        """Once a second: whether the clocks have drifted apart."""
        self._out.judge()
        self._into.judge()

    def levels(self, gain: float) -> tuple[float, float]:
        """Decibels of the microphone, with its gain, and of the speaker since this was asked."""
        return self._out.meter.take(gain), self._into.meter.take()

    def microphone_opens(self) -> None:
        """What was heard before is not to be sent."""
        self._out.ring.flush()

    def speaker_opens(self) -> None:
        """What has waited for a speaker is too late."""
        self._into.ring.flush()
