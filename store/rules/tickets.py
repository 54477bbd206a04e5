"""Rules for what a person does to a ticket."""

from collections.abc import Callable
from typing import Any

from store.changes import AddNote, EditTicket, LinkCustomer, SaveDraft
from store.errors import Rejected
from store.escalation import SUCCESS, EscalationStep
from store.rules.common import Work, bad_value
from store.text import cause_word
from store.ticket import CATEGORIES, Draft, Severity, Status, Ticket
from store.values import replace

SCOPES = ("ticket", "escalation", "wrapup", "update")
DONE = frozenset({Status.RESOLVED, Status.CLOSED})


def _text(value: str, _work: Work) -> str:
    return value


def _subject(value: str, _work: Work) -> str:
    return " ".join(value.split())


def _category(value: str, _work: Work) -> str:
    if value not in CATEGORIES:
        raise bad_value("category", value, CATEGORIES)
    return value


def _severity(value: str, _work: Work) -> Severity:
    if value not in tuple(Severity):
        raise bad_value("severity", value, tuple(Severity))
    return Severity(value)


def _status(value: str, _work: Work) -> Status:
    if value not in tuple(Status):
        raise bad_value("status", value, tuple(Status))
    return Status(value)


def _owner(value: str, work: Work) -> str:
    person = work.unit.person(value) if value else None
    if person is not None:
        return person.key
    if value in {"", work.who}:  # a desk of one person needs no directory
        return value
    raise bad_value("person of the directory", value)


def _department(value: str, work: Work) -> str:
    if value and work.unit.directory().department(value) is None:
        raise bad_value("department of the directory", value)
    return value


_MOST_DOWN = 1_000_000


def _impact(value: str, _work: Work) -> int:
    text = value.strip() or "0"
    if not (text.isascii() and text.isdigit()) or int(text) > _MOST_DOWN:
        raise bad_value("number of people or sites that are down", value, f"0 to {_MOST_DOWN}")
    return int(text)


def _cause(value: str, _work: Work) -> str:
    return cause_word(value)


FIELDS: dict[str, Callable[[str, Work], Any]] = {
    "subject": _subject,
    "category": _category,
    "severity": _severity,
    "status": _status,
    "notes": _text,
    "owner": _owner,
    "owner_department": _department,
    "impact": _impact,
    "cause": _cause,
}
"""The fields that a person sets, each with what it makes of the text; anything else is refused."""


def edit_ticket(change: EditTicket, work: Work) -> None:
    """Set fields, unless somebody has written since ``base_version``."""
    ticket = work.ticket(change.ticket)
    if change.base_version and ticket.version > change.base_version:
        raise Rejected("conflict", f"{ticket.shown_number} was changed by somebody else in the meantime.")
    set_fields(ticket, change.fields, work)


def set_fields(ticket: Ticket, texts: dict[str, str], work: Work) -> Ticket:
    """Check all, then write those that differ, with a row on the time line for each."""
    values: dict[str, Any] = {}
    for name, text in texts.items():
        if name not in FIELDS:
            raise Rejected("unknown_field", f"A ticket has no field {name!r}. Fields: {', '.join(FIELDS)}.")
        values[name] = FIELDS[name](text, work)
    changed = {name: value for name, value in values.items() if getattr(ticket, name) != value}
    for name, value in changed.items():
        work.entry(ticket.id, "edited", f"{name}={value}")
    if "status" in changed:
        done = changed["status"] in DONE
        changed["closed_at"] = (ticket.closed_at or work.at) if done else None
        changed |= reopening(ticket, changed["status"], work)
        if done:
            _close_escalations(ticket, work)
    return work.write(ticket, **changed) if changed else ticket


def reopening(ticket: Ticket, status: Status, work: Work) -> dict[str, Any]:
    """What changes beside the status when a ticket that was done is not done after all; it is counted."""
    if ticket.status not in DONE or status in DONE:
        return {}
    work.entry(ticket.id, "reopened")
    return {"reopened": ticket.reopened + 1}


def _close_escalations(ticket: Ticket, work: Work) -> None:
    """What came to its target is closed with the ticket; an attempt under way settles by itself."""
    for escalation in work.unit.escalations_of(ticket.id):
        if escalation.closed_at is None and escalation.outcome in SUCCESS:
            closed = replace(escalation, closed_at=work.at, next_at=None, version=escalation.version + 1)
            work.unit.put_escalation(closed)
            add_step(work, escalation.id, "closed")


def add_step(work: Work, escalation: Any, step: str, code: int = 0, reason: str = "") -> None:
    """One more row of an escalation's story."""
    seq = work.unit.last_seq(escalation) + 1
    work.unit.add_step(
        EscalationStep(
            id=work.row_id(), escalation=escalation, seq=seq, at=work.at, step=step, person=work.who,
            code=code, reason=reason,
        )
    )  # fmt: skip


def add_note(change: AddNote, work: Work) -> None:
    """A row of the time line, beside the running notes."""
    ticket = work.ticket(change.ticket)
    if not change.text.strip():
        raise Rejected("bad_value", "A note needs a text.")
    work.entry(ticket.id, "note", change.text)
    work.touch(ticket)


def link_customer(change: LinkCustomer, work: Work) -> None:
    """Say whose matter it is, or take a wrong match back."""
    ticket = work.ticket(change.ticket)
    before = work.unit.customer(ticket.customer) if ticket.customer else None
    if change.customer is None:
        if ticket.customer is not None:
            work.write(ticket, customer=None)
            work.entry(ticket.id, "customer_unlinked", before.name if before else "")
        return
    customer = work.unit.customer(change.customer)
    if customer is None:
        raise Rejected("unknown_customer", "This customer is not in the store.")
    if ticket.customer != customer.id:
        work.write(ticket, customer=customer.id)
        work.entry(ticket.id, "customer_linked", customer.name)


def save_draft(change: SaveDraft, work: Work) -> None:
    """The newest text stands, whatever the order of arrival."""
    if change.scope not in SCOPES:
        raise bad_value("scope of a draft", change.scope, SCOPES)
    ticket = work.ticket(change.ticket)
    before = work.unit.draft(ticket.id, work.who, change.scope)
    if before is not None and before.saved_at > change.at:
        return
    if change.fields:
        work.unit.put_draft(
            Draft(
                ticket=ticket.id, person=work.who, scope=change.scope, fields=dict(change.fields),
                saved_at=change.at,
            )
        )  # fmt: skip
    else:
        work.unit.drop_draft(ticket.id, work.who, change.scope)
