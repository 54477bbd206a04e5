"""Where the window begins: where the role works, once it is painted."""

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from console.desk.seat import PhoneLine
from console.ui import invented
from console.ui.directory.page import DirectoryPage
from console.ui.shell.page import Page
from console.ui.trainer.page import ReviewPage
from console.ui.window import Window
from store.values import replace
from tests.console.ui.shell.test_places import TABLE, board


def seen(window: Window, page: type[Page]) -> bool:
    """Whether that page is the one that is looked at."""
    found = window.findChild(page)
    return found is not None and found.isVisible()


@pytest.mark.parametrize(("role", "phone", "home"), [(r, p, h) for r, p, _, h in TABLE])
def test_the_window_begins_where_the_role_works(
    make_window: Callable[..., Window], role: str, phone: bool, home: str
) -> None:
    window = make_window(language="en-GB")
    first = board(role, phone=phone)
    window.show_board(replace(first, phone=PhoneLine()) if phone else first)
    assert window.place == home
    window.show_board(first)
    assert window.place == home


def test_a_call_that_is_up_when_the_telephone_is_attached_is_at_the_desk(
    make_window: Callable[..., Window],
) -> None:
    window = make_window(language="en-GB")
    starting = replace(board("supervisor", phone=True), phone=PhoneLine())
    window.show_board(starting)
    window.show_board(replace(starting, phone=invented.PHONE, cards=invented.TALKING.cards))
    assert window.place == "desk"


def test_whoever_has_chosen_a_place_stays_there(make_window: Callable[..., Window]) -> None:
    window = make_window(language="en-GB")
    starting = replace(board("supervisor", phone=True), phone=PhoneLine())
    window.show_board(starting)
    window.go("directory")
    window.show_board(replace(starting, phone=invented.PHONE, cards=invented.TALKING.cards))
    assert window.place == "directory"


@pytest.mark.parametrize("phone", [True, False])
def test_the_window_is_painted_before_the_page_where_one_begins_is_made(
    make_window: Callable[..., Window], qtbot: QtBot, phone: bool
) -> None:
    window = make_window(language="en-GB")
    window.show_board(board("trainer", phone=phone))
    assert window.findChild(ReviewPage) is None, "it takes several times as long as the window"
    window.show()
    qtbot.waitUntil(lambda: seen(window, ReviewPage), timeout=30_000)


def test_whoever_presses_the_rail_before_that_is_where_they_pressed(
    make_window: Callable[..., Window],
) -> None:
    window = make_window(language="en-GB")
    window.show_board(board("trainer", phone=False))
    window.go("review")
    window.show()
    assert seen(window, ReviewPage)
    other = make_window(language="en-GB")
    other.show_board(board("trainer", phone=False))
    other.go("directory")
    other.show()
    other._beginning.come()
    assert seen(other, DirectoryPage)
