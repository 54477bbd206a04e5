"""The pages: made when they are first needed, told when they are looked at and when they are not any more."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QWidget

from console.ui import invented
from console.ui.kit import Kit
from console.ui.settings.port import InMemory
from console.ui.shell.page import Page
from console.ui.shell.pages import NARROW, Means, Pages
from console.ui.window import Window
from tests.console.ui.screens import Screen

OTHERS = (
    "escalations",
    "floor",
    "reports",
    "review",
    "learning",
    "directory",
    "calls",
    "settings",
    "assistant",
)


@pytest.fixture
def pages(make_window: Callable[..., Window]) -> Pages:
    """Those of a window that nobody has looked round in yet."""
    return make_window(language="en-GB").pages


def made(pages: Pages) -> list[Page]:
    return [p for p in pages.findChildren(QWidget) if isinstance(p, Page)]


def test_only_the_desk_is_made_with_the_window(pages: Pages) -> None:
    assert made(pages) == [pages.desk]


@pytest.mark.parametrize("place", OTHERS)
def test_a_page_is_made_when_its_place_is_entered_and_only_once(pages: Pages, place: str) -> None:
    pages.enter(place)
    first = pages.shown
    assert first is not None
    assert set(made(pages)) == {pages.desk, first}
    pages.enter("desk")
    pages.enter(place)
    assert pages.shown is first


def test_a_page_that_is_announced_is_not_there_until_it_is_entered(pages: Pages) -> None:
    pages.announce("reports", then=lambda: None)
    assert (pages.place, pages.is_late, pages.shown) == ("reports", True, None)
    pages.put(invented.IDLE, invented.NOW)
    assert made(pages) == [pages.desk]
    pages.enter("reports")
    assert not pages.is_late
    assert pages.shown is pages.reports


def test_a_page_is_told_that_it_is_left(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    pages = screen.window.pages
    monkeypatch.setattr(pages.floor, "enter", lambda: told.append("entered"))
    monkeypatch.setattr(pages.floor, "leave", lambda: told.append("left"))
    screen.window.go("floor")
    screen.window.go("calls")
    assert told == ["entered", "left"]


@pytest.mark.parametrize(("width", "narrow"), [(NARROW - 1, True), (NARROW, False)])
def test_a_page_that_is_made_late_knows_how_much_room_there_is(
    make_window: Callable[..., Window], monkeypatch: pytest.MonkeyPatch, width: int, narrow: bool
) -> None:
    from console.ui.trainer.page import ReviewPage

    told: list[bool] = []
    monkeypatch.setattr(ReviewPage, "narrow", lambda _, on: told.append(on))
    window = make_window(language="en-GB")
    window.resize(width, 800)
    window.pages.enter("review")
    assert told == [narrow]


def test_the_settings_are_asked_for_by_the_first_page_that_needs_them(
    make_window: Callable[..., Window],
) -> None:
    asked: list[InMemory] = []

    def port() -> InMemory:
        asked.append(InMemory())
        return asked[-1]

    window = make_window(language="en-GB")
    kit: Kit = window.kit
    means = Means(port=port, theme=lambda _: None, keys=lambda _: None)
    pages = Pages(window.root, kit, means)
    pages.setParent(window.root)
    pages.enter("calls")
    assert asked == []
    pages.enter("settings")
    assert len(asked) == 1
