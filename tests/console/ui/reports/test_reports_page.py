"""The page of reports: what it shows, what is pressed, what is saved (R65)."""

import csv
import io
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QWidget

from console.desk.intents import OpenTicket, Refusal
from console.desk.intents_reports import Asked, Recommend, ShowReport, ShowReportCases
from console.ui import invented as i
from console.ui import invented_reports as r
from console.ui.reports.view import ChartView
from store.recommendation import Aim, RecommendationState
from store.reports import Odd, Series, Slice
from store.values import replace
from tests.console.ui.screens import Screen

BOARD = replace(i.IDLE, me=i.DANIEL, reports=r.CARD)


@pytest.fixture
def reports(screen: Screen) -> Screen:
    screen.show(replace(BOARD, reports=None))
    screen.press("rail.reports")
    screen.show(BOARD)
    return screen


def chart(screen: Screen, name: str) -> ChartView:
    view = screen.find(name)
    assert isinstance(view, ChartView)
    view.grab()
    return view


def choose(screen: Screen, name: str, code: str) -> None:
    box = screen.find(name)
    assert isinstance(box, QComboBox)
    box.setCurrentIndex(box.findData(code))
    box.activated.emit(box.currentIndex())
    screen.settle()


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        ("agent", False),
        ("supervisor", True),
        ("escalation_manager", True),
        ("trainer", True),
        ("administrator", True),
    ],
)
def test_R65_only_who_answers_for_others_has_the_place(screen: Screen, role: str, *, seen: bool) -> None:
    screen.show(replace(i.IDLE, me=replace(i.DANIEL, role=role)))
    assert screen.visible("rail.reports") is seen


def test_R65_opening_the_page_asks_for_a_report_and_leaving_it_lets_it_go(screen: Screen) -> None:
    screen.show(replace(BOARD, reports=None))
    screen.press("rail.reports")
    assert screen.desk.take(ShowReport) == [ShowReport(asked=Asked())]
    screen.press("rail.desk")
    assert screen.desk.take(ShowReport) == [ShowReport(asked=None)]


def test_R65_key_figures_say_their_trend(reports: Screen) -> None:
    said = [reports.find(f"reports.tile.{n}").accessibleName() for n in range(6)]
    assert said == [
        "Escalations, 816, 5 % fewer",
        "First-line resolution, 69.2 %, up 3.1 points",
        "Hops per case, 0.39, goal under 0.40",
        "Median to resolve, 1 h 31, 4 min longer",
        "Accepted in 30 min, 92 %, goal 90",
        "Past 30 days, 2, with L3",
    ]


def test_R65_each_filter_asks_anew(reports: Screen) -> None:
    reports.desk.take()
    choose(reports, "reports.span", "4w")
    choose(reports, "reports.department", "billing")
    choose(reports, "reports.kind", "functional")
    choose(reports, "reports.reason", "overload")
    choose(reports, "reports.level", "2")
    choose(reports, "reports.compare", "no")
    asked = reports.desk.take(ShowReport)
    assert len(asked) == 6
    assert asked[-1].asked == Asked(
        span="4w", departments=frozenset({"billing"}), kinds=frozenset({"functional"}),
        reasons=frozenset({"overload"}), levels=frozenset({2}), compare=False,
    )  # fmt: skip
    reports.press("reports.again")
    assert reports.desk.take(ShowReport) == [asked[-1]]


def test_R65_a_chart_says_in_words_what_it_shows(reports: Screen) -> None:
    said = chart(reports, "reports.series").accessibleName()
    assert (
        said.startswith("Escalations by type: week of 1 Sept: 31 Other department; ")
        or "31 Other department" in said
    )
    assert "solved without escalation" in chart(reports, "reports.first_line").accessibleName()
    assert (
        "Beyond my authority: 197, −12 % against the period before"
        in chart(reports, "reports.bars").accessibleName()
    )
    assert (
        "L2: median 1 h 14, from 22 min to 3 h 10, 570 cases"
        in chart(reports, "reports.times").accessibleName()
    )
    assert (
        "Network support: 2.9 before from 40 answers, 4.4 after from 100"
        in chart(reports, "reports.opinions").accessibleName()
    )


def test_R65_arrow_keys_walk_the_bars_and_enter_opens_their_cases(reports: Screen) -> None:
    view = chart(reports, "reports.series")
    view.setFocus()
    reports.desk.take()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Return):
        QTest.keyClick(view, key)
    assert reports.desk.take() == [ShowReportCases(part=Slice(bucket=1, series=Series.SUPERVISOR))]
    assert view.mark is not None
    assert view.accessibleDescription() == view.mark.said
    assert "20 Supervisor, L2" in view.mark.said
    QTest.keyClick(view, Qt.Key.Key_End)
    QTest.keyClick(view, Qt.Key.Key_Space)
    assert reports.desk.take() == [ShowReportCases(part=Slice(bucket=11, series=Series.NO_CALL))]
    QTest.keyClick(view, Qt.Key.Key_Right)
    QTest.keyClick(view, Qt.Key.Key_Home)
    QTest.keyClick(view, Qt.Key.Key_Down)
    QTest.keyClick(view, Qt.Key.Key_Enter)
    assert reports.desk.take() == [ShowReportCases(part=Slice(bucket=0, series=Series.DEPARTMENT))]


