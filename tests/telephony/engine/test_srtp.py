"""SRTP off, optional and mandatory: what is offered, what is taken, what is refused (RFC 4568, by SDES)."""

import re
from collections.abc import Iterator

import pytest

from telephony.commands import Answer, Dial, HangUp
from telephony.engine.headers import Message
from telephony.events import (
    CallAnswered,
    CallDialled,
    CallEnded,
    CallMissed,
    CallRang,
    RegistrationChanged,
    RegistrationState,
)
from tests.agents import StartAgent, new_id
from tests.registrar import Registrar
from tests.sip_peer import Address, RawPeer

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


@pytest.mark.parametrize(("ours", "theirs"), [("mandatory", "optional"), ("optional", "mandatory")])
def test_one_who_must_and_one_who_may_hear_each_other(sip_agents: StartAgent, ours: str, theirs: str) -> None:
    agent = sip_agents("agent", account={"srtp": ours}, voice=440)
    customer = sip_agents("customer", account={"srtp": theirs}, voice=700, answer_ms=0)
    call = new_id()
    agent.obey(Dial(id=new_id(), call=call, target=customer.uri))
    agent.wait(CallAnswered, SOON, call=call)
    agent.hears_only(call, {700.0}, (440.0, 700.0), SOON)
    customer.hears_only(customer.wait(CallRang, SOON).call, {440.0}, (440.0, 700.0), SOON)


class Demanding(Registrar):
    """Takes an INVITE that offers SRTP as its profile, and refuses any other with ``refusal``."""

    refusal = 488
    takes_none = False
    _tag = "1"

    def sdp(self, direction: str = "sendrecv") -> str:
        keys = CRYPTO.replace(":1 ", f":{self._tag} ")
        return super().sdp(direction).replace("RTP/AVP", "RTP/SAVP") + f"{keys}\r\n"

    def _respond(self, message: Message, address: Address, code: int) -> None:
        offered = re.search(r"a=crypto:(\d+) AES_CM_128_HMAC_SHA1_80", message.body)
        self._tag = offered[1] if offered else self._tag
        secure = "RTP/SAVP" in message.body and not self.takes_none
        super()._respond(
            message, address, self.refusal if message.method == "INVITE" and not secure else code
        )

    @property
    def offers(self) -> list[str]:
        return ["RTP/SAVP" if "RTP/SAVP" in m.body else "RTP/AVP" for m in self.seen("INVITE")]


@pytest.fixture
def demanding() -> Iterator[Demanding]:
    with Demanding() as raw:
        yield raw


@pytest.mark.parametrize("refusal", [488, 606])
def test_who_demands_srtp_is_asked_once_more_with_it_and_it_is_one_call(
    sip_agents: StartAgent, demanding: Demanding, refusal: int
) -> None:
    demanding.refusal = refusal
    agent = sip_agents("agent", account=demanding.account(srtp="optional"))
    agent.wait(RegistrationChanged, SOON, state=RegistrationState.REGISTERED)
    asked = len(demanding.times)
    call = new_id()
    agent.obey(Dial(id=new_id(), call=call, target="2041"))
    agent.wait(CallAnswered, SOON, call=call)
    assert demanding.offers == ["RTP/AVP", "RTP/SAVP"]
    assert len({invite.first("call-id") for invite in demanding.seen("INVITE")}) == 2
    assert len(agent.seen(CallDialled)) == 1
    assert agent.seen(CallEnded) == []
    assert [leg.call for leg in agent.legs()] == [call]
    agent.obey(HangUp(id=new_id(), call=call))
    assert agent.wait(CallEnded, SOON, call=call).answered
    agent.obey(Dial(id=new_id(), call=new_id(), target="2042"))
    demanding.wait("INVITE", count=3, seconds=SOON)
    assert demanding.offers[2] == "RTP/AVP"  # the next one is asked as the settings say
    assert len(demanding.times) == asked


@pytest.mark.parametrize(
    ("srtp", "offers"),
    [("off", ["RTP/AVP"]), ("optional", ["RTP/AVP", "RTP/SAVP"]), ("mandatory", ["RTP/SAVP"])],
)
def test_who_takes_nothing_is_asked_no_oftener_than_that_may_help(
    sip_agents: StartAgent, demanding: Demanding, srtp: str, offers: list[str]
) -> None:
    demanding.takes_none = True
    agent = sip_agents("agent", account={"srtp": srtp})
    call = new_id()
    agent.obey(Dial(id=new_id(), call=call, target=demanding.uri))
    ended = agent.wait(CallEnded, SOON, call=call)
    assert (ended.code, ended.answered) == (488, False)
    assert demanding.offers == offers
    assert len(agent.seen(CallEnded)) == 1


@pytest.mark.parametrize("refusal", [486, 415, 603])
def test_another_refusal_is_one(sip_agents: StartAgent, demanding: Demanding, refusal: int) -> None:
    demanding.refusal = refusal
    agent = sip_agents("agent", account={"srtp": "optional"})
    call = new_id()
    agent.obey(Dial(id=new_id(), call=call, target=demanding.uri))
    assert agent.wait(CallEnded, SOON, call=call).code == refusal
    assert demanding.offers == ["RTP/AVP"]
