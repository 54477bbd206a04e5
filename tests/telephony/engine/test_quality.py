"""Call quality on real RTP: a relay between two telephones loses every 17th packet."""

import pytest

from telephony.commands import Dial, HangUp, Hold, Resume
from telephony.events import CallAnswered, CallEnded, CallHoldChanged, QualityMeasured
from telephony.quality import Quality, opinion
from tests.agents import Agent, StartAgent, new_id, wait_until
from tests.telephony.engine.lossy_relay import LossyRelay

pytestmark = pytest.mark.sip

LONG = 60.0


def measured(agent: Agent) -> list[Quality]:
    return [reading.quality for reading in agent.readings if isinstance(reading, QualityMeasured)]


def knows(agent: Agent, *, loss_out: float) -> bool:
    """Whether it was told how much the other side misses, and how far that is: RTCP, every five seconds."""
    return any(q.rtt_ms is not None and (q.loss_out or 0) >= loss_out for q in measured(agent))


@pytest.mark.parametrize("ends", ["we", "they"])
def test_loss_is_seen_at_the_end_that_hears_it_and_told_to_the_other(
    sip_agents: StartAgent, ends: str
) -> None:
    agent = sip_agents("agent", voice=440)
    customer = sip_agents("customer", voice=700, answer_ms=0)
    with LossyRelay(("127.0.0.1", customer.port), to_target=False, to_caller=True) as relay:
        call = new_id()
        agent.obey(Dial(id=new_id(), call=call, target=f"sip:customer@127.0.0.1:{relay.port}"))
        agent.wait(CallAnswered, call=call)
        far = customer.wait(CallAnswered).call
        wait_until(lambda: knows(agent, loss_out=0) and knows(customer, loss_out=3), LONG, "RTCP both ways")
        if ends == "we":
            agent.obey(HangUp(id=new_id(), call=call))
        else:
            customer.obey(HangUp(id=new_id(), call=far))
        ours = agent.wait(CallEnded, call=call).quality
        theirs = customer.wait(CallEnded, call=far).quality
        assert relay.dropped > 10
    assert ours is not None
    assert theirs is not None
    assert ours.loss_out is not None
    assert ours.mos_out is not None
    assert ours.rtt_ms is not None
    assert theirs.loss_out is not None
    assert theirs.mos_out is not None
    assert ours.codec == theirs.codec == "G722"
    # One in 17 is 5.9 %; what comes late on a busy machine counts too.
    assert 3 < ours.loss_in < 25
    assert 3 < theirs.loss_out < 25
    assert theirs.loss_in < ours.loss_in
    assert ours.loss_out < theirs.loss_out
    assert ours.rtt_ms >= 0
    assert ours.buffer_ms > 0
    late = ours.rtt_ms / 2 + ours.buffer_ms
    assert ours.mos_in == pytest.approx(opinion("G722", ours.loss_in, late), abs=0.02)
    assert ours.mos_in < opinion("G722", 0, late) - 0.1
    assert ours.seconds > 3


def test_a_call_is_measured_every_five_seconds_and_a_hold_is_no_loss(sip_agents: StartAgent) -> None:
    agent = sip_agents("agent", answer_ms=0, voice=440)
    customer = sip_agents("customer", voice=700)
    call = new_id()
    customer.obey(Dial(id=new_id(), call=call, target=agent.uri))
    line = agent.wait(CallAnswered).call
    wait_until(lambda: len(measured(agent)) == 1, LONG)
    agent.obey(Hold(id=new_id(), call=line))
    agent.wait(CallHoldChanged, held=True)
    agent.obey(Resume(id=new_id(), call=line))
    agent.wait(CallHoldChanged, held=False)
    wait_until(lambda: len(measured(agent)) >= 3, LONG)
    customer.obey(HangUp(id=new_id(), call=call))
    whole = agent.wait(CallEnded, call=line).quality
    assert whole is not None
    assert whole.loss_in < 20  # the seconds on hold would be half of it
    assert whole.seconds >= sum(quality.seconds for quality in measured(agent)) - 0.5
    assert {reading.call for reading in agent.readings if isinstance(reading, QualityMeasured)} == {line}


def test_a_call_that_never_had_sound_has_no_quality(sip_agents: StartAgent) -> None:
    agent = sip_agents("agent")
    customer = sip_agents("customer", decline=486)
    call = new_id()
    agent.obey(Dial(id=new_id(), call=call, target=customer.uri))
    assert agent.wait(CallEnded, call=call).quality is None
