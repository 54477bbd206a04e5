"""Engine processes for tests, with a scripted telephone, and a bare client that speaks to them."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import msgspec
import pytest

from telephony import wire
from telephony.commands import PROTOCOL, Account, Attach, SendMessage, Sound
from telephony.events import Envelope, Snapshot
from telephony.launch import Launch, environment
from telephony.recording import Recording

M = TypeVar("M")
PATIENCE = 10.0
FAKE = (sys.executable, "-P", str(Path(__file__).parent / "telephony" / "engine" / "fake_engine.py"))
ACCOUNT = Account(uri="sip:agent@127.0.0.1", bind="127.0.0.1")


def new_id() -> str:
    return uuid4().hex


def eventually(true: Callable[[], Any], what: str = "", seconds: float = PATIENCE) -> Any:
    end = time.monotonic() + seconds
    while True:
        found = true()
        if found:
            return found
        assert time.monotonic() < end, f"not within {seconds} s: {what or true}"
        time.sleep(0.005)


def allowed(seconds: float) -> float:
    """``seconds`` with room for a busy machine, where every process waits in line; `make bench` measures them."""
    return seconds * max(5.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def listens(path: Path) -> bool:
    """Whether somebody accepts connections there."""
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(str(path)) == 0


class Client:
    """A console reduced to its socket."""

    def __init__(self, path: Path) -> None:
        self._splitter = wire.Splitter()
        self.heard: list[wire.ToConsole] = []
        self._taken = 0
        self.closed = False
        self._socket = eventually(lambda: self._connect(path), f"an engine at {path}")

    @staticmethod
    def _connect(path: Path) -> socket.socket | None:
        connection = socket.socket(socket.AF_UNIX)
        try:
            connection.connect(str(path))
        except (FileNotFoundError, ConnectionRefusedError):
            connection.close()
            return None
        connection.settimeout(PATIENCE)
        return connection

    def send(self, message: wire.ToEngine) -> None:
        self._socket.sendall(wire.encode(message))

    def send_bytes(self, data: bytes) -> None:
        self._socket.sendall(data)

    def play(self, what: str) -> None:
        """Let the other side do something (fake_engine.py)."""
        self.send(SendMessage(id=new_id(), target="sip:x@127.0.0.1", content_type="text/plain", body=what))

    def attach(
        self,
        account: Account = ACCOUNT,
        console: tuple[str, ...] = (),
        sound: Sound | None = None,
        recording: Recording = Recording(),  # noqa: B008 - frozen
    ) -> Snapshot:
        self.send(
            Attach(
                id=new_id(),
                protocol=PROTOCOL,
                account=account,
                console=console,
                sound=sound,
                recording=recording,
            )
        )
        return self.wait(Snapshot)

    def wait(self, kind: type[M]) -> M:
        """The next message of this kind after the last one waited for."""
        while True:
            for at in range(self._taken, len(self.heard)):
                message = self.heard[at]
                if isinstance(message, kind):
                    self._taken = at + 1
                    return message
            assert self._read(), f"the engine has closed; no {kind.__name__}, only {self.heard}"

    def event(self, kind: type[Any]) -> Envelope:
        """The next envelope with an event of this kind."""
        while True:
            told = self.wait(wire.Told)
            if isinstance(told.envelope.event, kind):
                return told.envelope

    def answered(self) -> list[wire.ToConsole]:
        """All that was heard before the answer to a ping: nothing more is on its way."""
        self.send(wire.Ping(number=1))
        self.wait(wire.Pong)
        return self.heard

    def wait_closed(self) -> None:
        while self._read():
            pass

    def close(self) -> None:
        """What a kill of the console's process does to the socket."""
        self._socket.close()

    def _read(self) -> bool:
        try:
            data = self._socket.recv(65536)
        except ConnectionResetError:
            data = b""
        self.heard += [wire.for_console(body) for body in self._splitter.feed(data)]
        return bool(data)


class Engines:
    """Engines of one profile, each started with ``start``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.launch = Launch(
            socket=folder / "e.sock",
            lock=folder / "e.lock",
            journal=folder / "journal.db",
            log=folder / "engine.log",
            recordings=folder / "recordings",
        )
        self.processes: list[subprocess.Popen[bytes]] = []
        self.clients: list[Client] = []
        self.others: list[int] = []

    def start(
        self, linger: float = 60.0, command: tuple[str, ...] = FAKE, **variables: str
    ) -> "subprocess.Popen[bytes]":
        arguments = msgspec.structs.replace(self.launch, linger=linger).arguments()
        process = subprocess.Popen([*command, *arguments], env={**environment(), **variables})
        self.processes.append(process)
        return process

    def client(self) -> Client:
        client = Client(self.launch.socket)
        self.clients.append(client)
        return client

    @property
    def log(self) -> str:
        return self.launch.log.read_text() if self.launch.log.exists() else ""

    def close(self) -> None:
        for client in self.clients:
            client.close()
        for process in self.processes:
            if process.poll() is None:
                process.kill()
            process.wait()


@pytest.fixture
def engines(warmline_home: Path) -> Iterator[Engines]:
    engines = Engines(warmline_home)
    yield engines
    engines.close()
