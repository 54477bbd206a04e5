"""The inbox of whoever answers for escalations: which tab a case is in, and in what order (R53, R42). Pure."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

import msgspec

from store.attention import Matter, order
from store.book import EscalationRow
from store.comment import Mention
from store.escalation import SUCCESS, Escalation
from store.policy import Policy
from store.sla import Clock, ClockKind, ClockState
from store.standing import urgent
from store.ticket import Status, Ticket
from store.timing import REMINDERS, age_days

THIRTY_DAYS = "thirty_days"
"""The clock that is shown where no promise of the service level is running."""
MOST = 500
"""Cases of one's own that are read at a time."""
MOST_OTHERS = 100
"""Cases of others, those due soonest, that are read beside them; more are counted only."""
SENIORS = frozenset({"supervisor", "escalation_manager", "administrator"})
"""Roles whose people may take up, pass on and close what waits for somebody else."""
_TIERS = {"platinum": 4, "gold": 3, "silver": 2, "bronze": 1}


class Tab(StrEnum):
    """``NEEDS``: waits for this person, or a department of theirs, to accept it. ``MINE``: accepted by them.

    ``WAITING``: what they have and the customer must answer, and what they have sent and others have. ``ALL``: every
    open one for who answers for others' cases, for the rest those of the other tabs.
    """

    NEEDS = "needs"
    MINE = "mine"
    WAITING = "waiting"
    ALL = "all"


class ShownClock(msgspec.Struct, frozen=True, kw_only=True):
    """The clock that needs attention first: a :class:`store.sla.ClockKind`, or :data:`THIRTY_DAYS`.

    ``share`` is what is left of its time, from 1 to 0; ``due_at`` None while it waits for the customer.
    """

    kind: str
    due_at: datetime | None
    share: float
    breached: bool = False
    warned: bool = False


class InboxRow(msgspec.Struct, frozen=True, kw_only=True):
    """One case. ``days`` is its age in whole days, of thirty; ``unread`` are comments that I am to read."""

    row: EscalationRow
    tabs: frozenset[Tab]
    clock: ShownClock
    days: int
    tier: str = ""
    unread: int = 0


class MentionRow(msgspec.Struct, frozen=True, kw_only=True):
    """A comment that somebody is to read, with what it is about."""

    mention: Mention
    text: str
    number: str
    subject: str = ""
    kind: str = "comment"
    """Of the row that is to be read, a kind of :class:`store.ticket.Entry`: the clock asks people to read too."""
    code: int = 0


class Inbox(msgspec.Struct, frozen=True, kw_only=True):
    """``rows`` are the most urgent first; ``counts`` count also what is not among them."""

    rows: tuple[InboxRow, ...] = ()
    counts: dict[Tab, int] = msgspec.field(default_factory=dict)
    mentions: tuple[MentionRow, ...] = ()

    def tab(self, tab: Tab) -> tuple[InboxRow, ...]:
        """Those of one tab."""
        return tuple(r for r in self.rows if tab in r.tabs)

    def count(self, tab: Tab) -> int:
        """How many there are."""
        return self.counts.get(tab, 0)


class Reader(msgspec.Struct, frozen=True, kw_only=True):
    """Who reads: ``names`` are the key and the extension, ``senior`` who answers for others' cases."""

    names: frozenset[str]
    departments: frozenset[str] = frozenset()
    senior: bool = False


def tabs_of(escalation: Escalation, ticket: Ticket, reader: Reader, now: datetime) -> frozenset[Tab]:
    """Where it is to be seen; nowhere if it is none of this person's business."""
    found = set()
    if escalation.accepted_at is None:
        target = escalation.target
        mine = target in (reader.departments if escalation.target_is_department else reader.names)
        if mine:
            found.add(Tab.NEEDS)
    elif escalation.accepted_by in reader.names:
        paused = escalation.paused_until is not None and escalation.paused_until > now
        found.add(Tab.WAITING if ticket.status is Status.WAITING or paused else Tab.MINE)
    if not found and escalation.from_person in reader.names:
        found.add(Tab.WAITING)
    return frozenset({*found, Tab.ALL} if found or reader.senior else ())


