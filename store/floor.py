"""The floor as a supervisor sees it: states, calls, who waits, what is at risk (R51). Pure."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from store.attention import order
from store.directory import Directory, Person
from store.escalation import Escalation, Outcome
from store.inbox import ShownClock, matter_of, shown_clock
from store.policy import Policy
from store.text import dial_key
from store.ticket import Call, CallLeg, Entry, Ticket
from store.ticket import Outcome as CallOutcome
from store.values import replace
from store.views import LIVE
from store.waiting import Waiting

SOON = timedelta(hours=4)
"""A promise that is due within this time is at risk, whether it has warned or not."""
IN_TIME = timedelta(seconds=20)
"""Answered so soon is answered in time."""
LONGEST_CALL = timedelta(hours=12)
"""What is older and has no end was left behind by a console that died."""
MOST_AT_RISK = 12


class FloorCall(msgspec.Struct, frozen=True, kw_only=True):
    """A call that is up, or rings. ``hold_seconds`` is what is over; ``held_since`` is set while the customer waits.

    ``hops`` are the escalations of its ticket that were not called off; ``consulting`` is who is asked just now.
    """

    call: UUID
    ticket: UUID
    number: str
    subject: str
    direction: str
    customer_name: str
    company: str
    since: datetime
    answered_at: datetime | None
    hold_seconds: float = 0.0
    held_since: datetime | None = None
    hops: int = 0
    consulting: str = ""


class FloorPerson(msgspec.Struct, frozen=True, kw_only=True):
    """One colleague with their calls, the newest first."""

    person: Person
    calls: tuple[FloorCall, ...] = ()


class WaitingCall(msgspec.Struct, frozen=True, kw_only=True):
    """It rings, and nobody has taken it; ``persons`` are at whose desks. ``queue`` is the PBX's, where it tells.

    Who waits in a queue and rings nowhere has no ticket yet.
    """

    call: UUID
    ticket: UUID | None
    name: str
    number: str
    dialled: str
    since: datetime
    persons: tuple[str, ...] = ()
    queue: str = ""


class RiskRow(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket whose promise is broken, warned of, or due soon. ``level`` is where it is, ``owner`` a key."""

    ticket: UUID
    number: str
    subject: str
    owner: str
    owner_department: str
    level: int
    clock: ShownClock


class FloorFigures(msgspec.Struct, frozen=True, kw_only=True):
    """Since midnight: incoming calls that were answered, how many of those in :data:`IN_TIME`, and those given up."""

    answered: int = 0
    in_time: int = 0
    abandoned: int = 0


class FloorView(msgspec.Struct, frozen=True, kw_only=True):
    """Everything on the floor at once. ``waiting`` the longest first, ``at_risk`` the most urgent first."""

    people: tuple[FloorPerson, ...] = ()
    waiting: tuple[WaitingCall, ...] = ()
    queues_known: bool = False
    """Somebody tells who waits in the PBX's queues; else ``waiting`` is what consoles know."""
    at_risk: tuple[RiskRow, ...] = ()
    figures: FloorFigures = FloorFigures()
    open_escalations: int = 0


class Running(msgspec.Struct, frozen=True, kw_only=True):
    """A call that has no end yet, with what belongs to it; ``entries`` are the holds of its ticket."""

    call: Call
    ticket: Ticket
    customer_name: str = ""
    company: str = ""
    legs: tuple[CallLeg, ...] = ()
    entries: tuple[Entry, ...] = ()
    escalations: tuple[Escalation, ...] = ()


def floor_call(one: Running, directory: Directory) -> FloorCall:
    """What is told of it."""
    call, ticket = one.call, one.ticket
    holds = [
        e for e in one.entries if e.at >= call.started_at and directory_key(e.person, directory) is not None
    ]
    mine = directory_key(call.person, directory)
    own = [e for e in holds if directory_key(e.person, directory) == mine]
    held = own[-1].at if own and own[-1].kind == "held" else None
    pending = next((e for e in one.escalations if e.call == call.id and e.outcome is Outcome.PENDING), None)
    return FloorCall(
        call=call.id, ticket=ticket.id, number=ticket.shown_number, subject=ticket.subject,
        direction=call.direction, customer_name=one.customer_name or call.remote_name or ticket.caller_name,
        company=one.company, since=call.started_at, answered_at=call.answered_at,
        hold_seconds=sum(leg.held_seconds for leg in one.legs if leg.kind != "consult"), held_since=held,
        hops=sum(e.outcome in LIVE for e in one.escalations),
        consulting=(pending.target_name or pending.target) if pending else "",
    )  # fmt: skip


