"""One suite for every book: escalations, taking and adopting a case."""

from datetime import timedelta
from uuid import uuid4

import pytest

from store.changes import (
    AdoptCase,
    AnswerCall,
    BeginEscalation,
    CompleteSummary,
    OpenCall,
    RecordStep,
    TakeCase,
)
from store.errors import Rejected
from store.escalation import Kind, Mode, Outcome
from store.ticket import Outcome as CallOutcome
from store.ticket import Severity, Status
from store.values import replace
from tests.store.story import HELEN, Story, kinds


def test_the_record_is_made_before_anything_is_dialled(story: Story) -> None:
    call = story.talk()
    story.escalate(call, "2090", expects="A refund.")
    escalation = story.case(call).escalations[0]
    assert (escalation.target, escalation.target_name) == ("daniel.okafor", "Daniel Okafor")
    assert (escalation.from_person, escalation.hop) == ("maria.lopez", 1)
    assert escalation.outcome is Outcome.PENDING
    assert escalation.due_at - escalation.created_at == timedelta(days=30)
    assert story.case(call).ticket.owner == "maria.lopez"
    assert story.case(call).entries[-1].text == "Daniel Okafor"
    story.escalate(call, "payments", target_is_department=True)
    assert [e.hop for e in story.case(call).escalations] == [1, 2]


@pytest.mark.parametrize("missing", ["reason", "target"])
def test_an_escalation_without_reason_or_target_is_refused(story: Story, missing: str) -> None:
    call = story.talk()
    with pytest.raises(Rejected) as refused:
        story.escalate(call, **{missing: " "})
    assert refused.value.code == "bad_value"
    assert story.case(call).escalations == ()


def test_steps_are_numbered_and_kept_in_order(story: Story) -> None:
    call = story.talk()
    escalation = story.escalate(call)
    story.step(escalation, "consult_started")
    story.step(escalation, "ringing", code=180)
    story.step(escalation, "declined", Outcome.DECLINED, code=603)
    steps = story.case(call).steps
    assert [(s.seq, s.step, s.code) for s in steps] == [
        (1, "consult_started", 0),
        (2, "ringing", 180),
        (3, "declined", 603),
    ]
    case = story.case(call)
    assert case.escalations[0].outcome is Outcome.DECLINED
    assert case.escalations[0].closed_at == steps[-1].at
    assert case.ticket.owner == "maria.lopez"
    assert case.ticket.status is Status.OPEN
    assert story.book.escalations_from("maria.lopez") == ()


@pytest.mark.parametrize(
    ("target", "department", "outcome", "owner", "owned_by"),
    [
        ("daniel.okafor", False, Outcome.HANDED_OVER, "daniel.okafor", ""),
        ("2090", False, Outcome.CONFERENCE, "daniel.okafor", ""),
        ("payments", True, Outcome.BLIND, "", "payments"),
        ("payments", True, Outcome.SENT, "", "payments"),
        ("daniel.okafor", False, Outcome.SENT, "daniel.okafor", ""),
        ("payments", True, Outcome.HANDED_OVER, "", "payments"),
    ],
)
def test_a_success_leaves_the_ticket_to_the_target(
    story: Story,
    target: str,
    department: bool,
    outcome: Outcome,
    owner: str,
    owned_by: str,
) -> None:
    call = story.talk()
    escalation = story.escalate(call, target, target_is_department=department)
    story.step(escalation, "handed_over", outcome, code=200)
    case = story.case(call)
    assert (case.ticket.owner, case.ticket.owner_department) == (owner, owned_by)
    assert case.ticket.status is Status.ESCALATED
    assert case.escalations[0].outcome is outcome
    assert kinds(case)[-1] == "handed_over"


def test_a_late_notify_wins_and_a_late_failure_does_not(story: Story) -> None:
    call = story.talk()
    escalation = story.escalate(call)
    story.step(escalation, "no_notify", Outcome.FAILED)
    story.step(escalation, "handed_over", Outcome.HANDED_OVER, code=200)
    story.step(escalation, "customer_left", Outcome.CUSTOMER_LEFT)
    case = story.case(call)
    assert case.escalations[0].outcome is Outcome.HANDED_OVER
    assert case.escalations[0].closed_at is None
    assert case.ticket.owner == "daniel.okafor"
    assert len(case.steps) == 3


