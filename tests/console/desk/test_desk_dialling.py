"""Dialling: the other line, again, the echo test, emergencies, links, and answering without a hand."""

from collections.abc import Callable

import pytest

from console.desk import intents as ask
from console.desk.links import read_link
from console.desk.seat import Presence
from store.ticket import Outcome, Severity
from telephony import commands
from telephony.call import CallState, Purpose
from telephony.events import RegistrationState
from telephony.quality import Quality
from tests.console.desk.desk_fixture import Office

NUMBER = "+14155550132"
PBX = {"host": "pbx.example"}


def two_lines(office: Office) -> tuple[str, str]:
    first = office.phone.ring("", NUMBER)
    office.do(ask.Answer(call=first))
    second = office.phone.ring("", "+442079460420")
    office.do(ask.Answer(call=second))
    return first, second


def test_swap_goes_to_the_other_line_and_back() -> None:
    office = Office()
    first, second = two_lines(office)
    office.do(ask.Swap())
    assert not office.board.card(first).held
    assert office.board.card(second).held
    assert office.board.current.call == first
    office.do(ask.Swap())
    assert office.board.card(first).held
    assert office.board.current.call == second


def test_swap_with_both_lines_held_goes_to_the_one_that_is_not_looked_at() -> None:
    office = Office()
    first, second = two_lines(office)
    office.do(ask.Hold(call=second))
    office.do(ask.Select(call=second))
    office.do(ask.Swap())
    assert not office.board.card(first).held


def test_there_is_nothing_to_swap_with() -> None:
    office = Office()
    assert office.refused(ask.Swap()) == "no_other_line"
    office.phone.ring("", NUMBER)
    office.do(ask.Answer())
    assert office.refused(ask.Swap()) == "no_other_line"


def test_redial_survives_a_restart() -> None:
    office = Office(policy=PBX)
    assert office.refused(ask.Redial()) == "nothing_dialled"
    office.do(ask.Dial(target="020 7946 0958"))
    assert office.board.last_dialled == "020 7946 0958"
    office.do(ask.HangUp())
    second = Office(book=office.book, policy=PBX)
    assert second.board.last_dialled == "+442079460958"
    second.do(ask.Redial())
    assert second.sent(commands.Dial)[-1].target == "sip:+442079460958@pbx.example"


def test_redial_without_a_pbx_dials_the_whole_address() -> None:
    office = Office()
    office.do(ask.Dial(target="sip:3107@127.0.0.1:5070"))
    second = Office(book=office.book)
    second.do(ask.Redial())
    assert second.sent(commands.Dial)[-1].target == "sip:3107@127.0.0.1:5070"


# -- the echo test


def echo_state(office: Office) -> CallState:
    assert office.board.echo_test is not None
    return office.board.echo_test.state


def card_state(office: Office) -> CallState:
    return office.card.state


def test_the_echo_test_is_on_the_board_and_nowhere_else() -> None:
    office = Office(policy=PBX | {"echo": "*43"})
    office.do(ask.TestCall())
    order = office.sent(commands.Dial)[-1]
    assert (order.target, order.purpose) == ("sip:*43@pbx.example", Purpose.TEST)
    assert echo_state(office) is CallState.DIALLING
    assert office.refused(ask.TestCall()) == "test_call_up"
    office.phone.answers(order.call)
    assert echo_state(office) is CallState.UP
    assert office.board.me.presence is Presence.AVAILABLE
    quality = Quality(seconds=5.0, mos_in=3.1)
    office.phone.measures(order.call, quality)
    office.do(ask.HangUp(call=order.call))
    test = office.board.echo_test
    assert (test.state, test.code, test.quality) == (CallState.ENDED, 200, quality)
    assert office.board.cards == ()
    assert office.board.wrapups == ()
    assert office.book.tickets() == ()
    assert office.board.last_dialled == ""


