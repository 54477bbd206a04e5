"""R4, R10, R13-R15: the warm hand-over and every way that it can end, between desks, through Asterisk and Kamailio."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
import uuid6

from console.desk import intents as ask
from console.desk.calling import Arrival, Handover, Trust
from store.changes import PutDirectory
from store.directory import Department, Directory, Person
from store.escalation import Outcome
from store.ticket import Outcome as CallOutcome
from store.values import replace
from telephony.call import CallState
from telephony.commands import HangUp
from telephony.events import CallIdentityChanged, CallRang
from telephony.transfer import State, Step
from tests.agents import Agent, StartAgent, new_id, wait_until
from tests.end_to_end.conftest import to
from tests.end_to_end.real_desk import RealDesk, StartDesk
from tests.peers.asterisk import NUMBERS, Asterisk
from tests.peers.conftest import Pbx, Phones, dial, registered
from tests.peers.people import ANNA_HZ, DANIEL_HZ, MUSIC_HZ, TONES

pytestmark = pytest.mark.sip


class Floor:
    """Maya's desk has answered Anna; ``desk`` and ``phones`` are further extensions of the same PBX."""

    def __init__(self, pbx: Pbx, real_desks: StartDesk, sip_agents: StartAgent) -> None:
        self.pbx = pbx
        self._desks = real_desks
        self.phones: Phones = registered(pbx, sip_agents)
        self.call = ""

    def desk(self, key: str, extension: str, **policy: object) -> RealDesk:
        return self._desks(
            key,
            extension,
            account=self.pbx.account(extension),
            host=self.pbx.host,
            port=self.pbx.port,
            **policy,
        )

    def answered(self, *, accept_refer: bool = True, **policy: object) -> tuple[RealDesk, Agent]:
        maya = self.desk("maya.torres", "2041", **policy)
        anna = self.phones("7001", voice=ANNA_HZ, accept_refer=accept_refer)
        self.call = dial(anna, self.pbx.uri("2041"))
        maya.until(lambda: maya.board.ringing and maya.board.ringing.case, "the call rings and has a ticket")
        maya.do(ask.Answer())
        maya.until(lambda: maya.board.cards and maya.card.answered_at, "answered")
        if isinstance(self.pbx, Asterisk):
            self.pbx.connected()
        return maya, anna

    def complete(self, maya: RealDesk) -> None:
        """Hand over, once the PBX has put customer and target through to Maya."""
        if isinstance(self.pbx, Asterisk):
            self.pbx.connected(2)
        maya.do(ask.Complete())


@pytest.fixture
def floor(pbx: Pbx, real_desks: StartDesk, sip_agents: StartAgent) -> Floor:
    return Floor(pbx, real_desks, sip_agents)


@pytest.fixture
def asterisk_floor(asterisk: Asterisk, real_desks: StartDesk, sip_agents: StartAgent) -> Floor:
    return Floor(asterisk, real_desks, sip_agents)


def handover_at(desk: RealDesk) -> Handover | None:
    return desk.board.cards[-1].handover if desk.board.cards else None


def is_verified(desk: RealDesk) -> bool:
    handover = handover_at(desk)
    return handover is not None and handover.trust is Trust.VERIFIED


def has_the_customer(desk: RealDesk) -> bool:
    handover = handover_at(desk)
    return handover is not None and handover.arrival is Arrival.HERE


def customer_back(maya: RealDesk, anna: Agent) -> None:
    """Un-held, and talking: Maya is silent here, so the music's end is what can be heard."""
    maya.until(lambda: not maya.card.held, "the customer is back")
    maya.until(lambda: maya.transfer.state is State.RETURNED, "returned")
    anna.hears_only(anna.legs()[0].call, set(), TONES)


