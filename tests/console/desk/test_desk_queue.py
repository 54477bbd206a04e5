"""The PBX's queue, kept in step with the person's state by feature codes (R72)."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from console.desk import intents as ask
from console.desk.seat import QueueState
from console.desk.terms import QueueCodes, Terms
from telephony import commands
from telephony.call import CallState, Direction, Leg, Party, Purpose, is_aside
from telephony.events import RegistrationState
from tests.console.desk.desk_fixture import Office

CODES = QueueCodes(login="*51{extension}", logout="*52", pause="*53{reason}", unpause="*54")


class Pbx:
    """Answers codes, or refuses them."""

    def __init__(self, office: Office) -> None:
        self.office = office

    @property
    def dialled(self) -> list[str]:
        return [c.target.partition("@")[0].removeprefix("sip:") for c in self._codes()]

    def _codes(self) -> list[Any]:
        return [c for c in self.office.sent(commands.Dial) if c.purpose is Purpose.CODE]

    def takes(self, count: int = 1) -> None:
        for _ in range(count):
            call = self._codes()[-1].call
            self.office.phone.answers(call)
            self.office.phone.hang_up_remote(call)

    def refuses(self, code: int = 404) -> None:
        self.office.phone.hang_up_remote(self._codes()[-1].call, code)


def _leg() -> Leg:
    """One of four that the engine has already."""
    return Leg(
        call=uuid4().hex,
        direction=Direction.IN,
        purpose=Purpose.TEST,
        state=CallState.UP,
        remote=Party(user="1000"),
        started_at=datetime.now(UTC),
    )


def queue(office: Office) -> QueueState:
    return office.board.phone.queue


def desk(codes: QueueCodes = CODES) -> tuple[Office, Pbx]:
    office = Office(policy={"queue": codes, "host": "pbx.example"}, start=False)
    office.phone.register(RegistrationState.REGISTERED)
    office.seed()
    office.desk.start()
    return office, Pbx(office)


def test_r72_at_the_start_one_logs_in_then_follows_the_state() -> None:
    office, pbx = desk()
    assert pbx.dialled == ["*512041"]
    assert queue(office) is QueueState.NONE
    pbx.takes()
    assert pbx.dialled == ["*512041", "*54"]
    pbx.takes()
    assert queue(office) is QueueState.IN
    office.do(ask.SetPresence(presence="away", reason="training"))
    assert pbx.dialled[-1] == "*532"
    pbx.takes()
    assert queue(office) is QueueState.PAUSED
    office.do(ask.SetPresence(presence="away", reason="break"))
    assert pbx.dialled[-1] == "*531"
    pbx.takes()
    office.do(ask.SetPresence(presence="dnd"))
    assert pbx.dialled[-1] == "*530"
    pbx.takes()
    office.do(ask.SetPresence(presence="available"))
    pbx.takes()
    assert pbx.dialled[-1] == "*54"
    assert queue(office) is QueueState.IN


def test_codes_make_no_card_no_ticket_and_no_call() -> None:
    office, pbx = desk()
    assert office.board.cards == ()
    pbx.takes(2)
    assert office.book.tickets() == ()
    assert office.book.history("maya.torres") == ()
    assert office.board.wrapups == ()
    assert office.board.notices == ()


def test_a_console_that_starts_while_a_code_is_up_makes_nothing_of_it_either() -> None:
    office, pbx = desk()
    second = Office(book=office.book, phone=office.phone, policy={"host": "pbx.example"})
    assert second.board.cards == ()
    pbx.takes()
    assert second.book.tickets() == ()
    assert second.board.notices == ()


def test_r72_wrapup_pauses_and_a_call_does_not() -> None:
    office, pbx = desk()
    pbx.takes(2)
    call = office.phone.ring("", "+14155550132")
    office.do(ask.Answer())
    assert len(pbx.dialled) == 2
    office.phone.hang_up_remote(call)
    assert pbx.dialled[-1] == "*530"
    pbx.takes()
    office.do(ask.WrapUp())
    assert pbx.dialled[-1] == "*54"


def test_a_change_of_mind_while_a_code_is_dialled_ends_where_it_should() -> None:
    office, pbx = desk()
    pbx.takes(2)
    office.do(ask.SetPresence(presence="away"))
    office.do(ask.SetPresence(presence="available"))
    assert pbx.dialled[-1] == "*530"
    pbx.takes()
    assert pbx.dialled[-1] == "*54"
    pbx.takes()
    assert queue(office) is QueueState.IN


def test_a_code_that_fails_is_tried_once_more_then_told() -> None:
    office, pbx = desk()
    pbx.refuses()
    assert pbx.dialled == ["*512041"]
    office.timers.pass_(3)
    assert pbx.dialled == ["*512041", "*512041"]
    pbx.refuses()
    office.timers.pass_(60)
    assert len(pbx.dialled) == 2
    assert queue(office) is QueueState.UNKNOWN
    assert "queue_unknown" in office.notices()
    office.do(ask.SetPresence(presence="away"))
    pbx.takes()
    assert "queue_unknown" not in office.notices()


def test_r72_after_a_code_without_an_answer_nobody_believes_the_queue_to_be_as_it_was() -> None:
    office, pbx = desk()
    pbx.takes(2)
    office.do(ask.SetPresence(presence="away"))
    assert pbx.dialled[-1] == "*530"
    office.timers.pass_(10)  # the PBX may have paused us and its answer was lost
    office.do(ask.SetPresence(presence="available"))
    office.timers.pass_(3)
    assert pbx.dialled[-1] == "*54"
    pbx.takes()
    assert queue(office) is QueueState.IN


def test_r72_what_failed_is_dialled_again_when_the_telephone_is_back() -> None:
    office, pbx = desk(QueueCodes(login="*51"))
    pbx.refuses(503)
    office.timers.pass_(3)
    pbx.refuses(503)
    assert queue(office) is QueueState.UNKNOWN
    office.phone.register(RegistrationState.TRYING)
    office.timers.pass_(60)
    assert pbx.dialled == ["*51", "*51"]
    office.phone.register(RegistrationState.REGISTERED)
    assert pbx.dialled == ["*51", "*51", "*51"]
    pbx.takes()
    assert queue(office) is QueueState.IN
    assert "queue_unknown" not in office.notices()


def test_r72_a_code_of_digits_alone_is_dialled_as_it_stands_and_no_telephone_number() -> None:
    office = Office(
        policy={"queue": QueueCodes(login="781{extension}"), "host": "pbx.example", "country": "DE"},
        start=False,
    )
    office.phone.register(RegistrationState.REGISTERED)
    office.seed()
    office.desk.start()
    assert Pbx(office).dialled == ["7812041"]


def test_a_code_that_nobody_answers_is_hung_up() -> None:
    office, pbx = desk()
    office.timers.pass_(11)
    assert office.sent(commands.HangUp)
    assert is_aside(office.sent(commands.HangUp)[0].call)
    assert office.phone.legs() == ()
    office.timers.pass_(5)
    assert len(pbx.dialled) == 2


def test_nothing_is_dialled_before_the_telephone_is_registered() -> None:
    office = Office(policy={"queue": CODES, "host": "pbx.example"}, start=False)
    office.phone.register(RegistrationState.TRYING)
    office.seed()
    office.desk.start()
    pbx = Pbx(office)
    assert pbx.dialled == []
    office.phone.register(RegistrationState.REGISTERED, 200)
    assert pbx.dialled == ["*512041"]


def test_r72_good_bye_logs_out_before_the_telephone_goes() -> None:
    office, pbx = desk()
    pbx.takes(2)
    done: list[str] = []
    assert office.desk.leave_queue(lambda: done.append("out"))
    assert pbx.dialled[-1] == "*52"
    assert done == []
    pbx.takes()
    assert done == ["out"]
    assert queue(office) is QueueState.OUT


@pytest.mark.parametrize("codes", [QueueCodes(), QueueCodes(login="*51")])
def test_without_codes_nobody_waits_for_a_good_bye(codes: QueueCodes) -> None:
    office, _ = desk(codes)
    assert not office.desk.leave_queue(lambda: None)


def test_a_code_that_the_engine_refuses_is_told_once_by_the_queue() -> None:
    office, pbx = desk(QueueCodes(login="*51"))
    pbx.takes()
    for _ in range(4):
        office.phone._legs[uuid4().hex] = _leg()
    office.desk.use_terms(Terms(host="pbx.example", queue=QueueCodes(login="*22")))
    office.timers.pass_(5)
    assert queue(office) is QueueState.UNKNOWN
    assert office.notices() == {"queue_unknown"}


def test_other_codes_are_dialled_as_soon_as_they_are_set() -> None:
    office, pbx = desk(QueueCodes())
    assert pbx.dialled == []
    office.desk.use_terms(Terms(host="pbx.example", queue=QueueCodes(login="*22", logout="*23")))
    assert pbx.dialled == ["*22"]
    pbx.takes()
    assert queue(office) is QueueState.IN
    office.desk.use_terms(Terms(host="pbx.example"))
    assert queue(office) is QueueState.NONE


def test_r72_another_account_begins_with_another_queue() -> None:
    office, pbx = desk(QueueCodes(login="*51"))
    pbx.takes()
    office.desk.use_terms(Terms(host="other.example", own=("2041",), queue=QueueCodes(login="*51")))
    assert pbx.dialled == ["*51"]
    office.phone.register(RegistrationState.TRYING)
    office.phone.register(RegistrationState.REGISTERED)
    assert [dial.target for dial in office.sent(commands.Dial)] == [
        "sip:*51@pbx.example",
        "sip:*51@other.example",
    ]
    pbx.takes()
    assert queue(office) is QueueState.IN


def test_an_engine_that_dies_under_a_code_is_no_end_of_it() -> None:
    office, pbx = desk()
    office.phone.die()
    office.phone.come_back()
    office.timers.pass_(3)
    assert pbx.dialled == ["*512041", "*512041"]
    pbx.takes(2)
    assert queue(office) is QueueState.IN
