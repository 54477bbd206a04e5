import numpy as np
import pytest

from telephony.engine.sound.levels import FLOOR, Deafness, Meter, amplified, decibels, judge
from tests.pulse import RATE, tone


def data(samples: object) -> bytes:
    return np.asarray(samples).astype("<i2").tobytes()


@pytest.mark.parametrize(
    ("amplitude", "db"), [(1.0, 0.0), (0.5, -6.0), (0.1, -20.0), (0.0, FLOOR), (1e-9, FLOOR)]
)
def test_decibels(amplitude: float, db: float) -> None:
    assert decibels(amplitude) == db


def test_a_meter_gives_the_last_50_ms() -> None:
    meter = Meter()
    meter.add(data(tone(400, seconds=1.0, level=32767)))
    assert meter.take() == pytest.approx(-3.0, abs=0.1)
    assert meter.take() == FLOOR, "nothing has passed since"
    meter.add(data(tone(400, seconds=1.0, level=3276.7)))
    meter.add(data(np.zeros(RATE // 20)))
    assert meter.take() == FLOOR
    meter.add(data(tone(400, seconds=1.0, level=3276.7)))
    assert meter.take(gain=2.0) == pytest.approx(-17.0, abs=0.1)


def test_five_seconds_of_zeros_are_a_dead_microphone() -> None:
    deafness = Deafness()
    second = data(np.zeros(RATE))
    assert [deafness.add(second) for _ in range(6)] == [False] * 4 + [True, False]
    assert deafness.found
    assert deafness.add(data([0, 0, 1]))
    assert not deafness.found
    for _ in range(5):
        deafness.add(second)
    assert deafness.forget()
    assert not deafness.found
    assert not deafness.forget()


def test_no_samples_at_all_are_as_bad() -> None:
    deafness = Deafness()
    assert [deafness.nothing_came(1.0) for _ in range(5)][-1]


def test_the_judgement_of_five_seconds() -> None:
    words = tone(300, seconds=1.0, level=16384)
    noise = np.resize([10, -10], RATE)
    heard = judge(data(np.concatenate([noise, words, noise, words, noise])), 1.0)
    assert heard.seconds == 5.0
    assert heard.peak_db == pytest.approx(-6.0, abs=0.1)
    assert heard.rms_db == pytest.approx(-13.0, abs=0.2)
    assert heard.noise_db == pytest.approx(-70.3, abs=0.2)
    assert heard.clipped == 0
    louder = judge(data(np.concatenate([noise, words])), 4.0)
    assert louder.peak_db == 0.0
    assert louder.clipped > 1000
    assert judge(b"", 1.0).peak_db == FLOOR


def test_amplified_sound_is_cut_and_not_turned_over() -> None:
    loud = np.frombuffer(amplified(data([100, 20000, -20000]), 2.0), dtype="<i2")
    assert list(loud) == [200, 32767, -32768]
