"""The history: found, filtered, turned over by scrolling, and one press to call or to open."""

from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QWidget

from console.desk import intents as ask
from console.desk.board import Board, History
from console.ui import invented
from console.ui.phone.history_rows import HistoryWords, dialled_back
from console.ui.phone.lists import RowsModel
from console.ui.scenes_phone import BOARD
from store.book import CallRow
from store.ticket import Outcome, Status
from store.values import replace
from tests.console.ui.screens import Screen

ROWS = BOARD.history.rows


def many(count: int, first: int = 0) -> tuple[CallRow, ...]:
    """So many calls, newest first."""
    row = ROWS[1]
    return tuple(
        replace(
            row,
            call=replace(
                row.call, id=invented.uid(900_000 + n), started_at=invented.NOW - timedelta(minutes=n)
            ),
        )
        for n in range(first, first + count)
    )


@pytest.fixture
def page(screen: Screen) -> Screen:
    screen.show(BOARD)
    screen.window.go("calls")
    screen.settle()
    return screen


def shown(screen: Screen) -> Any:
    return screen.window.pages.calls.history


def answer(screen: Screen, history: History, board: Board = BOARD) -> None:
    screen.show(replace(board, history=history))


def test_going_there_asks_once_for_the_newest_calls_and_keeps_what_was_turned(screen: Screen) -> None:
    screen.show(replace(BOARD, history=History()))
    screen.desk.take()
    screen.window.go("calls")
    assert screen.desk.take(ask.ShowHistory) == [ask.ShowHistory(query="", kind="")]
    answer(screen, History(rows=ROWS))
    assert shown(screen).model.rows == ROWS
    screen.window.go("desk")
    screen.window.go("calls")
    assert screen.desk.take(ask.ShowHistory) == []


def test_what_a_colleague_answered_is_not_missed() -> None:
    words = HistoryWords(invented_words(), lambda: invented.NOW)
    row = invented.call_row(1, "X", "", Outcome.ELSEWHERE, Status.OPEN, 5)
    assert words.outcome(row) == ("Answered by a colleague", "n")
    assert not words.is_missed(row)
    assert words.picture(row)[0] != "phone-missed"
    for outcome in (Outcome.MISSED, Outcome.ABANDONED, Outcome.BUSY):
        assert words.is_missed(invented.call_row(1, "X", "", outcome, Status.NEW, 5))
    assert not words.is_missed(
        invented.call_row(1, "X", "", Outcome.NOT_REACHED, Status.NEW, 5, direction="out")
    )


def invented_words() -> Any:
    from PySide6.QtCore import QLocale

    from console.ui.words import Words

    return Words(QLocale("en-GB"))


def test_a_filter_asks_for_its_kind(page: Screen) -> None:
    page.desk.take()
    page.press("history.filter.missed")
    assert page.desk.take(ask.ShowHistory) == [ask.ShowHistory(query="", kind="missed")]
    assert page.find("history.filter.missed").isChecked()
    assert not page.find("history.filter.all").isChecked()


def test_words_are_looked_for_a_moment_after_the_last_stroke(page: Screen) -> None:
    page.desk.take()
    page.type("history.find", "vpn")
    asked: list[ask.ShowHistory] = []

    def told() -> bool:
        asked.extend(page.desk.take(ask.ShowHistory))
        return bool(asked)

    page.bot.waitUntil(told, timeout=30_000)
    assert asked == [ask.ShowHistory(query="vpn", kind="")]


def test_an_answer_to_an_older_question_is_not_shown(page: Screen) -> None:
    page.press("history.filter.missed")
    answer(page, History(kind="out", rows=many(3)))
    assert shown(page).model.rows == ROWS


def test_scrolling_down_asks_for_older_ones_once(page: Screen) -> None:
    answer(page, History(rows=many(50), more=True))
    page.desk.take()
    bar = shown(page).list.verticalScrollBar()
    bar.setValue(bar.maximum())
    bar.setValue(bar.maximum() - 1)
    bar.setValue(bar.maximum())
    assert page.desk.take(ask.ShowHistory) == [ask.ShowHistory(query="", kind="", more=True)]
    answer(page, History(rows=many(50), more=True, loading=True))
    bar.setValue(bar.maximum() - 1)
    assert page.desk.take(ask.ShowHistory) == []
    answer(page, History(rows=many(100), more=True))
    bar.setValue(bar.maximum())
    assert page.desk.take(ask.ShowHistory) == [ask.ShowHistory(query="", kind="", more=True)]


def test_older_ones_move_neither_the_place_nor_the_choice(page: Screen) -> None:
    answer(page, History(rows=many(50), more=True))
    shown(page).list.setCurrentIndex(shown(page).model.index(30))
    bar = shown(page).list.verticalScrollBar()
    bar.setValue(700)
    answer(page, History(rows=many(100), more=False))
    assert bar.value() == 700
    assert shown(page).list.currentIndex().row() == 30


def test_a_new_call_leaves_the_choice_on_its_row(page: Screen) -> None:
    rows = many(20, first=1)
    answer(page, History(rows=rows))
    shown(page).list.setCurrentIndex(shown(page).model.index(3))
    answer(page, History(rows=(*many(1), *rows)))
    assert shown(page).list.current() is rows[3]


