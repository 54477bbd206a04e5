"""The page of reports on a real desk and a book in memory: from the rail to the case (R65)."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from console.ui.reports.view import ChartView
from console.ui.window import Window
from store.seed import big_floor
from store.values import replace
from tests.console.desk.desk_fixture import Office
from tests.console.ui.seats import find, window_on


@pytest.fixture
def office() -> Office:
    made = Office()
    core = made.desk._core
    core.put(me=replace(made.board.me, key="daniel.okafor", name="Daniel Okafor", role="supervisor"))
    big_floor(made.book, tickets=600, seed=5, until=datetime.now(UTC), escalated=5)
    return made


@pytest.fixture
def window(qtbot: QtBot, office: Office) -> Iterator[Window]:
    with window_on(qtbot, office) as made:
        yield made


def test_R65_from_the_rail_to_a_bar_to_its_cases_to_the_case(window: Window, office: Office) -> None:
    find(window, "rail.reports").click()
    card = office.board.reports
    assert card is not None
    assert card.report is not None
    assert find(window, "reports.tile.0.value").text() == str(card.report.now.escalations)
    view = find(window, "reports.series")
    assert isinstance(view, ChartView)
    view.grab()
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_End)
    QTest.keyClick(view, Qt.Key.Key_Return)
    card = office.board.reports
    assert card is not None
    assert card.cases
    first = card.cases[0]
    find(window, f"reports.case.{first.escalation.id.hex}").click()
    assert office.board.opened is not None
    assert office.board.opened.ticket.id == first.ticket.id
    assert window.place == "desk"
    assert office.board.reports is None


def test_R65_a_recommendation_made_on_the_page_stands_on_it(window: Window, office: Office) -> None:
    find(window, "rail.reports").click()
    find(window, "reports.recommend").click()
    QTest.keyClicks(find(window, "recommend.text"), "Write down who calls back.")
    find(window, "recommend.keep").click()
    (one,) = office.book.recommendations()
    assert (one.text, one.by) == ("Write down who calls back.", "daniel.okafor")
    line = find(window, f"reports.recommendation.{one.id.hex}")
    assert line.isVisible()
    assert "Proposed" in line.accessibleName()
