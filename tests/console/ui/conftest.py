"""A window on a recording desk: what is pressed is kept as intents, what the desk says can be set."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from console.ui import invented, invented_settings
from console.ui.window import Window
from tests.console.ui.screens import Clock, Recorder, Screen


@pytest.fixture
def screen(qtbot: QtBot) -> Iterator[Screen]:
    desk, clock = Recorder(), Clock()
    window = Window(
        theme="light",
        language="en-GB",
        do=desk.do,
        clock=clock,
        motion=False,
        settings=invented_settings.port(),
    )
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=30_000)
    window._warm_up.clear()  # what a test needs is made when it is shown
    made = Screen(window, desk, clock, qtbot)
    made.show(invented.IDLE)
    desk.take()
    yield made
    window.close()


@pytest.fixture
def make_window(qtbot: QtBot) -> Callable[..., Window]:
    def make(**more: Any) -> Window:
        settings: dict[str, Any] = {"theme": "light", "do": lambda _: None, "motion": False} | more
        window = Window(**settings)
        qtbot.addWidget(window)
        return window

    return make