@pytest.mark.parametrize("stores", ["one", "two"])
def test_case_is_there_while_it_rings_and_the_customer_arrives(floor: Floor, stores: str) -> None:
    maya, anna = floor.answered()
    store = "floor" if stores == "one" else "other"
    daniel = floor.desk("daniel", "3107", store=store, level=2)
    maya.do(ask.EditTicket(fields={"subject": "VPN drops", "severity": "high"}))
    maya.do(replace(to("3107"), summary="Restarted twice. " * 40))
    daniel.until(lambda: is_verified(daniel), "the case is on Daniel's screen while it rings")
    daniel.until(lambda: handover_at(daniel).summary, "with its summary")
    assert daniel.card.ticket == maya.card.ticket
    assert handover_at(daniel).from_name in {"Maya Torres", "maya.torres"}
    anna.hears_only(anna.legs()[0].call, {MUSIC_HZ} if isinstance(floor.pbx, Asterisk) else set(), TONES)
    daniel.do(ask.Answer())
    maya.until(lambda: maya.transfer.state is State.READY, "ready")
    assert not has_the_customer(daniel)
    floor.complete(maya)
    daniel.until(lambda: has_the_customer(daniel), "the customer is there")
    assert daniel.card.name == "Anna Petrova"
    maya.until(lambda: maya.transfer.state is State.HANDED_OVER and not maya.board.cards, "handed over")
    case = daniel.only_case()
    assert case.ticket.owner == "daniel"
    assert case.escalations[0].accepted_by == "daniel"
    assert any(c.person == "daniel" and c.outcome is CallOutcome.TALKING for c in case.calls)
    assert maya.escalation().outcome is Outcome.HANDED_OVER


def test_target_answers_and_they_hear_each_other_afterwards(floor: Floor) -> None:
    maya, anna = floor.answered()
    daniel = floor.phones("3107", voice=DANIEL_HZ, answer_ms=50)
    maya.do(to("3107"))
    maya.until(lambda: maya.transfer.state is State.READY, "ready")
    floor.complete(maya)
    maya.until(lambda: maya.transfer.state is State.HANDED_OVER and not maya.board.cards, "handed over")
    wait_until(lambda: len(daniel.legs()) == 1 and len(anna.legs()) == 1, what="one call is left")
    daniel.hears_only(daniel.legs()[0].call, {ANNA_HZ}, TONES)
    anna.hears_only(anna.legs()[0].call, {DANIEL_HZ}, TONES)
    record = maya.escalation()
    assert (record.outcome, record.hop) == (Outcome.HANDED_OVER, 1)
    assert [s for s, _ in maya.steps()] == [
        "consult_started", "ringing", "answered", "completing", "handed_over",
    ]  # fmt: skip


def test_asterisk_tells_who_is_there_now_by_a_changed_identity(asterisk_floor: Floor) -> None:
    maya, _ = asterisk_floor.answered()
    daniel = asterisk_floor.phones("3107", answer_ms=50)
    maya.do(to("3107"))
    maya.until(lambda: maya.transfer.state is State.READY, "ready")
    assert daniel.wait(CallRang).remote.user == "2041"
    asterisk_floor.complete(maya)
    maya.until(lambda: daniel.seen(CallIdentityChanged), "Daniel is told")
    told = daniel.wait(CallIdentityChanged)
    assert (told.remote.name, told.remote.user) == ("Anna Petrova", NUMBERS["7001"])
    assert len(daniel.seen(CallRang)) == 1


def test_context_that_the_pbx_drops_leaves_a_call_without_a_case(asterisk_floor: Floor) -> None:
    maya, _ = asterisk_floor.answered()
    daniel = asterisk_floor.desk("daniel", "3107", store="other", level=2)
    maya.do(to("93107"))
    daniel.until(lambda: daniel.board.cards and daniel.card.case, "it rings, with a ticket of its own")
    assert handover_at(daniel) is None
    daniel.do(ask.Answer())
    maya.until(lambda: maya.transfer.state is State.READY, "ready")
    asterisk_floor.complete(maya)
    daniel.until(lambda: daniel.card.name == "Anna Petrova", "the customer is shown all the same")
    maya.until(lambda: maya.transfer.state is State.HANDED_OVER, "handed over")
    assert maya.escalation().outcome is Outcome.HANDED_OVER


