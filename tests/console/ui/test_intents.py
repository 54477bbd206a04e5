"""Every button asks the desk for what it says."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from console.desk import intents as ask
from console.desk.board import Board
from console.desk.calling import Arrival
from console.ui import gallery, invented, scenes_supervisor
from console.ui.scenes import SCENES, SUPERVISOR, consult_up, transfer
from console.ui.scenes_escalate import FORM
from store.values import replace
from telephony.transfer import State, Step, shown
from tests.console.ui.screens import Screen

ANNA, TICKET = invented.CALL.call, invented.CASE.ticket.id


def scene(name: str) -> Board:
    return SCENES[name]().board


PRESSED: list[tuple[Board, str, Any]] = [
    (scene("ringing"), "ringing.answer", ask.Answer(call=invented.RINGING.call)),
    (scene("ringing"), "ringing.decline", ask.Decline(call=invented.RINGING.call)),
    (
        scene("ringing_several"),
        f"ringing.match.{invented.uid(32).hex}",
        ask.LinkCustomer(ticket=invented.uid(48233), customer=invented.uid(32)),
    ),
    (scene("call_knock"), "knock.answer", ask.Answer(call=invented.RINGING.call)),
    (scene("call_knock"), "knock.decline", ask.Decline(call=invented.RINGING.call)),
    (scene("call"), "call.hold", ask.Hold(call=ANNA)),
    (scene("call_held"), "call.hold", ask.Resume(call=ANNA)),
    (scene("call"), "call.mute", ask.Mute(on=True)),
    (scene("call_held"), "call.mute", ask.Mute(on=False)),
    (scene("call"), "call.escalate", ask.OpenEscalate(call=ANNA)),
    (scene("supervisor_listens"), "listening.whisper", ask.ChangeEar(ear="whisper")),
    (scene("supervisor_listens"), "listening.join", ask.ChangeEar(ear="join")),
    (scene("supervisor_listens"), "listening.leave", ask.StopListening()),
    (scene("call"), "call.survey", ask.SendToSurvey(call=ANNA)),
    (scene("call"), "call.end", ask.HangUp(call=ANNA)),
    (scene("call_dialling"), "call.end", ask.HangUp(call=ANNA)),
    (scene("call"), "customer.wrong", ask.LinkCustomer(ticket=TICKET, customer=None)),
    (scene("call"), "customer.ticket.TK-0047790", ask.OpenTicket(ticket=invented.uid(47790))),
    (scene("call_other_ticket"), "ticket.close", ask.OpenTicket(ticket=None)),
    (scene("opened"), "case.close", ask.OpenTicket(ticket=None)),
    (scene("opened"), "case.call_back", ask.Dial(target="+1 415 555 0132", ticket=TICKET)),
    (scene("opened"), "case.escalate", ask.OpenEscalate(ticket=TICKET)),
    (scene("escalate"), "escalate.hierarchical", ask.EditEscalate(fields={"kind": "hierarchical"})),
    (scene("escalate_hierarchical"), "escalate.functional", ask.EditEscalate(fields={"kind": "functional"})),
    (scene("escalate"), "escalate.reason.overload", ask.EditEscalate(fields={"reason": "overload"})),
    (scene("escalate"), "escalate.department.billing", ask.EditEscalate(fields={"target": "billing"})),
    (scene("escalate"), "escalate.target.priya.nolan", ask.EditEscalate(fields={"target": "priya.nolan"})),
    (scene("escalate"), "escalate.target.network", ask.EditEscalate(fields={"target": "network"})),
    (scene("escalate"), "escalate.close", ask.CloseEscalate()),
    (scene("consult_ready"), "consult.back", ask.ReturnToCustomer(keep_consult=True)),
    (scene("consult_ready"), "consult.drop", ask.ReturnToCustomer(keep_consult=False)),
    (scene("consult_ringing"), "consult.drop", ask.ReturnToCustomer(keep_consult=False)),
    (scene("consult_ready"), "consult.conference", ask.Conference()),
    (scene("consult_ready"), "consult.complete", ask.Complete()),
    (scene("consult_conference"), "consult.split", ask.SplitConference()),
    (scene("consult_conference"), "consult.complete", ask.Complete()),
    (scene("consult_queue"), "consult.speaks", ask.ConfirmSpeaking()),
    (scene("consult_queue"), "consult.complete_blind", ask.Complete()),
    (scene("consult_kept"), "consult.again", ask.ConsultAgain()),
    (scene("consult_kept"), "consult.drop", ask.ReturnToCustomer(keep_consult=False)),
    (scene("consult_refused"), "consult.complete", ask.Complete()),
    (scene("consulted_waiting"), "handover.take", ask.TakeCase(call=invented.CONSULT_RINGS.call)),
    (scene("consulted_unconfirmed"), "handover.take", ask.TakeCase(call=invented.CONSULT_RINGS.call)),
    (scene("wrapup"), "wrapup.finish", ask.WrapUp(code="solved", call=ANNA)),
    (scene("wrapup_several"), "wrapup.call_back", ask.Dial(target="+14155550132", ticket=TICKET)),
    (scene("idle"), f"today.{invented.TODAY[0].call.id.hex}", ask.OpenTicket(ticket=invented.uid(6001))),
    (scene("idle"), f"sent.{invented.SENT[0].escalation.id.hex}", ask.OpenTicket(ticket=invented.uid(7144))),
]


@pytest.mark.parametrize(
    ("board", "button", "intent"), PRESSED, ids=[f"{b}-{i}" for i, (_, b, _) in enumerate(PRESSED)]
)
def test_a_button_asks_for_what_it_says(screen: Screen, board: Board, button: str, intent: Any) -> None:
    screen.show(board)
    screen.desk.take()
    screen.press(button)
    assert screen.desk.take() == [intent]


def test_the_second_line_is_swapped_with_the_first(screen: Screen) -> None:
    screen.show(scene("call_second_line"))
    screen.press("lines.switch")
    assert screen.desk.take() == [ask.Swap()]


def test_a_manager_is_wanted_opens_the_panel_for_one(screen: Screen) -> None:
    screen.show(scene("call"))
    screen.press("call.manager")
    assert screen.desk.take() == [ask.DemandManager(call=ANNA)]


@pytest.mark.parametrize(
    ("button", "mode"),
    [("escalate.consult", "warm"), ("escalate.blind", "blind"), ("escalate.send", "no_call")],
)
def test_sending_an_escalation_says_everything(screen: Screen, button: str, mode: str) -> None:
    screen.show(scene("escalate"))
    screen.desk.take()
    screen.press(button)
    assert screen.desk.take() == [
        ask.Escalate(
            mode=mode,
            to="daniel.okafor",
            kind="functional",
            reason="lacks_knowledge",
            summary=invented.TRIED,
            expects=invented.EXPECTS,
            trigger="agent",
        )
    ]


def test_without_a_call_there_is_only_sending(screen: Screen) -> None:
    screen.show(scene("escalate_no_call"))
    assert not screen.visible("escalate.consult")
    assert not screen.visible("escalate.blind")
    screen.key("Ctrl+Return")
    assert [i.mode for i in screen.desk.take(ask.Escalate)] == ["no_call"]


def test_trying_again_uses_what_is_on_record(screen: Screen) -> None:
    screen.show(scene("consult_declined"))
    screen.press("consult.retry")
    assert screen.desk.take() == [
        ask.Escalate(
            mode="warm",
            to="daniel.okafor",
            kind="functional",
            reason="lacks_knowledge",
            summary=invented.TRIED,
            expects=invented.EXPECTS,
            trigger="agent",
        )
    ]


def test_somebody_else_opens_the_panel_with_reason_and_summary(screen: Screen) -> None:
    screen.show(scene("consult_no_answer"))
    screen.press("consult.other")
    opened, edited = screen.desk.take()
    assert opened == ask.OpenEscalate(call=ANNA)
    assert edited.fields["reason"] == "lacks_knowledge"
    assert edited.fields["summary"] == invented.TRIED
    assert edited.fields["target"] == ""


def test_ending_the_customer_during_a_consult_asks_first(screen: Screen) -> None:
    screen.show(scene("consult_ready"))
    assert "customer" in screen.find("call.end").caption
    screen.press("call.end")
    assert screen.desk.take(ask.HangUp) == []
    screen.press("end.no")
    assert screen.desk.take(ask.HangUp) == []
    screen.press("call.end")
    screen.press("end.yes")
    assert screen.desk.take(ask.HangUp) == [ask.HangUp(call=ANNA)]


def test_during_a_consult_nothing_is_called_just_end_or_resume(screen: Screen) -> None:
    screen.show(scene("consult_ready"))
    assert not screen.find("call.hold").isEnabled()
    assert screen.find("call.hold").caption == "Hold"
    assert "Daniel" in screen.find("consult.drop").caption
    assert "Anna" in screen.find("consult.back").caption
    assert "Daniel" in screen.find("consult.back").accessibleName()


def test_opening_the_escalate_panel_moves_no_other_button(screen: Screen) -> None:
    names = (
        "call.hold",
        "call.mute",
        "call.keypad",
        "call.note",
        "call.escalate",
        "call.manager",
        "call.end",
    )

    def places() -> list[Any]:
        return [screen.find(n).mapTo(screen.window, screen.find(n).rect().topLeft()).toTuple() for n in names]

    screen.show(scene("call"))
    before = places()
    screen.show(scene("escalate"))
    assert places() == before
    screen.show(scene("consult_ready"))
    assert [p[1] for p in places()] == [p[1] for p in before]


def test_the_keypad_sends_each_digit_at_once(screen: Screen) -> None:
    screen.show(scene("call"))
    screen.press("call.keypad")
    screen.press("keypad.5")
    QTest.keyClicks(screen.find("keypad"), "#")
    assert screen.desk.take(ask.Digits) == [
        ask.Digits(digits="5", call=ANNA),
        ask.Digits(digits="#", call=ANNA),
    ]
    assert screen.text("keypad.sent") == "5 #"


def test_a_note_goes_on_the_time_line(screen: Screen) -> None:
    screen.show(scene("call"))
    screen.press("call.note")
    screen.type("note.text", "Depot closes at six")
    screen.key("Ctrl+Return")
    assert screen.desk.take(ask.AddNote) == [ask.AddNote(text="Depot closes at six", ticket=TICKET)]
    assert not screen.visible("note")


def test_the_state_menu_sets_the_presence(screen: Screen) -> None:
    screen.press("top.state")
    screen.press("top.state.dnd")
    assert screen.desk.take() == [ask.SetPresence(presence="dnd")]


def test_wrapping_up_takes_the_chosen_code_and_what_was_typed(screen: Screen) -> None:
    screen.show(scene("wrapup"))
    screen.press("wrapup.code.complaint")
    assert screen.find("wrapup.finish").caption == "Finish: complaint"
    screen.find("ticket.subject").clear()
    screen.type("ticket.subject", "Refund")
    screen.desk.take()
    screen.key("Ctrl+Return")
    assert screen.desk.take(ask.WrapUp) == [
        ask.WrapUp(code="complaint", call=ANNA, fields={"subject": "Refund"})
    ]


def test_the_code_of_one_call_is_not_the_next_ones(screen: Screen) -> None:
    other = replace(invented.WRAPUP, call="f" * 32, name="Bruno Leal")
    screen.show(replace(invented.IDLE, wrapups=(invented.WRAPUP, other)))
    screen.press("wrapup.code.wrong_number")
    screen.show(replace(invented.IDLE, wrapups=(other,)))
    screen.press("wrapup.finish")
    assert [i.code for i in screen.desk.take(ask.WrapUp)] == ["solved"]


def test_the_combo_boxes_edit_the_ticket(screen: Screen) -> None:
    screen.show(scene("call"))
    combo = screen.find("ticket.severity")
    combo.setCurrentIndex(combo.findData("critical"))
    combo.activated.emit(combo.currentIndex())
    assert screen.desk.take() == [ask.EditTicket(fields={"severity": "critical"}, ticket=TICKET)]


def test_a_found_ticket_is_opened_by_keys(screen: Screen) -> None:
    screen.key("Ctrl+K")
    field = screen.type("top.search", "vpn")
    screen.bot.waitUntil(lambda: bool(screen.desk.take(ask.Search)), timeout=30_000)
    screen.show(replace(screen.window.board, query="vpn", found=invented.HISTORY))
    assert screen.visible("search.results")
    QTest.keyClick(field, Qt.Key.Key_Down)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert ask.OpenTicket(ticket=invented.uid(46102)) in screen.desk.take()
    assert not screen.visible("search.results")


def test_a_colleague_is_called_from_the_directory(screen: Screen) -> None:
    screen.key("Ctrl+4")
    assert screen.window.place == "directory"
    screen.press("directory.department.network")
    screen.press("directory.call.priya.nolan")
    assert screen.desk.take() == [ask.Dial(target="priya.nolan")]
    assert screen.window.place == "desk"


def test_an_escalation_is_read_and_opened_on_the_desk(screen: Screen) -> None:
    screen.show(scenes_supervisor.BOARD)
    screen.key("Ctrl+3")
    row = scenes_supervisor.ROWS[1].row
    screen.press(f"escalations.{row.escalation.id.hex}")
    assert screen.desk.take() == [ask.OpenTicket(ticket=row.ticket.id)]
    gallery.show(screen.window, SCENES["inbox_read"]())
    screen.desk.take()
    screen.press("detail.open")
    assert screen.window.place == "desk"
    assert screen.desk.take() == []


def test_a_case_that_was_only_read_is_closed_on_leaving(screen: Screen) -> None:
    gallery.show(screen.window, SCENES["inbox_read"]())
    screen.desk.take()
    screen.press("rail.desk")
    assert screen.desk.take() == [ask.OpenTicket(ticket=None)]


def test_the_customer_here_says_so_and_needs_no_key(screen: Screen) -> None:
    screen.show(replace(SUPERVISOR, cards=(consult_up(Arrival.HERE),)))
    assert screen.text("handover.title") == "You now have the customer"
    assert not screen.visible("handover.take")
    assert screen.text("call.name") == "Anna Petrova"


def test_an_unverified_case_links_nothing(screen: Screen) -> None:
    screen.show(scene("consulted_unverified"))
    assert screen.text("handover.trust") == "unverified"
    assert not screen.visible("handover.take")
    assert not screen.visible("handover.brief.tried")


@pytest.mark.parametrize(
    "step", [Step.DECLINED, Step.BUSY, Step.UNREACHABLE, Step.NO_ANSWER, Step.TARGET_LEFT, Step.NO_NOTIFY]
)
def test_every_failure_says_that_the_customer_is_back(screen: Screen, step: Step) -> None:
    card = replace(invented.CALL, case=invented.ESCALATED_CASE)
    failed = transfer(State.RETURNED, failed=step, step=step, code=603, consult_alive=False, answered_at=None)
    screen.show(replace(invented.TALKING, cards=(card,), transfer=failed))
    assert "Anna Petrova" in screen.text("consult.said")
    assert "603" in screen.text("consult.state")
    assert screen.visible("consult.retry")
    assert screen.visible("consult.other")


@pytest.mark.parametrize("state", sorted({shown(s) for s in State}))
def test_every_state_is_said_in_words(screen: Screen, state: State) -> None:
    held = replace(invented.CALL, held=True, held_since=invented.ago(1), case=invented.ESCALATED_CASE)
    screen.show(replace(invented.TALKING, cards=(held,), transfer=transfer(state)))
    if screen.visible("consult"):
        assert state.value not in screen.text("consult.state")
        assert screen.text("consult.customer").startswith("Anna Petrova")


def test_an_incomplete_summary_is_asked_for_before_the_hand_over(screen: Screen) -> None:
    case = replace(
        invented.ESCALATED_CASE, escalations=(replace(invented.ESCALATION, summary="Restarted.", expects=""),)
    )
    card = replace(invented.CALL, held=True, held_since=invented.ago(1), case=case)
    board = replace(invented.TALKING, cards=(card,), transfer=transfer(State.READY, summary_complete=False))
    screen.show(board)
    screen.key("Ctrl+Return")
    assert screen.desk.take(ask.Complete) == []
    assert screen.text("consult.expects.problem") == "Due before you hand over."
    screen.type("consult.expects", "A stable tunnel")
    screen.desk.take()
    screen.key("Ctrl+Return")
    assert screen.desk.take() == [
        ask.EditEscalate(fields={"summary": "Restarted.", "expects": "A stable tunnel"}),
        ask.Complete(),
    ]


def test_a_form_for_another_ticket_starts_clean(screen: Screen) -> None:
    screen.show(scene("escalate"))
    screen.type("escalate.find", "lin")
    other = replace(FORM, ticket=invented.uid(48214), summary="Other", expects="")
    screen.show(replace(invented.TALKING, form=other))
    assert screen.find("escalate.tried").value() == "Other"
    assert screen.text("escalate.find") == ""


def test_the_customer_who_left_is_named_and_not_mistaken_for_the_colleague(screen: Screen) -> None:
    left = transfer(State.LOST, consult_alive=True)
    colleague = replace(
        invented.CALL, call=left.consult, name="Daniel Okafor", number="3107", case=None, ticket=None
    )
    screen.show(
        replace(
            invented.TALKING, cards=(colleague,), selected=None, transfer=left, wrapups=(invented.WRAPUP,)
        )
    )
    assert screen.text("consult.customer") == "Anna Petrova has hung up"
    assert screen.text("call.name") == "Daniel Okafor"


def test_an_old_hand_over_does_not_stand_beside_another_call(screen: Screen) -> None:
    screen.show(
        replace(
            invented.TALKING, cards=(invented.SECOND,), selected=None, transfer=transfer(State.HANDED_OVER)
        )
    )
    assert not screen.visible("consult")


def test_escape_closes_the_panel_wherever_the_focus_is(screen: Screen) -> None:
    screen.show(scene("escalate"))
    screen.find("call.hold").setFocus()
    QTest.keyClick(screen.find("call.hold"), Qt.Key.Key_Escape)
    assert screen.desk.take() == [ask.CloseEscalate()]


def test_enter_presses_the_button_that_has_the_focus(screen: Screen) -> None:
    screen.show(scene("call"))
    screen.find("call.mute").setFocus()
    QTest.keyClick(screen.find("call.mute"), Qt.Key.Key_Return)
    assert screen.desk.take() == [ask.Mute(on=True)]
