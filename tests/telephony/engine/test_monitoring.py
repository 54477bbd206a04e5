"""R52: whoever listens, whispers or joins, by tones in every ear; and whoever has no leave."""

from collections.abc import Iterator
from typing import NamedTuple

import pytest

from telephony.call import Direction, Ear, EndedBy, Purpose
from telephony.commands import (
    Admit,
    AskEar,
    BeginTransfer,
    CompleteTransfer,
    Decline,
    Dial,
    HangUp,
    Hold,
    Mute,
)
from telephony.events import (
    CallAnswered,
    CallEnded,
    CallHoldChanged,
    CallMissed,
    CallMuteChanged,
    CallRang,
    EarChanged,
    ListenAsked,
    TransferStepped,
)
from telephony.transfer import State, Step
from tests.agents import Agent, StartAgent, new_id
from tests.sip_peer import RawPeer
from tests.telephony.engine.test_transfers import AGENT, CUSTOMER, SUPERVISOR, TONES, Scene, begin, scene

pytestmark = pytest.mark.sip

EAR = "ear"
"""Name of the recording of what the agent hears."""


class Floor(NamedTuple):
    """Agent and customer talk, and the supervisor's console has called with a grant; ``own`` is its leg there."""

    s: Scene
    listener: str
    own: str

    def let(self, ear: Ear, customer: str = "") -> None:
        order = Admit(id=new_id(), call=self.listener, customer=customer or self.s.line, ear=ear)
        self.s.agent.obey(order)
        self.s.agent.wait(EarChanged, call=self.listener, ear=ear)

    def in_(self, ear: Ear) -> "Floor":
        self.let(ear)
        self.s.supervisor.wait(CallAnswered, call=self.own)
        return self

    def hear(self, *, agent: set[float], customer: set[float], supervisor: set[float]) -> None:
        self.s.supervisor.hears_only(self.own, supervisor, TONES)
        self.s.agent.hears_only(EAR, agent, TONES)
        self.s.customer.hears_only(self.s.far, customer, TONES)


def comes(s: Scene, who: Agent, target: str = "") -> tuple[str, str]:
    """Somebody's console calls with a grant: its leg there, and its leg at the agent."""
    own, grant = new_id(), new_id()
    who.obey(Dial(id=new_id(), call=own, target=target or s.agent.uri, purpose=Purpose.MONITOR, grant=grant))
    return own, s.agent.wait(ListenAsked, grant=grant).call


@pytest.fixture
def floor(sip_agents: StartAgent) -> Floor:
    s = scene(sip_agents)
    s.agent.do("record", call="", path=str(s.agent.folder / f"{EAR}.wav"))
    own, listener = comes(s, s.supervisor)
    return Floor(s, listener, own)


@pytest.fixture
def peer() -> Iterator[RawPeer]:
    with RawPeer("peer") as raw:
        yield raw


TALK = {"agent": {float(CUSTOMER)}, "customer": {float(AGENT)}}
BOTH = {float(AGENT), float(CUSTOMER)}


def test_R52_who_listens_hears_both_and_is_heard_by_nobody(floor: Floor) -> None:
    floor.in_(Ear.LISTEN)
    floor.hear(**TALK, supervisor=BOTH)


def test_R52_a_whisper_is_in_the_agents_ear_only(floor: Floor) -> None:
    floor.in_(Ear.WHISPER)
    floor.hear(agent={CUSTOMER, SUPERVISOR}, customer={AGENT}, supervisor=BOTH)


def test_R52_who_joins_is_heard_by_both(floor: Floor) -> None:
    floor.in_(Ear.JOIN)
    floor.hear(agent={CUSTOMER, SUPERVISOR}, customer={AGENT, SUPERVISOR}, supervisor=BOTH)


def test_R52_the_ear_changes_in_the_call_by_another_grant_and_not_before_it_is_let(floor: Floor) -> None:
    floor.in_(Ear.LISTEN)
    for ear, agent, customer in (
        (Ear.WHISPER, {CUSTOMER, SUPERVISOR}, {AGENT}),
        (Ear.JOIN, {CUSTOMER, SUPERVISOR}, {AGENT, SUPERVISOR}),
        (Ear.LISTEN, {CUSTOMER}, {AGENT}),
    ):
        grant = new_id()
        floor.s.supervisor.obey(AskEar(id=new_id(), call=floor.own, grant=grant))
        floor.s.agent.wait(ListenAsked, call=floor.listener, grant=grant)
        before = floor.s.agent.legs()[-1].ear
        assert before is not ear, "asked is not given"
        floor.let(ear)
        floor.hear(agent=set(map(float, agent)), customer=set(map(float, customer)), supervisor=BOTH)


def test_R52_nothing_is_heard_before_the_console_has_said_so(floor: Floor) -> None:
    legs = {leg.call: leg for leg in floor.s.agent.legs()}
    assert legs[floor.listener].answered_at is None
    assert floor.s.agent.seen(CallRang, call=floor.listener) == []
    floor.s.agent.hears_only(EAR, {CUSTOMER}, TONES)
    floor.s.customer.hears_only(floor.s.far, {AGENT}, TONES)


def test_R52_who_hears_a_call_hears_no_muted_agent_and_no_customer_on_hold(floor: Floor) -> None:
    floor.in_(Ear.JOIN)
    agent, line = floor.s.agent, floor.s.line
    agent.obey(Mute(id=new_id(), call=line, on=True))
    agent.wait(CallMuteChanged, call=line)
    floor.hear(agent={CUSTOMER, SUPERVISOR}, customer={SUPERVISOR}, supervisor={CUSTOMER})
    agent.obey(Mute(id=new_id(), call=line, on=False))
    agent.obey(Hold(id=new_id(), call=line))
    agent.wait(CallHoldChanged, call=line, held=True)
    floor.s.supervisor.hears_only(floor.own, set(), TONES)
    floor.s.customer.hears_only(floor.s.far, {1300.0}, TONES)


