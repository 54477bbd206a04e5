"""The same questions as :mod:`store.sql.recordings`, asked of the tables in memory; and erasing there."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from operator import attrgetter
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from store.feedback import Asked, Feedback
from store.recording import (
    Keeping,
    Listening,
    Recording,
    RecordingQuery,
    RecordingRow,
    RecordingRules,
    keep_until,
)
from store.records import OF_TICKET
from store.text import dial_key
from store.values import replace
from store.views import LIVE, UNENDED_HOURS, drawn

if TYPE_CHECKING:
    from store.memory_unit import Tables

Matches = Callable[[UUID], bool]
"""Whether a call has the words of a query."""


def recordings(tables: "Tables") -> "dict[UUID, Recording]":
    """All, by id."""
    return cast("dict[UUID, Recording]", tables.kept[Recording])


def of_call(tables: "Tables", call: UUID) -> tuple[Recording, ...]:
    """By their ids."""
    found = (r for r in recordings(tables).values() if r.call == call)
    return tuple(sorted(found, key=attrgetter("id")))


def ending(tables: "Tables", now: datetime, limit: int) -> tuple[Recording, ...]:
    """Ended ones whose rule keeps them no longer."""
    unended = now - timedelta(hours=UNENDED_HOURS)
    found = [
        (r.keep_until, r.id, r)
        for r in recordings(tables).values()
        if r.keep_until is not None
        and r.keep_until <= now
        and r.state is not Keeping.ERASED
        and not r.legal_hold
        and (r.ended or r.started_at < unended)
    ]
    return tuple(r for _, _, r in sorted(found, key=lambda row: row[:2])[:limit])


def going(tables: "Tables", rules: RecordingRules, at: datetime) -> int:
    """How many these rules would keep no longer than ``at``."""
    return sum(_goes(tables, r, rules, at) for r in recordings(tables).values())


def _goes(tables: "Tables", r: Recording, rules: RecordingRules, at: datetime) -> bool:
    unended = not r.ended and r.started_at >= at - timedelta(hours=UNENDED_HOURS)
    if r.state is Keeping.ERASED or r.legal_hold or unended:
        return False
    end = until(tables, r, rules)
    return end is not None and end <= at


def until(tables: "Tables", r: Recording, rules: RecordingRules) -> datetime | None:
    """When these rules let it go."""
    ticket = tables.tickets.get(r.ticket) if r.ticket else None
    call = tables.calls.get(r.call) if r.call else None
    escalated = any(e.ticket == r.ticket for e in tables.escalations.values())
    emergency = call is not None and call.emergency
    return keep_until(r, ticket, escalated=escalated, emergency=emergency, rules=rules)


def to_keep(tables: "Tables", limit: int) -> tuple[Recording, ...]:
    """Ended, and not in the archive yet; the oldest first."""
    found = [r for r in recordings(tables).values() if r.state is Keeping.RECORDED and r.ended]
    return tuple(sorted(found, key=attrgetter("started_at", "id"))[:limit])


def to_delete(tables: "Tables", now: datetime, limit: int) -> tuple[Recording, ...]:
    """Erased, and with files."""
    unended = now - timedelta(hours=UNENDED_HOURS)
    found = [
        r
        for r in recordings(tables).values()
        if r.state is Keeping.ERASED and r.gone_at is None and (r.ended or r.started_at < unended)
    ]
    return tuple(sorted(found, key=attrgetter("id"))[:limit])


def listenings(tables: "Tables", recording: UUID) -> tuple[Listening, ...]:
    """Oldest first."""
    rows = cast("Iterable[Listening]", tables.kept[Listening].values())
    return tuple(sorted((r for r in rows if r.recording == recording), key=attrgetter("at", "id")))


def listed(
    tables: "Tables", query: RecordingQuery, names: set[str] | None, matches: Matches | None
) -> list[Recording]:
    """All that the query asks for, in its order; ``names`` are those of its persons."""
    found = list(_wanted(tables, query, names))
    if matches is not None:
        found = [r for r in found if r.call is not None and matches(r.call)]
    if query.order == "longest_hold":
        return _sorted(found, attrgetter("hold_seconds", "id"), query)
    return _sorted(found, attrgetter("started_at", "id"), query)


def _sorted(
    found: list[Recording], key: Callable[[Recording], Any], query: RecordingQuery
) -> list[Recording]:
    found.sort(key=key, reverse=True)
    if query.before is None:
        return found
    ids = [r.id for r in found]
    return found[ids.index(query.before) + 1 :] if query.before in ids else []


def sample(
    tables: "Tables", query: RecordingQuery, names: set[str] | None, each: int, seed: str
) -> list[Recording]:
    """So many of every person."""
    ids: defaultdict[str, list[int]] = defaultdict(list)
    for r in _wanted(tables, query, names):
        ids[r.person].append(r.id.int)
    return [recordings(tables)[UUID(int=number)] for number in drawn(ids, each, seed)]


def _wanted(tables: "Tables", query: RecordingQuery, names: set[str] | None) -> Iterator[Recording]:
    for r in recordings(tables).values():
        if (
            (names is None or r.person in names)
            and (not query.purpose or r.purpose == query.purpose)
            and (query.since is None or r.started_at >= query.since)
            and (query.until is None or r.started_at < query.until)
            and r.seconds >= query.min_seconds
            and r.hold_seconds >= query.min_hold_seconds
            and (query.reviewed is None or (r.reviewed_at is not None) == query.reviewed)
            and (query.legal_hold is None or r.legal_hold == query.legal_hold)
            and r.state in query.states
            and _of_ticket(tables, r, query)
        ):
            yield r


def _of_ticket(tables: "Tables", r: Recording, query: RecordingQuery) -> bool:
    ticket = tables.tickets.get(r.ticket) if r.ticket else None
    if query.demanded_manager and (ticket is None or ticket.demanded_at is None):
        return False
    if query.min_hops and (ticket is None or hops(tables, ticket.id) < query.min_hops):
        return False
    if query.max_csat is not None:
        score = csat(tables, ticket.id) if ticket else None
        return score is not None and score <= query.max_csat
    return True


def row(tables: "Tables", recording: Recording) -> RecordingRow:
    """With what is shown beside it."""
    ticket = tables.tickets.get(recording.ticket) if recording.ticket else None
    customer = tables.customers.get(ticket.customer) if ticket and ticket.customer else None
    return RecordingRow(
        recording=recording,
        ticket=ticket,
        call=tables.calls.get(recording.call) if recording.call else None,
        customer_name=customer.name if customer else "",
        company=customer.company if customer else "",
        hops=hops(tables, ticket.id) if ticket else 0,
        csat=csat(tables, ticket.id) if ticket else None,
    )


def hops(tables: "Tables", ticket: UUID) -> int:
    """The highest hop of its escalations that were not called off."""
    live = (e.hop for e in tables.escalations.values() if e.ticket == ticket and e.outcome in LIVE)
    return max(live, default=0)


def csat(tables: "Tables", ticket: UUID) -> int | None:
    """The lowest score of its customer."""
    rows = cast("Iterable[Feedback]", tables.kept[Feedback].values())
    return min((f.score for f in rows if f.ticket == ticket and f.asked is Asked.CUSTOMER), default=None)


def of_strangers(tables: "Tables", numbers: frozenset[str]) -> tuple[UUID, ...]:
    """Nobody's, called from these numbers."""
    found = (t for t in tables.tickets.values() if t.customer is None and dial_key(t.caller) in numbers)
    return tuple(t.id for t in sorted(found, key=attrgetter("number")))


