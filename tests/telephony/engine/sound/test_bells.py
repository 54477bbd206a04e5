"""The ring on its own device, knocks and cues in the ear, and nothing of it without devices."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from telephony.commands import Answer, Decline, PlayCue, Sound
from telephony.events import CallAnswered, CallEnded, CallRang
from telephony.launch import environment
from tests.engines import eventually, new_id
from tests.pulse import PATIENCE, RATE, Pulse, likeness, samples_of
from tests.sip_peer import RawPeer
from tests.telephony.engine.sound.desk import SOUNDS, SoundDesk

FILES = ("ring", "knock", "customer_here", "error", "zip")


def run(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-P", "-c", code],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_qt_multimedia_is_not_imported_without_devices() -> None:
    code = """
import sys
import telephony.engine.softphone
from PySide6.QtCore import QCoreApplication
from telephony.engine.loop import Loop
from telephony.engine.sound.bell import Bell
from telephony.engine.sound.card import SoundCard
app = QCoreApplication([])
card = SoundCard(Loop(lambda _: 0), print, print, None)
card.use(None)
card.ring(Bell.RING)
card.play("knock")
card.in_call(on=True)
assert card.jack() is None
app.processEvents()
card.close()
print("PySide6.QtMultimedia" in sys.modules)
"""
    assert run(code).split()[-1] == "False"


@pytest.fixture
def peer() -> Iterator[RawPeer]:
    with RawPeer("peer") as raw:
        yield raw


def now_heard(pulse: Pulse, name: str, seconds: float) -> dict[str, float]:
    """The likeness to each of the files of what sounds there from now on."""
    since = pulse.now(name)
    pulse.wait_for_sound(name, since)
    eventually(lambda: pulse.now(name) >= since + seconds * RATE, "time", PATIENCE)
    pulse.wait_for_silence(name, 0.4)
    heard = pulse.heard(name, since)
    return {file: likeness(heard, samples_of(SOUNDS / f"{file}.wav")) for file in FILES}


def best(like: dict[str, float]) -> str:
    print(like)
    return max(like, key=lambda file: like[file])


@pytest.mark.sip
def test_the_ring_sounds_where_it_should_and_knocks_and_cues_in_the_ear(
    desk: SoundDesk, pulse: Pulse, peer: RawPeer
) -> None:
    pulse.add_speaker("Headset")
    pulse.add_microphone("Headset")
    pulse.add_speaker("Bell")
    desk.start(Sound(speaker="Headset", ringer="Bell"))
    for cue in ("customer_here", "zip"):
        desk.send(PlayCue(id=new_id(), cue=cue))
        assert best(now_heard(pulse, "Headset", 1.0)) == cue

    first = peer.start_call(desk.uri)
    call = desk.event(CallRang).call
    ear = pulse.now("Headset")
    assert best(now_heard(pulse, "Bell", 2.0)) == "ring"
    pulse.wait_for_sound("Bell")  # again, after the ring's own pause
    assert not abs(pulse.heard("Headset", ear)).max(initial=0), "the ring was in the ear too"
    desk.send(Answer(id=new_id(), call=call))
    pulse.wait_for_silence("Bell", 1.8)  # longer than the pause within it
    peer.ack(first, peer.wait_response("INVITE", 200, first))
    desk.event(CallAnswered)

    bell = pulse.now("Bell")
    peer.start_call(desk.uri)
    second = desk.event(CallRang).call
    assert best(now_heard(pulse, "Headset", 0.5)) == "knock"
    pulse.wait_for_sound("Headset")  # the next knock
    desk.send(Decline(id=new_id(), call=second))
    desk.event(CallEnded)
    pulse.wait_for_silence("Headset", 4.2)
    assert not abs(pulse.heard("Bell", bell)).max(initial=0), "the knock was on the ringer too"


@pytest.mark.sip
def test_an_engine_without_devices_has_none_and_plays_nothing(
    desk: SoundDesk, pulse: Pulse, peer: RawPeer
) -> None:
    pulse.add_speaker("Headset")
    desk.start_silent()
    since = pulse.now("Headset")
    desk.send(PlayCue(id=new_id(), cue="error"))
    peer.start_call(desk.uri)
    desk.event(CallRang)
    eventually(lambda: pulse.now("Headset") > since + RATE, "time", PATIENCE)
    assert not abs(pulse.heard("Headset", since)).max()
    assert "QtMultimedia" not in Path(f"/proc/{desk.process.pid}/maps").read_text()
