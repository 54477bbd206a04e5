import pytest

from telephony.call import CallState, Direction, EndedBy
from telephony.commands import Dial, HangUp
from telephony.events import CallAnswered, CallDialled, CallEnded, CallProgressed, CallRang
from tests.agents import StartAgent, new_id

pytestmark = pytest.mark.sip

AGENT, CUSTOMER = 440, 700
TONES = (440.0, 700.0)


def test_a_call_rings_is_answered_heard_and_ended(sip_agents: StartAgent) -> None:
    agent = sip_agents("agent", voice=AGENT, answer_ms=20)
    customer = sip_agents("customer", voice=CUSTOMER)
    call = new_id()
    customer.obey(Dial(id=new_id(), call=call, target=agent.uri))
    assert customer.wait(CallDialled).remote.user == "agent"
    rang = agent.wait(CallRang)
    assert (rang.remote.user, rang.dialled, rang.user_to_user) == ("customer", "agent", "")
    assert customer.wait(CallProgressed, call=call).code == 180
    answered = agent.wait(CallAnswered, call=rang.call)
    assert answered.direction is Direction.IN
    assert answered.codec == "G722"
    customer.wait(CallAnswered, call=call)
    agent.hears_only(rang.call, {700.0}, TONES)
    customer.hears_only(call, {440.0}, TONES)
    (leg,) = agent.legs()
    assert (leg.state, leg.held) == (CallState.UP, False)
    customer.obey(HangUp(id=new_id(), call=call))
    ended = agent.wait(CallEnded, call=rang.call)
    assert (ended.code, ended.by, ended.answered) == (200, EndedBy.THEM, True)
    ended = customer.wait(CallEnded, call=call)
    assert (ended.code, ended.by, ended.answered) == (200, EndedBy.US, True)
    assert agent.legs() == ()
