"""One suite for every book: whoever has an escalated case, what colleagues say, what is offered, inbox and floor."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from store.changes import ApprovePolicy, HoldLeg, PutDirectory, SavePolicy
from store.changes_inbox import (
    AcceptEscalation,
    AddComment,
    LookAtValue,
    MakeOffer,
    PassOn,
    ReadMentions,
    ReopenEscalation,
    ResolveEscalation,
    ReturnEscalation,
    WithdrawOffer,
)
from store.errors import Rejected
from store.escalation import Escalation, Mode, Outcome, Resolution
from store.inbox import THIRTY_DAYS, Inbox, Tab
from store.offer import OfferForm, OfferState
from store.policy import Authority, Policy
from store.sla import Sla, Target
from store.ticket import Outcome as CallOutcome
from store.ticket import Severity, Status
from store.values import replace
from tests.store.story import DIRECTORY, SOUND, START, Story, kinds

DANIEL, INES, MARIA = "daniel.okafor", "ines.weber", "maria.lopez"
GENEROUS = replace(
    SOUND,
    authorities=(Authority(level=1, credit_cents=5_000), Authority(level=2, credit_cents=50_000)),
)


def sent(story: Story, target: str = DANIEL, **values: object) -> tuple[UUID, UUID]:
    """A case of Maria's that was sent without a call: its call and the escalation."""
    call = story.talk()
    escalation = story.escalate(call, target, mode=Mode.NO_CALL, **values)
    story.step(escalation, "sent", Outcome.SENT)
    return call, escalation


def record(story: Story, call: UUID) -> Escalation:
    return story.case(call).escalations[-1]


def ticket_of(story: Story, call: UUID) -> UUID:
    return story.case(call).ticket.id


def refused(story: Story, kind: type, **values: object) -> str:
    with pytest.raises(Rejected) as told:
        story.tell(kind, **values)
    assert told.value.message.endswith(".")
    return told.value.code


def in_force(story: Story, policy: Policy) -> None:
    base = max((v.version for v in story.book.policies()), default=0)
    story.tell(SavePolicy, policy=policy, base_version=base)
    story.tell(ApprovePolicy, version=base + 1, valid_from=START, person=DANIEL)


def inbox(story: Story, person: str, *departments: str, senior: bool = False) -> Inbox:
    return story.book.inbox(person, departments, senior=senior, now=story.now)


# --- R53: whoever has the case


def test_R53_accepting_makes_the_ticket_theirs_and_is_a_step(story: Story) -> None:
    call, escalation = sent(story)
    change = story.tell(AcceptEscalation, escalation=escalation, person="2090")
    case = story.case(call)
    found = case.escalations[0]
    assert (found.accepted_by, found.accepted_at) == (DANIEL, change.at)
    assert (case.ticket.owner, case.ticket.status) == (DANIEL, Status.ESCALATED)
    assert (case.steps[-1].step, case.steps[-1].person) == ("accepted", DANIEL)
    assert kinds(case)[-1] == "accepted"
    story.tell(AcceptEscalation, escalation=escalation, person=DANIEL)
    assert [s.step for s in story.case(call).steps].count("accepted") == 1
    assert refused(story, AcceptEscalation, escalation=escalation, person=INES) == "already_taken"


def test_R53_one_accepts_what_waits_for_them_or_their_department(story: Story) -> None:
    _, to_ines = sent(story, INES)
    assert refused(story, AcceptEscalation, escalation=to_ines, person=MARIA) == "not_yours"
    story.tell(AcceptEscalation, escalation=to_ines, person=DANIEL)  # a supervisor answers for others' cases
    call, to_network = sent(story, "network", target_is_department=True)
    story.tell(AcceptEscalation, escalation=to_network, person=MARIA)
    assert story.case(call).ticket.owner_department == ""


def test_R53_what_a_call_brings_is_not_accepted_before_it_came(story: Story) -> None:
    call = story.talk()
    escalation = story.escalate(call)
    assert refused(story, AcceptEscalation, escalation=escalation, person=DANIEL) == "not_now"
    story.step(escalation, "no_answer", Outcome.NO_ANSWER)
    assert refused(story, AcceptEscalation, escalation=escalation, person=DANIEL) == "not_now"
    assert refused(story, AcceptEscalation, escalation=uuid4(), person=DANIEL) == "unknown_escalation"


