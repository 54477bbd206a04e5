"""A new policy tried on what has happened (R82): pure, and by every book."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from store.calendar import weekly
from store.customer import Customer
from store.directory import Department, Directory, Level, Person
from store.escalation import Escalation, Kind, Mode
from store.policy import Criteria, Path, PathStep, Policy, Ref, Rule
from store.sla import Sla, Target
from store.ticket import Severity, Ticket
from store.trial import MOST_CASES, PastCase, Trial, Verdict, try_policy
from store.values import replace
from tests.store.story import BJORN, HELEN, Story

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
SINCE, UNTIL = NOON - timedelta(days=30), NOON + timedelta(days=1)
HOUR = timedelta(hours=1)
OFFICE = weekly("office", "UTC", 9 * 60, 17 * 60, days=range(7))
DIRECTORY = Directory(
    levels=tuple(Level(number=n, name=f"L{n}") for n in range(4)),
    departments=(
        Department(key="support", name="Support"),
        Department(key="billing", name="Billing"),
        Department(key="leads", name="Leads"),
    ),
    people=(
        Person(key="maya", name="Maya", department="support", state="away"),
        Person(key="petra", name="Petra", department="billing", level=2, state="dnd"),
        Person(key="selin", name="Selin", department="leads", level=3, role="supervisor"),
    ),
)


def path(key: str, *targets: str) -> Path:
    steps = tuple(PathStep(target=Ref.parse(t), after=2 * HOUR) for t in targets)
    return Path(key=key, name=key.title(), steps=(*steps[:-1], replace(steps[-1], after=None)))


POLICY = Policy(
    version=7,
    calendar=OFFICE,
    paths=(path("money", "department:billing", "level:3"), path("up", "level:3")),
    rules=(
        Rule(key="billing", name="Billing", rank=10, path="money",
             criteria=Criteria(categories=frozenset({"billing"}))),
        Rule(key="late", name="Late", rank=1, path="up", kind=Kind.HIERARCHICAL,
             criteria=Criteria(sla_states=frozenset({"breached"}))),
    ),
    sla=Sla(targets=(Target(severity=Severity.HIGH, resolution=4 * HOUR),)),
)  # fmt: skip


def case(
    number: int = 1, *, at: datetime = NOON, escalated: datetime | None = NOON, **values: Any
) -> PastCase:
    """A ticket about billing, escalated to Petra by Maya unless something else is said."""
    target, hop = values.pop("target", "petra"), values.pop("hop", 1)
    usual: dict[str, Any] = {"category": "billing", "owner": "maya", "subject": f"Matter {number}"}
    ticket = Ticket(id=UUID(int=number), number=number, opened_at=at, updated_at=at, **(usual | values))
    if escalated is None:
        return PastCase(ticket=ticket)
    escalation = Escalation(
        id=UUID(int=1000 + number), ticket=ticket.id, kind=Kind.FUNCTIONAL, mode=Mode.WARM,
        reason="lacks_authority", summary="s", from_person="maya", target=target, hop=hop,
        created_at=escalated, due_at=escalated,
    )  # fmt: skip
    return PastCase(ticket=ticket, escalations=(escalation,), contacts=(at,))


def tried(*cases: PastCase, policy: Policy = POLICY) -> Trial:
    return try_policy(policy, DIRECTORY, cases, SINCE, UNTIL)


def verdict(found: PastCase, policy: Policy = POLICY) -> Verdict:
    (row,) = tried(found, policy=policy).rows
    return row.verdict


def test_R82_a_case_that_went_to_a_person_of_the_advised_department_is_the_same() -> None:
    trial = tried(case())
    (row,) = trial.rows
    assert (row.verdict, row.was, row.would, row.rule, row.path) == (
        Verdict.SAME, "petra", "billing", "billing", "money",
    )  # fmt: skip
    assert trial.telling == ()
    assert (trial.cases, trial.escalations) == (1, 1)


def test_R82_it_tells_where_the_case_would_have_gone_instead() -> None:
    (row,) = tried(case(target="selin")).telling
    assert (row.verdict, row.number, row.was, row.would) == (Verdict.OTHER, "TK-0000001", "selin", "billing")


def test_R82_it_tells_that_no_rule_leads_anywhere() -> None:
    assert verdict(case(category="network")) is Verdict.NOBODY
    assert verdict(case(hop=3)) is Verdict.NOBODY, "its hops are used up"


def test_R82_it_tells_that_nobody_would_have_been_at_work() -> None:
    assert verdict(case(at=NOON + 8 * HOUR, escalated=NOON + 8 * HOUR)) is Verdict.CLOSED


def test_R82_R33_it_tells_of_a_team_that_no_longer_escalates() -> None:
    assert verdict(case(), replace(POLICY, off_for=frozenset({"support"}))) is Verdict.OFF


def test_R82_R21_it_tells_how_much_sooner_a_broken_promise_would_have_escalated() -> None:
    found = tried(case(severity=Severity.HIGH, escalated=NOON + 6 * HOUR))
    (row,) = found.telling
    assert (row.sooner, row.why) == (2 * HOUR, "resolution")
    assert found.sooner == 1


def test_R82_R21_it_tells_of_a_case_that_nobody_escalated() -> None:
    (row,) = tried(case(severity=Severity.HIGH, escalated=None)).rows
    assert (row.verdict, row.at, row.would, row.escalation) == (
        Verdict.ADDED, NOON + 4 * HOUR, "selin", None,
    )  # fmt: skip
    solved = case(severity=Severity.HIGH, escalated=None, closed_at=NOON + HOUR)
    assert tried(solved).rows == ()


def test_R82_what_lies_outside_the_month_is_not_counted() -> None:
    long_ago = NOON - timedelta(days=60)
    assert tried(case(at=long_ago, escalated=long_ago)).rows == ()


def test_R82_the_newest_come_first_and_the_rest_is_told() -> None:
    trial = tried(case(1), case(2, escalated=NOON + HOUR), case(3, escalated=NOON - HOUR))
    assert [row.number for row in trial.rows] == ["TK-0000002", "TK-0000001", "TK-0000003"]
    assert not trial.more
    many = tried(*(case(n, escalated=None) for n in range(1, MOST_CASES + 2)))
    assert (many.more, many.cases) == (True, MOST_CASES)


def test_R82_who_sits_at_their_desk_today_does_not_matter() -> None:
    away = replace(DIRECTORY, people=tuple(replace(p, state="offline") for p in DIRECTORY.people))
    assert try_policy(POLICY, away, [case()], SINCE, UNTIL) == tried(case())


def test_R82_a_book_gives_the_cases_of_the_last_month(story: Story) -> None:
    old = story.talk("+4790000001")
    story.now += timedelta(days=40)
    reopened = story.escalate(old)
    call = story.talk()
    first = story.escalate(call, "daniel.okafor")
    story.ring("+15550001")
    since = story.now - timedelta(days=30)
    strange, recent, late = story.book.past_cases(since)
    assert (strange.customer, strange.escalations, len(strange.contacts)) == (None, (), 1)
    assert recent.customer == HELEN
    assert [e.id for e in recent.escalations] == [first]
    assert recent.contacts == (story.case(call).calls[0].started_at,)
    assert (late.customer, [e.id for e in late.escalations]) == (BJORN, [reopened]), (
        "old, but escalated lately"
    )
    assert [c.ticket.number for c in story.book.past_cases(since, limit=1)] == [strange.ticket.number]


def test_R82_a_customer_counts_with_tier_and_value() -> None:
    rule = Rule(key="gold", name="Gold", rank=1, path="up", kind=Kind.HIERARCHICAL,
                criteria=Criteria(tiers=frozenset({"gold"}), min_value_cents=100))  # fmt: skip
    policy = replace(POLICY, rules=(rule, *POLICY.rules))
    gold = replace(case(), customer=Customer(id=UUID(int=9), name="A", tier="gold", value_cents=100))
    assert tried(gold, policy=policy).rows[0].would == "selin"
    assert tried(case(), policy=policy).rows[0].would == "billing"
