"""What was promised to customers, by every book."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from store.book import Case
from store.changes import AnswerCall, EditTicket, FireSla, LinkCustomer, OpenCall
from store.clock import tick
from store.directory import Directory
from store.errors import Rejected
from store.escalation import Kind, Mode, Outcome
from store.policy import Criteria, Policy, Rule
from store.sla import ClockKind, ClockState, Mark, Sla, Target
from store.standing import clocks_of, moment_id, moments_of, urgent
from store.ticket import Severity, Ticket
from store.update import Channel, Occasion
from store.values import replace
from tests.store.story import HELEN, SOUND, START, Story, kinds
from tests.store.test_book_policy_contract import in_force

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
PROMISES = Sla(
    targets=(
        Target(severity=Severity.NORMAL, first_response=HOUR, next_update=4 * HOUR, resolution=8 * HOUR),
        Target(severity=Severity.NORMAL, tier="gold", first_response=20 * MINUTE, resolution=4 * HOUR),
        Target(severity=Severity.CRITICAL, first_response=10 * MINUTE, resolution=HOUR),
    )
)
PROMISED = replace(SOUND, sla=PROMISES)
BJORN = "+4790000001"


def missed(story: Story, number: str = BJORN) -> UUID:
    """A call that nobody took; its ticket."""
    ticket = uuid4()
    story.ring(number, ticket=ticket)
    return ticket


def case_of(story: Story, ticket: UUID) -> Case:
    case = story.book.case(ticket)
    assert case is not None
    return case


def ticket_of(story: Story, ticket: UUID) -> Ticket:
    return case_of(story, ticket).ticket


def sla_rows(story: Story, ticket: UUID) -> list[tuple[str, str]]:
    return [(e.kind, e.text) for e in case_of(story, ticket).entries if e.kind.startswith("sla_")]


def test_R40_a_ticket_keeps_the_promises_of_the_policy_it_was_opened_under(story: Story) -> None:
    before = missed(story)
    version = in_force(story, PROMISED)
    ticket = missed(story)
    assert ticket_of(story, before).policy == 0
    assert ticket_of(story, before).next_at is None, "nothing was promised"
    kept = ticket_of(story, ticket)
    assert kept.policy == version
    assert kept.next_at == kept.opened_at + 45 * MINUTE
    in_force(story, replace(PROMISED, sla=Sla()))
    story.tell(EditTicket, ticket=ticket, fields={"subject": "Fax"})
    assert ticket_of(story, ticket).next_at == kept.next_at


def test_R40_the_tier_of_the_customer_changes_what_is_promised(story: Story) -> None:
    in_force(story, PROMISED)
    ticket = missed(story, "+4790009999")
    assert ticket_of(story, ticket).next_at == ticket_of(story, ticket).opened_at + 45 * MINUTE
    story.tell(LinkCustomer, ticket=ticket, customer=HELEN.id)
    assert ticket_of(story, ticket).next_at == ticket_of(story, ticket).opened_at + 15 * MINUTE


def test_R40_severity_changes_what_is_promised_from_the_opening_on(story: Story) -> None:
    in_force(story, PROMISED)
    ticket = missed(story)
    story.tell(EditTicket, ticket=ticket, fields={"severity": "critical"})
    opened = ticket_of(story, ticket).opened_at
    assert ticket_of(story, ticket).next_at == opened + 7.5 * MINUTE


def test_R40_an_answer_keeps_the_first_promise_and_begins_the_next(story: Story) -> None:
    version = in_force(story, PROMISED)
    call = story.talk(BJORN)
    ticket = story.case(call).ticket
    assert ticket.responded_at == ticket.told_at == story.now
    assert ticket.policy == version
    states = {c.kind: c.state for c in clocks_of(ticket, "", PROMISED, story.now + HOUR)}
    assert states == {
        ClockKind.FIRST_RESPONSE: ClockState.MET,
        ClockKind.NEXT_UPDATE: ClockState.RUNNING,
        ClockKind.RESOLUTION: ClockState.RUNNING,
    }
    assert ticket.next_at == story.now + 3 * HOUR, "the next word to them is due first"


def test_R40_a_call_back_answers_too(story: Story) -> None:
    in_force(story, PROMISED)
    ticket = missed(story)
    back = uuid4()
    story.tell(OpenCall, call=back, ticket=ticket, direction="out", remote_number=BJORN)
    assert ticket_of(story, ticket).responded_at is None
    story.tell(AnswerCall, call=back)
    assert ticket_of(story, ticket).responded_at == story.now


def test_R40_nothing_runs_while_the_ticket_waits_for_the_customer(story: Story) -> None:
    in_force(story, PROMISED)
    ticket = story.case(story.talk(BJORN)).ticket.id
    story.tell(EditTicket, ticket=ticket, fields={"status": "waiting"})
    assert ticket_of(story, ticket).next_at is None
    (wait,) = ticket_of(story, ticket).waits
    assert (wait.begin, wait.end) == (story.now, None)
    assert tick(story.book, story.now + 5 * DAY) == 0
    story.now += 2 * DAY
    story.tell(EditTicket, ticket=ticket, fields={"status": "open"})
    now = ticket_of(story, ticket)
    assert now.waits[0].end == story.now
    assert now.next_at is not None
    assert now.next_at > story.now


def test_R21_warned_at_three_quarters_and_breached_at_the_whole_each_once(story: Story) -> None:
    in_force(story, PROMISED)
    ticket = missed(story)
    opened = ticket_of(story, ticket).opened_at
    assert tick(story.book, opened + 45 * MINUTE - MINUTE) == 0
    assert tick(story.book, opened + 45 * MINUTE) == 1
    assert tick(story.book, opened + 46 * MINUTE) == 0
    assert sla_rows(story, ticket) == [("sla_warned", "first_response")]
    assert case_of(story, ticket).escalations == ()
    assert tick(story.book, opened + HOUR) == 1
    assert tick(story.book, opened + HOUR) == 0
    assert sla_rows(story, ticket)[-1] == ("sla_breached", "first_response")


def test_R21_a_breach_always_escalates_as_the_rules_say(story: Story) -> None:
    rule = Rule(key="late", name="Late", path="refunds", criteria=Criteria(triggers=frozenset({"sla"})))
    policy = replace(PROMISED, rules=(rule,))
    version = in_force(story, policy)
    ticket = missed(story)
    opened = ticket_of(story, ticket).opened_at
    tick(story.book, opened + HOUR)
    (escalation,) = case_of(story, ticket).escalations
    assert (escalation.trigger, escalation.reason, escalation.mode) == ("sla", "sla_exceeded", Mode.NO_CALL)
    assert (escalation.target, escalation.path, escalation.rule) == ("payments", "refunds", "late")
    assert (escalation.policy, escalation.outcome, escalation.hop) == (version, Outcome.SENT, 1)
    assert ticket_of(story, ticket).owner_department == "payments"
    tick(story.book, opened + 3 * HOUR)
    assert case_of(story, ticket).escalations[0].path_step == 1, "it goes on along the path"


def test_R21_without_a_rule_it_goes_to_the_next_level(story: Story) -> None:
    in_force(story, replace(PROMISED, rules=(), paths=()))
    call = story.talk(BJORN)
    ticket = story.case(call).ticket
    tick(story.book, ticket.opened_at + 9 * HOUR)
    (escalation,) = case_of(story, ticket.id).escalations
    assert (escalation.kind, escalation.from_person) == (Kind.HIERARCHICAL, "maria.lopez")
    assert escalation.to_level == 2


def test_R21_what_is_escalated_already_goes_to_the_next_of_its_path(story: Story) -> None:
    in_force(story, PROMISED)
    call = story.talk(BJORN)
    ticket = story.case(call).ticket
    escalation = story.escalate(
        call, target="payments", target_is_department=True, policy=1, path="refunds", mode=Mode.NO_CALL
    )
    story.step(escalation, "sent", Outcome.SENT)
    assert tick(story.book, ticket.opened_at + 90 * MINUTE) == 0
    story.tell(EditTicket, ticket=ticket.id, fields={"severity": "critical"})
    tick(story.book, ticket.opened_at + 91 * MINUTE)
    case = case_of(story, ticket.id)
    (moved,) = case.escalations
    assert moved.path_step == 1
    assert moved.target == "daniel.okafor"
    assert [s.step for s in case.steps][-2:] == ["sla_breached", "moved_on"]


def test_R21_a_center_without_anybody_above_is_told(story: Story) -> None:
    in_force(story, replace(PROMISED, rules=(), paths=()))
    ticket = missed(story)
    story.directory(Directory())
    tick(story.book, ticket_of(story, ticket).opened_at + HOUR)
    assert kinds(case_of(story, ticket))[-2:] == ["sla_breached", "nobody_to_escalate_to"]


def test_R21_what_was_resolved_in_time_is_left_alone(story: Story) -> None:
    in_force(story, PROMISED)
    ticket = story.case(story.talk(BJORN)).ticket.id
    story.tell(EditTicket, ticket=ticket, fields={"status": "resolved"})
    assert ticket_of(story, ticket).next_at is None
    assert tick(story.book, story.now + 40 * DAY) == 0
    story.tell(EditTicket, ticket=ticket, fields={"status": "open"})
    assert ticket_of(story, ticket).next_at is not None, "opened again, its promises run again"


def test_R21_a_clock_that_slept_does_every_moment_once(story: Story) -> None:
    in_force(story, PROMISED)
    ticket = missed(story)
    tick(story.book, START + 30 * DAY)
    assert sla_rows(story, ticket) == [
        ("sla_warned", "first_response"),
        ("sla_breached", "first_response"),
        ("sla_warned", "next_update"),
        ("sla_breached", "next_update"),
        ("sla_warned", "resolution"),
        ("sla_breached", "resolution"),
    ]
    assert len(case_of(story, ticket).escalations) == 1


@pytest.mark.parametrize("late", [-MINUTE, MINUTE])
def test_R21_a_moment_that_is_none_is_refused(story: Story, late: timedelta) -> None:
    in_force(story, PROMISED)
    ticket = ticket_of(story, missed(story))
    moment = moments_of(ticket, "", PROMISED)[0]
    asked: dict[str, Any] = {"ticket": ticket.id, "clock": moment.kind, "mark": Mark.WARN}
    with pytest.raises(Rejected) as refused:
        story.tell(FireSla, **asked, due=moment.at + late, at=START + DAY)
    assert refused.value.code == "not_due"
    with pytest.raises(Rejected):
        story.tell(
            FireSla, **asked, due=moment.at, at=moment.at - late * 2 if late > -late else ticket.opened_at
        )
    fire = story.make(FireSla, **asked, due=moment.at, at=START + DAY)
    story.book.apply(replace(fire, id=moment_id(ticket.id, moment)))
    story.book.apply(replace(fire, id=moment_id(ticket.id, moment), at=START + 2 * DAY))
    assert sla_rows(story, ticket.id) == [("sla_warned", "first_response")]


def test_R42_the_clock_that_needs_attention_is_the_breached_or_the_next(story: Story) -> None:
    in_force(story, PROMISED)
    ticket = ticket_of(story, missed(story))

    def at(moment: datetime) -> tuple[ClockKind, ClockState]:
        clock = urgent(ticket, "", PROMISED, moment)
        assert clock is not None
        return clock.kind, clock.state

    assert at(ticket.opened_at) == (ClockKind.FIRST_RESPONSE, ClockState.RUNNING)
    assert at(ticket.opened_at + 50 * MINUTE) == (ClockKind.FIRST_RESPONSE, ClockState.WARNED)
    assert at(ticket.opened_at + 2 * HOUR) == (ClockKind.FIRST_RESPONSE, ClockState.BREACHED)
    assert urgent(ticket, "", Policy(version=0), ticket.opened_at) is None


def test_R29_the_customer_hears_of_us_before_the_next_update_is_late(story: Story) -> None:
    in_force(story, replace(PROMISED, tells=frozenset({Occasion.NEXT_UPDATE})))
    ticket = story.case(story.talk(BJORN)).ticket
    tick(story.book, ticket.opened_at + 3 * HOUR + MINUTE)
    (update,) = case_of(story, ticket.id).updates
    assert (update.occasion, update.channel, update.to) == (Occasion.NEXT_UPDATE, Channel.CALL, BJORN)
    tick(story.book, ticket.opened_at + 3 * HOUR + 2 * MINUTE)
    assert len(case_of(story, ticket.id).updates) == 1


def test_R21_the_owner_is_told_before_the_breach(story: Story) -> None:
    in_force(story, PROMISED)
    ticket = story.case(story.talk(BJORN)).ticket
    tick(story.book, ticket.opened_at + 3 * HOUR + MINUTE)
    (told,) = story.book.inbox("maria.lopez", (), now=story.now).mentions
    assert (told.kind, told.text, told.number) == ("sla_warned", "next_update", ticket.shown_number)
