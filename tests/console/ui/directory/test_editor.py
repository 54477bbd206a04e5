"""The editor on a real desk: a manager builds, tries and saves, another approves, and the agents' consoles follow."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from msgspec.structs import force_setattr
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from console.desk import intents as ask
from console.ui.directory.print_card import PrintCard
from console.ui.window import Window
from store.adviser import advise, floor_of
from store.changes import AnswerCall, BeginEscalation, EditTicket, OpenCall, PutDirectory
from store.coaching import Coaching, ConductGoals
from store.directory import Department, Directory, Level, Person
from store.escalation import Kind, Mode
from store.policy import Policy, Ref, Situation, from_text, to_text
from store.values import replace
from tests.console.desk.desk_fixture import Office

PEOPLE = Directory(
    levels=tuple(Level(number=n, name=f"Level {n}") for n in range(4)),
    departments=(
        Department(key="support", name="Support", target="4100"),
        Department(key="billing", name="Billing", target="3200"),
    ),
    people=(
        Person(key="maya.torres", name="Maya Torres", extension="2041", department="support"),
        Person(key="petra.holm", name="Petra Holm", level=2, department="billing", state="available"),
        Person(key="selin.kaya", name="Selin Kaya", level=3, role="supervisor", state="available"),
        Person(key="nora.lind", name="Nora Lind", role="escalation_manager", extension="4001"),
        Person(key="amir.haddad", name="Amir Haddad", role="administrator", extension="4002"),
    ),
)


@dataclass
class Seat:
    """A person's window and desk."""

    window: Window
    office: Office

    def find(self, name: str) -> Any:
        found = self.window.findChild(QWidget, name)
        assert found is not None, f"there is no {name}"
        return found

    def settle(self) -> None:
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        QCoreApplication.processEvents()

    def press(self, name: str) -> None:
        button = self.find(name)
        assert button.isEnabled(), f"{name} cannot be pressed"
        assert not button.isHidden(), f"{name} is hidden"
        button.click()
        self.settle()

    def go(self, section: str) -> None:
        self.window.go("directory")
        self.press(f"policy.section.{section}")

    def type(self, name: str, text: str) -> None:
        field = self.find(name)
        field.setFocus()
        field.selectAll()
        QTest.keyClick(field, Qt.Key.Key_Delete)
        QTest.keyClicks(field, text)
        self.settle()

    def pick(self, name: str, code: str) -> None:
        choice = self.find(name)
        index = choice.findData(code)
        assert index >= 0, f"{name} has no {code}"
        choice.setCurrentIndex(index)
        choice.activated.emit(index)
        self.settle()

    @property
    def findings(self) -> list[str]:
        """What is wrong with the draft; an empty draft is none."""
        draft = self.office.board.draft
        return [f.code for f in draft.findings] if draft is not None else []

    @property
    def policy(self) -> Policy:
        """As it is drafted."""
        assert self.office.board.draft is not None, "no draft"
        return self.office.board.draft.draft.policy


MakeSeat = Callable[..., Seat]


@pytest.fixture
def seat(qtbot: QtBot) -> Iterator[MakeSeat]:
    """Makes the seats of one store."""
    made: list[Seat] = []

    def make(me: str = "nora.lind", role: str = "escalation_manager") -> Seat:
        book = made[0].office.book if made else None
        office = Office(me=me, extension="4001", role=role, book=book, start=False)
        if not made:
            office.seed()
            office.book.apply(
                PutDirectory(id=uuid4(), at=datetime.now(UTC), person="setup", directory=PEOPLE)
            )
        office.desk.start()
        window = Window(theme="light", language="en-GB", do=office.desk.do, motion=False)
        qtbot.addWidget(window)
        window.show()
        window.show_board(office.board)
        office.desk.watch(window.show_board)
        window._warm_up.clear()
        made.append(Seat(window, office))
        return made[-1]

    yield make
    for each in made:
        each.window.close()


def a_refund_of_last_week(office: Office) -> None:
    """Maya sent it to Selin."""
    at = datetime.now(UTC) - timedelta(days=7)
    call, ticket = uuid4(), uuid4()
    me, fields = "maya.torres", {"category": "billing", "subject": "Twice"}
    for change in (
        OpenCall(
            id=uuid4(), at=at, person=me, call=call, ticket=ticket, direction="in", remote_number="+14155550132"
        ),
        AnswerCall(id=uuid4(), at=at, person=me, call=call),
        EditTicket(id=uuid4(), at=at, person=me, ticket=ticket, fields=fields),
        BeginEscalation(
            id=uuid4(), at=at + timedelta(minutes=5), person=me, escalation=uuid4(), ticket=ticket, call=call,
            kind=Kind.FUNCTIONAL, mode=Mode.NO_CALL, reason="lacks_authority", summary="Charged twice.",
            target="selin.kaya", to_level=3,
        ),
    ):  # fmt: skip
        office.book.apply(change)