def test_R65_lying_bars_are_walked_up_and_down(reports: Screen) -> None:
    view = chart(reports, "reports.bars")
    view.setFocus()
    reports.desk.take()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Return):
        QTest.keyClick(view, key)
    assert reports.desk.take() == [ShowReportCases(part=Slice(reason="lacks_authority"))]


@pytest.mark.parametrize(
    ("name", "mark", "part"),
    [
        ("reports.series", 0, Slice(bucket=0, series=Series.DEPARTMENT)),
        ("reports.first_line", 11, Slice(bucket=11)),
        ("reports.bars", 0, Slice(reason="lacks_knowledge")),
        ("reports.hops", 1, Slice(hops=1)),
        ("reports.times", 2, Slice(level=3)),
        ("reports.opinions", 1, Slice(department="billing", odd=Odd.RATED)),
    ],
)
def test_R65_a_click_on_a_bar_opens_its_cases(reports: Screen, name: str, mark: int, part: Slice) -> None:
    view = chart(reports, name)
    reports.desk.take()
    at = view.area(mark).center()
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPointF(at).toPoint())
    assert reports.desk.take() == [ShowReportCases(part=part)]


def test_R65_cases_of_no_hop_are_no_escalations(reports: Screen) -> None:
    view = chart(reports, "reports.hops")
    reports.desk.take()
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.area(0).center().toPoint())
    assert reports.desk.take() == []


def test_R65_key_figures_open_the_cases_that_they_count(reports: Screen) -> None:
    reports.desk.take()
    reports.press("reports.tile.5")
    reports.press("reports.tile.4")
    reports.press("reports.figure.demanded")
    assert [intent.part for intent in reports.desk.take(ShowReportCases)] == [
        Slice(odd=Odd.OVERDUE), Slice(odd=Odd.ACCEPTED_LATE), Slice(odd=Odd.DEMANDED),
    ]  # fmt: skip
    assert not reports.find("reports.tile.1").isEnabled()


def test_R65_the_bars_count_by_what_is_chosen(reports: Screen) -> None:
    for what, first in (
        ("departments", "Network support: 310"), ("levels", "L1 First line: 96"), ("kinds", "Functional: 460"),
        ("modes", "Consult first: 540"), ("triggers", "The agent: 590"), ("postures", "After a complaint: 741"),
    ):  # fmt: skip
        choose(reports, "reports.dimension", what)
        assert chart(reports, "reports.bars").chart.marks[0].said.startswith(first)


def test_R65_the_cases_stand_at_the_side_and_one_is_opened(reports: Screen) -> None:
    rows = i.INBOX
    reports.show(replace(BOARD, reports=r.with_cases(rows)))
    assert reports.text("reports.cases") == "Supervisor, L2, week of 20 Oct"
    reports.desk.take()
    reports.press("reports.cases.more")
    assert reports.desk.take() == [ShowReportCases(part=Slice(bucket=7, series=Series.SUPERVISOR), more=True)]
    reports.press(f"reports.case.{rows[0].escalation.id.hex}")
    assert OpenTicket(ticket=rows[0].ticket.id) in reports.desk.take()
    assert reports.window.place == "desk"


def test_R65_the_cases_are_put_away(reports: Screen) -> None:
    reports.show(replace(BOARD, reports=r.with_cases(i.INBOX)))
    reports.desk.take()
    reports.press("reports.cases.close")
    assert reports.desk.take() == [ShowReportCases(part=None)]
    reports.show(BOARD)
    assert not reports.visible("reports.cases")


# -- nothing, not yet, not now


def test_R65_a_time_without_escalations_says_so(reports: Screen) -> None:
    reports.show(replace(BOARD, reports=r.EMPTY))
    assert reports.visible("reports.said")
    assert not reports.visible("reports.series")


def test_R65_grey_bars_come_only_when_it_takes_long(screen: Screen) -> None:
    screen.show(replace(BOARD, reports=None))
    screen.press("rail.reports")
    screen.show(replace(BOARD, reports=r.LOADING))
    assert not screen.visible("reports.loading")
    screen.bot.waitUntil(lambda: screen.visible("reports.loading"), timeout=15_000)
    screen.show(BOARD)
    assert not screen.visible("reports.loading")
    assert screen.visible("reports.series")


