"""The outline of a recording's sound: what is drawn, and where there is silence. No NumPy: bytes are enough."""

from collections.abc import Iterable
from math import log10
from uuid import UUID

import msgspec

from console.replay.line import CaseLine, Side, Span, Track

PER_SECOND = 50
"""Values a second of a shape."""
_QUIET_DB = -46.0
"""Nothing louder than this in a quiet room …"""
_OVER_NOISE_DB = 8.0
"""… or than this over the room's own noise."""
_LOUD_DB = -20.0
"""Whatever is louder is voice, however loud the room."""
_NOISE_SHARE = 5
"""The quietest one in so many values are noise."""
_LOUDEST = 255
SHORTEST_SILENCE = 1.2
"""Seconds; a shorter one is part of how people speak."""
_AROUND = 0.25
"""Seconds of a silence that are kept at each end, so that words do not run into each other."""


class Shape(msgspec.Struct, frozen=True):
    """The loudest of each 20 ms of both channels, 0 to 255 for 0 to full scale."""

    left: bytes
    right: bytes

    @property
    def seconds(self) -> float:
        """How long."""
        return max(len(self.left), len(self.right)) / PER_SECOND


def heights(values: bytes, begin: float, end: float, columns: int) -> list[int]:
    """The loudest value of each of ``columns`` equal parts from ``begin`` to ``end`` seconds; 0 outside of it."""
    made = []
    step = (end - begin) * PER_SECOND / max(1, columns)
    first = begin * PER_SECOND
    for column in range(columns):
        a = int(first + column * step)
        b = max(a + 1, int(first + (column + 1) * step))
        made.append(max(values[max(0, a) : b], default=0) if b > 0 else 0)
    return made


def silences(line: CaseLine, shapes: dict[UUID, Shape], side: Side = Side.BOTH) -> tuple[Span, ...]:
    """Where nobody of that side says anything for a while, in line time; pauses and holds are part of it."""
    loud = bytearray(int(line.seconds * PER_SECOND) + 1)
    for track in line.heard:
        shape = shapes.get(track.recording) if track.recording is not None else None
        if shape is None:
            _mark(loud, track.begin, b"\xff" * int(track.seconds * PER_SECOND), 1)  # unknown is not silent
            continue
        for channel, first in channels(track, shape, side):
            _mark(loud, first, channel, _limit(channel))
    return tuple(_quiet_spans(bytes(loud), line.seconds))


def channels(track: Track, shape: Shape, side: Side) -> Iterable[tuple[bytes, float]]:
    """What is heard of a track: values and from when on, in line time."""
    begin = max(track.begin, track.doubled_until)
    skip = int((begin - track.begin) * PER_SECOND)
    turn = track.end if track.customer_from is None else max(begin, track.customer_from)
    at = int((turn - track.begin) * PER_SECOND)
    if side is not Side.CUSTOMER:
        yield shape.left[skip:], begin
        yield shape.right[skip:at], begin
    if side is not Side.STAFF:
        yield shape.right[at:], turn


def _mark(loud: bytearray, begin: float, values: bytes, limit: int) -> None:
    """Set what is loud; a whole recording at once, as one big number, since an hour has 180,000 values."""
    first = int(begin * PER_SECOND)
    table = bytes(0 if value < limit else 1 for value in range(256))
    heard = values[: max(0, len(loud) - first)].translate(table)
    both = int.from_bytes(heard) | int.from_bytes(loud[first : first + len(heard)])
    loud[first : first + len(heard)] = both.to_bytes(len(heard))


def _limit(values: bytes) -> int:
    """From which value on it is voice."""
    below, noise = 0, 0
    for noise in range(_LOUDEST + 1):
        below += values.count(noise)
        if below * _NOISE_SHARE > len(values):
            break
    noise_db = 20 * log10(noise / _LOUDEST) if noise else -90.0
    level_db = max(_QUIET_DB, min(noise_db + _OVER_NOISE_DB, _LOUD_DB))
    return max(1, round(_LOUDEST * 10 ** (level_db / 20)))


def _quiet_spans(loud: bytes, seconds: float) -> Iterable[Span]:
    at = 0
    while at < len(loud):
        begin = loud.find(b"\x00", at)
        if begin < 0:
            return
        end = loud.find(b"\x01", begin)
        end = len(loud) if end < 0 else end
        span = Span(begin / PER_SECOND + _AROUND, min(seconds, end / PER_SECOND) - _AROUND)
        if span.seconds + 2 * _AROUND >= SHORTEST_SILENCE:
            yield span
        at = end
