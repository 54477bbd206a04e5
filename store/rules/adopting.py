"""Rules for a case that came by SIP alone: first the signed context, then a signed MESSAGE with the rest."""

from uuid import UUID, uuid5

from store.changes import AdoptCase
from store.customer import Customer
from store.escalation import Escalation, Mode
from store.rules.common import Work
from store.rules.escalations import DUE
from store.text import dial_key
from store.ticket import CATEGORIES, Severity, Status, Ticket
from store.values import replace

_STRANGERS = UUID("6b1f5a52-7d0e-5c5b-9d3f-2f4a0f6c9e11")
"""Name space for customers that are known from a hand-over only: the same number gives the same record."""


def adopt_case(change: AdoptCase, work: Work) -> None:
    """Keep ticket and escalation under their own UUIDs; what this store knows better stays."""
    ticket = work.unit.ticket(change.ticket)
    if ticket is None:
        ticket = _new_ticket(change, work)
    elif ticket.origin:
        _fill_ticket(ticket, change, work)
    if change.escalation is None:
        return
    escalation = work.unit.escalation(change.escalation)
    if escalation is None:
        _new_escalation(ticket, change.escalation, change, work)
    elif ticket.origin:
        _fill_escalation(escalation, change, work)


def _new_ticket(change: AdoptCase, work: Work) -> Ticket:
    ticket = Ticket(
        id=change.ticket, number=work.unit.next_ticket_number(), opened_at=change.at, updated_at=change.at,
        customer=_customer(change, None, work), caller=change.caller, caller_name=change.caller_name,
        subject=change.subject, category=_category(change.category) or "general",
        severity=_severity(change.severity) or Severity.NORMAL, status=Status.ESCALATED,
        origin=change.origin or "SIP",
    )  # fmt: skip
    work.open(ticket)
    work.entry(ticket.id, "ticket_adopted", ticket.origin)
    return ticket


def _fill_ticket(ticket: Ticket, change: AdoptCase, work: Work) -> None:
    """Add what the first message had no room for. What a person here has set meanwhile stays."""
    work.write(
        ticket,
        customer=_customer(change, ticket.customer, work),
        caller=change.caller or ticket.caller,
        caller_name=change.caller_name or ticket.caller_name,
        subject=ticket.subject or change.subject,
        category=ticket.category if ticket.category != "general" else _category(change.category) or "general",
        severity=(
            ticket.severity
            if ticket.severity is not Severity.NORMAL
            else _severity(change.severity) or Severity.NORMAL
        ),
    )


def _category(word: str) -> str:
    """Another store may have words of its own; they are no reason to lose the case."""
    return word if word in CATEGORIES else ""


def _severity(word: str) -> Severity | None:
    return Severity(word) if word in tuple(Severity) else None


def _customer(change: AdoptCase, linked: UUID | None, work: Work) -> UUID | None:
    """Whoever has the number here; nobody there, a record made of what the message says."""
    key = dial_key(change.caller)
    stranger = uuid5(_STRANGERS, key or str(change.ticket))
    if linked is None:
        matches = work.unit.customers_by_number(change.caller)
        if matches:
            return matches[0].id if len(matches) == 1 else None
    if linked not in {None, stranger} or not (change.caller_name or change.company):
        return linked
    old = work.unit.customer(stranger) or Customer(id=stranger, name="")
    new = replace(
        old,
        name=change.caller_name or old.name or change.company,
        company=change.company or old.company,
        tier=change.tier or old.tier,
        languages=change.languages or old.languages,
        numbers=(change.caller,) if change.caller else old.numbers,
    )
    if new != old:
        work.unit.put_customer(new)
    return stranger


def _new_escalation(ticket: Ticket, escalation: UUID, change: AdoptCase, work: Work) -> None:
    me = work.unit.person(work.who)
    name = me.name if me else ""
    work.unit.add_escalation(
        Escalation(
            id=escalation, ticket=ticket.id, kind=change.kind, mode=Mode.WARM, reason=change.reason,
            summary=change.summary, expects=change.expects, from_person=change.from_person,
            from_level=change.from_level, target=work.who, target_name=name, to_level=change.to_level,
            hop=change.hop, created_at=change.at, due_at=change.at + DUE,
        )
    )  # fmt: skip
    work.entry(ticket.id, "escalated", name or work.who, change.to_level)


def _fill_escalation(escalation: Escalation, change: AdoptCase, work: Work) -> None:
    new = replace(
        escalation,
        reason=change.reason or escalation.reason,
        summary=change.summary or escalation.summary,
        expects=change.expects or escalation.expects,
        from_person=change.from_person or escalation.from_person,
    )
    if new == escalation:
        return
    work.unit.put_escalation(replace(new, version=escalation.version + 1))
    if new.summary != escalation.summary:
        work.entry(escalation.ticket, "summary_completed", new.summary)
