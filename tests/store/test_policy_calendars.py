"""Calendars of a policy, checked before it is saved; and that any policy is read as it was written (R22, R40)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.calendar import ALWAYS, Calendar, OwnDay, Span, weekly
from store.coaching import Coaching, ConductGoals
from store.directory import Directory
from store.escalation import Kind
from store.policy import (
    Authority,
    CallStep,
    Criteria,
    Hours,
    Path,
    PathStep,
    Policy,
    ReasonWord,
    Ref,
    Rule,
    Signs,
    from_text,
    to_text,
)
from store.policy_checks import Weight, check
from store.sla import Sla, Target
from store.ticket import Severity
from store.update import Occasion
from store.values import replace

OFFICE = weekly("office", "Europe/London", 540, 1020, country="GB")


def codes(policy: Policy) -> list[tuple[str, str]]:
    found = check(policy, Directory())
    assert all(f.weight is Weight.ERROR for f in found)
    return [(f.where, f.code) for f in found]


def with_calendar(**values: object) -> Policy:
    calendar = replace(OFFICE, **values)  # type: ignore[arg-type]
    return Policy(calendar=calendar, sla=Sla(calendar=calendar))


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "Europe", "../etc/passwd", "/etc/localtime"])
def test_R40_a_time_zone_that_nobody_knows_is_told(zone: str) -> None:
    assert codes(with_calendar(time_zone=zone)) == [("calendar", "unknown_zone")]


@pytest.mark.parametrize(("country", "region"), [("XX", ""), ("GB", "TX"), ("", "ENG")])
def test_R40_holidays_of_nowhere_are_told(country: str, region: str) -> None:
    assert codes(with_calendar(country=country, region=region)) == [("calendar", "unknown_country")]


def test_R40_a_calendar_in_which_no_clock_can_run_is_told() -> None:
    closed: Calendar = replace(OFFICE, week=((),) * 7)
    policy = Policy(
        calendar=OFFICE, sla=Sla(calendar=closed), hours=(Hours(department="billing", calendar=closed),)
    )
    assert codes(policy) == [("hours:billing", "never_open"), ("sla", "never_open")]


def test_R40_a_sound_calendar_is_not_complained_of() -> None:
    assert codes(with_calendar(country="DE", region="BY")) == []


def test_R22_the_text_of_before_is_still_read() -> None:
    old = '{"version":3,"paths":[],"rules":[],"off_for":["billing"]}'
    assert from_text(old) == Policy(version=3, off_for=frozenset({"billing"}))


words = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12)
keys = st.text("abcxyz-.1", min_size=1, max_size=8)
sets = st.frozensets(words, max_size=3)
times = st.none() | st.integers(1, 10**6).map(lambda n: timedelta(seconds=n))
moments = st.none() | st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)).map(  # noqa: DTZ001
    lambda at: at.replace(tzinfo=UTC)
)
refs = st.one_of(
    keys.map(lambda k: Ref.parse(f"person:{k}")),
    keys.map(lambda k: Ref.parse(f"department:{k}")),
    st.builds(lambda n, k: Ref.parse(f"level:{n}@{k}"), st.integers(0, 3), keys),
)
spans = st.lists(st.integers(0, 23), min_size=2, max_size=6, unique=True).map(
    lambda hours: tuple(
        Span(a * 60, b * 60) for a, b in zip(sorted(hours)[::2], sorted(hours)[1::2], strict=False)
    )
)
calendars = st.builds(
    Calendar,
    key=keys,
    time_zone=st.sampled_from(["UTC", "Europe/London", "America/Sao_Paulo"]),
    week=st.lists(spans, min_size=7, max_size=7).map(tuple),
    country=st.sampled_from(["", "GB"]),
    region=st.just(""),
    own_days=st.lists(st.builds(OwnDay, st.dates(date(2025, 1, 1), date(2030, 1, 1)), spans), max_size=2).map(
        tuple
    ),
)


def several(each: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(each, max_size=3).map(tuple)


least = st.none() | st.integers(0, 10**9)
criteria = st.builds(
    Criteria, categories=sets, severities=st.frozensets(st.sampled_from(Severity)), tiers=sets, reasons=sets,
    triggers=sets, languages=sets, sla_states=sets, min_value_cents=least, min_contacts=least, min_impact=least,
    in_hours=st.none() | st.booleans(),
)  # fmt: skip
policies = st.builds(
    Policy,
    version=st.integers(0, 10**6),
    calendar=calendars,
    sla=st.builds(
        Sla,
        calendar=calendars,
        warn_share=st.integers(1, 99).map(lambda n: n / 100),
        targets=several(
            st.builds(
                Target, severity=st.sampled_from(Severity), tier=words, first_response=times, next_update=times,
                resolution=times,
            )
        ),
    ),
    reasons=several(
        st.builds(
            ReasonWord, key=keys, name=words, kind=st.none() | st.sampled_from(Kind), active=st.booleans()
        )
    ),
    authorities=several(
        st.builds(
            Authority, level=st.integers(0, 3), credit_cents=st.integers(0, 10**11),
            currency=st.sampled_from(["EUR", "GBP"]), may=sets,
        )
    ),
    paths=several(
        st.builds(
            Path, key=keys, name=words, steps=several(st.builds(PathStep, target=refs, after=times))
        )
    ),
    rules=several(
        st.builds(
            Rule, key=keys, name=words, rank=st.integers(0, 9999), criteria=criteria,
            kind=st.sampled_from(Kind), path=keys, hops=st.integers(1, 9), enabled=st.booleans(),
            valid_from=moments, valid_until=moments,
        )
    ),
    off_for=sets,
    tells=st.frozensets(st.sampled_from(Occasion)),
    hours=several(st.builds(Hours, department=keys, calendar=calendars)),
    steps=several(
        st.builds(
            CallStep, key=keys, name=words, required=st.booleans(), lines=sets, categories=sets
        )
    ),
    signs=st.builds(
        Signs, tickets=st.integers(1, 99), within=st.just(timedelta(minutes=90)), at_risk=st.integers(1, 9),
        risk_days=st.integers(1, 99),
    ),
    coaching=st.builds(
        Coaching, below=st.floats(0, 100), reviews=st.integers(1, 999), weeks=st.integers(1, 104)
    ),
    conduct=st.builds(
        ConductGoals, talk_low=st.floats(0, 100), talk_high=st.floats(0, 100), talk_over=st.floats(0, 100),
        silence=st.integers(0, 3600), hold=st.integers(0, 3600),
    ),
    ring_each=times,
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(policies)
def test_R22_any_policy_is_read_as_it_was_written(policy: Policy) -> None:
    assert from_text(to_text(policy)) == policy


def test_the_calendar_around_the_clock_is_sound() -> None:
    assert codes(Policy(calendar=ALWAYS)) == []