def test_R65_figures_of_another_question_do_not_stay_under_the_new_one(reports: Screen) -> None:
    reports.show(replace(BOARD, reports=replace(r.CARD, asked=Asked(span="4w"), loading=True)))
    assert not reports.find("reports.csv").isEnabled()
    reports.bot.waitUntil(lambda: reports.visible("reports.loading"), timeout=15_000)
    assert not reports.visible("reports.series")
    reports.show(BOARD)
    assert reports.visible("reports.series")
    assert reports.find("reports.csv").isEnabled()


def test_R65_a_store_that_is_down_is_told_with_what_happens_next(reports: Screen) -> None:
    reports.show(replace(BOARD, reports=r.LOADING, store_down="the disk is full"))
    shown = [w for w in reports.window.findChildren(QWidget, "reports.said") if w.isVisible()]
    assert [w.text() for w in shown] == [  # type: ignore[attr-defined]
        "The report cannot be worked out now: the store cannot be reached."
    ]
    reports.show(BOARD)
    assert reports.visible("reports.series")


# -- recommendations


def test_R65_a_root_cause_becomes_a_recommendation(reports: Screen) -> None:
    reports.desk.take()
    reports.press("reports.recommend.firmware 4.2")
    reports.type("recommend.text", "Hold it back.")
    choose(reports, "recommend.aim", "product")
    choose(reports, "recommend.owner", "daniel.okafor")
    reports.press("recommend.keep")
    assert reports.desk.take() == [
        Recommend(text="Hold it back.", aim=Aim.PRODUCT, root_cause="firmware 4.2", owner="daniel.okafor")
    ]
    assert not reports.visible("recommend.text")


def test_R65_a_recommendation_is_moved_on_to_what_may_follow(reports: Screen) -> None:
    one = r.RECOMMENDATIONS[0]
    reports.press(f"reports.recommendation.{one.id.hex}")
    states = reports.find("recommend.state")
    assert [states.itemData(n) for n in range(states.count())] == ["accepted", "done", "rejected"]
    choose(reports, "recommend.state", "done")
    reports.desk.take()
    reports.press("recommend.keep")
    asked = reports.desk.take(Recommend)
    assert (asked[0].recommendation, asked[0].state, asked[0].owner) == (
        one.id, RecommendationState.DONE, one.owner,
    )  # fmt: skip


def test_what_is_wrong_with_a_recommendation_is_said_under_it(reports: Screen) -> None:
    reports.desk.refusals[Recommend] = Refusal("empty", "Write what is to change.")
    reports.press("reports.recommend")
    reports.press("recommend.keep")
    assert reports.text("recommend.text.problem") == "Write what is to change."
    assert reports.visible("recommend.text")


# -- files


def saving(reports: Screen, path: Path | str) -> list[str]:
    asked: list[str] = []

    def save(_parent: QWidget, _title: str, name: str, _kind: str) -> str:
        asked.append(name)
        return str(path)

    reports.window.pages.reports._save = save
    return asked


def told(reports: Screen) -> str:
    """Once it is written, or not."""
    reports.bot.waitUntil(lambda: reports.visible("toast0.text"))
    return reports.text("toast0.text")


def test_R65_the_figures_are_saved_as_csv(reports: Screen, tmp_path: Path) -> None:
    asked = saving(reports, tmp_path / "figures")
    reports.press("reports.csv")
    assert asked == ["escalations-2025-09-01-2025-11-21.csv"]
    assert "figures.csv" in told(reports)
    content = (tmp_path / "figures.csv").read_bytes().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content, newline="")))
    assert ["figures", "", "", "escalations", "816", "858"] in rows
    assert ["departments", "network", "Network support", "escalations", "310", "340"] in rows


def test_R65_the_charts_are_saved_as_pdf(reports: Screen, tmp_path: Path) -> None:
    saving(reports, tmp_path / "report.pdf")
    reports.press("reports.pdf")
    assert not reports.find("reports.pdf").isEnabled()
    assert not reports.find("reports.csv").isEnabled()
    assert "report.pdf" in told(reports)
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF-")
    assert reports.find("reports.pdf").isEnabled()


@pytest.mark.parametrize("name", ["reports.csv", "reports.pdf"])
def test_a_file_that_cannot_be_written_is_told(reports: Screen, tmp_path: Path, name: str) -> None:
    saving(reports, tmp_path / "no" / "folder" / "file.x")
    reports.press(name)
    assert "could not be saved" in told(reports)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["reports.csv", "reports.pdf"])
def test_a_file_that_nobody_wants_is_not_written(reports: Screen, tmp_path: Path, name: str) -> None:
    saving(reports, "")
    reports.press(name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("size", [(1440, 900), (1024, 700), (960, 620)])
def test_everything_has_room_beside_the_cases(reports: Screen, size: tuple[int, int]) -> None:
    reports.window.resize(*size)
    reports.show(replace(BOARD, reports=r.with_cases(i.INBOX)))
    page = reports.window.pages.reports
    for _ in range(3):
        reports.settle()
    assert page.body.width() <= page._scroll.viewport().width()
