"""Real peers: each is brought up by a module of its own; where it cannot be had, its tests are skipped, saying why.

A peer is started for each test: nothing of one test is left for the next. Its log is shown when the test fails.
"""

from collections.abc import Callable, Iterator

import pytest

from telephony.events import RegistrationChanged, RegistrationState
from tests.agents import Agent, sip_agents
from tests.end_to_end.real_desk import real_desks
from tests.peers.asterisk import Asterisk
from tests.peers.trees import Unavailable

__all__ = ["real_desks", "sip_agents"]

LAST = 6000
"""Characters of a peer's log that are shown."""


def _show(request: pytest.FixtureRequest, name: str, log: str) -> None:
    """Put a log among what pytest shows of a test that fails (the fixture ends before its report is written)."""
    request.node.add_report_section("call", name, log[-LAST:])


@pytest.fixture
def asterisk(request: pytest.FixtureRequest) -> Iterator[Asterisk]:
    try:
        peer = Asterisk()
    except Unavailable as why:
        pytest.skip(str(why))
    yield peer
    _show(request, "asterisk", peer.log)
    peer.close()


Phones = Callable[..., Agent]


@pytest.fixture
def phones(asterisk: Asterisk, sip_agents: Phones) -> Phones:
    """Warmline's engine as an extension of the PBX: ``phones("2041", answer_ms=0)``, registered when it returns."""

    def start(extension: str, account: dict[str, object] | None = None, **options: object) -> Agent:
        agent = sip_agents(extension, account=asterisk.account(extension, **(account or {})), **options)
        agent.wait(RegistrationChanged, state=RegistrationState.REGISTERED)
        return agent

    return start
