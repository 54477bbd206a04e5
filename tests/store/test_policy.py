"""Policies: what a reference says, when a rule fits, and what is told before one is saved."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from store.calendar import weekly
from store.coaching import Coaching, ConductGoals
from store.directory import Department, Directory, Level, Person
from store.escalation import Kind
from store.policy import (
    Authority,
    Criteria,
    Path,
    PathStep,
    Policy,
    ReasonWord,
    Ref,
    RefKind,
    Rule,
    Situation,
    fitting,
    from_text,
    to_text,
    unmet,
)
from store.policy_checks import Weight, check
from store.sla import Sla, Target
from store.ticket import Severity
from store.values import replace

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
OFFICE = weekly("office", "Europe/London", 9 * 60, 17 * 60)
DIRECTORY = Directory(
    levels=tuple(Level(number=n, name=f"L{n}") for n in range(4)),
    departments=(Department(key="billing", name="Payments"),),
    people=(
        Person(key="petra", name="Petra", level=2, department="billing"),
        Person(key="selin", name="Selin", level=3),
    ),
)
CASE = Situation(at=NOON, from_person="maya")
HOUR = timedelta(hours=1)


def path(key: str, *steps: str | tuple[str, timedelta | None]) -> Path:
    made = [s if isinstance(s, tuple) else (s, HOUR) for s in steps]
    if steps and not isinstance(steps[-1], tuple):
        made[-1] = (made[-1][0], None)
    return Path(
        key=key, name=key, steps=tuple(PathStep(target=Ref.parse(t), after=after) for t, after in made)
    )


SOUND = Policy(
    paths=(path("up", "department:billing", "level:3"),),
    rules=(
        Rule(key="refund", name="Refund", path="up", criteria=Criteria(categories=frozenset({"billing"}))),
    ),
)


@pytest.mark.parametrize("text", ["person:selin", "department:billing", "level:2", "level:2@network"])
def test_R20_a_target_reads_back_as_it_is_written(text: str) -> None:
    assert str(Ref.parse(text)) == text


@pytest.mark.parametrize(
    "text", ["", "selin", "person:", "robot:r2", "level:4", "level:two", "person:selin@billing", "level:"]
)
def test_R22_what_is_no_target_is_told(text: str) -> None:
    with pytest.raises(ValueError, match=r"no target|levels are|only a level"):
        Ref.parse(text)


@pytest.mark.parametrize(
    ("criteria", "case", "missed"),
    [
        ({}, {}, ()),
        ({"categories": {"billing"}}, {"category": "billing"}, ()),
        ({"categories": {"billing"}}, {"category": "network"}, ("categories",)),
        ({"severities": {Severity.HIGH, Severity.CRITICAL}}, {"severity": Severity.HIGH}, ()),
        ({"severities": {Severity.HIGH}}, {}, ("severities",)),
        ({"tiers": {"gold"}}, {"tier": "Gold"}, ("tiers",)),
        ({"reasons": {"overload"}, "triggers": {"bot_failed"}}, {"reason": "overload"}, ("triggers",)),
        ({"sla_states": {"warned", "breached"}}, {"sla": "warned"}, ()),
        ({"languages": {"pt"}}, {"languages": ("pt-BR",)}, ()),
        ({"languages": {"pt"}}, {"languages": ()}, ("languages",)),
        ({"min_value_cents": 100}, {"value_cents": 100}, ()),
        ({"min_value_cents": 100}, {"value_cents": 99}, ("min_value_cents",)),
        ({"min_value_cents": 0}, {"value_cents": None}, ("min_value_cents",)),
        ({"min_contacts": 3}, {"contacts": 2}, ("min_contacts",)),
        ({"min_impact": 10}, {"impact": 10}, ()),
        ({"in_hours": True}, {}, ()),
        ({"in_hours": False}, {}, ("in_hours",)),
        ({"in_hours": False}, {"at": NOON + 8 * HOUR}, ()),
    ],
)
def test_R17_every_criterion_holds_or_is_named(
    criteria: dict[str, Any], case: dict[str, Any], missed: tuple[str, ...]
) -> None:
    made: dict[str, Any] = {n: frozenset(v) if isinstance(v, set) else v for n, v in criteria.items()}
    assert unmet(Criteria(**made), replace(CASE, **case), OFFICE) == missed


def test_R17_rules_are_followed_by_rank_while_they_are_in_force() -> None:
    rules = (
        Rule(key="b", name="b", rank=2),
        Rule(key="a", name="a", rank=2),
        Rule(key="first", name="first", rank=1),
        Rule(key="off", name="off", rank=0, enabled=False),
        Rule(key="later", name="later", rank=0, valid_from=NOON + HOUR),
        Rule(key="over", name="over", rank=0, valid_from=NOON - 2 * HOUR, valid_until=NOON),
    )
    assert [r.key for r in fitting(Policy(rules=rules), CASE)] == ["first", "a", "b"]
    assert next(r.key for r in fitting(Policy(rules=rules), replace(CASE, at=NOON + HOUR))) == "later"


def test_R12_a_level_that_is_not_named_may_nothing() -> None:
    policy = Policy(authorities=(Authority(level=2, credit_cents=250_00),))
    assert policy.authority(2).credit_cents == 250_00
    assert policy.authority(1).credit_cents == 0


def codes(policy: Policy, directory: Directory = DIRECTORY) -> list[str]:
    return [f"{f.where} {f.code}" for f in check(policy, directory)]


def with_path(*steps: str | tuple[str, timedelta | None]) -> Policy:
    return replace(SOUND, paths=(path("up", *steps),))


def with_rule(**more: Any) -> Policy:
    return replace(SOUND, rules=(replace(SOUND.rules[0], **more),))


ALL = Rule(key="all", name="All", rank=1, path="up")


@pytest.mark.parametrize(
    ("policy", "told"),
    [
        (SOUND, []),
        (with_path("department:billing", "level:3", "department:billing"), ["path:up loop"]),
        (with_path("level:1"), ["level:1 no_owner"]),
        (with_path("level:3@billing"), ["level:3@billing no_owner"]),
        (with_path("person:nobody"), ["path:up unknown_target"]),
        (with_path("department:nowhere"), ["path:up unknown_target"]),
        (with_path("level:2@nowhere"), ["level:2@nowhere no_owner", "path:up unknown_target"]),
        (with_path(("department:billing", None), ("level:3", None)), ["path:up never_moves_on"]),
        (with_path(("department:billing", timedelta(0)), ("level:3", None)), ["path:up no_time"]),
        (with_path("person:selin", "person:petra"), ["path:up goes_down"]),
        (with_path(), ["path:up no_steps"]),
        (with_rule(path="gone"), ["rule:refund unknown_path", "path:up unused"]),
        (with_rule(hops=0), ["rule:refund no_hops"]),
        (with_rule(criteria=Criteria(reasons=frozenset({"mood"}))), ["rule:refund unknown_reason"]),
        (with_rule(valid_from=NOON, valid_until=NOON), ["rule:refund never_in_force"]),
        (with_rule(valid_until=NOON), []),
        (replace(SOUND, rules=(SOUND.rules[0], SOUND.rules[0])), ["rule:refund twice"]),
        (replace(SOUND, rules=(ALL, SOUND.rules[0])), ["rule:refund never_first"]),
        (replace(SOUND, rules=(replace(ALL, kind=Kind.HIERARCHICAL), SOUND.rules[0])), []),
        (replace(SOUND, rules=(replace(ALL, enabled=False), SOUND.rules[0])), []),
        (replace(SOUND, rules=(replace(ALL, valid_until=NOON), SOUND.rules[0])), []),
        (replace(SOUND, sla=Sla(warn_share=1.0)), ["sla warn_share"]),
        (
            replace(SOUND, coaching=Coaching(below=101, weeks=0)),
            ["coaching:below no_percent", "coaching:weeks no_count"],
        ),
        (replace(SOUND, coaching=Coaching(below=0)), []),
        (replace(SOUND, conduct=ConductGoals(talk_low=70)), ["conduct:talk_low low_over_high"]),
        (replace(SOUND, conduct=ConductGoals(hold=-1)), ["conduct:hold no_seconds"]),
        (
            replace(SOUND, sla=Sla(targets=(Target(severity=Severity.LOW, resolution=timedelta(0)),))),
            ["sla:low no_time"],
        ),
    ],
)
def test_R22_what_is_wrong_with_a_policy_is_told_before_it_is_saved(policy: Policy, told: list[str]) -> None:
    assert codes(policy) == told


def test_R22_a_policy_that_was_stored_before_there_were_goals_has_the_usual_ones() -> None:
    now = json.loads(to_text(replace(SOUND, version=4)))
    before = {name: value for name, value in now.items() if name not in {"coaching", "conduct"}}
    assert len(before) == len(now) - 2
    assert from_text(json.dumps(before)) == replace(SOUND, version=4)
    assert from_text(json.dumps(before)).coaching == Coaching(below=60, reviews=3, weeks=12)
    assert from_text(json.dumps(before)).conduct == ConductGoals(
        talk_low=40, talk_high=60, talk_over=5, silence=20, hold=120
    )


def test_R22_what_keeps_a_policy_from_being_saved_comes_first() -> None:
    policy = replace(with_rule(hops=0), paths=(*SOUND.paths, path("spare", "level:3")))
    found = check(policy, DIRECTORY)
    assert [f.weight for f in found] == [Weight.ERROR, Weight.WARNING]


def test_R22_a_reason_that_is_no_longer_given_is_unknown_to_a_rule() -> None:
    policy = replace(
        with_rule(criteria=Criteria(reasons=frozenset({"mood"}))),
        reasons=(ReasonWord(key="mood", name="Bad mood", active=False),),
    )
    assert codes(policy) == ["rule:refund unknown_reason"]


def test_a_reference_to_a_level_names_its_kind() -> None:
    assert Ref.parse("level:2@network") == Ref(RefKind.LEVEL, "2", "network")
