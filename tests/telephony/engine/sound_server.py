"""A sound server of a test's own, with an output that is nothing but recorded."""

import os
import shutil
import subprocess
import tempfile
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.engines import eventually, listens

RATE = 16_000
Samples = np.ndarray[Any, Any]


class SoundServer:
    """``socket`` is for PULSE_SERVER. Raises AssertionError if it does not come up."""

    def __init__(self, folder: Path) -> None:
        self.socket = folder / "s"
        self._file = folder / "heard.raw"
        self._processes: list[subprocess.Popen[bytes]] = []
        self._environment = {
            **os.environ,
            "HOME": str(folder),
            "XDG_RUNTIME_DIR": str(folder),
            "PULSE_SERVER": f"unix:{self.socket}",
        }
        try:
            self._start(
                "pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--disable-shm=yes",
                "-L", f"module-native-protocol-unix auth-anonymous=1 socket={self.socket}",
                "-L", "module-null-sink sink_name=ear",
            )  # fmt: skip
            eventually(lambda: is_open(self.socket), "a sound server")
            # It stays open: a null sink that nobody hears needs more than a second to start.
            with self._file.open("wb") as out:
                self._start(
                    "parec", "--device=ear.monitor", "--latency-msec=10",
                    "--format=s16le", "--channels=1", f"--rate={RATE}", out=out,
                )  # fmt: skip
            eventually(lambda: self._file.stat().st_size, "a recording")
        except BaseException:
            self.close()
            raise

    def heard(self, since: int = 0) -> Samples:
        """Everything that sounded after the sample ``since``."""
        data = self._file.read_bytes()[since * 2 :]
        return np.frombuffer(data[: len(data) // 2 * 2], dtype="<i2").astype(float)

    def now(self) -> int:
        """Of the sample that is the last one so far."""
        return self._file.stat().st_size // 2

    def wait_for_sound(self) -> None:
        """At least 0.1 s of it, from now on."""
        since = self.now()
        eventually(lambda: (np.abs(self.heard(since)) > 500).sum() > RATE // 20, "sound")

    def wait_for_silence(self, seconds: float) -> int:
        """So much of it in one piece, from now on; at which sample it began."""
        since = self.now()

        def quiet() -> int:
            loud = np.flatnonzero(np.abs(heard := self.heard(since)) > 50)
            begin = int(loud[-1]) + 1 if len(loud) else 0
            return since + begin if len(heard) - begin >= seconds * RATE else 0

        return int(eventually(quiet, "silence"))

    def close(self) -> None:
        for process in reversed(self._processes):
            process.terminate()
            process.wait(10)

    def _start(self, *command: str, out: Any = subprocess.DEVNULL) -> None:
        self._processes.append(
            subprocess.Popen(command, env=self._environment, stdout=out, stderr=subprocess.DEVNULL)
        )


def is_open(path: Path) -> bool:
    return path.exists() and listens(path)


def samples_of(path: Path) -> Samples:
    with wave.open(str(path), "rb") as wav:
        assert (wav.getframerate(), wav.getnchannels(), wav.getsampwidth()) == (RATE, 1, 2)
        return np.frombuffer(wav.readframes(wav.getnframes()), dtype="<i2").astype(float)


def likeness(one: Samples, other: Samples) -> float:
    """Of two spectra: 1 for the same sound, whenever it begins, 0 for two with no frequency in common."""
    spectra = []
    for samples in (one, other):
        power = np.abs(np.fft.rfft(samples, n=8 * RATE)) ** 2
        bands = power[: len(power) // 80 * 80].reshape(-1, 80).sum(axis=1)  # of 10 Hz
        spectra.append(bands / np.linalg.norm(bands))
    return float(spectra[0] @ spectra[1])


@pytest.fixture
def sound_server() -> Iterator[SoundServer]:
    missing = [name for name in ("pulseaudio", "parec") if shutil.which(name) is None]
    if missing:
        pytest.skip(f"no {' and no '.join(missing)} on this machine")
    folder = Path(tempfile.mkdtemp(prefix="wl-"))
    try:
        server = SoundServer(folder)
    except AssertionError as error:
        shutil.rmtree(folder, ignore_errors=True)
        pytest.skip(f"pulseaudio cannot be started here: {error}")
    yield server
    server.close()
    shutil.rmtree(folder, ignore_errors=True)
