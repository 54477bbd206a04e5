"""Every state, at both sizes: nothing is cut, everything has a name, hostile names stand as they are."""

import html
from collections import Counter
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QPlainTextEdit, QWidget

from console.ui import gallery, invented
from console.ui.scenes import SCENES
from console.ui.widgets.labels import Elided, Pill, Prose

SIZES = pytest.mark.parametrize("size", [(1440, 900), (1024, 700)], ids=["large", "small"])


def shown(root: QWidget, kind: type[QWidget] = QWidget) -> Iterator[QWidget]:
    yield from (w for w in root.findChildren(kind) if w.isVisible())


def controls(root: QWidget) -> list[QWidget]:
    kinds = (QAbstractButton, QLineEdit, QPlainTextEdit, QComboBox)
    return [w for w in shown(root) if isinstance(w, kinds) and w.window() is root]


@SIZES
@pytest.mark.parametrize("name", SCENES)
def test_nothing_is_cut_and_everything_has_a_name(screen, name: str, size: tuple[int, int]) -> None:
    screen.window.resize(*size)
    gallery.show(screen.window, SCENES[name]())
    screen.settle()
    for label in shown(screen.window, QLabel):
        assert isinstance(label, QLabel)
        if isinstance(label, (Elided, Pill)) or not label.text():
            continue
        where = f"{label.objectName() or label.text()[:40]!r} in {name}"
        if label.wordWrap():
            assert label.height() >= label.heightForWidth(label.width()) - 1, where
        else:
            assert label.width() >= label.sizeHint().width() - 1, where
    for prose in shown(screen.window, Prose):
        assert prose.height() >= prose.heightForWidth(prose.width()) - 1, prose.objectName()
    for control in controls(screen.window):
        assert control.objectName(), f"{type(control).__name__} {control.accessibleName()!r} has no name"
        assert control.accessibleName(), f"{control.objectName()} says nothing to a screen reader"
    names = Counter(c.objectName() for c in controls(screen.window))
    assert [n for n, count in names.items() if count > 1] == []


@SIZES
@pytest.mark.parametrize("name", SCENES)
def test_nothing_is_wider_than_the_window(screen, name: str, size: tuple[int, int]) -> None:
    screen.window.resize(*size)
    gallery.show(screen.window, SCENES[name]())
    screen.settle()
    assert screen.window.width() == size[0]
    for control in controls(screen.window):
        parent = control.parentWidget()
        assert parent is not None
        left = control.mapTo(screen.window, control.rect().topLeft()).x()
        assert left >= 0, control.objectName()
        assert left + control.width() <= size[0], control.objectName()


def test_every_control_takes_the_keyboards_focus(screen) -> None:
    mouse_only = {"search", "keypad"}
    for name in SCENES:
        gallery.show(screen.window, SCENES[name]())
        for control in controls(screen.window):
            if control.objectName().split(".")[0] in mouse_only or "ringing.ticket" in control.objectName():
                continue
            assert control.focusPolicy() & Qt.FocusPolicy.TabFocus, control.objectName()


@pytest.mark.parametrize("scene", ["ringing_hostile", "consult_hostile"])
def test_hostile_names_stand_as_they_are(screen, scene: str) -> None:
    gallery.show(screen.window, SCENES[scene]())
    texts = [label.text() for label in shown(screen.window, QLabel)]  # type: ignore[attr-defined]
    assert invented.HOSTILE in texts
    for widget in shown(screen.window):
        if "img" in widget.toolTip():
            assert html.escape(invented.HOSTILE) in widget.toolTip()
            assert "<img" not in widget.toolTip()


def test_a_strangers_ampersand_makes_no_shortcut(screen) -> None:
    from dataclasses import replace  # noqa: PLC0415

    card = replace(invented.SECOND, name="R&D")
    screen.show(replace(invented.TALKING, cards=(invented.CALL, card)))
    switch = screen.find("lines.switch")
    assert switch.caption == "Switch to R&D"
    assert switch.text() == ""


def test_the_number_is_never_elided(screen) -> None:
    gallery.show(screen.window, SCENES["ringing_long"]())
    number = screen.find("ringing.number")
    assert number.text().startswith("sip:a-very-long")
    assert number.height() >= number.heightForWidth(number.width())
    assert "…" not in number.text()
