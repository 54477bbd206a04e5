"""Warm transfers between three real agents; who hears whom is decided by tones."""

from typing import NamedTuple

import pytest

from telephony.call import EndedBy
from telephony.commands import (
    BeginTransfer,
    CompleteTransfer,
    Dial,
)
from telephony.events import (
    CallAnswered,
    CallDialled,
    CallEnded,
    CallHoldChanged,
    CallRang,
    CallReplaced,
    MessageReceived,
    TransferStepped,
)
from telephony.transfer import State, Step
from tests.agents import Agent, StartAgent, new_id

pytestmark = pytest.mark.sip

AGENT, CUSTOMER, SUPERVISOR, MUSIC = 440, 700, 1000, 1300
TONES = (440.0, 700.0, 1000.0, 1300.0)


class Scene(NamedTuple):
    """A customer who has called the agent, and a supervisor."""

    agent: Agent
    customer: Agent
    supervisor: Agent
    line: str
    """The customer's leg at the agent."""
    far: str
    """The same at the customer."""


def scene(start: StartAgent, **supervisor: object) -> Scene:
    agent = start("agent", voice=AGENT, answer_ms=0, hold_music=MUSIC)
    customer = start("customer", voice=CUSTOMER, accept_refer=True)
    target = start("supervisor", voice=SUPERVISOR, **{"answer_ms": 50, **supervisor})
    far = new_id()
    customer.obey(Dial(id=new_id(), call=far, target=agent.uri))
    line = agent.wait(CallRang).call
    agent.wait(CallAnswered, call=line)
    customer.wait(CallAnswered, call=far)
    return Scene(agent, customer, target, line, far)


def begin(s: Scene, target: str = "", **options: object) -> BeginTransfer:
    order = BeginTransfer(
        id=new_id(),
        transfer=new_id(),
        customer=s.line,
        consult=new_id(),
        target=target or s.supervisor.uri,
        **options,  # type: ignore[arg-type]
    )
    s.agent.obey(order)
    return order


def steps(agent: Agent) -> list[Step]:
    return [event.step for event in agent.seen(TransferStepped)]


def test_target_answers_and_gets_the_customer(sip_agents: StartAgent) -> None:
    s = scene(sip_agents)
    order = begin(s, user_to_user="0102;encoding=hex", case=('{"n": 1}', '{"n": 2}'))
    assert s.agent.wait(TransferStepped, step=Step.CONSULT_STARTED).state is State.HOLDING
    s.agent.wait(CallHoldChanged, call=s.line, held=True, by=EndedBy.US)
    dialled = s.agent.wait(CallDialled, call=order.consult)
    assert dialled.parent == s.line
    s.agent.wait(TransferStepped, step=Step.RINGING)
    s.agent.wait(TransferStepped, step=Step.ANSWERED, state=State.READY)
    rang = s.supervisor.wait(CallRang)
    assert rang.user_to_user == "0102;encoding=hex"
    s.supervisor.wait(MessageReceived, body='{"n": 1}', content_type="application/vnd.warmline.case+json")
    s.customer.hears_only(s.far, {1300.0}, TONES)
    s.supervisor.hears_only(rang.call, {440.0}, TONES)
    s.agent.hears_only(order.consult, {1000.0}, TONES)
    (transfer,) = s.agent.transfers()
    assert (transfer.state, transfer.customer, transfer.consult) == (State.READY, s.line, order.consult)
    s.agent.obey(CompleteTransfer(id=new_id(), transfer=order.transfer))
    s.agent.wait(TransferStepped, step=Step.COMPLETING)
    assert s.agent.wait(TransferStepped, step=Step.HANDED_OVER).state is State.HANDED_OVER
    taken = s.supervisor.wait(CallRang, replaces=rang.call)
    assert taken.user_to_user == "0102;encoding=hex"
    s.supervisor.wait(CallAnswered, call=taken.call)
    s.supervisor.wait(CallReplaced, call=rang.call, by=taken.call)
    s.supervisor.wait(CallEnded, call=rang.call)
    s.agent.wait(CallEnded, call=s.line)
    s.customer.wait(CallEnded, call=s.far)
    (leg,) = s.customer.legs()
    s.supervisor.hears_only(taken.call, {700.0}, TONES)
    s.customer.hears_only(leg.call, {1000.0}, TONES)
    assert s.agent.legs() == ()
    assert steps(s.agent) == [
        Step.CONSULT_STARTED,
        Step.RINGING,
        Step.ANSWERED,
        Step.COMPLETING,
        Step.HANDED_OVER,
    ]
