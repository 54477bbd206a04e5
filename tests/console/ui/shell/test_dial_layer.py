"""The dial field over any page: made when it is first opened, with the desk as it is then."""

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from console.ui import invented
from console.ui.phone.popover import DialPopover
from console.ui.scenes_phone import BOARD
from store.values import replace
from tests.console.ui.screens import Screen

IN_CALL = replace(invented.TALKING, last_dialled="")


def shown_left(screen: Screen) -> int:
    """Where what is painted of it begins, in the root."""
    popover = screen.find("quick", DialPopover)
    return int(popover.geometry().left() + popover.PAD)


def test_its_button_makes_opens_and_closes_it(screen: Screen) -> None:
    screen.show(BOARD)
    assert screen.window.findChild(QWidget, "quick") is None
    screen.press("top.dial")
    assert screen.find("quick.field").hasFocus()
    screen.press("top.dial")
    assert not screen.visible("quick.field")


def test_opened_late_it_knows_the_desk_as_it_is_then(screen: Screen) -> None:
    screen.show(IN_CALL)
    screen.press("top.dial")
    assert screen.text("quick.holds") == "Calling puts Anna on hold."
    screen.press("top.dial")
    screen.show(replace(BOARD, last_dialled=""))
    screen.press("top.dial")
    assert not screen.visible("quick.holds")
    screen.show(IN_CALL)
    assert screen.visible("quick.holds"), "an open one follows"


def test_it_stands_beside_the_buttons_of_a_call_and_elsewhere_under_its_own(screen: Screen) -> None:
    button = screen.find("top.dial")
    under = button.mapTo(screen.window.root, QPoint(0, 0)).x()
    screen.show(IN_CALL)
    pages = screen.window.pages
    used = pages.area.left() + pages.desk.left_wide()
    assert used > under, "the buttons of the call reach below it"
    screen.press("top.dial")
    assert shown_left(screen) > used
    screen.press("top.dial")
    screen.window.go("escalations")
    screen.press("top.dial")
    assert shown_left(screen) == under
