"""Password and floor key: the keyring first, the environment where there is none, and never a delay."""

import sys
from collections.abc import Iterator

import keyring
import pytest
from keyring import errors
from keyring.backend import KeyringBackend

from console import secrets
from console.errors import SecretsError
from telephony.seal import key_to_text, new_key

URI = "sip:2041@pbx.example"


class MemoryKeyring(KeyringBackend):
    """A keyring that is there."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = False

    def _open(self) -> None:
        if self.locked:
            raise errors.KeyringLocked("the person closed the dialog")

    def get_password(self, service: str, username: str) -> str | None:
        self._open()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._open()
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch) -> Iterator[MemoryKeyring]:
    before = keyring.get_keyring()
    ring = MemoryKeyring()
    keyring.set_keyring(ring)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "one.of.the.Test")  # chosen by hand, so it is asked
    yield ring
    keyring.set_keyring(before)


def test_the_keyring_is_asked_first(ring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WARMLINE_SIP_PASSWORD", "from the environment")
    assert secrets.password(URI) == "from the environment"
    secrets.keep_password(URI, "from the keyring")
    assert secrets.password(URI) == "from the keyring"
    assert secrets.password("sip:2042@pbx.example") == "from the environment"
    assert secrets.has_keyring()


def test_a_floor_key_comes_back_as_it_was(ring: MemoryKeyring) -> None:
    assert secrets.floor_key("North") is None
    key = new_key()
    secrets.keep_floor_key("North", key)
    assert secrets.floor_key("North") == key
    assert secrets.floor_key("South") is None


def test_a_damaged_floor_key_is_told_without_showing_it(ring: MemoryKeyring) -> None:
    ring.kept["warmline", "floor:North"] = "HELLO-THERE"
    with pytest.raises(SecretsError, match="damaged") as caught:
        secrets.floor_key("North")
    assert "HELLO" not in caught.value.message


def test_without_a_keyring_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    assert secrets.password(URI) == ""
    assert secrets.floor_key("North") is None
    assert not secrets.has_keyring()
    key = new_key()
    monkeypatch.setenv("WARMLINE_SIP_PASSWORD", "p")
    monkeypatch.setenv("WARMLINE_FLOOR_KEY", key_to_text(key))
    assert secrets.password(URI) == "p"
    assert secrets.floor_key("North") == key


def test_without_a_keyring_keeping_says_what_to_do() -> None:
    with pytest.raises(SecretsError, match="WARMLINE_SIP_PASSWORD") as caught:
        secrets.keep_password(URI, "hunter2")
    assert caught.value.code == "no_keyring"
    assert "hunter2" not in caught.value.message


def test_a_locked_keyring_is_told_unless_the_environment_has_it(
    ring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    ring.locked = True
    with pytest.raises(SecretsError, match="Unlock it, or set WARMLINE_SIP_PASSWORD"):
        secrets.password(URI)
    with pytest.raises(SecretsError, match="does not keep"):
        secrets.keep_password(URI, "x")
    monkeypatch.setenv("WARMLINE_SIP_PASSWORD", "p")
    assert secrets.password(URI) == "p"


@pytest.mark.skipif(sys.platform != "linux", reason="the keyrings of other systems need no D-Bus")
def test_without_a_bus_nobody_waits_for_a_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DBUS_SESSION_BUS_ADDRESS", "PYTHON_KEYRING_BACKEND"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("WARMLINE_SIP_PASSWORD", "p")

    def not_to_be_asked(*_: str) -> str:
        raise AssertionError

    monkeypatch.setattr(keyring, "get_password", not_to_be_asked)
    assert secrets.password(URI) == "p"
