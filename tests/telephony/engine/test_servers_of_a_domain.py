"""The engine goes where the domain's SRV records say, and to the next server when one fails: real SIP, a real DNS."""

from collections.abc import Iterator

import pytest

from telephony.call import EndedBy
from telephony.commands import Dial, Register
from telephony.engine.network_names import Record
from telephony.events import (
    CallAnswered,
    RegistrationChanged,
    RegistrationProblem,
    RegistrationState,
)
from tests.agents import Agent, StartAgent, new_id, wait_until
from tests.name_server import NameServer
from tests.registrar import Registrar, StreamRegistrar

pytestmark = pytest.mark.sip

SOON = 20.0
UDP, TCP = "_sip._udp.pbx.example", "_sip._tcp.pbx.example"


@pytest.fixture
def names() -> Iterator[NameServer]:
    with NameServer({}) as server:
        yield server


@pytest.fixture
def first() -> Iterator[Registrar]:
    with Registrar() as registrar:
        yield registrar


@pytest.fixture
def second() -> Iterator[Registrar]:
    with Registrar() as registrar:
        yield registrar


def at(registrar: Registrar, priority: int = 10, weight: int = 0) -> Record:
    return Record(priority, weight, "127.0.0.1", registrar.port)


def account(registrar: Registrar, **more: object) -> dict[str, object]:
    return registrar.account() | {
        "uri": "sip:agent@pbx.example",
        "registrar": "sip:pbx.example",
        "transport": "udp+tcp",
        **more,
    }


def registered(agent: Agent) -> RegistrationChanged:
    return agent.wait(RegistrationChanged, SOON, state=RegistrationState.REGISTERED)


def test_registration_and_calls_go_to_host_and_port_of_the_records_and_say_the_domain(
    sip_agents: StartAgent, names: NameServer, first: Registrar
) -> None:
    names.services[UDP] = [at(first)]
    agent = sip_agents("agent", account=account(first), name_server=names.address)
    told = registered(agent)
    assert told.server == f"127.0.0.1:{first.port}"
    call = new_id()
    agent.obey(Dial(id=new_id(), call=call, target="2041"))
    agent.wait(CallAnswered, SOON, call=call)
    for method, uri in (("REGISTER", "sip:pbx.example"), ("INVITE", "sip:2041@pbx.example")):
        request = first.seen(method)[-1]
        assert request.start_line == f"{method} {uri} SIP/2.0"
        assert request.first("to").strip("<>").endswith("@pbx.example")
        assert request.all("route") == []
    assert 'uri="sip:pbx.example"' in first.seen("REGISTER")[-1].first("authorization")
