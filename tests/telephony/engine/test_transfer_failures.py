"""Every way a transfer can fail: the customer is back, and the record says why."""

import time
from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

import pytest

from telephony.call import EndedBy
from telephony.commands import (
    CompleteTransfer,
    ConfirmSpeaking,
    HangUp,
    ReturnToCustomer,
)
from telephony.engine.transfer_driver import LEAVE_SECONDS
from telephony.events import (
    CallAnswered,
    CallEnded,
    CallHoldChanged,
    CallRang,
    CommandRefused,
    TransferStepped,
)
from telephony.transfer import State, Step
from tests.agents import PROMISED, Agent, StartAgent, new_id, wait_until
from tests.sip_peer import Dialog, RawPeer
from tests.telephony.engine.test_transfers import TONES, Scene, begin, scene, steps

pytestmark = pytest.mark.sip


@pytest.fixture
def peer() -> Iterator[RawPeer]:
    with RawPeer("target") as raw:
        yield raw


def back_within_a_second(s: Scene, failed: float) -> None:
    """The un-hold is confirmed within a second of the failure, and both hear each other again."""
    s.agent.wait(CallHoldChanged, call=s.line, held=False, by=EndedBy.US)
    assert time.monotonic() - failed < PROMISED
    s.agent.wait(TransferStepped, step=Step.CUSTOMER_BACK)
    s.customer.hears_only(s.far, {440.0}, TONES)
    s.agent.hears_only(s.line, {700.0}, TONES)


@pytest.mark.parametrize(
    ("status", "step"),
    [
        (603, Step.DECLINED),
        (486, Step.BUSY),
        (600, Step.BUSY),
        (404, Step.UNREACHABLE),
        (503, Step.UNREACHABLE),
        (480, Step.DECLINED),
    ],
)
def test_a_target_that_refuses_gives_the_customer_back(
    sip_agents: StartAgent, peer: RawPeer, status: int, step: Step
) -> None:
    s = scene(sip_agents)
    peer.answers["INVITE"] = status
    begin(s, peer.uri)
    refused = s.agent.wait(TransferStepped, step=step)
    assert (refused.code, refused.state) == (status, State.RETURNING)
    back_within_a_second(s, time.monotonic())
    assert s.agent.legs()[0].held is False


def test_a_target_that_does_not_answer_in_time_is_cancelled(sip_agents: StartAgent) -> None:
    s = scene(sip_agents, answer_ms=None)
    order = begin(s, ring_seconds=1.0)
    s.agent.wait(TransferStepped, step=Step.NO_ANSWER)
    back_within_a_second(s, time.monotonic())
    ended = s.supervisor.wait(CallEnded)
    assert (ended.code, ended.by, ended.answered) == (487, EndedBy.THEM, False)
    wait_until(lambda: s.agent.seen(CallEnded, call=order.consult))
    assert steps(s.agent)[-2:] == [Step.NO_ANSWER, Step.CUSTOMER_BACK]


def test_a_target_that_gives_no_sign_at_all_is_given_up(sip_agents: StartAgent, peer: RawPeer) -> None:
    s = scene(sip_agents)
    peer.answers["INVITE"] = None
    peer.provisional = False
    order = begin(s, peer.uri, ring_seconds=0.5)
    s.agent.wait(TransferStepped, step=Step.NO_ANSWER)
    back_within_a_second(s, time.monotonic())
    (ended,) = wait_until(lambda: s.agent.seen(CallEnded, call=order.consult))
    assert ended.by is EndedBy.US


def test_the_agent_cancels_while_it_rings(sip_agents: StartAgent) -> None:
    s = scene(sip_agents, answer_ms=None)
    order = begin(s)
    s.agent.wait(TransferStepped, step=Step.RINGING)
    s.agent.obey(ReturnToCustomer(id=new_id(), transfer=order.transfer))
    s.agent.wait(TransferStepped, step=Step.CANCELLED)
    back_within_a_second(s, time.monotonic())


def test_hanging_the_consult_up_is_going_back(sip_agents: StartAgent) -> None:
    s = scene(sip_agents)
    order = begin(s)
    s.agent.wait(TransferStepped, step=Step.ANSWERED)
    s.agent.obey(HangUp(id=new_id(), call=order.consult))
    s.agent.wait(TransferStepped, step=Step.RETURNED)
    back_within_a_second(s, time.monotonic())
    s.supervisor.wait(CallEnded)


