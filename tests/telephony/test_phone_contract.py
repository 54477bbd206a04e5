"""One suite for both telephones of contract.py: the one in memory and the real one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from telephony import commands as c
from telephony import events as e
from telephony.call import CallState, Direction, Ear, EndedBy, Purpose, is_aside
from telephony.recording import Policy, Recording
from telephony.transfer import State, Step
from tests.agents import StartAgent, sip_agents
from tests.engines import new_id
from tests.telephony.stages import RealStage, ScriptedStage, Stage

__all__ = ["sip_agents"]


@pytest.fixture(params=["scripted", pytest.param("real", marks=pytest.mark.sip)])
def stage(request: pytest.FixtureRequest, warmline_home: Path) -> Iterator[Stage]:
    if request.param == "scripted":
        yield ScriptedStage()
        return
    start: StartAgent = request.getfixturevalue("sip_agents")
    qtbot: QtBot = request.getfixturevalue("qtbot")
    real = RealStage(warmline_home, qtbot, start)
    try:
        yield real
    finally:
        real.close()


# Calls.


def test_a_telephone_that_is_opened_tells_where_it_can_be_called(stage: Stage) -> None:
    snapshot = stage.opened()
    assert snapshot.protocol == c.PROTOCOL
    assert snapshot.registration.state is e.RegistrationState.DIRECT
    assert snapshot.registration.uri.startswith("sip:agent@127.0.0.1")
    assert (snapshot.legs, snapshot.transfers) == ((), ())


def test_a_call_is_answered_and_ended_by_the_customer(stage: Stage) -> None:
    stage.opened()
    call = stage.talk()
    rang, answered = stage.ear.all(e.CallRang)[0], stage.ear.all(e.CallAnswered)[0]
    assert (rang.call, rang.remote.user, rang.dialled, rang.replaces) == (call, "customer", "agent", "")
    assert answered.direction is Direction.IN
    stage.customer_hangs_up()
    assert stage.told(e.CallEnded) == e.CallEnded(
        call=call, code=200, reason=stage.told(e.CallEnded).reason, by=EndedBy.THEM, answered=True
    )
    assert stage.ear.kinds() == ["CallRang", "CallAnswered", "CallEnded"]


def test_a_customer_who_gives_up_is_told_once(stage: Stage) -> None:
    stage.opened()
    call = stage.customer_calls()
    stage.customer_hangs_up()
    ended = stage.told(e.CallEnded, call=call)
    assert (ended.code, ended.by, ended.answered, ended.elsewhere) == (487, EndedBy.THEM, False, False)
    assert stage.ear.kinds() == ["CallRang", "CallEnded"]


def test_a_call_is_declined_with_the_status_asked_for(stage: Stage) -> None:
    stage.opened()
    call = stage.customer_calls()
    stage.send(c.Decline(id=new_id(), call=call, code=486))
    ended = stage.told(e.CallEnded, call=call)
    assert (ended.code, ended.by, ended.answered) == (486, EndedBy.US, False)


def test_a_call_is_dialled_and_hung_up(stage: Stage) -> None:
    stage.opened()
    call = new_id()
    stage.send(c.Dial(id=new_id(), call=call, target=stage.target()))
    stage.told(e.CallDialled, call=call, purpose=Purpose.CUSTOMER)
    stage.target_answers()
    assert stage.told(e.CallAnswered, call=call).direction is Direction.OUT
    stage.send(c.HangUp(id=new_id(), call=call))
    ended = stage.told(e.CallEnded, call=call)
    assert (ended.code, ended.by, ended.answered) == (200, EndedBy.US, True)
    assert stage.ear.kinds() == ["CallDialled", "CallProgressed", "CallAnswered", "CallEnded"]


def test_a_call_is_held_resumed_and_muted(stage: Stage) -> None:
    stage.opened()
    call = stage.talk()
    stage.send(c.Hold(id=new_id(), call=call))
    stage.told(e.CallHoldChanged, call=call, held=True, by=EndedBy.US)
    stage.send(c.Resume(id=new_id(), call=call))
    stage.told(e.CallHoldChanged, call=call, held=False, by=EndedBy.US)
    stage.send(c.Mute(id=new_id(), call=call, on=True))
    stage.told(e.CallMuteChanged, call=call, muted=True)
    assert stage.ear.kinds()[2:] == ["CallHoldChanged", "CallHoldChanged", "CallMuteChanged"]


def test_answering_a_second_customer_holds_the_first(stage: Stage) -> None:
    stage.opened()
    first = stage.talk()
    second = stage.talk()
    kinds = stage.ear.kinds()
    assert kinds.index("CallHoldChanged") < len(kinds) - 1 - kinds[::-1].index("CallAnswered")
    stage.phone.close()
    held = {leg.call: leg.held for leg in stage.opened().legs}
    assert held == {first: True, second: False}


def test_two_customers_are_swapped_by_taking_up_the_one_on_hold(stage: Stage) -> None:
    stage.opened()
    first, second = stage.talk(), stage.talk()
    for here, there in ((first, second), (second, first)):
        stage.send(c.Resume(id=new_id(), call=here))
        stage.told(e.CallHoldChanged, call=here, held=False)
        stage.told(e.CallHoldChanged, call=there, held=True)
        stage.phone.close()
        assert {leg.call: leg.held for leg in stage.opened().legs} == {here: False, there: True}
    stage.customer_calls_in_vain()
    assert stage.told(e.CallMissed).code == 486


def test_a_message_is_told(stage: Stage) -> None:
    stage.opened()
    stage.customer_writes("about case 7")
    message = stage.told(e.MessageReceived)
    assert (message.remote.user, message.content_type, message.body) == (
        "customer",
        "text/plain",
        "about case 7",
    )


def test_a_customer_who_is_handed_to_us_takes_the_consult_s_place(stage: Stage) -> None:
    stage.opened()
    consult, customer = stage.customer_is_handed_to_us()
    stage.told(e.CallEnded, call=consult)
    assert stage.ear.kinds()[-4:] == ["CallRang", "CallAnswered", "CallReplaced", "CallEnded"]
    assert stage.told(e.CallReplaced) == e.CallReplaced(call=consult, by=customer)
    stage.phone.close()
    (leg,) = stage.opened().legs
    assert (leg.call, leg.state, leg.replaces) == (customer, CallState.UP, consult)


def test_a_call_that_asks_to_be_answered_without_a_hand_says_so(stage: Stage) -> None:
    stage.opened()
    asked = stage.pbx_wants_an_answer()
    usual = stage.customer_calls()
    assert {rang.call: rang.auto_answer for rang in stage.ear.all(e.CallRang)} == {asked: True, usual: False}
    stage.phone.close()
    assert {leg.call: leg.auto_answer for leg in stage.opened().legs} == {asked: True, usual: False}


# Do not disturb.


def disturb(stage: Stage, *, on: bool) -> None:
    """Say whether calls may come in; a command that is answered says that this one was obeyed before."""
    stage.send(c.SetDoNotDisturb(id=new_id(), on=not on))
    assert stage.refused(stage.send(c.HangUp(id=new_id(), call=new_id()))) == "no_such_call"


def test_nobody_disturbs_until_that_is_switched_off(stage: Stage) -> None:
    assert not stage.opened().do_not_disturb
    disturb(stage, on=False)
    stage.customer_calls_in_vain()
    missed = stage.told(e.CallMissed)
    assert (missed.code, missed.remote.user) == (486, "customer")
    stage.phone.close()
    snapshot = stage.opened()
    assert (snapshot.do_not_disturb, snapshot.legs) == (True, ())
    disturb(stage, on=True)
    stage.customer_calls()
    assert len(stage.ear.all(e.CallRang)) == 1


def test_who_does_not_want_to_be_disturbed_still_gets_the_customer_that_is_handed_over(stage: Stage) -> None:
    stage.opened()
    stage.when_consulted = lambda: disturb(stage, on=False)
    consult, customer = stage.customer_is_handed_to_us()
    assert stage.told(e.CallReplaced) == e.CallReplaced(call=consult, by=customer)


# What a call is dialled for.


def test_a_feature_code_is_dialled_beside_a_customer_who_goes_on_talking(stage: Stage) -> None:
    stage.opened()
    for _ in range(2):
        customer = stage.talk()
    code = new_id()
    stage.send(c.Dial(id=new_id(), call=code, target=stage.target(), purpose=Purpose.CODE))
    assert stage.told(e.CallDialled, call=code).purpose is Purpose.CODE
    stage.target_answers()
    stage.told(e.CallAnswered, call=code)
    stage.phone.close()
    legs = {leg.call: leg for leg in stage.opened().legs}
    assert (legs[code].purpose, legs[customer].held) == (Purpose.CODE, False)
    stage.target_hangs_up()
    stage.told(e.CallEnded, call=code)


def test_an_echo_test_holds_the_customer_takes_no_line_and_ends_for_a_customer(stage: Stage) -> None:
    stage.opened()
    customer = stage.talk()
    test = new_id()
    stage.send(c.Dial(id=new_id(), call=test, target=stage.target(), purpose=Purpose.TEST))
    assert stage.told(e.CallDialled, call=test).purpose is Purpose.TEST
    stage.target_answers()
    stage.told(e.CallAnswered, call=test)
    stage.told(e.CallHoldChanged, call=customer, held=True)
    second = stage.talk()
    assert stage.told(e.CallEnded, call=test).by is EndedBy.US
    stage.phone.close()
    assert {leg.call: leg.held for leg in stage.opened().legs} == {customer: True, second: False}


def test_a_consult_is_not_dialled_by_hand(stage: Stage) -> None:
    stage.opened()
    order = c.Dial(id=new_id(), call=new_id(), target=stage.target(), purpose=Purpose.CONSULT)
    assert stage.refused(stage.send(order)) == "bad_purpose"


# Emergency.


def test_an_emergency_call_goes_out_though_both_lines_are_in_use(stage: Stage) -> None:
    stage.opened()
    first, second = stage.talk(), stage.talk()
    refused = c.Dial(id=new_id(), call=new_id(), target=stage.target())
    assert stage.refused(stage.send(refused)) == "no_line"
    call = new_id()
    stage.send(c.Dial(id=new_id(), call=call, target=stage.target(), emergency=True))
    stage.told(e.CallDialled, call=call)
    stage.target_answers()
    stage.told(e.CallAnswered, call=call)
    stage.told(e.CallHoldChanged, call=second, held=True)
    stage.phone.close()
    held = {leg.call: leg.held for leg in stage.opened().legs}
    assert held == {first: True, second: True, call: False}


@pytest.mark.parametrize("state", [State.CONSULTING, State.READY, State.CONFERENCE, State.KEPT])
def test_an_emergency_call_ends_a_consult_and_holds_its_customer(stage: Stage, state: State) -> None:
    stage.opened()
    stage.talk()
    customer = stage.talk()
    order = stage.consult(customer)
    if state is not State.CONSULTING:
        stage.target_answers()
        stage.stands(order.transfer, State.READY)
    if state is State.CONFERENCE:
        stage.send(c.JoinConference(id=new_id(), transfer=order.transfer))
    elif state is State.KEPT:
        stage.send(c.ReturnToCustomer(id=new_id(), transfer=order.transfer, keep_consult=True))
    if state is not State.CONSULTING:
        stage.stands(order.transfer, state)
    call = new_id()
    stage.send(c.Dial(id=new_id(), call=call, target=stage.target(), emergency=True))
    assert stage.told(e.CallEnded, call=order.consult).by is EndedBy.US
    stage.stands(order.transfer, State.RETURNED)

    def only_the_emergency_is_heard() -> bool:
        changes = [change for change in stage.ear.all(e.CallHoldChanged) if change.call == customer]
        return changes[-1].held

    stage.until(only_the_emergency_is_heard)
    stage.told(e.CallDialled, call=call)
    stage.phone.close()
    held = {leg.call: leg.held for leg in stage.opened().legs}
    assert (len(held), held[customer]) == (3, True)
    assert stage.send(c.HangUp(id=new_id(), call=call))
    stage.told(e.CallEnded, call=call)
    stage.send(c.Resume(id=new_id(), call=customer))
    stage.told(e.CallHoldChanged, call=customer, held=False)


def test_whoever_has_muted_the_microphone_is_muted_in_the_consult_too(stage: Stage) -> None:
    stage.opened()
    customer = stage.talk()
    stage.send(c.Mute(id=new_id(), call=customer, on=True))
    stage.told(e.CallMuteChanged, call=customer, muted=True)
    order = stage.consult(customer)
    stage.target_answers()
    stage.stands(order.transfer, State.READY)
    stage.phone.close()
    assert {leg.call: leg.muted for leg in stage.opened().legs} == {customer: True, order.consult: True}
    stage.send(c.Mute(id=new_id(), call=order.consult, on=False))
    stage.told(e.CallMuteChanged, call=order.consult, muted=False)


# What cannot be done.


def test_what_cannot_be_done_is_refused_by_the_command_s_name(stage: Stage) -> None:
    stage.opened()
    nobody = new_id()
    assert stage.refused(stage.send(c.Answer(id=new_id(), call=nobody))) == "no_such_call"
    assert stage.refused(stage.send(c.HangUp(id=new_id(), call=nobody))) == "no_such_call"
    assert stage.refused(stage.send(c.CompleteTransfer(id=new_id(), transfer=nobody))) == "no_such_transfer"
    ringing = stage.customer_calls()
    assert stage.refused(stage.send(c.Hold(id=new_id(), call=ringing))) == "not_now"
    stage.send(c.Answer(id=new_id(), call=ringing))
    stage.told(e.CallAnswered)
    assert stage.refused(stage.send(c.Answer(id=new_id(), call=ringing))) == "not_now"


def test_what_a_transfer_holds_is_not_held_or_left_by_hand(stage: Stage) -> None:
    stage.opened()
    customer = stage.talk()
    order = stage.consult(customer)
    assert stage.refused(stage.send(c.Resume(id=new_id(), call=customer))) == "transfer_under_way"
    stage.target_answers()
    stage.stands(order.transfer, State.READY)
    again = c.BeginTransfer(
        id=new_id(), transfer=new_id(), customer=customer, consult=new_id(), target=order.target
    )
    assert stage.refused(stage.send(again)) == "transfer_under_way"
    assert stage.refused(stage.send(c.ConfirmSpeaking(id=new_id(), transfer=order.transfer))) == "not_now"
    dial = c.Dial(id=new_id(), call=new_id(), target=order.target)
    assert stage.refused(stage.send(dial)) == "transfer_under_way"


# Transfers.


def test_a_customer_is_handed_over(stage: Stage) -> None:
    stage.opened()
    customer = stage.talk()
    order = stage.consult(customer)
    stage.target_answers()
    stage.stands(order.transfer, State.READY)
    stage.send(c.CompleteTransfer(id=new_id(), transfer=order.transfer))
    stage.stands(order.transfer, State.HANDED_OVER)
    for call in (customer, order.consult):
        assert stage.told(e.CallEnded, call=call).answered
    kinds = stage.ear.kinds()
    assert kinds[:10] == [
        "CallRang",
        "CallAnswered",
        "holding:consult_started",
        "CallHoldChanged",
        "CallDialled",
        "CallProgressed",
        "consulting:ringing",
        "CallAnswered",
        "ready:answered",
        "completing:completing",
    ]
    assert sorted(kinds[10:]) == ["CallEnded", "CallEnded", "handed_over:handed_over"]
    dialled = stage.told(e.CallDialled)
    assert (dialled.parent, dialled.purpose) == (customer, Purpose.CONSULT)
    stage.phone.close()
    assert stage.opened().legs == ()


@pytest.mark.parametrize(("code", "step"), [(603, Step.DECLINED), (486, Step.BUSY), (480, Step.DECLINED)])
def test_a_target_that_refuses_gives_the_customer_back(stage: Stage, code: int, step: Step) -> None:
    stage.opened()
    customer = stage.talk()
    order = stage.consult(customer)
    stage.target_declines(code)
    stage.stands(order.transfer, State.RETURNED)
    assert stage.told(e.TransferStepped, step=step).code == code
    assert stage.ear.kinds()[-4:] == [
        "CallEnded",
        f"returning:{step}",
        "CallHoldChanged",
        "returned:customer_back",
    ]
    assert stage.told(e.CallHoldChanged).call == customer


def test_a_consult_is_kept_and_taken_up_again(stage: Stage) -> None:
    stage.opened()
    customer = stage.talk()
    order = stage.consult(customer)
    stage.target_answers()
    stage.stands(order.transfer, State.READY)
    stage.send(c.ReturnToCustomer(id=new_id(), transfer=order.transfer, keep_consult=True))
    stage.stands(order.transfer, State.KEPT)
    stage.told(e.CallHoldChanged, call=order.consult, held=True)  # its answer may come after the customer's
    stage.phone.close()
    snapshot = stage.opened()
    assert {leg.call: leg.held for leg in snapshot.legs} == {customer: False, order.consult: True}
    (transfer,) = snapshot.transfers
    assert (transfer.transfer, transfer.state, transfer.customer, transfer.consult) == (
        order.transfer,
        State.KEPT,
        customer,
        order.consult,
    )
    stage.send(c.ConsultAgain(id=new_id(), transfer=order.transfer))
    stage.told(e.CallHoldChanged, call=order.consult, held=False)
    stage.told(e.CallHoldChanged, call=customer, held=True)
    stage.stands(order.transfer, State.READY)
    stage.send(c.HangUp(id=new_id(), call=order.consult))
    stage.stands(order.transfer, State.RETURNED)


def test_a_conference_is_joined_and_split(stage: Stage) -> None:
    stage.opened()
    order = stage.consult(stage.talk())
    stage.target_answers()
    stage.stands(order.transfer, State.READY)
    stage.send(c.JoinConference(id=new_id(), transfer=order.transfer))
    stage.stands(order.transfer, State.CONFERENCE)
    stage.told(e.CallHoldChanged, call=order.customer, held=False)
    stage.send(c.LeaveConferenceToConsult(id=new_id(), transfer=order.transfer))
    stage.stands(order.transfer, State.READY)
    stage.target_hangs_up()
    stage.stands(order.transfer, State.RETURNED)
    assert stage.told(e.TransferStepped, step=Step.TARGET_LEFT).state is State.RETURNING


def test_a_customer_who_leaves_on_hold_leaves_the_consult_up(stage: Stage) -> None:
    stage.opened()
    customer = stage.talk()
    order = stage.consult(customer)
    stage.target_answers()
    stage.stands(order.transfer, State.READY)
    stage.customer_hangs_up()
    stage.stands(order.transfer, State.LOST)
    assert stage.ear.kinds()[-2:] == ["CallEnded", "lost:customer_left"]
    stage.send(c.HangUp(id=new_id(), call=order.consult))
    assert stage.told(e.CallEnded, call=order.consult).by is EndedBy.US


def test_a_queue_s_answer_waits_for_somebody_who_speaks(stage: Stage) -> None:
    stage.opened()
    order = stage.consult(stage.talk(), target_is_queue=True)
    stage.target_answers()
    stage.stands(order.transfer, State.QUEUED)
    stage.send(c.ConfirmSpeaking(id=new_id(), transfer=order.transfer))
    stage.stands(order.transfer, State.READY)


# Attaching again.


def test_what_is_not_acknowledged_is_told_again_with_the_same_ids(stage: Stage) -> None:
    stage.opened()
    call = stage.talk()
    told = list(stage.ear.envelopes)
    assert [one.seq for one in told] == list(range(told[0].seq, told[0].seq + len(told)))
    rang = next(one for one in told if isinstance(one.event, e.CallRang))
    stage.send(c.Acknowledge(id=new_id(), seq=rang.seq))
    stage.phone.close()
    snapshot = stage.opened()
    assert [leg.call for leg in snapshot.legs] == [call]
    assert snapshot.seq == told[-1].seq
    stage.customer_hangs_up()
    stage.told(e.CallEnded)
    again = stage.ear.envelopes[len(told) :]
    assert again[:-1] == [one for one in told if one.seq > rang.seq]
    assert again[-1].seq == told[-1].seq + 1


@pytest.mark.allow_logs
def test_a_dead_engine_is_told_and_the_next_has_no_legs_but_the_same_events(stage: Stage) -> None:
    stage.opened()
    call = stage.talk()
    told = [one for one in stage.ear.envelopes if not isinstance(one.event, e.RegistrationChanged)]
    order = c.HangUp(id=new_id(), call=call)
    stage.ear.when_lost = lambda: stage.phone.send(order)
    stage.kill_the_engine()
    stage.until(lambda: len(stage.ear.snapshots) == 2)
    assert len(stage.ear.lost) == 1
    assert stage.refused(order.id) == "no_engine"
    assert stage.ear.snapshots[1].legs == ()
    assert stage.ear.snapshots[1].pid != stage.ear.snapshots[0].pid
    stage.until(lambda: all(stage.ear.envelopes.count(one) == 2 for one in told))


# Whoever listens, and the survey.


def test_R52_a_call_with_a_grant_does_not_ring_and_is_let_in_by_the_console_alone(stage: Stage) -> None:
    stage.opened()
    customer = stage.talk()
    grant = new_id()
    call = stage.supervisor_calls(grant)
    asked = stage.told(e.ListenAsked)
    assert (asked.call, asked.grant, is_aside(call)) == (call, grant, True)
    assert len(stage.ear.all(e.CallRang)) == 1, "only the customer has rung"
    assert stage.refused(stage.send(c.Answer(id=new_id(), call=call))) == "not_now"
    stage.send(c.Admit(id=new_id(), call=call, customer=customer, ear=Ear.LISTEN))
    assert stage.told(e.EarChanged, call=call).ear is Ear.LISTEN
    assert stage.ear.kinds()[-2:] == ["CallAnswered", "EarChanged"]
    stage.phone.close()
    leg = {leg.call: leg for leg in stage.opened().legs}[call]
    assert (leg.purpose, leg.direction, leg.grant, leg.ear) == (
        Purpose.MONITOR, Direction.IN, grant, Ear.LISTEN,
    )  # fmt: skip


def test_R52_another_grant_gives_another_ear(stage: Stage) -> None:
    stage.opened()
    customer = stage.talk()
    call = stage.supervisor_calls(new_id())
    stage.send(c.Admit(id=new_id(), call=call, customer=customer, ear=Ear.LISTEN))
    stage.told(e.EarChanged, call=call)
    second = new_id()
    stage.supervisor_asks(second)
    stage.told(e.ListenAsked, call=call, grant=second)
    stage.send(c.Admit(id=new_id(), call=call, customer=customer, ear=Ear.JOIN))
    stage.told(e.EarChanged, call=call, ear=Ear.JOIN)
    third = new_id()
    stage.supervisor_asks(third)
    stage.told(e.ListenAsked, call=call, grant=third)
    stage.phone.close()
    leg = {leg.call: leg for leg in stage.opened().legs}[call]
    assert (leg.grant, leg.ear) == (second, Ear.JOIN), "asked is not given"


def test_R52_whoever_has_no_leave_gets_403_and_was_no_call(stage: Stage) -> None:
    stage.opened()
    stage.talk()
    call = stage.supervisor_calls(new_id())
    stage.send(c.Decline(id=new_id(), call=call, code=403))
    ended = stage.told(e.CallEnded, call=call)
    assert (ended.code, ended.by, ended.answered) == (403, EndedBy.US, False)
    assert stage.ear.all(e.CallMissed) == []


def test_R52_nothing_is_heard_beyond_the_end_of_the_customers_call(stage: Stage) -> None:
    stage.opened()
    customer = stage.talk()
    call = stage.supervisor_calls(new_id())
    stage.send(c.Admit(id=new_id(), call=call, customer=customer, ear=Ear.WHISPER))
    stage.told(e.EarChanged, call=call)
    stage.customer_hangs_up()
    assert stage.told(e.CallEnded, call=call).by is EndedBy.US
    late = stage.supervisor_calls(new_id())
    refused = stage.send(c.Admit(id=new_id(), call=late, customer=customer, ear=Ear.LISTEN))
    assert stage.refused(refused) == "no_such_call"
    assert stage.told(e.CallEnded, call=late).code == 480


def test_R52_our_own_listening_holds_our_customer_and_ends_for_one(stage: Stage) -> None:
    stage.opened()
    customer = stage.talk()
    call, grant = new_id(), new_id()
    stage.send(c.Dial(id=new_id(), call=call, target=stage.target(), purpose=Purpose.MONITOR, grant=grant))
    stage.send(c.Mute(id=new_id(), call=call, on=True))
    stage.told(e.CallMuteChanged, call=call, muted=True)
    stage.target_lets_in()
    stage.told(e.CallAnswered, call=call)
    stage.told(e.CallHoldChanged, call=customer, held=True)
    stage.talk()
    assert stage.told(e.CallEnded, call=call).by is EndedBy.US


def test_R52_a_grant_goes_with_a_call_to_listen_only(stage: Stage) -> None:
    stage.opened()
    for purpose, grant in ((Purpose.CUSTOMER, new_id()), (Purpose.MONITOR, "x\r\nVia: y")):
        order = c.Dial(id=new_id(), call=new_id(), target=stage.target(), purpose=purpose, grant=grant)
        assert stage.refused(stage.send(order)) == "bad_grant"


def survey(stage: Stage, customer: str) -> None:
    order = c.BeginSurvey(
        id=new_id(), call=customer, question="survey_question", again="survey_again", thanks="survey_thanks",
        seconds=20.0,
    )  # fmt: skip
    stage.send(order)
    stage.told(e.SurveyBegun, call=customer)


def test_R31_a_customer_answers_the_survey_and_is_hung_up_on(stage: Stage) -> None:
    stage.opened()
    customer = stage.talk()
    survey(stage, customer)
    stage.customer_presses("4")
    assert stage.told(e.SurveyAnswered) == e.SurveyAnswered(call=customer, score=4, tries=1)
    assert stage.told(e.CallEnded, call=customer).by is EndedBy.US
    assert stage.ear.all(e.DigitReceived) == [], "the answer is nobody else's business"


def test_R31_a_wrong_key_is_asked_again_once(stage: Stage) -> None:
    stage.opened()
    customer = stage.talk()
    survey(stage, customer)
    stage.customer_presses("7")
    stage.customer_presses("9")
    assert stage.told(e.SurveyAnswered) == e.SurveyAnswered(call=customer, score=None, tries=2)
    stage.told(e.CallEnded, call=customer)


def test_R31_a_customer_who_hangs_up_over_the_question_has_given_no_score(stage: Stage) -> None:
    stage.opened()
    customer = stage.talk()
    survey(stage, customer)
    stage.customer_hangs_up()
    assert stage.told(e.SurveyAnswered) == e.SurveyAnswered(call=customer, score=None, tries=1)
    assert stage.told(e.CallEnded, call=customer).by is EndedBy.THEM


def test_R31_the_agent_is_free_for_two_others_meanwhile(stage: Stage) -> None:
    stage.opened()
    customer = stage.talk()
    survey(stage, customer)
    first, second = stage.talk(), stage.talk()
    stage.phone.close()
    legs = {leg.call: leg for leg in stage.opened().legs}
    assert legs[customer].purpose is Purpose.SURVEY
    assert {legs[first].held, legs[second].held} == {True, False}
    assert not legs[customer].held


def test_R52_an_emergency_call_ends_our_listening_first(stage: Stage) -> None:
    stage.opened()
    call = new_id()
    stage.send(c.Dial(id=new_id(), call=call, target=stage.target(), purpose=Purpose.MONITOR, grant=new_id()))
    stage.told(e.CallDialled, call=call)
    help_ = new_id()
    stage.send(c.Dial(id=new_id(), call=help_, target=stage.target(), emergency=True))
    assert stage.told(e.CallEnded, call=call).by is EndedBy.US
    assert stage.told(e.CallDialled, call=help_).purpose is Purpose.CUSTOMER


# Recording.


def test_a_call_is_recorded_paused_and_told_when_the_file_is_closed(stage: Stage) -> None:
    stage.records(Recording(policy=Policy.ALWAYS))
    stage.opened()
    call = stage.talk()
    began = stage.told(e.RecordingStarted, call=call)
    stage.send(c.PauseRecording(id=new_id(), call=call))
    paused = stage.told(e.RecordingPaused, call=call)
    stage.phone.close()
    (now,) = stage.opened().recordings
    assert (now.recording, now.call, now.path, now.paused) == (began.recording, call, began.path, True)
    stage.send(c.PauseRecording(id=new_id(), call=call))
    stage.send(c.ResumeRecording(id=new_id(), call=call))
    resumed = stage.told(e.RecordingResumed, call=call)
    assert stage.refused(stage.send(c.StopRecording(id=new_id(), call=call))) == "recording_required"
    stage.customer_hangs_up()
    stopped = stage.told(e.RecordingStopped, call=call)
    assert (stopped.recording, stopped.path, stopped.partial) == (began.recording, began.path, False)
    assert [(pause.begin, pause.end) for pause in stopped.pauses] == [(paused.seconds, resumed.seconds)]
    assert began.recording in stopped.path
    assert [kind for kind in stage.ear.kinds() if not kind.startswith("CallHold")] == [
        "CallRang",
        "CallAnswered",
        "RecordingStarted",
        "RecordingPaused",
        # told again, for nobody has acknowledged anything
        "CallRang",
        "CallAnswered",
        "RecordingStarted",
        "RecordingPaused",
        "RecordingResumed",
        "CommandRefused",
        "CallEnded",
        "RecordingStopped",
    ]
    stage.phone.close()
    assert stage.opened().recordings == ()


def test_a_call_is_recorded_on_demand(stage: Stage) -> None:
    stage.records(Recording(policy=Policy.ON_DEMAND))
    stage.opened()
    call = stage.customer_calls()
    assert stage.refused(stage.send(c.StartRecording(id=new_id(), call=call))) == "not_now"
    stage.send(c.Answer(id=new_id(), call=call))
    stage.told(e.CallAnswered, call=call)
    for order in (c.PauseRecording, c.ResumeRecording, c.StopRecording):
        assert stage.refused(stage.send(order(id=new_id(), call=call))) == "not_recorded"
    assert stage.refused(stage.send(c.StartRecording(id=new_id(), call=new_id()))) == "no_such_call"
    stage.send(c.StartRecording(id=new_id(), call=call))
    first = stage.told(e.RecordingStarted, call=call).recording
    assert stage.refused(stage.send(c.StartRecording(id=new_id(), call=call))) == "recording_exists"
    stage.send(c.StopRecording(id=new_id(), call=call))
    stage.told(e.RecordingStopped, recording=first)
    stage.send(c.StartRecording(id=new_id(), call=call))
    stage.until(lambda: len(stage.ear.all(e.RecordingStarted)) == 2)
    second = stage.ear.all(e.RecordingStarted)[-1].recording
    assert second != first
    stage.customer_hangs_up()
    stage.told(e.RecordingStopped, recording=second)


def test_an_objection_stops_what_policy_always_records(stage: Stage) -> None:
    stage.records(Recording(policy=Policy.ALWAYS))
    stage.opened()
    call = stage.talk()
    began = stage.told(e.RecordingStarted, call=call)
    stage.send(c.StopRecording(id=new_id(), call=call, objected=True))
    stopped = stage.told(e.RecordingStopped, call=call)
    assert (stopped.recording, stopped.started_at) == (began.recording, began.started_at)
    stage.phone.close()
    assert stage.opened().recordings == ()


def test_where_policy_says_so_nothing_is_recorded(stage: Stage) -> None:
    stage.opened()
    call = stage.talk()
    assert stage.refused(stage.send(c.StartRecording(id=new_id(), call=call))) == "recording_off"
    stage.customer_hangs_up()
    stage.told(e.CallEnded, call=call)
    assert stage.ear.all(e.RecordingStarted) == []


def test_a_consult_is_a_recording_of_its_own(stage: Stage) -> None:
    stage.records(Recording(policy=Policy.ALWAYS))
    stage.opened()
    customer = stage.talk()
    order = stage.consult(customer)
    stage.target_answers()
    stage.stands(order.transfer, State.READY)
    began = stage.told(e.RecordingStarted, call=order.consult)
    assert began.parent == customer
    stage.send(c.CompleteTransfer(id=new_id(), transfer=order.transfer))
    stage.stands(order.transfer, State.HANDED_OVER)
    assert stage.told(e.RecordingStopped, call=order.consult).parent == customer
    assert stage.told(e.RecordingStopped, call=customer).parent == ""


def test_the_survey_is_not_recorded(stage: Stage) -> None:
    stage.records(Recording(policy=Policy.ALWAYS))
    stage.opened()
    call = stage.talk()
    stage.told(e.RecordingStarted, call=call)
    order = c.BeginSurvey(
        id=new_id(), call=call, question="survey_question", again="survey_again", thanks="survey_thanks"
    )
    stage.send(order)
    stage.told(e.SurveyBegun, call=call)
    stage.told(e.RecordingStopped, call=call)
    assert stage.refused(stage.send(c.StartRecording(id=new_id(), call=call))) == "not_now"


@pytest.mark.allow_logs
def test_a_recording_that_the_engine_dies_over_is_told_by_the_next_one(stage: Stage) -> None:
    stage.records(Recording(policy=Policy.ALWAYS))
    stage.opened()
    customer = stage.talk()
    began = stage.told(e.RecordingStarted, call=customer)
    stage.send(c.PauseRecording(id=new_id(), call=customer))
    paused = stage.told(e.RecordingPaused, call=customer)
    stage.kill_the_engine()
    stage.until(lambda: len(stage.ear.snapshots) == 2)
    stopped = stage.told(e.RecordingStopped, recording=began.recording)
    assert (stopped.call, stopped.path, stopped.cut_off) == (customer, began.path, True)
    assert [pause.begin for pause in stopped.pauses] == [paused.seconds]
    assert stopped.pauses[0].end == stopped.seconds
    assert stage.ear.snapshots[-1].recordings == ()
