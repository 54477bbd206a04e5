"""What is typed is saved when it is left; what cannot be saved stays, with the reason."""

from pathlib import Path

import msgspec
import pytest

from console.settings import Settings
from console.ui.settings.states import FORMS
from store.values import replace
from tests.console.ui.screens import Screen
from tests.console.ui.settings.ways import choose, leave, open_, port


def test_a_field_is_saved_when_it_is_left(screen: Screen) -> None:
    open_(screen, "states")
    leave(screen, "settings.states.wrapup_seconds", "90")
    leave(screen, "settings.states.reasons", "break, lunch,  training ,")
    choose(screen, "settings.calls.auto_answer", "asked")
    settings = port(screen).settings
    assert settings.states.wrapup_seconds == 90
    assert settings.states.reasons == ("break", "lunch", "training")
    assert settings.calls.auto_answer == "asked"


def test_a_number_that_is_none_stays_typed_and_is_explained(screen: Screen) -> None:
    open_(screen, "states")
    leave(screen, "settings.states.wrapup_seconds", "soon")
    assert screen.text("settings.states.wrapup_seconds.problem") == "Whole seconds, please."
    assert screen.find("settings.states.wrapup_seconds").text() == "soon"
    assert port(screen).settings.states.wrapup_seconds == 0
    leave(screen, "settings.states.wrapup_seconds", "30")
    assert screen.text("settings.states.wrapup_seconds.problem") == ""
    assert port(screen).settings.states.wrapup_seconds == 30


@pytest.mark.parametrize("pbx", sorted(FORMS))
def test_the_codes_of_a_pbx_are_filled_in(screen: Screen, pbx: str) -> None:
    open_(screen, "states")
    screen.press(f"settings.queue.form.{pbx}")
    assert msgspec.to_builtins(port(screen).settings.queue) == FORMS[pbx]
    assert screen.find("settings.queue.login").text() == FORMS[pbx]["login"]
    screen.press("settings.queue.form.none")
    assert port(screen).settings.queue.login == ""


@pytest.mark.parametrize("pbx", sorted(FORMS))
def test_the_codes_that_are_offered_can_be_saved(tmp_path: Path, pbx: str) -> None:
    from console import settings_file
    from console.settings import load
    from console.settings_calls import Queue

    file = tmp_path / "config.toml"
    settings_file.save(file, replace(Settings(), queue=Queue(**FORMS[pbx])))
    assert msgspec.to_builtins(load(file).queue) == FORMS[pbx]
