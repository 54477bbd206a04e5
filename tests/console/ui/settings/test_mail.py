"""The account that customers are written from, in the settings (R29)."""

from pathlib import Path

import pytest

from console.errors import SettingsError
from console.settings_mail import Mail, check
from store.values import replace
from tests.console.ui.screens import Screen


def opened(screen: Screen) -> None:
    screen.window.go("settings.mail")
    screen.settle()


def fill(screen: Screen, **values: str) -> None:
    for key, text in values.items():
        field = screen.find(f"settings.mail.{key}")
        field.setText("")
        screen.type(f"settings.mail.{key}", text)


def test_R29_it_is_off_until_an_account_is_set(screen: Screen) -> None:
    opened(screen)
    assert screen.text("settings.mail.pill") == "Off"
    assert not screen.find("settings.mail.try").isEnabled()
    fill(
        screen,
        host="mail.center.example",
        sender="support@center.example",
        username="desk",
        password="secret",
    )
    screen.press("settings.mail.use")
    port = screen.window._settings_port()
    assert port.settings.mail.host == "mail.center.example"
    assert port.mail_passwords == ["secret"]  # type: ignore[attr-defined]
    assert screen.text("settings.mail.pill") == "On"
    assert screen.text("settings.mail.password") == "", "it is shown nowhere"


@pytest.mark.parametrize("answer", ["", "mail.center.example refuses the login of desk: 535 no."])
def test_R29_a_test_message_says_how_it_went(screen: Screen, answer: str) -> None:
    opened(screen)
    fill(screen, host="mail.center.example", sender="support@center.example")
    screen.press("settings.mail.use")
    screen.window._settings_port().mail_answer = answer  # type: ignore[attr-defined]
    screen.press("settings.mail.try")
    told = screen.text("settings.mail.problem.what"), screen.text("settings.mail.problem.remedy")
    if answer:
        assert told == ("It was not sent.", answer)
    else:
        assert "support@center.example" in told[0]
    assert screen.find("settings.mail.try").isEnabled()


def test_R29_a_port_that_is_none_stays_typed_with_the_reason(screen: Screen) -> None:
    opened(screen)
    fill(screen, port="many")
    screen.press("settings.mail.use")
    assert "whole number" in screen.text("settings.mail.port.problem")
    assert screen.text("settings.mail.port") == "many"
    screen.press("settings.mail.undo")
    assert screen.text("settings.mail.port") == "0"


@pytest.mark.parametrize(
    ("values", "key"),
    [
        ({"host": "mail.example"}, "mail.sender"),
        ({"host": "mail.example", "sender": "nobody"}, "mail.sender"),
        ({"sender": "a@b.example", "reply_to": "a b"}, "mail.reply_to"),
        ({"username": "desk", "security": "none"}, "mail.security"),
        ({"survey_url": "https://c.example/?s={score}"}, "mail.survey_url"),
        ({"survey_url": "ftp://c.example/{score}{token}"}, "mail.survey_url"),
        ({"survey_url": "https://c.example/{score}{token}{who}"}, "mail.survey_url"),
    ],
)
def test_R29_what_no_account_may_say(values: dict[str, str], key: str) -> None:
    with pytest.raises(SettingsError) as refused:
        check(Path("config.toml"), replace(Mail(), **values))  # type: ignore[arg-type]
    assert refused.value.key == key


def test_R31_a_page_of_the_centers_own() -> None:
    check(Path("x"), Mail(survey_url="https://c.example/rate?s={score}&t={token}"))
