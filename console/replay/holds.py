"""When each leg was on hold, out of the ticket's time line: its rows tell the other side's name, not the leg."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from store.book import Case
from store.ticket import CallLeg, Entry

_CLOSE_SECONDS = 2.0
"""Between what a row says of how long it lasted, and when the two rows were written."""


class Held(NamedTuple):
    """A leg on hold; ``end`` None: to its end."""

    leg: UUID
    begin: datetime
    end: datetime | None


def holds(case: Case) -> tuple[Held, ...]:
    """In order of their beginning."""
    legs = sorted(case.legs, key=lambda leg: leg.started_at)
    open_: dict[UUID, datetime] = {}
    found: list[Held] = []
    for entry in sorted(case.entries, key=lambda e: e.at):
        if entry.kind == "held":
            leg = _leg_of(entry, legs, open_)
            if leg is not None:
                open_[leg.id] = entry.at
        elif entry.kind == "resumed":
            ended = _ended(entry, open_)
            if ended is not None:
                found.append(Held(ended, open_.pop(ended), entry.at))
    ends = {leg.id: leg.ended_at for leg in legs}
    found += [Held(leg, begin, ends.get(leg)) for leg, begin in open_.items()]
    return tuple(sorted(found, key=lambda held: held.begin))


def _leg_of(entry: Entry, legs: Iterable[CallLeg], open_: dict[UUID, datetime]) -> CallLeg | None:
    """The leg that was up then and is not on hold already; that with the row's name before others."""
    up = [
        leg
        for leg in legs
        if leg.id not in open_
        and (leg.answered_at or leg.started_at) <= entry.at
        and (leg.ended_at is None or entry.at <= leg.ended_at + timedelta(seconds=_CLOSE_SECONDS))
    ]
    named = [leg for leg in up if entry.text and entry.text in {leg.remote_name, leg.remote_number}]
    return next(iter((*named, *up)), None)


def _ended(entry: Entry, open_: dict[UUID, datetime]) -> UUID | None:
    """Whose hold this row ends: its length says when it began."""
    if not open_:
        return None
    try:
        began = entry.at - timedelta(seconds=float(entry.text))
    except (ValueError, OverflowError):
        return next(reversed(open_))
    return min(open_, key=lambda leg: abs((open_[leg] - began).total_seconds()))