def test_a_retry_is_pending_again(story: Story) -> None:
    call = story.talk()
    escalation = story.escalate(call)
    story.step(escalation, "busy", Outcome.BUSY, code=486)
    story.step(escalation, "cancelled", Outcome.CANCELLED)
    assert story.case(call).escalations[0].outcome is Outcome.BUSY
    story.step(escalation, "consult_started", Outcome.PENDING)
    assert story.case(call).escalations[0].outcome is Outcome.PENDING
    assert story.case(call).escalations[0].closed_at is None
    story.step(escalation, "no_answer", Outcome.NO_ANSWER)
    assert story.case(call).escalations[0].outcome is Outcome.NO_ANSWER


def test_the_summary_is_completed_under_way(story: Story) -> None:
    call = story.talk()
    escalation = story.escalate(call, summary="One sentence.")
    story.tell(CompleteSummary, escalation=escalation, summary="", expects="A call back today.")
    story.tell(CompleteSummary, escalation=escalation, summary="Two sentences.", expects="")
    found = story.case(call).escalations[0]
    assert (found.summary, found.expects) == ("Two sentences.", "A call back today.")


def _consult(story: Story, call: object, escalation: object) -> object:
    """The consult arrives at Daniel's desk; its call."""
    consult = uuid4()
    story.tell(
        OpenCall, call=consult, ticket=uuid4(), direction="in", remote_name="Maria", remote_number="2041",
        escalation=escalation, person="daniel.okafor",
    )  # fmt: skip
    story.tell(AnswerCall, call=consult, person="daniel.okafor")
    return consult


def test_a_consult_rings_into_the_case_and_changes_no_owner(story: Story) -> None:
    call = story.talk()
    escalation = story.escalate(call)
    consult = _consult(story, call, escalation)
    case = story.case(call)
    assert [c.id for c in case.calls] == [call, consult]
    assert case.ticket.owner == "maria.lopez"
    assert case.calls_year == 1
    assert case.legs[1].kind == "consult"
    assert kinds(case)[-2:] == ["consult_rang", "call_answered"]


@pytest.mark.parametrize("sender_first", [True, False])
def test_taking_a_case_makes_it_the_targets_in_any_order(
    story: Story,
    sender_first: bool,
) -> None:
    call = story.talk()
    escalation = story.escalate(call)
    consult = _consult(story, call, escalation)
    ticket = story.case(call).ticket.id
    take = story.make(
        TakeCase, ticket=ticket, escalation=escalation, call=consult, person="2090", by="replaces"
    )
    done = story.make(RecordStep, escalation=escalation, step="handed_over", outcome=Outcome.CONFERENCE)
    for change in (done, take) if sender_first else (take, done):
        story.book.apply(change)
    story.end(call, CallOutcome.HANDED_OVER)
    case = story.case(call)
    assert case.ticket.owner == "daniel.okafor"
    assert case.ticket.status is Status.ESCALATED
    found = case.escalations[0]
    assert (found.outcome, found.accepted_by, found.accepted_at) == (
        Outcome.CONFERENCE,
        "daniel.okafor",
        take.at,
    )
    assert {s.step for s in case.steps} == {"taken", "handed_over"}
    assert kinds(case).count("taken") == 1


def test_a_case_is_taken_once(story: Story) -> None:
    call = story.talk()
    escalation = story.escalate(call, "payments", target_is_department=True)
    ticket = story.case(call).ticket.id
    one, two = story.ring("2041", person="2090"), story.ring("2041", person="2091")
    story.tell(TakeCase, ticket=ticket, escalation=escalation, call=one, person="2090", confirmed=False)
    story.tell(TakeCase, ticket=ticket, escalation=escalation, call=one, person="2090", by="store")
    with pytest.raises(Rejected) as refused:
        story.tell(TakeCase, ticket=ticket, escalation=escalation, call=two, person="2091")
    assert refused.value.code == "already_taken"
    case = story.case(call)
    assert case.ticket.owner == "daniel.okafor"
    assert [e.text for e in case.entries if e.kind == "taken"] == ["key"]


