"""Which devices are used: names, the system's choice, what is remembered, the fallback, and what is lost."""

import msgspec
import pytest

from telephony.commands import Sound, SoundChoice
from telephony.engine.sound.choice import Chooser, InUse, wishes
from telephony.engine.sound.devices import Device, Devices, Names, distinct, named
from telephony.events import SoundTrouble

HOME = Names(("Headset", "Laptop"), ("Headset", "Laptop"), "Headset", "Headset")
PULLED = Names(("Laptop",), ("Laptop",), "Laptop", "Laptop")
NAMED = Sound(microphone="Headset", speaker="Headset")


def used(sound: Sound, names: Names) -> InUse:
    chooser = Chooser()
    chooser.use(sound, names)
    return chooser.choose(names, in_call=False)


@pytest.mark.parametrize(
    ("sound", "names", "expected"),
    [
        (Sound(), HOME, InUse("Headset", "Headset", "Headset")),
        (Sound(speaker="Laptop", ringer="Laptop"), HOME, InUse("Headset", "Laptop", "Laptop")),
        (NAMED, PULLED, InUse("", "", "Laptop", SoundTrouble.LOST, "Headset")),
        (
            Sound(microphone="Headset", speaker="Headset", fallback="Laptop"),
            PULLED,
            InUse("Laptop", "Laptop", "Laptop", SoundTrouble.ON_FALLBACK, "Headset"),
        ),
        (
            Sound(microphone="Headset", speaker="Laptop"),
            PULLED,
            InUse("", "Laptop", "Laptop", SoundTrouble.LOST, "Headset"),
        ),
        (Sound(ringer="Bell"), HOME, InUse("Headset", "Headset", "Headset")),
        (Sound(), Names(), InUse(trouble=SoundTrouble.NO_MICROPHONE)),
        (
            Sound(),
            Names((), ("Laptop",), "", "Laptop"),
            InUse("", "Laptop", "Laptop", SoundTrouble.NO_MICROPHONE),
        ),
        (Sound(), Names(("Cam",), (), "Cam", ""), InUse("Cam", trouble=SoundTrouble.NO_SPEAKER)),
    ],
)
def test_what_is_used(sound: Sound, names: Names, expected: InUse) -> None:
    assert used(sound, names) == expected


def test_the_microphones_fallback_is_the_systems_where_loudspeakers_are_the_fallback() -> None:
    names = Names(("Cam",), ("Speakers",), "Cam", "Speakers")
    now = used(Sound(microphone="Headset", speaker="Headset", fallback="Speakers"), names)
    assert (now.microphone, now.speaker, now.trouble) == ("Cam", "Speakers", SoundTrouble.ON_FALLBACK)


def test_a_choice_is_remembered_for_the_devices_it_was_made_with() -> None:
    sound = Sound(
        microphone="Headset",
        speaker="Headset",
        remembered=(SoundChoice(present=("Laptop",), microphone="Laptop", speaker="Laptop"),),
    )
    assert used(sound, HOME).speaker == "Headset"
    assert used(sound, PULLED) == InUse("Laptop", "Laptop", "Laptop")


@pytest.mark.parametrize(
    "sound",
    [
        Sound(),
        NAMED,
        Sound(remembered=(SoundChoice(present=("Laptop",), microphone="Laptop", speaker="Laptop"),)),
    ],
)
def test_what_is_pulled_out_in_a_call_is_missed_until_it_is_back(sound: Sound) -> None:
    chooser = Chooser()
    chooser.use(sound, HOME)
    chooser.choose(HOME, in_call=False)
    assert chooser.choose(HOME, in_call=True).speaker == "Headset"
    for settled in (False, True):
        lost = chooser.choose(PULLED, in_call=True, settled=settled)
        assert lost == InUse("", "", "Laptop", SoundTrouble.LOST, "Headset")
    back = HOME._replace(system_microphone="Laptop", system_speaker="Laptop")
    for names in (back, back, HOME):
        assert chooser.choose(names, in_call=True) == InUse("Headset", "Headset", names.system_speaker)


def test_the_system_is_followed_in_a_call_once_it_is_clear_that_nothing_was_pulled_out() -> None:
    chooser = Chooser()
    chooser.use(Sound(), HOME)
    chooser.choose(HOME, in_call=True)
    moved = HOME._replace(system_speaker="Laptop")
    assert chooser.choose(moved, in_call=True, settled=False).speaker == "Headset"
    assert chooser.choose(moved, in_call=True, settled=True).speaker == "Laptop"


