"""Registration, transports, outgoing calls and messages."""

import socket
import time
from collections.abc import Iterator

import pytest

from telephony.call import EndedBy
from telephony.commands import Dial, HangUp, SendMessage
from telephony.events import (
    CallAnswered,
    CallDialled,
    CallEnded,
    CallRang,
    CommandRefused,
    MessageReceived,
    RegistrationChanged,
    RegistrationState,
)
from telephony.party import parse_name_addr
from tests.agents import PROMISED, StartAgent, new_id, wait_until
from tests.registrar import Registrar
from tests.sip_peer import RawPeer

pytestmark = pytest.mark.sip


@pytest.fixture
def registrar() -> Iterator[Registrar]:
    with Registrar() as raw:
        yield raw


@pytest.fixture
def peer() -> Iterator[RawPeer]:
    with RawPeer("peer") as raw:
        yield raw


def test_it_registers_with_digest_and_unregisters(sip_agents: StartAgent, registrar: Registrar) -> None:
    agent = sip_agents("agent", account=registrar.account())
    told = agent.wait(RegistrationChanged, state=RegistrationState.REGISTERED)
    assert (told.code, told.uri) == (200, "sip:agent@floor.example")
    call = new_id()
    agent.obey(Dial(id=new_id(), call=call, target="2041"))
    invite = registrar.wait("INVITE")
    assert parse_name_addr(invite.first("to")).user == "2041"
    assert parse_name_addr(invite.first("from")).host == "floor.example"
    agent.close()
    last = registrar.seen("REGISTER")[-1]
    assert "expires=0" in last.first("contact") or last.first("expires") == "0"
    registrar.wait("BYE")


def test_a_port_in_use_is_told_in_words(sip_agents: StartAgent) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        agent = sip_agents("agent", account={"port": taken.getsockname()[1]}, fails=True)
        assert agent.ready["refused"] == "cannot_bind"
        assert "cannot listen on 127.0.0.1" in agent.ready["message"]


@pytest.mark.parametrize("wrong", [{"uri": "nonsense"}, {"registrar": "sip:a?b=c"}, {"proxy": "a\r\nb"}])
def test_a_wrong_account_is_told_in_words(sip_agents: StartAgent, wrong: dict[str, str]) -> None:
    agent = sip_agents("agent", account=wrong, fails=True)
    assert agent.ready["refused"] == "bad_account"


def test_a_name_with_quotes_arrives_as_it_is(sip_agents: StartAgent) -> None:
    agent = sip_agents("agent")
    customer = sip_agents("customer", account={"display_name": 'Zoë "Z" \\ <b>\r\nX: y'})
    customer.obey(Dial(id=new_id(), call=new_id(), target=agent.uri))
    assert agent.wait(CallRang).remote.name == 'Zoë "Z" \\ <b> X: y'


def test_tls_listens_and_believes_no_stranger(sip_agents: StartAgent, peer: RawPeer) -> None:
    agent = sip_agents("agent", account={"transport": "tls"})
    assert agent.uri.endswith(";transport=tls")
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        call = new_id()
        agent.obey(Dial(id=new_id(), call=call, target=f"sip:x@127.0.0.1:{deaf.getsockname()[1]}"))
        deaf.accept()[0].close()
        ended = agent.wait(CallEnded, call=call)
    assert (ended.code, ended.by) == (503, EndedBy.NETWORK)


@pytest.mark.parametrize("transport", ["udp", "tcp", "udp+tcp"])
def test_every_transport_carries_a_call_and_a_message(sip_agents: StartAgent, transport: str) -> None:
    agent = sip_agents("agent", account={"transport": transport}, answer_ms=0, voice=440)
    customer = sip_agents("customer", account={"transport": transport})
    assert set(agent.ready["addresses"]) == set(transport.split("+"))
    assert len({port for _, port in agent.ready["addresses"].values()}) == 1
    call = new_id()
    customer.obey(Dial(id=new_id(), call=call, target=agent.uri))
    line = agent.wait(CallRang)
    assert line.remote.user == "customer"
    customer.wait(CallAnswered, call=call)
    customer.hears_only(call, {440.0}, (440.0,))
    customer.obey(SendMessage(id=new_id(), target=agent.uri, content_type="text/plain", body="ü" * 500))
    assert agent.wait(MessageReceived).body == "ü" * 500
    customer.obey(HangUp(id=new_id(), call=call))
    assert agent.wait(CallEnded, call=line.call).by is EndedBy.THEM


