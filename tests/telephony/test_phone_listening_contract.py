"""Both telephones of contract.py let a supervisor in by a grant alone, and ask others for the same (R52)."""

from telephony import commands as c
from telephony import events as e
from telephony.call import Direction, Ear, EndedBy, Purpose, is_aside
from tests.engines import new_id
from tests.telephony.stages import Stage


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


def test_R52_an_emergency_call_ends_our_listening_first(stage: Stage) -> None:
    stage.opened()
    call = new_id()
    stage.send(c.Dial(id=new_id(), call=call, target=stage.target(), purpose=Purpose.MONITOR, grant=new_id()))
    stage.told(e.CallDialled, call=call)
    help_ = new_id()
    stage.send(c.Dial(id=new_id(), call=help_, target=stage.target(), emergency=True))
    assert stage.told(e.CallEnded, call=call).by is EndedBy.US
    assert stage.told(e.CallDialled, call=help_).purpose is Purpose.CUSTOMER
