"""What is made in the quiet after the first paint."""

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from console.ui.shell.warm_up import WarmUp


def test_parts_are_made_one_at_a_time_and_what_needs_them_all_comes_last(qtbot: QtBot) -> None:
    made: list[str] = []
    parent = QObject()
    warm_up = WarmUp(parent, lambda: made.append("card"), lambda: made.append("touch"))
    warm_up.add(lambda: made.append("page"))
    assert made == []
    qtbot.waitUntil(lambda: len(made) == 1, timeout=30_000)
    assert not warm_up.is_done
    qtbot.waitUntil(lambda: warm_up.is_done, timeout=30_000)
    assert made == ["card", "page", "touch"]


def test_whoever_makes_all_at_once_has_nothing_made_later(qtbot: QtBot) -> None:
    made: list[str] = []
    parent = QObject()
    warm_up = WarmUp(parent, lambda: made.append("card"))
    warm_up.clear()
    later = WarmUp(parent, lambda: made.append("another's"))
    qtbot.waitUntil(lambda: later.is_done, timeout=30_000)
    assert made == ["another's"]
