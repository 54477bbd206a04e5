"""A TOML file decoded into a msgspec Struct, with sentences in place of tracebacks.

The Struct is the one description of a file: its fields are the keys that are allowed, the ``Meta`` of a field
says in words what its value may be. Settings, directory and customers are all read this way.
"""

import difflib
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from msgspec import inspect

from console.errors import SettingsError

T = TypeVar("T", bound=msgspec.Struct)

_LONGEST = 4 << 20
"""Bytes. A directory of ten thousand people has some 2 MiB; more is not a file of ours."""

_SECRET = re.compile(
    r"pass(word|wd|phrase)?|pwd|secret|token|credentials?|pin|(floor_|api_|private_)?key|psk"
)
_PASSWORD_WORDS = re.compile(r"pass|pwd")
_WHERE = re.compile(r"^(?P<what>.*?)(?: - at `\$(?P<path>.*?)`)?$", re.DOTALL)


def read(file: Path, kind: type[T]) -> T:
    """Decode and check ``file``. SettingsError tells the file, the key and what is allowed there."""
    return check(file, _tables(file), kind)


def check(file: Path, tables: Mapping[str, Any], kind: type[T]) -> T:
    """Check what was decoded from ``file`` already; SettingsError as in :func:`read`."""
    shape = inspect.type_info(kind)
    _refuse_unknown(file, tables, shape, "")
    try:
        return msgspec.convert(tables, kind, strict=True)
    except msgspec.ValidationError as error:
        raise _explained(file, shape, str(error)) from error


def _tables(file: Path) -> dict[str, Any]:
    try:
        with file.open("rb") as stream:
            raw = stream.read(_LONGEST + 1)
    except OSError as error:
        raise SettingsError(file, "", f"cannot be read ({error.strerror}).") from error
    if len(raw) > _LONGEST:
        raise SettingsError(file, "", f"is larger than {_LONGEST >> 20} MiB and is not read.")
    try:
        return tomllib.loads(raw.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise SettingsError(file, "", f"is not UTF-8 text (byte {error.start}).") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(file, "", f"is no valid TOML: {error}.") from error
    except RecursionError as error:
        raise SettingsError(file, "", "is nested too deeply.") from error


def _refuse_unknown(file: Path, value: Any, shape: inspect.Type, key: str) -> None:
    """Walk both trees; msgspec would refuse too, but cannot say what is allowed."""
    if isinstance(shape, inspect.Metadata):
        _refuse_unknown(file, value, shape.type, key)
    elif isinstance(shape, inspect.StructType) and isinstance(value, Mapping):
        fields = {f.encode_name: f.type for f in shape.fields}
        for name, inner in value.items():
            inner_key = f"{key}.{name}" if key else name
            if name not in fields:
                raise SettingsError(file, inner_key, _unknown(name, inner, fields, inside=key))
            _refuse_unknown(file, inner, fields[name], inner_key)
    elif isinstance(shape, inspect.VarTupleType | inspect.ListType) and isinstance(value, list):
        for at, inner in enumerate(value):
            _refuse_unknown(file, inner, shape.item_type, f"{key}[{at}]")


def _unknown(name: str, value: object, fields: Mapping[str, object], *, inside: str) -> str:
    if _SECRET.fullmatch(name.lower()) and not isinstance(value, Mapping):
        return secret_belongs(name)
    if not inside:
        what, known = "section", ", ".join(f"[{f}]" for f in fields)
    else:
        what, known = "key", ", ".join(fields)
    near = difflib.get_close_matches(name, list(fields), n=1)
    hint = f" Did you mean {near[0]}?" if near else ""
    return f"there is no such {what}.{hint} Allowed here: {known}."


def secret_belongs(name: str) -> str:
    """Where a secret goes, in a sentence."""
    if _PASSWORD_WORDS.search(name.lower()):
        return (
            "a password is never kept in this file. Delete the line, change the password, and keep the new one "
            "in the keyring (`warmline key password`) or in the environment variable WARMLINE_SIP_PASSWORD."
        )
    return (
        "a secret is never kept in this file. Delete the line, and keep the floor's key in the keyring "
        "(`warmline key new` or `warmline key import`) or in the environment variable WARMLINE_FLOOR_KEY."
    )


def _explained(file: Path, shape: inspect.Type, message: str) -> SettingsError:
    """Name key and allowed values in place of msgspec's words about types."""
    found = _WHERE.match(message)
    path = (found["path"] or "") if found else ""
    what = found["what"] if found else message
    key = path.removeprefix(".")
    description, allowed = _at(shape, path)
    missing = re.fullmatch(r"Object missing required field `(?P<name>.*)`", what)
    if missing:
        return SettingsError(file, f"{key}.{missing['name']}".lstrip("."), "is missing.")
    words = description or allowed
    return SettingsError(file, key, f"is not allowed. It must be {words}." if words else f"{what}.")


def _at(shape: inspect.Type, path: str) -> tuple[str, str]:
    """Description and kind of what stands at a msgspec path (``.sip.port``, ``.people[...].level``)."""
    description = ""
    for part in re.findall(r"\.([^.\[]+)|(\[[^\]]*\])", path):
        shape, _ = _bare(shape)
        if part[0] and isinstance(shape, inspect.StructType):
            field = next((f for f in shape.fields if f.encode_name == part[0]), None)
            if field is None:
                return "", ""
            shape = field.type
        elif part[1] and isinstance(shape, inspect.VarTupleType | inspect.ListType):
            shape = shape.item_type
        elif part[1] and isinstance(shape, inspect.DictType):
            shape = shape.value_type
    shape, description = _bare(shape)
    return description, _in_words(shape)


def _bare(shape: inspect.Type) -> tuple[inspect.Type, str]:
    if isinstance(shape, inspect.Metadata):
        return shape.type, str((shape.extra_json_schema or {}).get("description", ""))
    if isinstance(shape, inspect.UnionType):
        return _bare(next(t for t in shape.types if not isinstance(t, inspect.NoneType)))
    return shape, ""


def _in_words(shape: inspect.Type) -> str:
    words: list[tuple[type[inspect.Type], str]] = [
        (inspect.StructType, "a section"),
        (inspect.StrType, "a text in quotes"),
        (inspect.BoolType, "true or false"),
        (inspect.IntType, "a whole number"),
        (inspect.FloatType, "a number"),
        (inspect.DateType, "a date (2024-05-01)"),
        (inspect.UUIDType, "a UUID"),
    ]
    if isinstance(shape, inspect.LiteralType):
        return " or ".join(repr(v) for v in shape.values)
    if isinstance(shape, inspect.VarTupleType | inspect.ListType):
        return f"a list, each entry {_in_words(_bare(shape.item_type)[0])}"
    return next((text for kind, text in words if isinstance(shape, kind)), "")