def erase_ticket(tables: "Tables", ticket: UUID) -> None:
    """With all that hangs on it."""
    calls = {c.id for c in tables.calls.values() if c.ticket == ticket}
    escalations = {e.id for e in tables.escalations.values() if e.ticket == ticket}
    tables.tickets.pop(ticket, None)
    tables.entries.pop(ticket, None)
    _drop(tables.calls, lambda c: c.id in calls)
    _drop(tables.legs, lambda leg: leg.call in calls)
    _drop(tables.aliases, lambda call: call in calls)
    _drop(tables.escalations, lambda e: e.id in escalations)
    _drop(tables.drafts, lambda d: d.ticket == ticket)
    for escalation in escalations:
        tables.steps.pop(escalation, None)
    for kind in OF_TICKET:
        _drop(tables.kept[kind], lambda record: getattr(record, "ticket", None) == ticket)


def _drop(table: dict[Any, Any], gone: Callable[[Any], bool]) -> None:
    for key in [key for key, value in table.items() if gone(value)]:
        del table[key]


def forget_numbers(tables: "Tables", numbers: frozenset[str]) -> None:
    """Names and numbers of calls and legs, and the lines of the story that say nothing else."""
    said: dict[UUID, set[str]] = {}
    for call in list(tables.calls.values()):
        if dial_key(call.remote_number) in numbers:
            said.setdefault(call.ticket, set()).update((call.remote_name, call.remote_number))
            tables.calls[call.id] = replace(call, remote_name="", remote_number="")
    for leg in list(tables.legs.values()):
        if dial_key(leg.remote_number) in numbers:
            ticket = tables.calls[leg.call].ticket
            said.setdefault(ticket, set()).update((leg.remote_name, leg.remote_number))
            tables.legs[leg.id] = replace(leg, remote_name="", remote_number="")
    for other in list(tables.tickets.values()):
        if dial_key(other.caller) in numbers:
            said.setdefault(other.id, set()).update((other.caller_name, other.caller))
            tables.tickets[other.id] = replace(other, caller="", caller_name="")
    for which, texts in said.items():
        tables.entries[which] = [
            replace(e, text="") if e.text in texts and e.text else e for e in tables.entries[which]
        ]
