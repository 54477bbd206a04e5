"""Whom to call, what is held, and how it went (R29, R31)."""

from console.desk.intents import OpenTicket
from console.desk.intents_updates import CallUpdate, FileFeedback, GiveFeedback, SettleUpdate
from console.ui import invented
from console.ui.scenes_updates import CALL, FAILED, HELD, RATE
from store.values import replace
from tests.console.ui.screens import Screen


def test_R29_nothing_to_do_takes_no_room(screen: Screen) -> None:
    assert not screen.visible("updates")


def test_R29_a_call_to_be_made_is_one_key(screen: Screen) -> None:
    screen.show(replace(invented.IDLE, updates=(CALL, HELD)))
    assert screen.text("updates.what") == "Call Anna Petrova:"
    assert "who has their case" in screen.text("updates.why")
    assert screen.text("updates.more") == "1 more"
    screen.key("Ctrl+Shift+C")
    assert screen.desk.take(CallUpdate) == [CallUpdate(update=CALL.update.id)]
    assert not screen.visible("updates.again")


def test_R29_what_is_held_is_for_a_person_to_settle(screen: Screen) -> None:
    screen.show(replace(invented.IDLE, updates=(HELD,)))
    assert "not known" in screen.text("updates.what")
    for how in ("again", "arrived", "drop"):
        screen.press(f"updates.{how}")
        assert screen.desk.take(SettleUpdate) == [SettleUpdate(update=HELD.update.id, how=how)]
    assert not screen.visible("updates.call")
    screen.press("updates.open")
    assert screen.desk.take(OpenTicket) == [OpenTicket(ticket=HELD.ticket.id)]


def test_R29_what_was_refused_says_why(screen: Screen) -> None:
    screen.show(replace(invented.IDLE, updates=(FAILED,)))
    assert "550 5.1.1" in screen.text("updates.why")
    assert "could not be written to" in screen.text("updates.what")


def test_R31_one_card_asks_and_one_press_answers(screen: Screen) -> None:
    screen.show(replace(invented.IDLE, to_rate=(RATE,)))
    assert screen.visible("feedback")
    assert "TK-0048213" in screen.text("feedback.about")
    assert not screen.find("feedback.send").isEnabled()
    screen.press("feedback.2")
    screen.type("feedback.text", "Faster")
    screen.press("feedback.send")
    (given,) = screen.desk.take(GiveFeedback)
    assert (given.escalation, given.score, given.text) == (RATE.escalation.id, 2, "Faster")
    screen.show(invented.IDLE)
    assert not screen.visible("feedback")


def test_R31_it_can_wait_and_is_not_asked_in_a_call(screen: Screen) -> None:
    board = replace(invented.IDLE, to_rate=(RATE,))
    screen.show(replace(invented.TALKING, to_rate=(RATE,)))
    assert not screen.visible("feedback")
    screen.show(board)
    screen.press("feedback.later")
    screen.show(replace(board, query="x"))
    assert not screen.visible("feedback")


def test_R31_a_customers_answer_is_filed_at_the_case(screen: Screen) -> None:
    screen.show(replace(invented.IDLE, opened=invented.ESCALATED_CASE))
    screen.press("case.rated")
    assert not screen.find("case_rated.file").isEnabled()
    screen.press("case_rated.3")
    screen.type("case_rated.text", "Slow")
    screen.key("Ctrl+Return")
    (filed,) = screen.desk.take(FileFeedback)
    assert (filed.ticket, filed.score, filed.text) == (invented.ESCALATED_CASE.ticket.id, 3, "Slow")
    assert not screen.visible("case_rated.file")
