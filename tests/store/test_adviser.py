"""Golden table: who is advised, in which order, who is forbidden and why. One center, one policy, many cases."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from store.adviser import Advice, Duty, Floor, advise, floor_of
from store.calendar import weekly
from store.directory import Department, Directory, Level, Person
from store.escalation import Kind
from store.policy import Authority, Criteria, Hours, Path, PathStep, Policy, Ref, Rule, Situation
from store.policy_checks import check
from store.ticket import Severity
from store.values import replace

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
NIGHT = datetime(2026, 11, 23, 23, tzinfo=UTC)
SUNDAY = datetime(2026, 11, 22, 12, tzinfo=UTC)
OFFICE = weekly("office", "Europe/London", 9 * 60, 17 * 60)
HOURS = {"billing": OFFICE, "support": OFFICE, "leads": OFFICE}


def person(key: str, level: int, department: str, state: str = "available", **more: Any) -> Person:
    return Person(key=key, name=key.title(), level=level, department=department, state=state, **more)


PEOPLE = (
    person("maya", 1, "support", languages=("en",)),
    person("omar", 1, "support", "on_call", languages=("ar", "en")),
    person("ines", 2, "support", languages=("pt", "en")),
    person("lin", 2, "network", languages=("en", "zh")),
    person("daniel", 2, "network", "on_call", languages=("en", "de")),
    person("petra", 2, "billing", languages=("de", "en")),
    person("ravi", 2, "billing", "away", languages=("en", "hi")),
    person("selin", 3, "leads", languages=("en", "tr")),
    person("jon", 3, "leads", "offline", languages=("en",)),
)
DIRECTORY = Directory(
    levels=tuple(Level(number=n, name=f"L{n}") for n in range(4)),
    departments=(
        Department(key="support", name="Support", languages=("en",)),
        Department(key="network", name="Network", languages=("en", "de")),
        Department(key="billing", name="Payments", languages=("en", "de")),
        Department(key="leads", name="Leads", languages=("en",)),
    ),
    people=PEOPLE,
)


def path(key: str, *targets: str) -> Path:
    steps = [PathStep(target=Ref.parse(t), after=timedelta(hours=2)) for t in targets]
    return Path(key=key, name=key, steps=(*steps[:-1], replace(steps[-1], after=None)))


def rule(key: str, rank: int, way: str, kind: Kind = Kind.FUNCTIONAL, hops: int = 2, **criteria: Any) -> Rule:
    sets: dict[str, Any] = {n: frozenset(v) if isinstance(v, set) else v for n, v in criteria.items()}
    return Rule(key=key, name=key, rank=rank, path=way, kind=kind, hops=hops, criteria=Criteria(**sets))


UP = Kind.HIERARCHICAL
POLICY = Policy(
    calendar=OFFICE,
    authorities=(
        Authority(level=1, credit_cents=50_00),
        Authority(level=2, credit_cents=250_00),
        Authority(level=3, credit_cents=5_000_00),
    ),
    paths=(
        path("payments", "department:billing", "level:3"),
        path("tech", "level:2@network", "level:3"),
        path("lead", "level:3"),
        path("colleague", "level:2@support", "level:3"),
        path("named", "person:petra", "person:selin"),
    ),
    rules=(
        rule("refund", 10, "payments", categories={"billing"}),
        rule("outage", 5, "tech", severities={Severity.CRITICAL}, categories={"network"}),
        rule("many", 6, "lead", UP, min_impact=10),
        rule("network", 20, "tech", categories={"network", "hardware"}),
        rule("manager", 1, "lead", UP, hops=3, reasons={"customer_demands_manager"}),
        rule("late", 2, "lead", UP, hops=9, sla_states={"breached"}),
        rule("gold", 15, "lead", UP, tiers={"gold"}, min_value_cents=20_000_00),
        rule("again", 30, "colleague", UP, min_contacts=3),
        rule("bot", 3, "colleague", UP, triggers={"bot_failed"}),
        rule("german", 40, "named", languages={"de"}),
        rule("night", 50, "lead", UP, in_hours=False, severities={Severity.HIGH}),
    ),
)


@dataclass(frozen=True)
class Row:
    """``wants`` are targets in order; ``no`` targets that are forbidden, with the word for why."""

    name: str
    case: Mapping[str, Any]
    wants: str
    no: str = ""
    states: Mapping[str, str] = field(default_factory=dict)
    duty: Mapping[str, Duty] = field(default_factory=dict)
    policy: Mapping[str, Any] = field(default_factory=dict)


def billing(**more: Any) -> dict[str, Any]:
    return {"category": "billing", **more}


def network(**more: Any) -> dict[str, Any]:
    return {"category": "network", **more}


AWAY = Duty(absent_until=NOON + timedelta(days=3), deputy="ines")
GONE = Duty(absent_until=NOON + timedelta(days=3))
DEMAND = {"reason": "customer_demands_manager"}

ROWS = (
    Row("a question of nobody's has no rule", {}, ""),
    Row("a refund goes to payments, then up", billing(), "billing selin jon"),
    Row("a refund above payments' limit goes to a lead", billing(credit_cents=300_00), "selin jon",
        "billing=authority"),
    Row("a refund above everybody's limit goes to nobody", billing(credit_cents=9_000_00), "",
        "billing=authority jon=authority selin=authority"),
    Row("a limit is in its own currency", billing(credit_cents=10_00, currency="USD"), "",
        "billing=authority jon=authority selin=authority"),
    Row("payments has one free, so it is first", billing(), "billing selin jon", states={"petra": "available"}),
    Row("payments is busy: a free lead comes first", billing(), "selin billing jon",
        states={"petra": "on_call", "ravi": "away"}),
    Row("payments is away altogether: the free lead, then nobody who is there", billing(), "selin billing jon",
        states={"petra": "away"}),
    Row("all are away: in the order of the path", billing(), "billing jon selin",
        states={"petra": "away", "selin": "away"}),
    Row("who is on a call comes before who is away", billing(), "selin billing jon",
        states={"petra": "away", "selin": "on_call"}),
    Row("network: the free specialist before the one on a call", network(), "lin selin daniel jon"),
    Row("network: who speaks the customer's language is first", network(languages=("de",)),
        "daniel lin selin petra jon", states={"daniel": "available"}),
    Row("no language known: by name", network(), "daniel lin selin jon", states={"daniel": "available"}),
    Row("a regional language is the language", network(languages=("zh-TW",)), "lin daniel selin jon",
        states={"daniel": "available"}),
    Row("an outage goes by its own rule first", network(severity=Severity.CRITICAL), "lin selin daniel jon"),
    Row("ten sites down go to the leads", network(impact=10), "selin lin daniel jon"),
    Row("nine sites down do not", network(impact=9), "lin selin daniel jon"),
    Row("a critical outage of ten sites: specialists by the first rule, leads by it too",
        network(severity=Severity.CRITICAL, impact=10), "lin selin daniel jon"),
    Row("hardware is the network's", {"category": "hardware"}, "lin selin daniel jon"),
    Row("a customer who demands a manager gets one", DEMAND, "selin jon"),
    Row("also for a refund: the manager first", billing(**DEMAND), "selin billing jon"),
    Row("a breach goes up", {"sla": "breached"}, "selin jon"),
    Row("a warning does not", {"sla": "warned"}, ""),
    Row("gold of great value goes up", {"tier": "gold", "value_cents": 26_400_00}, "selin jon"),
    Row("gold of little value does not", {"tier": "gold", "value_cents": 19_999_99}, ""),
    Row("gold of unknown value does not", {"tier": "gold"}, ""),
    Row("value without gold does not", {"value_cents": 26_400_00}, ""),
    Row("the third contact goes to an experienced colleague", {"contacts": 3}, "ines selin jon"),
    Row("the second does not", {"contacts": 2}, ""),
    Row("a failed bot goes to a human", {"trigger": "bot_failed", "from_level": 0}, "ines selin jon"),
    Row("from level two the colleague of level two is no step up", {"contacts": 3, "from_level": 2,
        "from_department": "network", "from_person": "lin"}, "selin jon", "ines=level"),
    Row("within the department an experienced colleague of one's own level is", {"contacts": 3, "from_level": 2,
        "from_person": "petra"}, "ines selin jon"),
    Row("from a lead nobody is higher but a colleague of the leads", {**DEMAND, "from_level": 3,
        "from_person": "selin", "from_department": "leads"}, "jon", "selin=self"),
    Row("nobody is advised to ask themselves", network(from_person="lin", from_level=2), "selin daniel jon",
        "lin=self"),
    Row("who did not answer is not rung again", network(tried=frozenset({"lin"})), "selin daniel jon",
        "lin=tried"),
    Row("all tried: nobody is left", network(tried=frozenset({"lin", "daniel", "selin", "jon"})), "",
        "daniel=tried jon=tried lin=tried selin=tried"),
    Row("the second hop is allowed", network(hops=1), "lin selin daniel jon"),
    Row("the third is not", network(hops=2), "", "rule:network=hops"),
    Row("a demand has a budget of three", {**DEMAND, "hops": 2}, "selin jon"),
    Row("a breach goes up however often it moved", {"sla": "breached", "hops": 8}, "selin jon"),
    Row("where one rule is used up another may lead", network(hops=2, sla="breached"), "selin jon",
        "rule:network=hops"),
    Row("a deputy stands in", billing(), "billing ines jon", duty={"selin": AWAY}),
    Row("without a deputy nobody does", billing(), "billing jon", duty={"selin": GONE}),
    Row("back from an absence that is over", billing(), "billing selin jon",
        duty={"selin": Duty(absent_until=NOON, deputy="ines")}),
    Row("an absent member is not counted as free", billing(), "selin billing jon", duty={"petra": GONE}),
    Row("at night who is on call comes first", billing(at=NIGHT), "jon billing selin",
        states=dict.fromkeys(("petra", "ravi", "selin"), "offline"), duty={"jon": Duty(on_call=True)}),
    Row("whose console says available is free at night too", billing(at=NIGHT), "billing selin jon"),
    Row("of whom nothing is known is free in the hours", billing(), "billing selin jon",
        states={"petra": "", "selin": ""}),
    Row("and not at night", billing(at=NIGHT), "billing jon selin", states={"petra": "", "selin": "",
        "ravi": "offline"}),
    Row("on call does not help who is away", billing(), "selin billing jon", states={"petra": "away"},
        duty={"petra": Duty(on_call=True)}),
    Row("a rule for the night holds at night", {"severity": Severity.HIGH, "at": NIGHT}, "selin jon"),
    Row("and on a Sunday", {"severity": Severity.HIGH, "at": SUNDAY}, "selin jon"),
    Row("and not at noon", {"severity": Severity.HIGH}, ""),
    Row("German has a path of named people", {"languages": ("de",)}, "petra selin"),
    Row("and Austrian German", {"languages": ("de-AT",)}, "petra selin"),
    Row("escalation is switched off for a team", billing(from_department="support"), "",
        policy={"off_for": frozenset({"support"})}),
    Row("a rule that is switched off is silent", billing(), "",
        policy={"rules": tuple(replace(r, enabled=False) for r in POLICY.rules)}),
    Row("a rule of next week is silent", billing(), "",
        policy={"rules": tuple(replace(r, valid_from=NOON + timedelta(days=7)) for r in POLICY.rules)}),
    Row("a rule of last week is silent", billing(), "",
        policy={"rules": tuple(replace(r, valid_until=NOON) for r in POLICY.rules)}),
)  # fmt: skip


def asked(row: Row) -> Advice:
    people = tuple(replace(p, state=row.states.get(p.key, p.state)) for p in PEOPLE)
    floor = Floor(directory=replace(DIRECTORY, people=people), duty=row.duty, hours=HOURS)
    usual: dict[str, Any] = {"at": NOON, "from_person": "maya", "from_level": 1, "from_department": "support"}
    case = Situation(**{**usual, **row.case})
    return advise(case, replace(POLICY, **row.policy), floor)


def test_the_policy_of_the_table_is_sound() -> None:
    assert check(POLICY, DIRECTORY) == ()


def test_R18_the_golden_table_has_at_least_forty_cases() -> None:
    assert len(ROWS) >= 40
    assert len({row.name for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_R18_R19_the_adviser_ranks(row: Row) -> None:
    advice = asked(row)
    assert " ".join(c.target for c in advice.candidates) == row.wants
    assert " ".join(f"{target}={why}" for target, why in advice.forbidden) == row.no
    named = {c.target for c in advice.candidates}
    assert not named & {target for target, _ in advice.forbidden}, "never whom the policy forbids"


def test_R18_it_says_why() -> None:
    (best, *_) = asked(Row("", billing(credit_cents=120_00, languages=("de-DE",)), "")).candidates
    assert [(b.code, dict(b.values)) for b in best.reasons] == [
        ("rule", {"name": "refund"}),
        ("over_limit", {"limit": "5000", "wanted": "12000", "currency": "EUR"}),
        ("level", {"level": "2"}),
        ("speaks", {"language": "de-DE"}),
        ("free", {"count": "1"}),
        ("hop", {"hop": "1", "of": "2"}),
    ]


def test_R19_it_says_when_nobody_is_free_and_when_somebody_will_be() -> None:
    home = dict.fromkeys(("petra", "ravi", "selin"), "offline")
    at_night = asked(Row("", billing(at=NIGHT), "", states=home))
    assert at_night.nobody_free
    assert at_night.free_at == OFFICE.next_open(NIGHT)
    by_day = asked(Row("", billing(), "", states={"petra": "away", "selin": "away"}))
    assert by_day.nobody_free
    assert by_day.free_at is None, "they are in, and busy"
    assert not asked(Row("", billing(), "")).nobody_free


def test_R23_it_warns_before_the_second_transfer() -> None:
    assert not asked(Row("", network(), "")).warn_hop
    assert asked(Row("", network(hops=1), "")).warn_hop


def test_R76_a_deputy_is_named_with_whom_they_stand_for() -> None:
    ines = next(
        c for c in asked(Row("", billing(), "", duty={"selin": AWAY})).candidates if c.target == "ines"
    )
    assert ines.deputy_for == "selin"
    assert ("deputy", (("for", "selin"),)) in {(b.code, b.values) for b in ines.reasons}


def test_R22_the_floor_is_made_of_directory_and_policy() -> None:
    night = weekly("night", "Europe/London", 0, 24 * 60, days=range(7))
    away = replace(PEOPLE[5], absent_until="2026-11-25T09:00:00+00:00", deputy="ravi")
    back = replace(PEOPLE[6], absent_until="2026-11-20T09:00:00+01:00", on_call=True)
    directory = replace(DIRECTORY, people=(*PEOPLE[:5], away, back, *PEOPLE[7:]))
    policy = replace(POLICY, hours=(Hours(department="network", calendar=night),))
    floor = floor_of(directory, policy, NOON)
    assert floor.directory is directory
    assert floor.hours["network"] is night
    assert floor.hours["billing"] is OFFICE, "the center's, where it has none of its own"
    assert floor.duty["petra"] == Duty(absent_until=datetime(2026, 11, 25, 9, tzinfo=UTC), deputy="ravi")
    assert floor.duty["ravi"] == Duty(on_call=True), "an absence that is over is none"
    found = advise(Situation(at=NOON, from_person="maya", languages=("de",)), policy, floor)
    assert [c.deputy_for for c in found.candidates if c.target == "ravi"] == ["petra"]
