"""Colleagues, how they are, and what can be asked of them."""

from console.desk import intents as ask
from console.ui import invented
from console.ui.scenes import SCENES
from store.values import replace
from tests.console.ui.screens import Screen


def test_what_the_pbx_sees_goes_before_what_the_store_has(screen: Screen) -> None:
    screen.show(replace(invented.IDLE, seen={"priya.nolan": "busy"}))
    screen.window.go("directory")
    screen.press("directory.department.network")
    entry = screen.find("directory.entry.priya.nolan")
    assert "On the phone" in [label.text() for label in entry.findChildren(type(entry._state))]
    assert "1 of 4 free" in screen.find("directory.department.network").accessibleName()
    screen.show(replace(invented.IDLE, seen={"priya.nolan": "available"}))
    assert "2 of 4 free" in screen.find("directory.department.network").accessibleName()


def test_a_colleague_is_consulted_about_the_call_at_hand(screen: Screen) -> None:
    screen.show(invented.TALKING)
    screen.window.go("directory")
    screen.press("directory.department.network")
    screen.press("directory.consult.priya.nolan")
    assert screen.desk.take() == [
        ask.OpenEscalate(call=invented.CALL.call),
        ask.EditEscalate(fields={"target": "priya.nolan"}),
    ]
    assert screen.window.place == "desk"


def test_nobody_is_consulted_without_a_call_or_during_a_hand_over(screen: Screen) -> None:
    for board in (invented.IDLE, SCENES["consult_ready"]().board, SCENES["call_emergency"]().board):
        screen.show(board)
        screen.window.go("directory")
        screen.press("directory.department.network")
        assert not screen.visible("directory.consult.priya.nolan")
        assert screen.visible("directory.call.priya.nolan")


def test_the_escalate_panel_shows_what_the_pbx_sees(screen: Screen) -> None:
    screen.show(replace(SCENES["escalate"]().board, seen={"daniel.okafor": "busy"}))
    assert "On the phone" in screen.find("escalate.target.daniel.okafor").accessibleName()
