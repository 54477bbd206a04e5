"""A whole console in its own process, driven through `warmline ctl`'s socket, and killable.

desk = consoles("maya", extension="2041")
desk.until(lambda s: s["registered"])
desk.ctl("answer")
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from console import places
from console.ctl.client import NoConsoleError, ask
from telephony.platform_specific import process_lives
from telephony.seal import key_to_text
from tests.agents import PATIENCE, ROOT
from tests.end_to_end.real_desk import KEY

Status = dict[str, Any]


class ConsoleProcess:
    def __init__(
        self,
        name: str,
        extension: str,
        home: Path,
        *,
        store: str = "floor",
        headless: bool = True,
        registrar: str = "",
        password: str = "",
        recording: str = "",
        environment: Mapping[str, str] | None = None,
        **more: str,
    ) -> None:
        self.name = name
        self.config = home / f"{name}.toml"
        floor = "\n".join(f"{key} = {value}" for key, value in more.items())
        self.config.write_text(
            f'[sip]\nid = "{extension if registrar else f"sip:{extension}@127.0.0.1"}"\nbind = "127.0.0.1"\n'
            + (f'registrar = "{registrar}"\ntransport = "udp"\n' if registrar else "")
            + f'[store]\nurl = "sqlite:///{home / store}.db"\n'
            f"[floor]\n{floor}\n"
            f"[recording]\n{recording}\n"
            f'[person]\nkey = "{name}"\nextension = "{extension}"\n'
        )
        self._places = places.of(config=self.config)
        self._home = home
        self._headless = ("--headless",) if headless else ()
        self._secrets = {"WARMLINE_SIP_PASSWORD": password} if password else {}
        self._environment = environment or {}
        self.started = 0.0
        self.start()

    def start(self) -> None:
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "console", "console", "--config", str(self.config), *self._headless],
            cwd=ROOT,
            env=os.environ
            | {
                "WARMLINE_HOME": str(self._home),
                "WARMLINE_FLOOR_KEY": key_to_text(KEY),
                "PYTHONPATH": str(ROOT),
                "QT_QPA_PLATFORM": "offscreen",
                **self._secrets,
                **self._environment,
            },
        )

    def ctl(self, verb: str, **args: Any) -> Any:
        (answer,) = ask(self._places.ctl_socket, verb, args, seconds=PATIENCE)
        return answer

    def status(self) -> Status | None:
        """None while no console answers."""
        with contextlib.suppress(NoConsoleError):
            answer: Status = self.ctl("status")
            return answer
        return None

    def until(self, condition: Callable[[Status], Any], what: str = "", seconds: float = PATIENCE) -> Status:
        end = time.monotonic() + seconds
        status = None
        while time.monotonic() < end:
            status = self.status()
            if status is not None and condition(status):
                return status
            time.sleep(0.02)  # polling, bounded by the deadline
        raise AssertionError(f"{self.name}: not within {seconds} s: {what or condition}; {status}")

    @property
    def engine(self) -> int:
        return int(self.until(lambda s: s["engine"]["pid"], "an engine")["engine"]["pid"])

    @property
    def console(self) -> int:
        return int(self.until(lambda _: True, "a console")["console"]["pid"])

    def kill_console(self) -> int:
        pid = self.console
        os.kill(pid, signal.SIGKILL)
        if pid == self.process.pid:
            self.process.wait(PATIENCE)
        return pid

    def kill_engine(self) -> int:
        pid = self.engine
        os.kill(pid, signal.SIGKILL)
        return pid

    def close(self) -> None:
        """End whatever console there is (it may be the engine's child by now), and its engine."""
        status = self.status()
        pids = [self.process.pid]
        if status is not None:
            pids += [status["console"]["pid"], status["engine"]["pid"]]
            for call in status["calls"]:
                self.ctl("hangup", call=call["id"])
            self.ctl("quit")
        end = time.monotonic() + PATIENCE
        for pid in {p for p in pids if p}:
            while process_lives(pid) and time.monotonic() < end:
                if pid == self.process.pid:
                    self.process.poll()
                time.sleep(0.02)
            if process_lives(pid):
                os.kill(pid, signal.SIGKILL)
        self.process.wait(PATIENCE)


class InnerConsole:
    """A console that a demo or a rehearsal has made, in a folder of its own under ``temporary``.

    ``folder`` is the beginning of that folder's name, ``config`` the name of the settings in it.
    """

    def __init__(self, process: "subprocess.Popen[Any]", temporary: Path, folder: str, config: str) -> None:
        self.process = process
        self._temporary, self._folder, self._config = temporary, folder, config

    @property
    def home(self) -> Path:
        """That folder; StopIteration until there is one."""
        return next(self._temporary.glob(f"{self._folder}*"))

    def ctl(self, verb: str, **args: Any) -> Any:
        home = self.home
        before = os.environ.get("WARMLINE_HOME", "")
        os.environ["WARMLINE_HOME"] = str(home)
        try:
            socket = places.ctl_socket(config=home / self._config)
        finally:
            os.environ["WARMLINE_HOME"] = before
        (answer,) = ask(socket, verb, args, seconds=15)
        return answer

    def until(self, condition: Callable[[Status], Any], what: str, seconds: float = 90.0) -> Status:
        """It takes so long for a window, an engine and a simulated floor to start on a busy machine."""
        end = time.monotonic() + seconds
        status = None
        while time.monotonic() < end:
            assert self.process.poll() is None, f"what has made it has ended: {self._folder}"
            try:
                status = self.ctl("status")
            except (NoConsoleError, StopIteration):
                status = None
            if status is not None and condition(status):
                return status  # type: ignore[no-any-return]
            time.sleep(0.05)  # polling, bounded by the deadline
        raise AssertionError(f"not within {seconds} s: {what}; {status}")


StartConsole = Callable[..., ConsoleProcess]


@pytest.fixture
def consoles(warmline_home: Path) -> Iterator[StartConsole]:
    """Start consoles; ``store`` names the store's file, shared by those that name the same one."""
    started: list[ConsoleProcess] = []

    def start(name: str, extension: str, **more: Any) -> ConsoleProcess:
        console = ConsoleProcess(name, extension, warmline_home, **more)
        started.append(console)
        console.until(lambda s: s["registered"], "registered")
        return console

    yield start
    for console in started:
        console.close()
