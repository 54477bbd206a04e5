"""Hold, mute, digits: confirmed by the other side, one re-INVITE at a time."""

from collections.abc import Iterator

import pytest

from telephony.call import EndedBy
from telephony.commands import Answer, Dial, HangUp, Hold, Mute, Resume, SendDigits
from telephony.engine.headers import Message
from telephony.events import (
    CallAnswered,
    CallEnded,
    CallHoldChanged,
    CallMuteChanged,
    CallRang,
    CommandRefused,
    DigitReceived,
)
from tests.agents import Agent, StartAgent, new_id, wait_until
from tests.sip_peer import RawPeer

pytestmark = pytest.mark.sip

TONES = (440.0, 700.0, 1300.0)


@pytest.fixture
def peer() -> Iterator[RawPeer]:
    with RawPeer("peer") as raw:
        yield raw


def talking(start: StartAgent) -> tuple[Agent, Agent, str, str]:
    agent = start("agent", voice=440, hold_music=1300, answer_ms=0)
    customer = start("customer", voice=700)
    far = new_id()
    customer.obey(Dial(id=new_id(), call=far, target=agent.uri))
    line = agent.wait(CallAnswered).call
    customer.wait(CallAnswered, call=far)
    return agent, customer, line, far


def test_a_held_customer_hears_music_and_nothing_else(sip_agents: StartAgent) -> None:
    agent, customer, line, far = talking(sip_agents)
    customer.hears_only(far, {440.0}, TONES)
    agent.obey(Hold(id=new_id(), call=line))
    agent.wait(CallHoldChanged, call=line, held=True, by=EndedBy.US)
    customer.wait(CallHoldChanged, call=far, held=True, by=EndedBy.THEM)
    customer.hears_only(far, {1300.0}, TONES)
    agent.obey(Resume(id=new_id(), call=line))
    agent.wait(CallHoldChanged, call=line, held=False, by=EndedBy.US)
    customer.wait(CallHoldChanged, call=far, held=False, by=EndedBy.THEM)
    customer.hears_only(far, {440.0}, TONES)
    agent.hears_only(line, {700.0}, TONES)


def test_hasty_presses_end_where_the_last_one_said(sip_agents: StartAgent) -> None:
    agent, customer, line, far = talking(sip_agents)
    for order in (Hold, Resume, Hold, Resume, Hold, Resume):
        agent.obey(order(id=new_id(), call=line))
    customer.hears_only(far, {440.0}, TONES)
    wait_until(lambda: agent.legs()[0].held is False)
    agent.hears_only(line, {700.0}, TONES)
    assert agent.seen(CommandRefused) == []


def test_both_sides_holding_at_once_settles(sip_agents: StartAgent) -> None:
    agent, customer, line, far = talking(sip_agents)
    agent.obey(Hold(id=new_id(), call=line))
    customer.obey(Hold(id=new_id(), call=far))
    wait_until(lambda: agent.legs()[0].held and customer.legs()[0].held)
    agent.obey(Resume(id=new_id(), call=line))
    customer.obey(Resume(id=new_id(), call=far))
    customer.hears_only(far, {440.0}, TONES)
    agent.hears_only(line, {700.0}, TONES)


def test_a_hold_answered_491_is_tried_again(sip_agents: StartAgent, peer: RawPeer) -> None:
    agent = sip_agents("agent", answer_ms=0)
    peer.call(agent.uri)
    line = agent.wait(CallAnswered).call
    peer.answers["INVITE"] = 491
    agent.obey(Hold(id=new_id(), call=line))
    peer.wait("INVITE")
    peer.answers["INVITE"] = 200
    peer.wait("INVITE", count=2, seconds=3)
    agent.wait(CallHoldChanged, call=line, held=True)


def test_a_refused_hold_is_told_and_changes_nothing(sip_agents: StartAgent, peer: RawPeer) -> None:
    agent = sip_agents("agent", answer_ms=0)
    peer.call(agent.uri)
    line = agent.wait(CallAnswered).call
    peer.answers["INVITE"] = 488
    refused = agent.obey(Hold(id=new_id(), call=line))
    assert agent.wait(CommandRefused, command=refused).code == "hold_refused"
    assert agent.legs()[0].held is False
    peer.answers["INVITE"] = 200
    agent.obey(Hold(id=new_id(), call=line))
    agent.wait(CallHoldChanged, call=line, held=True)


