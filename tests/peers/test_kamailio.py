"""R3 through Kamailio: sign-in with both digests, over UDP, TCP and TLS; a certificate that is not to be believed."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from telephony.commands import Answer, HangUp
from telephony.engine.network_names import Record
from telephony.events import (
    CallAnswered,
    CallEnded,
    CallRang,
    RegistrationChanged,
    RegistrationProblem,
    RegistrationState,
)
from tests.agents import StartAgent, new_id
from tests.name_server import NameServer
from tests.peers.conftest import dial, registered
from tests.peers.ground import own_address
from tests.peers.kamailio import Kamailio
from tests.peers.people import ANNA_HZ, MAYA_HZ, TONES
from tests.peers.trees import Unavailable

pytestmark = pytest.mark.sip
StartKamailio = Callable[..., Kamailio]


@pytest.fixture
def start_kamailio() -> Iterator[StartKamailio]:
    with ExitStack() as stack:

        def start(**options: object) -> Kamailio:
            try:
                peer = Kamailio(**options)  # type: ignore[arg-type]
            except Unavailable as why:
                pytest.skip(str(why))
            stack.callback(peer.close)
            return peer

        yield start


@pytest.mark.parametrize(
    ("transport", "algorithm"),
    [("udp", "MD5"), ("udp", "SHA-256"), ("tcp", "MD5"), ("udp+tcp", "MD5"), ("tls", "SHA-256")],
)
def test_registers_and_calls(
    start_kamailio: StartKamailio, sip_agents: StartAgent, transport: str, algorithm: str
) -> None:
    proxy = start_kamailio(algorithm=algorithm)
    phone = registered(proxy, sip_agents)
    account = {"transport": transport, "ca_file": str(proxy.ca_file) if transport == "tls" else ""}
    maya = phone("2041", account, voice=MAYA_HZ)
    anna = phone("7001", account, voice=ANNA_HZ)
    call = dial(anna, proxy.uri("2041"))
    rang = maya.wait(CallRang)
    assert (rang.remote.name, rang.remote.user) == ("Anna Petrova", "7001")
    maya.obey(Answer(id=new_id(), call=rang.call))
    anna.wait(CallAnswered, call=call)
    anna.hears_only(call, {MAYA_HZ}, TONES)
    maya.hears_only(rang.call, {ANNA_HZ}, TONES)
    anna.obey(HangUp(id=new_id(), call=call))
    maya.wait(CallEnded, call=rang.call)


@pytest.mark.parametrize("proxy", ["", "sip:pbx.example"])
@pytest.mark.parametrize("over", ["udp", "tcp"])
def test_is_found_by_the_records_of_a_domain_whose_other_node_is_dead(
    start_kamailio: StartKamailio, sip_agents: StartAgent, over: str, proxy: str
) -> None:
    pbx = start_kamailio()
    dead, port = own_address()
    nodes = [Record(10, 0, dead, port), Record(20, 0, pbx.host, pbx.port)]
    with NameServer({f"_sip._{over}.pbx.example": nodes}) as names:
        people = {
            extension: sip_agents(
                extension,
                account=pbx.account(extension)
                | {
                    "uri": f"sip:{extension}@pbx.example",
                    "registrar": "sip:pbx.example",
                    "proxy": proxy,
                    "transport": "udp+tcp",
                },
                name_server=names.address,
                voice=voice,
            )
            for extension, voice in (("2041", MAYA_HZ), ("7001", ANNA_HZ))
        }
        for agent in people.values():
            told = agent.wait(RegistrationChanged, state=RegistrationState.REGISTERED)
            assert (told.server, told.over) == (pbx.address, over)
        anna, maya = people["7001"], people["2041"]
        call = dial(anna, "2041")
        rang = maya.wait(CallRang)
        maya.obey(Answer(id=new_id(), call=rang.call))
        anna.wait(CallAnswered, call=call)
        anna.hears_only(call, {MAYA_HZ}, TONES)
        maya.hears_only(rang.call, {ANNA_HZ}, TONES)
        anna.obey(HangUp(id=new_id(), call=call))
        maya.wait(CallEnded, call=rang.call)


@pytest.mark.parametrize("algorithm", ["MD5", "SHA-256"])
def test_wrong_password_is_told(
    start_kamailio: StartKamailio, sip_agents: StartAgent, algorithm: str
) -> None:
    proxy = start_kamailio(algorithm=algorithm)
    agent = sip_agents("2041", account=proxy.account("2041", password="guessed"))
    told = agent.wait(RegistrationChanged, state=RegistrationState.REFUSED)
    assert told.problem is RegistrationProblem.PASSWORD


def test_somebody_elses_extension_is_forbidden(start_kamailio: StartKamailio, sip_agents: StartAgent) -> None:
    proxy = start_kamailio()
    agent = sip_agents("2041", account=proxy.account("2041", username="2042"))
    told = agent.wait(RegistrationChanged, state=RegistrationState.REFUSED)
    assert (told.code, told.problem) == (403, RegistrationProblem.FORBIDDEN)


@pytest.mark.parametrize(
    ("shown", "ours"),
    [({"name": "pbx.elsewhere.example"}, True), ({"expired": True}, True), ({}, False)],
    ids=["of another host", "expired", "of an unknown authority"],
)
def test_certificate_that_is_not_to_be_believed(
    start_kamailio: StartKamailio, sip_agents: StartAgent, shown: dict[str, object], *, ours: bool
) -> None:
    proxy = start_kamailio(**shown)
    account = proxy.account("2041", transport="tls", ca_file=str(proxy.ca_file) if ours else "")
    agent = sip_agents("2041", account=account)
    told = agent.wait(RegistrationChanged, problem=RegistrationProblem.CERTIFICATE)
    assert told.state is RegistrationState.LOST
    assert told.reason
    assert not agent.seen(RegistrationChanged, state=RegistrationState.REGISTERED)


def test_encrypted_signalling_and_voice(start_kamailio: StartKamailio, sip_agents: StartAgent) -> None:
    proxy = start_kamailio()
    phone = registered(proxy, sip_agents)
    account = {"transport": "tls", "ca_file": str(proxy.ca_file), "srtp": "mandatory"}
    maya = phone("2041", account, voice=MAYA_HZ, answer_ms=0)
    anna = phone("7001", account, voice=ANNA_HZ)
    call = dial(anna, proxy.uri("2041"))
    anna.wait(CallAnswered, call=call)
    anna.hears_only(call, {MAYA_HZ}, TONES)
    maya.hears_only(maya.wait(CallAnswered).call, {ANNA_HZ}, TONES)
