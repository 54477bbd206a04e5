"""An engine with sound, and somebody it can speak with. ``desk`` is the fixture."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from telephony import wire
from telephony.commands import Command, Dial, HangUp, Quit, Sound
from telephony.events import CallAnswered, CallEnded, Event, LevelsMeasured, Snapshot, SoundChanged
from telephony.launch import ENGINE
from telephony.recording import Recording
from tests.agents import Agent, StartAgent
from tests.engines import Client, Engines, new_id
from tests.pulse import PATIENCE, Pulse

SOUNDS = Path(__file__).parents[4] / "resources" / "sounds"


class SoundDesk:
    """One engine on the test's sound server. It must end in order, and without a bug in its log."""

    def __init__(self, pulse: Pulse, engines: Engines, start_agent: StartAgent) -> None:
        self.pulse, self.engines, self.start_agent = pulse, engines, start_agent
        self.client: Client
        self.snapshot: Snapshot
        self.process: Any = None
        self.command: tuple[str, ...] = ENGINE
        self.variables = dict(pulse.variables)
        self.recording = Recording()
        self._taken = 0

    def start(self, sound: Sound = Sound()) -> SoundChanged:  # noqa: B008 - frozen
        """Attach; what it says of the sound once it has asked the server."""
        self._attach(sound)
        return self.told()

    def start_silent(self) -> None:
        """Attach as a console that has no sound."""
        self._attach(None)
        assert self.snapshot.sound == SoundChanged()

    def _attach(self, sound: Sound | None) -> None:
        self.engines.launch = replace(self.engines.launch, sounds=SOUNDS)
        self.process = self.engines.start(60.0, self.command, **self.variables)
        self.client = self.engines.client()
        self.snapshot = self.client.attach(sound=sound, recording=self.recording)
        self._taken = 0

    @property
    def uri(self) -> str:
        return self.snapshot.registration.uri

    def send(self, command: Command) -> str:
        self.client.send(command)
        return command.id

    def event(self, kind: type[Any], true: Callable[[Any], bool] = lambda _event: True) -> Any:
        """The next one of this kind for which that holds. Levels come all the time, so the clock decides."""
        end = time.monotonic() + PATIENCE
        while True:
            while self._taken < len(self.client.heard):
                message = self.client.heard[self._taken]
                self._taken += 1
                event: Event | Any = message
                if isinstance(message, wire.Told):
                    if message.envelope.seq <= self.snapshot.seq:
                        continue  # told to the console before this one
                    event = message.envelope.event
                elif isinstance(message, wire.Sensed):
                    event = message.reading
                if isinstance(event, kind) and true(event):
                    return event
            assert time.monotonic() < end, f"no such {kind.__name__}; the last were {self.client.heard[-5:]}"
            self.client.answered()

    def told(self, **fields: object) -> SoundChanged:
        """The next SoundChanged with these."""
        found = self.event(SoundChanged, lambda event: all(getattr(event, k) == v for k, v in fields.items()))
        assert isinstance(found, SoundChanged)
        return found

    def levels(self, true: Callable[[LevelsMeasured], bool]) -> None:
        """Wait until they are so."""
        self.event(LevelsMeasured, true)

    def call(self, voice: float | None = None) -> tuple[str, Agent, str]:
        """Call somebody who says that tone: our name of the call, they, and their name of it."""
        options = {} if voice is None else {"voice": voice}
        agent = self.start_agent("peer", answer_ms=0, **options)
        call = new_id()
        self.send(Dial(id=new_id(), call=call, target=agent.uri))
        self.event(CallAnswered)
        return call, agent, agent.wait(CallAnswered).call

    def hang_up(self, call: str) -> None:
        self.send(HangUp(id=new_id(), call=call))
        self.event(CallEnded)

    def close(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.client.send(Quit(id=new_id(), hang_up=True))
            assert self.process.wait(PATIENCE) == 0, self.engines.log
        for bad in (" ERROR ", " CRITICAL ", "Traceback"):
            assert bad not in self.engines.log, self.engines.log
        crash = self.engines.launch.log.with_suffix(".crash")
        assert not crash.exists() or "Fatal" not in crash.read_text(), crash.read_text()


@pytest.fixture
def desk(pulse: Pulse, engines: Engines, sip_agents: StartAgent) -> Iterator[SoundDesk]:
    desk = SoundDesk(pulse, engines, sip_agents)
    yield desk
    desk.close()
