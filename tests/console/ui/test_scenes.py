"""Every state, at both sizes: nothing is cut, everything has a name, hostile names stand as they are."""

import html
from collections import Counter
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QPlainTextEdit, QWidget

from console.ui import gallery, invented
from console.ui.scenes import SCENES
from console.ui.widgets.floating import Floating
from console.ui.widgets.labels import Elided, Pill, Prose
from console.ui.widgets.layout import Scroller
from store.values import replace
from tests.console.ui.screens import Screen

SIZES = pytest.mark.parametrize("size", [(1440, 900), (1024, 700)], ids=["large", "small"])


def shown(root: QWidget, kind: type[QWidget] = QWidget) -> Iterator[QWidget]:
    yield from (w for w in root.findChildren(kind) if w.isVisible())


def controls(root: QWidget) -> list[QWidget]:
    kinds = (QAbstractButton, QLineEdit, QPlainTextEdit, QComboBox)
    return [w for w in shown(root) if isinstance(w, kinds) and w.window() is root]


@SIZES
def test_nothing_is_cut_and_everything_has_a_name(screen: Screen, size: tuple[int, int]) -> None:
    screen.window.resize(*size)
    wrong: list[str] = []
    for name, make in SCENES.items():
        gallery.show(screen.window, make())
        screen.settle()
        assert screen.window.size().toTuple() == size
        wrong += [
            f"{name}: {w}"
            for look in (cut, nameless, outside, aside, out_of_sight)
            for w in look(screen.window)
        ]
    assert wrong == []


def cut(window: QWidget) -> Iterator[str]:
    """Labels and prose that have less room than their text needs."""
    for label in shown(window, QLabel):
        assert isinstance(label, QLabel)
        if isinstance(label, (Elided, Pill)) or not label.text():
            continue
        high = label.heightForWidth(label.width()) if label.wordWrap() else 0
        wide = 0 if label.wordWrap() else label.sizeHint().width()
        if label.height() < high - 1 or label.width() < wide - 1:
            yield f"{label.objectName()} {label.text()[:40]!r} is cut"
    for prose in shown(window, Prose):
        if prose.height() < prose.heightForWidth(prose.width()) - 1:
            yield f"{prose.objectName()} is cut"


def nameless(window: QWidget) -> Iterator[str]:
    """Controls without a name for tests or for screen readers, or with another one's."""
    for control in controls(window):
        if not control.objectName() or not control.accessibleName():
            yield f"{type(control).__name__} {control.objectName()!r} {control.accessibleName()!r}"
    names = Counter(c.objectName() for c in controls(window))
    yield from (f"{n} is there {count} times" for n, count in names.items() if count > 1)


def outside(window: QWidget) -> Iterator[str]:
    """Controls that stand out of the window."""
    for control in controls(window):
        left = control.mapTo(window, control.rect().topLeft()).x()
        if left < 0 or left + control.width() > window.width():
            yield f"{control.objectName()} stands out"


def aside(window: QWidget) -> Iterator[str]:
    """Columns that are wider than what is seen of them: they scroll down only."""
    for scroller in shown(window, Scroller):
        assert isinstance(scroller, Scroller)
        wide, room = scroller.inside.width(), scroller.viewport().width()
        if wide > room:
            yield f"{scroller.objectName()} is {wide} wide in {room}"


def out_of_sight(window: QWidget) -> Iterator[str]:
    """What floats and is not whole inside the window; what decides a hand-over and has been scrolled away (pain 3)."""
    for floating in shown(window, Floating):
        assert isinstance(floating, Floating)
        pad = floating.PAD
        if not window.rect().contains(floating.geometry().adjusted(pad, pad, -pad, -pad)):
            yield f"{floating.objectName()} stands out"
    for button in shown(window, QAbstractButton):
        decides = button.objectName().startswith("consult.") or button.objectName() == "handover.take"
        if decides and button.visibleRegion().boundingRect() != button.rect():
            yield f"{button.objectName()} is out of sight"


@pytest.mark.parametrize(
    "scene",
    ["escalate_problem", "escalate_no_target", "inbox_offer_error", "settings_account_more_wrong",
     "settings_mail_wrong", "settings_states_wrong"],
)  # fmt: skip
def test_what_is_wrong_is_said_where_it_is_seen(screen: Screen, scene: str) -> None:
    screen.window.resize(1024, 700)
    gallery.show(screen.window, SCENES[scene]())
    problems = [w for w in screen.window.findChildren(QLabel) if w.objectName().endswith(".problem")]
    said = [w for w in problems if w.isVisible() and w.text()]
    assert said
    screen.bot.waitUntil(
        lambda: any(w.visibleRegion().boundingRect() == w.rect() for w in said), timeout=30_000
    )


def test_every_control_takes_the_keyboards_focus(screen: Screen) -> None:
    mouse_only = {"search", "keypad", "mention"}
    for name in SCENES:
        gallery.show(screen.window, SCENES[name]())
        for control in controls(screen.window):
            said = control.objectName()  # what is found is chosen with the arrows, from its field
            if said.split(".")[0] in mouse_only or "ringing.ticket" in said or ".suggestion." in said:
                continue
            assert control.focusPolicy() & Qt.FocusPolicy.TabFocus, control.objectName()


@pytest.mark.parametrize("scene", ["ringing_hostile", "consult_hostile"])
def test_hostile_names_stand_as_they_are(screen: Screen, scene: str) -> None:
    gallery.show(screen.window, SCENES[scene]())
    texts = [label.text() for label in shown(screen.window, QLabel)]  # type: ignore[attr-defined]
    assert invented.HOSTILE in texts
    for widget in shown(screen.window):
        if "img" in widget.toolTip():
            assert html.escape(invented.HOSTILE) in widget.toolTip()
            assert "<img" not in widget.toolTip()


def test_a_strangers_ampersand_makes_no_shortcut(screen: Screen) -> None:
    card = replace(invented.SECOND, name="R&D")
    screen.show(replace(invented.TALKING, cards=(invented.CALL, card)))
    switch = screen.find("lines.switch")
    assert switch.caption == "Switch to R&D"
    assert switch.text() == ""


def test_the_number_is_never_elided(screen: Screen) -> None:
    gallery.show(screen.window, SCENES["ringing_long"]())
    number = screen.find("ringing.number")
    assert number.text().startswith("sip:a-very-long")
    assert number.height() >= number.heightForWidth(number.width())
    assert "…" not in number.text()
