"""Clocks of service levels: by table, by property, and through a simulated year."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.calendar import ALWAYS, Calendar, Span, weekly
from store.sla import (
    Clock,
    ClockKind,
    ClockState,
    Facts,
    Mark,
    Moment,
    Sla,
    Target,
    attention,
    clocks,
    moments,
)
from store.ticket import Severity, Wait
from store.values import replace

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
OFFICE = weekly("office", "Europe/London", 9 * 60, 17 * 60)
TARGETS = (
    Target(severity=Severity.NORMAL, first_response=HOUR, next_update=4 * HOUR, resolution=16 * HOUR),
    Target(severity=Severity.CRITICAL, first_response=10 * MINUTE, next_update=HOUR, resolution=4 * HOUR),
    Target(severity=Severity.CRITICAL, tier="gold", first_response=5 * MINUTE, resolution=2 * HOUR),
)
STANDARD = Sla(calendar=OFFICE, targets=TARGETS)


def clock(facts: Facts, kind: str, now: datetime, sla: Sla = STANDARD) -> Clock:
    return next(c for c in clocks(sla, facts, now) if c.kind == kind)


@pytest.mark.parametrize(
    ("hours", "state"),
    [(0, "running"), (11.9, "running"), (12, "warned"), (15.9, "warned"), (16, "breached"), (30, "breached")],
)
def test_R21_it_warns_at_three_quarters_and_breaches_at_the_whole(hours: float, state: str) -> None:
    now = OFFICE.add(MONDAY, hours * HOUR)
    found = clock(Facts(opened_at=MONDAY), "resolution", now)
    assert (found.state, found.used, found.left) == (state, hours * HOUR, (16 - hours) * HOUR)
    assert found.due_at == OFFICE.add(MONDAY, 16 * HOUR)
    assert found.warn_at == OFFICE.add(MONDAY, 12 * HOUR)


def test_R40_the_target_that_names_the_tier_is_meant() -> None:
    critical = Facts(opened_at=MONDAY, severity=Severity.CRITICAL)
    gold = replace(critical, tier="gold")
    assert clock(critical, "first_response", MONDAY).target == 10 * MINUTE
    assert clock(gold, "first_response", MONDAY).target == 5 * MINUTE
    assert [c.kind for c in clocks(STANDARD, gold, MONDAY)] == ["first_response", "resolution"]
    assert clock(replace(critical, tier="silver"), "first_response", MONDAY).target == 10 * MINUTE
    assert clocks(STANDARD, replace(gold, severity=Severity.LOW), MONDAY) == (), "nothing is promised"


def test_R40_waiting_for_the_customer_stops_all_but_the_first_response() -> None:
    waiting = Facts(opened_at=MONDAY, waits=(Wait(MONDAY + HOUR),))
    now = MONDAY + 6 * HOUR
    paused = clock(waiting, "resolution", now)
    assert (paused.state, paused.used, paused.due_at) == (ClockState.PAUSED, HOUR, None)
    assert clock(waiting, "next_update", now).state is ClockState.PAUSED
    assert clock(waiting, "first_response", now).state is ClockState.BREACHED
    back = replace(waiting, waits=(Wait(MONDAY + HOUR, MONDAY + 5 * HOUR),))
    assert clock(back, "resolution", now).used == 2 * HOUR
    assert clock(back, "resolution", now).due_at == OFFICE.add(MONDAY, 20 * HOUR)


def test_R40_a_breach_stays_one_while_the_ticket_waits() -> None:
    late = Facts(opened_at=MONDAY, waits=(Wait(OFFICE.add(MONDAY, 17 * HOUR)),))
    assert clock(late, "resolution", MONDAY + timedelta(days=9)).state is ClockState.BREACHED


def test_R40_a_promise_kept_or_not_kept_is_settled() -> None:
    answered = Facts(opened_at=MONDAY, responded_at=MONDAY + 50 * MINUTE)
    assert clock(answered, "first_response", MONDAY + 8 * HOUR).state is ClockState.MET
    on_time = replace(answered, responded_at=MONDAY + HOUR)
    assert clock(on_time, "first_response", MONDAY + 8 * HOUR).state is ClockState.MET
    late = replace(answered, responded_at=MONDAY + HOUR + MINUTE)
    assert clock(late, "first_response", MONDAY + 8 * HOUR).state is ClockState.MISSED
    resolved = Facts(opened_at=MONDAY, resolved_at=MONDAY + 3 * HOUR)
    kinds = {c.kind: c.state for c in clocks(STANDARD, resolved, MONDAY + timedelta(days=30))}
    assert kinds == {"first_response": ClockState.MISSED, "resolution": ClockState.MET}


def test_R29_each_word_to_the_customer_starts_the_next_update_anew() -> None:
    told = Facts(opened_at=MONDAY, told_at=MONDAY + 3 * HOUR)
    assert clock(told, "next_update", MONDAY + 6 * HOUR).state is ClockState.WARNED
    assert clock(told, "next_update", MONDAY + 6 * HOUR).due_at == MONDAY + 7 * HOUR


def test_R42_the_breached_needs_attention_before_what_is_due_next() -> None:
    facts = Facts(opened_at=MONDAY)
    early = attention(clocks(STANDARD, facts, MONDAY + 30 * MINUTE))
    assert early is not None
    assert early.kind is ClockKind.FIRST_RESPONSE
    both = attention(clocks(STANDARD, replace(facts, responded_at=MONDAY), OFFICE.add(MONDAY, 15 * HOUR)))
    assert both is not None
    assert (both.kind, both.state) == (ClockKind.NEXT_UPDATE, ClockState.BREACHED)
    waits = replace(facts, responded_at=MONDAY, waits=(Wait(MONDAY),))
    assert attention(clocks(STANDARD, waits, MONDAY + HOUR)) is None


def test_R21_what_was_kept_in_time_has_no_moments() -> None:
    facts = Facts(opened_at=MONDAY, responded_at=MONDAY + 50 * MINUTE, resolved_at=MONDAY + 5 * HOUR)
    assert moments(STANDARD, facts) == (Moment(MONDAY + 45 * MINUTE, ClockKind.FIRST_RESPONSE, Mark.WARN),)


def test_R40_a_clock_on_the_night_of_the_change_runs_as_the_wall_says() -> None:
    """Opened at 23:00 on the last Saturday of October, eight hours around the clock of Berlin."""
    nights = Calendar(key="nights", time_zone="Europe/Berlin", week=((Span(0, 1440),),) * 7)
    sla = Sla(calendar=nights, targets=(Target(severity=Severity.NORMAL, resolution=8 * HOUR),))
    opened = datetime(2026, 10, 24, 21, tzinfo=UTC)
    assert clock(Facts(opened_at=opened), "resolution", opened, sla).due_at == opened + 8 * HOUR


SECONDS = st.integers(0, 400 * 24 * 3600)


@st.composite
def stories(draw: st.DrawFn) -> Facts:
    """A ticket with whatever order of answers, waits and resolution."""
    opened = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=draw(SECONDS))
    times = sorted(draw(st.lists(st.integers(1, 40 * 24 * 3600), max_size=6, unique=True)))
    marks = [opened + timedelta(seconds=s) for s in times]
    closed = [Wait(a, b) for a, b in zip(marks[::2], marks[1::2], strict=False)]
    open_ = [Wait(marks[-1])] if len(marks) % 2 else []

    def later() -> datetime | None:
        seconds = draw(st.none() | st.integers(0, 40 * 24 * 3600))
        return None if seconds is None else opened + timedelta(seconds=seconds)

    return Facts(
        opened_at=opened,
        severity=draw(st.sampled_from([Severity.NORMAL, Severity.CRITICAL])),
        tier=draw(st.sampled_from(["", "gold"])),
        responded_at=later(),
        told_at=later(),
        resolved_at=later(),
        waits=(*closed, *open_),
    )


SLAS = st.sampled_from([STANDARD, replace(STANDARD, calendar=ALWAYS)])


@settings(max_examples=200, deadline=None)
@given(SLAS, stories(), st.integers(0, 60 * 24 * 60))
def test_R21_the_state_of_a_clock_follows_its_moments(sla: Sla, facts: Facts, minutes: int) -> None:
    """At any time a clock is warned or breached exactly when such a moment has come."""
    happened = [facts.opened_at, facts.responded_at, facts.told_at, facts.resolved_at]
    happened += [at for wait in facts.waits for at in (wait.begin, wait.end)]
    now = max(at for at in happened if at is not None) + minutes * MINUTE
    past = {(m.kind, m.mark) for m in moments(sla, facts) if m.at <= now}
    for one in clocks(sla, facts, now):
        breached = (one.kind, Mark.BREACH) in past
        assert breached == (one.state in (ClockState.BREACHED, ClockState.MISSED))
        if one.state is ClockState.WARNED:
            assert (one.kind, Mark.WARN) in past
        if one.state is ClockState.RUNNING:
            assert (one.kind, Mark.WARN) not in past


@settings(max_examples=100, deadline=None)
@given(SLAS, stories())
def test_R21_no_promise_warns_after_it_has_breached(sla: Sla, facts: Facts) -> None:
    found = moments(sla, facts)
    assert list(found) == sorted(found)
    assert len({(m.kind, m.mark) for m in found}) == len(found)
    for kind in ClockKind:
        marks = [m.mark for m in found if m.kind is kind]
        assert marks in ([], [Mark.WARN], [Mark.WARN, Mark.BREACH])


def test_R20_a_simulated_year_fires_every_timer_exactly_once() -> None:
    """Three hundred tickets, a machine that sleeps for up to five days, and facts that change in between."""
    random = Random(20)  # noqa: S311 - not a secret
    start = datetime(2026, 1, 1, tzinfo=UTC)
    tickets = []
    for _ in range(300):
        opened = start + timedelta(minutes=random.randrange(360 * 24 * 60))
        waited = opened + timedelta(hours=random.randrange(1, 60))
        facts = Facts(
            opened_at=opened,
            severity=random.choice([Severity.NORMAL, Severity.CRITICAL]),
            tier=random.choice(["", "gold"]),
            responded_at=random.choice([None, opened + timedelta(minutes=random.randrange(120))]),
            resolved_at=random.choice([None, opened + timedelta(hours=random.randrange(100))]),
            waits=random.choice([(), (Wait(waited, waited + timedelta(hours=random.randrange(1, 90))),)]),
        )
        tickets.append(facts)
    looks = [start]
    while looks[-1] < start + timedelta(days=420):
        looks.append(looks[-1] + random.choice([MINUTE, HOUR, 7 * HOUR, timedelta(days=5)]))
    fired: dict[tuple[int, Moment], int] = {}
    for before, now in pairwise(looks):
        for number, facts in enumerate(tickets):
            if facts.opened_at > now:
                continue
            for moment in moments(STANDARD, facts):
                if before < moment.at <= now:
                    fired[number, moment] = fired.get((number, moment), 0) + 1
    expected = {(n, m) for n, facts in enumerate(tickets) for m in moments(STANDARD, facts)}
    assert set(fired) == expected
    assert set(fired.values()) == {1}
    assert len(expected) > 500
