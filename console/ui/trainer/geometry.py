"""Where things stand on the painted time line: pure numbers, so that they can be tested without a window."""

from collections.abc import Sequence

import msgspec

from console.replay.line import Span, Track

GUTTER = 136
"""Names stand here, at the left."""
NARROW_GUTTER = 104
RULER = 30
LANE = 24
"""A lane of markers."""
LANES = 3
HEAD = 28
"""A leg's heading, over its two voices."""
GAP = 12
EDGE = 14
"""So that the first and the last figure of the ruler are not cut."""
VOICE = (34, 92)
"""A voice's least and greatest height."""
BAR = 4
"""Pixels from one bar of sound to the next."""
_STEPS = (0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200)
_AMPLE = 60
"""Pixels more than are needed, from which on there is a further lane of markers."""
_APART = 76
"""Pixels between two figures of the ruler, at least."""


class Rows(msgspec.Struct, frozen=True):
    """The heights of a canvas.

    ``tops`` are where each leg begins, ``voice`` is the height of one of its two voices, ``lanes`` those of markers.
    """

    tops: tuple[int, ...]
    voice: int
    lanes: int = LANES

    @property
    def box(self) -> int:
        """The height of a leg."""
        return HEAD + 2 * self.voice + 6

    @staticmethod
    def least(legs: int) -> int:
        """The height that so many legs need."""
        return RULER + LANES * LANE + legs * (HEAD + 2 * VOICE[0] + 6 + GAP) + 4

    @classmethod
    def of(cls, height: int, legs: int) -> "Rows":
        """What fits into that height."""
        lanes = LANES + 1 if height >= cls.least(legs) + _AMPLE else LANES
        above = RULER + lanes * LANE + 6
        room = (height - above) // max(1, legs) - HEAD - 6 - GAP
        voice = max(VOICE[0], min(VOICE[1], room // 2))
        box = HEAD + 2 * voice + 6 + GAP
        return cls(tuple(above + n * box for n in range(legs)), voice, lanes)


class Scale(msgspec.Struct, frozen=True):
    """Seconds of the line to pixels: ``view`` fills ``width`` pixels from ``left`` on."""

    view: Span
    left: float
    width: float

    def x(self, at: float) -> float:
        """Where that moment stands."""
        return self.left + (at - self.view.begin) / max(0.001, self.view.seconds) * self.width

    def at(self, x: float) -> float:
        """The moment that stands there."""
        return self.view.begin + (x - self.left) / max(1.0, self.width) * self.view.seconds

    def ticks(self) -> list[float]:
        """Round times that are not too close."""
        step = next(
            (s for s in _STEPS if s / max(0.001, self.view.seconds) * self.width >= _APART), _STEPS[-1]
        )
        first = int(self.view.begin // step)
        made = []
        at = first * step
        while at <= self.view.end + 0.001:
            if at >= self.view.begin - 0.001:
                made.append(at)
            at += step
        return made


def zoomed(view: Span, whole: float, factor: float, around: float, least: float = 5.0) -> Span:
    """Closer (``factor`` over 1) or further away; ``around`` stays where it is."""
    seconds = max(min(least, whole), min(whole, view.seconds / factor))
    share = (around - view.begin) / max(0.001, view.seconds)
    begin = max(0.0, min(around - share * seconds, whole - seconds))
    return Span(begin, begin + seconds)


def at_voice(rows: Rows, tracks: Sequence[Track], y: float) -> Track | None:
    """The leg that stands at that height."""
    for top, track in zip(rows.tops, tracks, strict=True):
        if top <= y < top + rows.box:
            return track
    return None
