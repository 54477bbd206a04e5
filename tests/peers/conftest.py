"""Real peers: each is brought up by a module of its own; where it cannot be had, its tests are skipped, saying why.

A peer is started for each test: nothing of one test is left for the next. Its log is shown when the test fails.
"""

from collections.abc import Callable, Generator, Iterator

import pytest

from telephony.call import Purpose
from telephony.commands import Dial
from telephony.events import CallEnded, RegistrationChanged, RegistrationState
from tests.agents import Agent, StartAgent, new_id, sip_agents
from tests.end_to_end.real_desk import real_desks
from tests.peers.asterisk import Asterisk
from tests.peers.kamailio import Kamailio
from tests.peers.trees import Unavailable

__all__ = ["real_desks", "sip_agents"]

LAST = 12000
"""Characters of a peer's log that are shown."""

Phones = Callable[..., Agent]
Pbx = Asterisk | Kamailio


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Function) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show what the peers have logged when a test fails; they are still there then."""
    report = yield
    if report.failed:
        for name, value in item.funcargs.items():
            if hasattr(value, "log") and hasattr(value, "close"):
                report.sections.append((f"log of {name}", str(value.log)[-LAST:]))
    return report


def _peer(make: Callable[[], Pbx]) -> Iterator[Pbx]:
    try:
        peer = make()
    except Unavailable as why:
        pytest.skip(str(why))
    yield peer
    peer.close()


@pytest.fixture
def asterisk() -> Iterator[Pbx]:
    yield from _peer(Asterisk)


@pytest.fixture
def kamailio() -> Iterator[Pbx]:
    yield from _peer(Kamailio)


@pytest.fixture(params=["asterisk", "kamailio"])
def pbx(request: pytest.FixtureRequest) -> Pbx:
    """The same test through each of them."""
    peer: Pbx = request.getfixturevalue(request.param)
    return peer


def registered(peer: Pbx, start: StartAgent) -> Phones:
    """Warmline's engine as an extension: ``phones("2041", answer_ms=0)``, registered when it returns."""

    def phone(extension: str, account: dict[str, object] | None = None, **options: object) -> Agent:
        agent = start(extension, account=peer.account(extension, **(account or {})), **options)
        agent.wait(RegistrationChanged, state=RegistrationState.REGISTERED)
        return agent

    return phone


@pytest.fixture
def phones(asterisk: Asterisk, sip_agents: StartAgent) -> Phones:
    """See :func:`registered`: extensions of Asterisk."""
    return registered(asterisk, sip_agents)


def dial(agent: Agent, target: str, purpose: Purpose = Purpose.CUSTOMER) -> str:
    call = new_id()
    agent.obey(Dial(id=new_id(), call=call, target=target, purpose=purpose))
    return call


def dial_code(agent: Agent, asterisk: Asterisk, code: str) -> None:
    """A feature code, to its end."""
    agent.wait(CallEnded, call=dial(agent, asterisk.uri(code), Purpose.CODE))
