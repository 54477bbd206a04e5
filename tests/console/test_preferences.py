"""The settings as the window changes them: saved, put in force, and the password where it belongs."""

from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest
from pytestqt.qtbot import QtBot

from console import secrets
from console.errors import SecretsError, SettingsError
from console.preferences import Preferences
from console.settings import Settings, load
from store.values import replace
from telephony.commands import Account

ACCOUNT = '[sip]\nid = "2041"\nregistrar = "pbx.example"\n'


class Desk:
    """What the preferences tell."""

    def __init__(self) -> None:
        self.applied: list[Settings] = []
        self.used: list[Account] = []
        self.told: list[str] = []


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def make(qtbot: QtBot, tmp_path: Path, desk: Desk) -> Callable[..., Preferences]:
    assert qtbot is not None

    def made(text: str = ACCOUNT, password: str = "") -> Preferences:
        file = tmp_path / "config.toml"
        if text:
            file.write_text(text)
        return Preferences(
            file,
            load(file),
            password=password,
            log=tmp_path / "engine.log",
            applied=desk.applied.append,
            use=desk.used.append,
        )

    return made


def with_sip(settings: Settings, **changes: str) -> Settings:
    return replace(settings, sip=replace(settings.sip, **changes))  # type: ignore[arg-type]


def with_theme(settings: Settings, theme: Literal["system", "light", "dark"]) -> Settings:
    return replace(settings, ui=replace(settings.ui, theme=theme))


def test_a_change_is_in_the_file_and_in_force(make: Callable[..., Preferences], desk: Desk) -> None:
    preferences = make()
    preferences.change(with_theme(preferences.settings, "dark"))
    assert load(Path(preferences.file)).ui.theme == "dark"
    assert desk.applied == [preferences.settings]
    assert preferences.settings.ui.theme == "dark"


def test_no_change_is_no_write(make: Callable[..., Preferences], desk: Desk) -> None:
    preferences = make("")
    preferences.change(preferences.settings)
    assert not Path(preferences.file).exists()
    assert desk.applied == []


def test_finishing_writes_a_file_even_if_all_is_as_usual(make: Callable[..., Preferences]) -> None:
    preferences = make("")
    preferences.finish(preferences.settings)
    assert Path(preferences.file).read_text() == ""


def test_a_refused_change_changes_nothing(make: Callable[..., Preferences], desk: Desk) -> None:
    preferences = make()
    before = preferences.settings
    wrong = with_sip(before, registrar="pbx.example?x=y")
    with pytest.raises(SettingsError):
        preferences.check(wrong)
    with pytest.raises(SettingsError):
        preferences.change(wrong)
    assert preferences.settings == before
    assert Path(preferences.file).read_text() == ACCOUNT
    assert desk.applied == []


def test_checking_writes_nothing(make: Callable[..., Preferences]) -> None:
    preferences = make()
    preferences.check(with_sip(preferences.settings, registrar="pbx2.example"))
    assert Path(preferences.file).read_text() == ACCOUNT


def test_two_changes_one_after_the_other_are_not_somebody_elses(make: Callable[..., Preferences]) -> None:
    preferences = make()
    preferences.change(with_theme(preferences.settings, "dark"))
    preferences.change(with_theme(preferences.settings, "light"))
    assert load(Path(preferences.file)).ui.theme == "light"


def test_what_an_editor_has_saved_meanwhile_is_not_overwritten(make: Callable[..., Preferences]) -> None:
    preferences = make()
    Path(preferences.file).write_text(ACCOUNT + "# by hand\n")
    with pytest.raises(SettingsError, match="somebody else"):
        preferences.change(with_theme(preferences.settings, "dark"))
    assert Path(preferences.file).read_text() == ACCOUNT + "# by hand\n"


def test_without_a_keyring_a_password_is_known_for_this_run(
    make: Callable[..., Preferences], desk: Desk, qtbot: QtBot
) -> None:
    preferences = make()
    preferences.use_account("hush", desk.told.append)
    assert [a.password for a in desk.used] == ["hush"]
    qtbot.waitUntil(lambda: bool(desk.told), timeout=15_000)
    assert "WARMLINE_SIP_PASSWORD" in desk.told[0]
    preferences.use_account("", desk.told.append)
    assert [a.password for a in desk.used] == ["hush", "hush"]


def test_with_a_keyring_a_password_is_kept_there(
    make: Callable[..., Preferences], desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[tuple[str, str]] = []
    monkeypatch.setattr(secrets, "keep_password", lambda uri, secret: kept.append((uri, secret)))
    preferences = make()
    preferences.use_account("hush", desk.told.append)
    qtbot.waitUntil(lambda: desk.told == [""], timeout=15_000)
    assert kept == [("sip:2041@pbx.example", "hush")]
    assert "hush" not in Path(preferences.file).read_text()


def test_another_account_never_gets_the_first_ones_password(
    make: Callable[..., Preferences], desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def look(uri: str) -> str:
        asked.append(uri)
        return "other"

    monkeypatch.setattr(secrets, "password", look)
    preferences = make(password="hush")
    preferences.change(with_sip(preferences.settings, id="3107"))
    preferences.use_account("", desk.told.append)
    qtbot.waitUntil(lambda: len(desk.used) == 2, timeout=15_000)
    assert asked == ["sip:3107@pbx.example"]
    assert [a.password for a in desk.used] == ["", "other"]


def test_a_keyring_that_stays_locked_is_left_to_the_registrars_question(
    make: Callable[..., Preferences], desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def locked(uri: str) -> str:
        asked.append(uri)
        raise SecretsError("keyring_locked", "locked")

    monkeypatch.setattr(secrets, "password", locked)
    preferences = make(password="hush")
    preferences.change(with_sip(preferences.settings, id="3107"))
    preferences.use_account("", desk.told.append)
    qtbot.waitUntil(lambda: bool(asked), timeout=15_000)
    assert [a.password for a in desk.used] == [""]


def test_trying_an_account_saves_nothing(make: Callable[..., Preferences], desk: Desk) -> None:
    preferences = make("")
    preferences.try_account(with_sip(preferences.settings, id="2041", registrar="pbx.example"), "hush")
    assert [(a.uri, a.password) for a in desk.used] == [("sip:2041@pbx.example", "hush")]
    assert not Path(preferences.file).exists()


def test_the_end_of_a_long_log_is_read(make: Callable[..., Preferences], tmp_path: Path) -> None:
    preferences = make()
    (tmp_path / "engine.log").write_bytes(
        b"\xff first\n" + b"".join(b"line %06d\n" % i for i in range(20_000))
    )
    lines = preferences.log()
    assert len(lines) == 200
    assert lines[-1] == "line 019999"


def test_a_log_that_is_not_there_is_an_error_to_tell(make: Callable[..., Preferences]) -> None:
    with pytest.raises(OSError, match="No such file"):
        make().log()
