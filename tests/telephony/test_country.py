"""What differs by country: whom to call for help, and how people begin to type a number."""

import pytest

from telephony.country import EVERYWHERE, emergency_numbers, international, is_emergency


@pytest.mark.parametrize(
    ("country", "numbers"),
    [
        ("GB", {"112", "999"}),
        ("DE", {"110", "112"}),
        ("US", {"911", "112"}),
        ("FR", {"15", "17", "18", "112"}),
        ("TR", {"112"}),
        ("", set(EVERYWHERE)),
        ("XX", set(EVERYWHERE)),
    ],
)
def test_r73_a_countrys_emergency_numbers(country: str, numbers: set[str]) -> None:
    found = emergency_numbers(country)
    assert numbers <= set(found)
    assert set(EVERYWHERE) <= set(found)
    assert all(is_emergency(number, (), country) for number in found)


@pytest.mark.parametrize(
    "target",
    ["999", "9-9-9", " 9 9 9 ", "tel:999", "sip:999@pbx", "sips:999@pbx;x=y", "<sip:999@pbx>", "９９９"],
)
def test_r73_it_is_known_however_it_is_written(target: str) -> None:
    assert is_emergency(target, (), "GB")


@pytest.mark.parametrize(
    "target",
    ["", "9999", "99", "+44999", "2041", "sip:anna@999", "999anna", "020 7946 0999", "*999", "x" * 5000],
)
def test_what_only_looks_like_one_is_none(target: str) -> None:
    assert not is_emergency(target, (), "GB")


def test_the_numbers_of_the_settings_are_the_only_ones() -> None:
    assert is_emergency("0112", ("0112", "+441234567890"), "GB")
    assert is_emergency("+44 1234 567890", ("0112", "+441234567890"), "GB")
    assert not is_emergency("999", ("0112",), "GB")


@pytest.mark.parametrize(
    ("typed", "country", "kept"),
    [
        ("020 79", "GB", "+442079"),
        ("(020) 7946-0", "GB", "+442079460"),
        ("0044 20", "GB", "+4420"),
        ("030 12", "DE", "+493012"),
        ("0", "GB", "0"),
        ("00", "GB", "00"),
        ("+4420", "GB", "+4420"),
        ("2041", "GB", "2041"),
        ("helen 020", "GB", "helen 020"),
        ("020", "", "020"),
        ("06 12", "IT", "+390612"),
        ("", "GB", ""),
        ("٠٢٠", "GB", "٠٢٠"),
    ],
)
def test_the_beginning_of_a_number_as_numbers_are_kept(typed: str, country: str, kept: str) -> None:
    assert international(typed, country) == kept
