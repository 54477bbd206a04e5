"""Light, dark and the system's, at run time."""

from collections.abc import Callable

import pytest
from PySide6.QtGui import QFont, QFontInfo, QFontMetricsF, QPalette
from PySide6.QtWidgets import QApplication

from console.ui.scenes import SCENES
from console.ui.theme import font, ink
from console.ui.tokens import DARK, LIGHT
from console.ui.window import Window
from tests.console.ui.screens import Screen


def test_the_theme_switches_while_the_window_is_up(screen: Screen, qapp: QApplication) -> None:
    screen.show(SCENES["call"]().board)
    light = screen.window.grab().toImage()
    screen.window.theme.choose("dark")
    screen.settle()
    dark = screen.window.grab().toImage()
    assert light.pixelColor(700, 880).name().upper() == LIGHT["bg"]
    assert dark.pixelColor(700, 880).name().upper() == DARK["bg"]
    assert ink("card").name().upper() == DARK["card"]
    assert qapp.palette().color(QPalette.ColorRole.Window).name().upper() == DARK["bg"]
    screen.window.theme.choose("light")
    screen.settle()
    assert screen.window.grab().toImage() == light


def test_switching_keeps_focus_and_text(screen: Screen) -> None:
    screen.show(SCENES["call"]().board)
    screen.type("ticket.notes", "typed")
    screen.window.theme.choose("dark")
    assert screen.find("ticket.notes").hasFocus()
    assert "typed" in screen.find("ticket.notes").value()
    screen.window.theme.choose("light")


@pytest.mark.parametrize("theme", ["light", "dark", "system"])
def test_every_theme_is_taken(make_window: Callable[..., Window], theme: str) -> None:
    window = make_window(theme=theme)
    assert window.theme.wanted == theme


def test_the_font_is_ours(screen: Screen) -> None:
    assert QFontInfo(screen.find("top.name").font()).family() == "Inter"


def test_what_ticks_has_figures_of_one_width(screen: Screen) -> None:
    def wide(used: QFont, text: str) -> float:
        return QFontMetricsF(used).horizontalAdvance(text)

    screen.show(SCENES["call"]().board)
    timer = screen.find("call.time").font()
    assert wide(timer, "11:11") == wide(timer, "00:00")
    assert wide(font(11, 600, figures=True), "1") == wide(font(11, 600, figures=True), "8")
