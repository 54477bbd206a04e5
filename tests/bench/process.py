"""A console in a process of its own, driven by its control socket; this process needs no Qt for it."""

import contextlib
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from console import places
from console.ctl.client import NoConsoleError, ask
from telephony.engine.headers import Message
from tests.bench.peer import TimedPeer
from tests.bench.setup import wait_until

ROOT = Path(__file__).resolve().parents[2]
_TICKS = os.sysconf("SC_CLK_TCK")
Status = dict[str, Any]


def environment(home: Path) -> dict[str, str]:
    """For consoles of the bench: no keyring, no display, all files under ``home``."""
    return os.environ | {
        "WARMLINE_HOME": str(home),
        "PYTHONPATH": str(ROOT),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        "QT_QPA_PLATFORM": "offscreen",
    }


def write_config(home: Path, store: Path, extension: str = "2041") -> Path:
    """Direct mode on loopback: no registrar answers here, "registered" is "can be called"."""
    home.mkdir(exist_ok=True)
    path = home / "bench.toml"
    path.write_text(
        f'[sip]\nid = "sip:{extension}@127.0.0.1"\nbind = "127.0.0.1"\n'
        f'[store]\nurl = "sqlite:///{store}"\n[person]\nkey = "agent.1"\nextension = "{extension}"\n'
    )
    return path


class BenchConsole:
    """Started with the real entry point."""

    def __init__(self, home: Path, store: Path, *, headless: bool) -> None:
        config = write_config(home, store)
        os.environ["WARMLINE_HOME"] = str(home)
        self._socket = places.of(config=config).ctl_socket
        words = ("--headless",) if headless else ()
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "console", "console", "--config", str(config), *words],
            cwd=home,
            env=environment(home),
        )
        self.until(lambda s: s["registered"], "registered")

    def ctl(self, verb: str, **args: Any) -> Any:
        (answer,) = ask(self._socket, verb, args, seconds=10.0)
        return answer

    def status(self) -> Status | None:
        """None while no console answers."""
        with contextlib.suppress(NoConsoleError):
            answer: Status = self.ctl("status")
            return answer
        return None

    def until(self, condition: Any, what: str, step: float = 0.005) -> Status:
        """Ask for its state until it is as wished."""

        def as_wished() -> Status | None:
            status = self.status()
            return status if status is not None and condition(status) else None

        found = wait_until(as_wished, what, step=step)
        assert found is not None
        return found

    @property
    def uri(self) -> str:
        return str(self.until(lambda s: s["registration"]["uri"], "an address")["registration"]["uri"])

    def pids(self) -> tuple[int, int]:
        """The engine's and the console's."""
        status = self.until(lambda s: s["engine"]["pid"], "an engine")
        return int(status["engine"]["pid"]), int(status["console"]["pid"])

    def answered(self, peer: TimedPeer) -> Message:
        """Let the peer call, answer it, and give the 200."""
        dialog, _ = peer.invite(self.uri)
        self.until(lambda s: s["calls"] and s["calls"][0]["ticket"], "it rings")
        with ThreadPoolExecutor(1) as pool:
            done = pool.submit(self.ctl, "answer")  # comes back when the call is up, so after the ACK
            answer = peer.until(lambda: peer.response(dialog, 200), "200 OK").message
            peer.ack(dialog, answer)
            done.result()
        return answer

    def close(self) -> None:
        """End both, and wait until they have."""
        pids = [self.process.pid]
        status = self.status()
        if status is not None:
            pids += [status["console"]["pid"], status["engine"]["pid"]]
            self.ctl("quit")
        end_all({pid for pid in pids if pid}, self.process)


def end_all(pids: set[int], child: "subprocess.Popen[Any] | None" = None) -> None:
    """Wait until these have ended; who does not end is killed."""

    def ended() -> bool:
        if child is not None:
            child.poll()
        return not any(is_alive(pid) for pid in pids)

    try:
        wait_until(ended, "the end of a console and its engine", seconds=5.0)
    except TimeoutError:
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
    if child is not None:
        child.wait(5)


def is_alive(pid: int) -> bool:
    """A zombie is not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def memory(pid: int) -> tuple[float, float]:
    """PSS and RSS in MB (10⁶ bytes), by smaps_rollup; PSS counts a page shared by n processes as 1/n."""
    found = {"Pss": 0.0, "Rss": 0.0}
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        name, _, value = line.partition(":")
        if name in found:
            found[name] = int(value.split()[0]) * 1024 / 1e6
    return found["Pss"], found["Rss"]


def processor_seconds(pid: int) -> float:
    """What the process has used so far, all its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS
