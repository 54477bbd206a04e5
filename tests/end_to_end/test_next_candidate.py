"""R81 on real SIP: one is busy, one does not answer, the third takes it; one escalation, words typed once."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from console.desk import intents as ask
from store.book import Book
from store.changes import ApprovePolicy, PutDirectory, SavePolicy
from store.directory import Department, Directory, Level, Person
from store.escalation import Outcome
from store.policy import Path, PathStep, Policy, Ref, Rule
from telephony.commands import Dial
from telephony.events import CallRang
from telephony.transfer import State, Step
from tests.agents import Agent, new_id
from tests.end_to_end.conftest import ANNA_HZ, DANIEL_HZ, TONES, Answered, to
from tests.end_to_end.real_desk import RealDesk
from tests.sip_peer import RawPeer

pytestmark = pytest.mark.sip
StartAgent = Callable[..., Agent]
IN_ORDER = ("daniel.okafor", "priya.nolan", "lin.chen")


def follow(desk: RealDesk, uris: tuple[str, ...], ring_each: timedelta | None = None) -> None:
    """A floor of three whom the one rule leads to in this order; waits until the desk has read it."""
    people = tuple(
        Person(key=key, name=key, level=2, department="network", target=uri, extension="", state="available")
        for key, uri in zip(IN_ORDER, uris, strict=True)
    )
    boss = Person(key="marta.quist", name="Marta Quist", role="supervisor", level=3, department="network")
    directory = Directory(
        levels=(Level(number=2, name="Experts"),),
        departments=(Department(key="network", name="Network"),),
        people=(*people, boss),
    )
    steps = [PathStep(target=Ref.parse(f"person:{key}"), after=timedelta(hours=1)) for key in IN_ORDER]
    last = PathStep(target=steps[-1].target)
    policy = Policy(
        paths=(Path(key="network", name="Network", steps=(*steps[:-1], last)),),
        rules=(Rule(key="N-12", name="Network faults", path="network"),),
        steps=(),
        ring_each=ring_each,
    )
    now = datetime.now(UTC)

    def put(book: Book) -> None:
        book.apply_all(
            (
                PutDirectory(id=uuid4(), at=now, person="setup", directory=directory),
                SavePolicy(id=uuid4(), at=now, person="marta.quist", policy=policy, base_version=0),
                ApprovePolicy(id=uuid4(), at=now, person="daniel.okafor", version=1, valid_from=now),
            )
        )

    desk.keeper.run(put)
    desk.query(lambda book: book.policies())
    desk.desk.refresh()
    desk.until(lambda: desk.board.policy.version == 1, "the policy is followed")


def test_R81_one_key_goes_on_from_busy_to_no_answer_to_whoever_takes_it(
    answered: Answered, sip_agents: StartAgent
) -> None:
    maya, anna, _ = answered(ring_seconds=2.0)
    busy = RawPeer("3107")
    silent = sip_agents("3122", answer_ms=None)
    third = sip_agents("3110", voice=DANIEL_HZ, answer_ms=50)
    try:
        busy.answers["INVITE"] = 486
        follow(maya, (busy.uri, silent.uri, third.uri))
        maya.do(to("daniel.okafor"))
        maya.until(
            lambda: maya.transfer.state is State.RETURNED and maya.transfer.failed is Step.BUSY, "busy"
        )
        maya.until(lambda: not maya.card.held, "the customer is back")
        assert maya.transfer.next == "priya.nolan"
        maya.do(ask.NextCandidate())
        maya.until(
            lambda: maya.transfer.key == "priya.nolan" and maya.transfer.failed is Step.NO_ANSWER, "silent"
        )
        maya.until(lambda: maya.transfer.state is State.RETURNED and not maya.card.held, "back again")
        assert silent.seen(CallRang)[0].user_to_user
        maya.do(ask.NextCandidate())
        maya.until(lambda: maya.transfer.key == "lin.chen" and maya.transfer.state is State.READY, "answered")
        maya.do(ask.Complete())
        maya.until(lambda: maya.transfer.state is State.HANDED_OVER and not maya.board.cards, "handed over")
    finally:
        busy.close()
    joined = third.wait(CallRang, replaces=third.seen(CallRang)[0].call)
    third.hears_only(joined.call, {ANNA_HZ}, TONES)
    anna.hears_only(anna.legs()[-1].call, {DANIEL_HZ}, TONES)
    record, steps = maya.escalation(), [step for step, _ in maya.steps()]
    assert (record.outcome, record.target, record.hop) == (Outcome.HANDED_OVER, "lin.chen", 1)
    assert (record.rule, record.path_step, record.summary) == ("N-12", 2, "Restarted twice, same fault")
    assert steps.count("consult_started") == 3
    assert [s for s in steps if s in {"busy", "no_answer", "handed_over"}] == [
        "busy",
        "no_answer",
        "handed_over",
    ]
    assert steps.count("customer_back") == 2


def test_R81_a_group_is_rung_in_order_without_a_hand(answered: Answered, sip_agents: StartAgent) -> None:
    maya, _, _ = answered()
    silent = sip_agents("3107", answer_ms=None)
    declines = sip_agents("3122", decline=603)
    third = sip_agents("3110", answer_ms=50)
    follow(maya, (silent.uri, declines.uri, third.uri), ring_each=timedelta(seconds=1.5))
    maya.do(to("daniel.okafor"))
    maya.until(
        lambda: maya.transfer.key == "lin.chen" and maya.transfer.state is State.READY, "the third answered"
    )
    steps = [step for step, _ in maya.steps()]
    assert [s for s in steps if s in {"no_answer", "declined", "answered"}] == [
        "no_answer",
        "declined",
        "answered",
    ]
    assert maya.escalation().hop == 1


def test_R26_a_call_with_the_mark_of_the_pbx_is_an_escalation_of_the_menus(
    real_desks: Callable[..., RealDesk],
) -> None:
    account = {"mark_header": "X-Failed"}
    maya = real_desks("maya.torres", "2041", marks=(("menu", "ivr"),), account=account)
    with RawPeer("anna") as anna:
        anna.start_call(maya.uri, headers="X-Failed: Menu")
        maya.until(lambda: maya.board.ringing and maya.board.ringing.case, "it rings, with its ticket")
        assert maya.card.failed_before == "ivr"
        maya.do(ask.Decline())
        maya.until(lambda: not maya.board.cards, "declined")
    assert (maya.escalation().trigger, maya.escalation().outcome) == ("ivr", Outcome.NO_ANSWER)


def test_R26_a_call_for_the_extension_of_a_failed_bot_is_an_escalation_of_its(
    real_desks: Callable[..., RealDesk], sip_agents: StartAgent
) -> None:
    maya = real_desks("maya.torres", "2041", failed_lines=(("2041", "bot"),))
    anna = sip_agents("anna", voice=ANNA_HZ)
    anna.obey(Dial(id=new_id(), call=new_id(), target=maya.uri))
    maya.until(lambda: maya.board.ringing and maya.board.ringing.case, "it rings, with its ticket")
    assert maya.card.failed_before == "bot"
    maya.do(ask.Answer())
    maya.until(lambda: maya.card.answered_at, "answered")
    record = maya.escalation()
    assert (record.trigger, record.from_level, record.accepted_by) == ("bot", 0, "maya.torres")
