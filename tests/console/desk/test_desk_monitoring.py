"""Hearing a colleague's call (R52) at both desks, and the customer who is left to the survey (R31)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from console.desk import intents as ask
from console.desk.calling import Listening
from console.desk.terms import MonitorCodes
from store.changes_listening import GrantListening
from store.grant import VALID_FOR, Ear, Grant
from store.memory import MemoryBook
from telephony import commands
from telephony.call import CallState, Purpose, is_aside
from telephony.call import Ear as WireEar
from telephony.scripted import ScriptedPhone
from tests.console.desk.desk_fixture import Office

MAYA, DANIEL = "maya.torres", "daniel.okafor"
DIRECT = {"host": "pbx.example", "monitor": MonitorCodes(by_grant=True)}
CODES = MonitorCodes(listen="*221{extension}", whisper="*222{extension}", join="*223{extension}")


def supervisor(book: MemoryBook | None = None, **policy: object) -> Office:
    return Office(
        me=DANIEL, extension="3107", role="supervisor", level=2, department="network", book=book,
        policy=DIRECT | policy,
    )  # fmt: skip


def listening(office: Office) -> Listening:
    assert office.board.listening is not None
    return office.board.listening


def talking(office: Office) -> str:
    call = office.phone.ring("Anna", "+14155550132")
    office.do(ask.Answer())
    return call


def dialled(office: Office) -> commands.Dial:
    dial = office.sent(commands.Dial)[-1]
    assert isinstance(dial, commands.Dial)
    return dial


def granted(office: Office, ear: Ear = Ear.LISTEN, at: datetime | None = None, agent: str = MAYA) -> UUID:
    grant = uuid4()
    now = at or datetime.now(UTC)
    office.book.apply(GrantListening(id=uuid4(), at=now, person=DANIEL, grant=grant, agent=agent, ear=ear))
    return grant


def refusals(office: Office) -> list[int]:
    return [c.code for c in office.sent(commands.Decline)]


# The supervisor.


def test_R52_listening_writes_leave_first_and_dials_the_agents_console_with_it_muted() -> None:
    daniel = supervisor()
    daniel.do(ask.Listen(person=MAYA))
    dial = dialled(daniel)
    assert (dial.target, dial.purpose, is_aside(dial.call)) == (
        "sip:2041@pbx.example", Purpose.MONITOR, True,
    )  # fmt: skip
    grant = daniel.book.grant(UUID(dial.grant))
    assert grant is not None
    assert (grant.supervisor, grant.agent, grant.ear, grant.used_at) == (DANIEL, MAYA, Ear.LISTEN, None)
    assert [m.on for m in daniel.sent(commands.Mute)] == [True]
    assert (listening(daniel).state, listening(daniel).name) == (CallState.DIALLING, "Maya Torres")
    daniel.phone.answers(dial.call)
    assert (listening(daniel).state, listening(daniel).ear) == (CallState.UP, Ear.LISTEN)
    assert daniel.board.cards == ()
    assert daniel.book.tickets() == (), "it is no case"


@pytest.mark.parametrize(("ear", "muted"), [("whisper", False), ("join", False), ("listen", True)])
def test_R52_only_who_is_to_be_heard_sends_anything(ear: str, muted: bool) -> None:
    daniel = supervisor()
    daniel.do(ask.Listen(person=MAYA, ear=ear))
    assert {leg.call: leg.muted for leg in daniel.phone.legs()} == {dialled(daniel).call: muted}


def test_R52_a_code_of_digits_alone_is_dialled_as_it_stands() -> None:
    daniel = supervisor(monitor=MonitorCodes(listen="781{extension}"), country="DE")
    daniel.do(ask.Listen(person=MAYA))
    assert dialled(daniel).target == "sip:7812041@pbx.example"


def test_R52_without_the_role_nobody_listens() -> None:
    maya = Office(policy=DIRECT)
    assert maya.refused(ask.Listen(person=DANIEL)) == "not_allowed"
    assert maya.sent(commands.Dial) == []


def test_R52_what_cannot_be_is_refused_with_its_reason() -> None:
    daniel = supervisor()
    assert daniel.refused(ask.Listen(person="nobody")) == "unknown_person"
    assert daniel.refused(ask.Listen(person=DANIEL)) == "not_allowed"
    assert daniel.refused(ask.Listen(person=MAYA, ear="loudly")) == "bad_ear"
    assert daniel.refused(ask.ChangeEar(ear="join")) == "not_listening"
    assert daniel.refused(ask.StopListening()) == "not_listening"
    daniel.do(ask.Listen(person=MAYA))
    assert daniel.refused(ask.Listen(person="selin.kaya")) == "listening"
    assert daniel.refused(ask.ChangeEar(ear="join")) == "not_up"


def test_R52_behind_a_pbx_that_passes_no_header_on_it_needs_codes() -> None:
    daniel = supervisor(monitor=MonitorCodes())
    assert daniel.refused(ask.Listen(person=MAYA)) == "no_monitor_code"


def test_R52_a_call_of_ones_own_comes_first() -> None:
    daniel = supervisor()
    talking(daniel)
    assert daniel.refused(ask.Listen(person=MAYA)) == "call_up"


def test_R52_leave_that_the_store_refuses_dials_nothing() -> None:
    daniel = Office(me="maya.torres", role="supervisor", policy=DIRECT)  # so says only her own desk
    daniel.do(ask.Listen(person=DANIEL))
    assert daniel.sent(commands.Dial) == []
    assert daniel.board.listening is None
    assert daniel.notices() == {"refused"}


@pytest.mark.parametrize(
    ("code", "notice"),
    [(403, "listen_refused"), (480, "listen_nothing"), (486, "listen_taken"), (503, "listen_failed")],
)
def test_R52_a_refusal_says_why(code: int, notice: str) -> None:
    daniel = supervisor()
    daniel.do(ask.Listen(person=MAYA))
    daniel.phone.hang_up_remote(dialled(daniel).call, code)
    assert daniel.board.listening is None
    assert daniel.notices() == {notice}


def test_R52_leaving_before_the_leave_is_stored_dials_nothing() -> None:
    daniel = supervisor()
    daniel.keeper.held = True
    daniel.do(ask.Listen(person=MAYA))
    daniel.do(ask.StopListening())
    daniel.keeper.release()
    assert daniel.sent(commands.Dial) == []


def test_R52_the_supervisor_leaves() -> None:
    daniel = supervisor()
    daniel.do(ask.Listen(person=MAYA))
    daniel.phone.answers(dialled(daniel).call)
    daniel.do(ask.StopListening())
    assert daniel.board.listening is None
    assert daniel.phone.legs() == ()
    assert daniel.notices() == set()


# By the PBX.


def test_R52_codes_of_the_pbx_are_dialled_and_the_leave_is_the_record_of_it() -> None:
    daniel = supervisor(monitor=CODES)
    daniel.do(ask.Listen(person=MAYA, ear="whisper"))
    dial = dialled(daniel)
    assert (dial.target, dial.purpose, dial.grant) == (
        "sip:*2222041@pbx.example", Purpose.MONITOR, "",
    )  # fmt: skip
    assert listening(daniel).by_pbx
    (kept,) = daniel.book._tables.kept[Grant].values()
    assert isinstance(kept, Grant)
    assert (kept.supervisor, kept.agent, kept.ear, kept.used_at) == (DANIEL, MAYA, Ear.WHISPER, None)


def test_R52_without_keys_the_pbx_is_called_again_by_the_other_code() -> None:
    daniel = supervisor(monitor=CODES)
    daniel.do(ask.Listen(person=MAYA))
    daniel.phone.answers(dialled(daniel).call)
    daniel.do(ask.ChangeEar(ear="join"))
    assert [d.target for d in daniel.sent(commands.Dial)] == [
        "sip:*2212041@pbx.example",
        "sip:*2232041@pbx.example",
    ]
    assert listening(daniel).ear is Ear.JOIN
    assert daniel.notices() == set()


def test_R52_with_keys_one_is_pressed() -> None:
    daniel = supervisor(
        monitor=MonitorCodes(listen="*88{extension}", listen_key="0", whisper_key="2", join_key="3")
    )
    daniel.do(ask.Listen(person=MAYA))
    daniel.phone.answers(dialled(daniel).call)
    daniel.do(ask.ChangeEar(ear="whisper"))
    assert [d.digits for d in daniel.sent(commands.SendDigits)] == ["2"]
    assert [m.on for m in daniel.sent(commands.Mute)] == [True, False]
    assert listening(daniel).ear is Ear.WHISPER


def test_R52_an_ear_that_the_pbx_has_no_code_for_is_refused() -> None:
    daniel = supervisor(monitor=MonitorCodes(listen="*88{extension}"))
    assert daniel.refused(ask.Listen(person=MAYA, ear="join")) == "no_monitor_code"


# The agent.


def test_R52_the_agents_desk_uses_the_leave_up_lets_in_and_says_who_listens() -> None:
    maya = Office()
    customer = talking(maya)
    grant = granted(maya, Ear.WHISPER)
    call = maya.phone.asks_to_listen(grant.hex)
    (admit,) = maya.sent(commands.Admit)
    assert (admit.call, admit.customer, admit.ear) == (call, customer, WireEar.WHISPER)
    found = maya.book.grant(grant)
    assert found is not None
    assert found.call == UUID(customer)
    (listener,) = maya.board.listeners
    assert (listener.person, listener.name, listener.ear, listener.customer) == (
        DANIEL, "Daniel Okafor", Ear.WHISPER, customer,
    )  # fmt: skip
    assert listener.since is not None
    assert [c.call for c in maya.board.cards] == [customer], "no card of it"
    assert len(maya.book.tickets()) == 1, "no ticket of it"
    assert maya.board.me.presence == "on_call"


def test_R52_the_settings_hide_who_listens() -> None:
    maya = Office(policy={"monitor": MonitorCodes(told=False)})
    talking(maya)
    maya.phone.asks_to_listen(granted(maya).hex)
    assert len(maya.sent(commands.Admit)) == 1
    assert maya.board.listeners == ()


def bad_grants() -> dict[str, Callable[[Office], UUID]]:
    def twice(office: Office) -> UUID:
        grant = granted(office)
        first = office.phone.asks_to_listen(grant.hex)
        office.phone.hang_up_remote(first)
        return grant

    return {
        "forged": lambda _: uuid4(),
        "expired": lambda office: granted(office, at=datetime.now(UTC) - VALID_FOR - timedelta(seconds=5)),
        "of another agent": lambda office: granted(office, agent="selin.kaya"),
        "used twice": twice,
    }


@pytest.mark.parametrize("which", bad_grants())
def test_R52_leave_that_is_none_is_answered_403(which: str) -> None:
    maya = Office()
    talking(maya)
    grant = bad_grants()[which](maya)
    before = len(maya.sent(commands.Admit))
    maya.phone.asks_to_listen(grant.hex)
    assert refusals(maya) == [403]
    assert len(maya.sent(commands.Admit)) == before
    assert maya.board.listeners == ()
    assert maya.notices() == set(), "the agent is not bothered by it"


def test_R52_without_a_call_there_is_nothing_to_hear_and_the_leave_stays_unused() -> None:
    maya = Office()
    grant = granted(maya)
    maya.phone.asks_to_listen(grant.hex)
    assert refusals(maya) == [480]
    found = maya.book.grant(grant)
    assert found is not None
    assert found.used_at is None


def test_R52_another_leave_changes_the_ear_and_a_bad_one_changes_nothing() -> None:
    maya = Office()
    talking(maya)
    call = maya.phone.asks_to_listen(granted(maya).hex)
    since = maya.board.listeners[0].since
    maya.phone.asks_ear(call, granted(maya, Ear.JOIN).hex)
    assert (maya.board.listeners[0].ear, maya.board.listeners[0].since) == (Ear.JOIN, since)
    maya.phone.asks_ear(call, uuid4().hex)
    assert maya.board.listeners[0].ear is Ear.JOIN
    assert refusals(maya) == [], "whoever is in stays in"


def test_R52_the_badge_goes_with_the_customers_call() -> None:
    maya = Office()
    customer = talking(maya)
    maya.phone.asks_to_listen(granted(maya).hex)
    maya.phone.hang_up_remote(customer)
    assert maya.board.listeners == ()
    assert maya.phone.legs() == ()


def test_R52_who_has_left_while_the_store_was_asked_leaves_no_trace() -> None:
    maya = Office()
    talking(maya)
    grant = granted(maya)
    maya.keeper.held = True
    call = maya.phone.asks_to_listen(grant.hex)
    maya.phone.hang_up_remote(call)
    maya.keeper.release()
    assert maya.board.listeners == ()
    assert maya.notices() == set()


def test_R52_a_console_that_starts_again_shows_who_listens() -> None:
    book, phone = MemoryBook(), ScriptedPhone()
    maya = Office(book=book, phone=phone)
    customer = talking(maya)
    phone.asks_to_listen(granted(maya, Ear.JOIN).hex)
    phone.close()
    again = Office(book=book, phone=phone, start=False)
    again.desk.start()
    (listener,) = again.board.listeners
    assert (listener.person, listener.ear, listener.customer) == (DANIEL, Ear.JOIN, customer)


def test_R52_a_supervisors_console_that_starts_again_goes_on_listening() -> None:
    book, phone = MemoryBook(), ScriptedPhone()
    daniel = Office(me=DANIEL, extension="3107", role="supervisor", book=book, phone=phone, policy=DIRECT)
    daniel.do(ask.Listen(person=MAYA))
    phone.answers(dialled(daniel).call)
    phone.close()
    again = Office(
        me=DANIEL, extension="3107", role="supervisor", book=book, phone=phone, policy=DIRECT, start=False
    )
    again.desk.start()
    assert (listening(again).person, listening(again).state) == (MAYA, CallState.UP)
    again.do(ask.StopListening())
    assert phone.legs() == ()


# Both.


def test_R52_the_ear_changes_once_the_agents_desk_has_used_the_leave() -> None:
    book = MemoryBook()
    daniel, maya = supervisor(book), Office(book=book)
    talking(maya)
    daniel.do(ask.Listen(person=MAYA))
    call = maya.phone.asks_to_listen(dialled(daniel).grant)
    daniel.phone.answers(dialled(daniel).call)
    daniel.do(ask.ChangeEar(ear="whisper"))
    asked = daniel.sent(commands.AskEar)[-1]
    assert (listening(daniel).ear, listening(daniel).wanted) == (Ear.LISTEN, Ear.WHISPER)
    maya.phone.asks_ear(call, asked.grant)
    assert maya.board.listeners[0].ear is Ear.WHISPER
    daniel.timers.pass_(1.0)
    assert (listening(daniel).ear, listening(daniel).wanted) == (Ear.WHISPER, None)
    assert not daniel.phone.legs()[0].muted
    daniel.do(ask.ChangeEar(ear="listen"))
    assert daniel.phone.legs()[0].muted, "at once"


def test_R52_an_ear_that_is_not_given_is_told_and_nothing_has_changed() -> None:
    daniel = supervisor()
    daniel.do(ask.Listen(person=MAYA))
    daniel.phone.answers(dialled(daniel).call)
    daniel.do(ask.ChangeEar(ear="join"))
    daniel.timers.pass_(30.0)
    assert (listening(daniel).ear, listening(daniel).wanted) == (Ear.LISTEN, None)
    assert daniel.notices() == {"ear_refused"}
    assert daniel.phone.legs()[0].muted


def test_R52_with_the_engine_all_listening_ends() -> None:
    maya = Office()
    talking(maya)
    maya.phone.asks_to_listen(granted(maya).hex)
    maya.phone.die()
    assert maya.board.listeners == ()
    daniel = supervisor()
    daniel.do(ask.Listen(person=MAYA))
    daniel.phone.die()
    assert daniel.board.listening is None


# The survey.


def test_R31_the_customer_is_left_to_the_survey_and_the_agent_wraps_up() -> None:
    maya = Office()
    customer = talking(maya)
    maya.do(ask.SendToSurvey())
    order = maya.sent(commands.BeginSurvey)[-1]
    assert (order.call, order.question, order.languages) == (customer, "survey_question", ("en",))
    assert maya.board.cards == ()
    assert [w.call for w in maya.board.wrapups] == [customer]
    assert [s.call for s in maya.board.surveys] == [customer]
    ticket = maya.board.wrapups[0].ticket
    maya.phone.digit(customer, "5")
    assert maya.board.surveys == ()
    assert ticket is not None
    case = maya.book.case(ticket)
    assert case is not None
    (kept,) = case.feedback
    assert (kept.score, kept.asked, kept.via, kept.ticket) == (5, "customer", "dtmf", ticket)
    assert case.calls[0].ended_at is not None
    assert len(maya.board.wrapups) == 1, "the end of the call is no second wrap-up"
    assert "digit" not in maya.notices()


def test_R31_no_answer_is_no_score() -> None:
    maya = Office()
    customer = talking(maya)
    maya.do(ask.SendToSurvey(call=customer))
    ticket = maya.board.wrapups[0].ticket
    for _ in range(2):
        maya.phone.says_nothing(customer)
    assert ticket is not None
    case = maya.book.case(ticket)
    assert case is not None
    assert case.feedback == ()
    assert maya.phone.legs() == ()


def test_R31_an_answer_that_is_told_again_to_the_next_console_counts_once() -> None:
    book, phone = MemoryBook(), ScriptedPhone()
    maya = Office(book=book, phone=phone)
    customer = talking(maya)
    maya.do(ask.SendToSurvey())
    ticket = maya.board.wrapups[0].ticket
    maya.phone.close()
    phone.digit(customer, "2")
    untold = dict(phone._unacknowledged)
    for _ in range(2):
        phone._unacknowledged = dict(untold)
        Office(book=book, phone=phone, start=False).desk.start()
        phone.close()
    assert ticket is not None
    case = book.case(ticket)
    assert case is not None
    assert [f.score for f in case.feedback] == [2]


def test_R31_who_is_not_up_or_being_handed_over_is_not_asked() -> None:
    maya = Office()
    assert maya.refused(ask.SendToSurvey()) == "no_call"
    maya.phone.ring("Anna", "+14155550132")
    assert maya.refused(ask.SendToSurvey(call=maya.card.call)) == "not_up"
    maya.do(ask.Answer())
    maya.do(
        ask.Escalate(
            to=DANIEL, kind="functional", reason="lacks_knowledge", summary="Tried.", expects="Help."
        )
    )
    assert maya.refused(ask.SendToSurvey()) == "transfer_under_way"


def test_R31_a_console_that_starts_during_the_survey_does_not_cut_the_call_off() -> None:
    book, phone = MemoryBook(), ScriptedPhone()
    maya = Office(book=book, phone=phone)
    customer = talking(maya)
    maya.do(ask.SendToSurvey())
    ticket = maya.board.wrapups[0].ticket
    phone.close()
    again = Office(book=book, phone=phone, start=False)
    again.desk.start()
    assert again.board.cards == ()
    assert [s.call for s in again.board.surveys] == [customer]
    assert ticket is not None
    case = book.case(ticket)
    assert case is not None
    assert case.calls[0].outcome == "talking"
    phone.digit(customer, "3")
    case = book.case(ticket)
    assert case is not None
    assert case.calls[0].outcome == "answered"
