"""Three-way, keeping the consult, a customer held before, and transfers without a consult: by tones."""

from collections.abc import Iterator

import pytest

from telephony.call import EndedBy
from telephony.commands import (
    BlindTransfer,
    CompleteTransfer,
    ConsultAgain,
    HangUp,
    Hold,
    JoinConference,
    LeaveConferenceToConsult,
    Resume,
    ReturnToCustomer,
)
from telephony.events import (
    CallAnswered,
    CallEnded,
    CallHoldChanged,
    CallRang,
    CommandRefused,
    TransferStepped,
)
from telephony.transfer import State, Step
from tests.agents import StartAgent, new_id, wait_until
from tests.sip_peer import RawPeer
from tests.telephony.engine.test_transfers import TONES, Scene, begin, scene, steps

pytestmark = pytest.mark.sip


@pytest.fixture
def peer() -> Iterator[RawPeer]:
    with RawPeer("peer") as raw:
        yield raw


def joined(s: Scene) -> tuple[str, str, str]:
    """Into the conference; the transfer, the consult's leg here and at the supervisor."""
    order = begin(s)
    s.agent.wait(TransferStepped, step=Step.ANSWERED)
    rang = s.supervisor.wait(CallRang)
    s.agent.obey(JoinConference(id=new_id(), transfer=order.transfer))
    s.agent.wait(TransferStepped, step=Step.CONFERENCE_JOINED, state=State.CONFERENCE)
    s.customer.hears_only(s.far, {440.0, 1000.0}, TONES)
    s.supervisor.hears_only(rang.call, {440.0, 700.0}, TONES)
    s.agent.hears_only(s.line, {700.0}, TONES)
    s.agent.hears_only(order.consult, {1000.0}, TONES)
    return order.transfer, order.consult, rang.call


def test_three_hear_each_other_and_split_again(sip_agents: StartAgent) -> None:
    s = scene(sip_agents)
    transfer, consult, far = joined(s)
    s.agent.obey(LeaveConferenceToConsult(id=new_id(), transfer=transfer))
    s.agent.wait(TransferStepped, step=Step.CONFERENCE_SPLIT, state=State.READY)
    s.customer.hears_only(s.far, {1300.0}, TONES)
    s.supervisor.hears_only(far, {440.0}, TONES)
    s.agent.hears_only(consult, {1000.0}, TONES)


def test_leaving_the_conference_hands_over(sip_agents: StartAgent) -> None:
    s = scene(sip_agents)
    transfer, _, far = joined(s)
    s.agent.obey(CompleteTransfer(id=new_id(), transfer=transfer))
    s.agent.wait(TransferStepped, step=Step.CONFERENCE_LEAVING, state=State.LEAVING)
    s.agent.wait(TransferStepped, step=Step.HANDED_OVER)
    taken = s.supervisor.wait(CallRang, replaces=far)
    s.customer.wait(CallEnded, call=s.far)
    (leg,) = s.customer.legs()
    s.supervisor.hears_only(taken.call, {700.0}, TONES)
    s.customer.hears_only(leg.call, {1000.0}, TONES)
    wait_until(lambda: s.agent.legs() == ())


def test_a_refused_refer_leaves_the_agent_in_the_conference(sip_agents: StartAgent, peer: RawPeer) -> None:
    peer.answers["REFER"] = 603
    agent = sip_agents("agent", answer_ms=0)
    supervisor = sip_agents("supervisor", answer_ms=0)
    peer.call(agent.uri)
    line = agent.wait(CallAnswered).call
    order = begin(Scene(agent, agent, supervisor, line, line))
    agent.wait(TransferStepped, step=Step.ANSWERED)
    agent.obey(JoinConference(id=new_id(), transfer=order.transfer))
    agent.obey(CompleteTransfer(id=new_id(), transfer=order.transfer))
    refused = agent.wait(TransferStepped, step=Step.TRANSFER_REFUSED)
    assert (refused.state, refused.code) == (State.CONFERENCE, 603)
    wait_until(lambda: [leg.held for leg in agent.legs()] == [False, False])


def test_the_target_leaves_the_conference(sip_agents: StartAgent) -> None:
    s = scene(sip_agents)
    _, _, far = joined(s)
    s.supervisor.obey(HangUp(id=new_id(), call=far))
    s.agent.wait(TransferStepped, step=Step.TARGET_LEFT)
    s.agent.wait(TransferStepped, step=Step.CUSTOMER_BACK, state=State.RETURNED)
    s.customer.hears_only(s.far, {440.0}, TONES)


def test_the_customer_leaves_the_conference(sip_agents: StartAgent) -> None:
    s = scene(sip_agents)
    _, consult, far = joined(s)
    s.customer.obey(HangUp(id=new_id(), call=s.far))
    s.agent.wait(TransferStepped, step=Step.CUSTOMER_LEFT, state=State.LOST)
    s.supervisor.hears_only(far, {440.0}, TONES)
    assert [leg.call for leg in s.agent.legs()] == [consult]


