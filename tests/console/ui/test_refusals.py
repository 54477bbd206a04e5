"""What the desk refuses is said where it belongs."""

import pytest

from console.desk import intents as ask
from console.desk.board import Notice
from console.desk.intents import Refusal
from console.desk.seat import EngineState
from console.ui import invented
from console.ui.scenes import SCENES
from store.values import replace
from telephony.events import RegistrationState
from tests.console.ui.screens import Screen


def test_a_refusal_is_told_as_a_toast(screen: Screen) -> None:
    screen.desk.refusals[ask.Hold] = Refusal("not_up", "The call is not answered yet.")
    screen.show(SCENES["call"]().board)
    screen.press("call.hold")
    assert screen.visible("toast0")
    assert screen.text("toast0.text") == "The call is not answered yet."
    screen.press("toast0.close")
    assert not screen.visible("toast0")


@pytest.mark.parametrize(
    ("code", "where"),
    [
        ("no_target", "escalate.target.problem"),
        ("bad_target", "escalate.target.problem"),
        ("no_reason", "escalate.reason.problem"),
        ("no_summary", "escalate.tried.problem"),
        ("no_expects", "escalate.expects.problem"),
    ],
)
def test_what_is_missing_is_told_at_the_field(screen: Screen, code: str, where: str) -> None:
    screen.desk.refusals[ask.Escalate] = Refusal(code, "Something is missing.")
    screen.show(SCENES["escalate"]().board)
    screen.key("Ctrl+Return")
    assert screen.visible(where)
    assert screen.text(where)
    assert not screen.visible("toast0")


def test_the_boards_problem_is_told_at_the_field(screen: Screen) -> None:
    screen.show(SCENES["escalate_problem"]().board)
    assert screen.text("escalate.tried.problem") == "Write what was tried; one sentence is enough."


def test_too_long_a_text_is_not_sent_and_not_lost(screen: Screen) -> None:
    screen.show(SCENES["escalate"]().board)
    tried = screen.find("escalate.tried")
    tried.setPlainText("x" * 501)
    screen.desk.take()
    screen.key("Ctrl+Return")
    assert screen.desk.take(ask.Escalate) == []
    assert "500" in screen.text("escalate.tried.problem")
    assert len(tried.value()) == 501


def test_a_refused_edit_is_told_at_the_notes_and_kept(screen: Screen) -> None:
    screen.desk.refusals[ask.EditTicket] = Refusal("conflict", "Somebody else has changed it.")
    screen.show(SCENES["call"]().board)
    screen.type("ticket.notes", "mine ")
    screen.press("ticket.save")
    assert screen.text("ticket.notes.problem") == "Somebody else has changed it."
    assert "mine" in screen.find("ticket.notes").value()


def test_a_notice_is_told_once_and_dismissed(screen: Screen) -> None:
    notice = Notice(id=7, kind="ok", code="you_have_the_customer", values={"name": "{target}"})
    screen.show(replace(invented.TALKING, notices=(notice,)))
    assert screen.text("toast0.text") == "You now have {target}."
    screen.press("toast0.close")
    assert screen.desk.take() == [ask.Dismiss(notice=7)]
    screen.show(replace(invented.TALKING, notices=(notice,)))
    assert not screen.visible("toast0")


def test_a_notice_that_nobody_knows_is_still_shown(screen: Screen) -> None:
    notice = Notice(id=8, kind="info", code="brand_new_thing", values={"what": "x"})
    screen.show(replace(invented.TALKING, notices=(notice,)))
    assert screen.text("toast0.text") == "brand new thing: x"


def test_a_lost_engine_is_a_banner_and_a_word_in_the_top_bar(screen: Screen) -> None:
    screen.show(replace(invented.IDLE, phone=replace(invented.PHONE, engine=EngineState.LOST)))
    assert "being started again" in screen.text("banner.phone.what")
    assert screen.text("top.phone") == "Telephone restarting"
    screen.show(invented.IDLE)
    assert not screen.visible("banner.phone")


def test_a_refused_registration_says_why_and_what_to_do(screen: Screen) -> None:
    refused = replace(invented.PHONE, registration=RegistrationState.REFUSED, code=403)
    screen.show(replace(invented.IDLE, phone=refused))
    assert "403" in screen.text("banner.phone.what")
    assert "password" in screen.text("banner.phone.remedy")
    assert screen.text("top.phone") == "Not registered"


def test_a_store_that_is_away_is_a_banner(screen: Screen) -> None:
    screen.show(replace(invented.IDLE, store_down="the disk is full"))
    assert "the disk is full" in screen.text("banner.store.what")


def test_direct_mode_says_listening_and_where(screen: Screen) -> None:
    direct = replace(invented.PHONE, registration=RegistrationState.DIRECT, uri="sip:2041@127.0.0.1:5080")
    screen.show(replace(invented.IDLE, phone=direct))
    assert screen.text("top.phone") == "Listening"
    assert "127.0.0.1" in screen.find("top.phone.group").toolTip()