def test_R53_returned_with_advice_it_is_the_senders_again_who_is_told(story: Story) -> None:
    call, escalation = sent(story)
    assert refused(story, ReturnEscalation, escalation=escalation, advice=" ", person=DANIEL) == "bad_value"
    change = story.tell(ReturnEscalation, escalation=escalation, advice="Credit 50, then 4.1.", person=DANIEL)
    case = story.case(call)
    found = case.escalations[0]
    assert (found.resolution, found.advice) == (Resolution.ADVICE, "Credit 50, then 4.1.")
    assert (found.closed_at, found.next_at, found.accepted_by) == (change.at, None, DANIEL)
    assert (case.ticket.owner, case.ticket.status) == (MARIA, Status.OPEN)
    assert case.steps[-1].step == "returned_with_advice"
    (mention,) = inbox(story, MARIA).mentions
    assert (mention.text, mention.mention.by) == ("Credit 50, then 4.1.", DANIEL)


def test_R53_what_no_person_sent_cannot_be_returned(story: Story) -> None:
    call = story.talk()
    escalation = story.escalate(call, mode=Mode.NO_CALL, person="clock")
    story.step(escalation, "sent", Outcome.SENT)
    assert refused(story, ReturnEscalation, escalation=escalation, advice="x", person=DANIEL) == "no_sender"


def test_R53_passed_on_it_is_one_hop_more_and_waits_to_be_accepted(story: Story) -> None:
    call, escalation = sent(story)
    story.tell(AcceptEscalation, escalation=escalation, person=DANIEL)
    change = story.tell(
        PassOn, escalation=escalation, target="2091", why="She knows @payments.", person=DANIEL
    )
    case = story.case(call)
    found = case.escalations[0]
    assert (found.target, found.target_name, found.hop) == (INES, "Inés Weber", 2)
    assert (found.accepted_by, found.accepted_at, found.step_since) == ("", None, change.at)
    assert (case.ticket.owner, case.steps[-1].step, case.steps[-1].reason) == (INES, "passed_on", INES)
    assert kinds(case)[-2:] == ["passed_on", "comment"]
    story.tell(PassOn, escalation=escalation, target="payments", target_is_department=True, person=INES)
    case = story.case(call)
    assert (case.ticket.owner, case.ticket.owner_department) == ("", "payments")
    assert record(story, call).hop == 3


def test_R53_it_is_never_passed_to_whom_the_policy_forbids(story: Story) -> None:
    _, escalation = sent(story)
    for target, code in ((DANIEL, "forbidden"), (MARIA, "forbidden"), ("nobody", "bad_value")):
        assert refused(story, PassOn, escalation=escalation, target=target, person=DANIEL) == code
    low = replace(
        DIRECTORY, people=(*DIRECTORY.people, replace(DIRECTORY.people[0], key="bo", extension="2042",
                                                      department="payments"))
    )  # fmt: skip
    story.tell(PutDirectory, directory=low)
    assert refused(story, PassOn, escalation=escalation, target="bo", person=DANIEL) == "forbidden"


def test_R23_the_budget_of_hops_of_its_rule_is_kept(story: Story) -> None:
    in_force(story, SOUND)  # two hops
    _, escalation = sent(story, policy=1, rule="refund", path="refunds")
    story.tell(PassOn, escalation=escalation, target=INES, person=DANIEL)
    again = refused(
        story, PassOn, escalation=escalation, target="payments", target_is_department=True, person=INES
    )
    assert again == "hops"


def test_R53_resolving_needs_a_root_cause_and_closes_the_ticket(story: Story) -> None:
    call, escalation = sent(story)
    wanted = {"escalation": escalation, "person": DANIEL}
    assert refused(story, ResolveEscalation, root_cause=" ", **wanted) == "bad_value"
    advice = {"resolution": Resolution.ADVICE, "root_cause": "x"}
    assert refused(story, ResolveEscalation, **advice, **wanted) == "bad_value"
    change = story.tell(ResolveEscalation, root_cause=" billing  run ", text="Paid back.", **wanted)
    case = story.case(call)
    found = case.escalations[0]
    assert (found.resolution, found.root_cause, found.closed_at) == ("solved", "billing run", change.at)
    assert (case.ticket.status, case.ticket.closed_at) == (Status.RESOLVED, change.at)
    assert [s.step for s in case.steps][-1] == "resolved"
    assert "Paid back." in [e.text for e in case.entries]
    assert [m.mention.whom for m in inbox(story, MARIA).mentions] == [MARIA]
    assert refused(story, ResolveEscalation, root_cause="x", **wanted) == "not_now"


