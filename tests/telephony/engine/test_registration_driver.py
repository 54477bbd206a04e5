"""When the registrar is asked, by a clock of the test's own; what it answers on the wire is in test_registering.py."""

import pytest

from telephony.engine.network_names import Record
from telephony.engine.registration import Outcome
from telephony.engine.registration_driver import ANSWER_SECONDS, NEXT_SECONDS, Registration
from telephony.engine.servers import Way
from telephony.events import RegistrationChanged, RegistrationProblem, RegistrationState
from tests.fake_names import UDP, World

ONE, TWO = Record(10, 0, "10.0.0.1", 5070), Record(20, 0, "10.0.0.2", 5070)
YES = Outcome(code=200, expires=300, answered=True)
NO_ANSWER = Outcome(code=408)


class Desk(World):
    """A registration round it."""

    def __init__(self, *records: Record) -> None:
        super().__init__()
        self.said: list[RegistrationChanged] = []
        self.sent: list[str] = []
        self.registration = Registration(
            self.said.append, self.later, self.ways, lambda _address: True, chance=lambda: 0.5
        )
        self.registration.begin(self._send, "sip:2041@pbx.example")
        self.records_are(*records)

    def _send(self, way: Way | None) -> None:
        self.sent.append(way.address if way else "goodbye")

    def records_are(self, *records: Record) -> None:
        self.records[UDP](records)
        if "pbx.example" in self.names:
            self.names["pbx.example"](("10.0.0.9",))


def test_a_call_that_is_lost_shows_whether_its_server_is_there_if_there_are_others() -> None:
    desk = Desk(ONE, TWO)
    desk.registration.answered(YES)
    desk.registration.call_is_lost()
    desk.pass_(1)
    assert desk.sent == ["10.0.0.1", "10.0.0.1"]
    desk.pass_(NEXT_SECONDS)
    assert desk.sent[-1] == "10.0.0.2"
    desk.registration.answered(YES)
    assert [each.state.value for each in desk.said] == ["trying", "registered", "trying", "registered"]
    desk.registration.call_is_lost()
    desk.pass_(1)
    assert len(desk.sent) == 3  # not twice within half a minute


def test_a_lost_call_changes_nothing_where_there_is_one_server() -> None:
    desk = Desk()
    desk.registration.answered(YES)
    desk.registration.call_is_lost()
    desk.pass_(60)
    assert desk.sent == ["10.0.0.9"]


def test_one_server_alone_has_as_long_as_sip_gives_it() -> None:
    desk = Desk(ONE)
    desk.pass_(ANSWER_SECONDS)
    assert desk.said[-1].problem is RegistrationProblem.NO_ANSWER
    desk.pass_(20)
    assert desk.sent == ["10.0.0.1"]
    desk.registration.answered(YES)
    assert desk.said[-1].state is RegistrationState.REGISTERED


def test_the_last_of_several_that_answers_late_is_taken_and_one_that_never_does_is_counted_once() -> None:
    desk = Desk(ONE, TWO)
    desk.pass_(NEXT_SECONDS)
    assert desk.sent == ["10.0.0.1", "10.0.0.2"]
    desk.pass_(NEXT_SECONDS)
    lost = desk.said[-1]
    assert (lost.state, lost.problem) == (RegistrationState.LOST, RegistrationProblem.NO_ANSWER)
    assert "10.0.0.2:5070 does not answer" in lost.reason
    desk.registration.answered(NO_ANSWER)
    assert desk.said[-1] is lost
    desk.pass_(lost.retry_seconds)
    desk.records_are(ONE, TWO)
    assert desk.sent[2:] == ["10.0.0.1"]
    desk.registration.answered(YES)
    assert desk.said[-1].state is RegistrationState.REGISTERED


@pytest.mark.parametrize("code", [403, 404, 500])
def test_what_the_pbx_has_said_stands_and_no_other_is_asked(code: int) -> None:
    desk = Desk(ONE, TWO)
    desk.registration.answered(Outcome(code=code, answered=True))
    desk.pass_(0.5)
    assert desk.sent == ["10.0.0.1"]
    assert desk.said[-1].code == code


def test_when_no_other_server_can_be_found_what_the_last_one_said_is_told() -> None:
    desk = Desk(ONE, Record(20, 0, "nowhere.example", 5070))
    desk.registration.answered(Outcome(code=503, answered=True))
    desk.names["nowhere.example"](())
    assert (desk.said[-1].problem, desk.said[-1].code) == (RegistrationProblem.BUSY, 503)
    assert desk.said[-1].retry_seconds == 1


def test_goodbye_is_said_only_if_there_was_a_registration() -> None:
    desk = Desk(ONE)
    desk.registration.answered(YES)
    desk.registration.close()
    assert desk.sent == ["10.0.0.1", "goodbye"]
    other = Desk(ONE)
    other.registration.close()
    assert other.sent == ["10.0.0.1"]
