"""R61: what is heard of a case, at which place of the line, to the sample."""

from uuid import UUID

import numpy as np
import pytest

from console.replay.deck import RATE, Deck, Stereo
from console.replay.line import CaseLine, Side, Span, Stretch, Track
from console.ui.invented import NOW

ONE, TWO = UUID(int=1), UUID(int=2)


class Tones:
    """A reel in memory: each channel is one level from beginning to end."""

    def __init__(self, left: float, right: float, seconds: float) -> None:
        self.samples = np.tile(np.array([left, right], np.float32), (int(seconds * RATE), 1))
        self.reads = 0

    def read(self, begin: int, count: int) -> Stereo:
        self.reads += 1
        return self.samples[begin : begin + count]

    def close(self) -> None:
        pass


def track(recording: UUID, begin: float, seconds: float, **more: object) -> Track:
    fields: dict[str, object] = {"customer_from": begin, **more}
    return Track(
        recording=recording, call=recording, leg=recording, person="maya", begin=begin, seconds=seconds, **fields  # type: ignore[arg-type]
    )  # fmt: skip


def deck(*tracks: Track, seconds: float = 4.0, silences: tuple[Span, ...] = (), **reels: Tones) -> Deck:
    line = CaseLine(
        ticket=UUID(int=9), stretches=(Stretch(at=0.0, began=NOW, seconds=seconds),), tracks=tracks
    )
    given = {ONE: reels.get("one") or Tones(0.1, 0.01, 4), TWO: reels.get("two") or Tones(0.2, 0.02, 4)}
    return Deck(line, given, dict.fromkeys(Side, silences))


def level(made: Deck, at: float, side: Side = Side.BOTH) -> float:
    made.side = side
    return round(float(made.mix(int(at * RATE), 10).mean()), 4)


def test_R61_all_legs_are_mixed_where_they_stand() -> None:
    made = deck(track(ONE, 0.0, 2.0), track(TWO, 1.0, 3.0))
    assert level(made, 0.5) == pytest.approx(0.11)
    assert level(made, 1.5) == pytest.approx(0.33)
    assert level(made, 3.5) == pytest.approx(0.22)
    assert made.mix(-10, 10).any() is np.False_
    assert not made.mix(4 * RATE, 100).any()


def test_a_leg_begins_at_its_very_sample() -> None:
    made = deck(track(ONE, 1.23456, 2.0))
    first = round(1.23456 * RATE)
    samples = made.mix(first - 5, 10)
    assert list(samples != 0) == [False] * 5 + [True] * 5


def test_the_sides_are_people_and_not_channels() -> None:
    consult = track(TWO, 0.0, 4.0, customer_from=None)
    made = deck(track(ONE, 0.0, 4.0), consult)
    assert level(made, 1, Side.STAFF) == pytest.approx(0.1 + 0.2 + 0.02)
    assert level(made, 1, Side.CUSTOMER) == pytest.approx(0.01)


def test_a_leg_that_turns_from_colleague_to_customer() -> None:
    made = deck(track(TWO, 0.0, 4.0, customer_from=2.0, doubled_until=1.0))
    assert level(made, 0.5) == 0.0
    assert level(made, 1.5, Side.STAFF) == pytest.approx(0.22)
    assert level(made, 1.5, Side.CUSTOMER) == 0.0
    assert level(made, 3.0, Side.STAFF) == pytest.approx(0.2)
    assert level(made, 3.0, Side.CUSTOMER) == pytest.approx(0.02)


def test_a_recording_that_is_shorter_than_its_leg_is_silent_at_its_end() -> None:
    made = deck(track(ONE, 0.0, 4.0), one=Tones(0.1, 0.0, 1.0))
    assert level(made, 0.5) == pytest.approx(0.1)
    assert level(made, 2.0) == 0.0


def test_where_it_is_heard_follows_the_samples() -> None:
    made = deck(track(ONE, 0.0, 4.0))
    made.seek(1.5)
    samples = made.read(8_000)
    assert made.heard(0).at == pytest.approx(1.5)
    assert made.heard(4_000).at == pytest.approx(1.75)
    assert made.at == pytest.approx(1.5 + len(samples) / RATE)


@pytest.mark.parametrize("speed", [0.5, 2.0])
def test_where_it_is_heard_follows_the_speed(speed: float) -> None:
    made = deck(track(ONE, 0.0, 4.0))
    made.speed = speed
    made.seek(1.0)
    samples = made.read(8_000)
    assert made.heard(len(samples)).at == pytest.approx(1.0 + len(samples) / RATE * speed, abs=0.02)
    assert made.heard(len(samples) // 2).at == pytest.approx(1.0 + len(samples) / 2 / RATE * speed, abs=0.02)


def test_silence_is_left_out_only_if_so_wished() -> None:
    made = deck(track(ONE, 0.0, 4.0), silences=(Span(1.0, 3.0),))
    assert len(made.read(4 * RATE)) == pytest.approx(4 * RATE, abs=300)
    made.skip = True
    made.seek(0.0)
    heard = made.read(4 * RATE)
    assert len(heard) == pytest.approx(2 * RATE, abs=600)
    assert made.heard(int(1.5 * RATE)).at == pytest.approx(3.5, abs=0.03)
    assert made.ends(made.heard(0).jump) == pytest.approx(1.0, abs=0.02)


def test_a_loop_goes_round() -> None:
    made = deck(track(ONE, 0.0, 4.0))
    made.loop = Span(1.0, 1.5)
    made.seek(0.0)
    made.read(2 * RATE)
    assert made.heard(0).at == pytest.approx(1.0)
    assert all(1.0 <= made.heard(at).at <= 1.52 for at in range(0, 2 * RATE, 1000))
    assert not made.ended


def test_the_end_is_the_end() -> None:
    made = deck(track(ONE, 0.0, 4.0))
    made.seek(3.9)
    assert len(made.read(RATE)) < RATE
    assert made.ended
    assert len(made.read(RATE)) == 0


def test_a_block_is_mixed_once() -> None:
    reel = Tones(0.1, 0.0, 4)
    made = deck(track(ONE, 0.0, 4.0), one=reel)
    made.speed = 1.5
    made.read(RATE)
    before = reel.reads
    made.seek(0.0)
    made.read(RATE)
    assert (before, reel.reads) == (reel.reads, before)
    assert before <= 5


def test_too_loud_is_cut_and_not_wrapped() -> None:
    made = deck(track(ONE, 0.0, 4.0), one=Tones(0.9, 0.9, 4))
    assert made.read(1000).max() == pytest.approx(1.0)
