"""Presses out of reports and lamps in step, by tables of what headsets say over time."""

import pytest

from console.headset.descriptor import parse
from console.headset.device import ECHO_SECONDS, PATIENCE_SECONDS, Device, Pressed
from console.headset.keys import Act, Place, Situation
from console.headset.reports import Abilities, Key, Lamp, abilities, keys_in
from tests.console.headset import headsets

IDLE = Situation()
RINGING = Situation(place=Place.RINGING)
TALKING = Situation(place=Place.TALKING, call="c")
MUTED = Situation(place=Place.TALKING, call="c", muted=True)
KNOCKED = Situation(place=Place.KNOCKED, call="c")


class Played:
    """A headset to which things happen in order; the clock is the test's."""

    def __init__(self, name: str) -> None:
        self.layout = parse(headsets.ALL[name])
        self.device = Device(abilities(self.layout))
        self.device.lamps_due(IDLE, 0.0)

    def says(self, report: str, at: float) -> list[Key]:
        return [p.key for p in self.device.heard(keys_in(self.layout, bytes.fromhex(report)), at)]

    def shows(self, now: Situation, at: float) -> set[str] | None:
        due = self.device.lamps_due(now, at)
        return None if due is None else {lamp.name for lamp, on in due.items() if on}


def test_a_hook_switch_that_stays_answers_and_hangs_up() -> None:
    headset = Played("jabra")
    assert headset.shows(RINGING, 1.0) == {"RING"}
    assert headset.says("02 01 00", 3.0) == [Key.HOOK]
    headset.device.asked(Act.ANSWER, RINGING, 3.0)
    assert (
        headset.shows(RINGING, 3.01) is None
    )  # the desk is still at it: nothing that would put it on the hook
    assert headset.shows(TALKING, 3.1) == {"OFF_HOOK"}
    assert headset.says("02 01 00", 3.15) == []  # its answer to the lamp
    assert headset.says("02 00 00", 60.0) == [Key.HOOK]
    headset.device.asked(Act.HANG_UP, TALKING, 60.0)
    assert headset.shows(IDLE, 60.1) == set()
    assert headset.says("02 00 00", 60.2) == []


def test_answered_by_the_mouse_the_headset_follows_and_its_echo_is_no_press() -> None:
    headset = Played("jabra")
    headset.shows(RINGING, 1.0)
    assert headset.shows(TALKING, 2.0) == {"OFF_HOOK"}
    assert headset.says("02 01 00", 2.05) == []
    assert headset.says("02 01 00", 2.0 + ECHO_SECONDS + 1) == []
    assert headset.says("02 00 00", 9.0) == [Key.HOOK]


def test_answering_a_second_call_puts_the_headset_off_the_hook_again() -> None:
    headset = Played("epos")
    headset.shows(TALKING, 1.0)
    headset.shows(KNOCKED, 2.0)
    assert headset.says("01 00", 3.0) == [Key.HOOK]
    headset.device.asked(Act.ANSWER, KNOCKED, 3.0)
    assert headset.shows(KNOCKED, 3.0) is None
    assert headset.shows(TALKING, 3.1) == {"OFF_HOOK"}
    assert headset.says("01 01", 3.15) == []
    assert headset.says("01 00", 9.0) == [Key.HOOK]


def test_a_press_that_does_nothing_is_taken_back_by_the_lamps() -> None:
    headset = Played("jabra")
    assert headset.says("02 01 00", 1.0) == [Key.HOOK]  # nothing rings
    assert headset.shows(IDLE, 1.0) == set()
    assert headset.shows(IDLE, 1.1) is None
    assert headset.says("02 00 00", 1.1) == []
    headset.shows(RINGING, 5.0)
    assert headset.says("02 01 00", 6.0) == [Key.HOOK]


def test_a_headset_that_insists_is_told_three_times_and_then_left_alone() -> None:
    headset = Played("epos")
    sent = 0
    for at in range(1, 20):
        headset.says("01 01", float(at))
        sent += headset.shows(IDLE, float(at)) is not None
    assert sent == 3
    assert headset.shows(RINGING, 30.0) == {"RING"}  # a change is another matter


def test_what_the_desk_did_not_do_in_time_is_taken_back() -> None:
    headset = Played("jabra")
    headset.shows(RINGING, 1.0)
    headset.says("02 01 00", 2.0)
    headset.device.asked(Act.ANSWER, RINGING, 2.0)
    assert headset.shows(RINGING, 2.0 + PATIENCE_SECONDS - 0.1) is None
    assert headset.shows(RINGING, 2.0 + PATIENCE_SECONDS) == {"RING"}
    assert headset.says("02 01 00", 5.0) == [Key.HOOK]