def build_path_and_rule(nora: Seat) -> None:
    """Billing, then L3; for whatever is about money."""
    nora.go("paths")
    nora.press("policy.paths.add")
    nora.type("policy.paths.name", "Money")
    nora.pick("policy.paths.step0.target", "department:billing")
    nora.press("policy.paths.step.add")
    nora.pick("policy.paths.step1.target", "level:3")
    nora.type("policy.paths.step0.after", "90 min")
    nora.go("rules")
    nora.press("policy.rules.add")
    nora.type("policy.rules.name", "Refunds")
    nora.press("policy.rules.categories.billing")


def advised(office: Office) -> list[str]:
    """Whom the agent's console advises about a refund."""
    now = datetime.now(UTC)
    case = Situation(
        at=now,
        from_person="maya.torres",
        from_department="support",
        category="billing",
        reason="lacks_authority",
    )
    floor = floor_of(office.board.directory, office.board.policy, now)
    return [c.target for c in advise(case, office.board.policy, floor).candidates]


def test_R22_R82_from_a_new_path_and_rule_to_advice_without_a_restart(seat: MakeSeat) -> None:
    nora = seat()
    amir = seat("amir.haddad", "administrator")
    maya = seat("maya.torres", "agent")
    a_refund_of_last_week(nora.office)
    build_path_and_rule(nora)
    (path,), (rule,) = nora.policy.paths, nora.policy.rules
    assert [(s.target, s.after) for s in path.steps] == [
        (Ref.parse("department:billing"), timedelta(minutes=90)),
        (Ref.parse("level:3"), None),
    ]
    assert (rule.name, rule.path, rule.criteria.categories) == (
        "Refunds",
        path.key,
        frozenset({"billing"}),
    )

    nora.go("review")
    nora.press("policy.try")
    trial = nora.office.board.draft.trial if nora.office.board.draft else None
    assert trial is not None
    (row,) = trial.rows
    assert (row.was, row.would) == ("selin.kaya", "billing")
    shown = nora.find(f"policy.trial.{row.number}.0")
    assert "goes to Billing instead of Selin Kaya" in shown.accessibleName()
    assert nora.office.book.policies() == (), "a trial writes nothing"

    nora.type("policy.note", "money goes to Billing")
    nora.press("policy.save")
    assert nora.office.board.draft is None
    assert advised(maya.office) == []
    amir.office.desk.refresh()
    amir.go("versions")
    assert "Path Money: new" in amir.find("policy.versions.changes").text()
    amir.press("policy.approve")
    maya.office.desk.refresh()  # as the store's watch does when another console has written
    assert advised(maya.office)[0] == "billing"

    nora.office.desk.refresh()
    nora.go("rules")
    nora.type("policy.rules.rank", "77")
    nora.go("review")
    nora.press("policy.save")
    nora.go("versions")
    nora.press("policy.version.1")
    nora.press("policy.rollback")
    newest = nora.office.board.policies[0]
    assert (newest.version, newest.policy.rules[0].rank) == (3, rule.rank)


def test_R22_the_editor_is_for_managers_alone(seat: MakeSeat) -> None:
    nora = seat()
    maya = seat("maya.torres", "agent")
    maya.window.go("directory")
    assert maya.window.pages.directory.editor is None
    nora.window.go("directory")
    assert nora.window.pages.directory.editor is not None
    assert nora.find("directory.find").isVisible()


def test_R22_a_finding_names_where_it_is_and_is_a_press_away(seat: MakeSeat) -> None:
    nora = seat()
    build_path_and_rule(nora)
    nora.go("paths")
    nora.press("policy.paths.step.add")
    nora.pick("policy.paths.step2.target", "department:billing")
    nora.go("people")
    assert not nora.find("policy.wrong").isHidden()
    nora.press("policy.wrong")
    editor = nora.window.pages.directory.editor
    assert editor is not None
    assert editor.chosen == "paths"
    assert "comes back to Billing" in nora.find("policy.paths.findings").text()
    nora.go("review")
    assert not nora.find("policy.save").isEnabled()
    nora.press("policy.finding.0")
    assert editor.chosen == "paths"
    nora.press("policy.paths.step2.remove")
    nora.go("review")
    assert nora.find("policy.save").isEnabled()


