"""One suite for both telephones of contract.py, the one in memory and the real one; here what every call does."""

import pytest

from telephony import commands as c
from telephony import events as e
from telephony.call import CallState, Direction, EndedBy, Purpose
from telephony.transfer import State
from tests.engines import new_id
from tests.telephony.stages import Stage

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
    stage.told(e.CallMuteChanged, call=order.consult, muted=True)
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