def test_a_hook_key_that_springs_back_answers_and_does_not_hang_up_when_let_go() -> None:
    headset = Played("yealink")
    headset.shows(RINGING, 1.0)
    assert headset.says("01", 2.0) == [Key.HOOK]
    headset.device.asked(Act.ANSWER, RINGING, 2.0)
    headset.shows(TALKING, 2.02)
    assert headset.says("00", 2.4) == []
    assert headset.says("01", 9.0) == [Key.HOOK]
    assert headset.says("00", 11.0) == []  # held for two seconds: by now it is known


def test_a_quick_release_inside_the_echo_is_not_a_press_either() -> None:
    headset = Played("yealink")
    headset.shows(RINGING, 1.0)
    headset.says("01", 2.0)
    headset.device.asked(Act.ANSWER, RINGING, 2.0)
    headset.shows(TALKING, 2.02)
    assert headset.says("00", 2.1) == []


def test_mute_as_a_pulse() -> None:
    headset = Played("jabra")
    headset.shows(TALKING, 1.0)
    assert headset.says("02 09 00", 3.0) == [Key.MUTE]
    assert headset.shows(MUTED, 3.02) == {"OFF_HOOK", "MUTE", "MICROPHONE"}
    assert headset.says("02 09 00", 3.1) == []  # an echo of the lamp would be a loop
    assert headset.says("02 01 00", 3.2) == []
    assert headset.says("02 09 00", 5.0) == [Key.MUTE]


def test_mute_that_stays_says_which_way() -> None:
    headset = Played("epos")
    headset.shows(TALKING, 1.0)
    assert headset.device.heard({Key.MUTE: True}, 3.0) == (Pressed(Key.MUTE, state=True),)
    headset.shows(MUTED, 3.02)
    assert headset.device.heard({Key.MUTE: True}, 3.1) == ()
    assert headset.device.heard({Key.MUTE: False}, 8.0) == (Pressed(Key.MUTE, state=False),)


def test_mute_that_springs_back_is_found_out() -> None:
    headset = Played("yealink")
    headset.shows(TALKING, 1.0)
    assert headset.says("02", 3.0) == [Key.MUTE]
    assert headset.shows(MUTED, 3.02) is not None
    assert headset.says("00", 3.25) == []
    assert headset.says("02", 5.0) == [Key.MUTE]
    assert headset.says("00", 6.0) == []


def test_a_report_for_another_key_is_no_press_of_the_hook() -> None:
    headset = Played("yealink")
    headset.shows(TALKING, 1.0)  # answered by the mouse: this one's hook bit is 0 all the same
    assert headset.says("02", 3.0) == [Key.MUTE]
    assert headset.says("00", 3.1) == []
    headset = Played("jabra")
    headset.shows(TALKING, 1.0)
    assert headset.says("02 02 00", 3.0) == []  # the line is busy
    assert headset.says("02 00 00", 4.0) == []
    assert headset.says("02 00 00", 5.0) == [Key.HOOK]  # it says so and nothing else: on the hook


def test_declining_is_not_answering_though_the_headset_was_lifted_off_its_base() -> None:
    headset = Played("jabra")
    assert headset.says("02 01 00", 1.0) == [Key.HOOK]
    headset.shows(IDLE, 1.0)
    headset.shows(RINGING, 5.0)
    assert headset.says("02 81 00", 6.0) == [Key.REJECT]


def test_muted_by_the_window_the_lamp_follows_once() -> None:
    headset = Played("epos")
    headset.shows(TALKING, 1.0)
    assert headset.shows(MUTED, 2.0) == {"OFF_HOOK", "MUTE"}
    assert headset.shows(MUTED, 2.1) is None
    assert headset.says("01 03", 2.1) == []
    assert headset.shows(MUTED, 3.0) is None


def test_an_array_tells_presses() -> None:
    headset = Played("dial pad")
    headset.shows(RINGING, 1.0)
    assert headset.says("03 01", 2.0) == [Key.HOOK]
    assert headset.says("03 00", 2.1) == []
    assert headset.says("03 03", 3.0) == [Key.DROP]


@pytest.mark.parametrize("on", [True, False])
def test_a_device_without_lamps_is_sent_none(on: bool) -> None:
    device = Device(Abilities(keys=frozenset({Key.HOOK})))
    device.lamps_due(IDLE, 0.0)
    assert device.heard({Key.HOOK: on}, 5.0) == ((Pressed(Key.HOOK, state=True),) if on else ())
    assert device.lamps_due(TALKING, 6.0) is None
    assert Lamp.OFF_HOOK not in device.abilities.lamps
