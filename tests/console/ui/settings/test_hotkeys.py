"""Other keys: at once, without conflict, and back to the standard."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from console.desk import intents as ask
from console.ui import invented, keys
from console.ui import invented_settings as made
from console.ui.scenes import SCENES
from console.ui.settings.hotkeys import KeyRow
from console.ui.settings.port import InMemory
from console.ui.widgets.labels import Label
from store.values import replace
from tests.console.ui.screens import Screen
from tests.console.ui.settings.ways import choose, open_, port


def catch(screen: Screen, name: str, key: Qt.Key, modifier: Any = Qt.KeyboardModifier.NoModifier) -> None:
    screen.press(f"settings.key.{name}")
    QTest.keyClick(screen.find(f"settings.key.{name}.catch"), key, modifier)
    screen.settle()


def test_another_key_works_at_once_and_is_printed_on_its_button(screen: Screen) -> None:
    open_(screen, "keys")
    catch(screen, "hold", Qt.Key.Key_F11)
    assert port(screen).settings.ui.keys == {"hold": "F11"}
    screen.show(SCENES["call"]().board)
    screen.window.go("desk")
    screen.desk.take()
    assert screen.find("call.hold").key == "F11"
    screen.key("F2")
    assert screen.desk.take() == []
    screen.key("F11")
    assert screen.desk.take() == [ask.Hold(call=invented.CALL.call)]


def test_a_key_that_somebody_else_has_is_refused_with_whose_it_is(screen: Screen) -> None:
    open_(screen, "keys")
    catch(screen, "hold", Qt.Key.Key_F3)
    assert screen.text("settings.keys.problem.what") == "F3 is the key for “Mute” already."
    assert port(screen).settings.ui.keys == {}
    assert screen.visible("settings.key.hold.catch")


@pytest.mark.parametrize(
    ("key", "modifier"),
    [
        (Qt.Key.Key_F10, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier),
        (Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier),
        (Qt.Key.Key_Tab, Qt.KeyboardModifier.NoModifier),
    ],
)
def test_keys_of_the_system_and_of_typing_are_refused(screen: Screen, key: Qt.Key, modifier: Any) -> None:
    open_(screen, "keys")
    catch(screen, "hold", key, modifier)
    assert "needed by the system or for typing" in screen.text("settings.keys.problem.what")
    assert port(screen).settings.ui.keys == {}


def test_esc_leaves_the_key_as_it_was(screen: Screen) -> None:
    open_(screen, "keys")
    catch(screen, "hold", Qt.Key.Key_Escape)
    assert not screen.visible("settings.key.hold.catch")
    assert keys.sequence("hold") == "F2"


def test_two_keys_can_be_exchanged_by_way_of_a_third(screen: Screen) -> None:
    open_(screen, "keys")
    catch(screen, "hold", Qt.Key.Key_F11)
    catch(screen, "mute", Qt.Key.Key_F2)
    catch(screen, "hold", Qt.Key.Key_F3)
    assert (keys.sequence("hold"), keys.sequence("mute")) == ("F3", "F2")
    screen.press("settings.keys.reset")
    assert port(screen).settings.ui.keys == {}
    assert (keys.sequence("hold"), keys.sequence("mute")) == ("F2", "F3")


def test_every_key_has_a_row(screen: Screen) -> None:
    open_(screen, "keys")
    for name in keys.STANDARD:
        assert screen.visible(f"settings.key.{name}"), name


def test_changed_keys_are_in_force_from_the_start(make_window: Any) -> None:
    ui = replace(made.SETTINGS.ui, keys={"hold": "F11", "nonsense": "F1"})
    window = make_window(settings=InMemory(replace(made.SETTINGS, ui=ui)))
    assert window._shortcuts._made["hold"].key().toString() == "F11"
    make_window()
    assert keys.sequence("hold") == "F2"


def test_media_keys_are_set_beside_the_hot_keys(screen: Screen) -> None:
    open_(screen, "keys")
    before = port(screen).settings.hotkeys
    assert (before.media, before.media_stop, before.media_names) == (True, False, False)
    for key, code in (("media", "no"), ("media_stop", "yes"), ("media_names", "yes")):
        choose(screen, f"settings.hotkeys.{key}", code)
    after = port(screen).settings.hotkeys
    assert (after.media, after.media_stop, after.media_names) == (False, True, True)


def test_each_key_says_what_it_does(screen: Screen) -> None:
    open_(screen, "keys")
    assert {name.replace("_", " ") for name in keys.STANDARD} & {
        word.text() for word in _words(screen)
    } == set()


def _words(screen: Screen) -> list[Label]:
    return [row.findChildren(Label)[0] for row in screen.window.pages.settings.findChildren(KeyRow)]
