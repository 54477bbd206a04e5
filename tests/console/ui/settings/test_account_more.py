"""What few PBXs need of the account: folded away, checked as the file is, and used with the rest of it."""

from pathlib import Path

import pytest

from console.settings import Sip, load
from tests.console.ui.screens import Screen
from tests.console.ui.settings.ways import Real, choose, fill, open_

ACCOUNT = '# mine\n[sip]\nid = "2041"\nregistrar = "pbx.example"\n'


@pytest.fixture
def real(screen: Screen, tmp_path: Path) -> Real:
    made = Real(screen, tmp_path, ACCOUNT)
    open_(screen, "account")
    return made


def test_it_is_folded_away_until_it_is_asked_for(screen: Screen, real: Real) -> None:
    assert screen.visible("settings.sip.registrar")
    assert not screen.visible("settings.sip.trusted")
    assert screen.text("settings.sip.more.note") == "as usual"
    screen.press("settings.sip.more")
    assert screen.visible("settings.sip.trusted")
    screen.press("settings.sip.more")
    assert not screen.visible("settings.sip.trusted")
    assert real.used == []


def test_all_of_it_is_saved_and_given_to_the_telephone_at_once(screen: Screen, real: Real) -> None:
    screen.press("settings.sip.more")
    fill(screen, "settings.sip.trusted", "10.0.0.7, 10.1.0.0/24 ,sbc.example,")
    fill(screen, "settings.sip.register_seconds", "120")
    fill(screen, "settings.sip.bind", "127.0.0.1")
    fill(screen, "settings.sip.port", "5062")
    fill(screen, "settings.sip.proxy", "proxy.example")
    choose(screen, "settings.sip.dtmf", "info")
    choose(screen, "settings.sip.hold_music", "own")
    screen.press("settings.sip.use")
    sip, (account,) = load(real.file).sip, real.used
    for told in (sip, account):
        assert told.trusted == ("10.0.0.7", "10.1.0.0/24", "sbc.example")
        assert (told.register_seconds, told.bind, told.port) == (120, "127.0.0.1", 5062)
        assert (told.dtmf, told.hold_music) == ("info", "own")
    assert real.file.read_text().startswith("# mine\n")
    assert screen.text("settings.sip.more.note") == "7 not as usual"


def test_what_is_emptied_is_as_usual_and_leaves_the_file(screen: Screen, tmp_path: Path) -> None:
    text = ACCOUNT + 'bind = "127.0.0.1"\nport = 5062\nregister_seconds = 60\ntrusted = ["10.0.0.7"]\n'
    real = Real(screen, tmp_path, text)
    open_(screen, "account")
    screen.press("settings.sip.more")
    assert screen.text("settings.sip.trusted") == "10.0.0.7"
    for key in ("bind", "port", "register_seconds", "trusted"):
        fill(screen, f"settings.sip.{key}", "")
    screen.press("settings.sip.use")
    assert real.file.read_text() == ACCOUNT
    assert screen.text("settings.sip.bind") == Sip().bind


@pytest.mark.parametrize(
    ("key", "text", "problem"),
    [
        ("register_seconds", "now and then", "A whole number, please."),
        ("register_seconds", "29", "a number of seconds from 30 to 7200"),
        ("register_seconds", "9" * 5000, "A whole number, please."),
        ("port", "-1", "A whole number, please."),
        ("port", "70000", "a port from 1 to 65535"),
        ("bind", "pbx", "must be one of this machine"),
        ("trusted", "10.0.0.7, <b>", "“<b>” is no address, network or name"),
        ("trusted", "10.0.0.300", "“10.0.0.300” is no address, network or name"),
        ("trusted", "10.1.0.0/99", "“10.1.0.0/99” is no address, network or name"),
        ("proxy", "sip:me:secret@proxy.example", "password"),
    ],
)
def test_what_is_not_allowed_unfolds_it_stays_typed_and_changes_nothing(
    screen: Screen, real: Real, key: str, text: str, problem: str
) -> None:
    field = screen.find(f"settings.sip.{key}")
    field.setText(text)
    field.textEdited.emit(text)
    screen.press("settings.sip.use")
    screen.settle()
    assert screen.visible(f"settings.sip.{key}.problem")
    assert problem in screen.text(f"settings.sip.{key}.problem")
    assert field.text() == text[: field.maxLength()]
    assert real.file.read_text() == ACCOUNT
    assert real.used == []
    area = screen.window.pages.settings._scroller.viewport()
    assert area.rect().contains(field.mapTo(area, field.rect().center())), "it is scrolled to"
    screen.press("settings.sip.undo")
    assert screen.text(f"settings.sip.{key}.problem") == ""
    assert field.text() != text