def test_R12_a_level_that_nobody_owns_is_told(seat: MakeSeat) -> None:
    nora = seat()
    build_path_and_rule(nora)
    nora.go("people")
    nora.press("policy.people.item.selin.kaya")
    nora.pick("policy.people.level", "2")
    assert nora.findings == ["no_owner"]
    nora.press("policy.wrong")
    assert "Nobody owns this level" in nora.find("policy.levels.findings").text()
    nora.press("policy.undo")
    assert nora.findings == []


def test_R12_a_level_has_competence_authority_and_owners(seat: MakeSeat) -> None:
    nora = seat()
    nora.go("levels")
    nora.press("policy.levels.item.3")
    assert nora.find("policy.levels.owners").text() == "Selin Kaya"
    nora.type("policy.levels.competence", "Disputes")
    nora.type("policy.levels.credit", "5000")
    nora.type("policy.levels.may", "cancel fees, end contracts")
    authority = nora.policy.authority(3)
    assert (authority.credit_cents, authority.may) == (
        5000_00,
        frozenset({"cancel fees", "end contracts"}),
    )
    nora.type("policy.levels.credit", "much")
    assert "amount" in nora.find("policy.levels.credit.problem").text()
    assert nora.policy.authority(3).credit_cents == 0, "the emptied field was the last good one"
    nora.type("policy.levels.credit", "250.50")
    assert nora.policy.authority(3).credit_cents == 250_50
    nora.go("review")
    nora.press("policy.save")
    level = next(v for v in nora.office.book.directory().levels if v.number == 3)
    assert level.competence == "Disputes"


def test_R14_a_reason_is_added_renamed_and_switched_off_but_never_lost(seat: MakeSeat) -> None:
    nora = seat()
    nora.go("reasons")
    nora.press("policy.reasons.add")
    nora.type("policy.reasons.name", "Press is asking")
    nora.go("review")
    nora.press("policy.save")
    nora.go("reasons")
    nora.press("policy.reasons.item.overload")
    nora.press("policy.reasons.remove")
    words = {r.key: r for r in nora.policy.reasons}
    assert not words["overload"].active
    assert words["reason-1"].name == "Press is asking"
    nora.press("policy.reasons.active")
    assert {r.key: r.active for r in nora.policy.reasons}["overload"]


def test_R33_escalation_is_switched_off_for_a_department(seat: MakeSeat) -> None:
    nora = seat()
    nora.go("departments")
    nora.press("policy.departments.item.support")
    nora.press("policy.departments.off")
    assert nora.policy.off_for == {"support"}
    nora.press("policy.departments.off")
    assert nora.policy.off_for == frozenset()


def test_R40_promises_hours_and_days_of_our_own_are_edited(seat: MakeSeat) -> None:
    nora = seat()
    nora.go("sla")
    nora.press("policy.sla.add")
    nora.type("policy.sla.first_response", "15 min")
    nora.type("policy.sla.resolution", "1 h 30 min")
    (target,) = nora.policy.sla.targets
    assert (target.first_response, target.resolution) == (timedelta(minutes=15), timedelta(minutes=90))
    nora.go("center")
    nora.type("policy.center.time_zone", "Europe/Berlin")
    nora.type("policy.center.day0", "9-12, 13-17")
    nora.type("policy.center.own_days", "2026-12-24 9-12")
    nora.type("policy.center.warn_share", "80")
    policy = nora.policy
    assert policy.calendar == policy.sla.calendar
    assert (policy.calendar.time_zone, len(policy.calendar.week[0])) == ("Europe/Berlin", 2)
    assert (len(policy.calendar.own_days), policy.sla.warn_share) == (1, 0.8)
    nora.type("policy.center.day0", "nine")
    assert "time of day" in nora.find("policy.center.day0.problem").text()
    assert nora.policy.calendar.week[0] == (), "the emptied field was the last good one"
    nora.type("policy.center.country", "XX")
    assert "No public holidays are known" in nora.find("policy.center.findings").text()


