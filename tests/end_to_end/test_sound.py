"""The console's telephone with sound: what was chosen outlives an engine, and a sound server that dies is got over."""

import os
import signal
from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from telephony.commands import ChangeSound, Sound
from telephony.events import SoundChanged, SoundTrouble
from telephony.phone import Phone
from telephony.platform_specific import process_lives
from tests.engines import ACCOUNT, Engines, engines, new_id
from tests.pulse import Pulse, pulse
from tests.telephony.stages import Ear

__all__ = ["engines", "pulse"]

pytestmark = [pytest.mark.sip, pytest.mark.allow_logs]

_PATIENCE_MS = 30_000


@pytest.fixture
def phone(engines: Engines, pulse: Pulse, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Phone]:
    for name, value in pulse.variables.items():
        monkeypatch.setenv(name, value)
    for name in ("Headset", "Desk"):
        pulse.add_speaker(name)
        pulse.add_microphone(name)
    phone = Phone(ACCOUNT, engines.launch, sound=Sound(speaker="Headset"))
    yield phone
    pid = phone.engine_pid
    phone.close(quit_engine=True, hang_up=True)
    if pid is not None:
        qtbot.waitUntil(lambda: not process_lives(pid), timeout=_PATIENCE_MS)


def last(ear: Ear) -> SoundChanged:
    """As the console knows it: the snapshot, and what was told after it."""
    snapshot = ear.snapshots[-1]
    later = [e.event for e in ear.envelopes if e.seq > snapshot.seq and isinstance(e.event, SoundChanged)]
    return later[-1] if later else snapshot.sound


def test_what_was_chosen_outlives_an_engine(phone: Phone, qtbot: QtBot) -> None:
    ear = Ear()
    until = waiter(qtbot)
    phone.open(ear)
    until(lambda: bool(ear.snapshots) and last(ear).speaker == "Headset")
    phone.send(ChangeSound(id=new_id(), sound=Sound(speaker="Desk", microphone="Desk")))
    until(lambda: (last(ear).speaker, last(ear).microphone) == ("Desk", "Desk"))
    assert phone.engine_pid is not None
    os.kill(phone.engine_pid, signal.SIGKILL)
    until(lambda: len(ear.snapshots) == 2)
    until(lambda: (last(ear).speaker, last(ear).microphone) == ("Desk", "Desk"))


def test_a_sound_server_that_is_started_again_is_used_again(phone: Phone, pulse: Pulse, qtbot: QtBot) -> None:
    ear = Ear()
    until = waiter(qtbot)
    phone.open(ear)
    until(lambda: bool(ear.snapshots) and last(ear).speaker == "Headset")
    pulse.crash()
    until(lambda: last(ear).trouble is SoundTrouble.NO_SERVER)
    pulse.start()
    pulse.add_speaker("Headset")
    pulse.add_microphone("Headset")
    until(lambda: len(ear.snapshots) == 2)
    until(lambda: (last(ear).speaker, last(ear).trouble) == ("Headset", SoundTrouble.NONE))
    assert ear.lost == [], "it was no failure of the telephone"


def waiter(qtbot: QtBot) -> Callable[[Callable[[], bool]], None]:
    return lambda true: qtbot.waitUntil(true, timeout=_PATIENCE_MS)