def test_R50_a_shared_store_tells_the_case_where_the_pbx_drops_the_context(asterisk_floor: Floor) -> None:
    maya, _ = asterisk_floor.answered()
    daniel = asterisk_floor.desk("daniel", "3107", level=2)
    directory = Directory(
        people=(
            Person(key="maya.torres", name="Maya Torres", extension="2041"),
            Person(key="daniel", name="Daniel", extension="3107", level=2, target="93107"),
        )
    )
    put = PutDirectory(id=uuid4(), at=datetime.now(UTC), person="daniel", directory=directory)
    daniel.keeper.run(lambda book: book.apply(put))
    maya.until(lambda: maya.board.directory.people, "everybody is known")
    maya.do(replace(to("daniel"), summary="Restarted twice."))
    daniel.until(lambda: handover_at(daniel) and handover_at(daniel).summary, "the case is there")
    assert (handover_at(daniel).trust, daniel.card.ticket) == (Trust.MATCHED, maya.card.ticket)
    daniel.do(ask.Answer())
    maya.until(lambda: maya.transfer.state is State.READY, "ready")
    asterisk_floor.complete(maya)
    daniel.until(lambda: has_the_customer(daniel), "the customer is there")
    assert daniel.card.name == "Anna Petrova"
    maya.until(lambda: maya.transfer.state is State.HANDED_OVER and not maya.board.cards, "handed over")
    assert daniel.only_case().escalations[0].accepted_by == "daniel"


@pytest.mark.parametrize(
    ("target", "step", "outcome"),
    [
        ("8404", Step.UNREACHABLE, Outcome.UNREACHABLE),
        ("8503", Step.UNREACHABLE, Outcome.UNREACHABLE),
        ("3110", Step.UNREACHABLE, Outcome.UNREACHABLE),
    ],
    ids=["is not known", "cannot be served", "is not registered"],
)
def test_target_refuses(floor: Floor, target: str, step: Step, outcome: Outcome) -> None:
    maya, anna = floor.answered()
    maya.do(to(target))
    maya.until(lambda: maya.transfer.failed is not None, "the refusal is seen")
    customer_back(maya, anna)
    assert maya.transfer.failed is step
    assert maya.escalation().outcome is outcome


@pytest.mark.parametrize(
    ("code", "step", "outcome"),
    [(603, Step.DECLINED, Outcome.DECLINED), (486, Step.BUSY, Outcome.BUSY)],
    ids=["declines", "is busy"],
)
def test_colleague_presses_a_key(floor: Floor, code: int, step: Step, outcome: Outcome) -> None:
    maya, anna = floor.answered()
    floor.phones("3107", decline=code)
    maya.do(to("3107"))
    maya.until(lambda: maya.transfer.failed is not None, "the refusal is seen")
    customer_back(maya, anna)
    assert maya.transfer.failed is step
    assert maya.escalation().outcome is outcome


def test_target_does_not_answer_in_time(floor: Floor) -> None:
    maya, anna = floor.answered(ring_seconds=1.0)
    floor.phones("3107")
    maya.do(to("3107"))
    maya.until(lambda: maya.transfer.failed is Step.NO_ANSWER, "the ring time is over")
    customer_back(maya, anna)
    assert maya.escalation().outcome is Outcome.NO_ANSWER


def test_agent_cancels(floor: Floor) -> None:
    maya, anna = floor.answered()
    daniel = floor.phones("3107")
    maya.do(to("3107"))
    maya.until(lambda: maya.transfer.step is Step.RINGING and daniel.seen(CallRang), "it rings")
    maya.do(ask.ReturnToCustomer())
    customer_back(maya, anna)
    wait_until(lambda: not daniel.legs(), what="it rings no more")
    assert maya.escalation().outcome is Outcome.CANCELLED


def test_customer_hangs_up_on_hold_and_the_consult_goes_on(floor: Floor) -> None:
    maya, anna = floor.answered()
    daniel = floor.phones("3107", answer_ms=50)
    maya.do(to("3107"))
    maya.until(lambda: maya.transfer.state is State.READY, "ready")
    anna.obey(HangUp(id=new_id(), call=floor.call))
    maya.until(lambda: maya.transfer.state is State.LOST, "told")
    assert maya.escalation().outcome is Outcome.CUSTOMER_LEFT
    maya.until(lambda: [c.state for c in maya.board.cards] == [CallState.UP], "the consult is a plain call")
    assert daniel.legs()[0].state is CallState.UP
    maya.do(ask.HangUp())
    maya.until(lambda: not maya.board.cards, "over")


