"""What is typed is grouped, what is pasted is reduced to what can be dialled, and nothing is ever made up."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.ui.phone import numbers
from console.ui.phone.numbers import Typed


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", Typed.NOTHING),
        ("  ", Typed.NOTHING),
        ("2", Typed.EXTENSION),
        ("2041", Typed.EXTENSION),
        ("207946", Typed.EXTENSION),
        ("0207946", Typed.NUMBER),
        ("+4", Typed.NUMBER),
        ("+", Typed.NUMBER),
        ("020 7946 0420", Typed.NUMBER),
        ("(020) 7946-0420", Typed.NUMBER),
        ("*43", Typed.CODE),
        ("#31#0207", Typed.CODE),
        ("sip:2041@pbx.example", Typed.ADDRESS),
        ("anna@pbx.example", Typed.ADDRESS),
        ("tel:+442079460420", Typed.ADDRESS),
        ("Anna", Typed.NAME),
        ("2nd floor", Typed.NAME),
    ],
)
def test_what_stands_there_is_known_by_its_characters(text: str, kind: Typed) -> None:
    assert numbers.kind(text) is kind


@pytest.mark.parametrize(
    ("text", "country", "shown"),
    [
        ("02079460420", "GB", "020 7946 0420"),
        ("+442079460420", "DE", "+44 20 7946 0420"),
        ("00442079460420", "GB", "00 44 20 7946 0420"),
        ("4155550132", "US", "(415) 555-0132"),
        ("2041", "GB", "2041"),
        ("*43", "GB", "*43"),
        ("sip:2041@pbx.example", "GB", "sip:2041@pbx.example"),
        ("Anna P", "GB", "Anna P"),
        ("02079460420", "", "02079460420"),
        ("٠٢٠٧٩٤٦٠٤٢٠", "GB", "020 7946 0420"),
    ],
)
def test_a_number_is_grouped_as_its_country_does_and_nothing_else_is_touched(
    text: str, country: str, shown: str
) -> None:
    assert numbers.as_typed(text, country) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Tel.: +44 (0)20 7946-0420 ext. 12", "+44 20 7946 0420"),
        ("+49 (0) 30 / 23125‑190", "+49 30 23125190"),
        ("tel:+44-20-7946-0420;ext=3", "+44 20 7946 0420"),
        ("callto://+442079460420", "+44 20 7946 0420"),
        ("Bob <tel:+442079460420>", "+44 20 7946 0420"),
        ("\u202a+44 20 7946 0420\u202c\n", "+44 20 7946 0420"),
        ("020\u00a07946\u00a00420", "+44 20 7946 0420"),
        ("please call 020 7946 0420 now", "+44 20 7946 0420"),
        ("2041\n", "2041"),
        ("*43#", "*43#"),
        ("<sip:2041@pbx.example>", "sip:2041@pbx.example"),
        ("Anna\tPetrova\r\n", "Anna Petrova"),
        ("", ""),
    ],
)
def test_what_is_pasted_becomes_what_was_meant(text: str, shown: str) -> None:
    assert numbers.from_paste(text, "GB") == shown


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=400))
def test_no_pasted_text_fails_or_leaves_a_line_break(text: str) -> None:
    made = numbers.from_paste(text, "GB")
    assert not set(made) & {"\r", "\n", "\0", "\u202e"}
    assert len(made) <= 256


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="+0123456789 ()-", max_size=24), st.sampled_from(["GB", "US", "DE", "IT", "JP", ""]))
def test_grouping_changes_no_digit(text: str, country: str) -> None:
    assert numbers.digits(numbers.as_typed(text, country)) == numbers.digits(text)


@pytest.mark.parametrize(
    ("text", "emergency"),
    [
        ("112", True),
        ("1 1 2", True),
        ("999", True),
        ("1120", False),
        ("+112", False),
        ("one 112", False),
        ("", False),
    ],
)
def test_only_a_whole_emergency_number_is_one(text: str, emergency: bool) -> None:
    assert numbers.is_emergency(text, ("112", "999"), "GB") is emergency


@pytest.mark.parametrize(("text", "country"), [("999", "GB"), ("110", "DE"), ("911", "DE"), ("112", "")])
def test_without_any_in_the_settings_they_are_the_countrys(text: str, country: str) -> None:
    assert numbers.is_emergency(text, (), country)
    assert not numbers.is_emergency("2041", (), country)
