"""Devices, levels, quality, presence: what the desk makes of them."""

from typing import Any

import pytest

from console.desk import intents as ask
from console.desk.sound import MOST_CHOICES, remembering
from console.desk.watching import merged
from telephony import commands
from telephony.commands import Sound, SoundChoice
from telephony.events import (
    LevelsMeasured,
    PresenceSeen,
    QualityMeasured,
    Reading,
    SoundChanged,
    SoundTested,
    SoundTrouble,
)
from telephony.quality import Quality
from tests.console.desk.desk_fixture import DIRECTORY, Office

DOCKED = SoundChanged(
    microphones=("Built-in", "Headset"),
    speakers=("Built-in", "Headset"),
    microphone="Headset",
    speaker="Headset",
    ringer="Built-in",
    trouble=SoundTrouble.NONE,
)


def with_sound(**sound: Any) -> tuple[Office, list[Sound]]:
    saved: list[Sound] = []
    office = Office(means={"sound": Sound(**sound), "save_sound": saved.append})
    office.phone.sounds(DOCKED)
    return office, saved


def test_a_choice_is_told_saved_and_remembered_for_the_devices_that_are_there() -> None:
    office, saved = with_sound()
    office.do(ask.UseSound(sound=Sound(microphone="Headset", speaker="Headset", speaker_volume=0.5)))
    chosen = office.board.sound_chosen
    assert chosen.speaker_volume == 0.5
    assert chosen.remembered == (
        SoundChoice(present=("Built-in", "Headset"), microphone="Headset", speaker="Headset"),
    )
    assert [c.sound for c in office.sent(commands.ChangeSound)] == [chosen]
    assert saved == [chosen]
    office.do(ask.UseSound(sound=chosen))
    assert saved == [chosen]


def test_at_home_the_choice_of_the_office_is_not_forgotten() -> None:
    office, _ = with_sound()
    office.do(ask.UseSound(sound=Sound(microphone="Headset")))
    office.phone.sounds(SoundChanged(microphones=("Built-in",), speakers=("Built-in",)))
    office.do(ask.UseSound(sound=Sound(microphone="Built-in")))
    assert [c.present for c in office.board.sound_chosen.remembered] == [
        ("Built-in", "Headset"),
        ("Built-in",),
    ]


def test_only_so_many_sets_of_devices_are_remembered() -> None:
    sound = Sound()
    for number in range(MOST_CHOICES + 5):
        sound = remembering(sound, sound.remembered, (f"Device {number:02d}",))
    assert len(sound.remembered) == MOST_CHOICES
    assert sound.remembered[-1].present == ("Device 24",)
    assert remembering(sound, sound.remembered, ()).remembered == sound.remembered


@pytest.mark.parametrize("intent", [ask.UseSound(sound=Sound(microphone="x")), ask.TrySound(what="tone")])
def test_a_console_without_sound_says_so(intent: ask.Intent) -> None:
    office = Office()
    assert office.refused(intent) == "no_sound"
    office.do(ask.WatchLevels(on=True))
    assert office.sent(commands.MeasureLevels) == []


def test_a_volume_out_of_range_is_refused_before_anything_is_told() -> None:
    office, saved = with_sound()
    assert office.refused(ask.UseSound(sound=Sound(ringer_volume=3.0))) == "bad_sound"
    assert saved == []


def test_the_tests_of_the_devices() -> None:
    office, _ = with_sound()
    office.do(ask.TrySound(what="record"))
    assert [c.what for c in office.sent(commands.TestSound)] == ["record"]
    assert office.refused(ask.TrySound(what="shout")) == "bad_test"
    office.do(ask.WatchLevels(on=True))
    assert office.sent(commands.MeasureLevels)[-1].on
    office.phone.ring("", "+14155550132")
    office.do(ask.Answer())
    assert office.refused(ask.TrySound(what="tone")) == "call_up"
    office.do(ask.TrySound(what="off"))


def test_what_is_chosen_without_an_engine_is_told_to_the_next() -> None:
    office, saved = with_sound()
    office.phone.die()
    office.do(ask.UseSound(sound=Sound(microphone="Built-in")))
    office.do(ask.SetPresence(presence="dnd"))
    office.do(ask.WatchLevels(on=True))
    assert office.sent(commands.ChangeSound) == []
    assert office.notices() == {"engine_lost"}
    office.phone.come_back()
    assert [c.sound for c in office.sent(commands.ChangeSound)] == saved
    assert len(office.sent(commands.MeasureLevels)) == 1
    assert [c.on for c in office.sent(commands.SetDoNotDisturb)] == [True]
    office.phone.die()
    office.phone.come_back()
    assert len(office.sent(commands.ChangeSound)) == 1


def test_a_new_engine_is_told_that_somebody_looks_at_the_meters() -> None:
    office, _ = with_sound()
    office.do(ask.WatchLevels(on=True))
    office.phone.die()
    office.phone.come_back()
    assert [c.on for c in office.sent(commands.MeasureLevels)] == [True, True]
    office.do(ask.WatchLevels(on=False))
    office.phone.die()
    office.phone.come_back()
    assert [c.on for c in office.sent(commands.MeasureLevels)] == [True, True, False]


def test_what_the_microphone_test_found_is_on_the_board() -> None:
    office, _ = with_sound()
    tested = SoundTested(seconds=5.0, peak_db=-3.0, rms_db=-21.0, noise_db=-60.0, clipped=0)
    office.phone._tell(tested)
    assert office.board.sound_test == tested
    office.do(ask.TrySound(what="record"))
    assert office.board.sound_test is None


