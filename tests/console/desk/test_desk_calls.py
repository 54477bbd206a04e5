"""From the INVITE to the wrapped-up ticket, with the telephone and the book in memory."""

from collections.abc import Callable
from uuid import UUID

import pytest

from console.desk import intents as ask
from console.desk.seat import Presence
from store.book import Case
from store.ticket import Call, Outcome, Status
from telephony import commands
from telephony.call import CallState
from tests.console.desk.desk_fixture import ANNA, Office


@pytest.fixture
def office() -> Office:
    return Office()


def call_of(office: Office, call: str) -> tuple[Case, Call]:
    case = office.book.case_of_call(UUID(call))
    assert case is not None
    return case, next(c for c in case.calls if c.id == UUID(call))


def presence(office: Office) -> Presence:
    return office.board.me.presence


def test_r5_caller_is_known_while_it_rings_and_r1_the_ticket_exists(office: Office) -> None:
    call = office.phone.ring("whoever", "+14155550132")
    card = office.card
    assert card.state is CallState.RINGING
    assert card.name == "Anna Petrova"
    assert card.case is not None
    assert card.case.customer == ANNA
    assert card.number == "+1 415-555-0132"
    case, _ = call_of(office, call)
    assert case.ticket.status is Status.NEW


def test_card_is_on_the_desk_before_the_store_has_answered(office: Office) -> None:
    office.keeper.held = True
    office.phone.ring("Anna P.", "+14155550132")
    assert office.card.name == "Anna P."
    assert office.card.case is None
    office.keeper.release()
    assert office.card.case is not None


@pytest.mark.parametrize(
    ("after", "outcome"),
    [
        (lambda o, c: o.phone.hang_up_remote(c), Outcome.ABANDONED),
        (lambda o, c: o.phone.hang_up_remote(c, elsewhere=True), Outcome.ELSEWHERE),
        (lambda o, _: o.desk.do(ask.Decline()), Outcome.DECLINED),
    ],
)
def test_r1_a_call_that_was_not_answered_is_on_record(
    office: Office, after: Callable[[Office, str], object], outcome: Outcome
) -> None:
    call = office.phone.ring("", "+14155550132")
    after(office, call)
    assert call_of(office, call)[1].outcome is outcome
    assert office.board.cards == ()
    assert office.board.wrapups == ()


def test_digits_reach_a_menu_that_speaks_before_the_answer(office: Office) -> None:
    office.do(ask.Dial(target="sip:3100@127.0.0.1"))
    call = office.card.call
    office.phone.rings(call)
    assert office.refused(ask.Digits(digits="1")) == "not_up"
    office.phone.rings(call, early_media=True)
    office.do(ask.Digits(digits="1"))
    assert [(d.call, d.digits) for d in office.sent(commands.SendDigits)] == [(call, "1")]
    assert "refused" not in office.notices()


def test_do_not_disturb_refuses_busy_and_keeps_the_record(office: Office) -> None:
    office.desk.do(ask.SetPresence(presence="dnd"))
    call = office.phone.ring("", "+14155550132")
    assert office.board.cards == ()
    assert office.sent(commands.SetDoNotDisturb)[-1].on
    assert call_of(office, call)[1].outcome is Outcome.BUSY


def test_call_with_nobody_attached_is_missed_and_told_to_the_next_console() -> None:
    office = Office(start=False)
    office.seed()
    call = office.phone.ring("", "+14155550132")
    office.desk.start()
    assert call_of(office, call)[1].outcome is Outcome.MISSED


def test_answer_talk_end_wrap_up(office: Office) -> None:
    call = office.phone.ring("", "+14155550132")
    assert office.desk.do(ask.Answer()) is None
    assert office.card.state is CallState.UP
    assert presence(office) is Presence.ON_CALL
    assert office.desk.do(ask.EditTicket(fields={"subject": "VPN drops", "severity": "high"})) is None
    assert office.desk.do(ask.AddNote(text="Restarted the router")) is None
    office.phone.hang_up_remote(call)
    assert presence(office) is Presence.WRAPUP
    assert office.desk.do(ask.WrapUp(code="solved", fields={"status": "resolved"})) is None
    assert presence(office) is Presence.AVAILABLE
    case, record = call_of(office, call)
    assert record.outcome is Outcome.ANSWERED
    assert record.wrapup_code == "solved"
    assert (case.ticket.subject, case.ticket.status) == ("VPN drops", Status.RESOLVED)
    assert any(e.kind == "note" for e in case.entries)


def test_everything_is_acknowledged_once_it_is_stored(office: Office) -> None:
    office.keeper.held = True
    office.phone.ring("", "+14155550132")
    before = [a.seq for a in office.sent(commands.Acknowledge)]
    office.keeper.release()
    after = [a.seq for a in office.sent(commands.Acknowledge)]
    assert after > before


