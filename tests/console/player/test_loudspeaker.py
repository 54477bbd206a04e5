"""R61: what is played is heard at the device that was chosen, at its pitch; and nowhere else when that is gone."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.engines import eventually
from tests.pulse import PATIENCE, RATE, Pulse, pulse

pytestmark = pytest.mark.sip
__all__ = ["pulse"]
SCRIPT = Path(__file__).with_name("play_aloud.py")
ROOT = Path(__file__).parents[3]


class Playing:
    """The process and what it has told."""

    def __init__(self, pulse_: Pulse, device: str, speed: float) -> None:
        environment = {
            **os.environ,
            **pulse_.variables,
            "PYTHONPATH": str(ROOT),
            "QT_LOGGING_RULES": "*=false",
        }
        self.process = subprocess.Popen(
            [sys.executable, str(SCRIPT), device, str(speed)], env=environment,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.told: list[list[str]] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.told.append(line.split())

    def of(self, kind: str) -> list[list[str]]:
        return [row for row in self.told if row[0] == kind]

    def at(self) -> float:
        moved = self.of("moved")
        return float(moved[-1][1]) if moved else 0.0

    def end(self) -> None:
        if self.process.stdin is not None:
            self.process.stdin.close()
        try:
            self.process.wait(PATIENCE)
        finally:
            self.process.kill()
            self.process.wait()
            self._reader.join(PATIENCE)
            if self.process.stdout is not None:
                self.process.stdout.close()


@pytest.fixture
def playing(pulse: Pulse) -> Iterator[Callable[[str, float], Playing]]:
    started: list[Playing] = []

    def start(device: str, speed: float) -> Playing:
        started.append(Playing(pulse, device, speed))
        return started[-1]

    yield start
    for each in started:
        each.end()


@pytest.mark.parametrize("speed", [1.0, 1.5])
def test_R61_the_chosen_device_plays_it_at_its_pitch(
    pulse: Pulse, playing: Callable[[str, float], Playing], speed: float
) -> None:
    pulse.add_speaker("Loud")
    pulse.add_speaker("Headset")
    case = playing("Headset", speed)
    eventually(lambda: case.at() >= 3.0, "three seconds of sound", PATIENCE)
    samples = pulse.heard("Headset")[-RATE:]
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    assert np.fft.rfftfreq(len(samples), 1 / RATE)[spectrum.argmax()] == pytest.approx(440, abs=3)
    assert not pulse.heard("Loud").any()
    case.end()
    heard = case.of("heard")
    assert float(heard[0][1]) == 0.0
    assert float(heard[-1][2]) >= 3.0


def test_a_headset_that_is_pulled_out_is_not_followed_to_loudspeakers(
    pulse: Pulse, playing: Callable[[str, float], Playing]
) -> None:
    pulse.add_speaker("Loud")
    pulse.add_speaker("Headset")
    pulse.choose_speaker("Headset")
    case = playing("Headset", 1.0)
    eventually(lambda: case.at() >= 1.0, "a second of sound", PATIENCE)
    pulse.pull("Headset")
    eventually(lambda: case.of("stands")[-1][3] == "device_gone", "to be told", PATIENCE)
    assert case.of("stands")[-1][2] == "False"
