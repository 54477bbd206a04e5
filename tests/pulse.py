"""A sound server of a test's own: microphones that say what the test wants, speakers that are nothing but recorded.

    def test_something(pulse, engines):
        pulse.add_speaker("Headset"); pulse.add_microphone("Headset")
        engines.start(command=ENGINE, **pulse.variables)
        pulse.say("Headset", tone(440))
        pulse.heard("Headset")

The tests that need it are skipped where there is no pulseaudio, saying so.
"""

import contextlib
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

from telephony.platform_specific import NICE
from tests.engines import eventually, listens

RATE = 16_000
PATIENCE = 30.0
COMMANDS = ("pulseaudio", "pactl", "parec", "pacat")
Samples = np.ndarray[Any, Any]


def tone(hertz: float, seconds: float = 100.0, level: float = 8000) -> Samples:
    at = np.arange(int(RATE * seconds)) / RATE
    return np.asarray(np.sin(2 * np.pi * hertz * at) * level)


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


class Pulse:
    """``variables`` are for the environment of whoever is to use it. AssertionError if it does not come up."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.socket = folder / "s"
        self.variables = {"PULSE_SERVER": f"unix:{self.socket}", "PIPEWIRE_REMOTE": "none"}
        self._environment = {
            **os.environ,
            **self.variables,
            "HOME": str(folder),
            "XDG_RUNTIME_DIR": str(folder),
        }
        self._server: subprocess.Popen[bytes] | None = None
        self._helpers: dict[str, subprocess.Popen[bytes]] = {}
        self._modules: dict[str, str] = {}

    def start(self) -> None:
        """Come up, with no device at all."""
        self._server = self._start(
            "pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--disable-shm=yes",
            "--realtime=no", "--high-priority=no",
            "-L", f"module-native-protocol-unix auth-anonymous=1 socket={self.socket}",
            "-L", "module-rescue-streams",
        )  # fmt: skip
        eventually(lambda: self.socket.exists() and listens(self.socket), "a sound server", PATIENCE)

    def add_speaker(self, name: str) -> None:
        """Plug in a speaker, and record what it plays; the first one is the system's choice."""
        self._modules[f"speaker {name}"] = self._load(
            "module-null-sink", f"sink_name=out_{name}", _described("sink", name)
        )
        # When the default changes, the server moves what is on the old one, but for what was put there by hand
        # while it was not the default.
        aside = self._load("module-null-sink", "sink_name=aside")
        self._control("set-default-source", "aside.monitor")
        # It stays open: a null sink that nobody hears needs more than a second to start.
        file = self.folder / f"{name}.raw"
        before = self.now(name) if file.exists() else 0
        with file.open("ab") as out:
            self._helpers[f"ear {name}"] = self._start(
                "parec", "--device=aside.monitor", "--latency-msec=10",
                "--format=s16le", "--channels=1", f"--rate={RATE}", out=out,
            )  # fmt: skip
        eventually(lambda: self.now(name) > before, "a recording", PATIENCE)
        newest = self._control("list", "short", "source-outputs").splitlines()[-1].split()[0]
        self._control("move-source-output", newest, f"out_{name}.monitor")
        self._control("unload-module", aside)

    def add_microphone(self, name: str) -> None:
        """Plug in a microphone, in a room without a sound; the first one is the system's choice."""
        if f"room {name}" not in self._modules:
            self._modules[f"room {name}"] = self._load(
                "module-null-sink", f"sink_name=room_{name}", _described("sink", f"room {name}")
            )
        self._modules[f"microphone {name}"] = self._load(
            "module-remap-source", f"source_name=in_{name}", f"master=room_{name}.monitor",
            _described("source", name),
        )  # fmt: skip

    def add_tuning_fork(self, name: str, hertz: int) -> None:
        """Plug in a microphone at a tuning fork: it gives its samples in even steps, as a sound card does.

        What is said to the others comes through a mixer of the server's, in up to four hundred pieces a second.
        """
        self._modules[f"microphone {name}"] = self._load(
            "module-sine-source", f"source_name=in_{name}", "rate=48000", f"frequency={hertz}",
            _described("source", name),
        )  # fmt: skip

    def pull(self, name: str) -> None:
        """Unplug both, the microphone first."""
        for kind in ("microphone", "speaker"):
            module = self._modules.pop(f"{kind} {name}", None)
            if module is not None:
                self._control("unload-module", module)
        self._end(f"ear {name}")

    def choose_speaker(self, name: str) -> None:
        """Let it be the system's choice."""
        self._control("set-default-sink", f"out_{name}")

    def say(self, name: str, samples: Samples, latency_ms: int = 40) -> None:
        """Let the microphone hear this from now on, and nothing of what it heard before."""
        self.hush(name)
        file = self.folder / f"{name}.said"
        file.write_bytes(samples.astype("<i2").tobytes())
        self._helpers[f"mouth {name}"] = self._start(
            "pacat", "--playback", f"--device=room_{name}", f"--latency-msec={latency_ms}", "--raw",
            "--format=s16le", "--channels=1", f"--rate={RATE}", str(file),
        )  # fmt: skip

    def hush(self, name: str) -> None:
        """Nothing is said there any more."""
        self._end(f"mouth {name}")

    def heard(self, name: str, since: int = 0) -> Samples:
        """Everything that the speaker has played after the sample ``since``."""
        data = (self.folder / f"{name}.raw").read_bytes()[since * 2 :]
        return np.frombuffer(data[: len(data) // 2 * 2], dtype="<i2").astype(float)

    def now(self, name: str) -> int:
        """Of the sample that is the last one so far."""
        return (self.folder / f"{name}.raw").stat().st_size // 2

    def wait_for_sound(self, name: str, since: int | None = None) -> None:
        """At least 0.1 s of it."""
        start = self.now(name) if since is None else since
        eventually(lambda: (np.abs(self.heard(name, start)) > 500).sum() > RATE // 20, "sound", PATIENCE)

    def wait_for_silence(self, name: str, seconds: float) -> int:
        """So much of it in one piece, from now on; at which sample it began."""
        since = self.now(name)

        def quiet() -> int:
            loud = np.flatnonzero(np.abs(heard := self.heard(name, since)) > 50)
            begin = int(loud[-1]) + 1 if len(loud) else 0
            return since + begin if len(heard) - begin >= seconds * RATE else 0

        return int(eventually(quiet, "silence", PATIENCE))

    def wait_for_tone(self, name: str, hertz: float) -> None:
        """Half a second of it, and of no other."""

        def sounds() -> bool:
            heard = self.heard(name, self.now(name) - RATE // 2)
            return main_tone(heard) == pytest.approx(hertz, abs=6)

        eventually(sounds, f"{hertz} Hz from {name}", PATIENCE)

    def crash(self) -> None:
        """What a kill of the server does; its recordings end."""
        assert self._server is not None
        self._server.kill()
        self._server.wait(PATIENCE)
        self._modules.clear()
        for name in tuple(self._helpers):
            self._end(name)

    def close(self) -> None:
        for name in tuple(self._helpers):
            self._end(name)
        if self._server is not None and self._server.poll() is None:
            self._server.terminate()
            try:
                self._server.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self._server.kill()
                self._server.wait()

    def _load(self, *words: str) -> str:
        return self._control("load-module", *words).strip()

    def _control(self, *words: str) -> str:
        done = subprocess.run(
            ["pactl", *words],
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=True,
        )
        return done.stdout

    def _end(self, name: str) -> None:
        process = self._helpers.pop(name, None)
        if process is not None:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(5)
            process.kill()
            process.wait()

    def _start(self, *command: str, out: Any = subprocess.DEVNULL) -> "subprocess.Popen[bytes]":
        """What stands for a sound card or for somebody's mouth: no program here takes such things' time away."""
        process = subprocess.Popen(command, env=self._environment, stdout=out, stderr=subprocess.DEVNULL)
        with contextlib.suppress(PermissionError):
            os.setpriority(os.PRIO_PROCESS, process.pid, NICE)
        return process


def _described(kind: str, name: str) -> str:
    """The server's own quoting, twice."""
    return f"{kind}_properties='device.description=\"{name}\"'"


def main_tone(samples: Samples) -> float:
    """The loudest frequency in hertz, 0 for near silence."""
    if len(samples) < RATE // 10 or np.abs(samples).max() < 500:
        return 0.0
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(np.fft.rfftfreq(len(samples), 1 / RATE)[int(spectrum.argmax())])


def missing() -> list[str]:
    """What this machine would need."""
    return [name for name in COMMANDS if shutil.which(name) is None]


@pytest.fixture
def pulse() -> Iterator[Pulse]:
    """A server with no device yet."""
    if missing():
        pytest.skip(f"no {' and no '.join(missing())} on this machine")
    folder = Path(tempfile.mkdtemp(prefix="wl-"))
    server = Pulse(folder)
    try:
        server.start()
    except AssertionError as error:
        server.close()
        shutil.rmtree(folder, ignore_errors=True)
        pytest.skip(f"pulseaudio cannot be started here: {error}")
    yield server
    server.close()
    shutil.rmtree(folder, ignore_errors=True)
