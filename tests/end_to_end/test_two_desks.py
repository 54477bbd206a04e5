"""R50: the ticket travels in SIP. Two desks with one store, and with two stores that know nothing of each other."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from console.desk import intents as ask
from console.desk.calling import Arrival, Handover, Trust
from store.ticket import Outcome as CallOutcome
from store.values import replace
from telephony.commands import BeginTransfer, Dial
from telephony.context import HandoverContext, pack
from telephony.events import CallAnswered, TransferStepped
from telephony.transfer import State, Step
from tests.agents import Agent, new_id
from tests.end_to_end.conftest import ANNA_HZ, Answered, to
from tests.end_to_end.real_desk import KEY, RealDesk
from tests.sip_peer import RawPeer

pytestmark = pytest.mark.sip
StartDesk = Callable[..., RealDesk]
StartAgent = Callable[..., Agent]


def handover_at(desk: RealDesk) -> Handover | None:
    return desk.board.cards[-1].handover if desk.board.cards else None


def has_summary(desk: RealDesk) -> bool:
    handover = handover_at(desk)
    return handover is not None and handover.trust is Trust.VERIFIED and bool(handover.summary)


def has_the_customer(desk: RealDesk) -> bool:
    handover = handover_at(desk)
    return handover is not None and handover.arrival is Arrival.HERE


@pytest.mark.parametrize("transport", ["udp", "tcp", "udp+tcp"])
@pytest.mark.parametrize("stores", ["one", "two"])
def test_case_is_there_while_it_rings_and_the_customer_arrives(
    answered: Answered, real_desks: StartDesk, stores: str, transport: str
) -> None:
    maya, _, _ = answered(account={"transport": transport})
    account = {"transport": transport}
    daniel = real_desks(
        "daniel", "3107", store="floor" if stores == "one" else "other", level=2, account=account
    )
    maya.do(ask.EditTicket(fields={"subject": "VPN drops", "severity": "high"}))
    maya.do(replace(to(daniel.uri), summary="Restarted twice. " * 40))
    daniel.until(lambda: has_summary(daniel), "the case is on Daniel's screen while it rings")
    assert daniel.card.ticket == maya.card.ticket
    daniel.until(
        lambda: daniel.card.case and daniel.card.case.ticket.subject == "VPN drops", "with its subject"
    )
    daniel.do(ask.Answer())
    maya.until(lambda: maya.transfer.state is State.READY, "ready")
    assert not has_the_customer(daniel)
    maya.do(ask.Complete())
    daniel.until(lambda: has_the_customer(daniel), "the customer is there")
    assert any(n.code == "you_have_the_customer" for n in daniel.board.notices)
    maya.until(lambda: not maya.board.cards, "Maya's call is over")
    case = daniel.only_case()
    assert case.ticket.owner == "daniel"
    assert case.escalations[0].accepted_by == "daniel"
    assert any(c.person == "daniel" and c.outcome is CallOutcome.TALKING for c in case.calls)
    if stores == "two":
        assert case.ticket.origin == maya.only_case().ticket.shown_number


class Sender:
    """An agent that consults with a header of the test's choice, as an attacker or an old console would."""

    def __init__(self, sip_agents: StartAgent) -> None:
        self._agent = sip_agents("2041")
        self._customer = sip_agents("anna", voice=ANNA_HZ, answer_ms=0)

    def consult(self, target: str, header: str) -> None:
        line = new_id()
        self._agent.obey(Dial(id=new_id(), call=line, target=self._customer.uri))
        self._agent.wait(CallAnswered, call=line)
        order = BeginTransfer(
            id=new_id(),
            transfer=new_id(),
            customer=line,
            consult=new_id(),
            target=target,
            user_to_user=header,
        )
        self._agent.obey(order)
        self._agent.wait(TransferStepped, step=Step.RINGING)


def context(**changes: object) -> HandoverContext:
    fields = {
        "ticket": uuid4(),
        "ticket_number": 7,
        "escalation": uuid4(),
        "kind": "functional",
        "level": 2,
        "reason": "complexity",
        "caller": "+14155550132",
        "caller_name": "Anna Petrova",
        "issued_at": datetime.now(UTC),
    }
    return HandoverContext(**(fields | changes))  # type: ignore[arg-type]


def tampered(header: str) -> str:
    at = 60
    return header[:at] + ("1" if header[at] == "0" else "0") + header[at + 1 :]


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda target: tampered(pack(context(), KEY, target)), "forged"),
        (lambda target: pack(context(), bytes(32), target), "forged"),
        (lambda _: pack(context(), KEY, "sip:3201@127.0.0.1"), "not_for_us"),
        (lambda target: pack(context(issued_at=datetime(2026, 1, 1, tzinfo=UTC)), KEY, target), "old"),
        (lambda _: "00" * 40 + ";encoding=hex", "malformed"),
    ],
    ids=["tampered", "another key", "another target", "old", "garbage"],
)
def test_context_that_is_not_to_be_believed_links_to_nothing(
    real_desks: StartDesk, sip_agents: StartAgent, make: Callable[[str], str], why: str
) -> None:
    daniel = real_desks("daniel", "3107")
    Sender(sip_agents).consult(daniel.uri, make(daniel.uri))
    daniel.until(lambda: daniel.board.cards and daniel.card.case, "it rings, with a ticket of its own")
    handover = handover_at(daniel)
    assert handover is not None
    assert (handover.trust, handover.why) == (Trust.UNVERIFIED, why)
    case = daniel.only_case()
    assert case.ticket.id.hex == daniel.card.call
    assert case.escalations == ()
    assert daniel.desk.do(ask.TakeCase()) is not None


def test_context_is_good_once(real_desks: StartDesk, sip_agents: StartAgent) -> None:
    daniel = real_desks("daniel", "3107")
    header = pack(context(), KEY, daniel.uri)
    for expected in (Trust.VERIFIED, Trust.UNVERIFIED):
        Sender(sip_agents).consult(daniel.uri, header)
        daniel.until(lambda: handover_at(daniel) and daniel.board.cards[-1].case, "it rings")
        daniel.until(lambda: handover_at(daniel).trust is not Trust.CHECKING, "checked")
        assert handover_at(daniel).trust is expected
        if expected is Trust.VERIFIED:
            daniel.do(ask.Decline())
            daniel.until(lambda: not daniel.board.cards, "declined")


@pytest.mark.parametrize("listens", ["udp", "udp+tcp"])
def test_context_arrives_in_an_invite_of_more_than_1300_bytes(
    answered: Answered, real_desks: StartDesk, listens: str
) -> None:
    """Above 1,300 bytes UDP becomes TCP where the peer listens there (RFC 3261 section 18.1.1), else it is cut up."""
    maya, _, _ = answered(account={"display_name": "Maya Torres of the first line " * 12})
    daniel = real_desks("daniel", "3107", store="other", account={"transport": listens})
    peer = RawPeer("3107")
    try:
        peer.answers["INVITE"] = 486
        maya.do(to(peer.uri))
        maya.until(lambda: maya.transfer.state is State.RETURNED, "refused by the peer that only measures")
        assert peer.largest > 1300
    finally:
        peer.close()
    maya.do(to(daniel.uri))
    daniel.until(lambda: has_summary(daniel), "the case is on Daniel's screen")