def test_R62_R64_what_is_low_and_the_goals_of_conduct_are_edited_on_one_card(seat: MakeSeat) -> None:
    nora = seat()
    amir = seat("amir.haddad", "administrator")
    nora.go("coaching")
    names = ("below", "reviews", "weeks", "talk_low", "talk_high", "talk_over", "silence", "hold")
    shown = {n: nora.find(f"policy.coaching.{n}").text() for n in names}
    assert shown == {
        "below": "60", "reviews": "3", "weeks": "12", "talk_low": "40", "talk_high": "60", "talk_over": "5",
        "silence": "20", "hold": "120",
    }  # fmt: skip
    nora.type("policy.coaching.below", "72,5 %")
    nora.type("policy.coaching.reviews", "5")
    nora.type("policy.coaching.hold", "90")
    assert nora.policy.coaching == Coaching(below=72.5, reviews=5)
    assert nora.policy.conduct == ConductGoals(hold=90)

    nora.press("policy.undo")
    assert nora.find("policy.coaching.hold").text() == "120"
    nora.press("policy.redo")
    assert nora.find("policy.coaching.hold").text() == "90"

    nora.go("review")
    nora.press("policy.save")
    amir.office.desk.refresh()
    amir.go("versions")
    said = amir.find("policy.versions.changes").text().splitlines()
    assert said == [
        "Coaching plans: proposed under 60 % → 72.5 %",
        "Coaching plans: reviews at least 3 → 5",
        "Conduct: hold at most 120 s → 90 s",
    ]
    assert nora.office.board.policy.conduct == ConductGoals(), "nobody has approved it"
    amir.press("policy.approve")
    nora.office.desk.refresh()
    assert nora.office.board.policy.conduct == ConductGoals(hold=90)


@pytest.mark.parametrize(
    ("field", "text", "told"),
    [
        ("below", "much", "percentage from 0 to 100"),
        ("below", "101", "percentage from 0 to 100"),
        ("below", "nan", "percentage from 0 to 100"),
        ("reviews", "0", "from 1 to 999"),
        ("weeks", "105", "from 1 to 104"),
        ("weeks", "", "from 1 to 104"),
        ("talk_over", "-1", "percentage from 0 to 100"),
        ("silence", "1.5", "from 0 to 3600"),
        ("hold", "3601", "from 0 to 3600"),
    ],
)
def test_R62_R64_what_is_no_goal_is_told_beneath_its_field(
    seat: MakeSeat, field: str, text: str, told: str
) -> None:
    nora = seat()
    nora.go("coaching")
    nora.type(f"policy.coaching.{field}", text)
    assert told in nora.find(f"policy.coaching.{field}.problem").text()
    assert nora.findings == []


def test_R62_a_talk_ratio_that_ends_before_it_begins_keeps_the_policy_from_being_saved(
    seat: MakeSeat,
) -> None:
    nora = seat()
    nora.go("coaching")
    nora.type("policy.coaching.talk_low", "60")
    assert nora.findings == ["low_over_high"]
    assert "from a smaller share" in nora.find("policy.coaching.findings").text()
    nora.go("review")
    assert not nora.find("policy.save").isEnabled()
    nora.press("policy.finding.0")
    editor = nora.window.pages.directory.editor
    assert editor is not None
    assert editor.chosen == "coaching"
    nora.type("policy.coaching.talk_high", "75")
    assert nora.findings == []


def test_R64_under_nothing_it_says_that_no_plan_is_proposed(seat: MakeSeat) -> None:
    nora = seat()
    nora.go("coaching")
    assert nora.find("policy.coaching.off").isHidden()
    nora.type("policy.coaching.below", "0")
    assert not nora.find("policy.coaching.off").isHidden()


def test_R22_a_department_has_hours_of_its_own(seat: MakeSeat) -> None:
    nora = seat()
    nora.go("departments")
    nora.press("policy.departments.item.billing")
    nora.press("policy.departments.own_hours")
    nora.type("policy.departments.day6", "closed")
    billing = nora.policy.hours_of("billing")
    assert (len(billing.week[5]), billing.week[6]) == (1, ())
    assert nora.policy.hours_of("support").week[6] != ()


def test_R22_a_person_is_added_and_what_is_wrong_is_told_beneath(seat: MakeSeat) -> None:
    nora = seat()
    nora.go("people")
    nora.press("policy.people.add")
    nora.type("policy.people.name", "Ana Ruiz")
    nora.type("policy.people.key", "ana.ruiz")
    nora.type("policy.people.extension", "2041")
    assert "Somebody else" in nora.find("policy.people.extension.problem").text()
    nora.type("policy.people.extension", "2077")
    nora.type("policy.people.absent_until", "2030-01-02")
    nora.pick("policy.people.deputy", "petra.holm")
    nora.pick("policy.people.department", "billing")
    nora.go("review")
    nora.press("policy.save")
    ana = nora.office.book.directory().person("ana.ruiz")
    assert ana is not None
    assert (ana.name, ana.extension, ana.deputy, ana.department) == (
        "Ana Ruiz", "2077", "petra.holm", "billing",
    )  # fmt: skip
    assert ana.back_at is not None
    nora.go("people")
    nora.press("policy.people.item.ana.ruiz")
    assert not nora.find("policy.people.key").isEnabled(), "others know her by it now"


