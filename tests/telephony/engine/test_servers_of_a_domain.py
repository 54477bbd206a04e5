"""The engine goes where the domain's SRV records say, and to the next server when one fails: real SIP, a real DNS."""

import contextlib
from collections.abc import Iterator

import pytest

from telephony.commands import Dial, Register
from telephony.engine.network_names import Record
from telephony.events import (
    CallAnswered,
    CallRang,
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


def test_a_dead_server_costs_seconds_and_is_no_loss(
    sip_agents: StartAgent, names: NameServer, second: Registrar
) -> None:
    with Registrar() as dead:
        names.services[UDP] = [at(dead, 10), at(second, 20)]
    agent = sip_agents("agent", account=account(second), name_server=names.address)
    assert registered(agent).server == f"127.0.0.1:{second.port}"
    assert [each.state for each in agent.seen(RegistrationChanged)] == [
        RegistrationState.TRYING,
        RegistrationState.REGISTERED,
    ]


@pytest.mark.parametrize("answer", [(503, ""), (503, "Retry-After: 600"), (408, "")])
def test_who_cannot_serve_us_now_sends_us_to_the_next_at_once(
    sip_agents: StartAgent, names: NameServer, first: Registrar, second: Registrar, answer: tuple[int, str]
) -> None:
    first.script = [answer] * 9
    names.services[UDP] = [at(first, 10), at(second, 20)]
    agent = sip_agents("agent", account=account(first), name_server=names.address)
    assert registered(agent).server == f"127.0.0.1:{second.port}"
    assert len(first.times) == 1
    assert (
        len(agent.seen(RegistrationChanged)) == 2
    )  # and no loss between, which the schedule would have told


def test_a_closed_door_over_tcp_sends_us_to_the_next_at_once(
    sip_agents: StartAgent, names: NameServer
) -> None:
    with StreamRegistrar() as closed:
        pass
    with StreamRegistrar() as open_:
        names.services[TCP] = [at(closed, 10), at(open_, 20)]
        agent = sip_agents("agent", account=account(open_), name_server=names.address)
        assert registered(agent).server == f"127.0.0.1:{open_.port}"
        assert ";transport=tcp" in open_.contact.lower()


@pytest.mark.parametrize("code", [403, 404, 500])
def test_an_answer_of_the_pbx_is_an_answer_and_nobody_else_is_asked(
    sip_agents: StartAgent, names: NameServer, first: Registrar, second: Registrar, code: int
) -> None:
    first.script = [(code, "")]
    names.services[UDP] = [at(first, 10), at(second, 20)]
    agent = sip_agents("agent", account=account(first), name_server=names.address)
    told = agent.wait(RegistrationChanged, SOON, code=code)
    assert told.server == f"127.0.0.1:{first.port}"
    agent.obey(Register(id=new_id()))
    registered(agent)
    assert second.times == []


def test_a_wrong_password_is_tried_at_one_server_only(
    sip_agents: StartAgent, names: NameServer, first: Registrar, second: Registrar
) -> None:
    names.services[UDP] = [at(first, 10), at(second, 20)]
    agent = sip_agents("agent", account=account(first, password="wrong"), name_server=names.address)
    agent.wait(RegistrationChanged, SOON, problem=RegistrationProblem.PASSWORD)
    assert second.times == []


def test_when_all_have_failed_the_schedule_goes_on_from_the_first_and_the_records_are_asked_anew(
    sip_agents: StartAgent, names: NameServer, first: Registrar, second: Registrar
) -> None:
    first.script = second.script = [(503, "")] * 2
    names.services[UDP] = [at(first, 10), at(second, 20)]
    agent = sip_agents("agent", account=account(first), name_server=names.address)
    lost = agent.wait(RegistrationChanged, SOON, state=RegistrationState.LOST)
    assert (lost.problem, lost.code) == (RegistrationProblem.BUSY, 503)
    assert 0.75 <= lost.retry_seconds <= 1.25
    asked = names.asked.count(UDP)
    assert registered(agent).server == f"127.0.0.1:{first.port}"
    assert names.asked.count(UDP) > asked
    assert (len(first.times), len(second.times)) == (3, 1)


def test_all_are_left_alone_as_long_as_the_first_of_them_asks(
    sip_agents: StartAgent, names: NameServer, first: Registrar, second: Registrar
) -> None:
    first.script, second.script = [(503, "Retry-After: 600")], [(503, "Retry-After: 3")]
    names.services[UDP] = [at(first, 10), at(second, 20)]
    agent = sip_agents("agent", account=account(first), name_server=names.address)
    assert 2.9 <= agent.wait(RegistrationChanged, SOON, code=503).retry_seconds <= 3.6
    assert registered(agent).server == f"127.0.0.1:{second.port}"
    assert second.times[1] - second.times[0] >= 2.9
    assert len(first.times) == 1


def test_a_server_that_dies_later_is_left_and_calls_go_through_the_other(
    sip_agents: StartAgent, names: NameServer, first: Registrar, second: Registrar
) -> None:
    first.expires = 6
    names.services[UDP] = [at(first, 10), at(second, 20)]
    agent = sip_agents("agent", account=account(first), name_server=names.address)
    assert registered(agent).server == f"127.0.0.1:{first.port}"
    first.script = [(503, "")]
    assert registered(agent).server == f"127.0.0.1:{second.port}"
    call = new_id()
    agent.obey(Dial(id=new_id(), call=call, target="2041"))
    agent.wait(CallAnswered, SOON, call=call)
    assert first.seen("INVITE") == []
    assert all(each.first("expires") != "0" for each in first.seen("REGISTER"))
    states = [each.state for each in agent.seen(RegistrationChanged)]
    assert RegistrationState.LOST not in states


def test_a_call_from_another_server_of_the_domain_is_let_in(
    sip_agents: StartAgent, names: NameServer, first: Registrar
) -> None:
    with Registrar("127.0.0.3") as other:
        names.services[UDP] = [at(first, 10), Record(20, 0, "127.0.0.3", other.port)]
        agent = sip_agents("agent", account=account(first, bind="0.0.0.0"), name_server=names.address)  # noqa: S104
        registered(agent)

        def rings() -> bool:
            """Who serves the domain is asked for beside, and may be known a moment after the registration."""
            dialog = other.start_call(first.contact)
            with contextlib.suppress(AssertionError):
                other.wait_response("INVITE", 180, dialog, 1.0)
                return True
            return False

        wait_until(rings, SOON)
        agent.wait(CallRang, SOON)


def test_a_connection_that_breaks_is_made_anew_to_the_same_server(
    sip_agents: StartAgent, names: NameServer
) -> None:
    with StreamRegistrar() as registrar, StreamRegistrar() as other:
        names.services[TCP] = [at(registrar, 10), at(other, 20)]
        agent = sip_agents("agent", account=account(registrar), name_server=names.address)
        registered(agent)
        registrar.hang_up()
        wait_until(lambda: registrar.connections == 2 and registrar.granted >= 2, SOON)
        assert other.times == []


def test_a_server_that_is_gone_from_the_records_is_left_at_the_next_round(
    sip_agents: StartAgent, names: NameServer, first: Registrar, second: Registrar
) -> None:
    names.services[UDP] = [at(first)]
    agent = sip_agents("agent", account=account(first), name_server=names.address)
    registered(agent)
    names.services[UDP] = [at(second)]
    agent.obey(Register(id=new_id()))
    assert registered(agent).server == f"127.0.0.1:{second.port}"
    assert all(each.first("expires") != "0" for each in first.seen("REGISTER"))


def test_a_name_of_the_records_that_does_not_exist_is_told(
    sip_agents: StartAgent, names: NameServer, first: Registrar
) -> None:
    names.services[UDP] = [Record(0, 0, "nowhere.invalid", 5060)]
    agent = sip_agents("agent", account=account(first), name_server=names.address)
    lost = agent.wait(RegistrationChanged, SOON, state=RegistrationState.LOST)
    assert lost.problem in {RegistrationProblem.NAME, RegistrationProblem.NO_NETWORK}
    assert lost.problem is RegistrationProblem.NO_NETWORK or "nowhere.invalid" in lost.reason
    names.services[UDP] = [at(first)]
    registered(agent)
