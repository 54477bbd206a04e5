"""R61: what is drawn of a recording, and where it is silent."""

from uuid import UUID

import pytest

from console.replay.line import CaseLine, Side, Stretch, Track
from console.replay.shape import PER_SECOND, Shape, heights, silences
from console.ui.invented import NOW

ONE = UUID(int=1)


def part(seconds: float, value: int) -> bytes:
    return bytes([value]) * int(seconds * PER_SECOND)


def line(seconds: float) -> CaseLine:
    track = Track(
        recording=ONE, call=ONE, leg=ONE, person="maya", customer_from=0.0, begin=0.0, seconds=seconds
    )
    return CaseLine(ticket=ONE, stretches=(Stretch(at=0.0, began=NOW, seconds=seconds),), tracks=(track,))


def test_R61_silence_is_where_nobody_speaks() -> None:
    agent = part(3, 90) + part(7, 2)
    customer = part(6, 2) + part(4, 80)
    (found,) = silences(line(10), {ONE: Shape(agent, customer)})
    assert (found.begin, found.end) == pytest.approx((3.25, 5.75))
    (staff,) = silences(line(10), {ONE: Shape(agent, customer)}, Side.STAFF)
    assert staff.begin == pytest.approx(3.25)
    assert staff.end == pytest.approx(9.75)


def test_a_short_pause_for_breath_is_none() -> None:
    assert silences(line(5), {ONE: Shape(part(2, 90) + part(1, 2) + part(2, 90), part(5, 2))}) == ()


def test_in_a_loud_room_noise_is_silence_too() -> None:
    noise = bytes(12 + n % 7 for n in range(10 * PER_SECOND))
    voice = part(3, 120) + noise[: 4 * PER_SECOND] + part(3, 120)
    (found,) = silences(line(10), {ONE: Shape(voice, noise)})
    assert (found.begin, found.end) == pytest.approx((3.25, 6.75))


def test_what_is_not_known_is_not_silent() -> None:
    assert silences(line(10), {}) == ()


def test_heights_are_the_loudest_of_each_column() -> None:
    values = part(1, 10) + part(1, 50) + part(1, 20)
    assert heights(values, 0, 3, 3) == [10, 50, 20]
    assert heights(values, 0, 3, 1) == [50]
    assert heights(values, 2.5, 4.5, 2) == [20, 0]
    assert heights(values, -1, 1, 2) == [0, 10]
