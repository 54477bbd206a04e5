"""A keyring that takes its time, or is locked, keeps nobody waiting for the window."""

import threading
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from console import bootstrap, places, secrets, settings, unlocking
from console.errors import SecretsError
from console.unlocking import Unlocked, Unlocking
from telephony.platform_specific import process_lives
from telephony.seal import key_to_text, new_key
from tests.engines import eventually

PATIENCE = 20_000


def test_without_a_keyring_the_environment_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    key = new_key()
    monkeypatch.setenv("WARMLINE_FLOOR_KEY", key_to_text(key))
    monkeypatch.setenv("WARMLINE_SIP_PASSWORD", "p")
    assert not secrets.may_take_time()
    assert unlocking.read("Floor", "sip:a@b") == Unlocked("p", key)
    assert unlocking.read("Floor", "") == Unlocked("", key)


def test_each_problem_is_told_and_the_other_secret_still_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(_: str) -> str:
        raise SecretsError("keyring_locked", "It is locked.")

    key = new_key()
    monkeypatch.setattr(secrets, "password", locked)
    monkeypatch.setattr(secrets, "floor_key", lambda _: key)
    assert unlocking.read("Floor", "sip:a@b") == Unlocked("", key, ("It is locked.",))


def test_the_desk_goes_on_while_a_person_unlocks(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    unlocked = threading.Event()

    def slow(_: str) -> str:
        assert unlocked.wait(60)
        return "p"

    monkeypatch.setattr(secrets, "password", slow)
    monkeypatch.setattr(secrets, "floor_key", lambda _: None)
    found: list[tuple[Unlocked, threading.Thread]] = []
    reading = Unlocking("Floor", "sip:a@b", lambda it: found.append((it, threading.current_thread())))
    assert reading is not None
    assert found == []
    unlocked.set()
    qtbot.waitUntil(lambda: bool(found), timeout=PATIENCE)
    assert found == [(Unlocked("p"), threading.main_thread())]


@pytest.mark.sip
@pytest.mark.parametrize("in_time", [True, False])
def test_a_console_opens_with_what_the_keyring_gave_or_without_it(
    qtbot: QtBot, warmline_home: Path, monkeypatch: pytest.MonkeyPatch, in_time: bool
) -> None:
    unlocked, key = threading.Event(), new_key()

    def slow(_: str) -> bytes:
        assert unlocked.wait(60)
        return key

    monkeypatch.setattr(secrets, "may_take_time", lambda: True)
    monkeypatch.setattr(secrets, "floor_key", slow)
    if not in_time:
        monkeypatch.setattr(bootstrap, "_KEYRING_MS", 20)
    config = warmline_home / "c.toml"
    config.write_text('[sip]\nid = "sip:2041@127.0.0.1"\nbind = "127.0.0.1"\n')
    console = bootstrap.Console(
        settings.load(config, must_exist=True), places.of(config=config), headless=True
    )
    try:
        console.open()
        assert console.ctl is None
        if in_time:
            unlocked.set()
        qtbot.waitUntil(lambda: console.ctl is not None, timeout=PATIENCE)
        assert (console.desk._core.terms.floor_key == key) is in_time
        unlocked.set()
        qtbot.waitUntil(lambda: console.desk._core.terms.floor_key == key, timeout=PATIENCE)
        qtbot.waitUntil(lambda: console.desk.board.phone.registered, timeout=PATIENCE)
    finally:
        unlocked.set()
        pid = console.phone.engine_pid
        console.close(quit_engine=True)
    assert pid is not None
    eventually(lambda: not process_lives(pid), "the end of the engine", 30.0)
