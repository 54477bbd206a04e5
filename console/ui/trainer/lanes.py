"""Where the pills of a time line's markers stand: in lanes, and put together where there is no room. Pure."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from console.replay.line import Marker

GAP = 4.0


class Placed(NamedTuple):
    """A pill for one marker, or for several that stand too close; from ``left``, ``wide`` pixels."""

    markers: tuple[Marker, ...]
    left: float
    wide: float
    lane: int

    @property
    def right(self) -> float:
        """Its end."""
        return self.left + self.wide


def arrange(
    markers: Sequence[Marker],
    x_of: Callable[[Marker], float],
    wide: Callable[[Sequence[Marker]], float],
    lanes: int,
    room: float,
) -> list[Placed]:
    """Every marker is in exactly one pill, no two pills overlap, none stands out of ``room`` pixels.

    A marker takes the first lane that is free where it stands; where none is, it joins the pill before it.
    """
    last: list[Placed | None] = [None] * lanes
    done: list[Placed] = []
    for marker in markers:
        x = x_of(marker)
        size = wide((marker,))
        left = max(0.0, min(x, room - size))
        lane = next((n for n, pill in enumerate(last) if pill is None or pill.right + GAP <= left), None)
        if lane is None:
            lane = max(range(lanes), key=lambda n: _left(last[n]))
            found = last[lane]
            together = (*(found.markers if found else ()), marker)
            size = wide(together)
            left = max(0.0, min(_left(found), room - size))
            left = _clear(done, lane, found, left, size, room)
            last[lane] = Placed(together, left, size, lane)
            done = [pill for pill in done if pill is not found]
        else:
            last[lane] = Placed((marker,), left, size, lane)
        placed = last[lane]
        if placed is not None:
            done.append(placed)
    return _apart(done)


def _left(pill: Placed | None) -> float:
    return 0.0 if pill is None else pill.left


def _clear(
    done: Sequence[Placed], lane: int, but: Placed | None, left: float, size: float, room: float
) -> float:
    """Not over the pill before it in its lane, when it grew and had to move to the left."""
    ends = [pill.right + GAP for pill in done if pill.lane == lane and pill is not but]
    return min(max([left, *ends]), max(0.0, room - size))


def _apart(pills: list[Placed]) -> list[Placed]:
    """At the very edge two may still meet: they become one."""
    made: list[Placed] = []
    for pill in sorted(pills, key=lambda p: (p.lane, p.left)):
        before = made[-1] if made and made[-1].lane == pill.lane else None
        if before is not None and before.right > pill.left:
            made[-1] = Placed((*before.markers, *pill.markers), before.left, before.wide, pill.lane)
        else:
            made.append(pill)
    return sorted(made, key=lambda p: (p.markers[0].at, p.lane))
