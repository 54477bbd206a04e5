"""Both telephones of contract.py hand a customer over, and have them back whatever goes wrong."""

import pytest

from telephony import commands as c
from telephony import events as e
from telephony.call import EndedBy, Purpose
from telephony.transfer import State, Step
from tests.engines import new_id
from tests.telephony.stages import Stage


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
