"""Real SIP agents for tests: the fixture ``sip_agents`` starts any number of softphones, each in its process.

    def test_something(sip_agents, tones):
        agent = sip_agents("agent", voice=440)
        customer = sip_agents("customer", voice=700, answer_ms=0)
        agent.obey(Dial(id=new_id(), call=(call := new_id()), target=customer.uri))
        agent.wait(CallAnswered, call=call)

At the end every agent is closed, and the test fails if one logged an error, raised in a callback or crashed.
"""

import contextlib
import json
import signal
import subprocess
import sys
import threading
import time
import wave
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import msgspec
import numpy as np
import pytest

from telephony.call import Leg
from telephony.commands import Command
from telephony.events import Event, Reading, Transfer

E = TypeVar("E")
ROOT = Path(__file__).resolve().parent.parent
RATE = 16000
PATIENCE = 30.0
"""Seconds until an event that must come is called missing; generous, since the machine may be busy."""


def new_id() -> str:
    return uuid4().hex


def wait_until(condition: Callable[[], Any], seconds: float = PATIENCE, what: str = "") -> Any:
    """Poll until ``condition`` gives something true, and give that."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(0.01)
    raise AssertionError(f"not within {seconds} s: {what or condition}")


PROMISED = 5.0
"""Seconds that a promise of one second is given on a busy machine; `make bench` measures it."""


def make_tone(path: Path, hertz: float, seconds: float = 1.0) -> Path:
    """A sine that can be looped without a seam."""
    t = np.arange(int(RATE * seconds)) / RATE
    samples = (np.sin(2 * np.pi * hertz * t) * 8000).astype("<i2")
    with wave.open(str(path), "wb") as wav:
        wav.setnchannels(1)
        wav.setsampwidth(2)
        wav.setframerate(RATE)
        wav.writeframes(samples.tobytes())
    return path


def read_samples(path: Path) -> np.ndarray[Any, Any]:
    """Everything written so far, even while the file is open (its length field is then 0)."""
    data = path.read_bytes()
    at = data.find(b"data")
    raw = data[at + 8 :] if at >= 0 else b""
    return np.frombuffer(raw[: len(raw) // 2 * 2], dtype="<i2").astype(float)


def tones_in(samples: np.ndarray[Any, Any], candidates: tuple[float, ...]) -> set[float]:
    """Which of the sines are in there, at 5 % of full voice or more."""
    if len(samples) < RATE // 10:
        return set()
    window = np.hanning(len(samples))
    spectrum = np.abs(np.fft.rfft(samples * window)) / (window.sum() / 2)
    frequencies = np.fft.rfftfreq(len(samples), 1 / RATE)
    return {hertz for hertz in candidates if spectrum[np.abs(frequencies - hertz) < 15].max(initial=0) > 400}


class Agent:
    """The test's end of one agent process."""

    def __init__(self, name: str, folder: Path, **options: Any) -> None:
        self.name = name
        self.folder = folder
        folder.mkdir(exist_ok=True, parents=True)
        self._shut = self._quitting = False
        self._fails = bool(options.pop("fails", False))
        self.expendable = bool(options.pop("expendable", False))
        inside = ("ip", "netns", "exec", options.pop("inside")) if "inside" in options else ()
        account = {"uri": f"sip:{name}@127.0.0.1", "bind": "127.0.0.1", **options.pop("account", {})}
        into = {"account": account, "records": str(folder), **options}
        self._log = (folder / "log.txt").open("wb")
        self._process = subprocess.Popen(
            [
                *inside,
                sys.executable,
                "-X",
                "faulthandler",
                str(ROOT / "tests" / "sip_agent.py"),
                json.dumps(into),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            cwd=ROOT,
            env={
                "PYTHONPATH": str(ROOT),
                "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
                "QT_QPA_PLATFORM": "offscreen",
            },
        )
        self.pid = self._process.pid
        self.events: list[Event] = []
        self.readings: list[Reading] = []
        self.times: list[float] = []
        self.bugs: list[str] = []
        self._replies: list[Any] = []
        self._taken = 0
        self.ready: dict[str, Any] = {}
        self.closed = False
        self._asked = False
        self._news = threading.Condition()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self._await(lambda: self.ready or self._process.poll() is not None, "ready", 30.0)

    @property
    def uri(self) -> str:
        return str(self.ready.get("ready", ""))

    @property
    def port(self) -> int:
        return int(next(iter(self.ready["addresses"].values()))[1])

    def obey(self, command: Command) -> str:
        """Send a command and give its id."""
        self._write({"obey": msgspec.to_builtins(command)})
        return command.id

    def do(self, what: str, **arguments: Any) -> Any:
        """Call a ``do_`` method of the process and wait for what it gives."""
        with self._news:
            before = len(self._replies)
        self._write({"do": what, **arguments})
        self._await(lambda: len(self._replies) > before, f"reply to {what}")
        return self._replies[before]

    def wait(self, kind: type[E], seconds: float = PATIENCE, **fields: Any) -> E:
        """The next event of this kind with these fields, after the last one that was waited for."""
        found: list[E] = []

        def seek() -> bool:
            for at in range(self._taken, len(self.events)):
                event = self.events[at]
                if isinstance(event, kind) and all(getattr(event, k) == v for k, v in fields.items()):
                    self._taken = at + 1
                    found.append(event)
                    return True
            return False

        self._await(seek, f"{kind.__name__} {fields}", seconds)
        return found[0]

    def seen(self, kind: type[E], **fields: Any) -> list[E]:
        """All events of this kind so far."""
        with self._news:
            return [
                e
                for e in self.events
                if isinstance(e, kind) and all(getattr(e, k) == v for k, v in fields.items())
            ]

    def legs(self) -> tuple[Leg, ...]:
        return msgspec.convert(self.do("legs"), tuple[Leg, ...])

    def transfers(self) -> tuple[Transfer, ...]:
        return msgspec.convert(self.do("transfers"), tuple[Transfer, ...])

    def hears(self, call: str, candidates: tuple[float, ...], seconds: float = 0.6) -> set[float]:
        """The tones that come in on a call from now on, for ``seconds``."""
        path = self.folder / f"{call}.wav"
        start = len(read_samples(path)) if path.exists() else 0
        need = int(RATE * seconds)
        wait_until(
            lambda: path.exists() and len(read_samples(path)) >= start + need,
            what=f"{self.name} hears nothing",
        )
        return tones_in(read_samples(path)[start : start + need], candidates)

    def hears_only(
        self, call: str, expected: set[float], candidates: tuple[float, ...], seconds: float = PATIENCE
    ) -> None:
        """Wait until exactly these tones come in on the call."""
        end = time.monotonic() + seconds
        heard: set[float] = set()
        while time.monotonic() < end:
            heard = self.hears(call, candidates)
            if heard == expected:
                return
        raise AssertionError(f"{self.name} hears {heard} and not {expected}")

    def ask_to_quit(self) -> None:
        """Let it end while others do: pjsua takes a second for it."""
        if not self._quitting and self._process.poll() is None:
            self._quitting = True
            with contextlib.suppress(BrokenPipeError):
                self._write({"do": "quit"})

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        """End the process; fails the test if it was not well."""
        if self._shut:
            return
        self._shut = True
        self.ask_to_quit()
        code = self._process.poll()
        if code is None:
            try:
                code = self._process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self._process.kill()
                code = self._process.wait()
        self._reader.join(PATIENCE)
        for stream in (self._process.stdin, self._process.stdout, self._log):
            with contextlib.suppress(BrokenPipeError):
                if stream is not None:
                    stream.close()
        assert not self.bugs, f"{self.name}: {self.bugs}"
        wanted = -signal.SIGKILL if self.expendable else 2 if self._fails else 0
        assert code == wanted, f"{self.name} ended with {code}:\n{self.tail()}"

    def tail(self) -> str:
        return (self.folder / "log.txt").read_text(errors="replace")[-3000:]

    def _write(self, order: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order).encode() + b"\n")
        self._process.stdin.flush()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            said = json.loads(line)
            with self._news:
                if "event" in said:
                    self.events.append(msgspec.convert(said["event"], Event))
                    self.times.append(time.monotonic())
                elif "reading" in said:
                    self.readings.append(msgspec.convert(said["reading"], Reading))
                elif "reply" in said:
                    self._replies.append(said["reply"])
                elif "bug" in said:
                    self.bugs.append(said["bug"])
                elif "closed" in said:
                    self.closed = True
                else:
                    self.ready = said
                self._news.notify_all()

    def _await(self, condition: Callable[[], Any], what: str, seconds: float = PATIENCE) -> None:
        with self._news:
            if not self._news.wait_for(condition, seconds):
                raise AssertionError(
                    f"{self.name}: no {what} within {seconds} s; had {self.events}\n{self.tail()}"
                )


StartAgent = Callable[..., Agent]


@pytest.fixture
def sip_agents(tmp_path: Path) -> Iterator[StartAgent]:
    """Start an agent by name; ``voice`` and ``hold_music`` may be a frequency in hertz or a path.

    ``fails``: it is expected not to start. ``expendable``: it is killed at the end, since the other side of its
    call was killed too and how pjsua2 takes that is not what the test is about.
    """
    agents: list[Agent] = []

    def start(name: str, **options: Any) -> Agent:
        for key in ("voice", "hold_music"):
            if isinstance(options.get(key), (int, float)):
                options[key] = str(make_tone(tmp_path / f"{options[key]}.wav", options[key]))
        agent = Agent(name, tmp_path / f"{name}-{len(agents)}", **options)
        agents.append(agent)
        return agent

    yield start
    problems = []
    for agent in agents:
        agent.kill() if agent.expendable else agent.ask_to_quit()
    for agent in agents:
        try:
            agent.close()
        except AssertionError as problem:
            problems.append(str(problem))
    assert not problems, "\n".join(problems)
