from datetime import UTC, datetime, timedelta
from typing import Any

from store.attention import Matter, order
from store.sla import Clock, ClockKind, ClockState
from store.ticket import Severity

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def clock(minutes: float, state: ClockState = ClockState.RUNNING) -> Clock:
    return Clock(
        kind=ClockKind.RESOLUTION,
        state=state,
        started_at=NOW - 600 * MINUTE,
        target=600 * MINUTE,
        used=600 * MINUTE - minutes * MINUTE,
        warn_at=None,
        due_at=NOW + minutes * MINUTE,
    )


def matter(key: str, **more: Any) -> Matter:
    return Matter(key=key, **{"opened_at": NOW - 600 * MINUTE, **more})


def ranked(*matters: Matter) -> str:
    backwards = list(matters)
    backwards.reverse()  # a sort that does nothing shall not look right
    return " ".join(m.key for m in sorted(backwards, key=lambda m: order(m, NOW)))


def test_R6_R42_breach_then_time_left_then_severity_tier_hops_and_age() -> None:
    breached = ClockState.BREACHED
    assert ranked(
        matter("breached_critical", clock=clock(-5, breached), severity=Severity.CRITICAL),
        matter("breached_long_ago", clock=clock(-500, breached)),
        matter("in_five_minutes", clock=clock(5), severity=Severity.LOW),
        matter("in_twenty_critical", clock=clock(20), severity=Severity.CRITICAL),
        matter("in_seventeen", clock=clock(17)),
        matter("in_an_hour_gold", clock=clock(60), tier_rank=3),
        matter("in_an_hour_three_hops", clock=clock(61), hops=3),
        matter("in_an_hour_old", clock=clock(62), opened_at=NOW - 9000 * MINUTE),
        matter("in_an_hour", clock=clock(63)),
        matter("in_three_hours", clock=clock(180)),
        matter("tomorrow", clock=clock(30 * 60)),
        matter("no_clock_high", severity=Severity.HIGH),
        matter("no_clock"),
    ) == (
        "breached_critical breached_long_ago in_five_minutes in_twenty_critical in_seventeen in_an_hour_gold "
        "in_an_hour_three_hops in_an_hour_old in_an_hour in_three_hours tomorrow no_clock_high no_clock"
    )


def test_R6_it_is_one_order_whatever_came_first() -> None:
    assert ranked(matter("b"), matter("a")) == ranked(matter("a"), matter("b")) == "a b"
