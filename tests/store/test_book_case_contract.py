"""One suite for every book: demands, call steps, impact, causes, signs of risk, a case that is opened again."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from store.changes import AnswerCall, ApprovePolicy, SavePolicy, WrapUp
from store.changes_case import CaptureStep, DemandManager, MachineFailed
from store.errors import Rejected
from store.escalation import Kind, Outcome
from store.feedback import Asked, Feedback
from store.policy import CallStep
from store.records import Records
from store.ticket import Outcome as CallOutcome
from store.ticket import Status
from store.values import replace
from tests.store.story import BJORN, HELEN, SOUND, START, Story, kinds

UNKNOWN = "+15550001111"


def capture(story: Story, call: UUID, step: str, text: str) -> None:
    story.tell(CaptureStep, ticket=story.case(call).ticket.id, step=step, text=text)


def follow(story: Story, *steps: CallStep) -> None:
    """A policy with these call steps is in force from now on."""
    story.tell(SavePolicy, policy=replace(SOUND, steps=steps), base_version=0)
    story.person = "daniel.okafor"
    story.tell(ApprovePolicy, version=1, valid_from=story.now)
    story.person = "maria.lopez"


def test_R16_a_demand_for_a_manager_is_kept_once_and_counted_each_time(story: Story) -> None:
    call = story.talk()
    story.tell(DemandManager, ticket=story.case(call).ticket.id)
    first = story.case(call).ticket.demanded_at
    story.tell(DemandManager, ticket=story.case(call).ticket.id)
    case = story.case(call)
    assert first is not None
    assert case.ticket.demanded_at == first
    assert kinds(case).count("manager_demanded") == 2


def test_R41_what_was_asked_is_captured_and_its_words_are_not_on_the_time_line(story: Story) -> None:
    call = story.talk(UNKNOWN)
    capture(story, call, "name", "  Ada   Byron ")
    case = story.case(call)
    assert case.ticket.captured == {"name": "Ada Byron"}
    assert [e.text for e in case.entries if e.kind == "step_captured"] == ["name"]
    capture(story, call, "name", "")
    assert story.case(call).ticket.captured == {}


@pytest.mark.parametrize(("step", "text"), [(" ", "Ada"), ("name", "x" * 501)])
def test_R41_a_step_without_a_name_or_with_a_novel_is_refused(story: Story, step: str, text: str) -> None:
    call = story.talk(UNKNOWN)
    with pytest.raises(Rejected) as refused:
        capture(story, call, step, text)
    assert refused.value.code == "bad_value"


def test_R41_a_required_step_holds_the_wrap_up_and_not_the_call(story: Story) -> None:
    follow(
        story,
        CallStep(key="name", required=True),
        CallStep(key="serial", name="Serial number", required=True),
    )
    call = story.talk(UNKNOWN)
    story.end(call)
    assert story.case(call).calls[0].ended_at is not None
    with pytest.raises(Rejected) as refused:
        story.tell(WrapUp, call=call, code="solved")
    assert refused.value.code == "steps_missing"
    assert "Serial number" in refused.value.message
    assert "name" in refused.value.message
    assert story.case(call).calls[0].wrapped_up_at is None
    capture(story, call, "name", "Ada Byron")
    capture(story, call, "serial", "QX-17")
    story.tell(WrapUp, call=call, code="solved")
    assert story.case(call).calls[0].wrapped_up_at is not None


def test_R41_what_is_known_of_the_customer_need_not_be_asked(story: Story) -> None:
    follow(story, CallStep(key="name", required=True), CallStep(key="number", required=True))
    call = story.talk()
    story.end(call)
    story.tell(WrapUp, call=call, code="solved")
    assert story.case(call).calls[0].wrapup_code == "solved"


def test_R41_a_step_of_another_line_or_category_is_not_asked(story: Story) -> None:
    only = CallStep(key="meter", required=True, lines=frozenset({"7200"}), categories=frozenset({"network"}))
    follow(story, only)
    elsewhere = story.talk(UNKNOWN, dialled="7100")
    story.edit(elsewhere, category="network")
    story.end(elsewhere)
    story.tell(WrapUp, call=elsewhere, code="solved")
    here = story.talk(UNKNOWN, dialled="7200")
    story.end(here)
    with pytest.raises(Rejected):
        story.tell(WrapUp, call=here, code="solved", fields={"category": "network"})
    story.tell(WrapUp, call=here, code="solved")


def test_R17_impact_and_cause_are_fields_of_the_ticket(story: Story) -> None:
    call = story.talk()
    story.edit(call, impact="14", cause="  Firmware   4.2 ")
    ticket = story.case(call).ticket
    assert (ticket.impact, ticket.cause) == (14, "firmware 4.2")
    for bad in ("-1", "many", "1000001", "²"):
        with pytest.raises(Rejected) as refused:
            story.edit(call, impact=bad)
        assert refused.value.code == "bad_value"


def test_R16_tickets_of_one_cause_are_counted_and_their_impact_adds_up(story: Story) -> None:
    calls = [story.talk(UNKNOWN) for _ in range(4)]
    for call in calls[:3]:
        story.edit(call, cause="fibre cut", impact="5")
    story.edit(calls[3], cause="rain")
    story.edit(calls[2], status="resolved")
    rows = story.book.causes(START)
    assert [(r.cause, r.tickets, r.open, r.impact) for r in rows] == [
        ("fibre cut", 3, 2, 10),
        ("rain", 1, 1, 0),
    ]
    assert rows[0].newest == story.case(calls[1]).ticket.id
    assert rows[0].since == story.case(calls[0]).ticket.opened_at
    assert rows[0].escalated == 0
    story.edit(calls[0], status="escalated")
    assert story.book.causes(START)[0].escalated == 1
    assert [r.cause for r in story.book.causes(START, limit=1)] == ["fibre cut"]
    assert story.book.causes(story.now + timedelta(seconds=1)) == ()


def test_R16_a_cause_of_which_nothing_is_open_any_more_is_known_still(story: Story) -> None:
    call = story.talk(UNKNOWN)
    story.edit(call, cause="rain", impact="2")
    story.edit(call, status="closed")
    (row,) = story.book.causes(START)
    assert (row.open, row.impact, row.newest) == (0, 0, story.case(call).ticket.id)


def test_R16_signs_that_a_customer_may_leave(story: Story) -> None:
    call = story.talk()
    ticket = story.case(call).ticket.id
    story.tell(DemandManager, ticket=ticket)
    story.edit(call, status="resolved")
    story.edit(call, status="open")
    scores = ((Asked.CUSTOMER, 1), (Asked.CUSTOMER, 4), (Asked.STAFF, 1))
    given = tuple(
        Feedback(id=uuid4(), ticket=ticket, at=story.now, asked=asked, score=score) for asked, score in scores
    )
    story.book.load((Records(kept=given),))  # type: ignore[attr-defined]
    signs = story.book.risk_signs(HELEN.id, START)
    assert (signs.demands, signs.low_scores, signs.repeats, signs.all) == (1, 1, 1, 3)
    assert story.book.risk_signs(BJORN.id, START).all == 0
    assert story.book.risk_signs(HELEN.id, story.now).all == 0


def test_R16_a_ticket_that_is_opened_again_is_counted(story: Story) -> None:
    call = story.talk()
    story.edit(call, status="resolved")
    story.edit(call, status="closed")
    assert story.case(call).ticket.reopened == 0
    story.edit(call, status="open")
    case = story.case(call)
    assert (case.ticket.reopened, kinds(case).count("reopened")) == (1, 1)
    story.edit(call, status="resolved")
    again = story.ring(ticket=case.ticket.id)
    story.tell(AnswerCall, call=again)
    case = story.case(call)
    assert (case.ticket.reopened, case.ticket.status) == (2, Status.OPEN)


def test_R15_an_escalation_keeps_its_rule_and_what_was_promised(story: Story) -> None:
    call = story.talk()
    by = story.now + timedelta(hours=1)
    story.escalate(call, rule="refund", path="refunds", path_step=1, policy=3, promised_at=by)
    (escalation,) = story.case(call).escalations
    assert (escalation.rule, escalation.path, escalation.path_step) == ("refund", "refunds", 1)
    assert (escalation.policy, escalation.promised_at) == (3, by)
    assert escalation.step_since == escalation.created_at


def test_R26_a_failed_bot_is_a_hierarchical_escalation_to_whoever_answers(story: Story) -> None:
    call = story.ring()
    failed = uuid4()
    story.tell(
        MachineFailed,
        escalation=failed,
        call=call,
        by="bot",
        said="refund",
        rule="r",
        path="refunds",
        policy=2,
    )
    (escalation,) = story.case(call).escalations
    assert (escalation.kind, escalation.trigger, escalation.outcome) == (
        Kind.HIERARCHICAL,
        "bot",
        Outcome.PENDING,
    )
    assert (escalation.from_person, escalation.from_level, escalation.to_level) == ("bot", 0, 1)
    assert (escalation.rule, escalation.path, escalation.policy) == ("r", "refunds", 2)
    story.tell(AnswerCall, call=call)
    case = story.case(call)
    assert case.escalations[0].outcome is Outcome.HANDED_OVER
    assert case.escalations[0].accepted_by == "maria.lopez"
    assert case.ticket.owner == "maria.lopez"
    assert [s.step for s in case.steps] == ["blind_started", "taken"]
    story.end(call)
    assert story.case(call).escalations[0].outcome is Outcome.HANDED_OVER
    story.escalate(call)
    assert [e.hop for e in story.case(call).escalations] == [0, 1]


def test_R26_a_failed_bot_whose_caller_nobody_answers_has_not_been_escalated(story: Story) -> None:
    call = story.ring()
    story.tell(MachineFailed, escalation=uuid4(), call=call, by="ivr")
    story.end(call, CallOutcome.ABANDONED)
    (escalation,) = story.case(call).escalations
    assert (escalation.outcome, escalation.closed_at is None) == (Outcome.NO_ANSWER, False)
    with pytest.raises(Rejected) as refused:
        story.tell(MachineFailed, escalation=uuid4(), call=call, by="human")
    assert refused.value.code == "bad_value"
