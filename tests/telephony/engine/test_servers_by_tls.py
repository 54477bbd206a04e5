"""SRV records and TLS: the certificate must be for the domain, and no other name is ever dialled (RFC 5922)."""

from pathlib import Path

import pytest

from telephony.engine.network_names import Record
from telephony.events import RegistrationChanged, RegistrationProblem, RegistrationState
from tests.agents import StartAgent
from tests.certificates import Authority
from tests.name_server import NameServer
from tests.registrar import StreamRegistrar

pytestmark = pytest.mark.sip

SOON = 20.0
DOMAIN = "0x7f.0x1"
"""A name to us, and 127.0.0.1 to the system's resolver (inet_aton(3))."""
SERVICE = f"_sips._tcp.{DOMAIN}"


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


def account(registrar: StreamRegistrar, authority: Authority) -> dict[str, object]:
    return registrar.account(ca_file=str(authority.file)) | {"registrar": f"sip:{DOMAIN}"}


def test_the_port_of_the_records_is_gone_to_with_a_certificate_for_the_domain(
    sip_agents: StartAgent, authority: Authority
) -> None:
    with (
        StreamRegistrar(authority.serve(DOMAIN)) as registrar,
        NameServer({SERVICE: [Record(0, 0, "127.0.0.1", registrar.port)]}) as names,
    ):
        agent = sip_agents("agent", account=account(registrar, authority), name_server=names.address)
        told = agent.wait(RegistrationChanged, SOON, state=RegistrationState.REGISTERED)
        assert told.server == f"127.0.0.1:{registrar.port}"


def test_a_certificate_for_the_servers_own_name_is_not_enough(
    sip_agents: StartAgent, authority: Authority
) -> None:
    with (
        StreamRegistrar(authority.serve("127.0.0.1")) as registrar,
        NameServer({SERVICE: [Record(0, 0, "127.0.0.1", registrar.port)]}) as names,
    ):
        agent = sip_agents("agent", account=account(registrar, authority), name_server=names.address)
        told = agent.wait(RegistrationChanged, SOON, state=RegistrationState.LOST)
        assert told.problem is RegistrationProblem.CERTIFICATE
        assert f"is for 127.0.0.1, not for {DOMAIN}" in told.reason
        assert registrar.seen("REGISTER") == []


def test_records_cannot_lead_to_another_machine_even_with_a_trusted_certificate(
    sip_agents: StartAgent, authority: Authority
) -> None:
    with (
        StreamRegistrar(authority.serve("127.0.0.3"), "127.0.0.3") as elsewhere,
        StreamRegistrar(authority.serve(DOMAIN)) as registrar,
        NameServer(
            {SERVICE: [Record(0, 0, "127.0.0.3", elsewhere.port), Record(9, 0, DOMAIN, registrar.port)]}
        ) as names,
    ):
        agent = sip_agents("agent", account=account(registrar, authority), name_server=names.address)
        told = agent.wait(RegistrationChanged, SOON, state=RegistrationState.REGISTERED)
        assert told.server == f"{DOMAIN}:{registrar.port}"
        assert elsewhere.connections == elsewhere.handshakes_failed == 0


def test_a_server_whose_certificate_is_wrong_sends_us_to_the_next(
    sip_agents: StartAgent, authority: Authority
) -> None:
    with (
        StreamRegistrar(authority.serve("other.example")) as wrong,
        StreamRegistrar(authority.serve(DOMAIN)) as right,
        NameServer({SERVICE: [Record(0, 0, DOMAIN, wrong.port), Record(9, 0, DOMAIN, right.port)]}) as names,
    ):
        agent = sip_agents("agent", account=account(right, authority), name_server=names.address)
        told = agent.wait(RegistrationChanged, SOON, state=RegistrationState.REGISTERED)
        assert told.server == f"{DOMAIN}:{right.port}"
        assert wrong.seen("REGISTER") == []
