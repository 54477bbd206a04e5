"""The folder of a rehearsal: made, removed, and removed by the next one where it was killed."""

import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from console.rehearsal.home import Home, sweep

_KILLED = """
import os, signal, sys, tempfile
tempfile.tempdir = sys.argv[1]
from console.rehearsal.home import Home
home = Home()
(home.folder / "voice.wav").write_bytes(b"RIFF")
print(home.folder, flush=True)
if sys.argv[2] == "die":
    os.kill(os.getpid(), signal.SIGKILL)
sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("WARMLINE_HOME", "")  # put back afterwards: a home sets both
    monkeypatch.setenv("WARMLINE_FLOOR_KEY", "")
    return tmp_path


def start(temporary: Path, end: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", _KILLED, str(temporary), end]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_who_leaves_removes_it(temporary: Path) -> None:
    home = Home()
    assert list(temporary.iterdir()) == [home.folder]
    home.leave()
    assert not list(temporary.iterdir())


def test_what_a_killed_rehearsal_left_is_removed_by_the_next(temporary: Path) -> None:
    with start(temporary, "die") as killed:
        said = killed.communicate()[0].strip()
    assert killed.returncode == -signal.SIGKILL
    assert (Path(said) / "voice.wav").exists()
    home = Home()
    assert list(temporary.iterdir()) == [home.folder]
    home.leave()


def test_a_rehearsal_that_runs_keeps_its_folder(temporary: Path) -> None:
    with start(temporary, "live") as other:
        assert other.stdout is not None
        folder = Path(other.stdout.readline().strip())
        sweep()
        assert (folder / "voice.wav").exists()
        other.communicate("")


def test_nothing_is_removed_but_folders_of_rehearsals(temporary: Path) -> None:
    precious = temporary / "precious"
    precious.mkdir()
    (precious / "rehearsal.lock").write_text("")
    (temporary / "warmline-rehearsal-link").symlink_to(precious)
    (temporary / "warmline-rehearsal-new").mkdir()
    (temporary / "warmline-rehearsal-file").write_text("")
    before = sorted(temporary.iterdir())
    sweep()
    assert sorted(temporary.iterdir()) == before
    assert (precious / "rehearsal.lock").exists()