def test_R53_reopened_it_is_with_whoever_had_it(story: Story) -> None:
    call, escalation = sent(story)
    story.tell(AcceptEscalation, escalation=escalation, person=DANIEL)
    assert refused(story, ReopenEscalation, escalation=escalation, why="x", person=DANIEL) == "not_now"
    story.tell(ResolveEscalation, escalation=escalation, root_cause="x", person=DANIEL)
    assert refused(story, ReopenEscalation, escalation=escalation, why=" ", person=MARIA) == "bad_value"
    before = record(story, call)
    story.tell(ReopenEscalation, escalation=escalation, why="It drops again.", person=MARIA)
    case = story.case(call)
    found = case.escalations[0]
    assert (found.closed_at, found.resolution, found.reopened) == (None, "", 1)
    assert (found.due_at, found.accepted_by) == (before.due_at, DANIEL)
    assert found.next_at is not None
    assert (case.ticket.owner, case.ticket.status, case.ticket.closed_at) == (DANIEL, Status.ESCALATED, None)
    assert case.ticket.reopened == 1
    assert [r.row.escalation.id for r in inbox(story, DANIEL).tab(Tab.MINE)] == [escalation]


def test_R53_a_returned_one_can_be_reopened_too(story: Story) -> None:
    call, escalation = sent(story)
    story.tell(ReturnEscalation, escalation=escalation, advice="Try 4.1.", person=DANIEL)
    story.tell(ReopenEscalation, escalation=escalation, why="Tried, in vain.", person=MARIA)
    assert (story.case(call).ticket.owner, record(story, call).advice) == (DANIEL, "Try 4.1.")


# --- R28: comments


def test_R28_who_is_mentioned_is_to_read_it_until_they_have(story: Story) -> None:
    call, _ = sent(story)
    ticket = ticket_of(story, call)
    text = "@daniel.okafor over my limit, @network and @nobody@x.org look too. @maria.lopez"
    story.tell(AddComment, ticket=ticket, text=text)
    case = story.case(call)
    assert (case.entries[-1].kind, case.entries[-1].text) == ("comment", text)
    assert [(m.whom, m.is_department) for m in case.mentions] == [(DANIEL, False), ("network", True)]
    (one,) = inbox(story, "2090").mentions
    assert (one.text, one.number) == (text, case.ticket.shown_number)
    assert inbox(story, INES, "network").mentions != ()
    story.tell(ReadMentions, ticket=ticket, person=DANIEL)
    assert inbox(story, DANIEL).mentions == ()
    assert len(inbox(story, INES, "network").mentions) == 1, "the department has not"


def test_R28_a_department_has_read_what_one_of_its_people_has(story: Story) -> None:
    call, _ = sent(story)
    story.tell(
        AddComment, ticket=ticket_of(story, call), text="@network who knows this router?", person=DANIEL
    )
    story.tell(ReadMentions, ticket=ticket_of(story, call), person=MARIA)
    (mention,) = story.case(call).mentions
    assert mention.read_by == MARIA
    assert inbox(story, MARIA, "network").mentions == ()


def test_R28_a_comment_needs_a_text_and_is_no_book(story: Story) -> None:
    call, _ = sent(story)
    ticket = ticket_of(story, call)
    assert refused(story, AddComment, ticket=ticket, text=" \n") == "bad_value"
    assert refused(story, AddComment, ticket=ticket, text="x" * 10_001) == "bad_value"
    assert refused(story, AddComment, ticket=uuid4(), text="x") == "unknown_ticket"


# --- R25: value before compensation


def test_R25_nothing_is_offered_before_the_value_was_looked_at(story: Story) -> None:
    in_force(story, GENEROUS)
    call, escalation = sent(story)
    ticket = ticket_of(story, call)
    offer = {
        "offer": uuid4(), "ticket": ticket, "escalation": escalation, "amount_cents": 31_240,
        "form": OfferForm.REFUND, "why": "Billed twice.",
    }  # fmt: skip
    story.tell(LookAtValue, ticket=ticket, person=MARIA)
    assert refused(story, MakeOffer, **offer, person=DANIEL) == "value_first"
    story.tell(LookAtValue, ticket=ticket, person="2090")
    story.tell(LookAtValue, ticket=ticket, person=DANIEL)
    story.tell(MakeOffer, **offer, person=DANIEL)
    case = story.case(call)
    (made,) = case.offers
    assert (made.person, made.level, made.amount_cents, made.state) == (
        DANIEL,
        2,
        31_240,
        OfferState.APPROVED,
    )
    assert [e.person for e in case.entries if e.kind == "value_seen"] == [MARIA, DANIEL]
    assert case.entries[-1].text == "312.40 EUR refund"


