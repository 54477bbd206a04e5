"""What is typed is never lost, never overwritten and never on another ticket."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from console.desk import intents as ask
from console.desk.board import Board
from console.ui import invented
from console.ui.agent.unsent import SAVE_MS
from console.ui.scenes import SCENES
from store.ticket import Draft
from store.values import replace
from tests.console.ui.screens import Screen

TICKET = invented.CASE.ticket.id
OTHER = invented.SECOND.ticket
CALL = SCENES["call"]().board


def with_notes(board: Board, notes: str, version: int = 2) -> Board:
    """The same board after the store has changed the notes of the call's ticket."""
    card = board.cards[0]
    assert card.case is not None
    ticket = replace(card.case.ticket, notes=notes, version=version)
    return replace(board, cards=(replace(card, case=replace(card.case, ticket=ticket)), *board.cards[1:]))


def start(screen: Screen, board: Board = CALL) -> None:
    screen.show(board)
    screen.find("ticket.notes").setPlainText("")
    screen.desk.take()
    screen.type("ticket.notes", "half a sen")


def test_a_draft_is_told_within_a_second(screen: Screen) -> None:
    assert SAVE_MS < 1000
    start(screen)
    drafts: list[ask.TypeDraft] = []

    def told() -> bool:
        drafts.extend(screen.desk.take(ask.TypeDraft))
        return bool(drafts)

    screen.bot.waitUntil(told, timeout=30_000)
    assert drafts[0] == ask.TypeDraft(ticket=TICKET, scope="ticket", fields={"notes": "half a sen"})
    assert screen.find("ticket.notes").hasFocus()


def test_leaving_the_field_sends_it_to_its_own_ticket(screen: Screen) -> None:
    start(screen)
    screen.find("ticket.subject").setFocus()
    assert screen.desk.take(ask.EditTicket) == [ask.EditTicket(fields={"notes": "half a sen"}, ticket=TICKET)]


def test_a_board_does_not_overwrite_what_is_being_typed(screen: Screen) -> None:
    start(screen)
    screen.show(with_notes(CALL, "from a colleague"))
    assert screen.find("ticket.notes").value() == "half a sen"


def test_a_field_without_focus_and_unsent_text_follows_the_board(screen: Screen) -> None:
    screen.show(CALL)
    screen.show(with_notes(CALL, "from a colleague"))
    assert screen.find("ticket.notes").value() == "from a colleague"


def test_what_was_sent_stays_until_the_store_shows_it(screen: Screen) -> None:
    start(screen)
    screen.find("ticket.subject").setFocus()
    screen.show(replace(CALL, notices=()))
    assert screen.find("ticket.notes").value() == "half a sen"
    screen.show(with_notes(CALL, "half a sen"))
    screen.show(with_notes(CALL, "and then more", version=3))
    assert screen.find("ticket.notes").value() == "and then more"


def test_a_call_that_rings_moves_nothing_and_takes_no_focus(screen: Screen) -> None:
    start(screen)
    screen.show(replace(CALL, cards=(*CALL.cards, invented.RINGING)))
    assert screen.visible("knock.answer")
    assert screen.find("ticket.notes").hasFocus()
    assert screen.text("ticket.number") == "TK-0048213"
    QTest.keyClicks(screen.find("ticket.notes"), "tence")
    assert screen.find("ticket.notes").value() == "half a sentence"


def test_the_call_ends_under_the_hand_and_the_text_stays_with_its_ticket(screen: Screen) -> None:
    start(screen)
    screen.show(replace(invented.IDLE, wrapups=(replace(invented.WRAPUP, case=invented.CASE),)))
    notes = screen.find("ticket.notes")
    assert notes.hasFocus()
    QTest.keyClicks(notes, "tence")
    assert notes.value() == "half a sentence"
    assert screen.text("ticket.number") == "TK-0048213"


def test_another_call_comes_to_the_front_while_typing_and_the_panel_stays(screen: Screen) -> None:
    both = replace(CALL, cards=(invented.CALL, invented.SECOND))
    start(screen, both)
    screen.show(replace(both, cards=(invented.SECOND,), selected=invented.SECOND.call))
    assert screen.text("ticket.number") == "TK-0048213"
    assert screen.visible("ticket.pinned")
    QTest.keyClicks(screen.find("ticket.notes"), "tence")
    screen.desk.take()
    screen.press("ticket.go")
    assert screen.desk.take(ask.EditTicket) == [
        ask.EditTicket(fields={"notes": "half a sentence"}, ticket=TICKET)
    ]
    assert screen.text("ticket.number") == "TK-0048214"
    assert screen.find("ticket.notes").value() == ""


