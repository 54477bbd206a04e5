"""Registration with a registrar that does not always want: what is told, and when it is asked again."""

import socket
from collections.abc import Iterator

import pytest

from telephony.commands import Register
from telephony.events import CommandRefused, RegistrationChanged, RegistrationProblem, RegistrationState
from tests.agents import Agent, StartAgent, new_id, wait_until
from tests.registrar import Registrar, StreamRegistrar

pytestmark = pytest.mark.sip

SOON = 20.0
A_WHILE = 3.0
"""Seconds in which an engine that hammers would have asked again."""


@pytest.fixture
def registrar() -> Iterator[Registrar]:
    with Registrar() as raw:
        yield raw


def told(agent: Agent, problem: RegistrationProblem) -> RegistrationChanged:
    return agent.wait(RegistrationChanged, SOON, problem=problem)


def registered(agent: Agent) -> RegistrationChanged:
    return agent.wait(RegistrationChanged, SOON, state=RegistrationState.REGISTERED)


@pytest.mark.parametrize(
    ("offered", "used"),
    [
        (("MD5",), "MD5"),
        (("SHA-256",), "SHA-256"),
        (("SHA-256", "MD5"), "SHA-256"),
    ],
)
def test_digest_by_the_first_way_that_is_offered(
    sip_agents: StartAgent, registrar: Registrar, offered: tuple[str, ...], used: str
) -> None:
    registrar.algorithms = offered
    registered(sip_agents("agent", account=registrar.account()))
    assert registrar.used == [used]


@pytest.mark.parametrize(
    ("setting", "problem", "code"),
    [
        ({"wrong": 401}, RegistrationProblem.PASSWORD, 401),
        ({"wrong": 403}, RegistrationProblem.FORBIDDEN, 403),
        ({"script": [(403, "")]}, RegistrationProblem.FORBIDDEN, 403),
        ({"script": [(404, "")]}, RegistrationProblem.UNKNOWN, 404),
    ],
)
def test_a_refusal_stops_until_a_person_asks_again(
    sip_agents: StartAgent,
    registrar: Registrar,
    setting: dict[str, object],
    problem: RegistrationProblem,
    code: int,
) -> None:
    for name, value in setting.items():
        setattr(registrar, name, value)
    agent = sip_agents("agent", account=registrar.account("wrong"))
    refused = told(agent, problem)
    assert (refused.state, refused.code, refused.retry_seconds) == (RegistrationState.REFUSED, code, 0)
    asked = len(registrar.times)
    assert asked <= 2
    with pytest.raises(AssertionError):
        registrar.wait("REGISTER", count=asked + 1, seconds=A_WHILE)
    registrar.script = [(200, "Contact: <sip:agent@127.0.0.1>;expires=60")]
    agent.obey(Register(id=new_id()))
    registered(agent)


def test_a_shorter_time_than_the_registrar_wants_is_made_longer(
    sip_agents: StartAgent, registrar: Registrar
) -> None:
    registrar.script = [(423, "Min-Expires: 600")]
    registered(sip_agents("agent", account=registrar.account(register_seconds=60)))
    assert [m.first("expires") for m in registrar.seen("REGISTER")][:2] == ["60", "600"]


def test_retry_after_is_obeyed(sip_agents: StartAgent, registrar: Registrar) -> None:
    registrar.script = [(503, "Retry-After: 3")]
    agent = sip_agents("agent", account=registrar.account())
    busy = told(agent, RegistrationProblem.BUSY)
    assert busy.state is RegistrationState.LOST
    assert 3 <= busy.retry_seconds <= 3.6
    registered(agent)
    assert registrar.times[1] - registrar.times[0] >= 2.9


def test_losses_are_asked_again_at_growing_distances(sip_agents: StartAgent, registrar: Registrar) -> None:
    registrar.script = [(500, ""), (500, ""), (500, "")]
    agent = sip_agents("agent", account=registrar.account())
    waits = [told(agent, RegistrationProblem.BUSY).retry_seconds for _ in range(3)]
    for wait, planned in zip(waits, (1, 2, 4), strict=True):
        assert 0.75 * planned <= wait <= 1.25 * planned
    registered(agent)
    for at, wait in enumerate(waits):
        assert registrar.times[at + 1] - registrar.times[at] >= wait - 0.15


def test_a_name_that_is_not_found_is_told(sip_agents: StartAgent) -> None:
    account = {"uri": "sip:agent@pbx.invalid", "registrar": "sip:pbx.invalid", "username": "agent"}
    agent = sip_agents("agent", account=account)
    lost = agent.wait(RegistrationChanged, SOON, state=RegistrationState.LOST)
    assert lost.problem in {RegistrationProblem.NAME, RegistrationProblem.NO_NETWORK}
    assert lost.retry_seconds > 0


def test_silence_is_told_long_before_sip_gives_up_and_ends_with_the_first_answer(
    sip_agents: StartAgent, registrar: Registrar
) -> None:
    registrar.answers["REGISTER"] = None
    agent = sip_agents("agent", account=registrar.account())
    lost = told(agent, RegistrationProblem.NO_ANSWER)
    assert (lost.state, lost.code) == (RegistrationState.LOST, 0)
    assert "127.0.0.1 does not answer" in lost.reason
    registrar.answers["REGISTER"] = 200
    registered(agent)


def test_a_closed_door_is_told(sip_agents: StartAgent) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    account = {
        "uri": "sip:agent@floor.example",
        "registrar": f"sip:127.0.0.1:{port}",
        "username": "agent",
        "transport": "tcp",
    }
    agent = sip_agents("agent", account=account)
    assert told(agent, RegistrationProblem.NO_ANSWER).retry_seconds > 0


def test_a_refresh_tells_nothing_new(sip_agents: StartAgent, registrar: Registrar) -> None:
    registrar.expires = 6
    agent = sip_agents("agent", account=registrar.account())
    registered(agent)
    wait_until(lambda: len(registrar.used) >= 3, SOON)
    assert len(agent.seen(RegistrationChanged)) == 2


def test_a_registration_that_is_lost_later_is_told_and_mended(
    sip_agents: StartAgent, registrar: Registrar
) -> None:
    registrar.expires = 6
    agent = sip_agents("agent", account=registrar.account())
    registered(agent)
    registrar.script = [(500, "")]
    told(agent, RegistrationProblem.BUSY)
    registered(agent)


def test_a_connection_that_breaks_is_made_anew_and_not_too_often(sip_agents: StartAgent) -> None:
    with StreamRegistrar() as registrar:
        agent = sip_agents("agent", account=registrar.account())
        registered(agent)
        registrar.hang_up()
        wait_until(lambda: registrar.connections == 2 and registrar.granted >= 2, SOON)
        registrar.is_read()
        assert registrar.contact.startswith("sip:agent@127.0.0.1:")
        registrar.hang_up()
        asked = len(registrar.times)
        with pytest.raises(AssertionError):
            registrar.wait("REGISTER", count=asked + 1, seconds=A_WHILE)
        assert [r.state for r in agent.seen(RegistrationChanged)] == [
            RegistrationState.TRYING,
            RegistrationState.REGISTERED,
        ]


def test_without_a_registrar_there_is_nothing_to_register_at(sip_agents: StartAgent) -> None:
    agent = sip_agents("agent")
    agent.wait(RegistrationChanged, SOON, state=RegistrationState.DIRECT)
    order = agent.obey(Register(id=new_id()))
    assert agent.wait(CommandRefused, command=order).code == "no_registrar"
