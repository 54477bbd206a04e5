"""Training, trends and load of the book in memory: the plainest reading of what is asked."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar, cast
from uuid import UUID

from store.feedback import Feedback, is_low
from store.load import AtRisk, Load, Signs, Worked, loads
from store.memory_unit import Tables
from store.policy import PolicyVersion
from store.tally import Counted, Tally
from store.training import (
    OPEN_PLANS,
    PLANS_STAY,
    SESSIONS_STAY,
    Attendance,
    Course,
    Learning,
    Plan,
    Presence,
    Session,
    Trained,
    learning,
)
from store.trends import TrendFilter, Trends, trends
from store.views import DONE, LIVE

R = TypeVar("R")


def _every(tables: Tables, kind: type[R]) -> list[R]:
    return cast("list[R]", list(tables.kept[kind].values()))


def find_learning(
    tables: Tables, people: tuple[str, ...] | None, versions: tuple[PolicyVersion, ...], now: datetime
) -> Learning:
    """Of these people, or of everybody."""
    wanted = None if people is None else set(people)
    plans = [
        p
        for p in _every(tables, Plan)
        if (wanted is None or p.person in wanted)
        and (p.state in OPEN_PLANS or (p.settled_at is not None and p.settled_at >= now - PLANS_STAY))
    ]
    attendances = _every(tables, Attendance)
    theirs = {a.session for a in attendances if wanted is None or a.person in wanted}
    sessions = [
        s
        for s in _every(tables, Session)
        if s.at >= now - SESSIONS_STAY and (wanted is None or s.id in theirs or s.trainer in wanted)
    ]
    last: dict[tuple[str, UUID], Trained] = {}
    for a in attendances:
        if a.presence is Presence.ATTENDED and a.course and (wanted is None or a.person in wanted):
            before = last.get((a.person, a.course))
            last[a.person, a.course] = Trained(
                person=a.person, course=a.course, at=max(a.at, before.at) if before else a.at,
                policy=max(a.policy, before.policy) if before else a.policy,
            )  # fmt: skip
    found = Learning(
        courses=tuple(_every(tables, Course)), plans=tuple(plans), sessions=tuple(sessions),
        attendances=tuple(attendances), trained=tuple(last.values()),
    )  # fmt: skip
    return learning(found, tables.directory, people, versions, now)


def find_trends(tables: Tables, asked: TrendFilter) -> Trends:
    """From the tallies."""
    weeks, (first, last) = set(asked.weeks), asked.before
    rows = [t for t in _every(tables, Tally) if asked.people is None or t.person in asked.people]
    now = [t for t in rows if t.week in weeks]
    cells = [t for t in rows if t.week in weeks or first <= t.week <= last]
    persons: defaultdict[tuple[str, Counted, str], list[int]] = defaultdict(lambda: [0, 0])
    for t in now:
        sums = persons[t.person, t.of, t.name]
        sums[0], sums[1] = sums[0] + t.count, sums[1] + t.total
    return trends(
        asked,
        [(t.week, t.of, t.name, t.count, t.total) for t in cells],
        [(*key, count, total) for key, (count, total) in persons.items()],
        [(t.person, t.week, t.count, t.total) for t in now if t.of is Counted.REVIEW],
    )


def find_loads(tables: Tables, since: datetime, until: datetime) -> tuple[Load, ...]:
    """Of the calls that were answered and began then."""
    held: defaultdict[UUID, float] = defaultdict(float)
    for leg in tables.legs.values():
        held[leg.call] += leg.held_seconds
    calls = [
        Worked(
            person=c.person, ticket=c.ticket, started_at=c.started_at, answered_at=c.answered_at,
            ended_at=c.ended_at, emergency=c.emergency, demanded_at=tables.tickets[c.ticket].demanded_at,
            held_seconds=held[c.id],
        )
        for c in tables.calls.values()
        if c.answered_at is not None and since <= c.started_at < until
    ]  # fmt: skip
    sent = [
        (e.from_person, e.ticket, e.created_at)
        for e in tables.escalations.values()
        if since <= e.created_at < until and e.outcome in LIVE
    ]
    low = [(f.ticket, f.at) for f in _every(tables, Feedback) if is_low(f) and since <= f.at < until]
    return loads(calls, Signs(escalations=tuple(sent), low=tuple(low)), tables.directory)


def find_at_risk(tables: Tables, since: datetime, least: int, limit: int) -> tuple[AtRisk, ...]:
    """Customers with that many signs, by their tickets opened since then."""
    own: defaultdict[UUID, list[UUID]] = defaultdict(list)
    for t in tables.tickets.values():
        if t.customer is not None and t.opened_at >= since:
            own[t.customer].append(t.id)
    low: defaultdict[UUID, int] = defaultdict(int)
    for f in _every(tables, Feedback):
        low[f.ticket] += is_low(f)
    found = []
    for customer, ids in own.items():
        tickets = [tables.tickets[key] for key in ids]
        row = AtRisk(
            customer=tables.customers[customer],
            demands=sum(t.demanded_at is not None for t in tickets),
            low_scores=sum(low[t.id] for t in tickets),
            repeats=sum(t.reopened for t in tickets),
            open=sum(t.status not in DONE for t in tickets),
            ticket=max(tickets, key=lambda t: t.number).id,
        )
        if row.all >= least:
            found.append(row)
    return by_risk(found)[:limit]


def by_risk(rows: Iterable[AtRisk]) -> tuple[AtRisk, ...]:
    """Those with most signs first."""
    return tuple(sorted(rows, key=lambda r: (-r.all, -r.open, r.customer.name, r.customer.id)))