def test_both_leave_at_once(floor: Floor) -> None:
    maya, anna = floor.answered()
    daniel = floor.phones("3107", answer_ms=50)
    maya.do(to("3107"))
    maya.until(lambda: maya.transfer.state is State.READY, "ready")
    consult = daniel.legs()[0].call
    anna.obey(HangUp(id=new_id(), call=floor.call))
    daniel.obey(HangUp(id=new_id(), call=consult))
    maya.until(lambda: not maya.board.cards and not maya.transfer.consult_alive, "all over")
    ends = {State.LOST: "customer_left", State.RETURNED: "customer_back"}
    maya.until(lambda: maya.transfer.state in ends, "one end state")
    steps = [s for s, _ in maya.steps()]
    # Whose BYE the PBX sends first is its choice: after the target's the customer may be back for a moment.
    assert [step for step in steps if step in ends.values()] == [ends[maya.transfer.state]]
    assert steps.count("target_left") <= 1


def test_target_hangs_up_before_complete(floor: Floor) -> None:
    maya, anna = floor.answered()
    daniel = floor.phones("3107", answer_ms=50)
    maya.do(to("3107"))
    maya.until(lambda: maya.transfer.state is State.READY, "ready")
    daniel.obey(HangUp(id=new_id(), call=daniel.legs()[0].call))
    maya.until(lambda: maya.transfer.failed is Step.TARGET_LEFT, "target left")
    customer_back(maya, anna)
    assert maya.escalation().outcome is Outcome.RETURNED


def test_next_candidate_after_a_refusal(floor: Floor) -> None:
    maya, _ = floor.answered()
    floor.phones("3110", decline=603)
    floor.phones("3107", answer_ms=50)
    maya.do(to("3110"))
    maya.until(lambda: maya.transfer.state is State.RETURNED, "declined")
    maya.do(to("3107"))
    maya.until(lambda: maya.transfer.state is State.READY, "the second one answered")
    floor.complete(maya)
    maya.until(lambda: maya.transfer.state is State.HANDED_OVER, "handed over")
    assert [s for s, _ in maya.steps()].count("consult_started") == 2


def test_three_way_enter_split_and_leave(floor: Floor) -> None:
    maya, anna = floor.answered()
    daniel = floor.phones("3107", voice=DANIEL_HZ, answer_ms=50)
    maya.do(to("3107"))
    maya.until(lambda: maya.transfer.state is State.READY, "ready")
    consult = daniel.legs()[0].call
    maya.do(ask.Conference())
    maya.until(lambda: maya.transfer.state is State.CONFERENCE, "all three")
    daniel.hears_only(consult, {ANNA_HZ}, TONES)
    anna.hears_only(floor.call, {DANIEL_HZ}, TONES)
    maya.do(ask.SplitConference())
    maya.until(lambda: maya.transfer.state is State.READY and maya.card.held, "split")
    daniel.hears_only(consult, set(), TONES)
    maya.do(ask.Conference())
    maya.until(lambda: maya.transfer.state is State.CONFERENCE and not maya.card.held, "all three again")
    floor.complete(maya)
    maya.until(lambda: maya.transfer.state is State.HANDED_OVER, "left")
    assert maya.escalation().outcome is Outcome.CONFERENCE
    wait_until(lambda: len(daniel.legs()) == 1 and len(anna.legs()) == 1, what="one call is left")
    daniel.hears_only(daniel.legs()[0].call, {ANNA_HZ}, TONES)
    anna.hears_only(anna.legs()[0].call, {DANIEL_HZ}, TONES)


@pytest.mark.parametrize("who", ["customer", "target"])
def test_party_leaves_the_three_way(floor: Floor, who: str) -> None:
    maya, anna = floor.answered()
    daniel = floor.phones("3107", voice=DANIEL_HZ, answer_ms=50)
    maya.do(to("3107"))
    maya.until(lambda: maya.transfer.state is State.READY, "ready")
    maya.do(ask.Conference())
    maya.until(lambda: maya.transfer.state is State.CONFERENCE, "all three")
    leaver = anna if who == "customer" else daniel
    leaver.obey(HangUp(id=new_id(), call=leaver.legs()[0].call))
    ends = State.LOST if who == "customer" else State.RETURNED
    maya.until(lambda: maya.transfer.state is ends, "a row of the table")
    maya.until(lambda: [c.state for c in maya.board.cards] == [CallState.UP], "the other one is still there")
    assert not maya.card.held


def test_blind(floor: Floor) -> None:
    maya, anna = floor.answered()
    daniel = floor.phones("3107", voice=DANIEL_HZ, answer_ms=50)
    maya.do(replace(to("3107"), mode="blind"))
    maya.until(lambda: maya.transfer.state is State.HANDED_OVER and not maya.board.cards, "handed over")
    assert maya.escalation().outcome is Outcome.BLIND
    daniel.wait(CallRang)
    wait_until(lambda: len(daniel.legs()) == 1 and len(anna.legs()) == 1, what="one call is left")
    daniel.hears_only(daniel.legs()[0].call, {ANNA_HZ}, TONES)
    anna.hears_only(anna.legs()[0].call, {DANIEL_HZ}, TONES)


