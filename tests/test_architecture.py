"""The dependency rule where import-linter cannot see it: parts of foreign packages, and single modules."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("console", "telephony", "store", "resources")

ONLY_IN = {
    "pjsua2": ("telephony/engine/", "telephony/floor/"),
    "_pjsua2": ("telephony/engine/",),
    "sqlalchemy": ("store/sql/",),
    "alembic": ("store/sql/",),
    "psycopg": ("store/sql/",),
    "PySide6.QtWidgets": ("console/ui/", "console/running.py"),
    "PySide6.QtGui": ("console/ui/", "console/bootstrap.py"),
    "PySide6.QtSvg": ("console/ui/",),
    "PySide6.QtMultimedia": ("telephony/engine/sound/", "console/player/"),
    "keyring": ("console/secrets.py",),
    "hid": ("console/headset/",),
    "hidraw": ("console/headset/",),
    "jeepney": ("console/hotkeys/", "telephony/engine/realtime_kit.py"),
    "typer": ("console/commands", "console/options.py"),
    "fsspec": ("store/archive/",),
    "soundfile": ("store/archive/", "console/demo/", "resources/make_recorded.py"),
    "cryptography": ("store/archive/", "console/keys_recordings.py", "telephony/engine/certificate.py"),
    "phonenumbers": ("telephony/address.py", "telephony/country.py", "console/ui/phone/numbers.py"),
}
"""What may be imported where only; a longer name counts before a shorter one."""

NO_QT = (
    "store/",
    "console/desk/",
    "console/replay/",
    "console/settings.py",
    "console/places.py",
    "console/ctl/client.py",
    "resources/",
)
PURE_TELEPHONY = ("phone.py",)
"""Of the modules at the top of telephony, those that may use more than the standard library and msgspec."""
PURE_ALLOWED = frozenset({"msgspec", "phonenumbers", "telephony"})


def modules() -> Iterator[Path]:
    for package in PACKAGES:
        yield from (ROOT / package).rglob("*.py")


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Line and full name of everything that is imported, wherever in the file; ``from a import b`` is a.b."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"{node.module or ''}.{alias.name}") for alias in node.names)


def is_in(name: str, package: str) -> bool:
    return name == package or name.startswith(package + ".")


def where(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("package", sorted(ONLY_IN))
def test_each_foreign_package_has_one_door(package: str) -> None:
    wrong = [
        f"{where(path)}:{line} imports {name}"
        for path in modules()
        for line, name in imports(path)
        if is_in(name, package) and not where(path).startswith(ONLY_IN[package])
    ]
    assert not wrong


def test_what_is_pure_knows_no_qt() -> None:
    wrong = [
        f"{where(path)}:{line} imports {name}"
        for path in modules()
        if where(path).startswith(NO_QT)
        for line, name in imports(path)
        if is_in(name, "PySide6")
    ]
    assert not wrong


def test_the_language_of_the_telephone_is_pure() -> None:
    import sys

    wrong = [
        f"{path.name}:{line} imports {name}"
        for path in (ROOT / "telephony").glob("*.py")
        if path.name not in PURE_TELEPHONY
        for line, name in imports(path)
        if name.partition(".")[0] not in PURE_ALLOWED | sys.stdlib_module_names
    ]
    assert not wrong


def test_telephony_and_store_know_neither_each_other_nor_the_console() -> None:
    forbidden = {
        "telephony": ("store", "console"),
        "store": ("telephony", "console"),
        "resources": PACKAGES[:3],
    }
    wrong = [
        f"{where(path)}:{line} imports {name}"
        for path in modules()
        for line, name in imports(path)
        for other in forbidden.get(path.relative_to(ROOT).parts[0], ())
        if is_in(name, other)
    ]
    assert not wrong
