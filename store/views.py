"""What is derived from the records when they are shown: pure, the same for every book."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from heapq import nsmallest
from statistics import fmean

from store.book import CauseRow, DayFigures
from store.directory import Directory
from store.escalation import SUCCESS, Escalation, Outcome
from store.recording import RecordingQuery
from store.ticket import NOT_TAKEN, Call, Status, Ticket

LIVE = SUCCESS | {Outcome.PENDING}
"""Outcomes of an escalation that was not called off: under way, or it came to its target."""

HISTORY_ROWS = 5
YEAR_DAYS = 365
SAME_CALL_HOURS = 24
UNENDED_HOURS = 24
"""A recording whose end nobody has told for so long has ended."""
NONCE_HOURS = 1


DONE = frozenset({Status.RESOLVED, Status.CLOSED})


def cause_row(cause: str, tickets: Sequence[Ticket]) -> CauseRow:
    """What the tickets of one fault come to."""
    live = [t for t in tickets if t.status not in DONE]
    return CauseRow(
        cause=cause,
        tickets=len(tickets),
        open=len(live),
        escalated=sum(t.status is Status.ESCALATED for t in live),
        impact=sum(t.impact for t in live),
        newest=max(live or tickets, key=lambda t: t.number).id,
        since=min(t.opened_at for t in tickets),
    )


def escalated_to(escalations: Iterable[Escalation]) -> int | None:
    """The level of the newest one that was not called off (``escalations`` oldest first)."""
    levels = [e.to_level for e in escalations if e.outcome in LIVE]
    return levels[-1] if levels else None


def path(escalations: Iterable[Escalation]) -> tuple[int, ...]:
    """The levels that the ticket has passed, its first one included (``escalations`` oldest first)."""
    passed: list[int] = []
    for escalation in escalations:
        if escalation.outcome in LIVE:
            for level in (escalation.from_level, escalation.to_level):
                if not passed or passed[-1] != level:
                    passed.append(level)
    return tuple(passed)


def day_figures(calls: Iterable[Call], *, escalated: int, escalations_open: int, resolved: int) -> DayFigures:
    """A person's day from their calls."""
    calls = list(calls)
    handled = [_seconds(c.answered_at, c.ended_at) for c in calls if c.answered_at and c.ended_at]
    return DayFigures(
        calls=len(calls),
        handling_seconds=fmean(handled) if handled else None,
        answered=sum(c.answered_at is not None for c in calls),
        missed=sum(c.direction == "in" and c.outcome in NOT_TAKEN for c in calls),
        escalated=escalated,
        escalations_open=escalations_open,
        resolved=resolved,
    )


def _seconds(start: datetime, end: datetime) -> float:
    return max(0.0, (end - start).total_seconds())


def persons_of(query: RecordingQuery, directory: Directory) -> set[str] | None:
    """By what rows may call the persons that a query asks for; None: it asks for all."""
    if query.persons is None and not query.department:
        return None
    asked = None if query.persons is None else set(query.persons)
    names: set[str] = set()
    for person in directory.people:
        own = {person.key, person.extension or person.key}
        if (asked is None or own & asked) and (not query.department or person.department == query.department):
            names |= own
    if asked is not None and not query.department:
        names |= asked
    return names


_PRIME = 2**61 - 1


def drawn(ids: Mapping[str, Sequence[int]], each: int, seed: str) -> list[int]:
    """``each`` ids (UUIDs' numbers) of every person's, drawn by ``seed`` (a week's name): the same one draws the same.

    An id's lot depends on itself and the seed only, so that one which came later moves no other. It is one of a
    family of hashes that is pairwise independent (Carter and Wegman, "Universal Classes of Hash Functions", 1979):
    all have the same chance, and 100,000 lots take some 50 ms.
    """
    digest = sha256(seed.encode("utf-8", "surrogatepass")).digest()
    factor = 1 + int.from_bytes(digest[:16]) % (_PRIME - 1)
    term = int.from_bytes(digest[16:]) % _PRIME
    found: list[int] = []
    for person in sorted(ids):
        own = ids[person]
        lots = [(factor * number + term) % _PRIME for number in own]
        found += [number for _, number in nsmallest(each, zip(lots, own, strict=True))]
    return found