def test_customer_who_was_held_before_the_consult_hears_and_is_heard_afterwards(floor: Floor) -> None:
    maya, anna = floor.answered()
    daniel = floor.phones("3107", voice=DANIEL_HZ, answer_ms=50)
    maya.do(ask.Hold())
    maya.until(lambda: maya.card.held, "held")
    maya.do(to("3107"))
    maya.until(lambda: maya.transfer.state is State.READY, "ready")
    floor.complete(maya)
    maya.until(lambda: maya.transfer.state is State.HANDED_OVER, "handed over")
    wait_until(lambda: len(daniel.legs()) == 1 and len(anna.legs()) == 1, what="one call is left")
    daniel.hears_only(daniel.legs()[0].call, {ANNA_HZ}, TONES)
    anna.hears_only(anna.legs()[0].call, {DANIEL_HZ}, TONES)


def test_refer_that_the_customers_telephone_refuses_leaves_everybody_where_they_were(
    kamailio: Pbx, real_desks: StartDesk, sip_agents: StartAgent
) -> None:
    floor = Floor(kamailio, real_desks, sip_agents)
    maya, anna = floor.answered(accept_refer=False)
    daniel = floor.phones("3107", voice=DANIEL_HZ, answer_ms=50)
    maya.do(to("3107"))
    maya.until(lambda: maya.transfer.state is State.READY, "ready")
    floor.complete(maya)
    maya.until(lambda: maya.transfer.failed is Step.TRANSFER_REFUSED, "refused")
    maya.until(lambda: not maya.card.held, "the customer is back")
    anna.hears_only(floor.call, set(), TONES)
    assert maya.transfer.consult_alive
    assert daniel.legs()[0].state is CallState.UP


def test_blind_to_nobody_leaves_the_customer_here(floor: Floor) -> None:
    maya, anna = floor.answered()
    maya.do(replace(to("6666"), mode="blind"))
    maya.until(lambda: maya.transfer.failed is Step.TRANSFER_REFUSED, "refused")
    maya.until(lambda: maya.transfer.state is State.RETURNED and not maya.card.held, "customer here")
    assert maya.card.state is CallState.UP
    anna.hears_only(floor.call, set(), TONES)
    assert maya.escalation().outcome is Outcome.FAILED


def with_queue(desk: RealDesk) -> None:
    """The directory names the PBX's queue, which answers before anybody does."""
    directory = Directory(
        departments=(Department(key="support", name="Support", target="8000", is_queue=True),)
    )
    put = PutDirectory(id=uuid6.uuid7(), at=datetime.now(UTC), person="maya.torres", directory=directory)
    desk.keeper.run(lambda book: book.apply(put))
    desk.desk.refresh()
    desk.until(lambda: desk.board.directory.departments, "the desk knows the queue")


def test_queue_that_answers_with_music_is_ready_when_the_agent_says_so(asterisk_floor: Floor) -> None:
    maya, _ = asterisk_floor.answered()
    with_queue(maya)
    maya.do(to("8000"))
    maya.until(lambda: maya.transfer.state is State.QUEUED, "its 200 is only music")
    maya.do(ask.ConfirmSpeaking())
    maya.until(lambda: maya.transfer.state is State.READY, "somebody speaks")


def test_queue_that_is_completed_before_is_a_blind_one_and_the_department_owns_it(
    asterisk_floor: Floor,
) -> None:
    maya, anna = asterisk_floor.answered()
    with_queue(maya)
    maya.do(to("8000"))
    maya.until(lambda: maya.transfer.state is State.QUEUED, "its 200 is only music")
    maya.do(ask.Complete())
    maya.until(lambda: maya.transfer.state is State.HANDED_OVER, "handed over")
    assert maya.escalation().outcome is Outcome.BLIND
    assert maya.only_case().ticket.owner_department == "support"
    wait_until(lambda: len(anna.legs()) == 1, what="she waits")
    anna.hears_only(anna.legs()[0].call, {MUSIC_HZ}, TONES)
