"""A keyring that takes its time, or is locked, keeps nobody waiting for the window."""

import threading

import pytest
from pytestqt.qtbot import QtBot

from console import secrets, unlocking
from console.errors import SecretsError
from console.unlocking import Unlocked, Unlocking
from telephony.seal import key_to_text, new_key

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