def test_a_ticket_opened_for_the_consult_alone_is_closed_when_the_case_is_taken(story: Story) -> None:
    call = story.talk()
    escalation = story.escalate(call)
    unverified = story.talk("2041", person="2090")
    stray = story.case(unverified).ticket.id
    ticket = story.case(call).ticket.id
    story.tell(TakeCase, ticket=ticket, escalation=escalation, call=unverified, person="2090", by="identity")
    assert story.case(unverified).ticket.id == ticket
    left = story.book.case(stray)
    assert left is not None
    assert left.ticket.status is Status.CLOSED
    assert (left.entries[-1].kind, left.entries[-1].text) == ("merged", "TK-0000001")


def test_taking_without_an_escalation_needs_only_the_call(story: Story) -> None:
    call = story.talk()
    other = story.ring("2041", person="2091")
    story.tell(
        TakeCase, ticket=story.case(call).ticket.id, escalation=None, call=other, person="2091", by="key"
    )
    assert story.case(call).ticket.owner == "ines.weber"
    with pytest.raises(Rejected) as refused:
        story.tell(TakeCase, ticket=story.case(call).ticket.id, escalation=None, call=uuid4())
    assert refused.value.code == "unknown_call"


def test_lists_of_who_sent_and_who_is_waited_for(story: Story) -> None:
    call = story.talk()
    first = story.escalate(call)
    story.step(first, "handed_over", Outcome.HANDED_OVER)
    second = story.escalate(call, "payments", target_is_department=True, from_level=2, to_level=3)
    story.step(second, "ringing", code=180)
    sent = story.book.escalations_from("2041")
    assert [row.escalation.id for row in sent] == [second, first]
    assert sent[0].path == (1, 2, 3) or sent[0].path == (1, 2, 3)
    assert (sent[0].customer_name, sent[0].company) == ("Helen Achebe", "Northwind Dental")
    assert sent[0].last_step is not None
    assert sent[0].last_step.step == "ringing"
    assert [r.escalation.id for r in story.book.escalations_for("daniel.okafor")] == [first]
    waiting = story.book.escalations_for("2090", ("payments", "network"))
    assert [r.escalation.id for r in waiting] == [second, first]
    assert story.book.escalations_for("ines.weber") == ()
    assert story.book.tickets()[0].escalated_to == 3
    assert story.book.figures("maria.lopez", story.now).escalations_open == 2
    story.edit(call, status="resolved")
    assert [r.escalation.id for r in story.book.escalations_from("maria.lopez")] == [second]
    assert story.case(call).steps[-1].step == "closed"


def test_a_case_that_was_taken_waits_for_nobody(story: Story) -> None:
    call = story.talk()
    escalation = story.escalate(call)
    consult = _consult(story, call, escalation)
    ticket = story.case(call).ticket.id
    story.tell(TakeCase, ticket=ticket, escalation=escalation, call=consult, person="2090")
    assert story.book.escalations_for("2090") == ()
    assert len(story.book.escalations_from("maria.lopez")) == 1


def test_a_case_by_sip_alone_is_kept_under_its_own_ids_and_filled_by_the_message(story: Story) -> None:
    ticket, escalation, call = uuid4(), uuid4(), uuid4()
    given = {"ticket": ticket, "escalation": escalation, "origin": "TK-0048213", "person": "2090", "hop": 2}
    story.tell(AdoptCase, **given, reason="overload", caller="+15550100", from_level=1, to_level=2)
    story.tell(
        OpenCall, call=call, ticket=ticket, direction="in", remote_number="2041", escalation=escalation,
        person="2090",
    )  # fmt: skip
    story.tell(
        AdoptCase, **given, kind=Kind.HIERARCHICAL, summary="Router dead since 9.", expects="An engineer",
        caller="+15550100", caller_name="Pat Doe", company="Doe Ltd", tier="silver", languages=("en",),
        subject="Router", category="network", severity="critical", from_person="Maria Lopez",
    )  # fmt: skip
    story.tell(AdoptCase, **given, summary="")
    case = story.case(call)
    assert case.ticket.id == ticket
    assert case.ticket.shown_number == "TK-0048213"
    assert (case.ticket.subject, case.ticket.category) == ("Router", "network")
    assert case.ticket.severity is Severity.CRITICAL
    assert case.customer is not None
    assert (case.customer.name, case.customer.company, case.customer.tier) == ("Pat Doe", "Doe Ltd", "silver")
    found = case.escalations[0]
    assert (found.id, found.hop, found.reason, found.summary) == (
        escalation,
        2,
        "overload",
        "Router dead since 9.",
    )
    assert (found.target, found.from_person) == ("daniel.okafor", "Maria Lopez")
    assert case.calls_year == 1
    assert [row.ticket.id for row in story.book.tickets("48213")] == [ticket]
    story.tell(TakeCase, ticket=ticket, escalation=escalation, call=call, person="2090", by="replaces")
    assert story.case(call).ticket.owner == "daniel.okafor"


