"""The names in objects.py and the keys in keys.py are what the window has."""

from fnmatch import fnmatchcase

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from console.ui import gallery, keys
from console.ui.objects import OBJECTS, READ
from console.ui.scenes import SCENES
from tests.console.ui.screens import Screen

KINDS = (QAbstractButton, QLineEdit, QPlainTextEdit, QComboBox)
INNER = frozenset({"qt_spinbox_lineedit"})


def all_names(screen: Screen) -> set[str]:
    found: set[str] = set()
    for make in SCENES.values():
        gallery.show(screen.window, make())
        found |= {w.objectName() for w in screen.window.findChildren(QWidget) if isinstance(w, KINDS)}
    return found - {""} - INNER


def test_every_control_is_in_the_table_and_the_table_holds_nothing_else(screen: Screen) -> None:
    names = all_names(screen)
    assert [n for n in sorted(names) if not any(fnmatchcase(n, p) for p in OBJECTS)] == []
    assert [p for p in OBJECTS if not any(fnmatchcase(n, p) for n in names)] == []


def test_what_a_test_may_read_is_there(screen: Screen) -> None:
    for make in SCENES.values():
        gallery.show(screen.window, make())
    for name in READ:
        found = screen.find(name)
        assert hasattr(found, "text") or hasattr(found, "events"), name


def test_every_key_presses_buttons_that_exist() -> None:
    for key in keys.KEYS:
        for button in key.buttons:
            assert button in OBJECTS, button


def test_no_key_does_two_things() -> None:
    sequences = [k.sequence for k in keys.KEYS] + [keys.SEARCH, keys.CLOSE, *keys.PRIMARY]
    assert len(sequences) == len(set(sequences))
    for sequence in sequences:
        assert not QKeySequence(sequence).isEmpty(), sequence


def test_f10_is_left_to_the_system() -> None:
    assert "F10" not in {k.sequence for k in keys.KEYS}


@pytest.mark.parametrize(
    ("one", "other"),
    [("answer", "decline"), ("answer", "end"), ("hold", "end"), ("back", "drop"), ("take", "drop")],
)
def test_opposite_actions_are_not_neighbours(one: str, other: str) -> None:
    at = {k.name: k.sequence for k in keys.KEYS}
    rows = (
        [f"F{n}" for n in range(1, 13)],
        list("QWERTYUIOP"),
        list("ASDFGHJKL"),
        list("ZXCVBNM"),
    )
    for row in rows:
        first, second = at[one].split("+")[-1], at[other].split("+")[-1]
        if first in row and second in row:
            assert abs(row.index(first) - row.index(second)) > 1


def test_the_key_is_printed_on_its_button(screen: Screen) -> None:
    gallery.show(screen.window, SCENES["call"]())
    for key in keys.KEYS:
        button = screen.window.findChild(QAbstractButton, key.buttons[0])
        printed = getattr(button, "_key", None)
        if printed is not None:
            assert printed == keys.cap(key.name), key.name
