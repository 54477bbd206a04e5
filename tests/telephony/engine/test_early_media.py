"""Sound before the answer: announcements of the network, and who is really there."""

import threading
from collections.abc import Iterator

import pytest

from telephony.call import CallState, Party
from telephony.commands import Dial, HangUp
from telephony.events import CallAnswered, CallEnded, CallIdentityChanged, CallProgressed
from tests.agents import StartAgent, new_id
from tests.sip_peer import RawPeer

pytestmark = pytest.mark.sip

HZ = 1000.0
SQUARE = (b"\x9a" * 4 + b"\x1a" * 4) * 20
"""20 ms of 1,000 Hz as PCMU."""


@pytest.fixture
def peer() -> Iterator[RawPeer]:
    with RawPeer("peer") as raw:
        yield raw


def test_an_announcement_before_the_answer_is_heard(sip_agents: StartAgent, peer: RawPeer) -> None:
    agent = sip_agents("agent")
    peer.ringing_sdp, peer.answers["INVITE"] = True, None
    call = new_id()
    agent.obey(Dial(id=new_id(), call=call, target=peer.uri))
    progressed = agent.wait(CallProgressed, call=call)
    assert (progressed.code, progressed.early_media) == (183, True)
    over = threading.Event()
    sdp = peer.wait("INVITE").body

    def announce() -> None:
        at = 0
        while not over.wait(0.02):
            peer.send_rtp(sdp, 0, SQUARE, at=at)
            at += 1

    speaker = threading.Thread(target=announce)
    speaker.start()
    try:
        agent.do("record", call=call, path=str(agent.folder / f"{call}.wav"))
        agent.hears_only(call, {HZ}, (HZ,))
    finally:
        over.set()
        speaker.join()
    assert agent.legs()[0].state is CallState.RINGING
    peer.answer_invite(486)
    ended = agent.wait(CallEnded, call=call)
    assert (ended.code, ended.answered) == (486, False)


def test_ringing_after_an_announcement_does_not_end_it(sip_agents: StartAgent, peer: RawPeer) -> None:
    agent = sip_agents("agent")
    peer.ringing_sdp, peer.answers["INVITE"] = True, None
    call = new_id()
    agent.obey(Dial(id=new_id(), call=call, target=peer.uri))
    agent.wait(CallProgressed, call=call, code=183)
    message, address = peer._waiting["INVITE"]
    peer._respond(message, address, 180)
    assert agent.wait(CallProgressed, call=call, code=180).early_media
    agent.obey(HangUp(id=new_id(), call=call))
    agent.wait(CallEnded, call=call)


@pytest.mark.parametrize("header", ["P-Asserted-Identity: {}", "Remote-Party-ID: {};party=called;screen=yes"])
def test_who_answers_is_told_and_who_changes_behind_the_answer_too(
    sip_agents: StartAgent, peer: RawPeer, header: str
) -> None:
    agent = sip_agents("agent")
    peer.answers["INVITE"] = None
    peer.answer_headers = header.format('"Queue" <sip:600@pbx>')
    call = new_id()
    agent.obey(Dial(id=new_id(), call=call, target=peer.uri))
    queue = agent.wait(CallIdentityChanged, call=call)
    assert queue.remote == Party(name="Queue", user="600", host="pbx")
    peer.answer_headers = header.format('"Dora" <sip:3107@pbx>')
    peer.answer_invite(200)
    agent.wait(CallAnswered, call=call)
    assert agent.wait(CallIdentityChanged, call=call).remote == Party(name="Dora", user="3107", host="pbx")
    assert agent.legs()[0].remote.user == "3107"
    assert [type(e).__name__ for e in agent.events if getattr(e, "call", "") == call] == [
        "CallDialled",
        "CallProgressed",
        "CallIdentityChanged",
        "CallAnswered",
        "CallIdentityChanged",
    ]


@pytest.mark.parametrize(
    ("headers", "remote"),
    [
        ("P-Asserted-Identity: <sip:1@pbx>\nPrivacy: id", Party()),
        ('P-Asserted-Identity: "\u202eevil\u0007 %s" <sip:1@pbx>' % ("n" * 2500), None),
        ('P-Asserted-Identity: \x01\x02, <<>>, sip:, "', None),
    ],
)
def test_hostile_and_withheld_identities_in_an_answer(
    sip_agents: StartAgent, peer: RawPeer, headers: str, remote: Party | None
) -> None:
    agent = sip_agents("agent")
    peer.answer_headers = headers
    call = new_id()
    agent.obey(Dial(id=new_id(), call=call, target=peer.uri))
    agent.wait(CallAnswered, call=call)
    (leg,) = agent.legs()
    if remote is not None:
        assert leg.remote == remote
    assert len(leg.remote.name) <= 120
    assert leg.remote.name.isprintable()
    agent.obey(HangUp(id=new_id(), call=call))
    assert agent.wait(CallEnded, call=call).answered
