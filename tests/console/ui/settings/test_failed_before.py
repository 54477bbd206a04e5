"""How the PBX says that a machine has failed a caller, set in the window."""

from pathlib import Path

import pytest

from console.settings import load
from console.ui.scenes_settings import BOARD
from tests.console.ui.screens import Screen
from tests.console.ui.settings.ways import Real, fill, leave, open_

ACCOUNT = '[sip]\nid = "2041"\nregistrar = "pbx.example"\n'


@pytest.fixture
def real(screen: Screen, tmp_path: Path) -> Real:
    made = Real(screen, tmp_path, ACCOUNT)
    open_(screen, "states")
    return made


def test_tables_are_typed_as_pairs_and_saved_when_they_are_left(screen: Screen, real: Real) -> None:
    leave(screen, "settings.calls.marks", "chatbot=bot, menu = ivr,")
    leave(screen, "settings.calls.failed_lines", "2900 = bot")
    calls = load(real.file).calls
    assert calls.marks == {"chatbot": "bot", "menu": "ivr"}
    assert calls.failed_lines == {"2900": "bot"}
    screen.show(BOARD)
    assert screen.text("settings.calls.marks") == "chatbot = bot, menu = ivr"
    fill(screen, "settings.calls.marks", "")
    leave(screen, "settings.calls.mark_header", "")
    assert load(real.file).calls.marks == {}


def test_another_header_is_given_to_the_telephone_at_once(screen: Screen, real: Real) -> None:
    leave(screen, "settings.calls.mark_header", "X-Failed")
    assert load(real.file).calls.mark_header == "X-Failed"
    assert [account.mark_header for account in real.used] == ["X-Failed"]


@pytest.mark.parametrize(
    ("key", "text", "problem"),
    [
        ("mark_header", "From", "the name of a header"),
        ("mark_header", "X-A: b\\r\\n", "the name of a header"),
        ("marks", "chatbot is a bot", "“chatbot is a bot” is not understood"),
        ("marks", "chatbot = human", "“chatbot = human” is not understood"),
        ("marks", "= bot", "“= bot” is not understood"),
        ("marks", "menu = ivr, menu = bot", "“menu” occurs twice."),
        ("failed_lines", "2900", "“2900” is not understood"),
    ],
)
def test_what_is_not_understood_stays_typed_and_changes_nothing(
    screen: Screen, real: Real, key: str, text: str, problem: str
) -> None:
    leave(screen, f"settings.calls.{key}", text)
    assert problem in screen.text(f"settings.calls.{key}.problem")
    assert screen.text(f"settings.calls.{key}") == text
    assert real.file.read_text() == ACCOUNT
    assert real.used == []
