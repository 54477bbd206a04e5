"""What was typed on a card whose fields are used together, as values of the settings."""

import pytest

from console.settings import Settings
from console.ui.settings.typed import is_wrong_number, text_of, value_of
from store.values import replace

SETTINGS = Settings()


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("sip.port", "5062", 5062),
        ("sip.port", "", 0),
        ("sip.bind", "", "0.0.0.0"),  # noqa: S104 - compared only
        ("sip.trusted", "10.0.0.7, sbc.example,", ("10.0.0.7", "sbc.example")),
        ("sip.trusted", "", ()),
        ("mail.host", "mail.example", "mail.example"),
        ("mail.security", "", "starttls"),
        ("recording.url", "", ""),
    ],
)
def test_what_is_typed_is_a_value_of_its_key_and_nothing_is_the_usual_one(
    key: str, text: str, value: object
) -> None:
    assert value_of(SETTINGS, key, text) == value


def test_what_is_shown_is_read_back_as_it_was() -> None:
    sip = replace(SETTINGS.sip, port=5062, trusted=("10.0.0.7", "sbc.example"))
    settings = replace(SETTINGS, sip=sip)
    for key in ("sip.port", "sip.trusted", "sip.bind", "mail.port", "recording.encrypt"):
        section, _, name = key.partition(".")
        assert value_of(settings, key, text_of(settings, key)) == getattr(getattr(settings, section), name)


@pytest.mark.parametrize(
    ("key", "text", "wrong"),
    [
        ("mail.port", "many", True),
        ("mail.port", "-1", True),
        ("mail.port", "9" * 5000, True),
        ("mail.port", "587", False),
        ("mail.port", "", False),
        ("mail.host", "many", False),
    ],
)
def test_a_number_is_wanted_only_where_the_settings_have_one(key: str, text: str, wrong: bool) -> None:
    assert is_wrong_number(SETTINGS, key, text) is wrong
