"""Processes that write to a store beside us."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
Writer = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def writer() -> Iterator[Writer]:
    """Starts writers that wait to be told; ends those that still run."""
    started: list[subprocess.Popen[str]] = []

    def start(url: str, count: int, shared: str = "") -> "subprocess.Popen[str]":
        command = [
            sys.executable,
            "-m",
            "tests.store.sql.writer",
            url,
            str(count),
            *([shared] if shared else []),
        ]
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


def go(*processes: "subprocess.Popen[str]") -> None:
    """When all are ready, all begin."""
    for process in processes:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line == "ready\n", line + (process.stderr.read() if process.stderr else "")
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()


@pytest.fixture(params=["sqlite", "postgresql"])
def shared_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A store of nothing yet, that two processes can open."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/warmline.db"
    return str(request.getfixturevalue("postgres_url"))
