"""SRTP off, optional and mandatory: what is offered, what is taken, what is refused (RFC 4568, by SDES)."""

from collections.abc import Iterator

import pytest

from telephony.commands import Answer, Dial
from telephony.events import CallAnswered, CallMissed, CallRang
from tests.agents import StartAgent, new_id
from tests.sip_peer import RawPeer

pytestmark = pytest.mark.sip

SOON = 20.0
CRYPTO = "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj"


class SecurePeer(RawPeer):
    """Offers and takes SRTP if ``secure``."""

    secure = True

    def sdp(self, direction: str = "sendrecv") -> str:
        plain = super().sdp(direction)
        return plain.replace("RTP/AVP", "RTP/SAVP") + f"{CRYPTO}\r\n" if self.secure else plain


@pytest.fixture
def peer() -> Iterator[SecurePeer]:
    with SecurePeer("peer") as raw:
        yield raw


@pytest.mark.parametrize(
    ("srtp", "profile", "keys"),
    [("off", "RTP/AVP", False), ("optional", "RTP/AVP", True), ("mandatory", "RTP/SAVP", True)],
)
def test_what_is_offered(
    sip_agents: StartAgent, peer: SecurePeer, srtp: str, profile: str, keys: bool
) -> None:
    agent = sip_agents("agent", account={"srtp": srtp})
    agent.obey(Dial(id=new_id(), call=new_id(), target=peer.uri))
    offer = peer.wait("INVITE", seconds=SOON).body
    assert f" {profile} " in next(line for line in offer.splitlines() if line.startswith("m=audio"))
    assert ("a=crypto:" in offer) is keys


@pytest.mark.parametrize(
    ("srtp", "secure", "code"),
    [
        ("off", False, 200),
        ("off", True, 488),
        ("optional", False, 200),
        ("optional", True, 200),
        ("mandatory", False, 488),
        ("mandatory", True, 200),
    ],
)
def test_what_is_taken_and_what_is_refused(
    sip_agents: StartAgent, peer: SecurePeer, srtp: str, secure: bool, code: int
) -> None:
    agent = sip_agents("agent", account={"srtp": srtp})
    peer.secure = secure
    dialog = peer.start_call(agent.uri)
    if code != 200:
        peer.wait_response("INVITE", code, dialog, SOON)
        assert agent.seen(CallRang) == []
        assert agent.seen(CallMissed) == []
        return
    call = agent.wait(CallRang, SOON).call
    agent.obey(Answer(id=new_id(), call=call))
    answer = peer.wait_response("INVITE", 200, dialog, SOON)
    peer.ack(dialog, answer)
    agent.wait(CallAnswered, SOON, call=call)
    assert ("RTP/SAVP" in answer.body) is secure
    assert ("a=crypto:" in answer.body) is secure


def test_one_who_must_and_one_who_may_hear_each_other(sip_agents: StartAgent) -> None:
    agent = sip_agents("agent", account={"srtp": "mandatory"}, voice=440)
    customer = sip_agents("customer", account={"srtp": "optional"}, voice=700, answer_ms=0)
    call = new_id()
    agent.obey(Dial(id=new_id(), call=call, target=customer.uri))
    agent.wait(CallAnswered, SOON, call=call)
    agent.hears_only(call, {700.0}, (440.0, 700.0), SOON)
    customer.hears_only(customer.wait(CallRang, SOON).call, {440.0}, (440.0, 700.0), SOON)
