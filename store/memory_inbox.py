"""Inbox, mentions and floor of the book in memory."""

from collections.abc import Callable
from datetime import datetime
from operator import attrgetter
from typing import cast
from uuid import UUID

from store.comment import Mention
from store.escalation import SUCCESS, Escalation
from store.floor import (
    LONGEST_CALL,
    FloorView,
    Running,
    at_risk,
    figures_of,
    people_of,
    waiting_of,
    with_queues,
)
from store.inbox import MOST, MOST_OTHERS, Inbox, MentionRow, Reader, arranged, tabs_of
from store.memory_case import escalation_row
from store.memory_unit import MemoryUnit, Tables
from store.policy import Policy
from store.values import replace
from store.views import LIVE
from store.waiting import Waiting


def _open(tables: Tables) -> list[Escalation]:
    return [e for e in tables.escalations.values() if e.closed_at is None and e.outcome in LIVE]


def _policies(tables: Tables) -> Callable[[int], Policy | None]:
    def policy(version: int) -> Policy | None:
        saved = tables.policies.get(version)
        return saved.policy if saved is not None else None

    return policy


def inbox(tables: Tables, reader: Reader, now: datetime) -> Inbox:
    """What this person has to look after."""
    open_ones = sorted(_open(tables), key=attrgetter("due_at", "id"))
    own = replace(reader, senior=False)
    found = [e for e in open_ones if tabs_of(e, tables.tickets[e.ticket], own, now)][:MOST]
    if reader.senior:
        found += [e for e in open_ones[:MOST_OTHERS] if e not in found]
    rows = [(escalation_row(tables, e), tables.tier_of(tables.tickets[e.ticket])) for e in found]
    others = sum(e.outcome in SUCCESS for e in open_ones) if reader.senior else 0
    return arranged(rows, mentions(tables, reader), reader, _policies(tables), now, others=others)


def mentions(tables: Tables, reader: Reader, limit: int = 100) -> tuple[MentionRow, ...]:
    """What this person is to read, newest first."""
    found = [
        m
        for m in cast("dict[UUID, Mention]", tables.kept[Mention]).values()
        if m.read_at is None and m.whom in (reader.departments if m.is_department else reader.names)
    ]
    found.sort(key=attrgetter("at", "id"), reverse=True)
    return tuple(_mention(tables, m) for m in found[:limit])


def _mention(tables: Tables, mention: Mention) -> MentionRow:
    ticket = tables.tickets[mention.ticket]
    entry = next((e for e in tables.entries[ticket.id] if e.id == mention.entry), None)
    return MentionRow(
        mention=mention, text=entry.text if entry else "", number=ticket.shown_number, subject=ticket.subject,
        kind=entry.kind if entry else "comment", code=entry.code if entry else 0,
    )  # fmt: skip


def floor(
    tables: Tables, now: datetime, midnight: datetime, told: tuple[Waiting, ...] | None = None
) -> FloorView:
    """Everybody at once; ``told`` is what the PBX has said of its queues."""
    unit = MemoryUnit(tables)
    running = [_running(tables, unit, call.id) for call in tables.calls.values()
               if call.ended_at is None and call.started_at >= now - LONGEST_CALL]  # fmt: skip
    open_ones = _open(tables)
    tickets = [tables.tickets[e.ticket] for e in open_ones]
    tickets += [t for t in tables.tickets.values() if t.next_at is not None]
    return FloorView(
        people=people_of(running, tables.directory),
        waiting=with_queues(waiting_of(running), told),
        at_risk=at_risk(
            [(t, tables.tier_of(t)) for t in tickets],
            {t.id: unit.escalations_of(t.id) for t in tickets},
            _policies(tables),
            now,
        ),
        figures=figures_of(c for c in tables.calls.values() if c.started_at >= midnight),
        open_escalations=len(open_ones),
    )


def _running(tables: Tables, unit: MemoryUnit, call: UUID) -> Running:
    found = tables.calls[call]
    ticket = tables.tickets[found.ticket]
    customer = tables.customer_of(ticket)
    holds = [e for e in tables.entries[ticket.id] if e.kind in {"held", "resumed"}]
    return Running(
        call=found, ticket=ticket, customer_name=customer.name if customer else "",
        company=customer.company if customer else "", legs=unit.legs_of(call),
        entries=tuple(sorted(holds, key=attrgetter("at"))), escalations=unit.escalations_of(ticket.id),
    )  # fmt: skip
