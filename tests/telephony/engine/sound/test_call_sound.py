"""What is said into the microphone is in the peer's RTP, what the peer says is in the speaker, and nothing else is."""

import pytest

from telephony import wire
from telephony.commands import ChangeSound, Hold, MeasureLevels, Mute, Resume, Sound
from telephony.events import CallHoldChanged, CallMuteChanged, LevelsMeasured, SoundTrouble
from tests.agents import read_samples
from tests.engines import eventually, new_id
from tests.pulse import Pulse, tone
from tests.telephony.engine.sound.desk import SoundDesk

pytestmark = pytest.mark.sip

OURS, THEIRS = 440.0, 1000.0
BOTH = (OURS, THEIRS)


def test_both_hear_each_other_until_muted_or_held(desk: SoundDesk, pulse: Pulse) -> None:
    pulse.add_speaker("Headset")
    pulse.add_microphone("Headset")
    pulse.say("Headset", tone(OURS))
    told = desk.start()
    assert (told.microphone, told.speaker, told.trouble) == ("Headset", "Headset", SoundTrouble.NONE)
    assert told.microphones == ("Headset",)
    assert "Headset" in told.speakers
    call, peer, theirs = desk.call(voice=THEIRS)
    peer.hears_only(theirs, {OURS}, BOTH, 30)
    pulse.wait_for_tone("Headset", THEIRS)
    told_unasked = [message for message in desk.client.heard if isinstance(message, wire.Sensed)]
    assert not any(isinstance(message.reading, LevelsMeasured) for message in told_unasked), "nobody looks"
    desk.send(MeasureLevels(id=new_id(), on=True))
    desk.levels(lambda levels: levels.microphone_db > -25 and levels.speaker_db > -25)

    desk.send(Mute(id=new_id(), call=call, on=True))
    desk.event(CallMuteChanged)
    peer.hears_only(theirs, set(), BOTH, 30)
    pulse.wait_for_tone("Headset", THEIRS)
    desk.send(Mute(id=new_id(), call=call, on=False))
    peer.hears_only(theirs, {OURS}, BOTH, 30)

    desk.send(Hold(id=new_id(), call=call))
    desk.event(CallHoldChanged)
    peer.hears_only(theirs, set(), BOTH, 30)
    pulse.wait_for_silence("Headset", 0.5)
    desk.send(Resume(id=new_id(), call=call))
    desk.event(CallHoldChanged)
    peer.hears_only(theirs, {OURS}, BOTH, 30)
    pulse.wait_for_tone("Headset", THEIRS)
    desk.hang_up(call)
    pulse.wait_for_silence("Headset", 0.5)


def test_the_devices_can_be_changed_in_the_middle_of_a_call(desk: SoundDesk, pulse: Pulse) -> None:
    for name, hertz in (("Headset", OURS), ("Desk", 600.0)):
        pulse.add_speaker(name)
        pulse.add_microphone(name)
        pulse.say(name, tone(hertz))
    desk.start(Sound(microphone="Headset", speaker="Headset"))
    _, peer, theirs = desk.call(voice=THEIRS)
    heard = (OURS, 600.0)
    peer.hears_only(theirs, {OURS}, heard, 30)
    pulse.wait_for_tone("Headset", THEIRS)
    desk.send(ChangeSound(id=new_id(), sound=Sound(microphone="Desk", speaker="Desk", microphone_gain=0.25)))
    told = desk.told(microphone="Desk", speaker="Desk")
    assert told.trouble is SoundTrouble.NONE
    peer.hears_only(theirs, {600.0}, heard, 30)
    pulse.wait_for_tone("Desk", THEIRS)
    pulse.wait_for_silence("Headset", 0.5)


def test_voices_are_as_loud_as_was_chosen(desk: SoundDesk, pulse: Pulse) -> None:
    pulse.add_speaker("Headset")
    pulse.add_microphone("Headset")
    pulse.say("Headset", tone(OURS))
    desk.start()
    _, peer, theirs = desk.call(voice=THEIRS)

    def played() -> float:
        return float(abs(pulse.heard("Headset", pulse.now("Headset") - 4000)).max())

    def received() -> float:
        return float(abs(read_samples(peer.folder / f"{theirs}.wav")[-4000:]).max(initial=0))

    eventually(lambda: 7000 < played() < 9000 and 7000 < received() < 9000, "full voices", 30)
    sound = Sound(speaker_volume=0.25, microphone_gain=0.5)
    desk.send(ChangeSound(id=new_id(), sound=sound))
    eventually(lambda: 1600 < played() < 2400 and 3500 < received() < 4500, "softer ones", 30)
    desk.send(MeasureLevels(id=new_id(), on=True))
    desk.levels(lambda levels: -22 < levels.microphone_db < -20.5)  # as the peer hears it


def test_the_systems_choice_moves_no_device_that_was_chosen_by_name(desk: SoundDesk, pulse: Pulse) -> None:
    pulse.add_speaker("Headset")
    pulse.add_microphone("Headset")
    pulse.add_speaker("Loud")
    desk.start(Sound(speaker="Headset"))
    desk.call(voice=THEIRS)
    pulse.wait_for_tone("Headset", THEIRS)
    pulse.choose_speaker("Loud")  # the server moves the streams along that are on what was its choice before
    desk.told(system_speaker="Loud", speaker="Headset")
    pulse.wait_for_silence("Loud", 1.0)
    pulse.wait_for_tone("Headset", THEIRS)


def test_who_follows_the_system_follows_it_in_a_call(desk: SoundDesk, pulse: Pulse) -> None:
    pulse.add_speaker("Headset")
    pulse.add_microphone("Headset")
    pulse.add_speaker("Desk")
    desk.start()
    desk.call(voice=THEIRS)
    pulse.wait_for_tone("Headset", THEIRS)
    pulse.choose_speaker("Desk")
    desk.told(speaker="Desk", trouble=SoundTrouble.NONE)
    pulse.wait_for_tone("Desk", THEIRS)


def test_one_call_after_another_has_sound(desk: SoundDesk, pulse: Pulse) -> None:
    pulse.add_speaker("Headset")
    pulse.add_microphone("Headset")
    pulse.say("Headset", tone(OURS))
    desk.start()
    for _ in range(3):
        call, peer, theirs = desk.call(voice=THEIRS)
        peer.hears_only(theirs, {OURS}, BOTH, 30)
        pulse.wait_for_tone("Headset", THEIRS)
        desk.hang_up(call)
        pulse.wait_for_silence("Headset", 0.3)


def test_a_microphone_that_gives_only_zeros_is_told_until_it_is_heard_again(
    desk: SoundDesk, pulse: Pulse
) -> None:
    pulse.add_speaker("Headset")
    pulse.add_microphone("Headset")
    pulse.say("Headset", tone(OURS))
    desk.start()
    call, peer, theirs = desk.call()
    peer.hears_only(theirs, {OURS}, BOTH, 30)
    pulse.hush("Headset")
    desk.told(trouble=SoundTrouble.SILENT_MICROPHONE)
    pulse.say("Headset", tone(OURS))
    desk.told(trouble=SoundTrouble.NONE)
    pulse.hush("Headset")
    desk.told(trouble=SoundTrouble.SILENT_MICROPHONE)
    desk.send(Mute(id=new_id(), call=call, on=True))  # who is muted need not be heard
    desk.told(trouble=SoundTrouble.NONE)