def test_a_case_by_sip_of_a_known_customer_links_to_them(story: Story) -> None:
    ticket = uuid4()
    story.tell(
        AdoptCase, ticket=ticket, escalation=None, origin="TK-1", caller="+442079460420", caller_name="X"
    )
    case = story.book.case(ticket)
    assert case is not None
    assert case.customer == HELEN


def test_a_ticket_of_our_own_is_not_overwritten_by_a_message(story: Story) -> None:
    call = story.talk()
    before = story.case(call)
    story.tell(
        AdoptCase, ticket=before.ticket.id, escalation=uuid4(), origin="TK-0000001", subject="Other",
        summary="Back to you.", from_person="x", person="maria.lopez",
    )  # fmt: skip
    after = story.case(call)
    assert replace(after, escalations=(), entries=()) == replace(before, entries=())
    assert [e.summary for e in after.escalations] == ["Back to you."]
    assert after.escalations[0].mode is Mode.WARM


def test_words_that_another_store_made_up_do_not_lose_the_case(story: Story) -> None:
    ticket = uuid4()
    story.tell(
        AdoptCase, ticket=ticket, escalation=None, origin="TK-7", category="plumbing", severity="urgent"
    )
    case = story.book.case(ticket)
    assert case is not None
    assert (case.ticket.category, case.ticket.severity) == ("general", Severity.NORMAL)


def test_a_target_that_is_faster_than_the_sender_leaves_one_whole_record(story: Story) -> None:
    call = story.talk()
    ticket = story.case(call).ticket.id
    escalation, consult = uuid4(), uuid4()
    begin = story.make(
        BeginEscalation, escalation=escalation, ticket=ticket, call=call, kind=Kind.FUNCTIONAL, mode=Mode.WARM,
        reason="overload", summary="Too many.", target="2090", to_level=2,
    )  # fmt: skip
    story.tell(
        AdoptCase, ticket=ticket, escalation=escalation, origin="TK-0000001", reason="overload",
        from_person="2041", person="2090",
    )  # fmt: skip
    story.tell(OpenCall, call=consult, ticket=ticket, direction="in", escalation=escalation, person="2090")
    story.tell(TakeCase, ticket=ticket, escalation=escalation, call=consult, person="2090")
    story.book.apply(begin)
    case = story.case(call)
    found = case.escalations[0]
    assert (found.summary, found.call, found.kind, found.hop) == ("Too many.", call, Kind.FUNCTIONAL, 1)
    assert (found.accepted_by, found.outcome) == ("daniel.okafor", Outcome.HANDED_OVER)
    assert kinds(case).count("escalated") == 1


def test_R10_a_functional_escalation_is_the_departments_that_knows(story: Story) -> None:
    call = story.talk()
    escalation = story.escalate(
        call, target="payments", target_is_department=True, kind=Kind.FUNCTIONAL, mode=Mode.NO_CALL
    )
    story.step(escalation, "sent", Outcome.SENT)
    case = story.case(call)
    assert (case.ticket.owner, case.ticket.owner_department) == ("", "payments")
    (waits,) = story.book.escalations_for("ines.weber", ("payments",))
    assert (waits.escalation.id, waits.escalation.kind) == (escalation, Kind.FUNCTIONAL)
    assert story.book.escalations_for("ines.weber", ("network",)) == ()
