"""The account: how it stands, and how it is changed."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QLineEdit

from console.desk import intents as ask
from console.errors import SettingsError
from console.settings import Settings
from console.ui import gallery, invented
from console.ui.scenes import SCENES
from console.ui.scenes_settings import BOARD
from store.values import replace
from telephony.events import RegistrationState
from tests.console.ui.screens import Screen
from tests.console.ui.settings.ways import choose, leave, open_, port


def test_the_account_says_who_where_and_how(screen: Screen) -> None:
    open_(screen, "account")
    assert screen.text("settings.account.who") == "2041 on pbx.example"
    assert screen.text("settings.account.transport") == "TLS, media SRTP"
    assert screen.text("settings.account.codecs") == "G.722, G.711 A-law, G.711 µ-law"


def test_the_codecs_are_those_of_the_engine() -> None:
    from console.ui.settings.account import CODECS
    from telephony.engine.library import PRIORITIES

    by_priority = sorted(PRIORITIES, key=lambda c: -PRIORITIES[c])
    names = {"G722/16000": "G.722", "PCMA/8000": "G.711 A-law", "PCMU/8000": "G.711 µ-law"}
    assert ", ".join(names[c] for c in by_priority) == CODECS


def test_registering_again_is_one_press(screen: Screen) -> None:
    open_(screen, "account")
    screen.desk.take()
    screen.press("settings.register")
    assert screen.desk.take() == [ask.RegisterAgain()]


@pytest.mark.parametrize("scene", ["settings_account_password", "settings_account_certificate"])
def test_a_problem_is_said_with_its_remedy(screen: Screen, scene: str) -> None:
    gallery.show(screen.window, SCENES[scene]())
    assert screen.text("settings.account.problem.what")
    assert "Settings, Account" in screen.text("settings.account.problem.remedy")


def test_an_account_is_changed_together_and_registered_with(screen: Screen) -> None:
    open_(screen, "account")
    screen.type("settings.sip.password", "hush")
    leave(screen, "settings.sip.registrar", "pbx2.example")
    choose(screen, "settings.sip.transport", "tcp")
    assert port(screen).settings.sip.registrar == "pbx.example"
    screen.press("settings.sip.use")
    sip = port(screen).settings.sip
    assert (sip.registrar, sip.transport) == ("pbx2.example", "tcp")
    assert port(screen).accounts == ["hush"]
    assert screen.find("settings.sip.password").text() == ""


def test_a_password_is_never_shown(screen: Screen) -> None:
    open_(screen, "account")
    assert screen.find("settings.sip.password").echoMode() is QLineEdit.EchoMode.Password


def test_what_is_not_allowed_stays_typed_with_the_reason_beneath(
    screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_(screen, "account")

    def refuse(_: Settings) -> None:
        raise SettingsError(Path("config.toml"), "sip.id", "is missing: whom should the registrar know?")

    monkeypatch.setattr(port(screen), "change", refuse)
    leave(screen, "settings.sip.id", "20 41")
    screen.press("settings.sip.use")
    assert screen.text("settings.sip.id.problem") == "Is missing: whom should the registrar know?"
    assert screen.find("settings.sip.id").text() == "20 41"
    assert screen.find("settings.sip.id").property("bad") == "1"
    screen.show(replace(BOARD, phone=replace(invented.PHONE, registration=RegistrationState.TRYING)))
    assert screen.find("settings.sip.id").text() == "20 41"


def test_undo_forgets_what_was_typed(screen: Screen) -> None:
    open_(screen, "account")
    leave(screen, "settings.sip.id", "3107")
    screen.press("settings.sip.undo")
    assert screen.find("settings.sip.id").text() == "2041"
    assert port(screen).accounts == []


def test_the_log_is_shown_and_hidden(screen: Screen) -> None:
    open_(screen, "account")
    screen.press("settings.log")
    assert "200 OK" in screen.find("settings.log.text").toPlainText()
    screen.press("settings.log")
    assert not screen.visible("settings.log.text")


def test_a_log_that_cannot_be_read_is_said(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    open_(screen, "account")

    def fail() -> Any:
        raise OSError(13, "Permission denied")

    monkeypatch.setattr(port(screen), "log", fail)
    screen.press("settings.log")
    assert "Permission denied" in screen.find("settings.log.text").toPlainText()
