"""The same questions as :mod:`store.sql.updates`, asked of the tables in memory."""

from collections.abc import Iterator
from datetime import datetime
from operator import attrgetter
from typing import cast

from store.escalation import Escalation
from store.feedback import Asked, Feedback
from store.memory_unit import Tables
from store.ticket import Ticket
from store.update import Channel, CustomerUpdate, UpdateState


def _updates(tables: Tables) -> list[CustomerUpdate]:
    found = cast("list[CustomerUpdate]", list(tables.kept[CustomerUpdate].values()))
    return sorted(found, key=attrgetter("due_at", "id"))


def updates_due(tables: Tables, now: datetime, limit: int) -> tuple[CustomerUpdate, ...]:
    """E-mail that waits, or that was being sent for too long."""
    open_ones = {UpdateState.QUEUED, UpdateState.SENDING}
    found = [
        u for u in _updates(tables) if u.state in open_ones and u.channel is Channel.EMAIL and u.due_at <= now
    ]
    return tuple(found[:limit])


def updates_for(
    tables: Tables, names: set[str], departments: tuple[str, ...], limit: int
) -> list[CustomerUpdate]:
    """What a person has to do something about."""

    def mine(update: CustomerUpdate, ticket: Ticket) -> bool:
        if ticket.owner:
            return ticket.owner in names
        return ticket.owner_department in departments if ticket.owner_department else update.by in names

    found = [u for u in _updates(tables) if needs_a_person(u) and mine(u, tables.tickets[u.ticket])]
    return found[:limit]


def needs_a_person(update: CustomerUpdate) -> bool:
    """Whether nothing comes of it by itself."""
    held = update.state in {UpdateState.HELD, UpdateState.FAILED}
    return held or (update.state is UpdateState.QUEUED and update.channel is Channel.CALL)


def to_rate(tables: Tables, names: set[str], since: datetime) -> Iterator[Escalation]:
    """Closed ones that the person has not said anything about."""
    answered = {
        f.escalation
        for f in cast("list[Feedback]", list(tables.kept[Feedback].values()))
        if f.asked is Asked.STAFF and f.person in names
    }
    closed = [(e.closed_at, e.id, e) for e in tables.escalations.values() if e.closed_at and e.resolution]
    for at, _, escalation in sorted(closed, key=lambda row: row[:2]):
        mine = {escalation.from_person, escalation.accepted_by} & names
        if at >= since and mine and escalation.id not in answered:
            yield escalation
