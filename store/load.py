"""Watching over people: what lies on each agent, and which customers may leave (R66). Pure.

A call is hard if during it, or about it, the customer demanded a manager, it was escalated, the customer scored it low,
it was an emergency, or it took longer than :data:`LONG`. Nothing is heard or read for it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from store.customer import Customer
from store.directory import Directory

LONG = timedelta(minutes=20)
MOST_DAYS = 31
"""A time that is looked at is no longer."""


class Worked(msgspec.Struct, frozen=True, kw_only=True):
    """A call that a person had, with what its ticket says of it."""

    person: str
    ticket: UUID
    started_at: datetime
    answered_at: datetime
    ended_at: datetime | None = None
    emergency: bool = False
    demanded_at: datetime | None = None
    held_seconds: float = 0.0


class Signs(msgspec.Struct, frozen=True, kw_only=True):
    """What happened beside the calls: escalations sent (person, ticket, when), low scores (ticket, when)."""

    escalations: tuple[tuple[str, UUID, datetime], ...] = ()
    low: tuple[tuple[UUID, datetime], ...] = ()


class Load(msgspec.Struct, frozen=True, kw_only=True):
    """What lay on ``person``. ``row`` are hard calls in a row up to the last one, ``longest`` the most there were.

    ``row_began`` is when the first call of that row began: a row is known by it.
    """

    person: str
    calls: int = 0
    talk_seconds: int = 0
    hold_seconds: int = 0
    hard: int = 0
    row: int = 0
    longest: int = 0
    row_began: datetime | None = None
    escalations: int = 0
    low: int = 0


class Bearable(msgspec.Struct, frozen=True, kw_only=True):
    """From so much on a supervisor is told, within a day."""

    row: int = 3
    escalations: int = 6
    hold_seconds: int = 1800


USUAL_BEARABLE = Bearable()


def strains(load: Load, bearable: Bearable = USUAL_BEARABLE) -> tuple[str, ...]:
    """What is much for this person: ``row``, ``escalations``, ``hold``."""
    told = (
        ("row", load.row >= bearable.row),
        ("escalations", load.escalations >= bearable.escalations),
        ("hold", load.hold_seconds >= bearable.hold_seconds),
    )
    return tuple(word for word, holds in told if holds)


def loads(calls: Iterable[Worked], signs: Signs, directory: Directory) -> tuple[Load, ...]:
    """Each agent's load, the heaviest first: by hard calls in a row, then hard calls, then escalations, then hold."""
    names = {p.extension: p.key for p in directory.people if p.extension}
    escalated: defaultdict[tuple[str, UUID], list[datetime]] = defaultdict(list)
    for person, ticket, at in signs.escalations:
        escalated[names.get(person, person), ticket].append(at)
    low: defaultdict[UUID, list[datetime]] = defaultdict(list)
    for ticket, at in signs.low:
        low[ticket].append(at)
    mine: defaultdict[str, list[Worked]] = defaultdict(list)
    for call in calls:
        mine[names.get(call.person, call.person)].append(call)
    sent: defaultdict[str, int] = defaultdict(int)
    for (person, _), times in escalated.items():
        sent[person] += len(times)
    found = [
        _load(
            person, sorted(mine[person], key=lambda c: (c.started_at, c.ticket)), escalated, low, sent[person]
        )
        for person in {*mine, *sent}
    ]
    return tuple(sorted(found, key=lambda x: (-x.row, -x.hard, -x.escalations, -x.hold_seconds, x.person)))


def _load(
    person: str,
    calls: list[Worked],
    escalated: Mapping[tuple[str, UUID], list[datetime]],
    low: Mapping[UUID, list[datetime]],
    sent: int,
) -> Load:
    row = longest = hard = lows = 0
    began: datetime | None = None
    for call in calls:
        scored = any(at >= call.started_at for at in low.get(call.ticket, ()))
        lows += scored
        if scored or _hard(call, escalated.get((person, call.ticket), ())):
            began = began or call.started_at
            hard, row = hard + 1, row + 1
            longest = max(longest, row)
        else:
            row, began = 0, None
    return Load(
        person=person, calls=len(calls), hard=hard, row=row, longest=longest, row_began=began, escalations=sent,
        low=lows, hold_seconds=sum(_whole(c.held_seconds) for c in calls),
        talk_seconds=sum(_whole((c.ended_at - c.answered_at).total_seconds()) for c in calls if c.ended_at),
    )  # fmt: skip


def _whole(seconds: float) -> int:
    return max(0, int(seconds))


def _hard(call: Worked, escalated: Iterable[datetime]) -> bool:
    end = call.ended_at or datetime.max.replace(tzinfo=call.started_at.tzinfo)
    demanded = call.demanded_at is not None and call.started_at <= call.demanded_at <= end
    sent = any(call.started_at <= at <= end for at in escalated)
    long = call.ended_at is not None and call.ended_at - call.answered_at >= LONG
    return call.emergency or demanded or sent or long


class AtRisk(msgspec.Struct, frozen=True, kw_only=True):
    """A customer who may leave, with what says so; ``ticket`` is their newest one, ``open`` how many are."""

    customer: Customer
    demands: int = 0
    low_scores: int = 0
    repeats: int = 0
    open: int = 0
    ticket: UUID | None = None

    @property
    def all(self) -> int:
        """All signs together."""
        return self.demands + self.low_scores + self.repeats
