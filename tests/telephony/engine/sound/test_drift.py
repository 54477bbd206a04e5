"""Two clocks that differ by a thousandth: the delay stays small, nothing runs dry, and nothing is heard of it."""

from collections.abc import Iterator

import numpy as np
import pytest

from telephony.engine.sound.drift import Drift, Stretch
from telephony.engine.sound.ring import FRAME, RATE, TARGET, WIDTH, Ring
from tests.pulse import Samples, tone

MS = RATE // 1000


@pytest.mark.parametrize(
    ("before", "lowest_ms", "step", "cut_ms"),
    [
        (0, 15, 0, 0),
        (0, 7, 1, 0),
        (0, 0, 1, 0),
        (0, 8, 0, 0),
        (0, 30, 0, 0),
        (0, 31, -1, 0),
        (1, 14, 1, 0),
        (1, 15, 0, 0),
        (-1, 23, -1, 0),
        (-1, 22, 0, 0),
        (-1, 3, 1, 0),
        (1, 40, -1, 0),
        (-1, 111, 0, 96),
        (0, 500, 0, 485),
    ],
)
def test_what_follows_from_the_lowest_fill(before: int, lowest_ms: int, step: int, cut_ms: int) -> None:
    drift = Drift(TARGET)
    drift.step = before
    assert drift.judge(lowest_ms * MS) == cut_ms * MS
    assert drift.step == step


def blocks(samples: Samples, size: int) -> Iterator[bytes]:
    for at in range(0, len(samples) - size + 1, size):
        yield samples[at : at + size].astype("<i2").tobytes()


@pytest.mark.parametrize("step", [-1, 1])
@pytest.mark.parametrize("size", [FRAME, 37, 480])
def test_a_stretched_tone_has_no_seam(step: int, size: int) -> None:
    stretch = Stretch()
    said = list(blocks(tone(700, seconds=2.0), size))
    parts = [stretch.feed(block, step) for block in said]
    heard = np.frombuffer(b"".join(parts), dtype="<i2").astype(float)
    assert np.sign(len(heard) * WIDTH - len(b"".join(said))) == step
    # A sine of this frequency cannot turn more sharply than that; a dropped sample would by 275.
    sharpest = 8000 * (2 * np.pi * 700 / RATE) ** 2
    assert np.abs(np.diff(heard, 2)).max() < sharpest * 1.25


@pytest.mark.parametrize("wanted", [FRAME - 1, FRAME, FRAME + 1])
def test_a_block_becomes_as_long_as_wanted(wanted: int) -> None:
    assert len(Stretch().fit(bytes(FRAME * WIDTH), wanted)) == wanted * WIDTH


@pytest.mark.parametrize("ppm", [-1000, -200, 0, 200, 1000])
def test_the_delay_stays_bounded_and_no_sample_is_missed(ppm: int) -> None:
    """Five minutes: a writer of 20 ms pieces whose clock is off, a reader of 10 ms."""
    ring, drift, stretch = Ring(), Drift(), Stretch()
    said = tone(300, seconds=301, level=10000)
    heard: list[bytes] = []
    written, due, fills = 0, 0.0, []
    for tick in range(300 * 100):
        due += FRAME * (1 + ppm / 1e6)
        if tick % 2 == 0:
            piece = said[written : int(due)].astype("<i2").tobytes()
            written = int(due)
            ring.write(stretch.feed(piece, drift.step))
        data = ring.read(FRAME * WIDTH)
        if data is not None:
            heard.append(data)
        if tick % 100 == 99:
            lowest = ring.lowest()
            assert lowest is not None
            fills.append(lowest)
            assert drift.judge(lowest) == 0
    assert ring.dry == 0
    assert max(fills) <= TARGET + 10 * MS
    assert min(fills) >= 0
    samples = np.frombuffer(b"".join(heard), dtype="<i2").astype(float)
    sharpest = 10000 * (2 * np.pi * 300 / RATE) ** 2
    assert np.abs(np.diff(samples, 2)).max() < sharpest * 1.3