def shown_clock(
    ticket: Ticket, escalation: Escalation | None, tier: str, policy: Policy | None, now: datetime
) -> ShownClock | None:
    """The one to be looked at: a promise that runs, else the thirty days of the escalation."""
    clock = urgent(ticket, tier, policy, now) if policy is not None else None
    if clock is not None:
        share = clock.left / clock.target if clock.target else 0.0
        state = clock.state
        return ShownClock(
            kind=clock.kind.value, due_at=clock.due_at, share=round(min(1.0, max(0.0, share)), 2),
            breached=state is ClockState.BREACHED, warned=state is ClockState.WARNED,
        )  # fmt: skip
    return None if escalation is None else _thirty_days(escalation, now)


def _thirty_days(escalation: Escalation, now: datetime) -> ShownClock:
    whole = escalation.due_at - escalation.created_at
    left = (escalation.due_at - now) / whole if whole else 0.0
    return ShownClock(
        kind=THIRTY_DAYS, due_at=escalation.due_at, share=round(min(1.0, max(0.0, left)), 2),
        breached=now >= escalation.due_at, warned=age_days(escalation.created_at, now) >= REMINDERS[0],
    )  # fmt: skip


def tier_rank(tier: str) -> int:
    """The higher the more the customer is to us; a word that nobody ranks is none."""
    return _TIERS.get(tier.casefold(), 0)


def matter_of(
    key: str, ticket: Ticket, clock: ShownClock | None, tier: str, hops: int, opened_at: datetime
) -> Matter:
    """What is ranked."""
    ranked = None
    if clock is not None and clock.due_at is not None:
        state = ClockState.BREACHED if clock.breached else ClockState.RUNNING
        ranked = Clock(
            kind=ClockKind.RESOLUTION, state=state, started_at=opened_at, target=timedelta(0),
            used=timedelta(0), warn_at=None, due_at=clock.due_at,
        )  # fmt: skip
    return Matter(
        key=key, severity=ticket.severity, clock=ranked, tier_rank=tier_rank(tier), hops=hops,
        opened_at=opened_at,
    )  # fmt: skip


def arranged(
    rows: Iterable[tuple[EscalationRow, str]],
    mentions: tuple[MentionRow, ...],
    reader: Reader,
    policy_of: Callable[[int], Policy | None],
    now: datetime,
    *,
    others: int = 0,
) -> Inbox:
    """The inbox of these open escalations, each with its customer's tier, and of ``others`` that are counted only."""
    made: dict[UUID, InboxRow] = {}
    unread: dict[UUID, int] = {}
    for one in mentions:
        unread[one.mention.ticket] = unread.get(one.mention.ticket, 0) + 1
    for row, tier in rows:
        escalation, ticket = row.escalation, row.ticket
        tabs = tabs_of(escalation, ticket, reader, now)
        if tabs and escalation.outcome in SUCCESS:
            clock = shown_clock(ticket, escalation, tier, policy_of(ticket.policy), now)
            made[escalation.id] = InboxRow(
                row=row, tabs=tabs, clock=clock or _thirty_days(escalation, now), tier=tier,
                days=age_days(escalation.created_at, now), unread=unread.get(ticket.id, 0),
            )  # fmt: skip
    found = sorted(made.values(), key=lambda r: order(_matter(r), now))
    counts = {tab: sum(tab in r.tabs for r in found) for tab in Tab}
    counts[Tab.ALL] = max(counts[Tab.ALL], others)
    return Inbox(rows=tuple(found), counts=counts, mentions=mentions)


def _matter(one: InboxRow) -> Matter:
    escalation = one.row.escalation
    return matter_of(
        escalation.id.hex, one.row.ticket, one.clock, one.tier, escalation.hop, escalation.created_at
    )
