"""Two clocks that differ by a thousandth: the delay stays small, nothing runs dry, and nothing is heard of it."""

from collections.abc import Iterator

import numpy as np
import pytest

from telephony.engine.sound.drift import Drift, Stretch
from telephony.engine.sound.flow import AHEAD, Flow
from telephony.engine.sound.ring import FRAME, RATE, WIDTH, Ring
from tests.pulse import Samples, tone

MS = RATE // 1000


@pytest.mark.parametrize(
    ("before", "lowest_ms", "step", "cut_ms"),
    [
        (0, 15, 0, 0),
        (0, 9, 1, 0),
        (0, 0, 1, 0),
        (0, 10, 0, 0),
        (0, 30, 0, 0),
        (0, 31, -1, 0),
        (1, 19, 1, 0),
        (1, 20, 0, 0),
        (-1, 21, -1, 0),
        (-1, 20, 0, 0),
        (-1, 3, 1, 0),
        (1, 40, -1, 0),
        (-1, 111, 0, 91),
        (0, 500, 0, 480),
    ],
)
def test_what_follows_from_the_lowest_fill(before: int, lowest_ms: int, step: int, cut_ms: int) -> None:
    drift = Drift(10 * MS, 30 * MS, 80 * MS)
    drift.step = before
    assert drift.judge(lowest_ms * MS) == cut_ms * MS
    assert drift.step == step


def blocks(samples: Samples, size: int) -> Iterator[bytes]:
    for at in range(0, len(samples) - size + 1, size):
        yield samples[at : at + size].astype("<i2").tobytes()


@pytest.mark.parametrize("step", [-1, 1])
@pytest.mark.parametrize("size", [FRAME, 160, 37, 480])
def test_a_stretched_tone_has_no_seam(step: int, size: int) -> None:
    stretch = Stretch()
    said = list(blocks(tone(700, seconds=2.0), size))
    parts = [stretch.feed(block, step) for block in said]
    heard = np.frombuffer(b"".join(parts), dtype="<i2").astype(float)
    assert np.sign(len(heard) * WIDTH - len(b"".join(said))) == step
    # A sine of this frequency cannot turn more sharply than that; a dropped sample would by 275.
    sharpest = 8000 * (2 * np.pi * 700 / RATE) ** 2
    assert np.abs(np.diff(heard, 2)).max() < sharpest * 1.25


@pytest.mark.parametrize(
    ("size", "step", "more"), [(160, 1, 1), (320, 1, 2), (320, -1, -2), (80, -1, -1), (320, 0, 0)]
)
def test_each_10_ms_become_a_sample_longer_or_shorter(size: int, step: int, more: int) -> None:
    assert len(Stretch().feed(bytes(size * WIDTH), step)) == (size + more) * WIDTH


def test_a_single_sample_cannot_be_taken_away() -> None:
    assert Stretch().feed(b"\1\2", -1) == b"\1\2"


@pytest.mark.parametrize("ppm", [-1000, -200, 0, 200, 1000])
def test_the_delay_out_stays_bounded_and_no_sample_is_missed(ppm: int) -> None:
    """Five minutes: a microphone that gives pieces of 10 ms and whose clock is off, a conference that reads frames."""
    ring = Ring()
    flow = Flow(ring)
    said = tone(300, seconds=301, level=10000)
    heard: list[bytes] = []
    written, due, fills = 0, 0.0, []
    for tick in range(300 * 100):
        due += MS * 10 * (1 + ppm / 1e6)
        flow.hear(said[written : int(due)].astype("<i2").tobytes())
        written = int(due)
        if tick % 2:
            data = ring.read(FRAME * WIDTH)
            if data is not None:
                heard.append(data)
                fills.append(ring.fill())
    assert ring.dry == 0
    assert max(fills) <= 45 * MS
    assert_without_seam(heard)


@pytest.mark.parametrize("ppm", [-1000, -200, 0, 200, 1000])
def test_the_delay_in_stays_bounded_and_no_sample_is_missed(ppm: int) -> None:
    """Five minutes: a conference that gives frames, a sound server that fetches 5 ms and whose clock is off."""
    flow = Flow(Ring())
    said = tone(300, seconds=301, level=10000)
    heard: list[bytes] = []
    waiting, wants, highest = 0, 0.0, 0
    for tick in range(300 * 50):
        frame = said[tick * FRAME : (tick + 1) * FRAME].astype("<i2").tobytes()
        played = flow.play(frame, waiting)
        heard.append(played)
        waiting += len(played) // WIDTH
        highest = max(highest, waiting)
        wants += FRAME * (1 + ppm / 1e6)
        fetched = int(wants) // (5 * MS) * 5 * MS
        wants -= fetched
        assert waiting > fetched, "it must not run dry"
        waiting -= fetched
    assert highest <= AHEAD + FRAME + 5 * MS
    assert_without_seam(heard)


def assert_without_seam(heard: list[bytes]) -> None:
    samples = np.frombuffer(b"".join(heard), dtype="<i2").astype(float)
    first = int(np.flatnonzero(samples)[0])
    sharpest = 10000 * (2 * np.pi * 300 / RATE) ** 2
    assert np.abs(np.diff(samples[first:], 2)).max() < sharpest * 1.3
