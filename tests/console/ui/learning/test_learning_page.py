"""The page of learning on a real desk and a book in memory (R61, R64, R66)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import force_setattr
from PySide6.QtCore import QLocale
from PySide6.QtPdf import QPdfDocument
from pytestqt.qtbot import QtBot

from console.ui import invented as i
from console.ui import invented_learning as school
from console.ui.learning import care_pdf, pdf
from console.ui.learning.words import LearningWords
from console.ui.window import Window
from console.ui.words import Words
from store.coaching import Coaching
from store.customer import Customer
from store.load import AtRisk, Load
from store.training import PlanState, Presence, SessionState
from store.values import replace
from tests.console.desk.desk_fixture import Office
from tests.console.ui.seats import find, window_on

MAYA = "maya.torres"


@pytest.fixture
def office() -> Office:
    made = Office()
    found = made.book.directory()
    people = tuple(replace(p, role="trainer") if p.key == "daniel.okafor" else p for p in found.people)
    made.book._tables.directory = replace(found, people=people)
    made.desk._core.put(me=replace(made.board.me, key="daniel.okafor", name="Daniel Okafor", role="trainer"))
    made.desk._core.refresh()
    return made


@pytest.fixture
def window(qtbot: QtBot, office: Office) -> Iterator[Window]:
    with window_on(qtbot, office) as made:
        yield made


def test_R64_a_plan_is_made_ticked_and_done_on_the_page(window: Window, office: Office) -> None:
    find(window, "rail.learning").click()
    find(window, "learning.tab.team").click()
    find(window, "learning.plan.new").click()
    find(window, "plan.person").put(MAYA)
    find(window, "plan.question").put("empathy")
    find(window, "plan.due").setText("31.3.2026")
    find(window, "plan.keep").click()
    assert "2026-03-31" in find(window, "plan.problem").text()
    find(window, "plan.due").setText("2026-03-31")
    find(window, "plan.keep").click()
    card = office.board.learning
    assert card is not None
    assert card.learning is not None
    (plan,) = card.learning.plans
    assert (plan.person, plan.question, str(plan.due), len(plan.steps)) == (MAYA, "empathy", "2026-03-31", 1)
    find(window, f"learning.step.{plan.id.hex}.0").click()
    find(window, f"learning.plan.done.{plan.id.hex}").click()
    assert office.board.learning is not None
    assert office.board.learning.learning is not None
    (plan,) = office.board.learning.learning.plans
    assert (plan.state, plan.done) == (PlanState.DONE, 1)


def test_R64_a_course_makes_people_due_and_a_session_trains_them(window: Window, office: Office) -> None:
    find(window, "rail.learning").click()
    find(window, "learning.tab.team").click()
    find(window, "learning.course.new").click()
    find(window, "course.name").setText("Refunds")
    find(window, "course.areas.authority").click()
    find(window, "course.roles.agent").click()
    find(window, "course.keep").click()
    learning = office.board.learning and office.board.learning.learning
    assert learning is not None
    assert (learning.courses[0].areas, learning.courses[0].roles) == (("authority",), ("agent",))
    assert [d.person for d in learning.dues] == [MAYA]
    find(window, f"learning.due.{MAYA}.{learning.courses[0].id.hex}").click()
    assert find(window, f"session.people.{MAYA}").isChecked()
    find(window, "session.at").setText("2020-03-31 10:00")
    find(window, "session.place").setText("Room 3")
    find(window, "session.keep").click()
    learning = office.board.learning and office.board.learning.learning
    assert learning is not None
    assert learning.sessions == ()  # more than a year ago: nobody looks at it
    assert learning.dues[0].session is None
    find(window, f"learning.due.{MAYA}.{learning.courses[0].id.hex}").click()
    now = window.kit.clock().astimezone()
    find(window, "session.at").setText(now.strftime("%Y-%m-%d 00:00"))
    find(window, "session.keep").click()
    learning = office.board.learning and office.board.learning.learning
    assert learning is not None
    (session,) = learning.sessions
    find(window, f"learning.session.{session.id.hex}").click()
    find(window, f"attendance.{MAYA}").put(Presence.ATTENDED.value)
    find(window, "attendance.keep").click()
    learning = office.board.learning and office.board.learning.learning
    assert learning is not None
    assert (learning.sessions[0].state, learning.dues) == (SessionState.HELD, ())


def test_R61_figures_are_saved_as_csv_and_a_full_disk_is_told(
    window: Window, office: Office, tmp_path: Path, qtbot: QtBot
) -> None:
    told: list[str] = []
    page = window.pages.learning
    force_setattr(page._kit, "tell", told.append)
    page._save = lambda *_: str(tmp_path / "trends")
    find(window, "rail.learning").click()
    find(window, "learning.tab.trends").click()
    find(window, "learning.csv").click()
    qtbot.waitUntil(lambda: len(told) == 1)
    assert (tmp_path / "trends.csv").read_bytes().startswith(b"\xef\xbb\xbfsection,")
    page._save = lambda *_: str(tmp_path / "nowhere" / "trends.csv")
    find(window, "learning.csv").click()
    qtbot.waitUntil(lambda: len(told) == 2)
    assert "could not be saved" in told[1]


def test_R64_an_agent_has_the_own_page_and_no_others(window: Window, office: Office) -> None:
    core = office.desk._core
    with core.turn():
        core.put(me=replace(office.board.me, key=MAYA, name="Maya Torres", role="agent"))
    find(window, "rail.learning").click()
    page = window.pages.learning
    assert page.mine.isVisible()
    assert not find(window, "learning.tab.team").isVisible()
    assert not page.csv.isVisible()


def test_R61_trends_on_paper_are_two_pages_with_text(qtbot: QtBot, tmp_path: Path) -> None:
    words = LearningWords(Words(QLocale("en-GB")), i.DIRECTORY)
    path = tmp_path / "trends.pdf"
    pdf.write(path, school.TRENDS, words, "Network support", i.NOW)
    made = QPdfDocument()
    assert made.load(str(path)) is QPdfDocument.Error.None_
    assert made.pageCount() == 2
    first, second = (made.getAllText(page).text() for page in range(2))
    for text in ("Network support", "73", "Empathy", "Firmware 4.2", "Talk-over", "kappa"):
        assert text in first, text
    assert "Maya Torres" in second


def test_R64_the_trends_call_low_what_the_policy_calls_low(window: Window) -> None:
    find(window, "rail.learning").click()
    shown = replace(i.IDLE, me=i.DANIEL, learning=school.TREND)
    window.show_board(shown)
    tile = find(window, "learning.tile.2")
    under = [sum(now < limit for _, now, _ in school._QUESTIONS) for limit in (60, 72.5)]
    assert under[0] != under[1]
    assert tile.accessibleName().startswith(f"Questions under 60 %, {under[0]}")
    window.show_board(replace(shown, learning=replace(school.TREND, low=Coaching(below=72.5))))
    assert tile.accessibleName().startswith(f"Questions under 72.5 %, {under[1]}")


def test_R66_load_and_risk_are_saved_as_pdf_with_names_and_signs(
    window: Window, tmp_path: Path, qtbot: QtBot
) -> None:
    told: list[str] = []
    page = window.pages.learning
    force_setattr(page._kit, "tell", told.append)
    page._save = lambda *_: str(tmp_path / "care.pdf")
    find(window, "rail.learning").click()
    window.show_board(replace(i.IDLE, me=i.DANIEL, learning=school.CARE))
    find(window, "learning.pdf").click()
    assert not page.pdf.isEnabled()
    qtbot.waitUntil(lambda: bool(told))
    assert "care.pdf" in told[0]
    made = QPdfDocument()
    assert made.load(str(tmp_path / "care.pdf")) is QPdfDocument.Error.None_
    assert made.pageCount() == 1
    said = made.getAllText(0).text()
    for text in ("Maya Torres", "7 h 37", "1 h 08", "Quillpost Logistics", "demanded a manager 2", "<b>Ott"):
        assert text in said, text
    page._save = lambda *_: str(tmp_path / "nowhere" / "care.pdf")
    find(window, "learning.pdf").click()
    qtbot.waitUntil(lambda: len(told) == 2)
    assert "could not be saved" in told[1]
    window.show_board(replace(i.IDLE, me=i.DANIEL, learning=school.CARE_EMPTY))
    assert not page.pdf.isEnabled()


def test_R66_everybody_is_on_paper_however_many(qtbot: QtBot, tmp_path: Path) -> None:
    words = LearningWords(Words(QLocale("en-GB")), i.DIRECTORY)
    loads = tuple(Load(person=f"Person {n:03d}", calls=1) for n in range(100))
    risks = tuple(
        AtRisk(customer=Customer(id=i.uid(9000 + n), name=f"Customer {n:03d}"), repeats=3) for n in range(50)
    )
    care_pdf.write(
        tmp_path / "care.pdf", replace(school.CARE, loads=loads, at_risk=risks), words, "Everybody", i.NOW
    )
    made = QPdfDocument()
    assert made.load(str(tmp_path / "care.pdf")) is QPdfDocument.Error.None_
    said = "".join(made.getAllText(page).text() for page in range(made.pageCount()))
    assert f"page 1 of {made.pageCount()}" in said
    assert all(said.count(f"Person {n:03d}") == 1 for n in range(100))
    assert all(said.count(f"Customer {n:03d}") == 1 for n in range(50))
