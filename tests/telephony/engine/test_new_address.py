"""Another address, no network, and the network again: registered at once, and calls go on, heard both ways."""

import contextlib
from collections.abc import Callable, Iterator

import pytest

from telephony.commands import Answer, Dial, HangUp, Hold, Resume
from telephony.events import (
    CallAnswered,
    CallEnded,
    CallHoldChanged,
    CallRang,
    RegistrationChanged,
    RegistrationProblem,
    RegistrationState,
)
from tests.agents import Agent, StartAgent, new_id, wait_until
from tests.namespaces import DESK, PBX, Namespace, pair, why_not
from tests.registrar import Registrar, StreamRegistrar

pytestmark = [pytest.mark.sip, pytest.mark.skipif(bool(why_not()), reason=why_not() or "-")]

SOON = 30.0
ALL = "0.0.0.0"  # noqa: S104 - in a namespace of its own
ELSEWHERE = "10.77.0.9"
OURS, THEIRS = 440.0, 700.0


class Office:
    """A desk and a PBX with a customer behind it."""

    def __init__(self, desk: Namespace, registrar: Registrar, agent: Agent, customer: Agent) -> None:
        self.desk, self.registrar, self.agent, self.customer = desk, registrar, agent, customer

    @property
    def customer_uri(self) -> str:
        kind = self.registrar.transport
        over = "" if kind == "udp" else f";transport={kind}"
        return f"sip:customer@{PBX}:{self.customer.port}{over}"

    def dial(self) -> tuple[str, str]:
        """A call of the agent's; its id at both ends."""
        call = new_id()
        self.agent.obey(Dial(id=new_id(), call=call, target=self.customer_uri))
        theirs = self.customer.wait(CallRang, SOON).call
        self.agent.wait(CallAnswered, SOON, call=call)
        return call, theirs

    def both_hear(self, call: str, theirs: str) -> None:
        self.agent.hears_only(call, {THEIRS}, (OURS, THEIRS), SOON)
        self.customer.hears_only(theirs, {OURS}, (OURS, THEIRS), SOON)

    def move(self, address: str = ELSEWHERE) -> None:
        self.desk.address("del", DESK)
        self.desk.address("add", address)

    def registered_from(self, address: str) -> None:
        def known() -> bool:
            return bool(self.registrar.used) and f"@{address}:" in self.registrar.contact

        wait_until(known, SOON, f"a REGISTER from {address}")


StartOffice = Callable[[str], Office]


@pytest.fixture
def office(sip_agents: StartAgent) -> Iterator[StartOffice]:
    with contextlib.ExitStack() as stack:

        def open_(transport: str) -> Office:
            desk, pbx = stack.enter_context(pair())
            with pbx.inside():
                registrar = stack.enter_context(
                    Registrar(PBX) if transport == "udp" else StreamRegistrar(host=PBX)
                )
            customer = sip_agents(
                "customer",
                inside=pbx.name,
                account={"transport": transport, "bind": PBX},
                voice=THEIRS,
                answer_ms=0,
            )
            account = registrar.account(bind=ALL)
            agent = sip_agents("agent", inside=desk.name, account=account, voice=OURS)
            agent.wait(RegistrationChanged, SOON, state=RegistrationState.REGISTERED)
            return Office(desk, registrar, agent, customer)

        yield open_


@pytest.mark.parametrize("transport", ["udp", "tcp"])
def test_a_call_goes_on_at_a_new_address(office: StartOffice, transport: str) -> None:
    here = office(transport)
    call, theirs = here.dial()
    here.both_hear(call, theirs)
    here.move()
    here.registered_from(ELSEWHERE)
    here.both_hear(call, theirs)
    here.agent.obey(HangUp(id=new_id(), call=call))
    here.customer.wait(CallEnded, SOON, call=theirs)


def test_a_call_that_came_in_goes_on_too(office: StartOffice) -> None:
    here = office("udp")
    theirs = new_id()
    here.customer.obey(Dial(id=new_id(), call=theirs, target=here.registrar.contact.partition(";")[0]))
    call = here.agent.wait(CallRang, SOON).call
    here.agent.obey(Answer(id=new_id(), call=call))
    here.agent.wait(CallAnswered, SOON, call=call)
    here.both_hear(call, theirs)
    here.move()
    here.both_hear(call, theirs)


def test_a_held_call_stays_held_and_comes_back(office: StartOffice) -> None:
    here = office("udp")
    call, theirs = here.dial()
    here.agent.obey(Hold(id=new_id(), call=call))
    here.agent.wait(CallHoldChanged, SOON, call=call, held=True)
    here.move()
    here.registered_from(ELSEWHERE)
    assert [leg.held for leg in here.agent.legs()] == [True]
    here.agent.obey(Resume(id=new_id(), call=call))
    here.agent.wait(CallHoldChanged, SOON, call=call, held=False)
    here.both_hear(call, theirs)


def test_without_a_network_it_says_so_and_with_it_again_registers_at_once(office: StartOffice) -> None:
    here = office("udp")
    here.desk.address("del", DESK)
    lost = here.agent.wait(RegistrationChanged, SOON, problem=RegistrationProblem.NO_NETWORK)
    assert lost.state is RegistrationState.LOST
    asked = len(here.registrar.used)
    here.desk.address("add", DESK)
    here.agent.wait(RegistrationChanged, SOON, state=RegistrationState.REGISTERED)
    assert len(here.registrar.used) > asked


def test_in_direct_mode_one_is_called_at_the_new_address(sip_agents: StartAgent) -> None:
    with pair() as (desk, pbx):
        account = {"uri": f"sip:agent@{DESK}", "bind": ALL}
        agent = sip_agents("agent", inside=desk.name, account=account, voice=OURS)
        customer = sip_agents("customer", inside=pbx.name, account={"bind": PBX}, voice=THEIRS, answer_ms=0)
        at = agent.wait(RegistrationChanged, SOON, state=RegistrationState.DIRECT).uri
        assert f"@{DESK}:" in at
        call = new_id()
        agent.obey(Dial(id=new_id(), call=call, target=customer.uri))
        theirs = customer.wait(CallRang, SOON).call
        agent.wait(CallAnswered, SOON, call=call)
        desk.address("del", DESK)
        desk.address("add", ELSEWHERE)
        now = agent.wait(RegistrationChanged, SOON, state=RegistrationState.DIRECT).uri
        assert now == at.replace(DESK, ELSEWHERE)
        agent.hears_only(call, {THEIRS}, (OURS, THEIRS), SOON)
        customer.hears_only(theirs, {OURS}, (OURS, THEIRS), SOON)
        agent.obey(HangUp(id=new_id(), call=call))
        customer.wait(CallEnded, SOON, call=theirs)
        agent.obey(Dial(id=new_id(), call=new_id(), target=customer.uri))
        assert customer.wait(CallRang, SOON).remote.host.startswith(ELSEWHERE)
        back = new_id()
        customer.obey(Dial(id=new_id(), call=back, target=now))
        agent.wait(CallRang, SOON)


def test_it_starts_without_a_network_and_finds_it_later(sip_agents: StartAgent) -> None:
    with pair() as (desk, pbx):
        desk.address("del", DESK)
        with pbx.inside(), Registrar(PBX) as registrar:
            agent = sip_agents("agent", inside=desk.name, account=registrar.account(bind=ALL))
            agent.wait(RegistrationChanged, SOON, problem=RegistrationProblem.NO_NETWORK)
            desk.address("add", DESK)
            agent.wait(RegistrationChanged, SOON, state=RegistrationState.REGISTERED)
