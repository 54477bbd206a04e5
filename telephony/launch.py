"""How an engine is started: its command line, its environment, and what its exit codes mean in words."""

import os
import site
import sys
from collections.abc import Mapping
from enum import IntEnum
from pathlib import Path

import msgspec

ENGINE = (sys.executable, "-P", "-m", "telephony.engine")
"""``-P``: a file in the folder where somebody happens to be is never imported."""


SOUND = {
    # How much the sound server holds ready for us; left alone it takes 60 to 140 ms. It asks for a quarter at a time:
    # at 10 it asks 400 times a second, which costs 3.5 % of a core, for a voice that comes 15 ms sooner.
    "PULSE_LATENCY_MSEC": "20",
    # By whose names the engine knows the devices; PipeWire answers to it too.
    "QT_AUDIO_BACKEND": "pulseaudio",
}
"""What an engine's environment says of sound, unless the person's own says otherwise."""


class Exit(IntEnum):
    """With what an engine ends; :data:`WORDS` says it to a person."""

    ORDERLY = 0
    USAGE = 2
    ALREADY_RUNNING = 3
    """Another engine holds the lock."""
    NO_LOCK = 4
    NO_SOCKET = 5


WORDS = {
    Exit.USAGE: "The telephone engine does not know its own command line: this installation is damaged.",
    Exit.ALREADY_RUNNING: "Another telephone engine of this profile is running and does not answer.",
    Exit.NO_LOCK: "The telephone engine cannot take its lock: {lock} is not ours or cannot be written.",
    Exit.NO_SOCKET: "The telephone engine cannot listen at {socket}: something else is there.",
}


class Launch(msgspec.Struct, frozen=True, kw_only=True):
    """Where an engine's files are, and what it is told at its start. No secrets: every user can read them.

    ``hold_music`` is a WAV file, ``sounds`` the folder of ring and cues; without it the engine is silent.
    ``recordings`` is the folder for recordings of calls; without it none can be made.
    ``linger`` are the seconds it stays with no console and no call.
    """

    socket: Path
    lock: Path
    journal: Path
    log: Path
    hold_music: Path | None = None
    sounds: Path | None = None
    recordings: Path | None = None
    linger: float = 60.0

    def arguments(self) -> tuple[str, ...]:
        """Write what stands after ``telephony.engine``."""
        places = {"--socket": self.socket, "--lock": self.lock, "--journal": self.journal, "--log": self.log}
        words = [word for option, path in places.items() for word in (option, str(path))]
        if self.hold_music is not None:
            words += ["--hold-music", str(self.hold_music)]
        if self.sounds is not None:
            words += ["--sounds", str(self.sounds)]
        if self.recordings is not None:
            words += ["--recordings", str(self.recordings)]
        return (*words, "--linger", str(self.linger))

    def words(self, code: int) -> str:
        """Why an engine has ended, for a person."""
        if code < 0:
            return f"The telephone engine was killed by signal {-code}."
        if code in WORDS:
            return WORDS[Exit(code)].format(lock=self.lock, socket=self.socket)
        return f"The telephone engine has ended with code {code}; {self.log} says why."


def environment(base: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Copy ``base``, and add the way to this package if it is not installed (run from a checkout, with ``-P``)."""
    root = str(Path(__file__).resolve().parent.parent)
    environment = SOUND | dict(base)
    if root not in {
        str(Path(folder).resolve()) for folder in (*site.getsitepackages(), site.getusersitepackages())
    }:
        before = environment.get("PYTHONPATH", "")
        if root not in before.split(os.pathsep):
            environment["PYTHONPATH"] = os.pathsep.join(part for part in (root, before) if part)
    return environment
