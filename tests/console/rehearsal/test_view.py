"""R64 in the rehearsal's own window: the result, its replay, and back."""

from typing import Any

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from console.desk.intents import Intent
from console.desk.intents_replay import ShowTry
from console.rehearsal.scenario import read
from console.rehearsal.view import View
from console.ui import invented as i
from console.ui import invented_rehearsals as r
from console.ui.window import Window
from store.values import replace


class Session(QObject):
    """Nothing happens any more."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.tasks: tuple[Any, ...] = ()
        self.said = ("", "")


class Shown:
    """The window of a rehearsal that is over."""

    def __init__(self, qtbot: QtBot) -> None:
        self.asked: list[Intent] = []
        self.window = Window(theme="light", do=self._do, motion=False)
        qtbot.addWidget(self.window)
        self.view = View(self.window, read("expert_is_busy"))
        self.window.show_board(i.IDLE)
        self.window.show()
        session: Any = Session()
        self.view.follow(session, again=lambda: None, close=lambda: None)
        self.view.show_result(r.TRIES[0], r.TRIES, "")

    def _do(self, intent: Intent) -> None:
        self.asked.append(intent)

    def find(self, name: str) -> Any:
        found = self.window.findChild(QWidget, name)
        assert found is not None, name
        return found

    def press(self, name: str) -> None:
        self.find(name).click()
        QApplication.processEvents()


@pytest.fixture
def shown(qtbot: QtBot) -> Shown:
    return Shown(qtbot)


def test_R64_a_try_is_replayed_from_its_result_and_the_result_is_there_again(shown: Shown) -> None:
    assert not shown.find("result.replay").isEnabled()
    shown.view.show_sound(r.HEARD, "")
    for _ in range(2):
        shown.asked.clear()
        shown.press("result.replay")
        assert [a for a in shown.asked if isinstance(a, ShowTry)] == [ShowTry(attempt=r.HEARD)]
        assert shown.window.place == "review"
        assert not shown.find("result").isVisible()
        shown.window.show_board(replace(i.IDLE, replay=r.replayed(r.HEARD)))
        shown.press("replay.close")
        shown.window.show_board(i.IDLE)
        assert shown.find("result").isVisible()
        assert shown.window.place == "desk"


def test_R64_sound_that_could_not_be_kept_is_told_and_the_line_can_be_seen(shown: Shown) -> None:
    shown.view.show_sound(r.TRIES[0], "The disk is full.")
    assert shown.find("result.note").text() == "Its sound could not be kept: The disk is full."
    assert shown.find("result.replay").isEnabled()