@pytest.mark.parametrize(
    "what",
    [lambda o: o.do(ask.Dial(target="2044")), lambda o: (o.phone.ring("", NUMBER), o.do(ask.Answer()))],
)
def test_who_speaks_to_somebody_is_done_with_testing(what: Callable[[Office], object]) -> None:
    office = Office(policy=PBX | {"echo": "*43"})
    office.do(ask.TestCall())
    office.phone.answers(office.sent(commands.Dial)[-1].call)
    what(office)
    assert echo_state(office) is CallState.ENDED
    assert len(office.board.cards) == 1


def test_an_echo_test_needs_its_extension_and_a_free_desk() -> None:
    office = Office()
    assert office.refused(ask.TestCall()) == "no_echo"
    office = Office(policy=PBX | {"echo": "600"})
    office.phone.ring("", NUMBER)
    office.do(ask.Answer())
    assert office.refused(ask.TestCall()) == "call_up"


def test_a_restarted_console_finds_the_echo_test_that_is_up() -> None:
    office = Office(policy=PBX | {"echo": "600"})
    office.do(ask.TestCall())
    office.phone.answers(office.sent(commands.Dial)[-1].call)
    second = Office(book=office.book, phone=office.phone, policy=PBX)
    assert echo_state(second) is CallState.UP
    assert second.board.cards == ()
    second.do(ask.HangUp())
    assert echo_state(second) is CallState.ENDED


# -- emergencies


@pytest.mark.parametrize("typed", ["112", "999", "9-9-9", "tel:112", "sip:112@pbx.example", " 112 "])
def test_an_emergency_is_dialled_however_it_is_typed_and_marked(typed: str) -> None:
    office = Office(policy=PBX)
    office.do(ask.Dial(target=typed))
    order = office.sent(commands.Dial)[-1]
    assert order.emergency
    assert order.target.partition("@")[0] in {"sip:112", "sip:999"}
    assert office.card.emergency
    row = office.book.history("maya.torres")[0]
    assert row.call.emergency
    assert row.ticket.severity is Severity.CRITICAL


@pytest.mark.parametrize("presence", ["dnd", "away"])
def test_an_emergency_passes_every_state_and_they_can_call_back(presence: str) -> None:
    office = Office(policy=PBX)
    office.do(ask.SetPresence(presence=presence))
    office.do(ask.Dial(target="112"))
    assert office.sent(commands.Dial)[-1].emergency
    office.do(ask.HangUp())
    office.phone.ring("", "112")
    assert office.board.ringing is not None


def test_an_emergency_passes_full_lines_and_a_hand_over() -> None:
    office = Office(policy=PBX)
    two_lines(office)
    assert office.refused(ask.Dial(target="2044")) == "lines_full"
    office.do(ask.Dial(target="112"))
    assert office.card.emergency
    office = Office(policy=PBX)
    office.phone.ring("", NUMBER)
    office.do(ask.Answer())
    escalate = ask.Escalate(
        to="daniel.okafor",
        kind="hierarchical",
        reason="lacks_authority",
        summary="Wants a refund.",
        expects="A refund.",
    )
    office.do(escalate)
    assert office.refused(ask.Dial(target="2044")) == "transfer_under_way"
    office.do(ask.Dial(target="112"))
    assert office.sent(commands.Dial)[-1].emergency


def test_emergency_numbers_are_those_of_the_settings_or_of_the_country() -> None:
    office = Office(policy=PBX | {"country": "DE"})
    assert office.board.emergency[:2] == ("110", "112")
    office.do(ask.Dial(target="110"))
    assert office.sent(commands.Dial)[-1].emergency
    office = Office(policy=PBX | {"emergency": ("0112",)})
    assert office.board.emergency == ("0112",)
    office.do(ask.Dial(target="110"))
    assert not office.sent(commands.Dial)[-1].emergency
    office.do(ask.Dial(target="0112"))
    assert office.sent(commands.Dial)[-1].emergency