def test_whoever_refuses_to_be_held_for_another_call_hears_nothing_of_it(
    sip_agents: StartAgent, peer: RawPeer
) -> None:
    agent = sip_agents("agent", answer_ms=0)
    peer.call(agent.uri)
    line = agent.wait(CallAnswered).call
    peer.answers["INVITE"] = 488
    peer.call(agent.uri)
    agent.wait(CallMuteChanged, call=line, muted=True)
    second = agent.wait(CallAnswered).call
    assert {leg.call: leg.muted for leg in agent.legs()} == {line: True, second: False}
    agent.obey(HangUp(id=new_id(), call=line))
    agent.wait(CallEnded, call=line)
    agent.obey(Dial(id=new_id(), call=new_id(), target=peer.uri))
    agent.wait(CallMuteChanged, call=second, muted=True)


def test_a_hold_without_an_answer_does_not_block_the_hang_up(sip_agents: StartAgent, peer: RawPeer) -> None:
    agent = sip_agents("agent", answer_ms=0)
    peer.call(agent.uri)
    line = agent.wait(CallAnswered).call
    peer.answers["INVITE"] = None
    agent.obey(Hold(id=new_id(), call=line))
    peer.wait("INVITE")
    agent.obey(HangUp(id=new_id(), call=line))
    agent.wait(CallEnded, call=line)
    assert len(agent.seen(CallEnded)) == 1


def test_mute_cuts_the_voice_off(sip_agents: StartAgent) -> None:
    agent, customer, line, far = talking(sip_agents)
    agent.obey(Mute(id=new_id(), call=line, on=True))
    agent.wait(CallMuteChanged, call=line, muted=True)
    customer.hears_only(far, set(), TONES)
    agent.hears_only(line, {700.0}, TONES)
    agent.obey(Mute(id=new_id(), call=line, on=False))
    customer.hears_only(far, {440.0}, TONES)


def test_digits_arrive_in_order(sip_agents: StartAgent) -> None:
    agent, customer, line, far = talking(sip_agents)
    customer.obey(SendDigits(id=new_id(), call=far, digits="12A#*9"))
    got = [agent.wait(DigitReceived, call=line).digit for _ in range(6)]
    assert "".join(got) == "12A#*9"
    refused = agent.obey(SendDigits(id=new_id(), call=line, digits="x"))
    assert agent.wait(CommandRefused, command=refused).code == "bad_digits"


def test_digits_by_info_are_read_and_sent(sip_agents: StartAgent, peer: RawPeer) -> None:
    agent = sip_agents("agent")
    dialog = peer.start_call(agent.uri)

    line = agent.wait(CallRang).call
    agent.obey(Answer(id=new_id(), call=line))
    peer.ack(dialog, peer.wait_response("INVITE", 200, dialog))
    agent.wait(CallAnswered, call=line)
    peer.request(dialog, "INFO", body="Signal=5\r\nDuration=160\r\n", kind="application/dtmf-relay")
    assert agent.wait(DigitReceived, call=line).digit == "5"
    agent.obey(SendDigits(id=new_id(), call=line, digits="7"))
    assert "7" in peer.wait("INFO").body


def directions(peer: RawPeer) -> list[str]:
    """What each re-INVITE that came has offered."""
    return [direction_of(message) for message in peer.came if message.method == "INVITE"]


def direction_of(message: Message) -> str:
    return next(
        (word for word in ("inactive", "sendonly", "recvonly") if f"a={word}" in message.body), "sendrecv"
    )


