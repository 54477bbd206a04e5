"""A case with all that belongs to it, and the rows of lists, made of the tables in memory."""

from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any

from store.book import CallRow, Case, EscalationRow, TicketRow
from store.comment import Mention
from store.escalation import Escalation
from store.feedback import Feedback
from store.memory_unit import MemoryUnit, Tables
from store.offer import Offer
from store.recording import LegConduct, Recording
from store.ticket import Call, Draft, Ticket
from store.update import CustomerUpdate
from store.values import replace
from store.views import HISTORY_ROWS, YEAR_DAYS, escalated_to, path


def case(tables: Tables, ticket: Ticket, now: datetime) -> Case:
    """One ticket with all that belongs to it."""
    unit = MemoryUnit(tables)
    theirs = [t for t in tables.tickets.values() if ticket.customer and t.customer == ticket.customer]
    theirs.sort(key=attrgetter("number"), reverse=True)
    calls = unit.calls_of(ticket.id)
    legs = [leg for call in calls for leg in unit.legs_of(call.id)]
    escalations = unit.escalations_of(ticket.id)
    history = [t for t in theirs if t.id != ticket.id]
    steps = [step for e in escalations for step in tables.steps[e.id]]
    return Case(
        ticket=ticket,
        customer=tables.customer_of(ticket),
        history=tuple(ticket_row(tables, t) for t in history[:HISTORY_ROWS]),
        history_count=len(history),
        calls_year=_calls_since(unit, theirs, now - timedelta(days=YEAR_DAYS)),
        calls=calls,
        legs=tuple(sorted(legs, key=attrgetter("started_at", "id"))),
        entries=tuple(sorted(tables.entries[ticket.id], key=attrgetter("at"))),
        escalations=escalations,
        steps=tuple(sorted(steps, key=attrgetter("at", "escalation", "seq"))),
        drafts=_drafts(tables, ticket),
        updates=unit.of_ticket(CustomerUpdate, ticket.id),
        mentions=unit.of_ticket(Mention, ticket.id),
        offers=unit.of_ticket(Offer, ticket.id),
        feedback=unit.of_ticket(Feedback, ticket.id),
        recordings=unit.of_ticket(Recording, ticket.id),
        conducts=unit.of_ticket(LegConduct, ticket.id),
    )


def _calls_since(unit: MemoryUnit, tickets: list[Ticket], since: datetime) -> int:
    """Their calls, and their tickets from elsewhere, whose calls this store has not seen."""
    calls = (c for t in tickets for c in unit.calls_of(t.id) if c.escalation is None)
    own = sum(c.started_at >= since for c in calls)
    return own + sum(t.origin != "" and t.opened_at >= since for t in tickets)


def _drafts(tables: Tables, ticket: Ticket) -> tuple[Draft, ...]:
    drafts = [d for d in tables.drafts.values() if d.ticket == ticket.id]
    copies = [replace(d, fields=dict(d.fields)) for d in drafts]
    return tuple(sorted(copies, key=attrgetter("saved_at", "person", "scope")))


def named(tables: Tables, ticket: Ticket) -> dict[str, Any]:
    """How every row names the customer."""
    customer = tables.customer_of(ticket)
    return {"customer_name": customer.name, "company": customer.company} if customer else {}


def ticket_row(tables: Tables, ticket: Ticket) -> TicketRow:
    """With the level that it was escalated to."""
    level = escalated_to(MemoryUnit(tables).escalations_of(ticket.id))
    return TicketRow(ticket=ticket, escalated_to=level, **named(tables, ticket))


def call_row(tables: Tables, call: Call) -> CallRow:
    """With its ticket."""
    ticket = tables.tickets[call.ticket]
    return CallRow(call=call, ticket=ticket, **named(tables, ticket))


def escalation_row(tables: Tables, escalation: Escalation) -> EscalationRow:
    """With its last step and its ticket's path."""
    ticket = tables.tickets[escalation.ticket]
    steps = tables.steps[escalation.id]
    return EscalationRow(
        escalation=escalation, ticket=ticket, last_step=steps[-1] if steps else None,
        path=path(MemoryUnit(tables).escalations_of(ticket.id)), **named(tables, ticket),
    )  # fmt: skip
