"""`warmline key`: make, show and take in the floor's key, and keep the SIP password."""

import getpass
import sys

from console import secrets
from console.account import account
from console.errors import SecretsError
from console.settings import Settings
from telephony.errors import ContextError
from telephony.seal import key_from_text, key_to_text, new_key


def new(settings: Settings, *, replace: bool) -> int:
    """Make a key, keep it, print it. SecretsError ``key_exists`` unless it is to be replaced."""
    floor = settings.floor.name
    if not replace and secrets.floor_key(floor) is not None:
        raise SecretsError(
            "key_exists",
            f"The floor “{floor}” has a key already; `warmline key show` shows it. With --replace it gets a new one, "
            "which every desk then needs.",
        )
    key = new_key()
    kept = _keep(floor, key)
    print(key_to_text(key))
    return kept


def show(settings: Settings) -> int:
    """Print the key."""
    key = secrets.floor_key(settings.floor.name)
    if key is None:
        raise SecretsError(
            "no_key",
            f"The floor “{settings.floor.name}” has no key here. `warmline key new` makes one, `warmline key import` "
            "takes in one that another desk shows.",
        )
    print(key_to_text(key))
    return 0


def import_(settings: Settings) -> int:
    """Read a key from the terminal (not shown) or a pipe and keep it."""
    try:
        key = key_from_text(_ask("Key of the floor (it is not shown): "))
    except ContextError as error:
        raise SecretsError("bad_key", error.message) from error
    secrets.keep_floor_key(settings.floor.name, key)
    print(f"The key of “{settings.floor.name}” is kept.", file=sys.stderr)
    return 0


def keep_password(settings: Settings) -> int:
    """Read the SIP password from the terminal (not shown) or a pipe and keep it."""
    uri = account(settings).uri
    secret = _ask(f"Password of {uri} (it is not shown): ")
    if not secret:
        raise SecretsError("no_password", "Nothing was given, so nothing is kept.")
    secrets.keep_password(uri, secret)
    print(f"The password of {uri} is kept.", file=sys.stderr)
    return 0


def keep_manager_secret(settings: Settings) -> int:
    """Read the secret of the PBX's manager login from the terminal (not shown) or a pipe and keep it."""
    manager = settings.manager
    if not manager.host or not manager.user:
        raise SecretsError("no_manager", "The settings name no manager: [manager] needs host and user.")
    secret = _ask(f"Secret of {manager.user} at {manager.host} (it is not shown): ")
    if not secret:
        raise SecretsError("no_password", "Nothing was given, so nothing is kept.")
    secrets.keep_manager_secret(manager.entry, secret)
    print(f"The secret of {manager.user} is kept.", file=sys.stderr)
    return 0


def _keep(floor: str, key: bytes) -> int:
    """Keep a new key. Without a keyring it is still worth showing: it can go into the environment."""
    try:
        secrets.keep_floor_key(floor, key)
    except SecretsError as error:
        if error.code != "no_keyring":
            raise
        print(f"warmline: not kept. {error.message}", file=sys.stderr)
        return 1
    return 0


def _ask(prompt: str) -> str:
    if sys.stdin.isatty():
        return getpass.getpass(prompt).strip()
    return sys.stdin.readline().strip()