def test_a_default_that_changes_just_before_its_device_goes_is_not_followed() -> None:
    chooser = Chooser()
    chooser.use(Sound(), HOME)
    chooser.choose(HOME, in_call=True)
    chooser.choose(HOME._replace(system_speaker="Laptop"), in_call=True, settled=False)
    now = chooser.choose(PULLED, in_call=True, settled=False)
    assert (now.speaker, now.trouble, now.lost) == ("", SoundTrouble.LOST, "Headset")


def test_after_the_call_the_system_is_followed_again() -> None:
    chooser = Chooser()
    chooser.use(Sound(), HOME)
    chooser.choose(HOME, in_call=True)
    chooser.choose(PULLED, in_call=True)
    assert chooser.choose(PULLED, in_call=False) == InUse("Laptop", "Laptop", "Laptop")


def test_the_agents_word_ends_what_was_missed() -> None:
    chooser = Chooser()
    chooser.use(NAMED, HOME)
    chooser.choose(HOME, in_call=True)
    chooser.choose(PULLED, in_call=True)
    chooser.use(Sound(microphone="Laptop", speaker="Laptop"), PULLED)
    assert chooser.choose(PULLED, in_call=True) == InUse("Laptop", "Laptop", "Laptop")


@pytest.mark.parametrize("sound", [Sound(), NAMED])
@pytest.mark.parametrize(
    "between", [(), (HOME._replace(system_microphone="Laptop", system_speaker="Laptop"),)]
)
def test_what_is_pulled_out_while_it_rings_is_missed_in_the_call(
    sound: Sound, between: tuple[Names, ...]
) -> None:
    chooser = Chooser()
    chooser.use(sound, HOME)
    chooser.choose(HOME, in_call=False)
    for names in between:  # some servers name another default first
        chooser.choose(names, in_call=False, rings=True, settled=False)
    for rings, in_call in ((True, False), (True, True), (False, True)):
        lost = chooser.choose(PULLED, in_call=in_call, rings=rings)
        assert lost == InUse("", "", "Laptop", SoundTrouble.LOST, "Headset")


def test_a_headset_that_is_plugged_in_while_it_rings_is_used_for_the_call() -> None:
    chosen = SoundChoice(present=("Headset", "Laptop"), microphone="Headset", speaker="Headset")
    chooser = Chooser()
    chooser.use(Sound(remembered=(chosen,)), PULLED)
    chooser.choose(PULLED, in_call=False)
    both = HOME._replace(system_microphone="Laptop", system_speaker="Laptop")
    assert chooser.choose(PULLED, in_call=False, rings=True).speaker == "Laptop"
    assert chooser.choose(both, in_call=False, rings=True).speaker == "Headset"
    assert chooser.choose(both, in_call=True).speaker == "Headset"


@pytest.mark.parametrize(
    "sound",
    [
        Sound(),
        NAMED,
        Sound(remembered=(SoundChoice(present=("Laptop",), microphone="Laptop", speaker="Laptop"),)),
    ],
)
def test_a_volume_that_is_changed_while_the_headset_is_missed_asks_for_no_loudspeaker(sound: Sound) -> None:
    chooser = Chooser()
    chooser.use(sound, HOME)
    chooser.choose(HOME, in_call=True)
    lost = chooser.choose(PULLED, in_call=True)
    microphone, speaker, _ = wishes(sound, PULLED)  # the desk remembers it for what is there
    kept = SoundChoice(present=("Laptop",), microphone=microphone, speaker=speaker)
    chooser.use(msgspec.structs.replace(sound, speaker_volume=0.5, remembered=(kept,)), PULLED)
    assert chooser.choose(PULLED, in_call=True) == lost
    assert chooser.choose(HOME, in_call=True).speaker == "Headset"


def test_who_chooses_to_follow_the_system_instead_of_a_lost_headset_is_followed() -> None:
    chooser = Chooser()
    chooser.use(NAMED, HOME)
    chooser.choose(HOME, in_call=True)
    chooser.choose(PULLED, in_call=True)
    chooser.use(Sound(), PULLED)
    assert chooser.choose(PULLED, in_call=True) == InUse("Laptop", "Laptop", "Laptop")


def test_two_devices_of_one_name_are_told_apart() -> None:
    one, two, other = Device("b", "Headset", 1), Device("a", "Headset", 2), Device("c", "Desk", 3)
    listed = distinct((one, two, other))
    assert [device.name for device in listed] == ["Headset (2)", "Headset", "Desk"]
    assert named("Headset", listed) == two
    assert named("", listed) is None
    assert Devices(microphones=listed, system_microphone="b").names().system_microphone == "Headset (2)"
