"""The engine with a telephone that is only a script, so that the life of its process can be tested without SIP.

    python -P fake_engine.py [engine's arguments]

What the other side does comes as SendMessage: ``ring``, ``ring in 0.5`` (seconds), ``leave``, ``abort``,
``hang`` (the main thread sleeps for 0.5 s). An account whose ``ca_file`` names a file cannot start while
that file is there. ``WARMLINE_TEST_PROTOCOL`` makes it an engine of that version.
"""

import os
import sys
import time
from collections.abc import Callable

from PySide6.QtCore import QTimer

from telephony import commands
from telephony.call import EndedBy, Leg
from telephony.commands import Account, Command, SendMessage, Sound
from telephony.engine import process as engine
from telephony.engine import server
from telephony.errors import EngineError
from telephony.events import (
    Envelope,
    Event,
    Reading,
    RegistrationChanged,
    RegistrationState,
    Snapshot,
    SoundChanged,
    Transfer,
)
from telephony.recording import Recording, RecordingNow
from telephony.scripted import ScriptedPhone


class Line(ScriptedPhone):
    present = False

    @property
    def attended(self) -> bool:
        return self.present


class FakeSoftphone:
    def __init__(self, tell: Callable[[Event], None], sense: Callable[[Reading], None]) -> None:
        self._tell, self._sense = tell, sense
        self._line = Line()
        self._line.open(self)
        self.registration = RegistrationChanged(state=RegistrationState.TRYING)
        self.worn = False

    def phone_attached(self, snapshot: Snapshot) -> None:
        pass

    def phone_told(self, envelope: Envelope) -> None:
        self._tell(envelope.event)

    def phone_sensed(self, reading: Reading) -> None:
        self._sense(reading)

    def phone_lost(self, why: str) -> None:
        pass

    @property
    def attended(self) -> bool:
        return self._line.present

    @attended.setter
    def attended(self, value: bool) -> None:
        self._line.present = value

    @property
    def busy(self) -> bool:
        return bool(self._line.legs())

    @property
    def sound(self) -> SoundChanged:
        return self._line.snapshot().sound

    @property
    def do_not_disturb(self) -> bool:
        return self._line.snapshot().do_not_disturb

    def change_sound(self, sound: Sound | None) -> None:
        self.wished = sound

    def change_recording(self, recording: Recording) -> None:
        self._line.recording = recording

    def recordings(self) -> tuple[RecordingNow, ...]:
        return self._line.recordings()

    def start(self, account: Account, sound: Sound | None = None) -> None:
        self.wished = sound
        if account.ca_file and os.path.exists(account.ca_file):  # noqa: PTH110
            raise EngineError("sip_start", "Port 5060 is taken by another program.")
        self.registration = RegistrationChanged(state=RegistrationState.DIRECT, uri=account.uri)
        self._tell(self.registration)

    def obey(self, command: Command) -> None:
        if not isinstance(command, SendMessage):
            self._line.send(command)
            return
        word, _, rest = command.body.partition(" in ")
        play: dict[str, Callable[[], object]] = {
            "ring": self._line.ring,
            "leave": self._leave,
            "abort": os.abort,
            "bug": self._bug,
            "wear": self._wear,
        }
        if word == "hang":
            time.sleep(0.5)
        elif rest:
            QTimer.singleShot(int(float(rest) * 1000), play[word])
        else:
            play[word]()

    def _leave(self) -> None:
        for leg in self._line.legs():
            self._line.hang_up_remote(leg.call)

    def _wear(self) -> None:
        self.worn = True

    def _bug(self) -> None:
        raise ZeroDivisionError

    def legs(self) -> tuple[Leg, ...]:
        return self._line.legs()

    def transfers(self) -> tuple[Transfer, ...]:
        return self._line.snapshot().transfers

    def close(self) -> None:
        for leg in self._line.legs():
            self._line.end(leg.call, 200, EndedBy.US)


if __name__ == "__main__":
    protocol = int(os.environ.get("WARMLINE_TEST_PROTOCOL", commands.PROTOCOL))
    server.PROTOCOL = commands.PROTOCOL = protocol  # type: ignore[attr-defined] # where it was imported to
    engine.end(engine.run(engine.parse(sys.argv[1:]), FakeSoftphone))