def test_events_told_again_after_a_restart_change_nothing(office: Office) -> None:
    office.keeper.held = True
    call = office.phone.ring("", "+14155550132")
    # The console dies before anything was stored; the next one has the same phone and book.
    second = Office(book=office.book, phone=office.phone)
    assert second.card.call == call
    assert second.card.case is not None
    office.keeper.release()
    case, _ = call_of(second, call)
    assert len(case.calls) == 1
    assert len(second.book.tickets()) == 1


@pytest.mark.parametrize(
    ("intent", "code"),
    [
        (ask.Answer(), "no_call"),
        (ask.Decline(), "no_call"),
        (ask.Hold(), "no_call"),
        (ask.HangUp(call="0" * 32), "no_such_call"),
        (ask.Dial(target="sip:a?X-Inj=1@h"), "bad_target"),
        (ask.Dial(target="a\r\nb"), "bad_target"),
        (ask.AddNote(text="x"), "no_ticket"),
        (ask.EditTicket(fields={"subject": "x"}), "no_ticket"),
        (ask.Complete(), "no_transfer"),
        (ask.WrapUp(), "no_wrapup"),
        (ask.SetPresence(presence="asleep"), "bad_state"),
        (ask.Escalate(to="3107"), "no_call"),
        (ask.TakeCase(), "no_call"),
    ],
)
def test_what_cannot_be_done_is_refused_in_words(office: Office, intent: ask.Intent, code: str) -> None:
    refusal = office.desk.do(intent)
    assert refusal is not None
    assert refusal.code == code
    assert refusal.message.endswith((".", "”."))


@pytest.mark.parametrize(
    ("fields", "code"),
    [({"colour": "red"}, "bad_field"), ({"severity": "awful"}, "bad_value"), ({"status": "x"}, "bad_value")],
)
def test_bad_fields_are_refused_before_anything_is_stored(
    office: Office, fields: dict[str, str], code: str
) -> None:
    office.phone.ring("", "+14155550132")
    refusal = office.desk.do(ask.EditTicket(fields=fields))
    assert refusal is not None
    assert refusal.code == code


def test_engine_dies_calls_are_cut_off_and_one_press_calls_back(office: Office) -> None:
    call = office.phone.ring("", "+14155550132")
    office.desk.do(ask.Answer())
    office.phone.die()
    assert not office.board.phone.registered
    assert office.board.cards == ()
    assert call_of(office, call)[1].outcome is Outcome.CUT_OFF
    assert office.board.wrapups[0].call_back == "sip:+14155550132@127.0.0.1"
    office.phone.come_back()
    assert office.board.phone.registered
    assert not any(n.code == "engine_lost" for n in office.board.notices)


def test_console_and_engine_both_die_the_call_is_cut_off_at_the_next_start(office: Office) -> None:
    call = office.phone.ring("", "+14155550132")
    office.desk.do(ask.Answer())
    Office(book=office.book)  # a new engine knows nothing
    assert call_of(office, call)[1].outcome is Outcome.CUT_OFF


def test_draft_outlives_the_console(office: Office) -> None:
    office.phone.ring("", "+14155550132")
    office.desk.do(ask.Answer())
    ticket = office.card.ticket
    assert ticket is not None
    office.desk.do(ask.TypeDraft(ticket=ticket, scope="ticket", fields={"notes": "half a sent"}))
    second = Office(book=office.book, phone=office.phone)
    assert second.card.case is not None
    assert second.card.case.ticket.notes == "half a sent"


def test_second_call_opens_a_second_ticket_and_answering_holds_the_first(office: Office) -> None:
    first = office.phone.ring("", "+14155550132")
    office.desk.do(ask.Answer())
    second = office.phone.ring("", "+442079460420")
    assert office.desk.do(ask.Answer()) is None
    assert office.board.card(first).held
    assert office.board.selected == second
    assert office.board.card(first).ticket != office.board.card(second).ticket


def test_withheld_number_is_a_ticket_too(office: Office) -> None:
    call = office.phone.ring("Anonymous", "anonymous")
    assert office.card.number in {"", "anonymous"}
    assert office.card.name == ""
    assert call_of(office, call)[0].customer is None


def test_hostile_name_is_kept_literally(office: Office) -> None:
    office.phone.ring("<b>x</b><img src=x>", "+442079460999")
    assert office.card.name == "<b>x</b><img src=x>"


def test_call_back_joins_the_ticket_it_is_about(office: Office) -> None:
    call = office.phone.ring("", "+14155550132")
    office.phone.hang_up_remote(call)
    ticket = office.book.tickets()[0].ticket.id
    assert office.desk.do(ask.Dial(target="sip:14155550132@127.0.0.1", ticket=ticket)) is None
    assert office.card.ticket == ticket
    assert len(office.book.tickets()) == 1
