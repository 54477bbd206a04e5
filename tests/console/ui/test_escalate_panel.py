"""The agent's screens of escalation: what is recommended, promised, asked, counted and proposed; and none of it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton

from console.desk import intents as ask
from console.desk.board import Board
from console.ui import gallery, invented
from console.ui.agent.advice_words import AdviceWords
from console.ui.agent.promise import quick, read
from console.ui.scenes_escalate import ESCALATE_SCENES
from store.adviser import Advice
from store.values import replace
from tests.console.ui.screens import Screen

ANNA = invented.CALL.call
NOW = invented.NOW
THERE = ZoneInfo("America/Los_Angeles")


def scene(name: str) -> Board:
    return ESCALATE_SCENES[name]().board


def shown(screen: Screen, name: str, **more: Any) -> None:
    screen.show(replace(scene(name), **more))
    screen.desk.take()


class TestRecommendation:
    def test_R18_whom_and_why_in_words(self, screen: Screen) -> None:
        shown(screen, "advised")
        assert screen.text("escalate.best.name") == "Recommended: Daniel Okafor"
        said = screen.find("escalate.best").accessibleName()
        assert said == (
            "Daniel Okafor: Firmware faults on Gold plans go to Network support; L2; Free now; hop 1 of 2"
        )
        assert screen.text("escalate.hop") == "Hop 1 of 2"
        assert screen.visible("escalate.best.chosen")

    def test_R18_over_ones_limit(self, screen: Screen) -> None:
        board = scene("advised_over_limit")
        assert board.advice is not None
        billing = next(c for c in board.advice.candidates if c.target == "billing")
        line = AdviceWords(screen.window.kit.words).line(replace(billing, free=2), board.directory)
        assert (
            line
            == "Billing: A refund over the limit, over your limit of 50 EUR; L3; two people free; hop 1 of 2"
        )

    def test_R13_one_key_chooses_it_and_a_chip_another(self, screen: Screen) -> None:
        shown(screen, "advised_not_chosen")
        screen.key("Ctrl+E")
        chosen = {"target": "daniel.okafor", "kind": "functional"}
        assert screen.desk.take() == [ask.EditEscalate(fields=chosen)]
        screen.press("escalate.candidate.lin.chen")
        assert screen.desk.take() == [ask.EditEscalate(fields=chosen | {"target": "lin.chen"})]

    def test_R18_what_is_forbidden_is_said_at_the_target(self, screen: Screen) -> None:
        shown(screen, "advised_forbidden")
        assert screen.text("escalate.target.problem") == "You cannot escalate to yourself."

    def test_R18_who_is_not_offered_and_why(self, screen: Screen) -> None:
        board = scene("advised")
        advice = replace(board.advice or Advice(), forbidden=(("selin.kaya", "level"), ("rule:M-1", "hops")))
        shown(screen, "advised", advice=advice)
        assert screen.text("escalate.left_out") == "Not offered: Selin Kaya (not above your level)"

    def test_R23_a_second_move_is_warned_of(self, screen: Screen) -> None:
        shown(screen, "advised")
        assert not screen.visible("escalate.hop_warning")
        shown(screen, "advised_second_hop")
        assert screen.find("escalate.hop_warning").text() == "This case has moved before"
        assert screen.text("escalate.hop") == "Hop 2 of 2"

    def test_R19_nobody_is_free_and_a_call_back_is_promised(self, screen: Screen) -> None:
        shown(screen, "advised_nobody")
        assert screen.find("escalate.nobody").text() == "Nobody fitting is free"
        screen.press("escalate.promise_back")
        (edit,) = screen.desk.take()
        assert edit.fields["call"] == ""
        assert edit.fields["target"] == "daniel.okafor"
        assert datetime.fromisoformat(edit.fields["promised"]) == NOW + timedelta(hours=1)

    def test_R19_a_later_slot_is_promised(self, screen: Screen) -> None:
        board = scene("advised_nobody")
        slot = NOW + timedelta(hours=18)
        shown(screen, "advised_nobody", advice=replace(board.advice or Advice(), free_at=slot))
        screen.press("escalate.promise_slot")
        (edit,) = screen.desk.take()
        assert datetime.fromisoformat(edit.fields["promised"]) == slot

    def test_without_a_policy_there_is_no_recommendation(self, screen: Screen) -> None:
        screen.show(replace(invented.TALKING, form=scene("advised").form))
        assert not screen.visible("escalate.best")
        assert screen.visible("escalate.target.daniel.okafor")

    def test_R14_a_center_has_its_own_reasons(self, screen: Screen) -> None:
        shown(screen, "advised")
        assert screen.find("escalate.reason.security").caption == "Security"
        screen.press("escalate.reason.security")
        assert screen.desk.take() == [ask.EditEscalate(fields={"reason": "security"})]
        screen.show(replace(scene("advised"), policy=invented.TALKING.policy))
        assert screen.window.findChild(QAbstractButton, "escalate.reason.security") is None

    def test_R12_the_amount_is_asked_beyond_ones_authority_only(self, screen: Screen) -> None:
        shown(screen, "advised")
        assert not screen.visible("escalate.credit")
        shown(screen, "advised_over_limit")
        field = screen.find("escalate.credit")
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, "99,50")
        QTest.keyClick(field, Qt.Key.Key_Tab)
        assert [i.fields["credit"] for i in screen.desk.take(ask.EditEscalate)] == ["99,50"]


class TestPromise:
    @pytest.mark.parametrize(
        ("code", "there"),
        [("hour", "2025-11-21 07:07"), ("evening", "2025-11-21 18:00"), ("morning", "2025-11-22 10:00")],
    )
    def test_R71_quick_times_are_the_customers(self, code: str, there: str) -> None:
        at = quick(code, NOW, THERE)
        assert at.astimezone(THERE).strftime("%Y-%m-%d %H:%M") == there
        assert at.utcoffset() == timedelta(0)

    def test_today_is_tomorrow_once_it_is_over(self) -> None:
        late = datetime(2025, 11, 22, 3, 30, tzinfo=UTC)
        assert quick("evening", late, THERE).astimezone(THERE).strftime("%d %H:%M") == "22 18:00"

    @pytest.mark.parametrize(
        ("text", "there"),
        [
            ("18:30", "2025-11-21 18:30"),
            ("5.15", "2025-11-22 05:15"),
            ("2025-11-24 10:00", "2025-11-24 10:00"),
            ("2025-02-30 10:00", ""),
            ("25:00", ""),
            ("soon", ""),
        ],
    )
    def test_a_time_of_ones_own(self, text: str, there: str) -> None:
        at = read(text, NOW, THERE)
        assert (at.astimezone(THERE).strftime("%Y-%m-%d %H:%M") if at else "") == there

    def test_a_chip_promises_and_pressed_again_takes_it_back(self, screen: Screen) -> None:
        shown(screen, "advised")
        screen.press("escalate.promise.hour")
        (edit,) = screen.desk.take()
        assert datetime.fromisoformat(edit.fields["promised"]) == NOW + timedelta(hours=1)
        shown(screen, "advised_promised")
        assert screen.find("escalate.promise.hour").isChecked()
        screen.press("escalate.promise.hour")
        assert screen.desk.take() == [ask.EditEscalate(fields={"promised": ""})]

    def test_what_is_typed_goes_with_it(self, screen: Screen) -> None:
        shown(screen, "advised")
        screen.type("escalate.promise.own", "never")
        QTest.keyClick(screen.find("escalate.promise.own"), Qt.Key.Key_Return)
        assert screen.visible("escalate.promise.problem")
        screen.find("escalate.promise.own").clear()
        screen.type("escalate.promise.own", "18:30")
        QTest.keyClick(screen.find("escalate.promise.own"), Qt.Key.Key_Return)
        assert "promised" in screen.desk.take(ask.EditEscalate)[-1].fields


class TestNext:
    def test_R81_the_key_is_printed_on_the_button_and_says_whom(self, screen: Screen) -> None:
        shown(screen, "next_no_answer")
        button = screen.find("consult.next")
        assert (button.caption, button.key) == ("Ring Priya Nolan", "Ctrl G")
        screen.key("Ctrl+G")
        assert screen.desk.take() == [ask.NextCandidate()]
        screen.key("Ctrl+Return")
        assert screen.desk.take() == [ask.NextCandidate()]

    def test_R81_it_can_be_pressed_while_it_rings(self, screen: Screen) -> None:
        shown(screen, "next_ringing")
        screen.press("consult.next")
        assert screen.desk.take() == [ask.NextCandidate()]

    def test_R81_nobody_is_left(self, screen: Screen) -> None:
        shown(screen, "next_nobody_left")
        assert not screen.visible("consult.next")
        assert screen.find("consult.retry").key == "Ctrl Enter"


class TestSteps:
    def test_R41_the_strip_shows_what_is_missing_and_asks_it(self, screen: Screen) -> None:
        shown(screen, "steps_missing")
        assert screen.text("steps.state") == "1 to ask before you finish"
        assert screen.find("steps.ask").caption == "Ask: E-mail"
        screen.key("Ctrl+Shift+N")
        QTest.keyClicks(screen.find("steps.text"), "ada@byron.example")
        screen.key("Ctrl+Return")
        kept = ask.CaptureStep(step="email", text="ada@byron.example", ticket=invented.CASE.ticket.id)
        assert screen.desk.take() == [kept]

    def test_R41_a_refused_wrap_up_says_what_is_missing(self, screen: Screen) -> None:
        shown(screen, "steps_hold_wrapup")
        assert screen.text("wrapup_steps.state") == "2 to ask before you finish"
        screen.desk.refusals[ask.WrapUp] = ask.Refusal("steps_missing", "Not captured yet: E-mail.")
        screen.press("wrapup.finish")
        assert screen.visible("wrapup.finish")

    def test_R41_nothing_is_shown_where_nothing_is_missing(self, screen: Screen) -> None:
        screen.show(replace(invented.TALKING, policy=replace(scene("advised").policy, steps=())))
        assert not screen.visible("steps")


class TestImpact:
    def test_R17_one_key_counts_one_more(self, screen: Screen) -> None:
        shown(screen, "impact_and_proposals")
        screen.key("Ctrl+I")
        ticket = invented.CASE.ticket.id
        assert screen.desk.take() == [ask.EditTicket(fields={"impact": "15"}, ticket=ticket)]
        screen.press("ticket.impact.less")
        assert screen.desk.take() == [ask.EditTicket(fields={"impact": "14"}, ticket=ticket)]

    def test_R16_a_cause_is_kept_when_it_is_left(self, screen: Screen) -> None:
        screen.show(invented.TALKING)
        field = screen.type("ticket.cause", "Fibre cut")
        QTest.keyClick(field, Qt.Key.Key_Return)
        ticket = invented.CASE.ticket.id
        assert screen.desk.take() == [ask.EditTicket(fields={"cause": "Fibre cut"}, ticket=ticket)]


class TestProposals:
    def test_R16_one_press_opens_the_panel(self, screen: Screen) -> None:
        shown(screen, "impact_and_proposals")
        assert screen.text("proposals.title") == "12 open tickets are about “firmware 4.2”"
        screen.key("Ctrl+Shift+E")
        assert screen.desk.take() == [ask.FollowProposal(key="cause:firmware 4.2")]
        screen.press("proposals.leave")
        assert screen.desk.take() == [ask.LeaveProposal(key="cause:firmware 4.2")]

    def test_R16_it_is_shown_on_an_idle_desk_too(self, screen: Screen) -> None:
        shown(screen, "proposals_idle")
        screen.press("idle_proposals.follow")
        assert screen.desk.take() == [ask.FollowProposal(key="cause:firmware 4.2")]


def test_R16_a_customer_wants_a_manager_is_one_key(screen: Screen) -> None:
    screen.show(invented.TALKING)
    screen.key("F8")
    assert screen.desk.take() == [ask.DemandManager(call=ANNA)]


@pytest.mark.parametrize(
    ("name", "field", "said"),
    [
        ("ringing_failed_bot", "ringing.machine", "The bot could not help"),
        ("call_failed_bot", "call.machine", "The menu could not help"),
        ("advice_came_back", "ticket.advice", "Daniel Okafor advises"),
    ],
)
def test_R26_R53_what_came_before_is_said(screen: Screen, name: str, field: str, said: str) -> None:
    gallery.show(screen.window, ESCALATE_SCENES[name]())
    assert screen.find(field).text() == said
    assert screen.visible(field)


def test_R27_the_sender_reads_who_has_it_since_when_and_what_is_late(screen: Screen) -> None:
    shown(screen, "followed")
    said = " / ".join(
        b.accessibleName()
        for b in screen.window.findChildren(QAbstractButton)
        if b.objectName().startswith("sent.") and b.isVisible()
    )
    assert "It is with you again, Set the rekey timer to 3600 s" in said
    assert "With Lin Chen, L2, since 13:49" in said
    assert "Promised to the customer by 13:55" in said
    assert "Waits at Daniel Okafor, L2, since" in said


@pytest.mark.parametrize("name", ["off_idle", "off_call", "off_wrapup"])
def test_R33_nothing_of_escalation_is_seen(screen: Screen, name: str) -> None:
    gallery.show(screen.window, ESCALATE_SCENES[name]())
    screen.settle()
    words = [
        (w.objectName(), text)
        for w in screen.window.findChildren(QAbstractButton)
        if w.isVisible()
        and "escalat" in (text := f"{w.accessibleName()} {getattr(w, 'caption', '')}".casefold())
    ]
    assert words == []
    for gone in (
        "call.escalate",
        "call.manager",
        "rail.escalations",
        "proposals",
        "idle_proposals",
        "escalate",
    ):
        assert not screen.visible(gone)
    screen.desk.take()
    for key in ("F7", "F8", "Ctrl+Shift+E"):
        screen.key(key)
    assert screen.desk.take() == []


def test_R25_the_offer_opens_after_the_value_was_looked_at(screen: Screen) -> None:
    shown(screen, "impact_and_proposals")
    assert screen.window.findChild(QAbstractButton, "offer.make") is None
    screen.press("customer.worth")
    assert not screen.visible("compensation")
    looks = [b for b in screen.window.findChildren(QAbstractButton, "value.look") if b.isVisible()]
    looks[0].click()
    assert [type(i).__name__ for i in screen.desk.take()] == ["LookAtValue"]
