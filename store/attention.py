"""What needs attention first: one order for the inbox, the desk and the report of what is late (R6, R42). Pure."""

from datetime import datetime, timedelta

import msgspec

from store.sla import Clock, ClockState
from store.ticket import Severity

_SEVERITY = {Severity.CRITICAL: 0, Severity.HIGH: 1, Severity.NORMAL: 2, Severity.LOW: 3}
_FAR = timedelta(days=36500)


class Matter(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be ranked. ``clock`` is the one that needs attention (:func:`store.sla.attention`)."""

    key: str
    severity: Severity = Severity.NORMAL
    clock: Clock | None = None
    tier_rank: int = 0
    """The higher the more the customer is to us; 0 is none."""
    hops: int = 0
    opened_at: datetime


def order(matter: Matter, now: datetime) -> tuple[object, ...]:
    """The key to sort by: breached, time left, severity, tier, hops, age; at last the key, so that it is one order.

    Time left counts in steps (a quarter of an hour under two hours, then hours, then days), else a second would
    put a trifle before an outage.
    """
    breached = matter.clock is not None and matter.clock.state is ClockState.BREACHED
    return (
        not breached,
        0 if breached else _step(_left(matter, now)),
        _SEVERITY[matter.severity],
        -matter.tier_rank,
        -matter.hops,
        matter.opened_at,
        matter.key,
    )


def _left(matter: Matter, now: datetime) -> timedelta:
    if matter.clock is None or matter.clock.due_at is None:
        return _FAR
    return max(timedelta(0), matter.clock.due_at - now)


def _step(left: timedelta) -> int:
    minutes = left // timedelta(minutes=1)
    if minutes < 120:  # noqa: PLR2004 - see order
        return minutes // 15
    hours = minutes // 60
    return 6 + hours if hours < 24 else 30 + min(hours // 24, 365)  # noqa: PLR2004 - see order