@pytest.mark.parametrize("transport", ["udp", "udp+tcp"])
def test_a_long_message_arrives_whether_or_not_tcp_is_there(sip_agents: StartAgent, transport: str) -> None:
    agent = sip_agents("agent", account={"transport": transport})
    customer = sip_agents("customer")
    refused = customer.obey(
        SendMessage(id=new_id(), target=agent.uri, content_type="text/plain", body="x" * 1101)
    )
    assert customer.wait(CommandRefused, command=refused).code == "too_long"
    customer.obey(
        SendMessage(id=new_id(), target=agent.uri, content_type="application/json", body="y" * 1100)
    )
    got = agent.wait(MessageReceived)
    assert (got.body, got.content_type, got.remote.user) == ("y" * 1100, "application/json", "customer")


def test_a_message_that_is_not_taken_is_told(sip_agents: StartAgent, peer: RawPeer) -> None:
    agent = sip_agents("agent")
    peer.answers["MESSAGE"] = 404
    order = agent.obey(SendMessage(id=new_id(), target=peer.uri, content_type="text/plain", body="x"))
    assert agent.wait(CommandRefused, command=order).code == "message_failed"


def test_it_closes_well_while_a_message_is_unanswered(sip_agents: StartAgent, peer: RawPeer) -> None:
    agent = sip_agents("agent")
    peer.answers["MESSAGE"] = None
    agent.obey(SendMessage(id=new_id(), target=peer.uri, content_type="text/plain", body="x"))
    peer.wait("MESSAGE")
    agent.close()


@pytest.mark.parametrize("srtp", ["optional", "mandatory"])
def test_srtp_is_heard(sip_agents: StartAgent, srtp: str) -> None:
    agent = sip_agents("agent", account={"srtp": srtp}, answer_ms=0, voice=440)
    customer = sip_agents("customer", account={"srtp": srtp})
    call = new_id()
    customer.obey(Dial(id=new_id(), call=call, target=agent.uri))
    customer.wait(CallAnswered, call=call)
    customer.hears_only(call, {440.0}, (440.0,))


def test_plain_media_is_refused_where_srtp_is_mandatory(sip_agents: StartAgent) -> None:
    agent = sip_agents("agent", account={"srtp": "mandatory"}, answer_ms=0)
    customer = sip_agents("customer")
    call = new_id()
    customer.obey(Dial(id=new_id(), call=call, target=agent.uri))
    assert customer.wait(CallEnded, call=call).code in {406, 488}
    assert agent.seen(CallRang) == []


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("sip:x@127.0.0.1?X-Inj=1", "headers"),
        ("sip:x@127.0.0.1\r\nX: y", "control"),
        ("http://x", "scheme"),
        ("", "empty"),
        ("2041", "no_host"),
    ],
)
def test_only_known_addresses_are_dialled(sip_agents: StartAgent, target: str, code: str) -> None:
    agent = sip_agents("agent")
    order = agent.obey(Dial(id=new_id(), call=new_id(), target=target))
    assert agent.wait(CommandRefused, command=order).code == code
    assert agent.seen(CallDialled) == []
    assert agent.legs() == ()


def test_a_call_that_is_diverted_elsewhere_is_not_followed_and_says_so(
    sip_agents: StartAgent, peer: RawPeer
) -> None:
    agent = sip_agents("agent")
    with RawPeer("elsewhere") as elsewhere:
        dialled, peer.uri = peer.uri, elsewhere.uri  # what its Contact names
        peer.answers["INVITE"] = 302
        call = new_id()
        agent.obey(Dial(id=new_id(), call=call, target=dialled))
        ended = agent.wait(CallEnded, call=call)
        assert (ended.code, ended.by, ended.answered) == (302, EndedBy.THEM, False)
        peer.wait("ACK")
        assert elsewhere.came == []


def test_a_third_customer_is_not_dialled_and_the_first_is_held(sip_agents: StartAgent, peer: RawPeer) -> None:
    agent = sip_agents("agent")
    calls = [new_id() for _ in range(3)]
    for call in calls[:2]:
        agent.obey(Dial(id=new_id(), call=call, target=peer.uri))
        agent.wait(CallAnswered, call=call)
    wait_until(lambda: {leg.call: leg.held for leg in agent.legs()} == {calls[0]: True, calls[1]: False})
    order = agent.obey(Dial(id=new_id(), call=calls[2], target=peer.uri))
    assert agent.wait(CommandRefused, command=order).code == "no_line"


def test_a_call_into_nothing_ends_by_itself_and_can_be_given_up(
    sip_agents: StartAgent, peer: RawPeer
) -> None:
    agent = sip_agents("agent")
    peer.answers["INVITE"], peer.provisional = None, False
    call = new_id()
    agent.obey(Dial(id=new_id(), call=call, target=peer.uri))
    agent.wait(CallDialled, call=call)
    peer.wait("INVITE")
    pressed = time.monotonic()
    agent.obey(HangUp(id=new_id(), call=call))
    ended = agent.wait(CallEnded, call=call)
    assert time.monotonic() - pressed < PROMISED
    assert (ended.by, ended.answered) == (EndedBy.US, False)