def test_nothing_more_is_asked_for_when_there_is_nothing(page: Screen) -> None:
    answer(page, History(rows=many(50), more=False))
    page.desk.take()
    bar = shown(page).list.verticalScrollBar()
    bar.setValue(bar.maximum())
    assert page.desk.take(ask.ShowHistory) == []


def test_one_press_on_a_row_calls_back_about_its_ticket(page: Screen) -> None:
    listed = shown(page).list
    index = shown(page).model.index(0)
    delegate = listed.itemDelegate()
    page.desk.take()
    where = delegate.place(listed.visualRect(index), 0, 2).center()
    QTest.mouseClick(listed.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, where)
    assert page.desk.take(ask.Dial) == [ask.Dial(target=ROWS[0].call.remote_number, ticket=ROWS[0].ticket.id)]
    assert page.window.place == "desk"


def test_one_press_on_a_row_opens_its_ticket(page: Screen) -> None:
    listed = shown(page).list
    index = shown(page).model.index(1)
    page.desk.take()
    where = listed.itemDelegate().place(listed.visualRect(index), 1, 2).center()
    QTest.mouseClick(listed.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, where)
    assert page.desk.take(ask.OpenTicket) == [ask.OpenTicket(ticket=ROWS[1].ticket.id)]
    assert page.window.place == "desk"


def test_the_keyboard_chooses_calls_and_opens(page: Screen) -> None:
    listed = shown(page).list
    listed.setFocus()
    listed.setCurrentIndex(shown(page).model.index(0))
    page.desk.take()
    page.key("Ctrl+R")
    assert page.desk.take(ask.Dial) == [ask.Dial(target=ROWS[0].call.remote_number, ticket=ROWS[0].ticket.id)]
    page.window.go("calls")
    listed.setFocus()
    page.desk.take()
    QTest.keyClick(listed, Qt.Key.Key_Return)
    assert page.desk.take(ask.OpenTicket) == [ask.OpenTicket(ticket=ROWS[0].ticket.id)]


def test_a_matter_that_is_done_is_not_opened_again_by_calling() -> None:
    done = invented.call_row(1, "X", "", Outcome.ANSWERED, Status.RESOLVED, 5)
    assert dialled_back(done) is None
    assert dialled_back(ROWS[0]) == ROWS[0].ticket.id


def test_a_withheld_number_cannot_be_called(page: Screen) -> None:
    row = replace(ROWS[0], customer_name="", call=replace(ROWS[0].call, remote_name="", remote_number=""))
    answer(page, History(rows=(row,)))
    shown(page).list.setCurrentIndex(shown(page).model.index(0))
    assert page.text("history.chosen") == "Number withheld"
    assert not page.find("history.call_back").isEnabled()


def test_reading_finding_nothing_and_failing_are_said(page: Screen) -> None:
    answer(page, History(loading=True))
    assert page.visible("history.loading")
    answer(page, History())
    assert page.text("history.empty.fact") == "No call yet."
    answer(page, History(), replace(BOARD, store_down="the disk is full"))
    assert page.text("history.empty.fact") == "The history cannot be read right now."


def test_the_bars_come_only_after_a_while(page: Screen) -> None:
    loading = shown(page)._loading
    loading._wait.setInterval(3_600_000)
    answer(page, History(loading=True))
    assert loading.isVisible()
    assert not loading.late
    loading._wait.setInterval(0)
    page.bot.waitUntil(lambda: loading.late, timeout=30_000)


def test_many_rows_are_one_change_and_cost_no_widget(page: Screen) -> None:
    before = len(page.window.findChildren(QWidget))
    rows = many(20_000)
    answer(page, History(rows=rows, more=True))
    bar = shown(page).list.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    assert shown(page).list.indexAt(shown(page).list.viewport().rect().center()).row() > 8_000
    answer(page, History(rows=(*rows, *many(50, first=20_000)), more=True))
    assert shown(page).model.rowCount() == 20_050
    assert len(page.window.findChildren(QWidget)) == before


@pytest.mark.parametrize(
    ("before", "after"),
    [("", "abc"), ("abc", ""), ("abc", "abcde"), ("abc", "xabc"), ("abcd", "axcd"), ("abcd", "ad"), ("abc", "cab"),
     ("aab", "ab"), ("abc", "abc"), ("abc", "xyz")],
)  # fmt: skip
def test_the_model_tells_each_change_as_it_is(before: str, after: str) -> None:
    model = RowsModel[str](lambda c: c, str)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    model.put(tuple(before))
    model.put(tuple(after))
    assert "".join(model.rows) == after
    assert model.rowCount() == len(after)
    del tester


def test_a_row_that_changed_keeps_its_place() -> None:
    model = RowsModel[tuple[str, int]](lambda r: r[0], str)
    model.put((("a", 1), ("b", 1), ("c", 1)))
    told: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda a, b, _=None: told.append((a.row(), b.row())))
    model.put((("a", 1), ("b", 2), ("c", 1)))
    assert told == [(1, 1)]
