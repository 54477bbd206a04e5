"""A headset that is pulled out, a sound server that comes late or dies: the call goes on, and it is told."""

import time

import pytest

from telephony import wire
from telephony.commands import Answer, Dial, HangUp, Sound
from telephony.events import CallAnswered, CallRang, SoundTrouble
from tests.agents import read_samples
from tests.engines import eventually, new_id
from tests.pulse import PATIENCE, Pulse, tone
from tests.telephony.engine.sound.desk import SoundDesk

pytestmark = pytest.mark.sip

OURS, THEIRS, ROOM = 440.0, 1000.0, 600.0
BOTH = (OURS, THEIRS, ROOM)
PROMISED = 2.0
"""Seconds until a headset that was pulled out is told; five times as many are allowed on a busy machine."""


def plug_in(pulse: Pulse) -> None:
    pulse.add_speaker("Headset")
    pulse.add_microphone("Headset")
    pulse.say("Headset", tone(OURS))


@pytest.mark.parametrize("chosen", ["Headset", ""], ids=["by name", "as the system's choice"])
def test_a_headset_that_is_pulled_out_in_a_call_is_told_and_no_loudspeaker_takes_its_place(
    desk: SoundDesk, pulse: Pulse, chosen: str
) -> None:
    plug_in(pulse)
    pulse.add_speaker("Loud")
    pulse.add_microphone("Room")
    pulse.say("Room", tone(ROOM))
    desk.start(Sound(microphone=chosen, speaker=chosen))
    _, peer, theirs = desk.call(voice=THEIRS)
    peer.hears_only(theirs, {OURS}, BOTH, PATIENCE)
    pulse.wait_for_tone("Headset", THEIRS)

    pulled = time.monotonic()
    pulse.pull("Headset")
    told = desk.told(trouble=SoundTrouble.LOST, speaker="")
    took = time.monotonic() - pulled
    print(f"told after {took:.3f} s")
    assert took < PROMISED * 5
    assert (told.lost, told.microphone) == ("Headset", "")
    pulse.wait_for_silence("Loud", 1.0)
    peer.hears_only(theirs, set(), BOTH, PATIENCE)

    plug_in(pulse)
    told = desk.told(trouble=SoundTrouble.NONE)
    assert (told.microphone, told.speaker, told.lost) == ("Headset", "Headset", "")
    peer.hears_only(theirs, {OURS}, BOTH, PATIENCE)
    pulse.wait_for_tone("Headset", THEIRS)
    pulse.wait_for_silence("Loud", 0.5)


def test_a_headset_that_is_pulled_out_while_it_rings_is_missed_in_the_call_that_is_answered(
    desk: SoundDesk, pulse: Pulse
) -> None:
    plug_in(pulse)
    pulse.add_speaker("Loud")
    pulse.add_microphone("Room")
    pulse.say("Room", tone(ROOM))
    desk.start()
    peer, theirs = desk.start_agent("peer", voice=THEIRS), new_id()
    peer.obey(Dial(id=new_id(), call=theirs, target=desk.uri))
    ringing = desk.event(CallRang).call
    pulse.wait_for_sound("Headset")
    pulse.pull("Headset")
    told = desk.told(trouble=SoundTrouble.LOST, speaker="", microphone="")
    assert told.lost == "Headset"
    desk.send(Answer(id=new_id(), call=ringing))
    desk.event(CallAnswered)
    pulse.wait_for_silence("Loud", 1.0)
    peer.hears_only(theirs, set(), BOTH, PATIENCE)
    plug_in(pulse)
    desk.told(trouble=SoundTrouble.NONE, speaker="Headset", microphone="Headset")
    peer.hears_only(theirs, {OURS}, BOTH, PATIENCE)


def test_with_a_fallback_the_voice_goes_on_there_and_comes_back(desk: SoundDesk, pulse: Pulse) -> None:
    plug_in(pulse)
    pulse.add_speaker("Loud")
    pulse.add_microphone("Loud")
    pulse.say("Loud", tone(ROOM))
    desk.start(Sound(microphone="Headset", speaker="Headset", fallback="Loud"))
    _, peer, theirs = desk.call(voice=THEIRS)
    peer.hears_only(theirs, {OURS}, BOTH, PATIENCE)
    pulse.pull("Headset")
    told = desk.told(trouble=SoundTrouble.ON_FALLBACK, speaker="Loud", microphone="Loud")
    assert told.lost == "Headset"
    pulse.wait_for_tone("Loud", THEIRS)
    peer.hears_only(theirs, {ROOM}, BOTH, PATIENCE)
    plug_in(pulse)
    desk.told(trouble=SoundTrouble.NONE, speaker="Headset", microphone="Headset")
    pulse.wait_for_tone("Headset", THEIRS)
    peer.hears_only(theirs, {OURS}, BOTH, PATIENCE)
    pulse.wait_for_silence("Loud", 0.5)


def test_a_sound_server_that_dies_in_a_call_is_told_the_call_goes_on_and_a_new_engine_uses_the_next_server(
    desk: SoundDesk, pulse: Pulse
) -> None:
    plug_in(pulse)
    desk.start()
    call, peer, theirs = desk.call(voice=THEIRS)
    peer.hears_only(theirs, {OURS}, BOTH, PATIENCE)
    pulse.crash()
    told = desk.told(trouble=SoundTrouble.NO_SERVER)
    assert (told.microphone, told.speaker, told.microphones) == ("", "", ())
    peer.hears_only(theirs, set(), BOTH, PATIENCE)
    recording = peer.folder / f"{theirs}.wav"
    before = len(read_samples(recording))
    eventually(lambda: len(read_samples(recording)) > before + 16_000, "RTP goes on", PATIENCE)

    pulse.start()
    plug_in(pulse)
    desk.send(HangUp(id=new_id(), call=call))  # after it the engine answers nothing
    dismissed = desk.client.wait(wire.Dismissed)
    assert dismissed.code == "restart"
    assert desk.process.wait(PATIENCE) == 0
    again = desk.start()
    assert (again.speaker, again.trouble) == ("Headset", SoundTrouble.NONE)


def test_a_sound_server_that_comes_late_is_used_as_soon_as_it_is_there(desk: SoundDesk, pulse: Pulse) -> None:
    pulse.crash()
    assert desk.start().trouble is SoundTrouble.NO_SERVER
    _, peer, theirs = desk.call(voice=THEIRS)
    pulse.start()
    plug_in(pulse)
    desk.told(speaker="Headset", microphone="Headset", trouble=SoundTrouble.NONE)
    peer.hears_only(theirs, {OURS}, BOTH, PATIENCE)
    pulse.wait_for_tone("Headset", THEIRS)


def test_a_server_with_no_device_is_told(desk: SoundDesk, pulse: Pulse) -> None:
    assert desk.start().trouble is SoundTrouble.NO_MICROPHONE
    pulse.add_microphone("Headset")
    desk.told(microphone="Headset")
