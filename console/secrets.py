"""Password and floor key: from the keyring, or where there is none from the environment. Never logged, never filed.

    password    keyring entry "sip:2041@pbx.example" of the service "warmline", or WARMLINE_SIP_PASSWORD
    floor key   keyring entry "floor:NAME",                                    or WARMLINE_FLOOR_KEY
    mail        keyring entry "mail:LOGIN@HOST",                               or WARMLINE_MAIL_PASSWORD
    manager     keyring entry "manager:LOGIN@HOST",                            or WARMLINE_MANAGER_SECRET
    recordings  keyring entry "recordings:NAME" (what to seal for), and
                "recordings:NAME:KEY" for each key that there ever was,        or WARMLINE_RECORDINGS_KEY

Asking a keyring may take as long as a person needs to unlock it: not for the window's thread.
"""

import os
import sys
from pathlib import Path
from typing import Final

from console.errors import SecretsError
from console.key_text import private_from_text, private_to_text
from telephony.errors import ContextError
from telephony.seal import key_from_text, key_to_text

SERVICE: Final = "warmline"
PASSWORD_VARIABLE: Final = "WARMLINE_SIP_PASSWORD"  # noqa: S105 - a name, not a password
KEY_VARIABLE: Final = "WARMLINE_FLOOR_KEY"
MAIL_VARIABLE: Final = "WARMLINE_MAIL_PASSWORD"
MANAGER_VARIABLE: Final = "WARMLINE_MANAGER_SECRET"
RECORDINGS_VARIABLE: Final = "WARMLINE_RECORDINGS_KEY"
_NONE: Final = ("keyring.backends.fail.Keyring", "keyring.backends.null.Keyring")


def password(account_uri: str) -> str:
    """The SIP password of an account; "" if nobody has given one. SecretsError if the keyring stays locked."""
    return _read(account_uri, PASSWORD_VARIABLE)


def keep_password(account_uri: str, secret: str) -> None:
    """Put it in the keyring. SecretsError ``no_keyring`` says which environment variable to use instead."""
    _keep(account_uri, secret, PASSWORD_VARIABLE)


def mail_password(entry: str) -> str:
    """The password of the account that customers are written from (``Mail.entry``); as :func:`password`."""
    return _read(entry, MAIL_VARIABLE)


def keep_mail_password(entry: str, secret: str) -> None:
    """Put it in the keyring. SecretsError as in :func:`keep_password`."""
    _keep(entry, secret, MAIL_VARIABLE)


def manager_secret(entry: str) -> str:
    """The secret of the PBX's manager login (``Manager.entry``); as :func:`password`."""
    return _read(entry, MANAGER_VARIABLE)


def keep_manager_secret(entry: str, secret: str) -> None:
    """Put it in the keyring. SecretsError as in :func:`keep_password`."""
    _keep(entry, secret, MANAGER_VARIABLE)


def floor_key(floor: str) -> bytes | None:
    """The 32 bytes that sign what this floor's consoles say to each other; None if there is no key yet.

    SecretsError ``bad_key`` if what is kept is none.
    """
    text = _read(_floor_entry(floor), KEY_VARIABLE)
    if not text:
        return None
    try:
        return key_from_text(text)
    except ContextError as error:
        raise SecretsError("bad_key", f"The floor key that is kept is damaged. {error.message}") from error


def keep_floor_key(floor: str, key: bytes) -> None:
    """Put it in the keyring. SecretsError as in :func:`keep_password`."""
    _keep(_floor_entry(floor), key_to_text(key), KEY_VARIABLE)


def recordings_key(floor: str, name: str = "") -> bytes | None:
    """The private key that opens the floor's recordings; the one called ``name`` of those that there ever were.

    None if there is none. SecretsError ``bad_key`` if what is kept is none.
    """
    text = _read(_recordings_entry(floor, name), RECORDINGS_VARIABLE)
    if not text:
        return None
    key = private_from_text(text)
    if key is None:
        raise SecretsError(
            "bad_key", "The key of the recordings that is kept is damaged. Import it from its back-up again."
        )
    return key


def keep_recordings_key(floor: str, name: str, key: bytes) -> None:
    """Put it in the keyring, beside those before it; with ``name`` "" as the one to seal for from now on."""
    _keep(_recordings_entry(floor, name), private_to_text(key), RECORDINGS_VARIABLE)


def may_take_time() -> bool:
    """Whether a keyring is to be asked; without one the environment answers at once."""
    return _is_worth_asking()


def has_keyring() -> bool:
    """Whether this session has a keyring at all."""
    if not _is_worth_asking():
        return False
    import keyring  # noqa: PLC0415 - see _read
    from keyring.backends import fail, null  # noqa: PLC0415

    return not isinstance(keyring.get_keyring(), fail.Keyring | null.Keyring)


def _recordings_entry(floor: str, name: str) -> str:
    return f"recordings:{floor}:{name}" if name else f"recordings:{floor}"


def _floor_entry(floor: str) -> str:
    return f"floor:{floor}"


def _read(entry: str, variable: str) -> str:
    """From the keyring; from the environment if the keyring has none, is none, or stays locked."""
    from_environment = os.environ.get(variable, "")
    if not _is_worth_asking():
        return from_environment
    import keyring  # noqa: PLC0415 - 60 to 130 ms; without a session's bus it is not needed at all
    from keyring import errors  # noqa: PLC0415

    try:
        return keyring.get_password(SERVICE, entry) or from_environment
    except (errors.NoKeyringError, errors.InitError):
        return from_environment
    except errors.KeyringError as error:
        if from_environment:
            return from_environment
        problem = f"The keyring does not give “{entry}” away: {error}. Unlock it, or set {variable}."
        raise SecretsError("keyring_locked", problem) from error


def _keep(entry: str, secret: str, variable: str) -> None:
    none = SecretsError(
        "no_keyring",
        f"This session has no keyring (no D-Bus with a secret service). Set the environment variable {variable} "
        "where Warmline is started instead.",
    )
    if not _is_worth_asking():
        raise none
    import keyring  # noqa: PLC0415 - see _read
    from keyring import errors  # noqa: PLC0415

    try:
        keyring.set_password(SERVICE, entry, secret)
    except (errors.NoKeyringError, errors.InitError) as error:
        raise none from error
    except errors.KeyringError as error:
        raise SecretsError("keyring_locked", f"The keyring does not keep “{entry}”: {error}.") from error


def _is_worth_asking() -> bool:
    """Whether a keyring can be there. Finding out from keyring itself costs 170 ms where none is.

    On Linux the usual ones live on the session's D-Bus; another one must have been chosen by hand, by the
    environment or by keyring's own settings file. Some choose the one that says there is none.
    """
    if os.environ.get("PYTHON_KEYRING_BACKEND") in _NONE:
        return False
    if sys.platform != "linux" or os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return True
    if os.environ.get("PYTHON_KEYRING_BACKEND"):
        return True
    config = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return (Path(config) / "python_keyring" / "keyringrc.cfg").is_file()
