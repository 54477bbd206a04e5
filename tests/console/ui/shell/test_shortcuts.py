"""A key of the window presses the button that it belongs to, where a person could press it too."""

from PySide6.QtGui import QShortcut

from console.desk import intents as ask
from console.ui import gallery, invented, keys
from console.ui.scenes import SCENES
from tests.console.ui.screens import Screen


def test_of_its_buttons_a_key_presses_the_first_that_can_be_seen(screen: Screen) -> None:
    gallery.show(screen.window, SCENES["calls_chosen"]())
    row = screen.window.board.history.rows[1]
    screen.desk.take()
    screen.key("Ctrl+R")
    assert screen.desk.take(ask.Dial) == [ask.Dial(target=row.call.remote_number)]
    screen.window.go("desk")
    screen.show(SCENES["wrapup"]().board)
    screen.desk.take()
    screen.key("Ctrl+R")
    wrapped = invented.WRAPUP
    assert screen.desk.take(ask.Dial) == [ask.Dial(target=wrapped.call_back, ticket=wrapped.ticket)]


def test_a_key_does_nothing_that_its_button_would_not(screen: Screen) -> None:
    screen.show(invented.TALKING)
    screen.desk.take()
    hold = screen.find("call.hold")
    hold.setEnabled(False)
    screen.key("F2")
    assert screen.desk.take() == []
    hold.setEnabled(True)
    screen.window.go("escalations")
    screen.key("F2")
    assert screen.desk.take() == [], "nobody sees on which call that would be"
    screen.window.go("desk")
    screen.key("F2")
    assert screen.desk.take() == [ask.Hold(call=invented.CALL.call)]


def test_a_key_presses_one_button_and_passes_by_the_one_that_cannot_be_pressed(screen: Screen) -> None:
    screen.show(SCENES["consult_ready"]().board)
    first, other = screen.find("consult.conference"), screen.find("consult.split")
    other.show()
    screen.desk.take()
    screen.key("Ctrl+J")
    assert [type(i) for i in screen.desk.take()] == [ask.Conference]
    first.setEnabled(False)
    screen.key("Ctrl+J")
    assert [type(i) for i in screen.desk.take()] == [ask.SplitConference]


def test_a_key_whose_buttons_were_never_made_does_nothing(screen: Screen) -> None:
    for key in keys.KEYS:
        if not any(screen.visible(name) for name in key.buttons):
            screen.key(key.sequence)
    assert screen.desk.take() == []
    assert screen.window.place == "desk"


def test_a_key_that_is_held_down_presses_once(screen: Screen) -> None:
    made = screen.window.findChildren(QShortcut)
    assert {s.key().toString() for s in made} >= set(keys.STANDARD.values()) | set(keys.PRIMARY)
    assert not [s.key().toString() for s in made if s.autoRepeat()]


def test_the_search_has_a_key_that_can_be_another_one_too(screen: Screen) -> None:
    field = screen.find("top.search")
    screen.type("top.search", "quill")
    screen.find("top.state").setFocus()
    screen.key("Ctrl+K")
    assert field.hasFocus()
    assert field.selectedText() == "quill"
    screen.window._use_keys({"search": "Ctrl+Shift+F"})
    screen.find("top.state").setFocus()
    screen.key("Ctrl+K")
    assert not field.hasFocus()
    screen.key("Ctrl+Shift+F")
    assert field.hasFocus()
    screen.window._use_keys({})


def test_two_keys_that_are_exchanged_are_printed_each_on_its_own_button(screen: Screen) -> None:
    screen.show(invented.TALKING)
    screen.window._use_keys({"hold": "F3", "mute": "F2"})
    assert (screen.find("call.hold").key, screen.find("call.mute").key) == ("F3", "F2")
    screen.window._use_keys({})
    assert (screen.find("call.hold").key, screen.find("call.mute").key) == ("F2", "F3")


def test_the_rail_tells_the_key_that_leads_there_now(screen: Screen) -> None:
    calls = screen.find("rail.calls")
    screen.window._use_keys({"page_calls": "Ctrl+Shift+H"})
    assert "Calls (Ctrl Shift H)" in calls.toolTip()
    screen.window._use_keys({})
    assert "Calls (Ctrl 2)" in calls.toolTip()
