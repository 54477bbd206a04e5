"""What may ring, what is refused and how, and what an INVITE tells about its caller."""

import time
from collections.abc import Iterator

import pytest

from telephony.call import EndedBy, Party
from telephony.commands import Answer, Decline, HangUp, Mute
from telephony.events import (
    CallAnswered,
    CallEnded,
    CallHoldChanged,
    CallIdentityChanged,
    CallMissed,
    CallMuteChanged,
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


def test_the_caller_is_named_by_the_asserted_identity(sip_agents: StartAgent, peer: RawPeer) -> None:
    agent = sip_agents("agent")
    peer.start_call(
        agent.uri,
        headers='P-Asserted-Identity: "Zoë \\"Z\\" \u202eB" <sip:+4930123@pbx>, <tel:+4930123>\n'
        "User-to-User: 00c8;encoding=ascii, 00a1b2;encoding=hex;purpose=x",
    )
    rang = agent.wait(CallRang)
    assert rang.remote == Party(name='Zoë "Z" B', user="+4930123", host="pbx")
    assert rang.user_to_user == "00a1b2;encoding=hex;purpose=x"
    assert rang.dialled == "agent"
    assert rang.sip_call_id == peer.dialogs[0].call_id


def test_R26_only_the_header_that_the_account_names_is_copied(sip_agents: StartAgent, peer: RawPeer) -> None:
    agent = sip_agents("agent", account={"mark_header": "X-Failed"})
    peer.start_call(agent.uri, headers="x-failed: chat\u202ebot " + "y" * 90 + "\nX-Secret: 1")
    rang = agent.wait(CallRang)
    assert rang.mark.startswith("chatbot yyy")
    assert len(rang.mark) == 64
    assert "Secret" not in repr(rang)


def test_a_hostile_from_does_no_harm(sip_agents: StartAgent, peer: RawPeer) -> None:
    agent = sip_agents("agent")
    dialog = peer.start_call(agent.uri)
    agent.wait(CallRang)
    for at, name in enumerate(["x" * 2500, "\u202e\u0007<b>", "%00%0d"]):
        dialog.local = f'"{name}" <sip:u%0a@127.0.0.1>;tag=h{at}'
        dialog.call_id, dialog.remote = new_id(), f"<{agent.uri}>"
        peer.request(dialog, "INVITE", body=peer.sdp())
    first = agent.wait(CallRang)
    assert len(first.remote.name) == 120
    missed = [agent.wait(CallMissed), agent.wait(CallMissed)]
    assert [m.remote.name for m in missed] == ["<b>", "%00%0d"]


def test_nobody_attached_gives_480_and_a_missed_call(sip_agents: StartAgent, peer: RawPeer) -> None:
    agent = sip_agents("agent", attended=False)
    started = time.monotonic()
    dialog = peer.start_call(agent.uri)
    assert agent.wait(CallMissed).code == 480
    answer = peer.wait_response("INVITE", 480, dialog)
    assert time.monotonic() - started > 0.24
    assert answer.first("to")
    assert agent.seen(CallRang) == []
    assert agent.legs() == ()


def test_a_third_customer_finds_the_lines_busy(sip_agents: StartAgent, peer: RawPeer) -> None:
    agent = sip_agents("agent")
    for _ in range(2):
        peer.start_call(agent.uri)
        agent.wait(CallRang)
    third = peer.start_call(agent.uri)
    assert agent.wait(CallMissed).code == 486
    peer.wait_response("INVITE", 486, third)
    assert len(agent.legs()) == 2


def test_one_that_pjsua_itself_turns_away_is_missed_too(sip_agents: StartAgent, peer: RawPeer) -> None:
    agent = sip_agents("agent")
    for _ in range(2):
        peer.start_call(agent.uri)
        agent.wait(CallRang)
    for _ in range(3):  # two wait for their 486, and then all four places are taken
        peer.start_call(agent.uri)
    assert [agent.wait(CallMissed).code for _ in range(3)] == [486] * 3
    assert {e.sip_call_id for e in agent.seen(CallMissed)} == {d.call_id for d in peer.dialogs[2:]}


def test_a_repeated_invite_is_one_call(sip_agents: StartAgent, peer: RawPeer) -> None:
    agent = sip_agents("agent")
    dialog = peer.start_call(agent.uri, branch="one")
    call = agent.wait(CallRang).call
    for branch in ("one", "two", "three"):  # the same transaction again, then others that carry the same call
        peer.request(dialog, "INVITE", body=peer.sdp(), cseq=1, branch=branch)
    peer.wait_response("INVITE", 482, dialog)
    agent.obey(Decline(id=new_id(), call=call, code=486))
    agent.wait(CallEnded, call=call)
    peer.wait_response("INVITE", 486, dialog)
    peer.request(dialog, "INVITE", body=peer.sdp(), cseq=1, branch="four")
    wait_until(lambda: not agent.do("status")["busy"])
    assert len(agent.seen(CallRang)) == 1
    assert agent.seen(CallMissed) == []


def test_a_caller_who_gave_up_rings_again_under_the_same_call_id(
    sip_agents: StartAgent, peer: RawPeer
) -> None:
    agent = sip_agents("agent")
    dialog = peer.start_call(agent.uri, branch="first")
    call = agent.wait(CallRang).call
    peer.cancel(dialog, "first")
    agent.wait(CallEnded, call=call)
    peer.request(dialog, "INVITE", body=peer.sdp(), cseq=2, branch="second")
    agent.obey(Answer(id=new_id(), call=agent.wait(CallRang).call))
    peer.wait_response("INVITE", 200, dialog)


def test_an_invite_that_was_put_right_is_no_repetition(sip_agents: StartAgent, peer: RawPeer) -> None:
    agent = sip_agents("agent")
    dialog = peer.start_call(agent.uri, headers="Supported: timer\nSession-Expires: 60")
    assert peer.wait_response("INVITE", 422, dialog).first("min-se") == "90"
    agent.wait(CallEnded, code=422)
    better = "Supported: timer\nSession-Expires: 90\nMin-SE: 90"
    peer.request(dialog, "INVITE", body=peer.sdp(), headers=better)
    agent.obey(Answer(id=new_id(), call=agent.wait(CallRang).call))
    peer.wait_response("INVITE", 200, dialog)


@pytest.mark.parametrize("code", [603, 486, 480])
def test_declining_takes_at_least_250_ms(sip_agents: StartAgent, peer: RawPeer, code: int) -> None:
    agent = sip_agents("agent", decline=code)
    started = time.monotonic()
    dialog = peer.start_call(agent.uri)
    peer.wait_response("INVITE", code, dialog)
    assert time.monotonic() - started > 0.24
    ended = agent.wait(CallEnded)
    assert (ended.code, ended.by, ended.answered) == (code, EndedBy.US, False)


def test_a_late_offer_can_be_declined_and_answered(sip_agents: StartAgent, peer: RawPeer) -> None:
    agent = sip_agents("agent")
    dialog = peer.start_call(agent.uri, sdp=False)
    agent.obey(Decline(id=new_id(), call=agent.wait(CallRang).call))
    peer.wait_response("INVITE", 603, dialog)
    dialog = peer.start_call(agent.uri, sdp=False)
    agent.obey(Answer(id=new_id(), call=agent.wait(CallRang).call))
    assert "m=audio" in peer.wait_response("INVITE", 200, dialog).body


@pytest.mark.parametrize("elsewhere", [True, False])
def test_a_cancelled_call_says_whether_a_colleague_took_it(
    sip_agents: StartAgent, peer: RawPeer, elsewhere: bool
) -> None:
    agent = sip_agents("agent")
    dialog = peer.start_call(agent.uri, branch="abc")
    call = agent.wait(CallRang).call
    reason = 'Reason: SIP;cause=200;text="Call completed elsewhere"' if elsewhere else ""
    peer.cancel(dialog, "abc", reason)
    ended = agent.wait(CallEnded, call=call)
    assert (ended.code, ended.by, ended.answered, ended.elsewhere) == (487, EndedBy.THEM, False, elsewhere)
    refused = agent.obey(Answer(id=new_id(), call=call))
    assert agent.wait(CommandRefused, command=refused).code == "no_such_call"


def answered(agent: Agent, peer: RawPeer) -> tuple[str, int]:
    dialog = peer.call(agent.uri)
    assert dialog.cseq == 2
    return agent.wait(CallAnswered).call, 0


@pytest.mark.parametrize("method", ["INVITE", "UPDATE"])
def test_a_new_identity_behind_a_call_is_told(sip_agents: StartAgent, peer: RawPeer, method: str) -> None:
    agent = sip_agents("agent", answer_ms=0)
    call, _ = answered(agent, peer)
    dialog = peer.dialogs[0]
    identity = 'P-Asserted-Identity: "The Customer" <sip:+4920@pbx>'
    peer.request(dialog, method, headers=identity, body=peer.sdp())
    changed = agent.wait(CallIdentityChanged, call=call)
    assert changed.remote == Party(name="The Customer", user="+4920", host="pbx")
    assert agent.legs()[0].remote == changed.remote


def test_a_stranger_cannot_make_us_call(sip_agents: StartAgent, peer: RawPeer) -> None:
    agent = sip_agents("agent", answer_ms=0)
    call, _ = answered(agent, peer)
    peer.request(peer.dialogs[0], "REFER", headers=f"Refer-To: <{peer.uri}>")
    peer.wait_response("REFER", 603)
    assert [leg.call for leg in agent.legs()] == [call]
    assert peer.seen("INVITE") == []


def test_an_answer_whose_ack_is_lost_can_be_hung_up(sip_agents: StartAgent, peer: RawPeer) -> None:
    agent = sip_agents("agent")
    dialog = peer.start_call(agent.uri)
    call = agent.wait(CallRang).call
    agent.obey(Answer(id=new_id(), call=call))
    peer.wait_response("INVITE", 200, dialog)
    refused = agent.obey(Answer(id=new_id(), call=call))
    assert agent.wait(CommandRefused, command=refused).code == "not_now"
    agent.obey(HangUp(id=new_id(), call=call))
    assert agent.wait(CallEnded, call=call).by is EndedBy.US
    assert agent.legs() == ()


def test_whoever_was_muted_is_muted_for_the_customer_who_comes_in_the_consult_s_place(
    sip_agents: StartAgent, peer: RawPeer
) -> None:
    agent = sip_agents("agent", answer_ms=0)
    call, _ = answered(agent, peer)
    agent.obey(Mute(id=new_id(), call=call, on=True))
    agent.wait(CallMuteChanged, call=call, muted=True)
    consult = peer.dialogs[0]
    tags = (consult.remote.partition("tag=")[2], consult.local.partition("tag=")[2])
    peer.call(agent.uri, headers=f"Replaces: {consult.call_id};to-tag={tags[0]};from-tag={tags[1]}")
    rang = agent.wait(CallRang, replaces=call)
    agent.wait(CallMuteChanged, call=rang.call, muted=True)
    assert {leg.call: leg.muted for leg in agent.legs()}[rang.call]


def test_a_hold_by_the_other_side_is_told(sip_agents: StartAgent, peer: RawPeer) -> None:
    agent = sip_agents("agent", answer_ms=0)
    call, _ = answered(agent, peer)
    dialog = peer.dialogs[0]
    for held, direction in ((True, "sendonly"), (False, "sendrecv")):
        peer.request(dialog, "UPDATE", body=peer.sdp(direction))
        assert agent.wait(CallHoldChanged, call=call, held=held).by is EndedBy.THEM
    assert agent.legs()[0].held_by_remote is False


def test_answering_a_second_customer_holds_the_first(sip_agents: StartAgent, peer: RawPeer) -> None:
    agent = sip_agents("agent")
    calls = []
    for _ in range(2):
        dialog = peer.start_call(agent.uri)
        calls.append(agent.wait(CallRang).call)
        agent.obey(Answer(id=new_id(), call=calls[-1]))
        peer.ack(dialog, peer.wait_response("INVITE", 200, dialog))
        agent.wait(CallAnswered, call=calls[-1])
    held = {leg.call: leg.held for leg in agent.legs()}
    assert held == {calls[0]: True, calls[1]: False}
    order = [type(e) for e in agent.events if getattr(e, "call", "") in calls]
    assert order.index(CallHoldChanged) < len(order) - 1 - order[::-1].index(CallAnswered)