def test_R52_who_listens_hears_the_consult_and_leaves_when_the_customer_is_handed_over(
    floor: Floor, sip_agents: StartAgent
) -> None:
    floor.in_(Ear.LISTEN)
    s = floor.s
    expert = sip_agents("expert", voice=1000, answer_ms=50)
    order = begin(s, expert.uri)
    s.agent.wait(TransferStepped, step=Step.ANSWERED)
    s.supervisor.hears_only(floor.own, {AGENT, 1000.0}, TONES)
    s.customer.hears_only(s.far, {1300.0}, TONES)
    s.agent.obey(CompleteTransfer(id=new_id(), transfer=order.transfer))
    s.agent.wait(TransferStepped, state=State.HANDED_OVER)
    assert s.supervisor.wait(CallEnded, call=floor.own).by is EndedBy.THEM
    s.agent.wait(CallEnded, call=floor.listener)
    (leg,) = s.customer.legs()
    s.customer.hears_only(leg.call, {1000.0}, TONES)


def test_R52_all_ends_with_the_customers_call(floor: Floor) -> None:
    floor.in_(Ear.WHISPER)
    floor.s.customer.obey(HangUp(id=new_id(), call=floor.s.far))
    ended = floor.s.supervisor.wait(CallEnded, call=floor.own)
    assert (ended.by, ended.code, ended.answered) == (EndedBy.THEM, 200, True)
    floor.s.agent.wait(CallEnded, call=floor.listener)
    assert floor.s.agent.legs() == ()


def test_R52_the_call_goes_on_when_the_supervisor_leaves(floor: Floor) -> None:
    floor.in_(Ear.JOIN)
    floor.s.supervisor.obey(HangUp(id=new_id(), call=floor.own))
    floor.s.agent.wait(CallEnded, call=floor.listener)
    floor.s.agent.hears_only(EAR, {CUSTOMER}, TONES)
    floor.s.customer.hears_only(floor.s.far, {AGENT}, TONES)


def test_R52_no_leave_is_403_without_a_sound(floor: Floor) -> None:
    s = floor.s
    s.agent.obey(Decline(id=new_id(), call=floor.listener, code=403))
    ended = s.supervisor.wait(CallEnded, call=floor.own)
    assert (ended.code, ended.answered) == (403, False)
    assert s.supervisor.seen(CallAnswered, call=floor.own) == []
    s.agent.hears_only(EAR, {CUSTOMER}, TONES)
    s.customer.hears_only(s.far, {AGENT}, TONES)
    assert s.agent.seen(CallMissed) == []


def test_R52_a_console_that_says_nothing_leaves_nobody_waiting(floor: Floor) -> None:
    assert floor.s.supervisor.wait(CallEnded, call=floor.own).code == 403
    assert [leg.call for leg in floor.s.agent.legs()] == [floor.s.line]


@pytest.mark.parametrize("grant", ["", "x", "0" * 31, "0" * 33, "0" * 32 + ", " + "1" * 32])
def test_R52_what_is_no_grant_is_403_at_once_and_nobody_is_asked(
    sip_agents: StartAgent, peer: RawPeer, grant: str
) -> None:
    agent = sip_agents("agent")
    call = peer.start_call(agent.uri, headers=f"X-Warmline-Grant: {grant}")
    peer.wait_response("INVITE", 403, call)
    assert agent.seen(ListenAsked) == []
    assert agent.seen(CallRang) == []
    assert agent.seen(CallMissed) == []
    assert agent.legs() == ()


def test_R52_one_listens_at_a_time_and_the_second_is_told_busy(floor: Floor, sip_agents: StartAgent) -> None:
    floor.in_(Ear.LISTEN)
    other = sip_agents("other")
    own = new_id()
    other.obey(Dial(id=new_id(), call=own, target=floor.s.agent.uri, purpose=Purpose.MONITOR, grant=new_id()))
    assert other.wait(CallEnded, call=own).code == 486
    assert len(floor.s.agent.seen(ListenAsked)) == 1


def test_R52_the_fourth_call_is_free_for_whoever_listens(sip_agents: StartAgent) -> None:
    s = scene(sip_agents)
    second = sip_agents("second", voice=1300, accept_refer=True)
    second.obey(Dial(id=new_id(), call=new_id(), target=s.agent.uri))
    line = s.agent.wait(CallRang).call
    s.agent.wait(CallAnswered, call=line)
    expert = sip_agents("expert", answer_ms=50)
    order = BeginTransfer(id=new_id(), transfer=new_id(), customer=line, consult=new_id(), target=expert.uri)
    s.agent.obey(order)
    s.agent.wait(TransferStepped, step=Step.ANSWERED)
    own, listener = comes(s, s.supervisor)
    s.agent.obey(Admit(id=new_id(), call=listener, customer=line, ear=Ear.LISTEN))
    s.supervisor.wait(CallAnswered, call=own)
    s.supervisor.hears_only(own, {AGENT}, TONES)
    assert len(s.agent.legs()) == 4
    s.agent.obey(CompleteTransfer(id=new_id(), transfer=order.transfer))
    s.agent.wait(TransferStepped, state=State.HANDED_OVER)
    s.agent.wait(CallEnded, call=listener)


def test_R52_a_listeners_leg_is_neither_answered_nor_taken_over(floor: Floor) -> None:
    legs = {leg.call: leg for leg in floor.s.agent.legs()}
    leg = legs[floor.listener]
    assert (leg.purpose, leg.direction, leg.ear) == (Purpose.MONITOR, Direction.IN, None)
    assert not legs[floor.s.line].held
