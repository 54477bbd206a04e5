"""Report descriptors: usual ones are read to the bit, damaged and hostile ones are refused quickly."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.headset.descriptor import DescriptorError, Kind, Layout, parse
from console.headset.reports import Abilities, Key, Lamp, abilities, is_telephone, keys_in, lamp_reports
from tests.console.headset import headsets


def bit(layout: Layout, usage: int) -> tuple[int, int]:
    """Report and bit of a usage."""
    (found,) = [(f.report, f.at) for f in layout.fields if usage in f.usages]
    return found


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "jabra",
            Abilities(
                keys=frozenset(Key) - {Key.DROP},
                pulses=frozenset({Key.MUTE, Key.FLASH, Key.REDIAL, Key.REJECT}),
                lamps=frozenset(Lamp),
            ),
        ),
        (
            "poly",
            Abilities(
                keys=frozenset({Key.HOOK, Key.MUTE, Key.FLASH, Key.REDIAL}),
                pulses=frozenset({Key.MUTE, Key.FLASH, Key.REDIAL}),
                lamps=frozenset({Lamp.OFF_HOOK, Lamp.MUTE, Lamp.RING, Lamp.HOLD}),
            ),
        ),
        (
            "epos",
            Abilities(
                keys=frozenset({Key.HOOK, Key.MUTE, Key.DROP}),
                pulses=frozenset({Key.DROP}),
                lamps=frozenset({Lamp.OFF_HOOK, Lamp.MUTE, Lamp.RING}),
            ),
        ),
        (
            "yealink",
            Abilities(
                keys=frozenset({Key.HOOK, Key.MUTE, Key.FLASH, Key.REDIAL}),
                lamps=frozenset({Lamp.OFF_HOOK, Lamp.MUTE, Lamp.RING}),
            ),
        ),
        (
            "dial pad",
            Abilities(
                keys=frozenset({Key.HOOK, Key.MUTE, Key.DROP, Key.REDIAL}),
                presses=frozenset({Key.HOOK, Key.MUTE, Key.DROP, Key.REDIAL}),
                lamps=frozenset({Lamp.OFF_HOOK}),
            ),
        ),
    ],
)
def test_a_usual_headset_is_understood(name: str, expected: Abilities) -> None:
    layout = parse(headsets.ALL[name])
    assert abilities(layout) == expected
    assert is_telephone(layout)


def test_a_mouse_is_no_telephone_though_it_has_a_button_7() -> None:
    layout = parse(headsets.MOUSE)
    assert Key.REJECT in abilities(layout).keys
    assert not is_telephone(layout)


def test_bits_stand_where_the_descriptor_says() -> None:
    layout = parse(headsets.JABRA)
    assert bit(layout, Key.HOOK) == (2, 0)
    assert bit(layout, Key.MUTE) == (2, 3)
    assert bit(layout, Key.REJECT) == (2, 7)
    assert bit(layout, Lamp.RING) == (2, 2)
    assert layout.length(Kind.INPUT, 2) == 2
    assert layout.length(Kind.OUTPUT, 2) == 2
    assert layout.collections == (0x0C0001, 0x0B0005)


@pytest.mark.parametrize(
    ("name", "report", "down"),
    [
        ("jabra", "02 01 00", {Key.HOOK}),
        ("jabra", "02 03 00", {Key.HOOK, Key.BUSY}),
        ("jabra", "02 09 00", {Key.HOOK, Key.MUTE}),
        ("jabra", "02 80 00", {Key.REJECT}),
        ("jabra", "01 01", set()),  # volume
        ("poly", "08 01", {Key.HOOK}),
        ("poly", "09 01", {Key.MUTE}),
        ("epos", "01 04", {Key.DROP}),
        ("yealink", "02", {Key.MUTE}),
        ("dial pad", "03 01", {Key.HOOK}),
        ("dial pad", "03 03", {Key.DROP}),
        ("dial pad", "03 00", set()),
        ("dial pad", "03 ff", set()),
    ],
)
def test_a_recorded_report_says_which_keys_are_down(name: str, report: str, down: set[Key]) -> None:
    keys = keys_in(parse(headsets.ALL[name]), bytes.fromhex(report))
    assert {key for key, on in keys.items() if on} == down


@pytest.mark.parametrize("report", ["", "02", "08", "ff ff ff ff", "00"])
def test_a_report_that_is_short_or_unknown_says_nothing_of_what_it_lacks(report: str) -> None:
    assert not any(keys_in(parse(headsets.JABRA), bytes.fromhex(report)).values())


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("jabra", ["02 0700"]),
        ("poly", ["17 01", "18 01", "19 01", "1a 00"]),
        ("epos", ["02 07"]),
        ("yealink", ["00 07"]),  # without report numbers hidapi wants a 0 before the report
        ("dial pad", ["03 01"]),
    ],
)
def test_lamps_are_sent_where_the_descriptor_says(name: str, sent: list[str]) -> None:
    lit = {Lamp.OFF_HOOK: True, Lamp.MUTE: True, Lamp.RING: True}
    assert lamp_reports(parse(headsets.ALL[name]), lit) == tuple(bytes.fromhex(each) for each in sent)


def test_pushed_state_comes_back() -> None:
    layout = parse(
        bytes.fromhex("05 0b 09 05 a1 01 75 01 95 01 a4 05 08 75 08 09 09 91 02 b4 09 20 81 02 c0")
    )
    assert bit(layout, Lamp.MUTE) == (0, 0)
    (hook,) = [f for f in layout.fields if Key.HOOK in f.usages]
    assert hook.bits == 1


def test_a_usage_of_four_bytes_brings_its_own_page() -> None:
    layout = parse(bytes.fromhex("05 0c 09 01 a1 01 0b 20 00 0b 00 75 01 95 01 81 02 c0"))
    assert abilities(layout).keys == {Key.HOOK}


def test_long_items_are_passed_over() -> None:
    assert parse(bytes.fromhex("fe 03 00 aa bb cc") + headsets.EPOS).fields


@pytest.mark.parametrize(
    "broken",
    [
        "",
        "05",  # ends inside an item
        "fe",
        "05 0b a1 01",  # ends inside a collection
        "c0",
        "b4",
        "85 00",
        "75 ff 97 ff ff ff 7f 81 01",  # a report of 70 GB
        "a1 01" * 40,
        "a4" * 40,
        "07 00 00 01 00",
    ],
)
def test_a_damaged_descriptor_is_refused(broken: str) -> None:
    with pytest.raises(DescriptorError):
        parse(bytes.fromhex(broken))


def test_a_descriptor_of_many_fields_is_refused() -> None:
    with pytest.raises(DescriptorError):
        parse(bytes.fromhex("05 0b 09 05 a1 01 09 20 75 01 96 ff 7f 81 02 c0"))
    with pytest.raises(DescriptorError):
        parse(b"\x00" * 5000)


def test_all_usages_of_a_page_in_one_array_are_no_reason_to_refuse() -> None:
    everything = bytes.fromhex("05 0c 09 01 a1 01 19 00 2a ff ff 75 10 95 04 81 00 c0")
    assert is_telephone(parse(everything + headsets.EPOS))


@given(st.binary(max_size=300))
def test_noise_is_read_or_refused(noise: bytes) -> None:
    try:
        layout = parse(noise)
    except DescriptorError:
        return
    keys_in(layout, noise)
    lamp_reports(layout, dict.fromkeys(Lamp, True))


@pytest.mark.parametrize("name", sorted(headsets.ALL))
def test_a_descriptor_with_wrong_bytes_is_read_or_refused(name: str) -> None:
    chance = random.Random(name)  # noqa: S311 - repeatable damage
    for _ in range(300):
        broken = bytearray(headsets.ALL[name])
        for _ in range(chance.randrange(1, 6)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        try:
            layout = parse(bytes(broken))
        except DescriptorError:
            continue
        keys_in(layout, bytes(broken[:8]))
        lamp_reports(layout, {Lamp.MUTE: True})
