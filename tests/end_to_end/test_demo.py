"""The demo: a shift that plays by itself, and two real windows that hand a call over."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.agents import ROOT
from tests.end_to_end.console_process import InnerConsole

pytestmark = pytest.mark.sip
WARMLINE = (sys.executable, "-m", "console")
STARTS = 60.0
"""Seconds for a window, an engine and a simulated floor on a busy machine."""


def environment(temporary: Path) -> dict[str, str]:
    """The demo's folder is in the temporary folder, so each test has one of its own."""
    return os.environ | {"TMPDIR": str(temporary), "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}


def played(role: str, temporary: Path, pictures: Path) -> dict[str, Any]:
    """What a shift that played by itself says of itself; nothing is left of it."""
    done = subprocess.run(
        [*WARMLINE, "demo", "--auto", "--role", role, "--screenshots", str(pictures)],
        env=environment(temporary),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert not list(temporary.glob("warmline-demo-*"))
    summary: dict[str, Any] = json.loads(done.stdout)
    assert summary["ok"]
    return summary


@pytest.mark.parametrize("role", ["agent", "supervisor"])
def test_a_shift_plays_by_itself_and_the_store_holds_it(warmline_home: Path, role: str) -> None:
    pictures = warmline_home / "out"
    summary = played(role, warmline_home, pictures)
    assert {t["customer"] for t in summary["tickets"]} == {"Anna Petrova", "Bruno Leal", "Elin Sjögren"}
    assert (
        len(list(pictures.glob(f"{role}_*_light.png"))) == len(list(pictures.glob(f"{role}_*_dark.png"))) > 2
    )


def test_R60_R61_a_trainers_hour_plays_by_itself_without_a_telephone(warmline_home: Path) -> None:
    pictures = warmline_home / "out"
    summary = played("trainer", warmline_home, pictures)
    assert [(leg["person"], leg["with"], leg["sound"]) for leg in summary["legs"]] == [
        ("maya.torres", "Anna Petrova", "ready"),
        ("daniel.okafor", "Anna Petrova", "ready"),
        ("maya.torres", "Daniel Okafor", "ready"),
    ]
    assert [review["state"] for review in summary["review"]] == ["shared"]
    for theme in ("light", "dark"):
        assert len(list(pictures.glob(f"trainer_*_{theme}.png"))) == 7


class DemoWindow(InnerConsole):
    """One `warmline demo --role …`, driven by its control socket."""

    def __init__(self, role: str, person: str, temporary: Path) -> None:
        process = subprocess.Popen(
            [*WARMLINE, "demo", "--role", role], env=environment(temporary), cwd=ROOT, stderr=subprocess.PIPE
        )
        super().__init__(process, temporary, "warmline-demo-", f"{person}.toml")

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        self.process.communicate(timeout=STARTS)


@pytest.fixture
def demo_windows(warmline_home: Path) -> Iterator[Callable[[str, str], DemoWindow]]:
    opened: list[DemoWindow] = []

    def start(role: str, person: str) -> DemoWindow:
        opened.append(DemoWindow(role, person, warmline_home))
        return opened[-1]

    yield start
    for window in reversed(opened):
        window.close()


def _target_of(window: DemoWindow, key: str) -> str:
    people = window.ctl("directory")["people"]
    return next((str(person["target"]) for person in people if person["key"] == key), "")


def test_two_windows_hand_a_customer_over(demo_windows: Callable[[str, str], DemoWindow]) -> None:
    agent = demo_windows("agent", "maya.torres")
    agent.until(lambda s: s["registered"], "the agent's window")
    supervisor = demo_windows("supervisor", "daniel.okafor")
    supervisor.until(lambda s: s["registered"], "the supervisor's window")
    uri = supervisor.ctl("status")["registration"]["uri"]
    agent.until(lambda _: _target_of(agent, "daniel.okafor") == uri, "the agent knows where Daniel sits")
    agent.until(lambda s: s["calls"] and s["calls"][0]["ticket"], "a customer calls")
    assert "error" not in agent.ctl("answer")
    done = agent.ctl(
        "escalate",
        to="daniel.okafor",
        kind="hierarchical",
        reason="lacks_authority",
        summary="Tried everything",
        mode="warm",
    )
    assert "error" not in done, done
    rings = supervisor.until(
        lambda s: s["calls"] and s["calls"][0]["handover"]["trust"] == "verified", "it rings"
    )
    assert rings["calls"][0]["handover"]["summary"] == "Tried everything"
    assert "error" not in supervisor.ctl("answer")
    agent.until(lambda s: s["transfer"]["state"] == "ready", "ready")
    assert "error" not in agent.ctl("complete")
    here = supervisor.until(lambda s: s["calls"][0]["handover"]["arrival"] == "here", "the customer is there")
    assert here["calls"][0]["remote"]["name"]
    agent.until(lambda s: s["transfer"]["state"] == "handed_over" and s["wrapups"], "wrap-up")
