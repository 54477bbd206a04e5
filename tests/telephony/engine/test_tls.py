"""TLS: 1.2 only, and a certificate that is wrong in any way is refused, with the reason in words."""

import contextlib
import ssl
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from telephony.call import EndedBy
from telephony.commands import Answer, Dial, HangUp
from telephony.events import (
    CallAnswered,
    CallEnded,
    CallRang,
    RegistrationChanged,
    RegistrationProblem,
    RegistrationState,
)
from tests.agents import StartAgent, new_id, wait_until
from tests.certificates import DAY, Authority
from tests.registrar import StreamRegistrar

pytestmark = pytest.mark.sip

SOON = 20.0
StartRegistrar = Callable[..., StreamRegistrar]


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


@pytest.fixture
def tls() -> Iterator[StartRegistrar]:
    with contextlib.ExitStack() as stack:
        yield lambda context, host="127.0.0.1": stack.enter_context(StreamRegistrar(context, host))


@pytest.mark.parametrize(
    ("host", "names"), [("127.0.0.1", ["127.0.0.1"]), ("localhost", ["x.y", "localhost"])]
)
def test_the_right_certificate_is_believed(
    sip_agents: StartAgent, authority: Authority, tls: StartRegistrar, host: str, names: list[str]
) -> None:
    registrar = tls(authority.serve(*names), host)
    agent = sip_agents("agent", account=registrar.account(ca_file=str(authority.file)))
    told = agent.wait(RegistrationChanged, SOON, state=RegistrationState.REGISTERED)
    assert told.problem is RegistrationProblem.NONE
    assert ";transport=tls" in registrar.contact.lower()


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ("authority", "issued by “Other CA”, which this computer does not trust"),
        ("expired", "has expired on 20"),
        ("too early", "is not valid before 20"),
        ("foreign", "is for other.example, 10.9.8.7, not for 127.0.0.1"),
    ],
)
def test_a_wrong_certificate_is_refused_with_the_reason(
    sip_agents: StartAgent, authority: Authority, tls: StartRegistrar, tmp_path: Path, wrong: str, reason: str
) -> None:
    name = "127.0.0.1"
    contexts: dict[str, Callable[[], ssl.SSLContext]] = {
        "authority": lambda: Authority(tmp_path, "Other CA").serve(name),
        "expired": lambda: authority.serve(name, begins=-9 * DAY, ends=-timedelta(hours=30)),
        "too early": lambda: authority.serve(name, begins=timedelta(hours=30), ends=9 * DAY),
        "foreign": lambda: authority.serve("other.example", "10.9.8.7"),
    }
    registrar = tls(contexts[wrong]())
    agent = sip_agents("agent", account=registrar.account(ca_file=str(authority.file)))
    told = agent.wait(RegistrationChanged, SOON, state=RegistrationState.LOST)
    assert told.problem is RegistrationProblem.CERTIFICATE
    assert reason in told.reason
    assert told.retry_seconds > 0
    assert registrar.seen("REGISTER") == []  # neither name nor digest went over a line that is not the PBX's


def test_a_certificate_that_was_put_right_is_believed_at_the_next_attempt(
    sip_agents: StartAgent, authority: Authority, tls: StartRegistrar
) -> None:
    registrar = tls(authority.serve("other.example"))
    agent = sip_agents("agent", account=registrar.account(ca_file=str(authority.file)))
    agent.wait(RegistrationChanged, SOON, problem=RegistrationProblem.CERTIFICATE)
    registrar._context = authority.serve("127.0.0.1")
    agent.wait(RegistrationChanged, SOON, state=RegistrationState.REGISTERED)


def test_an_old_tls_is_not_spoken(sip_agents: StartAgent, authority: Authority, tls: StartRegistrar) -> None:
    context = authority.serve("127.0.0.1")
    context.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1_1 is deprecated"):
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    registrar = tls(context)
    agent = sip_agents("agent", account=registrar.account(ca_file=str(authority.file)))
    agent.wait(RegistrationChanged, SOON, state=RegistrationState.LOST)
    assert registrar.seen("REGISTER") == []
    wait_until(lambda: registrar.handshakes_failed > 0, SOON)


def test_a_file_without_authorities_is_told_at_once(sip_agents: StartAgent, tmp_path: Path) -> None:
    empty = tmp_path / "empty.pem"
    empty.touch()
    agent = sip_agents("agent", account={"transport": "tls", "ca_file": str(empty)}, fails=True)
    assert agent.ready["refused"] == "bad_ca_file"
    assert str(empty) in agent.ready["message"]


def test_calls_go_both_ways_over_the_connection_of_the_registration(
    sip_agents: StartAgent, authority: Authority, tls: StartRegistrar
) -> None:
    registrar = tls(authority.serve("127.0.0.1"))
    agent = sip_agents("agent", account=registrar.account(ca_file=str(authority.file)))
    agent.wait(RegistrationChanged, SOON, state=RegistrationState.REGISTERED)
    out = new_id()
    agent.obey(Dial(id=new_id(), call=out, target="2041"))
    agent.wait(CallAnswered, SOON, call=out)
    agent.obey(HangUp(id=new_id(), call=out))
    agent.wait(CallEnded, SOON, call=out)
    dialog = registrar.start_call(registrar.contact)
    rang = agent.wait(CallRang, SOON)
    agent.obey(Answer(id=new_id(), call=rang.call))
    registrar.ack(dialog, registrar.wait_response("INVITE", 200, dialog, SOON))
    agent.wait(CallAnswered, SOON, call=rang.call)
    registrar.bye(dialog)
    assert agent.wait(CallEnded, SOON, call=rang.call).by is EndedBy.THEM
    assert registrar.connections == 1
