"""The place of the settings: sections, headset, appearance, and that it fits."""

import re
import tomllib
from pathlib import Path

import pytest

from console.desk import intents as ask
from console.desk.seat import Headset
from console.errors import SettingsError
from console.settings import Settings
from console.ui import invented_settings as made
from console.ui.scenes_settings import BOARD
from console.ui.settings.about import THIRD_PARTY
from store.values import replace
from tests.console.ui.screens import Screen
from tests.console.ui.settings.ways import open_, port

ROOT = Path(__file__).resolve().parents[4]


def test_ctrl_comma_opens_the_settings_and_the_rail_says_so(screen: Screen) -> None:
    screen.key("Ctrl+,")
    assert screen.window.place == "settings"
    assert screen.find("rail.settings").isChecked()
    assert screen.visible("rail.demo")


def test_a_section_is_reached_by_its_row(screen: Screen) -> None:
    open_(screen, "sound")
    screen.press("settings.section.states")
    assert screen.window.pages.settings.chosen == "states"
    assert screen.visible("settings.queue.login")
    assert not screen.visible("settings.microphone")


@pytest.mark.parametrize("width", [1440, 960])
def test_every_card_fits_in_the_window(screen: Screen, width: int) -> None:
    screen.window.resize(width, 700)
    for section in ("sound", "account", "keys", "states", "appearance", "about"):
        open_(screen, section)
        inside = screen.window.pages.settings._scroller.inside
        assert (
            inside.minimumSizeHint().width() <= screen.window.pages.settings._scroller.viewport().width()
        ), section


def test_the_microphone_is_open_only_while_its_meter_is_looked_at(screen: Screen) -> None:
    screen.window.go("settings")
    screen.window.go("settings.account")
    screen.window.go("settings.sound")
    screen.window.go("desk")
    assert [i.on for i in screen.desk.take(ask.WatchLevels)] == [True, False, True, False]


def test_a_headset_says_what_its_keys_do(screen: Screen) -> None:
    open_(screen, "sound")
    assert screen.text("settings.headset.hook") == "answers and hangs up"
    screen.show(replace(BOARD, headset=Headset()))
    assert "No headset with keys" in screen.text("settings.headset.none")
    screen.show(replace(BOARD, headset=replace(made.KEYS, problem="no_access")))
    assert "does not let Warmline read" in screen.text("settings.headset.problem.what")


def test_a_theme_is_there_at_once(screen: Screen) -> None:
    open_(screen, "appearance")
    screen.press("settings.ui.theme.dark")
    assert screen.window.theme.dark
    assert port(screen).settings.ui.theme == "dark"
    screen.press("settings.ui.theme.light")
    assert not screen.window.theme.dark


def test_what_cannot_be_saved_is_not_put_in_force(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    open_(screen, "appearance")

    def refuse(_: Settings) -> None:
        raise SettingsError(Path("config.toml"), "", "cannot be written (No space left on device).")

    monkeypatch.setattr(port(screen), "change", refuse)
    screen.press("settings.ui.theme.dark")
    assert not screen.window.theme.dark
    assert screen.text("settings.ui.problem.what").startswith("Cannot be written")


def test_about_names_every_package_that_is_needed() -> None:
    needed = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    names = {re.split(r"[^\w-]", line)[0].lower().split("-")[0] for line in needed}
    told = " ".join(name for name, _, _ in THIRD_PARTY).lower()
    assert {name for name in names if name not in told} == set()


def test_about_says_version_and_licence(screen: Screen) -> None:
    open_(screen, "about")
    assert screen.text("settings.about.version")
    assert "pjproject" in screen.find("settings.about.licences").toPlainText()
