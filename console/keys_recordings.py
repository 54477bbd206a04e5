"""`warmline key recordings`: make the key of a floor's recordings, show its public half, back it up, take it in.

The back-up is a file that other programs read as well: PKCS #8, PEM, encrypted with a passphrase (RFC 5958, RFC 8018).
"""

import getpass
import sys
from pathlib import Path

from console import secrets, whole_file
from console.errors import SecretsError
from console.key_text import private_to_text, public_to_text
from console.settings import Settings
from store.archive.keys import name_of, new_key, public_of

_SHORTEST = 8
"""Letters of a passphrase."""


def new(settings: Settings, *, replace: bool) -> int:
    """Make a key and keep it; print the public half. SecretsError ``key_exists`` unless it is to be replaced."""
    floor = settings.floor.name
    if not replace and secrets.recordings_key(floor) is not None:
        raise SecretsError(
            "key_exists",
            f"The recordings of “{floor}” have a key already; `warmline key recordings public` shows its public half. "
            "With --replace new recordings get a new one; the one before stays for those that it opens.",
        )
    private = new_key()
    code = _keep(floor, private, current=True)
    _show(private)
    if not code:
        print(
            "Without this key nobody can ever listen to what is recorded from now on. Back it up now: "
            "warmline key recordings export FILE",
            file=sys.stderr,
        )
    return code


def public(settings: Settings) -> int:
    """Print what other desks of the floor put in their settings: it seals and opens nothing."""
    _show(_current(settings))
    return 0


def export(settings: Settings, out: Path) -> int:
    """Write the back-up; the passphrase is asked for twice, or read from a pipe."""
    from cryptography.hazmat.primitives import serialization as form  # noqa: PLC0415 - 30 ms, only here
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey  # noqa: PLC0415 - likewise

    private = _current(settings)
    passphrase = _ask_passphrase(twice=True)
    content = X25519PrivateKey.from_private_bytes(private).private_bytes(
        form.Encoding.PEM, form.PrivateFormat.PKCS8, form.BestAvailableEncryption(passphrase.encode())
    )
    try:
        whole_file.write(out.absolute(), content)
    except OSError as error:
        raise SecretsError("not_written", f"{out} cannot be written: {error.strerror or error}.") from error
    print(
        f"The key {name_of(public_of(private))} is in {out}. Keep it, and its passphrase, somewhere else than here.",
        file=sys.stderr,
    )
    return 0


def import_(settings: Settings, file: Path, *, replace: bool) -> int:
    """Take a key in from its back-up. The first one, or with ``replace``, is what is sealed for from now on."""
    floor = settings.floor.name
    private = _read(file, _ask_passphrase(twice=False))
    current = secrets.recordings_key(floor)
    is_current = replace or current is None or current == private
    code = _keep(floor, private, current=is_current)
    if not code:
        name = name_of(public_of(private))
        told = "and new recordings are sealed for it" if is_current else "new ones are sealed for another one"
        print(f"The key {name} is kept: it opens what was sealed for it, {told}.", file=sys.stderr)
    return code


def _current(settings: Settings) -> bytes:
    private = secrets.recordings_key(settings.floor.name)
    if private is None:
        raise SecretsError(
            "no_key",
            f"The recordings of “{settings.floor.name}” have no key here. `warmline key recordings new` makes one, "
            "`warmline key recordings import FILE` takes one in from its back-up.",
        )
    return private


def _read(file: Path, passphrase: str) -> bytes:
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415 - as above
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey  # noqa: PLC0415 - as above
    from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: PLC0415 - as above

    try:
        content = file.read_bytes()
    except OSError as error:
        raise SecretsError("not_read", f"{file} cannot be read: {error.strerror or error}.") from error
    try:
        key = load_pem_private_key(content, passphrase.encode())
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        why = f"{file} is no back-up of a key of recordings, or the passphrase is another one."
        raise SecretsError("bad_key", why) from error
    if not isinstance(key, X25519PrivateKey):
        raise SecretsError("bad_key", f"The key in {file} is none for recordings.")
    return key.private_bytes_raw()


def _keep(floor: str, private: bytes, *, current: bool) -> int:
    """Keep it. Without a keyring it is still worth showing: it can go into the environment."""
    try:
        secrets.keep_recordings_key(floor, name_of(public_of(private)), private)
        if current:
            before = secrets.recordings_key(floor)
            if before is not None:  # one from the environment had no entry of its own yet
                secrets.keep_recordings_key(floor, name_of(public_of(before)), before)
            secrets.keep_recordings_key(floor, "", private)
    except SecretsError as error:
        if error.code != "no_keyring":
            raise
        print(f"warmline: not kept. {error.message}", file=sys.stderr)
        print(private_to_text(private))
        return 1
    return 0


def _show(private: bytes) -> None:
    print(public_to_text(public_of(private)))


def _ask_passphrase(*, twice: bool) -> str:
    if not sys.stdin.isatty():
        passphrase = sys.stdin.readline().rstrip("\r\n")
    else:
        passphrase = getpass.getpass("Passphrase of the back-up (it is not shown): ")
        if twice and getpass.getpass("The same again: ") != passphrase:
            raise SecretsError("bad_passphrase", "These are two passphrases. Nothing was written.")
    if twice and len(passphrase) < _SHORTEST:
        raise SecretsError(
            "bad_passphrase", f"A passphrase has at least {_SHORTEST} letters. Nothing was written."
        )
    return passphrase