def test_redial_never_calls_for_help_by_mistake() -> None:
    office = Office(policy=PBX)
    office.do(ask.Dial(target="2044"))
    office.do(ask.Dial(target="112"))
    assert office.board.last_dialled == "2044"
    assert Office(book=office.book, policy=PBX).board.last_dialled == "2044"


# -- links


@pytest.mark.parametrize(
    ("link", "target", "shown"),
    [
        ("tel:+44-20-7946-0958", "sip:+442079460958@pbx", "+44 20 7946 0958"),
        ("TEL:020%207946%200958", "sip:+442079460958@pbx", "+44 20 7946 0958"),
        ("tel:(020) 7946.0958", "sip:+442079460958@pbx", "+44 20 7946 0958"),
        ("tel:+1-201-555-0123;ext=22", "sip:+12015550123@pbx", "+1 201-555-0123"),
        ("tel:7946-0958;phone-context=+4420", "sip:+442079460958@pbx", "+44 20 7946 0958"),
        ("tel:7042;phone-context=example.com", "sip:7042@pbx", "7042"),
        ("tel:%2B442079460958", "sip:+442079460958@pbx", "+44 20 7946 0958"),
        ("tel:*43", "sip:*43@pbx", "*43"),
        ("sip:2041", "sip:2041@pbx", "2041"),
        ("sip:anna@h.example:5070;transport=tcp", "sip:anna@h.example:5070;transport=tcp", "anna@h.example:5070"),
        ("sips:anna@home.example", "sip:anna@home.example;transport=tls", "anna@home.example"),
        ("sip:2041;maddr=192.0.2.9", "sip:2041@pbx", "2041"),
        ("callto:+442079460958", "sip:+442079460958@pbx", "+44 20 7946 0958"),
        ("callto://2041", "sip:2041@pbx", "2041"),
    ],
)  # fmt: skip
def test_a_link_is_read_as_it_is_meant(link: str, target: str, shown: str) -> None:
    offer = read_link(link, country="GB", host="pbx")
    assert (offer.target, offer.shown, offer.problem) == (target, shown, "")


@pytest.mark.parametrize(
    ("link", "problem"),
    [
        ("sip:a@h?X-Inj=1", "headers"),
        ("sip:a@h?Replaces=1%3Bto-tag%3D2", "headers"),
        ("tel:112?body=x", "headers"),
        ("sip:a:secret@h", "password"),
        ("tel:020\r\nX-Inj: 1", "control"),
        ("tel:020%0d%0aX-Inj: 1", "user"),
        ("sip:a%0D%0AVia@h", "user"),
        ("sip:\u202e1402@h", "control"),
        ("sip:a@h;transport=ws", "transport"),
        ("sip:a@h:99999", "port"),
        ("sip:a@h h", "host"),
        ("sip:a@999.1.1.1", "host"),
        ("tel:<img src=x>", "user"),
        ("tel:", "user"),
        ("sip:", "user"),
        ("", "scheme"),
        ("2041", "scheme"),
        ("javascript:alert(1)", "scheme"),
        ("http://h/tel:112", "scheme"),
        ("file:///etc/passwd", "scheme"),
        ("tel:" + "1" * 400, "too_long"),
    ],
)
def test_a_hostile_link_is_never_offered(link: str, problem: str) -> None:
    offer = read_link(link, country="GB", host="pbx")
    assert (offer.target, offer.problem) == ("", problem)
    assert offer.link.isprintable()
    assert len(offer.link) <= 80


def test_a_link_without_a_host_needs_a_pbx() -> None:
    assert read_link("tel:2041", country="GB", host="").problem == "no_host"
    assert read_link("sip:a@h", country="GB", host="").target == "sip:a@h"


