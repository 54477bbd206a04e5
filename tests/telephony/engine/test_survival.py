"""Floods, churn and long shifts: nothing aborts, nothing leaks."""

import time
from collections.abc import Iterator
from functools import partial

import pytest

from telephony.commands import Dial, HangUp
from telephony.events import CallAnswered, CallEnded, CallMissed, CallRang
from tests.agents import Agent, StartAgent, new_id, wait_until
from tests.sip_peer import RawPeer

pytestmark = pytest.mark.sip


@pytest.fixture
def peer() -> Iterator[RawPeer]:
    with RawPeer("peer") as raw:
        yield raw


FLAT = 1400
"""Calls after which a process must have stopped growing: 32 s of them, twice over."""


def flood(peer: RawPeer, agent: Agent, count: int, per_second: float) -> None:
    """INVITEs of as many calls, in time."""
    start = time.monotonic()
    for at in range(count):
        peer.start_call(agent.uri, sdp=at % 3 != 0)
        time.sleep(max(0.0, start + at / per_second - time.monotonic()))


def calls_work(agent: Agent, peer: RawPeer, seconds: float = 40.0) -> None:
    """After the storm a caller still gets through."""
    agent.do("set", attended=True, answer_ms=0)

    def answered() -> bool:
        before = len(agent.seen(CallAnswered))
        dialog = peer.start_call(agent.uri)
        try:
            peer.ack(dialog, peer.wait_response("INVITE", 200, dialog, seconds=1))
        except AssertionError:
            return False
        return bool(wait_until(lambda: len(agent.seen(CallAnswered)) > before))

    wait_until(answered, seconds)


@pytest.mark.parametrize("attended", [False, True])
def test_a_burst_of_300_invites_a_second_is_survived(
    sip_agents: StartAgent, peer: RawPeer, attended: bool
) -> None:
    agent = sip_agents("agent", attended=attended)
    flood(peer, agent, 450, 300)
    wait_until(lambda: len(agent.legs()) == (2 if attended else 0))
    assert agent.seen(CallMissed)
    assert len(agent.seen(CallRang)) == (2 if attended else 0)
    for leg in agent.legs():
        agent.obey(HangUp(id=new_id(), call=leg.call))
    calls_work(agent, peer)


def test_callers_who_give_up_at_once_are_survived(sip_agents: StartAgent, peer: RawPeer) -> None:
    agent = sip_agents("agent")
    start = time.monotonic()
    for at in range(300):
        dialog = peer.start_call(agent.uri, branch=f"b{at}")
        peer.cancel(dialog, f"b{at}")
        time.sleep(max(0.0, start + at / 150 - time.monotonic()))
    wait_until(lambda: agent.legs() == ())
    wait_until(lambda: agent.do("status")["calls"] == 0)
    calls_work(agent, peer)


def same_ports(agent: Agent, ports: int) -> bool:
    return bool(agent.do("status")["ports"] == ports)


def churn(agent: Agent, customer: Agent, calls: int) -> None:
    """One call after the other, 20 a second: pjsip keeps a closed socket's place for half a second, and has 64."""
    for _ in range(calls):
        time.sleep(0.04)
        call = new_id()
        customer.obey(Dial(id=new_id(), call=call, target=agent.uri))
        customer.wait(CallAnswered, call=call)
        customer.obey(HangUp(id=new_id(), call=call))
        agent.wait(CallEnded)
        customer.wait(CallEnded, call=call)


@pytest.mark.parametrize("calls", [50, pytest.param(2000, marks=pytest.mark.soak)])
def test_a_shift_of_calls_leaks_nothing(sip_agents: StartAgent, calls: int) -> None:
    agent = sip_agents("agent", answer_ms=0, voice=440)
    customer = sip_agents("customer")
    churn(
        agent, customer, calls // 2
    )  # pjsip keeps each ended dialog for 32 s: memory rises, then is used again
    wait_until(lambda: agent.do("status")["ports"] == customer.do("status")["ports"] == 1)
    before = {a: a.do("status") for a in (agent, customer)}
    churn(agent, customer, calls // 2)
    for a in (agent, customer):
        wait_until(partial(same_ports, a, before[a]["ports"]), what="ports of the conference")
        after = a.do("status")
        assert after["timers"] <= before[a]["timers"] + 2
        assert after["megabytes"] < before[a]["megabytes"] + (3 if calls >= FLAT else calls * 0.05)
        assert after["calls"] == 0
        assert not after["busy"]