def test_leaving_the_field_lets_the_panel_follow(screen: Screen) -> None:
    both = replace(CALL, cards=(invented.CALL, invented.SECOND))
    start(screen, both)
    screen.show(replace(both, cards=(invented.SECOND,), selected=invented.SECOND.call))
    screen.find("top.search").setFocus()
    screen.bot.waitUntil(lambda: screen.text("ticket.number") == "TK-0048214", timeout=30_000)
    assert not screen.visible("ticket.pinned")


def test_switching_by_hand_sends_the_text_to_the_ticket_that_is_left(screen: Screen) -> None:
    both = replace(CALL, cards=(invented.CALL, invented.SECOND))
    start(screen, both)
    screen.find("lines.switch").setFocus()
    screen.press("lines.switch")
    screen.show(replace(both, selected=invented.SECOND.call))
    edits = screen.desk.take(ask.EditTicket)
    assert edits == [ask.EditTicket(fields={"notes": "half a sen"}, ticket=TICKET)]
    assert screen.find("ticket.notes").value() == ""
    screen.show(replace(both, selected=invented.CALL.call))
    assert screen.find("ticket.notes").value() == "half a sen"


def test_answering_a_second_call_while_typing_sends_first(screen: Screen) -> None:
    start(screen, replace(CALL, cards=(*CALL.cards, invented.RINGING)))
    screen.find("knock.answer").click()
    taken = screen.desk.take()
    kinds = [type(i) for i in taken]
    assert kinds.index(ask.EditTicket) < kinds.index(ask.Answer)
    assert taken[kinds.index(ask.EditTicket)].ticket == TICKET


def test_a_draft_from_before_a_restart_is_there_and_is_sent(screen: Screen) -> None:
    draft = Draft(
        ticket=TICKET,
        person="maya.torres",
        scope="ticket",
        fields={"notes": "typed before"},
        saved_at=invented.NOW,
    )
    card = replace(invented.CALL, case=replace(invented.CASE, drafts=(draft,)))
    screen.show(replace(CALL, cards=(card,)))
    assert screen.find("ticket.notes").value() == "typed before"
    screen.press("ticket.save")
    assert screen.desk.take(ask.EditTicket) == [
        ask.EditTicket(fields={"notes": "typed before"}, ticket=TICKET)
    ]


def test_the_escalate_panel_tells_its_text_and_keeps_it_on_escape(screen: Screen) -> None:
    screen.show(SCENES["escalate_empty"]().board)
    screen.desk.take()
    screen.type("escalate.tried", "Restarted")
    QTest.keyClick(screen.find("escalate.tried"), Qt.Key.Key_Escape)
    taken = screen.desk.take()
    assert taken == [ask.EditEscalate(fields={"summary": "Restarted"}), ask.CloseEscalate()]


def test_an_incoming_board_does_not_overwrite_the_panel(screen: Screen) -> None:
    board = SCENES["escalate_empty"]().board
    screen.show(board)
    screen.type("escalate.tried", "Restarted")
    assert board.form is not None
    screen.show(replace(board, form=replace(board.form, target="billing")))
    assert screen.find("escalate.tried").value() == "Restarted"
    assert screen.find("escalate.tried").hasFocus()


def test_a_half_written_note_waits_for_its_own_ticket(screen: Screen) -> None:
    both = replace(CALL, cards=(invented.CALL, invented.SECOND))
    screen.show(both)
    screen.press("call.note")
    screen.type("note.text", "half")
    QTest.keyClick(screen.find("note.text"), Qt.Key.Key_Escape)
    screen.show(replace(both, selected=invented.SECOND.call))
    screen.press("call.note")
    assert screen.find("note.text").value() == ""
    QTest.keyClick(screen.find("note.text"), Qt.Key.Key_Escape)
    screen.show(replace(both, selected=invented.CALL.call))
    screen.press("call.note")
    assert screen.find("note.text").value() == "half"


def test_escape_never_ends_or_discards(screen: Screen) -> None:
    for name in (
        "call",
        "ringing",
        "escalate",
        "consult_ready",
        "wrapup",
        "consult_queue",
        "consulted_unconfirmed",
    ):
        screen.show(SCENES[name]().board)
        screen.desk.take()
        QTest.keyClick(screen.window, Qt.Key.Key_Escape)
        forbidden = (ask.HangUp, ask.Decline, ask.ReturnToCustomer, ask.WrapUp, ask.Complete, ask.OpenTicket)
        assert not [i for i in screen.desk.take() if isinstance(i, forbidden)], name


def test_when_what_had_the_focus_is_gone_nobody_has_it(screen: Screen) -> None:
    screen.show(SCENES["escalate"]().board)
    screen.find("escalate.consult").setFocus()
    screen.show(SCENES["consult_ringing"]().board)
    assert screen.window.focusWidget() is screen.window.centralWidget()
    assert not screen.visible("focus.ring")
