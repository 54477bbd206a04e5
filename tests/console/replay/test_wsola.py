"""R61: slower and faster at the same pitch, proved by tones."""

import numpy as np
import pytest
from numpy.typing import NDArray

from console.replay.wsola import HOP, Read, Samples, Wsola

RATE = 16_000


def reading(samples: Samples) -> Read:
    def read(begin: int, count: int) -> Samples:
        made = np.zeros(count, np.float32)
        a, b = max(0, begin), min(begin + count, len(samples))
        if a < b:
            made[a - begin : b - begin] = samples[a:b]
        return made

    return read


def tone(hertz: float, seconds: float, level: float = 0.4) -> Samples:
    return (level * np.sin(2 * np.pi * hertz * np.arange(int(seconds * RATE)) / RATE)).astype(np.float32)


def played(samples: Samples, speed: float, seconds: float) -> NDArray[np.float32]:
    stream = Wsola(reading(samples))
    stream.start(0)
    return np.concatenate([stream.step(speed) for _ in range(int(seconds * RATE / speed / HOP))])


def loudest(samples: NDArray[np.float32]) -> tuple[float, float]:
    """Its frequency, and how loud the loudest other one (30 Hz away or more) is beside it."""
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    hertz = np.fft.rfftfreq(len(samples), 1 / RATE)
    at = int(spectrum.argmax())
    return float(hertz[at]), float(spectrum[np.abs(hertz - hertz[at]) > 30].max() / spectrum[at])


@pytest.mark.parametrize("speed", [0.5, 0.75, 1.25, 1.5, 2.0])
@pytest.mark.parametrize("hertz", [110.0, 220.0, 440.0, 1000.0])
def test_R61_the_pitch_stays_at_every_speed(hertz: float, speed: float) -> None:
    found, beside = loudest(played(tone(hertz, 3), speed, 2.5)[800:-800])
    assert found == pytest.approx(hertz, abs=1.5)
    assert beside < 0.01


@pytest.mark.parametrize("speed", [0.5, 2.0])
def test_it_takes_as_long_as_the_speed_says(speed: float) -> None:
    """A click each second of the input comes each second divided by the speed."""
    samples = np.zeros(6 * RATE, np.float32)
    clicks = np.array([1.0, 2.0, 3.0, 4.0])
    for at in clicks:
        samples[int(at * RATE) : int(at * RATE) + 400] = tone(800, 0.025)
    made = played(samples, speed, 5)
    loud = np.abs(made) > 0.1
    edges = np.flatnonzero(np.diff(np.concatenate(([0], loud.astype(int)))) == 1) / RATE
    begins = [edge for n, edge in enumerate(edges) if n == 0 or edge - edges[n - 1] > 0.2]
    assert begins == pytest.approx(list(clicks / speed), abs=0.06)


def test_at_its_own_speed_nothing_changes() -> None:
    noise = np.random.default_rng(1).normal(0, 0.1, RATE).astype(np.float32)
    made = played(noise, 1.0, 0.9)
    assert np.allclose(made, noise[: len(made)], atol=1e-5)


def test_silence_stays_silent() -> None:
    assert not played(np.zeros(RATE, np.float32), 1.5, 0.9).any()