def test_a_queue_is_ready_only_when_the_agent_says_that_somebody_speaks(sip_agents: StartAgent) -> None:
    s = scene(sip_agents)
    order = begin(s, target_is_queue=True)
    assert s.agent.wait(TransferStepped, step=Step.QUEUE_ANSWERED).state is State.QUEUED
    s.agent.obey(ConfirmSpeaking(id=new_id(), transfer=order.transfer))
    assert s.agent.wait(TransferStepped, step=Step.SPEAKING_CONFIRMED).state is State.READY
    refused = s.agent.obey(ConfirmSpeaking(id=new_id(), transfer=order.transfer))
    assert s.agent.wait(CommandRefused, command=refused).code == "not_now"


def test_a_customer_who_hangs_up_on_hold_leaves_the_consult_alive(sip_agents: StartAgent) -> None:
    s = scene(sip_agents)
    order = begin(s)
    s.agent.wait(TransferStepped, step=Step.ANSWERED)
    s.customer.obey(HangUp(id=new_id(), call=s.far))
    assert s.agent.wait(TransferStepped, step=Step.CUSTOMER_LEFT).state is State.LOST
    (leg,) = s.agent.legs()
    assert leg.call == order.consult
    s.agent.hears_only(order.consult, {1000.0}, TONES)
    refused = s.agent.obey(CompleteTransfer(id=new_id(), transfer=order.transfer))
    assert s.agent.wait(CommandRefused, command=refused).code == "not_now"
    s.agent.obey(HangUp(id=new_id(), call=order.consult))
    assert s.agent.wait(CallEnded, call=order.consult).by is EndedBy.US
    assert steps(s.agent)[-1] is Step.CUSTOMER_LEFT


def test_both_leaving_at_once_is_one_end(sip_agents: StartAgent) -> None:
    s = scene(sip_agents)
    order = begin(s)
    s.agent.wait(TransferStepped, step=Step.ANSWERED)
    (far,) = s.supervisor.legs()
    s.customer.obey(HangUp(id=new_id(), call=s.far))
    s.supervisor.obey(HangUp(id=new_id(), call=far.call))
    for call in (s.line, order.consult):
        wait_until(partial(s.agent.seen, CallEnded, call=call))
    said = [
        step for step in steps(s.agent) if step not in {Step.RINGING, Step.ANSWERED, Step.CONSULT_STARTED}
    ]
    assert said in ([Step.CUSTOMER_LEFT], [Step.TARGET_LEFT, Step.CUSTOMER_LEFT])
    assert s.agent.transfers()[0].state is State.LOST
    assert len(s.agent.seen(CallEnded)) == 2


def test_a_target_that_hangs_up_gives_the_customer_back(sip_agents: StartAgent) -> None:
    s = scene(sip_agents)
    begin(s)
    s.agent.wait(TransferStepped, step=Step.ANSWERED)
    rang = s.supervisor.wait(CallRang)
    s.supervisor.wait(CallAnswered)
    s.supervisor.obey(HangUp(id=new_id(), call=rang.call))
    s.agent.wait(TransferStepped, step=Step.TARGET_LEFT)
    back_within_a_second(s, time.monotonic())


# A customer on raw SIP, for what becomes of the REFER.


class RawScene(NamedTuple):
    agent: Agent
    supervisor: Agent
    peer: RawPeer
    dialog: Dialog
    line: str
    transfer: str
    consult: str


def ready(start: StartAgent, peer: RawPeer, notify_seconds: float = 30.0) -> RawScene:
    agent = start("agent", voice=440, answer_ms=0)
    supervisor = start("supervisor", voice=1000, answer_ms=0)
    dialog = peer.call(agent.uri)
    line = agent.wait(CallAnswered).call
    s = Scene(agent, agent, supervisor, line, line)
    order = begin(s, notify_seconds=notify_seconds)
    agent.wait(TransferStepped, step=Step.ANSWERED)
    return RawScene(agent, supervisor, peer, dialog, line, order.transfer, order.consult)


def complete(r: RawScene) -> None:
    r.agent.obey(CompleteTransfer(id=new_id(), transfer=r.transfer))
    refer = r.peer.wait("REFER")
    assert "Replaces=" in refer.first("refer-to")


def kept(r: RawScene, failed: float) -> None:
    r.agent.wait(CallHoldChanged, call=r.line, held=False)
    assert time.monotonic() - failed < PROMISED
    assert r.agent.wait(TransferStepped, step=Step.CUSTOMER_BACK).state is State.KEPT
    assert {leg.call: leg.held for leg in r.agent.legs()} == {r.line: False, r.consult: True}


def test_a_refused_refer_keeps_the_consult_and_can_be_tried_again(
    sip_agents: StartAgent, peer: RawPeer
) -> None:
    peer.answers["REFER"] = 603
    r = ready(sip_agents, peer)
    complete(r)
    assert r.agent.wait(TransferStepped, step=Step.TRANSFER_REFUSED).code == 603
    kept(r, time.monotonic())
    peer.answers["REFER"] = 202
    r.agent.obey(CompleteTransfer(id=new_id(), transfer=r.transfer))
    peer.wait("REFER", count=2)
    peer.notify(r.dialog, 200)
    r.agent.wait(TransferStepped, step=Step.HANDED_OVER)
    r.agent.wait(CallEnded, call=r.line)
    peer.wait("BYE")