def test_a_link_asks_first_says_whom_and_is_dialled_when_told() -> None:
    office = Office(policy=PBX)
    office.do(ask.OfferDial(link="tel:+1-415-555-0132"))
    assert office.board.offer.name == "Anna Petrova"
    assert office.sent(commands.Dial) == []
    office.do(ask.SettleOffer(dial=True))
    assert office.sent(commands.Dial)[-1].target == "sip:+14155550132@pbx.example"
    office.do(ask.OfferDial(link="sip:3107"))
    assert office.board.offer.name == "Daniel Okafor"
    office.do(ask.SettleOffer(dial=False))
    assert office.board.offer is None
    assert office.refused(ask.SettleOffer(dial=True)) == "no_offer"
    office.do(ask.OfferDial(link="sip:a@h?X=1"))
    assert office.refused(ask.SettleOffer(dial=True)) == "bad_target"
    assert len(office.sent(commands.Dial)) == 1


# -- answering without a hand


def cues_and_answers(office: Office) -> list[object]:
    return [
        c.cue if isinstance(c, commands.PlayCue) else "answer"
        for c in office.phone.sent
        if isinstance(c, commands.PlayCue | commands.Answer)
    ]


@pytest.mark.parametrize(
    ("mode", "asked", "answered"),
    [("off", True, False), ("asked", False, False), ("asked", True, True), ("always", False, True)],
)
def test_a_call_is_answered_by_itself_if_the_settings_say_so(mode: str, asked: bool, answered: bool) -> None:
    office = Office(policy={"auto_answer": mode, "auto_answer_seconds": 2})
    office.phone.ring("", NUMBER, auto_answer=asked)
    assert card_state(office) is CallState.RINGING
    office.timers.pass_(3)
    assert (card_state(office) is CallState.UP) is answered
    assert cues_and_answers(office) == (["zip", "answer"] if answered else [])
    assert office.card.auto_answered is answered


def test_nothing_is_answered_by_itself_beside_another_call_or_after_a_change_of_mind() -> None:
    office = Office(policy={"auto_answer": "always"})
    first = office.phone.ring("", NUMBER)
    office.phone.ring("", "+442079460420")
    office.timers.pass_(3)
    assert cues_and_answers(office) == []
    office.do(ask.Answer(call=first))
    office.timers.pass_(3)
    assert cues_and_answers(office) == ["answer"]
    office = Office(policy={"auto_answer": "always"})
    office.phone.ring("", NUMBER)
    office.do(ask.SetPresence(presence="away"))
    office.timers.pass_(3)
    assert cues_and_answers(office) == []


def test_who_still_writes_up_the_last_call_is_only_answered_for_when_the_pbx_asks() -> None:
    for mode, asked, answered in (("always", False, False), ("asked", True, True)):
        office = Office(policy={"auto_answer": mode})
        call = office.phone.ring("", NUMBER)
        office.do(ask.Answer())
        office.phone.hang_up_remote(call)
        office.phone.sent.clear()
        office.phone.ring("", NUMBER, auto_answer=asked)
        office.timers.pass_(3)
        assert bool(cues_and_answers(office)) is answered


# -- the account


def test_the_line_says_why_it_is_not_registered_and_when_it_tries_again() -> None:
    from telephony.events import RegistrationProblem

    office = Office(policy=PBX)
    office.phone.register(
        RegistrationState.LOST, 503, "Busy", problem=RegistrationProblem.BUSY, retry_seconds=30.0
    )
    line = office.board.phone
    assert line.problem is RegistrationProblem.BUSY
    assert line.retry_at is not None
    office.do(ask.RegisterAgain())
    assert office.sent(commands.Register)
    office.phone.register(RegistrationState.REGISTERED, 200)
    assert (office.board.phone.problem, office.board.phone.retry_at) == (RegistrationProblem.NONE, None)


def test_a_call_that_is_cut_off_and_one_not_reached_are_in_the_history_as_such() -> None:
    office = Office(policy=PBX)
    office.do(ask.Dial(target="2044"))
    office.phone.hang_up_remote(office.card.call, 404)
    assert office.book.history("maya.torres")[0].call.outcome is Outcome.NOT_REACHED
