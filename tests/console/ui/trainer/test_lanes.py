"""Markers that stand close: every one is in one pill, and no two pills overlap."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from console.replay.line import Marker
from console.ui.invented import NOW
from console.ui.trainer.lanes import GAP, arrange

ROOM = 800.0


def markers(places: list[float]) -> list[Marker]:
    return [Marker(id=UUID(int=n), at=at, when=NOW, kind="note") for n, at in enumerate(sorted(places))]


@given(st.lists(st.floats(0, ROOM), max_size=60), st.integers(1, 4))
def test_every_marker_is_in_one_pill_and_none_overlap(places: list[float], lanes: int) -> None:
    given_ = markers(places)
    pills = arrange(given_, lambda m: m.at, lambda ms: 60.0 + 10 * (len(ms) > 1), lanes, ROOM)
    assert sorted(m.id for p in pills for m in p.markers) == sorted(m.id for m in given_)
    for pill in pills:
        assert 0 <= pill.lane < lanes
        assert -0.01 <= pill.left <= ROOM - pill.wide + 0.01
        others = [p for p in pills if p.lane == pill.lane and p is not pill]
        assert all(other.left >= pill.right - 0.01 or other.right <= pill.left + 0.01 for other in others)


def test_three_that_are_close_stand_below_each_other() -> None:
    pills = arrange(markers([100, 104, 108]), lambda m: m.at, lambda _: 60.0, 3, ROOM)
    assert [(p.lane, p.left) for p in pills] == [(0, 100.0), (1, 104.0), (2, 108.0)]


def test_a_fourth_joins_the_one_before_it() -> None:
    pills = arrange(markers([100, 104, 108, 112]), lambda m: m.at, lambda _: 60.0, 3, ROOM)
    assert [len(p.markers) for p in pills] == [1, 1, 2]


def test_at_the_right_edge_a_pill_stands_left_of_its_moment() -> None:
    (pill,) = arrange(markers([790]), lambda m: m.at, lambda _: 60.0, 3, ROOM)
    assert pill.right == ROOM


def test_with_room_none_is_put_together() -> None:
    places = [n * (60 + GAP) for n in range(10)]
    pills = arrange(markers(places), lambda m: m.at, lambda _: 60.0, 1, ROOM)
    assert [len(p.markers) for p in pills] == [1] * 10
