"""What is painted in every scene, light and dark: it can be read, and what is cut is told by a tool tip."""

import html
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pytest
from PySide6.QtCore import QEvent, QObject, QRect, QRectF
from PySide6.QtGui import QImage, QPainter, QPalette
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLabel, QWidget

from console.ui import gallery
from console.ui.reports.view import ChartView
from console.ui.scenes import SCENES
from console.ui.tokens import contrast
from console.ui.widgets.labels import Elided, Label
from console.ui.window import Window
from tests.console.ui.screens import Screen

LEAST = 4.5
"""Contrast of text (WCAG 1.4.3)."""
OWN_TIPS = (QAbstractItemView, ChartView)
"""These tell what is cut in a row or a bar when the pointer rests on it."""


class Drawn(NamedTuple):
    """A text as it was painted: on which widget, where on it, in which colour."""

    on: QWidget
    area: QRect
    colour: str
    text: str


@dataclass
class Painted(QObject):
    """Listens to all painting: Qt says whose turn it is, the painter what is written."""

    texts: list[Drawn] = field(default_factory=list)
    now: QWidget | None = None

    def __post_init__(self) -> None:
        super().__init__()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint and isinstance(watched, QWidget):
            self.now = watched
        return False

    def note(self, painter: QPainter, said: tuple[Any, ...]) -> None:
        area = next((a for a in said if isinstance(a, (QRect, QRectF))), None)
        text = next((a for a in said if isinstance(a, str)), "").strip()
        if self.now is not None and area is not None and text:
            where = painter.transform().mapRect(QRectF(area)).toAlignedRect()
            self.texts.append(Drawn(self.now, where, painter.pen().color().name(), text))


@pytest.fixture
def painted(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[Painted]:
    watch, draw = Painted(), QPainter.drawText

    def note(painter: QPainter, *said: Any) -> Any:
        watch.note(painter, said)
        return draw(painter, *said)

    monkeypatch.setattr(QPainter, "drawText", note)
    qapp.installEventFilter(watch)
    yield watch
    qapp.removeEventFilter(watch)


def labels(window: Window) -> Iterator[Drawn]:
    """What Qt writes by itself."""
    for label in window.findChildren(QLabel):
        if label.isVisible() and isinstance(label, Label) and not isinstance(label, Elided) and label.text():
            colour = label.palette().color(QPalette.ColorRole.WindowText).name()
            yield Drawn(label, label.rect(), colour, label.text())


def ground(picture: QImage, area: QRect) -> str:
    """The commonest colour there."""
    bits = picture.copy(area).convertToFormat(QImage.Format.Format_RGB32)
    commonest, _ = Counter(memoryview(bits.constBits()).cast("I")).most_common(1)[0]
    return f"#{commonest & 0xFFFFFF:06x}"


def in_front(window: Window, on: QWidget, area: QRect) -> bool:
    """Whether nothing floats over it."""
    for corner in (area.center(), area.topLeft(), area.topRight(), area.bottomLeft(), area.bottomRight()):
        hit = window.childAt(corner)
        if hit is None or not (hit is on or hit.isAncestorOf(on) or on.isAncestorOf(hit)):
            return False
    return True


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_text_can_be_read_on_what_it_stands_on(screen: Screen, painted: Painted, theme: str) -> None:
    screen.window.theme.choose(theme)
    faint: set[str] = set()
    for name, make in SCENES.items():
        gallery.show(screen.window, make())
        screen.settle()
        painted.texts.clear()
        picture = screen.window.grab().toImage()
        for drawn in (*painted.texts, *labels(screen.window)):
            seen = drawn.area.intersected(drawn.on.visibleRegion().boundingRect())
            if seen.width() < 8 or seen.height() < 8:
                continue
            seen.moveTopLeft(drawn.on.mapTo(screen.window, seen.topLeft()))
            if in_front(screen.window, drawn.on, seen):
                behind = ground(picture, seen)
                if behind != drawn.colour and contrast(drawn.colour, behind) < LEAST:
                    faint.add(f"{name}: {drawn.text[:30]!r} {drawn.colour} on {behind}")
    assert faint == set()


@pytest.mark.parametrize("size", [(1440, 900), (1024, 700)], ids=["large", "small"])
def test_what_is_cut_is_told_by_a_tool_tip(screen: Screen, painted: Painted, size: tuple[int, int]) -> None:
    screen.window.resize(*size)
    untold: set[str] = set()
    for name, make in SCENES.items():
        gallery.show(screen.window, make())
        screen.settle()
        painted.texts.clear()
        screen.window.grab()
        for drawn in painted.texts:
            cut = drawn.text.removesuffix("…").strip("\u200d ")  # the joiner keeps an Arabic letter's shape
            if not drawn.text.endswith("…") or drawn.text.endswith(" …"):
                continue
            if isinstance(drawn.on, OWN_TIPS) or isinstance(drawn.on.parent(), OWN_TIPS):
                continue
            if cut not in told(drawn.on):
                untold.add(f"{name}: {drawn.on.objectName()} {drawn.text!r}")
    assert untold == set()


def told(widget: QWidget) -> str:
    """The tool tips of a widget and of what it stands on, without their markup."""
    step: QWidget | None = widget
    tips = []
    while step is not None:
        tips.append(html.unescape(step.toolTip().removeprefix("<qt>").removesuffix("</qt>")))
        step = step.parentWidget()
    return " ".join(tips).strip()


def test_a_key_that_has_no_room_on_its_button_is_told_by_the_tool_tip(screen: Screen) -> None:
    screen.window.resize(1024, 700)
    gallery.show(screen.window, SCENES["call"]())
    end, manager = screen.find("call.end"), screen.find("call.manager")
    screen.window.grab()
    assert (told(end), told(manager)) == ("End call (F12)", "Customer wants a manager (F8)")
    screen.window.resize(1440, 900)
    screen.settle()
    screen.window.grab()
    assert told(end) == told(manager) == ""