def test_R22_undo_puts_the_typed_text_back(seat: MakeSeat) -> None:
    nora = seat()
    build_path_and_rule(nora)
    nora.type("policy.rules.rank", "42")
    nora.press("policy.undo")
    assert nora.find("policy.rules.rank").text() == "10"
    nora.press("policy.redo")
    assert nora.find("policy.rules.rank").text() == "42"


def test_R22_the_order_of_departments_and_steps_can_be_changed(seat: MakeSeat) -> None:
    nora = seat()
    build_path_and_rule(nora)
    nora.go("paths")
    nora.press("policy.paths.step0.down")
    assert [str(s.target) for s in nora.policy.paths[0].steps] == ["level:3", "department:billing"]
    nora.go("departments")
    nora.press("policy.departments.item.billing")
    nora.press("policy.departments.up")
    draft = nora.office.board.draft
    assert draft is not None
    assert [d.key for d in draft.draft.directory.departments] == ["billing", "support"]


def test_R22_two_managers_see_side_by_side_where_they_clash(seat: MakeSeat) -> None:
    nora = seat()
    amir = seat("amir.haddad", "administrator")
    build_path_and_rule(nora)
    nora.go("review")
    nora.press("policy.save")
    amir.office.desk.refresh()
    amir.go("rules")
    amir.type("policy.rules.rank", "5")
    nora.go("rules")
    nora.type("policy.rules.rank", "7")
    nora.go("review")
    nora.press("policy.save")
    amir.office.desk.refresh()
    amir.press("policy.wrong")
    assert "Nora Lind" in amir.find("policy.conflict.who").text()
    assert not amir.find("policy.save").isEnabled()
    amir.press("policy.conflict.mine")
    amir.press("policy.save")
    assert amir.office.board.policies[0].policy.rules[0].rank == 5


def test_R22_what_the_editor_makes_is_read_as_it_was_written(seat: MakeSeat) -> None:
    nora = seat()
    build_path_and_rule(nora)
    nora.go("sla")
    nora.press("policy.sla.add")
    nora.go("steps")
    nora.press("policy.steps.add")
    assert from_text(to_text(nora.policy)) == nora.policy


def test_R82_a_case_of_the_trial_is_a_press_away(seat: MakeSeat) -> None:
    nora = seat()
    a_refund_of_last_week(nora.office)
    build_path_and_rule(nora)
    nora.go("review")
    nora.press("policy.try")
    draft = nora.office.board.draft
    assert draft is not None
    assert draft.trial is not None
    row = draft.trial.rows[0]
    nora.press(f"policy.trial.{row.number}.0")
    opened = nora.office.board.opened
    assert opened is not None
    assert opened.ticket.id == row.ticket
    nora.office.do(ask.OpenTicket(ticket=None))


def test_R22_an_agent_who_sits_down_at_a_managers_console_edits_nothing(seat: MakeSeat) -> None:
    nora = seat()
    nora.go("rules")
    board = replace(nora.office.board, me=replace(nora.office.board.me, role="agent"))
    nora.window.show_board(board)
    nora.settle()
    assert not nora.find("policy.section.rules").isVisible()
    assert nora.find("directory.find").isVisible()


@pytest.mark.parametrize(("kind", "begin"), [("html", b"<!DOCTYPE html>"), ("pdf", b"%PDF-")])
def test_R32_the_policy_is_printed_while_the_window_goes_on(
    seat: MakeSeat, qtbot: QtBot, tmp_path: Path, kind: str, begin: bytes
) -> None:
    nora = seat()
    nora.go("versions")
    card = nora.window.findChild(PrintCard)
    assert card is not None
    told: list[str] = []
    force_setattr(card._kit, "tell", told.append)
    card._save = lambda *_: str(tmp_path / "ours")
    nora.find(
        f"policy.print.{kind}"
    ).click()  # without letting the loop turn: a page of HTML is written in no time
    assert not nora.find("policy.print.pdf").isEnabled()
    qtbot.waitUntil(lambda: len(told) == 1)
    path = tmp_path / f"ours.{kind}"
    assert told == [f"The policy is in {path}."]
    assert path.read_bytes().startswith(begin)
    card._save = lambda *_: str(tmp_path / "nowhere" / "ours")
    nora.press(f"policy.print.{kind}")
    qtbot.waitUntil(lambda: len(told) == 2)
    assert "could not be written: No such file or directory." in told[1]
    assert list(tmp_path.iterdir()) == [path]
