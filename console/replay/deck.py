"""What is heard of a case: all legs mixed on one line, at a speed, without silences if so wished. Pure.

The deck gives samples when it is asked, and remembers which place of the line each of them belongs to: what a person
hears is behind what was asked for by all that waits in the sound device's buffer.
"""

from bisect import bisect_right
from collections import OrderedDict, deque
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from console.replay.line import CaseLine, Side, Span, Track
from console.replay.wsola import HOP, Samples, Wsola

RATE = 16_000
"""Samples a second of all recordings (telephony.recording)."""
_BLOCK = 8_000
_BLOCKS = 16
_FADE = 80
"""Samples (5 ms) in which sound rises after a jump, so that it does not click."""
_MOST_RUNS = 512

Stereo = NDArray[np.float32]


class Reel(Protocol):
    """The sound of one recording."""

    def read(self, begin: int, count: int) -> Stereo:
        """``count`` samples of both channels from ``begin`` on, as (count, 2) from -1 to 1; fewer at its end.

        console.replay.sources.SourceError if they cannot be had.
        """

    def close(self) -> None:
        """Done with it."""


class Run(NamedTuple):
    """From the output's sample ``out`` on the line is heard from ``at`` (seconds) on; ``jump`` grows with each jump."""

    out: int
    at: float
    speed: float
    jump: int


class Deck:
    """``reels`` by recording. ``side``, ``speed``, ``skip`` and ``loop`` may be set at any time."""

    def __init__(
        self, line: CaseLine, reels: Mapping[UUID, Reel], silences: Mapping[Side, Sequence[Span]]
    ) -> None:
        self._tracks = [
            (t, reels[t.recording]) for t in line.heard if t.recording is not None and t.recording in reels
        ]
        self._silences = silences
        self.seconds = line.seconds
        self.speed = 1.0
        self.skip = False
        self.loop: Span | None = None
        self._side = Side.BOTH
        self._mixed: OrderedDict[int, Samples] = OrderedDict()
        self._wsola = Wsola(self.mix)
        self._at = 0.0  # samples of the line
        self._fresh = True
        self._stretching = False
        self._made = 0
        self._jump = 0
        self._runs: deque[Run] = deque(maxlen=_MOST_RUNS)
        self._run()

    # -- where

    @property
    def at(self) -> float:
        """Seconds of the line that come next."""
        return self._at / RATE

    @property
    def made(self) -> int:
        """Samples that were given since the last :meth:`seek`."""
        return self._made

    @property
    def ended(self) -> bool:
        """Nothing comes any more."""
        return self._at >= self.seconds * RATE and self.loop is None

    def seek(self, at: float) -> None:
        """Go on there; the count of what was made begins anew."""
        self._made = 0
        self._runs.clear()
        self._go(max(0.0, min(at, self.seconds)))

    def heard(self, out: int) -> Run:
        """The run that the output's sample ``out`` belongs to, at that very sample."""
        at = bisect_right(self._runs, out, key=lambda run: run.out) - 1
        run = self._runs[max(0, at)]
        return run._replace(out=out, at=min(self.seconds, run.at + (out - run.out) * run.speed / RATE))

    def begins(self, jump: int) -> float:
        """Where that jump has led to, in seconds."""
        return next((run.at for run in self._runs if run.jump == jump), self.at)

    def ends(self, jump: int) -> float:
        """Where the line was left by the jump after this one, in seconds."""
        mine = [run for run in self._runs if run.jump == jump]
        later = next((run for run in self._runs if run.jump > jump), None)
        if not mine or later is None:
            return self.at
        last = mine[-1]
        return last.at + (later.out - last.out) * last.speed / RATE

    # -- what

    @property
    def side(self) -> Side:
        """Whose voices."""
        return self._side

    @side.setter
    def side(self, side: Side) -> None:
        if side is not self._side:
            self._side = side
            self._mixed.clear()

    def read(self, count: int) -> Samples:
        """The next ``count`` samples or a few more; fewer when the line ends."""
        made: list[Samples] = []
        room = count
        while room > 0:
            self._leap()
            if self.ended:
                break
            piece = self._step()
            made.append(piece)
            room -= len(piece)
        return np.concatenate(made) if made else np.zeros(0, np.float32)

    def _step(self) -> Samples:
        stretching = self.speed != 1.0
        if stretching != self._stretching or self._runs[-1].speed != self.speed:
            self._stretching = stretching
            if stretching and self._wsola.at != self._at:
                self._wsola.start(self._at)
            self._run()
        if stretching:
            piece = self._wsola.step(self.speed)
            self._at = self._wsola.at
        else:
            piece = self.mix(round(self._at), HOP)
            self._at += HOP
        if self._fresh:
            piece = piece.copy()
            piece[:_FADE] *= np.linspace(0.0, 1.0, _FADE, dtype=np.float32)
            self._fresh = False
        self._made += len(piece)
        return np.clip(piece, -1.0, 1.0)

    def _leap(self) -> None:
        """Out of a silence, or back to where the loop begins."""
        at = self.at
        if self.loop is not None and not (self.loop.begin <= at < self.loop.end):
            self._go(self.loop.begin)
            return
        if not self.skip:
            return
        spans = self._silences.get(self._side, ())
        found = bisect_right(spans, at, key=lambda span: span.begin) - 1
        if found >= 0 and spans[found].covers(at):
            self._go(spans[found].end)

    def _go(self, at: float) -> None:
        self._at = at * RATE
        self._fresh = True
        self._jump += 1
        self._wsola.start(self._at)
        self._run()

    def _run(self) -> None:
        self._runs.append(Run(self._made, self.at, self.speed, self._jump))

    # -- the mix

    def mix(self, begin: int, count: int) -> Samples:
        """The line as it is, all legs together, from that sample on; zeros outside of it."""
        made = np.zeros(count, np.float32)
        for block in range(begin // _BLOCK, (begin + count - 1) // _BLOCK + 1):
            first = block * _BLOCK
            a, b = max(begin, first), min(begin + count, first + _BLOCK)
            if block >= 0 and a < b:
                made[a - begin : b - begin] = self._block(block)[a - first : b - first]
        return made

    def _block(self, block: int) -> Samples:
        found = self._mixed.get(block)
        if found is None:
            found = self._mixed[block] = self._mix(block * _BLOCK)
            if len(self._mixed) > _BLOCKS:
                self._mixed.popitem(last=False)
        else:
            self._mixed.move_to_end(block)
        return found

    def _mix(self, first: int) -> Samples:
        made = np.zeros(_BLOCK, np.float32)
        for track, reel in self._tracks:
            starts = round(track.begin * RATE)
            a = max(first, starts, round(track.doubled_until * RATE))
            b = min(first + _BLOCK, round(track.end * RATE))
            if a >= b:
                continue
            sound = reel.read(a - starts, b - a)
            for channel, begin, end in _parts(track, self._side):
                low = max(a, round(begin * RATE))
                high = min(a + len(sound), round(end * RATE), b)
                if low < high:
                    made[low - first : high - first] += sound[low - a : high - a, channel]
        return made


def _parts(track: Track, side: Side) -> Iterable[tuple[int, float, float]]:
    """Which channel is heard from when until when."""
    turn = track.end if track.customer_from is None else track.customer_from
    if side is not Side.CUSTOMER:
        yield 0, track.begin, track.end
        yield 1, track.begin, turn
    if side is not Side.STAFF:
        yield 1, turn, track.end
