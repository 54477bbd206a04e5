"""Writing the settings back: only what a person has changed, with their comments and their order left as they were.

    load ──► Settings ──changed by the window──► save: read again, compare, write beside, check, rename

A key that is set back to its default is taken out of the file. The file is for its owner's eyes only (0600).
"""

import hashlib
import os
import tempfile
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import Any

import msgspec

from console import settings as settings_
from console import whole_file
from console.errors import SettingsError
from console.settings import Settings

_MODE = 0o600


def fingerprint(path: Path) -> str:
    """What stands in the file now, as a hash; "" if there is none. SettingsError if it cannot be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise SettingsError(path, "", f"cannot be read ({error.strerror}).") from error


def save(path: Path, settings: Settings, *, seen: str | None = None) -> None:
    """Make the file say ``settings``; nothing at all is changed if that cannot be.

    ``seen`` is the :func:`fingerprint` of the file that the settings came from, None to take whatever is there.
    SettingsError: somebody else has changed the file since, a value is not allowed (``key`` says which), or the file
    or its folder cannot be written.
    """
    real = path.resolve()  # a link stays one
    _refuse_changed(path, real, seen)
    text = _text(path, real)
    new = _changed(path, real, text, settings)
    if new == text.encode() and real.exists():
        return
    _write(path, real, new, seen)


def check(path: Path, settings: Settings) -> None:
    """SettingsError as :func:`save` would say of the values; the file is left as it is."""
    real = path.resolve()
    content = _changed(path, real, _text(path, real), settings)
    with tempfile.TemporaryDirectory(prefix="warmline-") as folder:
        trial = Path(folder) / real.name
        trial.write_bytes(content)
        _check(path, trial)


def _changed(path: Path, real: Path, text: str, settings: Settings) -> bytes:
    """What the file will hold."""
    document = _parsed(path, text)
    _put(document, _plain(settings_.load(real)), _plain(settings), _plain(Settings()))
    return bytes(document.as_string().encode())


def _refuse_changed(path: Path, real: Path, seen: str | None) -> None:
    if seen is not None and fingerprint(real) != seen:
        raise SettingsError(
            path,
            "",
            "was changed by somebody else meanwhile, and was left as it is. Start Warmline again to read it.",
        )


def _text(path: Path, real: Path) -> str:
    try:
        return real.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise SettingsError(path, "", f"cannot be read ({error.strerror}).") from error


def _parsed(path: Path, text: str) -> Any:
    import tomlkit  # noqa: PLC0415 - 40 ms that only a change of settings needs
    from tomlkit.exceptions import TOMLKitError  # noqa: PLC0415

    try:
        return tomlkit.parse(text)
    except TOMLKitError as error:
        raise SettingsError(path, "", f"is no valid TOML: {error}.") from error


def _plain(settings: Settings) -> dict[str, Any]:
    """As TOML has it: tables, lists and plain values; None is a key that is not there."""
    made = msgspec.to_builtins(settings)
    assert isinstance(made, dict)  # noqa: S101 - a Struct is a table; a bug if not
    return made


def _put(
    table: MutableMapping[str, Any],
    before: Mapping[str, Any],
    wanted: Mapping[str, Any],
    default: Mapping[str, Any],
) -> None:
    """Change in ``table`` what differs between ``before`` and ``wanted``, and nothing else."""
    import tomlkit  # noqa: PLC0415 - as above

    for key in {**before, **wanted}:
        old, new = before.get(key), wanted.get(key)
        if old == new:
            continue
        usual = default.get(key)
        if isinstance(new, Mapping):
            inner = table.get(key)
            if inner is None:
                inner = tomlkit.table()
            _put(inner, old or {}, new, usual if isinstance(usual, Mapping) else {})
            if key not in table and inner:
                table[key] = inner
            # An emptied one stays: comments may stand in it.
        elif new is None or new == usual:
            table.pop(key, None)
        else:
            table[key] = _lists(new)


def _lists(value: Any) -> Any:
    """Tuples as lists, all the way down: tomlkit knows no others."""
    if isinstance(value, Mapping):
        return {k: _lists(v) for k, v in value.items() if v is not None}
    return [_lists(v) for v in value] if isinstance(value, list | tuple) else value


def _write(path: Path, real: Path, content: bytes, seen: str | None) -> None:
    """Checked as it will be read, then in its place at once."""

    def check(beside: Path) -> None:
        _check(path, beside)
        _refuse_changed(path, real, seen)

    try:
        real.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if real.exists() and not os.access(real, os.W_OK):
            raise SettingsError(path, "", "cannot be written: it is read-only.")
        whole_file.write(real, content, mode=_MODE, check=check)
    except OSError as error:
        raise SettingsError(path, "", f"cannot be written ({error.strerror}).") from error


def _check(path: Path, beside: Path) -> None:
    try:
        settings_.load(beside)
    except SettingsError as error:
        raise SettingsError(path, error.key, error.problem) from error