def directory_key(person: str, directory: Directory) -> str | None:
    """Whose rows these are, whether they name the key or the extension; None for somebody who is not in it."""
    found = directory.person(person)
    return found.key if found is not None else None


def people_of(running: Iterable[Running], directory: Directory) -> tuple[FloorPerson, ...]:
    """Everybody of the directory in its order, with the calls that they speak on."""
    calls: dict[str, list[FloorCall]] = {p.key: [] for p in directory.people}
    for one in running:
        key = directory_key(one.call.person, directory)
        if key is not None and one.call.outcome is CallOutcome.TALKING:
            calls[key].append(floor_call(one, directory))
    return tuple(
        FloorPerson(person=p, calls=tuple(sorted(calls[p.key], key=lambda c: c.since, reverse=True)))
        for p in directory.people
    )


def waiting_of(running: Iterable[Running]) -> tuple[WaitingCall, ...]:
    """Customers whose call rings; one that rings at several desks is one (by ticket)."""
    found: dict[UUID, WaitingCall] = {}
    for one in sorted(running, key=lambda r: (r.call.started_at, r.call.id)):
        call = one.call
        if call.outcome is not CallOutcome.RINGING or call.direction != "in" or call.escalation is not None:
            continue
        before = found.get(call.ticket)
        persons = (*before.persons, call.person) if before else (call.person,)
        found[call.ticket] = WaitingCall(
            call=before.call if before else call.id, ticket=call.ticket,
            name=one.customer_name or call.remote_name or one.ticket.caller_name, number=call.remote_number,
            dialled=call.dialled, since=before.since if before else call.started_at, persons=persons,
        )  # fmt: skip
    return tuple(found.values())


def with_queues(
    ringing: tuple[WaitingCall, ...], told: tuple[Waiting, ...] | None
) -> tuple[WaitingCall, ...]:
    """What the desks know, with what the PBX has told of its queues (None: nothing); the longest first.

    A queue rings at desks, so a caller may be known by both: by number, for they share nothing else.
    """
    left = list(ringing)
    found = []
    for each in told or ():
        number = dial_key(each.number)
        same = next((r for r in left if number and dial_key(r.number) == number), None)
        if same is None:
            found.append(
                WaitingCall(
                    call=each.id, ticket=None, name=each.name, number=each.number, dialled="",
                    since=each.since, queue=each.queue,
                )
            )  # fmt: skip
        else:
            left.remove(same)
            found.append(replace(same, since=min(same.since, each.since), queue=each.queue))
    return tuple(sorted((*found, *left), key=lambda w: (w.since, w.call)))


def at_risk(
    tickets: Iterable[tuple[Ticket, str]],
    escalations: Mapping[UUID, Iterable[Escalation]],
    policy_of: Callable[[int], Policy | None],
    now: datetime,
) -> tuple[RiskRow, ...]:
    """Of these tickets (with their customers' tiers) those at risk, the most urgent first."""
    found = []
    for ticket, tier in {t.id: (t, tier) for t, tier in tickets}.values():
        rows = [e for e in escalations.get(ticket.id, ()) if e.outcome in LIVE]
        open_one = next((e for e in reversed(rows) if e.closed_at is None), None)
        clock = shown_clock(ticket, open_one, tier, policy_of(ticket.policy), now)
        if clock is None or clock.due_at is None:
            continue
        if not (clock.breached or clock.warned or clock.due_at <= now + SOON):
            continue
        level = rows[-1].to_level if rows else 1
        risk = RiskRow(
            ticket=ticket.id, number=ticket.shown_number, subject=ticket.subject, owner=ticket.owner,
            owner_department=ticket.owner_department, level=level, clock=clock,
        )  # fmt: skip
        matter = matter_of(ticket.id.hex, ticket, clock, tier, len(rows), ticket.opened_at)
        found.append((order(matter, now), risk))
    return tuple(risk for _, risk in sorted(found, key=lambda pair: pair[0])[:MOST_AT_RISK])


def figures_of(calls: Iterable[Call]) -> FloorFigures:
    """From the incoming calls of the day, consults excepted."""
    mine = [c for c in calls if c.direction == "in" and c.escalation is None]
    answered = [c.answered_at - c.started_at for c in mine if c.answered_at is not None]
    return FloorFigures(
        answered=len(answered),
        in_time=sum(took <= IN_TIME for took in answered),
        abandoned=sum(c.outcome is CallOutcome.ABANDONED for c in mine),
    )
