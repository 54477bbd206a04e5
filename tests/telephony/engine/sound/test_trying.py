"""What a person tries before the first call: the tone, the ring, five seconds of the microphone, and those again."""

import pytest

from telephony.commands import MeasureLevels, Sound, TestSound
from telephony.events import CommandRefused, SoundTested
from tests.engines import new_id
from tests.pulse import Pulse, tone
from tests.telephony.engine.sound.desk import SoundDesk

pytestmark = pytest.mark.sip


def test_devices_can_be_tried_without_a_call(desk: SoundDesk, pulse: Pulse) -> None:
    pulse.add_speaker("Headset")
    pulse.add_microphone("Headset")
    pulse.add_speaker("Bell")
    pulse.say("Headset", tone(600, level=4000))
    desk.start(Sound(ringer="Bell", microphone_gain=2.0))

    desk.send(TestSound(id=(id_ := new_id()), what="play"))
    assert desk.event(CommandRefused, lambda e: e.command == id_).code == "nothing_recorded"
    desk.send(TestSound(id=new_id(), what="tone"))
    pulse.wait_for_tone("Headset", 440)
    desk.send(TestSound(id=new_id(), what="ring"))
    pulse.wait_for_sound("Bell")
    desk.send(TestSound(id=new_id(), what="off"))
    pulse.wait_for_silence("Bell", 0.7)

    desk.send(MeasureLevels(id=new_id(), on=True))
    desk.levels(lambda levels: -18 < levels.microphone_db < -14.5)  # 4000 of 32768 twice, as a sine
    desk.send(MeasureLevels(id=new_id(), on=False))
    desk.send(TestSound(id=new_id(), what="record"))
    result = desk.event(SoundTested)
    assert result.seconds == 5.0
    assert result.clipped == 0
    assert result.peak_db == pytest.approx(-12.2, abs=1.0)
    desk.send(TestSound(id=new_id(), what="play"))
    pulse.wait_for_tone("Headset", 600)
    desk.send(TestSound(id=new_id(), what="off"))
    pulse.wait_for_silence("Headset", 0.5)


def test_nothing_is_tried_in_a_call_nor_without_sound(desk: SoundDesk, pulse: Pulse) -> None:
    pulse.add_speaker("Headset")
    pulse.add_microphone("Headset")
    desk.start()
    desk.call()
    desk.send(TestSound(id=(id_ := new_id()), what="tone"))
    assert desk.event(CommandRefused, lambda e: e.command == id_).code == "call_up"


def test_without_devices_a_trial_is_refused(desk: SoundDesk, pulse: Pulse) -> None:
    desk.start_silent()
    desk.send(TestSound(id=(id_ := new_id()), what="tone"))
    assert desk.event(CommandRefused, lambda e: e.command == id_).code == "no_sound"
