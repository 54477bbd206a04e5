"""Starting, hearing and ending the processes of the simulated floor. No pjsua2 and no Qt here.

    with Floor() as floor:
        customer = floor.call("vpn_drops", "sip:2041@127.0.0.1:5080")
        customer.wait("CallAnswered")
        floor.house.tell(do="behave", party="3107", does="declines")
        floor.house.wait("CallRang", party="3107")

Nobody is left behind: each process ends when its standard input does, which the system closes when we die,
however we die; :meth:`Floor.stop` asks first, waits, and kills by pid.
"""

import contextlib
import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from telephony.errors import TelephonyError
from telephony.floor.scenario import HOUSE
from telephony.launch import environment

START_SECONDS = 15.0
STOP_SECONDS = 5.0
_LAST_WORDS = 2000

Told = dict[str, Any]


class FloorError(TelephonyError):
    """A simulated party that cannot be started, has died, or did not do in time what was waited for."""


class Simulated:
    """One process. ``events`` is everything it told so far, oldest first (telephony.floor.stage).

    ``on_told`` is called with each, on a thread of its own.
    """

    def __init__(
        self, name: str, arguments: list[str], on_told: Callable[[Told], None] | None = None
    ) -> None:
        self.name = name
        self.events: list[Told] = []
        self._news = threading.Condition()
        self._ended = False
        self._errors = ""
        self._on_told = on_told
        command = [sys.executable, "-P", "-m", "telephony.floor", *arguments, "--json"]
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            command,
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
        self._readers = [
            threading.Thread(target=read, daemon=True) for read in (self._read, self._read_errors)
        ]
        for reader in self._readers:
            reader.start()

    @property
    def pid(self) -> int:
        """Of the process."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process.poll() is None

    @property
    def ready(self) -> Told:
        """Its Ready event, waited for: ``address`` and ``port``."""
        return self.wait("Ready", seconds=START_SECONDS)

    def told(self, event: str, **values: Any) -> list[Told]:
        """All events of this name that have these values, oldest first."""
        with self._news:
            return [e for e in self.events if _is(e, event, values)]

    def wait(self, event: str, *, seconds: float = 10.0, count: int = 1, **values: Any) -> Told:
        """Wait until there are ``count`` events of this name with these values, and return the last of them.

        Those that came before count too. FloorError if they do not come in time or the process ends first.
        """
        end = time.monotonic() + seconds
        with self._news:
            while True:
                found = [e for e in self.events if _is(e, event, values)]
                if len(found) >= count:
                    return found[count - 1]
                left = end - time.monotonic()
                if self._ended or left <= 0:
                    why = "has ended" if self._ended else f"did not in {seconds:g} s"
                    raise FloorError(
                        "not_told", f"{self.name} {why}: {event} {values or ''}. {self._story()}"
                    )
                self._news.wait(left)

    def tell(self, **order: Any) -> None:
        """Order it to do something (telephony.floor.stage.Order); FloorError if it has ended."""
        if self._process.stdin is None or not self.alive:
            raise FloorError("ended", f"{self.name} has ended. {self._story()}")
        try:
            self._process.stdin.write(json.dumps(order) + "\n")
            self._process.stdin.flush()
        except (OSError, ValueError):
            raise FloorError("ended", f"{self.name} has ended. {self._story()}") from None

    def ask_to_stop(self) -> None:
        """Let it hang up and end; harmless if it has."""
        if self._process.stdin is not None:
            with contextlib.suppress(OSError):  # it has ended with something of ours unread
                self._process.stdin.close()

    def stop(self) -> int:
        """End it and return its exit code: first by closing its input, then by force."""
        self.ask_to_stop()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for reader in self._readers:
            reader.join(STOP_SECONDS)
        for stream in (self._process.stdout, self._process.stderr):
            if stream is not None:
                stream.close()
        return self._process.returncode

    def _read(self) -> None:
        for line in self._process.stdout or ():
            try:
                told: Told = json.loads(line)
            except json.JSONDecodeError:
                continue  # a killed process leaves half a line
            with self._news:
                self.events.append(told)
                self._news.notify_all()
            if self._on_told is not None:
                self._on_told(told)
        with self._news:
            self._ended = True
            self._news.notify_all()

    def _read_errors(self) -> None:
        for line in self._process.stderr or ():
            self._errors = (self._errors + line)[-_LAST_WORDS:]

    def _story(self) -> str:
        told = ", ".join(str(e["event"]) for e in self.events[-12:]) or "nothing"
        return f"It told: {told}. {self._errors}".strip()


class Floor:
    """The house and any number of customers' calls. ``bind`` is where the house listens, port 0 takes any.

    ``scenario`` is a house of one's own (a TOML file); ``record`` a folder to keep what everybody heard in.
    """

    def __init__(
        self,
        *,
        bind: str = "127.0.0.1",
        port: int = 0,
        transport: str = "udp+tcp",
        scenario: str = HOUSE,
        record: Path | None = None,
        on_told: Callable[[Told], None] | None = None,
    ) -> None:
        self._common = ["--bind", bind, "--transport", transport]
        if record is not None:
            self._common += ["--record", str(record)]
        self._house_arguments = ["house", "--port", str(port), "--scenario", scenario, *self._common]
        self._on_told = on_told
        self._house: Simulated | None = None
        self.customers: list[Simulated] = []

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Open the house; FloorError in words if it cannot."""
        self._house = Simulated("the house", self._house_arguments, self._on_told)
        try:
            self._wait_until_ready(self._house)
        except FloorError:
            self.stop()
            raise

    @property
    def house(self) -> Simulated:
        """All colleagues' process."""
        if self._house is None:
            raise ValueError("the floor has not been started")
        return self._house

    @property
    def port(self) -> int:
        """Where the house listens, on UDP and TCP."""
        return int(self.house.ready["port"])

    @property
    def address(self) -> str:
        """``host:port`` of the house; call ``sip:3107@`` it."""
        return str(self.house.ready["address"])

    def call(self, scenario: str, to: str) -> Simulated:
        """Let a customer (a shipped scenario, or a TOML file) call ``to``. Returns once its telephone is up."""
        arguments = ["call", "--scenario", scenario, "--to", to, *self._common]
        customer = Simulated(f"customer {Path(scenario).stem}", arguments, self._on_told)
        self.customers.append(customer)
        self._wait_until_ready(customer)
        return customer

    def stop(self) -> None:
        """End everybody; harmless if they have ended."""
        everybody = [*self.customers, *([self._house] if self._house is not None else [])]
        for simulated in everybody:
            simulated.ask_to_stop()
        for simulated in everybody:
            simulated.stop()
        self.customers.clear()
        self._house = None

    @staticmethod
    def _wait_until_ready(simulated: Simulated) -> None:
        try:
            simulated.wait("Ready", seconds=START_SECONDS)
        except FloorError:
            failed = simulated.told("Failed")
            if failed:
                raise FloorError("cannot_start", str(failed[0]["what"])) from None
            raise


def _is(told: Told, event: str, values: dict[str, Any]) -> bool:
    return told.get("event") == event and all(told.get(name) == value for name, value in values.items())
