"""The desk under a policy: whom it recommends, what it forbids, who is rung next, and what it proposes."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import uuid6
from msgspec import structs

from console.desk import intents as ask
from console.desk.advice import cents
from console.desk.board import Board
from store.changes import ApprovePolicy, EditTicket, OpenCall, PutDirectory, SavePolicy
from store.changes_case import DemandManager
from store.directory import Person
from store.escalation import Escalation, Kind, Outcome
from store.policy import (
    USUAL_REASONS,
    Authority,
    CallStep,
    Criteria,
    Path,
    PathStep,
    Policy,
    ReasonWord,
    Ref,
    Rule,
    Signs,
)
from store.values import replace
from telephony import commands
from telephony.transfer import State, Step
from tests.console.desk.desk_fixture import DIRECTORY, Office

SUMMARY = "Restarted twice, same fault"
PRIYA = Person(
    key="priya.nolan", name="Priya Nolan", extension="3122", target="sip:3122@127.0.0.1:5070", level=2,
    department="network", state="available",
)  # fmt: skip
LIN = replace(PRIYA, key="lin.chen", name="Lin Chen", extension="3110", target="sip:3110@127.0.0.1:5070")
LARS = replace(
    PRIYA,
    key="lars.ibsen",
    name="Lars Ibsen",
    extension="2047",
    target="sip:2047@127.0.0.1:5070",
    department="support",
)
PEOPLE = (
    *(replace(p, state="available") for p in DIRECTORY.people),
    PRIYA,
    LIN,
    LARS,
)


def path(key: str, *targets: str) -> Path:
    steps = [PathStep(target=Ref.parse(t), after=timedelta(hours=2)) for t in targets]
    return Path(key=key, name=key, steps=(*steps[:-1], replace(steps[-1], after=None)))


POLICY = Policy(
    reasons=(*USUAL_REASONS, ReasonWord(key="security", name="Security")),
    authorities=(Authority(level=1, credit_cents=5_000), Authority(level=3, credit_cents=50_000)),
    paths=(
        path("network", "person:daniel.okafor", "person:priya.nolan", "person:lin.chen"),
        path("money", "department:billing"),
        path("above", "person:lars.ibsen", "person:selin.kaya"),
    ),
    rules=(
        Rule(
            key="N-12", name="Network faults", path="network",
            criteria=Criteria(reasons=frozenset({"lacks_knowledge"})),
        ),
        Rule(key="M-1", name="A refund", path="money", criteria=Criteria(reasons=frozenset({"lacks_authority"}))),
        Rule(
            key="H-1", name="A manager for whoever wants one", path="above", kind=Kind.HIERARCHICAL,
            criteria=Criteria(triggers=frozenset({"customer", "bot", "reopened"})),
        ),
    ),
    steps=(),
)  # fmt: skip
TO_DANIEL = ask.Escalate(
    to="daniel.okafor", kind="functional", reason="lacks_knowledge", summary=SUMMARY, expects="By 18:00"
)


def make(policy: Policy | None = POLICY, **desk: Any) -> Office:
    """A desk with more people, and the policy in force."""
    office = Office(**desk)
    now = office.desk._core.now
    directory = replace(DIRECTORY, people=PEOPLE)
    office.book.apply(PutDirectory(id=uuid6.uuid7(), at=now(), person="setup", directory=directory))
    if policy is not None:
        follow(office, policy)
    office.phone.auto_notify = None
    office.desk.refresh()
    return office


def follow(office: Office, policy: Policy) -> None:
    base = max((v.version for v in office.book.policies()), default=0)
    now = office.desk._core.now()
    saved = SavePolicy(id=uuid4(), at=now, person="selin.kaya", policy=policy, base_version=base)
    approved = ApprovePolicy(id=uuid4(), at=now, person="daniel.okafor", version=base + 1, valid_from=now)
    office.book.apply_all((saved, approved))
    office.desk.refresh()


def talk(office: Office, **ring: Any) -> None:
    office.phone.ring("", "+14155550132", **ring)
    office.do(ask.Answer())


@pytest.fixture
def office() -> Office:
    office = make()
    talk(office)
    return office


def record(office: Office) -> Escalation:
    case = office.book.case(office.book.tickets()[0].ticket.id)
    assert case is not None
    return case.escalations[-1]


def advised(board: Board) -> list[str]:
    assert board.advice is not None
    return [c.target for c in board.advice.candidates]


class TestAdviser:
    def test_R18_the_open_form_is_advised_as_it_is_filled_in(self, office: Office) -> None:
        office.do(ask.OpenEscalate())
        assert advised(office.board) == []
        office.do(ask.EditEscalate(fields={"reason": "lacks_knowledge"}))
        assert advised(office.board) == ["daniel.okafor", "priya.nolan", "lin.chen"]
        assert office.board.advice is not None
        assert [b.code for b in office.board.advice.candidates[0].reasons][:2] == ["rule", "level"]
        before = office.board.advice
        office.do(ask.EditEscalate(fields={"summary": "Typed on and on"}))
        assert office.board.advice is before
        office.do(ask.CloseEscalate())
        assert office.board.advice is None

    def test_R19_presence_changes_the_order_and_nobody_free_is_said(self, office: Office) -> None:
        office.do(ask.OpenEscalate())
        office.do(ask.EditEscalate(fields={"reason": "lacks_knowledge"}))
        people = tuple(replace(p, state="on_call" if p.key == "daniel.okafor" else p.state) for p in PEOPLE)
        self.put(office, people)
        assert advised(office.board) == ["priya.nolan", "lin.chen", "daniel.okafor"]
        self.put(office, tuple(replace(p, state="away") for p in PEOPLE))
        assert office.board.advice is not None
        assert office.board.advice.nobody_free

    @staticmethod
    def put(office: Office, people: tuple[Person, ...]) -> None:
        """As the consoles of the others have said since."""
        office.book._tables.directory = replace(office.book.directory(), people=people)
        office.desk.refresh()

    def test_R82_another_policy_is_followed_without_a_restart(self, office: Office) -> None:
        office.do(ask.OpenEscalate())
        office.do(ask.EditEscalate(fields={"reason": "complexity"}))
        assert advised(office.board) == []
        more = Rule(
            key="C-1", name="Hard ones", path="money", criteria=Criteria(reasons=frozenset({"complexity"}))
        )
        follow(office, replace(POLICY, rules=(*POLICY.rules, more)))
        assert advised(office.board) == ["billing"]

    def test_R15_what_is_sent_keeps_rule_path_step_version_and_promise(self, office: Office) -> None:
        by = office.desk._core.now() + timedelta(hours=2)
        office.do(structs.replace(TO_DANIEL, to="priya.nolan", promised=by.isoformat()))
        sent = record(office)
        assert (sent.rule, sent.path, sent.path_step, sent.policy) == ("N-12", "network", 1, 1)
        assert sent.promised_at == by
        assert sent.step_since == sent.created_at

    def test_R14_a_center_adds_its_own_reasons(self, office: Office) -> None:
        assert office.refused(structs.replace(TO_DANIEL, reason="weather")) == "bad_reason"
        office.do(structs.replace(TO_DANIEL, reason="security"))
        assert record(office).reason == "security"

    @pytest.mark.parametrize("promised", ["tomorrow", "2020-01-01T10:00:00+00:00", "2031-01-01T10:00:00"])
    def test_a_promise_is_a_time_to_come_with_its_zone(self, office: Office, promised: str) -> None:
        assert office.refused(structs.replace(TO_DANIEL, promised=promised)) == "bad_promise"

    def test_R18_a_target_that_the_policy_forbids_cannot_be_sent_to(self, office: Office) -> None:
        office.do(ask.OpenEscalate())
        fields = {"reason": "lacks_authority", "credit": "4000", "target": "billing", "kind": "functional"}
        office.do(ask.EditEscalate(fields=fields))
        assert office.refused(ask.Escalate(summary=SUMMARY)) == "forbidden"
        assert office.board.form is not None
        assert (office.board.form.problem, office.board.form.why) == ("forbidden", "authority")
        assert not office.sent(commands.BeginTransfer)

    def test_R11_hierarchical_does_not_go_down(self) -> None:
        office = make(level=3)
        talk(office)
        down = structs.replace(TO_DANIEL, kind="hierarchical", reason="complexity")
        assert office.refused(down) == "forbidden"

    def test_R23_a_budget_that_is_used_up_forbids_the_next_hop(self, office: Office) -> None:
        office.do(structs.replace(TO_DANIEL, mode="no_call"))
        office.do(structs.replace(TO_DANIEL, mode="no_call", to="priya.nolan"))
        assert [e.hop for e in self.all(office)] == [1, 2]
        office.do(ask.OpenEscalate())
        office.do(ask.EditEscalate(fields={"reason": "lacks_knowledge"}))
        assert office.board.advice is not None
        assert office.board.advice.warn_hop
        assert office.refused(structs.replace(TO_DANIEL, mode="no_call", to="lin.chen")) == "forbidden"
        assert office.board.form is not None
        assert office.board.form.why == "hops"

    @staticmethod
    def all(office: Office) -> tuple[Escalation, ...]:
        case = office.book.case(office.book.tickets()[0].ticket.id)
        assert case is not None
        return case.escalations

    def test_without_a_policy_nothing_is_forbidden(self) -> None:
        office = make(None)
        talk(office)
        office.do(structs.replace(TO_DANIEL, to="3999@127.0.0.1"))
        sent = record(office)
        assert (sent.rule, sent.policy) == ("", 0)

    @pytest.mark.parametrize(
        ("text", "amount"),
        [
            ("50", 5000),
            ("49,9", 4990),
            (" 0.05 ", 5),
            ("", 0),
            ("-5", 0),
            ("1.2.3", 0),
            ("five", 0),
            ("²", 0),
        ],
    )
    def test_an_amount_is_read_as_it_is_typed(self, text: str, amount: int) -> None:
        assert cents(text) == amount

    def test_R12_who_may_not_give_as_much_is_left_out(self) -> None:
        office = make()
        talk(office)
        office.do(ask.OpenEscalate())
        office.do(ask.EditEscalate(fields={"reason": "lacks_authority", "credit": "400"}))
        assert advised(office.board) == ["billing"]
        office.do(ask.EditEscalate(fields={"credit": "4000"}))
        assert advised(office.board) == []
        assert office.board.advice is not None
        assert ("billing", "authority") in office.board.advice.forbidden


class TestSending:
    def test_R13_after_the_call_and_without_a_call(self, office: Office) -> None:
        office.phone.hang_up_remote(office.card.call)
        assert office.board.wrapups
        office.do(ask.OpenEscalate())
        office.do(ask.EditEscalate(fields={"reason": "lacks_knowledge", "target": "daniel.okafor"}))
        office.do(ask.Escalate(mode="no_call", summary=SUMMARY))
        assert record(office).outcome is Outcome.SENT
        office.do(ask.WrapUp(code="escalated"))
        ticket = office.book.tickets()[0].ticket.id
        office.do(ask.OpenTicket(ticket=ticket))
        office.do(ask.OpenEscalate(ticket=ticket))
        office.do(structs.replace(TO_DANIEL, mode="no_call", to="priya.nolan"))
        assert record(office).target == "priya.nolan"

    def test_R19_nobody_is_free_and_a_call_back_is_promised(self, office: Office) -> None:
        office.do(ask.OpenEscalate())
        by = (office.desk._core.now() + timedelta(hours=1)).isoformat()
        fields = {"reason": "lacks_knowledge", "target": "lin.chen", "promised": by, "call": ""}
        office.do(ask.EditEscalate(fields=fields))
        assert office.board.form is not None
        assert office.board.form.call is None
        office.do(ask.Escalate(mode="no_call", summary=SUMMARY))
        assert record(office).promised_at is not None
        assert record(office).outcome is Outcome.SENT

    def test_R27_the_sender_follows_what_was_sent(self, office: Office) -> None:
        office.do(structs.replace(TO_DANIEL, mode="no_call"))
        (row,) = office.board.sent
        assert (row.escalation.target, row.escalation.accepted_at) == ("daniel.okafor", None)


class TestNextCandidate:
    def begin(self, office: Office, to: str = "daniel.okafor") -> None:
        office.do(structs.replace(TO_DANIEL, to=to))

    def fail(self, office: Office, code: int) -> None:
        """The consult that is up gets this final answer."""
        office.phone.hang_up_remote(office.last_begin().consult, code)

    @pytest.mark.parametrize(
        ("code", "step"), [(486, Step.BUSY), (603, Step.DECLINED), (404, Step.UNREACHABLE)]
    )
    def test_R81_one_key_rings_the_next_with_the_same_words(
        self, office: Office, code: int, step: Step
    ) -> None:
        self.begin(office)
        self.fail(office, code)
        transfer = office.board.transfer
        assert transfer is not None
        assert (transfer.state, transfer.failed, transfer.next) == (State.RETURNED, step, "priya.nolan")
        assert transfer.next_name == "Priya Nolan"
        office.do(ask.NextCandidate())
        assert office.last_begin().target == "sip:3122@127.0.0.1:5070"
        sent = record(office)
        assert (sent.target, sent.summary, sent.expects) == ("priya.nolan", SUMMARY, "By 18:00")
        assert (sent.rule, sent.path_step, sent.hop) == ("N-12", 1, 1)
        self.fail(office, 486)
        office.do(ask.NextCandidate())
        office.phone.answers(office.last_begin().consult)
        case = office.book.case(office.book.tickets()[0].ticket.id)
        assert case is not None
        assert len(case.escalations) == 1
        rung = [s.reason for s in case.steps if s.step == "consult_started"]
        assert rung == ["Daniel Okafor", "Priya Nolan", "Lin Chen"]
        assert [s.step for s in case.steps].count("customer_back") == 2

    def test_R81_nobody_is_left(self, office: Office) -> None:
        for _ in range(3):
            if office.board.transfer is None:
                self.begin(office)
            else:
                office.do(ask.NextCandidate())
            self.fail(office, 486)
        assert office.board.transfer is not None
        assert office.board.transfer.next == ""
        assert office.refused(ask.NextCandidate()) == "nobody_left"

    def test_R81_a_consult_that_rings_is_called_off_for_the_next(self, office: Office) -> None:
        self.begin(office)
        assert office.board.transfer is not None
        office.do(ask.NextCandidate())
        assert office.board.transfer.key == "priya.nolan"
        assert len(office.sent(commands.BeginTransfer)) == 2
        assert record(office).target == "priya.nolan"

    def test_R81_a_group_rings_in_order_by_itself(self) -> None:
        office = make(replace(POLICY, ring_each=timedelta(seconds=8)))
        talk(office)
        self.begin(office)
        assert office.last_begin().ring_seconds == 8
        self.fail(office, 486)
        assert office.board.transfer is not None
        assert office.board.transfer.key == "priya.nolan"
        self.fail(office, 603)
        assert office.board.transfer.key == "lin.chen"
        self.fail(office, 486)
        assert "nobody_left" in office.notices()
        assert len(office.sent(commands.BeginTransfer)) == 3

    def test_R81_without_a_policy_the_next_of_the_department_is_rung(self) -> None:
        office = make(None)
        talk(office)
        self.begin(office)
        self.fail(office, 486)
        assert office.board.transfer is not None
        assert office.board.transfer.next in {"lin.chen", "priya.nolan"}
        office.do(ask.NextCandidate())
        assert office.board.transfer.key != "daniel.okafor"

    def test_R81_a_console_that_starts_anew_knows_whom_it_has_rung(self, office: Office) -> None:
        self.begin(office)
        fresh = Office(book=office.book, phone=office.phone, start=False)
        fresh.desk.start()
        transfer = fresh.board.transfer
        assert transfer is not None
        assert (transfer.key, transfer.why, transfer.next) == (
            "daniel.okafor",
            "lacks_knowledge",
            "priya.nolan",
        )

    def test_there_is_no_next_without_a_hand_over(self, office: Office) -> None:
        assert office.refused(ask.NextCandidate()) == "no_transfer"
        self.begin(office)
        office.phone.answers(office.last_begin().consult)
        assert office.refused(ask.NextCandidate()) == "not_now"


class TestDemand:
    def test_R16_a_demand_is_counted_and_the_panel_opens_for_the_best(self, office: Office) -> None:
        office.do(ask.DemandManager())
        form = office.board.form
        assert form is not None
        assert (form.kind, form.reason, form.trigger) == (
            "hierarchical",
            "customer_demands_manager",
            "customer",
        )
        assert form.target == "lars.ibsen"
        assert office.card.case is not None
        assert office.card.case.ticket.demanded_at is not None
        office.do(ask.Escalate(summary=SUMMARY))
        assert (record(office).trigger, record(office).rule) == ("customer", "H-1")

    def test_R11_without_a_policy_a_supervisor_is_put_in(self) -> None:
        office = make(None)
        talk(office)
        office.do(ask.DemandManager())
        assert office.board.form is not None
        assert office.board.form.target in {"daniel.okafor", "selin.kaya", "lars.ibsen"}


class TestOff:
    def test_R33_nothing_of_it_is_there(self) -> None:
        office = make(replace(POLICY, off_for=frozenset({"support"})))
        talk(office, mark="bot")
        for intent in (ask.OpenEscalate(), ask.DemandManager(), TO_DANIEL):
            assert office.refused(intent) == "off"
        assert office.board.form is None
        assert not office.board.proposals
        case = office.card.case
        assert case is not None
        assert case.ticket.demanded_at is None
        assert case.escalations == ()


class TestTriggers:
    MARKS: dict[str, Any] = {"marks": (("chatbot", "bot"),), "failed_lines": (("2900", "ivr"),)}  # noqa: RUF012

    @pytest.mark.parametrize(
        ("ring", "machine"), [({"mark": "ChatBot"}, "bot"), ({"dialled": "2900"}, "ivr"), ({"mark": "x"}, "")]
    )
    def test_R26_a_failed_machine_is_on_record_and_on_the_card(
        self, ring: dict[str, Any], machine: str
    ) -> None:
        office = make()
        office.desk.use_terms(replace(office.desk._core.terms, **self.MARKS))
        office.phone.ring("", "+14155550132", **ring)
        assert office.card.failed_before == machine
        office.do(ask.Answer())
        case = office.card.case
        assert case is not None
        assert [e.trigger for e in case.escalations] == ([machine] if machine else [])
        if machine == "bot":
            (escalation,) = case.escalations
            assert (escalation.kind, escalation.rule) == (Kind.HIERARCHICAL, "H-1")
            assert (escalation.outcome, escalation.accepted_by) == (Outcome.HANDED_OVER, "maya.torres")
            assert [(p.code, p.target) for p in office.board.proposals] == [("bot", "lars.ibsen")]
            fresh = Office(book=office.book, phone=office.phone, start=False)
            fresh.desk.start()
            assert fresh.card.failed_before == "bot"

    def test_R16_a_ticket_opened_again_is_proposed_where_a_rule_is_about_it(self, office: Office) -> None:
        office.do(ask.EditTicket(fields={"status": "resolved"}))
        assert not office.board.proposals
        office.do(ask.EditTicket(fields={"status": "open"}))
        (proposal,) = office.board.proposals
        assert (proposal.code, proposal.trigger, proposal.posture) == ("reopened", "reopened", "reactive")
        office.do(ask.FollowProposal(key=proposal.key))
        assert office.board.form is not None
        assert office.board.form.trigger == "reopened"
        follow(office, replace(POLICY, rules=POLICY.rules[:2]))
        assert not office.board.proposals


class TestProactive:
    def storm(self, office: Office, count: int) -> list[UUID]:
        now, made = office.desk._core.now(), []
        for n in range(count):
            call = uuid4()
            opened = OpenCall(
                id=uuid4(),
                at=now,
                person="other",
                call=call,
                ticket=call,
                direction="in",
                remote_number=f"+4420{n:08d}",
            )
            fields = {"cause": "fibre cut", "impact": "3"}
            office.book.apply_all(
                (opened, EditTicket(id=uuid4(), at=now, person="other", ticket=call, fields=fields))
            )
            made.append(call)
        office.desk.refresh()
        return made

    def test_R16_many_tickets_of_one_cause_propose_before_anyone_complains(self, office: Office) -> None:
        self.storm(office, 9)
        assert not office.board.proposals
        newest = self.storm(office, 1)[0]
        (proposal,) = office.board.proposals
        assert (proposal.code, proposal.posture, proposal.trigger) == ("cause", "proactive", "pattern")
        assert dict(proposal.values) == {"cause": "fibre cut", "count": "10", "impact": "30"}
        office.do(ask.FollowProposal(key=proposal.key))
        assert office.board.form is not None
        assert (office.board.form.ticket, office.board.form.posture) == (newest, "proactive")
        office.do(ask.Escalate(mode="no_call", to="daniel.okafor", summary=SUMMARY))
        case = office.book.case(newest)
        assert case is not None
        assert (case.escalations[0].posture, case.escalations[0].trigger) == ("proactive", "pattern")
        assert not office.board.proposals

    def test_R16_what_is_left_is_not_proposed_again(self, office: Office) -> None:
        self.storm(office, 10)
        office.do(ask.LeaveProposal(key=office.board.proposals[0].key))
        self.storm(office, 1)
        assert not office.board.proposals
        assert office.refused(ask.FollowProposal(key="cause:fibre cut")) == "no_proposal"

    def test_R16_a_customer_at_risk_is_proposed(self) -> None:
        office = make(replace(POLICY, signs=Signs(at_risk=2)))
        talk(office)
        ticket = office.card.ticket
        assert ticket is not None
        office.do(ask.EditTicket(fields={"status": "resolved"}))
        office.do(ask.EditTicket(fields={"status": "open"}))
        now = office.desk._core.now()
        office.book.apply(DemandManager(id=uuid4(), at=now, person="maya.torres", ticket=ticket))
        office.desk.refresh()
        assert "risk" in [p.code for p in office.board.proposals]

    def test_R17_impact_of_linked_tickets_adds_up_for_the_rules(self, office: Office) -> None:
        self.storm(office, 3)
        many = Rule(key="I-1", name="Many are down", path="money", rank=1, criteria=Criteria(min_impact=10))
        follow(office, replace(POLICY, rules=(many, *POLICY.rules)))
        office.do(ask.OpenEscalate())
        office.do(ask.EditEscalate(fields={"reason": "lacks_knowledge"}))
        assert advised(office.board)[0] != "billing"
        office.do(ask.EditTicket(fields={"cause": "Fibre  cut", "impact": "2"}))
        assert advised(office.board)[0] == "billing"


class TestSteps:
    STEPS = (CallStep(key="name", required=True), CallStep(key="serial", required=True))

    def test_R41_required_steps_hold_the_wrap_up_and_not_the_call(self) -> None:
        office = make(replace(POLICY, steps=self.STEPS))
        office.phone.ring("", "+15550001111")
        office.do(ask.Answer())
        office.do(ask.CaptureStep(step="name", text="Ada Byron"))
        assert office.card.case is not None
        assert office.card.case.ticket.captured == {"name": "Ada Byron"}
        office.do(ask.HangUp())
        assert not office.board.cards
        refusal = office.desk.do(ask.WrapUp())
        assert refusal is not None
        assert refusal.code == "steps_missing"
        assert "serial" in refusal.message
        assert office.board.wrapups
        office.do(ask.CaptureStep(step="serial", text="QX-17"))
        office.do(ask.WrapUp())
        assert not office.board.wrapups

    def test_R41_a_known_customer_need_not_be_asked(self) -> None:
        office = make(replace(POLICY, steps=self.STEPS[:1]))
        talk(office)
        office.do(ask.HangUp())
        office.do(ask.WrapUp())

    def test_R41_what_is_no_step_is_refused(self, office: Office) -> None:
        assert office.refused(ask.CaptureStep(step="shoe size", text="44")) == "bad_step"
        follow(office, replace(POLICY, steps=self.STEPS))
        assert office.refused(ask.CaptureStep(step="name", text="x" * 501)) == "too_long"
        assert make().refused(ask.CaptureStep(step="name", text="x")) == "no_ticket"
