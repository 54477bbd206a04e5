"""Reads password and floor key at the start, without the window waiting for a keyring.

A keyring costs 60 to 130 ms to import, a round trip over D-Bus, and as long as a person needs if it is locked.
Where there is none, both come from the environment, at once.
"""

import threading
from collections.abc import Callable

import msgspec
from PySide6.QtCore import QObject, Qt, Signal

from console import secrets
from console.errors import SecretsError


class Unlocked(msgspec.Struct, frozen=True):
    """What was found; ``problems`` are sentences for the person."""

    password: str = ""
    floor_key: bytes | None = None
    problems: tuple[str, ...] = ()


def read(floor: str, account_uri: str) -> Unlocked:
    """Read both, however long it takes; ``account_uri`` "" asks for no password (direct mode)."""
    problems = []
    password, key = "", None
    try:
        password = secrets.password(account_uri) if account_uri else ""
    except SecretsError as error:
        problems.append(error.message)
    try:
        key = secrets.floor_key(floor)
    except SecretsError as error:
        problems.append(error.message)
    return Unlocked(password, key, tuple(problems))


class Unlocking(QObject):
    """Reads them on a thread of its own; ``then`` is called on this one."""

    _read = Signal(object)

    def __init__(self, floor: str, account_uri: str, then: Callable[[Unlocked], None]) -> None:
        super().__init__()
        self._read.connect(then, Qt.ConnectionType.QueuedConnection)
        threading.Thread(
            target=lambda: self._read.emit(read(floor, account_uri)), name="keyring", daemon=True
        ).start()