@pytest.mark.parametrize(
    ("trouble", "code", "kind"),
    [
        (SoundTrouble.LOST, "sound_lost", "error"),
        (SoundTrouble.ON_FALLBACK, "sound_on_fallback", "warn"),
        (SoundTrouble.SILENT_MICROPHONE, "sound_silent_microphone", "warn"),
        (SoundTrouble.NO_SERVER, "sound_no_server", "error"),
        (SoundTrouble.NO_MICROPHONE, "sound_no_microphone", "error"),
        (SoundTrouble.NO_SPEAKER, "sound_no_speaker", "error"),
    ],
)
def test_what_is_wrong_with_the_sound_stands_until_it_is_over(
    trouble: SoundTrouble, code: str, kind: str
) -> None:
    office, _ = with_sound()
    office.phone.sounds(SoundChanged(trouble=trouble, lost="Headset", speaker="Built-in"))
    notice = next(n for n in office.board.notices if n.code == code)
    assert (notice.kind, notice.sticky, notice.values["device"]) == (kind, True, "Headset")
    office.phone.sounds(DOCKED)
    assert office.notices() == set()
    assert office.board.sound == DOCKED


def test_one_trouble_takes_the_place_of_the_other() -> None:
    office, _ = with_sound()
    office.phone.sounds(SoundChanged(trouble=SoundTrouble.LOST, lost="Headset"))
    office.phone.sounds(SoundChanged(trouble=SoundTrouble.ON_FALLBACK, lost="Headset", speaker="Built-in"))
    assert office.notices() == {"sound_on_fallback"}


def test_a_console_that_starts_finds_the_sound_as_it_is() -> None:
    office, _ = with_sound()
    second = Office(book=office.book, phone=office.phone, means={"sound": Sound()})
    assert second.board.sound == DOCKED


# -- readings


def test_levels_go_to_their_watchers_and_never_to_the_board() -> None:
    office = Office()
    seen: list[Reading] = []
    boards: list[object] = []
    stop = office.desk.watch_readings(seen.append)
    office.desk.watch(boards.append)
    level = LevelsMeasured(microphone_db=-20.0, speaker_db=-90.0)
    office.phone.senses(level)
    stop()
    office.phone.senses(level)
    assert seen == [level]
    assert boards == []


def test_the_quality_of_a_call_is_shown_when_it_has_changed_enough() -> None:
    office = Office()
    call = office.phone.ring("", "+14155550132")
    office.do(ask.Answer())
    office.phone.senses(QualityMeasured(call=call, quality=Quality(seconds=5.0, mos_in=4.3)))
    first = office.card.quality
    assert first is not None
    office.phone.senses(QualityMeasured(call=call, quality=Quality(seconds=5.0, mos_in=4.28)))
    assert office.card.quality is first
    office.phone.senses(QualityMeasured(call=call, quality=Quality(seconds=5.0, mos_in=3.0, loss_in=6.0)))
    assert office.card.quality.loss_in == 6.0
    office.phone.senses(QualityMeasured(call="0" * 32, quality=Quality(seconds=5.0)))


def test_how_well_a_leg_was_heard_is_kept() -> None:
    office = Office()
    call = office.phone.ring("", "+14155550132")
    office.do(ask.Answer())
    office.phone.measures(call, Quality(seconds=60.0, loss_in=1.5, rtt_ms=40.0, mos_in=4.1, mos_out=3.9))
    office.phone.hang_up_remote(call)
    leg = office.board.wrapups[0].case.legs[0]
    assert (leg.loss_in, leg.loss_out, leg.rtt_ms, leg.mos_in, leg.mos_out) == (1.5, None, 40.0, 4.1, 3.9)
    assert leg.measured


# -- presence


def test_colleagues_are_watched_where_a_pbx_serves_it() -> None:
    office = Office(policy={"host": "pbx.example"})
    (watched,) = {c.targets for c in office.sent(commands.WatchPresence)}
    assert watched == ("sip:3107@127.0.0.1:5070", "sip:3201@127.0.0.1:5070")
    office.phone.senses(PresenceSeen(target=watched[0], state="busy"))
    assert office.board.seen == {"daniel.okafor": "on_call", "maya.torres": "available"}
    office.phone.senses(PresenceSeen(target=watched[0], state=""))
    assert "daniel.okafor" not in office.board.seen
    office.phone.senses(PresenceSeen(target="sip:stranger@h", state="busy"))
    assert office.phone.legs() == ()


def test_a_new_engine_is_told_again_whom_to_watch() -> None:
    office = Office(policy={"host": "pbx.example"})
    before = len(office.sent(commands.WatchPresence))
    office.phone.die()
    office.phone.come_back()
    assert len(office.sent(commands.WatchPresence)) == before + 1


def test_without_a_pbx_presence_is_what_the_store_has() -> None:
    office = Office()
    assert office.sent(commands.WatchPresence) == []
    daniel = Office(me="daniel.okafor", extension="3107", book=office.book)
    daniel.do(ask.SetPresence(presence="away", reason="break"))
    office.desk.refresh()
    assert office.board.seen["daniel.okafor"] == "away"
    assert {p.key for p in DIRECTORY.people} >= set(office.board.seen)


@pytest.mark.parametrize(
    ("pbx", "store", "shown"),
    [
        ("busy", "away", "on_call"),
        ("available", "", "available"),
        ("available", "wrapup", "wrapup"),
        ("available", "on_call", "available"),
        ("offline", "available", "offline"),
        ("", "dnd", "dnd"),
        ("", "", ""),
    ],
)
def test_two_states_become_one(pbx: str, store: str, shown: str) -> None:
    assert merged(pbx, store) == shown