@pytest.mark.parametrize(
    ("software", "offered"),
    [("Asterisk PBX 16.28.0", "inactive"), ("FreeSWITCH-mod_sofia/1.10", "inactive"), ("ekiga", "sendonly")],
)
def test_nothing_is_sent_to_a_held_leg_of_a_pbx_with_music_of_its_own(
    sip_agents: StartAgent, peer: RawPeer, software: str, offered: str
) -> None:
    agent = sip_agents("agent", answer_ms=0)
    peer.call(agent.uri, headers=f"User-Agent: {software}")
    line = agent.wait(CallAnswered).call
    for held in (True, False, True, False):
        agent.obey((Hold if held else Resume)(id=new_id(), call=line))
        agent.wait(CallHoldChanged, call=line, held=held, by=EndedBy.US)
    assert directions(peer) == [offered, "sendrecv"] * 2
    assert agent.seen(CallHoldChanged, by=EndedBy.THEM) == []


def test_a_dialled_pbx_is_known_by_its_answer(sip_agents: StartAgent, peer: RawPeer) -> None:
    peer.answer_headers = "Server: Asterisk PBX 16.28.0"
    agent = sip_agents("agent")
    line = new_id()
    agent.obey(Dial(id=new_id(), call=line, target=peer.uri))
    agent.wait(CallAnswered, call=line)
    agent.obey(Hold(id=new_id(), call=line))
    agent.wait(CallHoldChanged, call=line, held=True)
    assert directions(peer)[-1] == "inactive"


def test_a_hold_without_our_music_is_one_where_sound_is_not_offered_first(
    sip_agents: StartAgent, peer: RawPeer, monkeypatch: pytest.MonkeyPatch
) -> None:
    agent = sip_agents("agent", answer_ms=0, account={"hold_music": "pbx"})
    sound, picture = peer.sdp(), "m=video 40002 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\nm=audio"
    monkeypatch.setattr(peer, "sdp", lambda _="": sound.replace("m=audio", picture))
    peer.call(agent.uri)
    line = agent.wait(CallAnswered).call
    agent.obey(Hold(id=new_id(), call=line))
    agent.wait(CallHoldChanged, call=line, held=True)
    assert "a=inactive" in peer.wait("INVITE").body.partition("m=audio")[2]
    agent.obey(Resume(id=new_id(), call=line))
    agent.wait(CallHoldChanged, call=line, held=False)
    assert "a=sendrecv" in peer.wait("INVITE", count=2).body.partition("m=audio")[2]


def test_a_hold_without_our_music_stays_one_when_the_pbx_refreshes_the_session(
    sip_agents: StartAgent, peer: RawPeer
) -> None:
    agent = sip_agents("agent", answer_ms=0)
    dialog = peer.call(agent.uri, headers="User-Agent: Asterisk PBX 16.28.0")
    line = agent.wait(CallAnswered).call
    agent.obey(Hold(id=new_id(), call=line))
    agent.wait(CallHoldChanged, call=line, held=True)
    peer.request(dialog, "UPDATE", body=peer.sdp("sendrecv"))
    assert direction_of(peer.wait_response("UPDATE", 200, dialog)) == "inactive"
    agent.obey(Resume(id=new_id(), call=line))
    agent.wait(CallHoldChanged, call=line, held=False)
    assert agent.legs()[0].held_by_remote is False


def test_a_customer_held_without_our_music_hears_nothing_of_us_until_the_call_goes_on(
    sip_agents: StartAgent,
) -> None:
    agent = sip_agents("agent", voice=440, hold_music=1300, answer_ms=0, account={"hold_music": "pbx"})
    customer = sip_agents("customer", voice=700)
    far = new_id()
    customer.obey(Dial(id=new_id(), call=far, target=agent.uri))
    line = agent.wait(CallAnswered).call
    customer.hears_only(far, {440.0}, TONES)
    agent.obey(Hold(id=new_id(), call=line))
    agent.wait(CallHoldChanged, call=line, held=True, by=EndedBy.US)
    customer.hears_only(far, set(), TONES)
    agent.obey(Resume(id=new_id(), call=line))
    agent.wait(CallHoldChanged, call=line, held=False, by=EndedBy.US)
    customer.hears_only(far, {440.0}, TONES)
    agent.hears_only(line, {700.0}, TONES)