def test_no_notify_gives_the_customer_back_and_a_late_200_still_wins(
    sip_agents: StartAgent, peer: RawPeer
) -> None:
    peer.answers["REFER"] = 202
    r = ready(sip_agents, peer, notify_seconds=1.0)
    complete(r)
    r.agent.wait(TransferStepped, step=Step.NO_NOTIFY)
    kept(r, time.monotonic())
    peer.notify(r.dialog, 200)
    assert r.agent.wait(TransferStepped, step=Step.HANDED_OVER).state is State.HANDED_OVER
    peer.wait("BYE")


@pytest.mark.parametrize("terminated", [True, False], ids=["terminated", "said to go on, as Linphone does"])
def test_a_final_notify_of_failure_gives_the_customer_back(
    sip_agents: StartAgent, peer: RawPeer, *, terminated: bool
) -> None:
    peer.answers["REFER"] = 202
    r = ready(sip_agents, peer)
    complete(r)
    peer.notify(r.dialog, 100, final=False)
    peer.notify(r.dialog, 486, final=terminated)
    assert r.agent.wait(TransferStepped, step=Step.TRANSFER_REFUSED).code == 486
    kept(r, time.monotonic())


def test_the_consult_may_end_before_the_final_notify(sip_agents: StartAgent, peer: RawPeer) -> None:
    peer.answers["REFER"] = 202
    r = ready(sip_agents, peer)
    complete(r)
    agent_leg = r.agent
    supervisor_leg = r.consult
    r.agent.obey(HangUp(id=new_id(), call=supervisor_leg))
    agent_leg.wait(CallEnded, call=supervisor_leg)
    peer.notify(r.dialog, 200)
    r.agent.wait(TransferStepped, step=Step.HANDED_OVER)
    assert Step.TARGET_LEFT not in steps(r.agent)


def test_the_consult_is_left_to_its_target_to_end_and_ended_by_us_if_it_does_not(
    sip_agents: StartAgent, peer: RawPeer
) -> None:
    """A PBX that has said 200 may still be moving the customer into the consult's place."""
    peer.answers["REFER"] = 202
    r = ready(sip_agents, peer)
    complete(r)
    before = time.monotonic()
    peer.notify(r.dialog, 200)
    r.agent.wait(TransferStepped, step=Step.HANDED_OVER)
    peer.wait("BYE")
    consult = r.agent.wait(CallEnded, call=r.consult)
    assert time.monotonic() - before >= LEAVE_SECONDS
    assert consult.by is EndedBy.US
    assert [e.call for e in r.agent.seen(CallEnded)] == [r.line, r.consult]


def test_a_consult_that_is_being_left_hears_the_agent_no_more(sip_agents: StartAgent, peer: RawPeer) -> None:
    peer.answers["REFER"] = 202
    r = ready(sip_agents, peer)
    heard = r.supervisor.legs()[0].call
    r.supervisor.hears_only(heard, {440.0}, TONES)
    complete(r)
    peer.notify(r.dialog, 200)
    r.agent.wait(TransferStepped, step=Step.HANDED_OVER)
    r.supervisor.hears_only(heard, set(), TONES)


def test_a_customer_who_leaves_while_completing_is_settled(sip_agents: StartAgent, peer: RawPeer) -> None:
    peer.answers["REFER"] = 202
    r = ready(sip_agents, peer)
    complete(r)
    peer.bye(r.dialog)
    assert r.agent.wait(TransferStepped, step=Step.CUSTOMER_LEFT, seconds=5).state is State.LOST


def test_a_consult_that_was_kept_is_spoken_to_when_the_customer_leaves_while_completing(
    sip_agents: StartAgent, peer: RawPeer
) -> None:
    peer.answers["REFER"] = 202
    r = ready(sip_agents, peer)
    r.agent.obey(ReturnToCustomer(id=new_id(), transfer=r.transfer, keep_consult=True))
    r.agent.wait(TransferStepped, step=Step.CUSTOMER_BACK)
    wait_until(lambda: {leg.call: leg.held for leg in r.agent.legs()} == {r.line: False, r.consult: True})
    complete(r)
    peer.bye(r.dialog)
    r.agent.wait(TransferStepped, step=Step.CUSTOMER_LEFT)
    r.agent.wait(CallHoldChanged, call=r.consult, held=False)
    assert [(leg.call, leg.held) for leg in r.agent.legs()] == [(r.consult, False)]