def test_R25_an_offer_is_within_the_authority_of_the_level(story: Story) -> None:
    in_force(story, GENEROUS)
    call, _ = sent(story)
    ticket = ticket_of(story, call)
    offer = {"ticket": ticket, "form": OfferForm.CREDIT, "why": "Sorry."}
    story.tell(LookAtValue, ticket=ticket)
    with pytest.raises(Rejected, match=r"L1 may give up to 50\.00 EUR\. Ask L2: Daniel Okafor") as told:
        story.tell(MakeOffer, offer=uuid4(), amount_cents=5_001, **offer)
    assert told.value.code == "beyond_authority"
    story.tell(MakeOffer, offer=uuid4(), amount_cents=3_000, **offer)
    # what was offered counts: a limit is not to be passed in two steps
    assert refused(story, MakeOffer, offer=uuid4(), amount_cents=3_000, **offer) == "beyond_authority"
    dollars = {"amount_cents": 100, "currency": "USD"}
    assert refused(story, MakeOffer, offer=uuid4(), **dollars, **offer) == "beyond_authority"
    for wrong in ({"amount_cents": 0}, {"amount_cents": 100, "why": " "}):
        assert refused(story, MakeOffer, **({"offer": uuid4()} | offer | wrong)) == "bad_value"


@pytest.mark.parametrize(
    ("resolution", "state"),
    [
        (Resolution.SOLVED, OfferState.GRANTED),
        (Resolution.NOT_SOLVED, OfferState.GRANTED),
        (Resolution.WITHDRAWN, OfferState.WITHDRAWN),
    ],
)
def test_R25_an_offer_is_granted_when_the_case_is_resolved(
    story: Story, resolution: Resolution, state: OfferState
) -> None:
    in_force(story, GENEROUS)
    call, escalation = sent(story)
    ticket, offer = ticket_of(story, call), uuid4()
    story.tell(LookAtValue, ticket=ticket, person=DANIEL)
    made = {"ticket": ticket, "form": OfferForm.GOODS, "why": "Sorry.", "person": DANIEL}
    story.tell(MakeOffer, offer=offer, amount_cents=100, **made)
    other = uuid4()
    story.tell(MakeOffer, offer=other, amount_cents=200, **made)
    story.tell(WithdrawOffer, offer=other, person=DANIEL)
    story.tell(ResolveEscalation, escalation=escalation, resolution=resolution, root_cause="x", person=DANIEL)
    states = {o.id: o.state for o in story.case(call).offers}
    assert states == {offer: state, other: OfferState.WITHDRAWN}
    if state is OfferState.GRANTED:
        assert refused(story, WithdrawOffer, offer=offer, person=DANIEL) == "not_now"


# --- R42: the inbox


def test_R42_the_tabs_say_whose_turn_it_is(story: Story) -> None:
    _, mine = sent(story)
    _, waits = sent(story)
    _, network = sent(story, "network", target_is_department=True)
    _, others = sent(story, INES)
    customer_call, customer = sent(story)
    story.tell(AcceptEscalation, escalation=mine, person=DANIEL)
    story.tell(AcceptEscalation, escalation=customer, person=DANIEL)
    story.edit(customer_call, status="waiting")
    pending = story.escalate(story.talk())

    def ids(found: Inbox, tab: Tab) -> set[UUID]:
        return {r.row.escalation.id for r in found.tab(tab)}

    found = inbox(story, "2090", "network")
    assert ids(found, Tab.NEEDS) == {waits, network}
    assert ids(found, Tab.MINE) == {mine}
    assert ids(found, Tab.WAITING) == {customer}
    assert ids(found, Tab.ALL) == {waits, network, mine, customer}
    senior = inbox(story, DANIEL, senior=True)
    assert ids(senior, Tab.ALL) == {waits, network, mine, customer, others}
    assert senior.count(Tab.ALL) == 5
    assert ids(inbox(story, MARIA), Tab.WAITING) == {mine, waits, network, others, customer}
    assert pending not in ids(senior, Tab.ALL), "its call has not brought it yet"


