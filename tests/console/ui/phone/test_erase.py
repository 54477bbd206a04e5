"""R60 in the window: the erasure of a customer shows what goes, says what keeps it, and is begun by the name alone."""

from typing import Any

import pytest

from console.desk.erasing import ErasingCard
from console.desk.intents_keeping import ConsiderErasing, EraseForGood
from console.ui import invented as i
from console.ui import invented_replay as r
from console.ui.scenes_phone import BOARD, choose
from store.erasure import WhatGoes
from store.values import replace
from tests.console.ui.screens import Screen

GOES = WhatGoes(customer=i.ANNA, tickets=12, calls=31, recordings=1204)
LED = replace(BOARD, me=r.VERA, directory=r.LED)


@pytest.fixture
def page(screen: Screen) -> Screen:
    screen.show(LED)
    screen.window.go("calls")
    screen.press("calls.contacts")
    choose(0, "contacts.list")(screen.window)
    screen.settle()
    screen.press("contacts.erase")
    assert screen.desk.take(ConsiderErasing) == [ConsiderErasing(customer=i.ANNA.id)]
    return screen


def show(screen: Screen, goes: WhatGoes | None = GOES, **more: Any) -> None:
    card = ErasingCard(customer=i.ANNA.id, **{"loading": False, "goes": goes, **more})
    screen.show(replace(LED, erasing=card))


def enabled(screen: Screen) -> bool:
    return bool(screen.find("erase.yes").isEnabled())


def test_only_the_typed_name_begins_it(page: Screen) -> None:
    show(page)
    assert "12 tickets" in page.find("erase.goes").text()
    assert "1,204 recordings" in page.find("erase.goes").text()
    assert not enabled(page)
    page.type("erase.name", "Anna")
    assert not enabled(page)
    page.type("erase.name", " petrova")
    page.press("erase.yes")
    assert page.desk.take(EraseForGood) == [EraseForGood(customer=i.ANNA.id, typed="Anna petrova")]
    show(page, running=True)
    assert not enabled(page)
    assert page.text("erase.problem").startswith("Being erased.")
    page.show(replace(LED, erasing=None))
    assert not page.visible("erase")


def test_a_case_on_hold_is_said_and_nothing_can_be_typed(page: Screen) -> None:
    show(page, replace(GOES, held=("TK-0048213",)))
    assert (
        page.text("erase.problem") == "On legal hold: TK-0048213. Let it go first, then erase the customer."
    )
    assert not page.find("erase.name").isEnabled()
    assert not enabled(page)


def test_what_went_wrong_stays_on_the_sheet(page: Screen) -> None:
    show(page, refused="The disk is full.")
    assert page.text("erase.problem") == "The disk is full."


def test_thought_better_of_nothing_is_considered_any_more(page: Screen) -> None:
    show(page)
    page.type("erase.name", "Anna Petrova")
    page.press("erase.no")
    assert page.desk.take(ConsiderErasing) == [ConsiderErasing(customer=None)]
    page.show(LED)
    page.press("contacts.erase")
    assert page.find("erase.name").value() == "", "a name that was typed before begins nothing"


def test_what_runs_is_not_stopped_by_closing(page: Screen) -> None:
    show(page, running=True)
    page.press("erase.no")
    assert page.desk.take(ConsiderErasing) == []


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"goes": None, "loading": True}, "Looking what would go …"),
        ({"goes": None, "missing": True}, "This customer is not in the store any more."),
    ],
)
def test_while_nothing_is_known_nothing_can_be_begun(page: Screen, more: dict[str, Any], said: str) -> None:
    show(page, **more)
    assert page.find("erase.goes").text() == said
    assert not page.find("erase.name").isEnabled()


@pytest.mark.parametrize("me", [r.INES, i.DANIEL, i.ME], ids=lambda me: me.key)
def test_who_does_not_lead_has_no_button(screen: Screen, me: Any) -> None:
    screen.show(replace(LED, me=me))
    screen.window.go("calls")
    screen.press("calls.contacts")
    choose(0, "contacts.list")(screen.window)
    screen.settle()
    assert not screen.visible("contacts.erase")
