"""An emergency call goes out whatever is up: in a flood, and when all of pjsua's calls are in use."""

import threading
from collections.abc import Iterator

import pytest

from telephony.call import CallState, Purpose
from telephony.commands import Answer, Dial, HangUp
from telephony.events import (
    CallAnswered,
    CallDialled,
    CallEnded,
    CallHoldChanged,
    CallMissed,
    CallRang,
    CommandRefused,
)
from tests.agents import Agent, StartAgent, new_id, wait_until
from tests.sip_peer import RawPeer

pytestmark = pytest.mark.sip


@pytest.fixture
def peer() -> Iterator[RawPeer]:
    with RawPeer("peer") as raw:
        yield raw


def talk(agent: Agent, peer: RawPeer) -> str:
    """A customer calls and is answered."""
    dialog = peer.start_call(agent.uri)
    call = agent.wait(CallRang).call
    agent.obey(Answer(id=new_id(), call=call))
    peer.ack(dialog, peer.wait_response("INVITE", 200, dialog))
    agent.wait(CallAnswered, call=call)
    return call


def help_comes(agent: Agent, target: str) -> str:
    call = new_id()
    agent.obey(Dial(id=new_id(), call=call, target=target, emergency=True))
    agent.wait(CallDialled, call=call)
    agent.wait(CallAnswered, call=call)
    return call


def test_in_a_flood_an_emergency_call_gets_a_place(sip_agents: StartAgent, peer: RawPeer) -> None:
    agent = sip_agents("agent")
    police = sip_agents("police", answer_ms=0)
    over = threading.Event()

    def flood() -> None:
        while not over.wait(0.01):
            peer.start_call(agent.uri)

    flooding = threading.Thread(target=flood)
    flooding.start()
    try:
        wait_until(lambda: len(agent.seen(CallMissed)) > 60, 30)
        refused = agent.obey(Dial(id=new_id(), call=new_id(), target=police.uri))
        assert agent.wait(CommandRefused, command=refused).code in {"too_fast", "no_line"}
        help_comes(agent, police.uri)
    finally:
        over.set()
        flooding.join()
    police.wait(CallAnswered)


def test_with_all_calls_in_use_the_least_one_ends(sip_agents: StartAgent, peer: RawPeer) -> None:
    agent = sip_agents("agent")
    somebody = sip_agents("somebody", answer_ms=0)
    customers = [talk(agent, peer) for _ in range(2)]
    others = []
    for _ in range(2):
        others.append(new_id())
        agent.obey(Dial(id=new_id(), call=others[-1], target=somebody.uri, purpose=Purpose.CODE))
        agent.wait(CallAnswered, call=others[-1])
    police = sip_agents("police", answer_ms=0)
    call = help_comes(agent, police.uri)
    wait_until(lambda: len(agent.seen(CallHoldChanged, call=customers[1], held=True)) == 1)
    legs = {leg.call: leg for leg in agent.legs()}
    assert set(legs) == {*customers, others[0], call}
    assert all(legs[customer].held for customer in customers)
    assert legs[call].state is CallState.UP
    assert agent.seen(CallEnded, call=others[1])
    agent.obey(HangUp(id=new_id(), call=call))
    agent.wait(CallEnded, call=call)


def test_a_call_that_rings_makes_way_before_one_that_is_up(sip_agents: StartAgent, peer: RawPeer) -> None:
    agent = sip_agents("agent")
    somebody = sip_agents("somebody")
    up = talk(agent, peer)
    peer.start_call(agent.uri)
    ringing = agent.wait(CallRang).call
    dialled = [new_id(), new_id()]
    for call in dialled:
        agent.obey(Dial(id=new_id(), call=call, target=somebody.uri, purpose=Purpose.TEST))
        agent.wait(CallDialled, call=call)
    police = sip_agents("police", answer_ms=0)
    help_call = help_comes(agent, police.uri)
    wait_until(lambda: {leg.call for leg in agent.legs()} == {up, ringing, help_call})
    assert {end.call for end in agent.seen(CallEnded)} == set(dialled)
