"""The page of the inbox: what is pressed becomes an intent, what the board says is shown."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from console.desk import intents as ask
from console.desk import intents_inbox as cases
from console.desk.intents import Refusal
from console.ui import gallery, invented
from console.ui import scenes_supervisor as scenes
from console.ui.supervisor.talk import with_names
from console.ui.supervisor.value import cents_of
from store.inbox import Inbox, Tab
from store.values import replace
from tests.console.ui.screens import Screen

ESCALATION = scenes.RECORD.id
TICKET = scenes.CASE.ticket.id


def read(screen: Screen, scene: str = "inbox_read") -> None:
    gallery.show(screen.window, scenes.SUPERVISOR_SCENES[scene]())
    screen.settle()
    screen.desk.take()


def names(screen: Screen) -> list[str]:
    rows = screen.window.pages.escalations._rows.widgets()
    return [row.accessibleName() for row in rows]


def test_R42_the_most_urgent_stands_first_and_says_by_which_clock(screen: Screen) -> None:
    read(screen, "inbox")
    said = names(screen)
    assert len(said) == 7
    assert said[0].startswith("Two branches offline since 09:40, Cobalt Opticians, L2, Critical")
    assert "resolution: 4 m left" in said[0]
    assert "30 days: 2 h left" in said[3]
    assert "day 27 of 30" in said[1]


def test_R42_the_rail_counts_what_needs_me_and_the_tabs_too(screen: Screen) -> None:
    read(screen, "inbox_mentioned")
    assert screen.find("rail.escalations").accessibleName() == "Escalations, 8 need you"
    assert screen.find("escalations.needs").caption == "Needs me 8"
    assert "Handset reboots" in names(screen)[-1]
    screen.press("escalations.mine")
    assert names(screen) == []
    assert screen.text("escalations.none") == "You have no open case."


def test_the_list_finds_by_subject_and_name(screen: Screen) -> None:
    read(screen, "inbox")
    screen.type("escalations.find", "pelican")
    assert [n.split(",")[0] for n in names(screen)] == ["Number port failed again"]
    screen.find("escalations.find").clear()


def test_an_empty_inbox_says_so_and_what_comes_next(screen: Screen) -> None:
    read(screen, "inbox_empty")
    assert screen.text("escalations.none") == "Nothing needs you."
    assert screen.visible("escalations.next")


def test_R53_accept_is_a_button_a_key_and_the_primary_action(screen: Screen) -> None:
    read(screen)
    screen.press("detail.accept")
    screen.key("Ctrl+P")
    screen.key("Ctrl+Return")
    assert screen.desk.take() == [cases.Accept(escalation=ESCALATION)] * 3


def test_R53_an_accepted_case_is_no_longer_to_be_accepted(screen: Screen) -> None:
    read(screen, "inbox_mine")
    assert not screen.visible("detail.accept")
    assert screen.visible("detail.resolve")
    read(screen, "inbox_ended")
    assert not screen.visible("detail.resolve")
    assert screen.text("detail.end").startswith("Solved · billing run")
    screen.press("detail.reopen")
    screen.type("reopen.why", "It came back.")
    screen.press("reopen.go")
    assert screen.desk.take() == [cases.Reopen(escalation=ESCALATION, why="It came back.")]


def test_R53_calling_the_customer_goes_to_the_desk(screen: Screen) -> None:
    read(screen)
    screen.press("detail.call")
    assert screen.desk.take()[0] == cases.CallCustomer(ticket=TICKET)
    assert screen.window.place == "desk"


def test_R53_advice_is_asked_for_and_a_refusal_stands_at_the_field(screen: Screen) -> None:
    read(screen)
    screen.press("detail.return")
    screen.desk.refusals[cases.ReturnWithAdvice] = Refusal("no_advice", "Say what the sender is to do.")
    screen.press("return.go")
    assert screen.visible("return.advice.problem")
    assert screen.text("return.advice.problem") == "Say what the sender is to do."
    screen.desk.refusals.clear()
    field = screen.type("return.advice", "Credit it.")
    screen.desk.take()
    QTest.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert screen.desk.take() == [cases.ReturnWithAdvice(escalation=ESCALATION, advice="Credit it.")]
    assert not screen.visible("return.go")


def test_R53_esc_closes_a_sheet_and_what_was_typed_stays(screen: Screen) -> None:
    read(screen)
    screen.press("detail.return")
    field = screen.type("return.advice", "Half a sent")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert not screen.visible("return.advice")
    assert screen.desk.take() == []
    screen.press("detail.return")
    assert screen.find("return.advice").value() == "Half a sent"


def test_R53_only_whom_the_policy_allows_is_offered_to_pass_on_to(screen: Screen) -> None:
    read(screen)
    screen.press("detail.pass")
    target = screen.find("pass.target")
    keys = [target.itemData(n) for n in range(target.count())]
    assert "maya.torres" not in keys, "it came from her"
    assert "daniel.okafor" not in keys, "it is here"
    assert keys[:2] == ["omar.said", "priya.nolan"], "who is free comes first"
    assert "hop 3" in screen.text("pass.hop")
    screen.type("pass.why", "Yours.")
    screen.press("pass.go")
    assert screen.desk.take() == [cases.PassOn(escalation=ESCALATION, target="omar.said", why="Yours.")]


def test_R53_resolving_says_outcome_cause_and_whether_the_customer_is_told(screen: Screen) -> None:
    read(screen)
    screen.key("Ctrl+Shift+S")
    screen.type("resolve.cause", "billing run")
    screen.find("resolve.outcome").put("not_solved")
    screen.press("resolve.update")
    screen.press("resolve.go")
    assert screen.desk.take() == [
        cases.Resolve(escalation=ESCALATION, root_cause="billing run", resolution="not_solved", update=False)
    ]


def test_R28_a_name_is_offered_after_the_at_sign_and_taken_by_the_keyboard(screen: Screen) -> None:
    read(screen)
    field = screen.type("comment.text", "See @li")
    assert screen.visible("mention.lin.chen")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.text() == "See @lin.chen "  # type: ignore[attr-defined]
    QTest.keyClicks(field, "please")
    assert screen.desk.take() == []
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert screen.desk.take() == [cases.Comment(ticket=TICKET, text="See @lin.chen please")]
    assert field.text() == ""  # type: ignore[attr-defined]


def test_R28_a_half_written_comment_waits_for_its_case(screen: Screen) -> None:
    read(screen)
    screen.type("comment.text", "Half")
    other = replace(scenes.CASE, ticket=scenes.ROWS[2].row.ticket, escalations=())
    screen.press(f"escalations.{scenes.ROWS[2].row.escalation.id.hex}")
    screen.show(replace(scenes.BOARD, opened=other))
    assert screen.text("comment.text") == ""
    screen.press(f"escalations.{ESCALATION.hex}")
    screen.show(replace(scenes.BOARD, opened=scenes.CASE))
    assert screen.text("comment.text") == "Half"


def test_R28_what_is_opened_is_read_once(screen: Screen) -> None:
    mention = replace(scenes.MENTION, mention=replace(scenes.MENTION.mention, ticket=TICKET))
    board = replace(scenes.BOARD, cases=replace(scenes.CASES, mentions=(mention,)), opened=scenes.CASE)
    read(screen)
    screen.show(board)
    screen.show(replace(board, seen={"lin.chen": "busy"}))
    assert screen.desk.take(cases.ReadCase) == [cases.ReadCase(ticket=TICKET)]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("@daniel.okafor look", "@Daniel\u00a0Okafor look"),
        ("mail a@network.org", "mail a@network.org"),
        ("@nobody", "@nobody"),
        ("@billing, please", "@Billing, please"),
    ],
)
def test_R28_keys_are_shown_as_names(text: str, shown: str) -> None:
    assert with_names(text, invented.DIRECTORY) == shown


def test_R25_the_offer_opens_only_after_the_value_was_looked_at(screen: Screen) -> None:
    read(screen)
    assert not screen.visible("offer.amount")
    assert not screen.visible("value.facts")
    screen.press("value.look")
    assert screen.desk.take() == [cases.LookAtValue(ticket=TICKET)]
    screen.show(replace(scenes.BOARD, opened=scenes.LOOKED))
    assert screen.visible("value.facts")
    assert "A year: €9,640" in screen.find("value.facts").accessibleName()
    assert screen.text("offer.limit") == "you may give €500"
    screen.press("offer.make")
    assert screen.desk.take() == []
    assert screen.text("offer.amount.problem") == "An amount, such as 312.40."
    screen.type("offer.amount", "312,40")
    screen.type("offer.why", "Billed twice")
    screen.press("offer.make")
    assert screen.desk.take() == [
        cases.Offer(ticket=TICKET, escalation=ESCALATION, amount_cents=31_240, why="Billed twice")
    ]


def test_R25_what_was_offered_is_shown_and_can_be_withdrawn(screen: Screen) -> None:
    read(screen, "inbox_offered")
    assert screen.text("offer.limit") == "you may give €188"
    screen.press(f"offer.withdraw.{scenes.OFFER.id.hex}")
    assert screen.desk.take() == [cases.WithdrawOffer(offer=scenes.OFFER.id)]


@pytest.mark.parametrize(
    ("text", "cents"),
    [("312.40", 31240), ("€ 312,4", 31240), ("5", 500), ("", None), ("1.000,5", None), ("-3", None),
     ("3.", None), ("1e9", None), ("٣", None), ("9999999999", None)],
)  # fmt: skip
def test_amounts_are_read_or_refused_never_guessed(text: str, cents: int | None) -> None:
    assert cents_of(text) == cents


def test_R24_the_thirty_days_stand_over_the_case(screen: Screen) -> None:
    read(screen)
    assert screen.text("detail.day") == "Day 27 of the 30-day limit"
    fresh = replace(scenes.RECORD, created_at=invented.ago(60), due_at=invented.NOW)
    screen.show(replace(scenes.BOARD, opened=replace(scenes.CASE, escalations=(fresh,))))
    assert not screen.visible("detail.banner")


def test_R50_a_consult_that_rings_stands_over_the_inbox_with_its_case(screen: Screen) -> None:
    read(screen, "inbox_consult")
    assert screen.text("asks.title") == "Maya Torres asks to consult"
    assert screen.text("asks.customer") == "Anna Petrova, Quillpost Logistics"
    assert screen.text("asks.hold") == "on hold 00:04"
    assert "Tried: Restarted the router" in screen.text("asks.said")
    assert not screen.visible("knock")
    screen.clock.pass_(8)
    screen.window.tick()
    assert screen.text("asks.hold") == "on hold 00:12"
    screen.key("Ctrl+Shift+I")
    assert screen.desk.take() == [ask.OpenTicket(ticket=invented.CONSULT_RINGS.ticket)]


def test_R50_the_consult_is_passed_by_telling_the_sender_whom_to_ask(screen: Screen) -> None:
    read(screen, "inbox_consult")
    assert screen.find("asks.pass").caption == "Pass to Priya"
    screen.press("asks.pass")
    comment, decline = screen.desk.take()
    assert comment.text == "@maya.torres please consult @priya.nolan: I cannot take it now."
    assert decline == ask.Decline(call=invented.CONSULT_RINGS.call)


def test_R50_answering_goes_to_the_desk(screen: Screen) -> None:
    read(screen, "inbox_consult")
    screen.press("asks.answer")
    assert ask.Answer(call=invented.CONSULT_RINGS.call) in screen.desk.take()
    assert screen.window.place == "desk"


def test_a_clock_moves_without_the_store(screen: Screen) -> None:
    read(screen, "inbox")
    screen.clock.pass_(5 * 60)
    screen.window.tick()
    assert "resolution: late" in names(screen)[0] or "resolution: over time" in names(screen)[0]


def test_nothing_is_painted_twice_for_the_same_board(screen: Screen) -> None:
    read(screen)
    page = screen.window.pages.escalations
    before = page._shown
    screen.show(replace(screen.window.board, query="x"))
    assert page._shown is before
    screen.show(replace(screen.window.board, cases=Inbox(counts={Tab.NEEDS: 0})))
    assert page._shown is not before