def test_R42_the_most_urgent_comes_first_and_says_by_which_clock(story: Story) -> None:
    hour = timedelta(hours=1)
    promises = Sla(targets=(Target(severity=Severity.CRITICAL, resolution=4 * hour),))
    in_force(story, replace(SOUND, sla=promises))
    old_call, old = sent(story)
    high_call, high = sent(story)
    late_call, late = sent(story)
    story.edit(high_call, severity="high")
    story.edit(late_call, severity="critical")
    story.edit(old_call, severity="normal")
    found = inbox(story, DANIEL)
    assert [r.row.escalation.id for r in found.rows] == [late, high, old]
    assert [r.clock.kind for r in found.rows] == ["resolution", THIRTY_DAYS, THIRTY_DAYS]
    story.now += 5 * hour
    first = inbox(story, DANIEL).rows[0]
    assert (first.clock.breached, first.clock.share, first.tier) == (True, 0.0, "gold")


def test_R24_the_age_of_a_case_is_shown_and_at_last_it_is_breached(story: Story) -> None:
    _, _ = sent(story)
    story.now += timedelta(days=27)
    (row,) = inbox(story, DANIEL).rows
    assert (row.days, row.clock.warned, row.clock.breached) == (27, True, False)
    story.now += timedelta(days=3, minutes=1)
    (row,) = inbox(story, DANIEL).rows
    assert (row.days, row.clock.breached) == (30, True)


def test_R42_an_unread_comment_is_told_at_its_case(story: Story) -> None:
    call, _ = sent(story)
    story.tell(AddComment, ticket=ticket_of(story, call), text="@daniel.okafor please")
    (row,) = inbox(story, DANIEL).rows
    assert row.unread == 1


# --- R51: the floor


def test_R51_the_floor_shows_who_talks_holds_and_consults(story: Story) -> None:
    call = story.talk()
    story.tell(HoldLeg, leg=call, held=True)
    story.tell(HoldLeg, leg=call, held=False, seconds=12.0)
    story.edit(call, subject="Line down")
    seen = story.book.floor(story.now, START)
    assert [p.person.key for p in seen.people] == [MARIA, DANIEL, INES]
    (one,) = seen.people[0].calls
    assert (one.customer_name, one.subject, one.hold_seconds, one.held_since) == (
        "Helen Achebe", "Line down", 12.0, None,
    )  # fmt: skip
    held = story.tell(HoldLeg, leg=call, held=True)
    story.escalate(call)
    (one,) = story.book.floor(story.now, START).people[0].calls
    assert (one.held_since, one.consulting, one.hops) == (held.at, "Daniel Okafor", 1)
    story.end(call)
    assert story.book.floor(story.now, START).people[0].calls == ()


def test_R51_the_floor_shows_who_waits_and_the_figures_of_the_day(story: Story) -> None:
    ticket = uuid4()
    story.ring(ticket=ticket, person="2090", dialled="3100")
    story.ring(ticket=ticket, person="2091", dialled="3100")
    story.end(story.ring("+4790000001"), outcome=CallOutcome.ABANDONED)
    story.talk("+4790000001")
    story.now += timedelta(minutes=1)
    seen = story.book.floor(story.now, START)
    (waits,) = seen.waiting
    assert (waits.name, waits.dialled, waits.persons) == ("Helen Achebe", "3100", (DANIEL, INES))
    assert (seen.figures.answered, seen.figures.in_time, seen.figures.abandoned) == (1, 1, 1)
    assert seen.open_escalations == 0


def test_R51_the_floor_shows_what_is_at_risk_first(story: Story) -> None:
    promises = Sla(targets=(Target(severity=Severity.CRITICAL, resolution=timedelta(hours=4)),))
    in_force(story, replace(SOUND, sla=promises))
    call = story.talk()
    story.edit(call, severity="critical", subject="Two branches offline")
    calm = story.talk("+4790000001")
    story.edit(calm, severity="low")
    (risk,) = story.book.floor(story.now, START).at_risk
    assert (risk.subject, risk.owner, risk.clock.kind) == ("Two branches offline", MARIA, "resolution")
    story.edit(call, status="resolved")
    assert story.book.floor(story.now, START).at_risk == ()


def test_R42_of_very_many_the_soonest_due_are_read_and_all_are_counted(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    for where in ("store.memory_inbox.MOST_OTHERS", "store.sql.inbox.MOST_OTHERS"):
        monkeypatch.setattr(where, 2)
    first, second, _, mine = (sent(story, to)[1] for to in (INES, INES, INES, DANIEL))
    found = inbox(story, DANIEL, senior=True)
    assert {r.row.escalation.id for r in found.tab(Tab.ALL)} == {first, second, mine}
    assert (found.count(Tab.ALL), found.count(Tab.NEEDS)) == (4, 1)