def test_the_consult_is_kept_and_taken_up_again(sip_agents: StartAgent) -> None:
    s = scene(sip_agents)
    order = begin(s)
    s.agent.wait(TransferStepped, step=Step.ANSWERED)
    far = s.supervisor.wait(CallRang).call
    s.agent.obey(ReturnToCustomer(id=new_id(), transfer=order.transfer, keep_consult=True))
    s.agent.wait(TransferStepped, step=Step.CONSULT_KEPT)
    s.agent.wait(TransferStepped, step=Step.CUSTOMER_BACK, state=State.KEPT)
    s.customer.hears_only(s.far, {440.0}, TONES)
    s.supervisor.hears_only(far, {1300.0}, TONES)
    s.agent.obey(ConsultAgain(id=new_id(), transfer=order.transfer))
    s.agent.wait(TransferStepped, step=Step.CONSULT_RESUMED, state=State.READY)
    s.customer.hears_only(s.far, {1300.0}, TONES)
    s.supervisor.hears_only(far, {440.0}, TONES)
    s.agent.hears_only(order.consult, {1000.0}, TONES)
    s.agent.obey(ReturnToCustomer(id=new_id(), transfer=order.transfer, keep_consult=True))
    s.agent.wait(TransferStepped, step=Step.CUSTOMER_BACK, state=State.KEPT)
    s.agent.obey(CompleteTransfer(id=new_id(), transfer=order.transfer))
    s.agent.wait(TransferStepped, step=Step.HANDED_OVER)
    taken = s.supervisor.wait(CallRang, replaces=far)
    s.supervisor.hears_only(taken.call, {700.0}, TONES)


def test_a_customer_held_before_the_consult_is_heard_both_ways_after_it(sip_agents: StartAgent) -> None:
    s = scene(sip_agents)
    s.agent.obey(Hold(id=new_id(), call=s.line))
    s.agent.wait(CallHoldChanged, call=s.line, held=True)
    order = begin(s)
    s.agent.wait(TransferStepped, step=Step.ANSWERED)
    s.agent.obey(ReturnToCustomer(id=new_id(), transfer=order.transfer))
    s.agent.wait(TransferStepped, step=Step.CUSTOMER_BACK)
    s.customer.hears_only(s.far, {440.0}, TONES)
    s.agent.hears_only(s.line, {700.0}, TONES)


def test_a_customer_held_before_the_consult_is_heard_both_ways_by_the_target(sip_agents: StartAgent) -> None:
    s = scene(sip_agents)
    s.agent.obey(Hold(id=new_id(), call=s.line))
    s.agent.wait(CallHoldChanged, call=s.line, held=True)
    order = begin(s)
    s.agent.wait(TransferStepped, step=Step.ANSWERED)
    far = s.supervisor.wait(CallRang).call
    s.agent.obey(CompleteTransfer(id=new_id(), transfer=order.transfer))
    s.agent.wait(TransferStepped, step=Step.HANDED_OVER)
    taken = s.supervisor.wait(CallRang, replaces=far)
    s.customer.wait(CallEnded, call=s.far)
    (leg,) = s.customer.legs()
    s.supervisor.hears_only(taken.call, {700.0}, TONES)
    s.customer.hears_only(leg.call, {1000.0}, TONES)


def test_a_blind_transfer_carries_the_header_and_hands_over(sip_agents: StartAgent) -> None:
    s = scene(sip_agents)
    order = BlindTransfer(
        id=new_id(),
        transfer=new_id(),
        customer=s.line,
        target=s.supervisor.uri,
        user_to_user="0a0b;encoding=hex",
    )
    s.agent.obey(order)
    s.agent.wait(TransferStepped, step=Step.BLIND_STARTED, state=State.COMPLETING)
    rang = s.supervisor.wait(CallRang)
    assert rang.user_to_user == "0a0b;encoding=hex"
    s.agent.wait(TransferStepped, step=Step.HANDED_OVER)
    wait_until(lambda: s.agent.legs() == ())
    s.supervisor.hears_only(rang.call, {700.0}, TONES)
    assert steps(s.agent) == [Step.BLIND_STARTED, Step.HANDED_OVER]


def test_a_blind_transfer_to_a_busy_target_leaves_the_customer_here(
    sip_agents: StartAgent, peer: RawPeer
) -> None:
    peer.answers["INVITE"] = 486
    s = scene(sip_agents)
    s.agent.obey(BlindTransfer(id=new_id(), transfer=new_id(), customer=s.line, target=peer.uri))
    refused = s.agent.wait(TransferStepped, step=Step.TRANSFER_REFUSED)
    assert refused.code == 486
    s.agent.wait(TransferStepped, step=Step.CUSTOMER_BACK, state=State.RETURNED)
    s.customer.hears_only(s.far, {440.0}, TONES)


def test_commands_that_do_not_fit_are_refused_with_a_word(sip_agents: StartAgent) -> None:
    s = scene(sip_agents)

    def refusal(command: str) -> str:
        return s.agent.wait(CommandRefused, command=command).code

    assert refusal(s.agent.obey(CompleteTransfer(id=new_id(), transfer="x"))) == "no_such_transfer"
    assert refusal(begin(s, "sip:x@127.0.0.1?Replaces=1").id) == "headers"
    assert refusal(begin(s, user_to_user="a\r\nX: y").id) == "bad_header"
    assert refusal(begin(s, user_to_user="a" * 257).id) == "bad_header"
    assert refusal(begin(s._replace(line="gone")).id) == "no_such_call"
    order = begin(s)
    s.agent.wait(TransferStepped, step=Step.ANSWERED)
    assert refusal(begin(s).id) in {"transfer_under_way", "no_line"}
    assert refusal(s.agent.obey(Resume(id=new_id(), call=s.line))) == "transfer_under_way"
    assert refusal(s.agent.obey(ConsultAgain(id=new_id(), transfer=order.transfer))) == "not_now"
    assert s.agent.legs()[0].held
    assert s.agent.seen(CallHoldChanged, by=EndedBy.US, held=False) == []
