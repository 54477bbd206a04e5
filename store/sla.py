"""Service levels: what a center promises by severity and tier, and how a ticket stands against it (R40, R21). Pure.

Three clocks run in the business hours of a calendar:

==================  ===========================  =====================================  =====================
clock               runs from                    is met by                              waits for the customer
==================  ===========================  =====================================  =====================
first_response      the ticket's opening         the first answer to the customer       no
next_update         the last word to them        the next word to them, again and again yes
resolution          the ticket's opening         resolving it                           yes
==================  ===========================  =====================================  =====================

A clock warns at a share of its target (75 %) and breaches at all of it. Both are moments that can be worked
out ahead of time (:func:`moments`), so that a timer fires each once, however late somebody looks.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from store.calendar import ALWAYS, Calendar
from store.ticket import Severity, Wait


class ClockKind(StrEnum):
    """Which promise."""

    FIRST_RESPONSE = "first_response"
    NEXT_UPDATE = "next_update"
    RESOLUTION = "resolution"


class ClockState(StrEnum):
    """How a promise stands; a clock that has ended is MET or MISSED for good."""

    RUNNING = "running"
    WARNED = "warned"
    BREACHED = "breached"
    PAUSED = "paused"
    """The ticket waits for the customer."""
    MET = "met"
    MISSED = "missed"


class Mark(StrEnum):
    """What happens at a moment."""

    WARN = "warn"
    BREACH = "breach"


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """What is promised for a severity, or for it and a tier; None promises nothing. Durations are business time."""

    severity: Severity
    tier: str = ""
    first_response: timedelta | None = None
    next_update: timedelta | None = None
    resolution: timedelta | None = None


class Sla(msgspec.Struct, frozen=True, kw_only=True):
    """The promises of a center. Of two targets that fit, the one that names the tier is meant."""

    key: str = "standard"
    calendar: Calendar = ALWAYS
    targets: tuple[Target, ...] = ()
    warn_share: float = 0.75

    def target(self, severity: Severity, tier: str) -> Target | None:
        """The promise for such a ticket."""
        fitting = [t for t in self.targets if t.severity is severity and t.tier in ("", tier)]
        return max(fitting, key=lambda t: bool(t.tier), default=None)


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What has happened to a ticket as far as its clocks care; ``waits`` in order and apart, times UTC."""

    opened_at: datetime
    severity: Severity = Severity.NORMAL
    tier: str = ""
    responded_at: datetime | None = None
    told_at: datetime | None = None
    """When the customer last heard of us."""
    resolved_at: datetime | None = None
    waits: tuple[Wait, ...] = ()


class Clock(msgspec.Struct, frozen=True, kw_only=True):
    """One promise. ``due_at`` and ``warn_at`` are None while it is paused; ``used`` is business time so far."""

    kind: ClockKind
    state: ClockState
    started_at: datetime
    target: timedelta
    used: timedelta
    warn_at: datetime | None
    due_at: datetime | None

    @property
    def left(self) -> timedelta:
        """Business time until the breach; negative after it."""
        return self.target - self.used


class Moment(msgspec.Struct, frozen=True, order=True):
    """Something that a timer must do once."""

    at: datetime
    kind: ClockKind
    mark: Mark


def clocks(sla: Sla, facts: Facts, now: datetime) -> tuple[Clock, ...]:
    """How the ticket stands; a promise that is not made has no clock."""
    return tuple(_read(run, now) for run in _runs(sla, facts))


def attention(clocks_: tuple[Clock, ...]) -> Clock | None:
    """The clock that needs attention first: the breached, then the one that is due next (R42)."""
    live = [c for c in clocks_ if c.state in (ClockState.RUNNING, ClockState.WARNED, ClockState.BREACHED)]
    return min(live, key=lambda c: (c.state is not ClockState.BREACHED, c.due_at, c.kind), default=None)


def moments(sla: Sla, facts: Facts) -> tuple[Moment, ...]:
    """Every warning and breach that comes, or came, of these facts, in order. None of a promise that was kept before.

    A timer asks again whenever the facts have changed, and does a moment once that is not after now.
    """
    found = []
    for run in _runs(sla, facts):
        for mark, share in ((Mark.WARN, sla.warn_share), (Mark.BREACH, 1.0)):
            at = _reached(run, run.target * share)
            if at is not None and (run.ended_at is None or at < run.ended_at):
                found.append(Moment(at, run.kind, mark))
    return tuple(sorted(found))


class _Run(msgspec.Struct, frozen=True, kw_only=True):
    """One clock as it runs: ``ended_at`` is when the promise was kept."""

    kind: ClockKind
    calendar: Calendar
    share: float
    target: timedelta
    started_at: datetime
    ended_at: datetime | None
    waits: tuple[Wait, ...]


def _runs(sla: Sla, facts: Facts) -> Iterator[_Run]:
    target = sla.target(facts.severity, facts.tier)
    if target is None:
        return
    told = facts.told_at or facts.opened_at
    rows = (
        (ClockKind.FIRST_RESPONSE, target.first_response, facts.opened_at, facts.responded_at, False),
        (ClockKind.NEXT_UPDATE, target.next_update, told, None, True),
        (ClockKind.RESOLUTION, target.resolution, facts.opened_at, facts.resolved_at, True),
    )
    for kind, duration, started, met, waits in rows:
        ends = [at for at in (met, facts.resolved_at) if at is not None]
        if duration is None or (kind is ClockKind.NEXT_UPDATE and ends):
            continue  # nobody is owed news of what is resolved
        yield _Run(
            kind=kind,
            calendar=sla.calendar,
            share=sla.warn_share,
            target=duration,
            started_at=started,
            ended_at=min(ends, default=None),
            waits=facts.waits if waits else (),
        )


def _read(run: _Run, now: datetime) -> Clock:
    until = now if run.ended_at is None else run.ended_at
    used = sum((run.calendar.between(a, b) for a, b in _running(run, until)), timedelta(0))
    return Clock(
        kind=run.kind,
        state=_state(run, until),
        started_at=run.started_at,
        target=run.target,
        used=used,
        warn_at=_reached(run, run.target * run.share),
        due_at=_reached(run, run.target),
    )


def _state(run: _Run, until: datetime) -> ClockState:
    due, warn = _reached(run, run.target), _reached(run, run.target * run.share)
    if run.ended_at is not None:
        return ClockState.MISSED if due is not None and due < run.ended_at else ClockState.MET
    if due is not None and due <= until:
        return ClockState.BREACHED
    if any(w.begin <= until and (w.end is None or w.end > until) for w in run.waits):
        return ClockState.PAUSED
    return ClockState.WARNED if warn is not None and warn <= until else ClockState.RUNNING


def _running(run: _Run, until: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The times from the start ``until`` then in which nobody waited for the customer."""
    begin = run.started_at
    for wait in run.waits:
        if wait.begin > begin:
            yield begin, min(wait.begin, until)
        if wait.end is None or wait.end >= until:
            return
        begin = max(begin, wait.end)
    if begin < until:
        yield begin, until


def _reached(run: _Run, used: timedelta) -> datetime | None:
    """The instant by which so much of the target is used up; None if that waits for the customer without end."""
    begin, left = run.started_at, used
    for wait in run.waits:
        if wait.begin > begin:
            here = run.calendar.between(begin, wait.begin)
            if here >= left:
                break
            left -= here
        if wait.end is None:
            return None
        begin = max(begin, wait.end)
    return run.calendar.add(begin, left)
