"""A board that changes nothing costs nothing, and widgets are kept."""

from datetime import datetime
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

from console.desk.seat import Presence
from console.ui import invented
from console.ui.scenes import SCENES
from store.ticket import Outcome, Status
from store.values import replace
from tests.console.ui.screens import Screen


class Paints(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def eventFilter(self, _: QObject, event: QEvent) -> bool:
        self.count += event.type() in {QEvent.Type.UpdateRequest, QEvent.Type.LayoutRequest}
        return False


@pytest.mark.parametrize("name", ["idle", "call", "escalate", "consult_ready", "wrapup", "ringing"])
def test_the_same_board_again_paints_nothing(screen: Screen, qapp: QApplication, name: str) -> None:
    board = SCENES[name]().board
    screen.show(board)
    for _ in range(30):  # a change of size travels up one level a pass
        qapp.processEvents()
    watch = Paints()
    screen.window.installEventFilter(watch)
    screen.window.show_board(replace(board))
    qapp.processEvents()
    screen.window.removeEventFilter(watch)
    assert watch.count == 0


def test_a_new_call_of_today_keeps_the_other_rows(screen: Screen) -> None:
    name = f"today.{invented.TODAY[0].call.id.hex}"
    row = screen.find(name)
    row.setFocus()
    newer = invented.call_row(99, "New One", "", Outcome.RINGING, Status.NEW, 0)
    screen.show(replace(invented.IDLE, today=(newer, *invented.TODAY)))
    assert screen.find(name) is row
    assert row.hasFocus()
    assert screen.find(f"today.{newer.call.id.hex}").y() < row.y()


def test_rows_that_are_gone_are_not_shown(screen: Screen) -> None:
    screen.show(replace(invented.IDLE, today=invented.TODAY[:2]))
    shown = [w for w in screen.window.findChildren(QWidget) if w.objectName().startswith("today.")]
    assert len(shown) == 2


def test_the_window_does_not_format_what_has_not_changed(
    screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    board = SCENES["call"]().board
    screen.show(board)
    story = type(screen.window.kit.story)
    calls: list[Any] = []
    original = story.events

    def counted(self: Any, *args: Any) -> Any:
        calls.append(args)
        return original(self, *args)

    monkeypatch.setattr(story, "events", counted)
    screen.show(
        replace(board, me=replace(board.me, presence=Presence.WRAPUP, since=datetime.now().astimezone()))
    )
    assert calls == []


def test_focus_survives_a_board(screen: Screen) -> None:
    board = SCENES["consult_ready"]().board
    screen.show(board)
    screen.find("consult.conference").setFocus()
    screen.show(replace(board, notices=(), figures=replace(board.figures, calls=24)))
    assert screen.find("consult.conference").hasFocus()
