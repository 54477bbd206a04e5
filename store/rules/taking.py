"""Rules for the side that receives: the customer is there now."""

from store.changes import TakeCase
from store.errors import Rejected
from store.escalation import SUCCESS, Escalation, Mode, Outcome
from store.rules.common import Work
from store.rules.escalations import find
from store.rules.tickets import add_step
from store.rules.timers import wound
from store.rules.updates import supersede
from store.ticket import Call, Status, Ticket
from store.values import replace

CAME = {Mode.WARM: Outcome.HANDED_OVER, Mode.BLIND: Outcome.BLIND, Mode.NO_CALL: Outcome.SENT}
"""What the outcome is when the target has the customer and the sender has not said how."""


def take_case(change: TakeCase, work: Work) -> None:
    """Link the call, give the ticket to the person, accept the escalation; the first who takes it has it."""
    ticket = work.ticket(change.ticket)
    call = _call(change, work)
    escalation = find(work, change.escalation) if change.escalation else None
    if escalation is not None:
        if escalation.ticket != ticket.id:
            raise Rejected("bad_value", f"This escalation does not belong to {ticket.shown_number}.")
        if escalation.accepted_by not in {"", work.who}:
            raise Rejected(
                "already_taken", f"{escalation.accepted_by} has taken {ticket.shown_number} already."
            )
    _link(call, ticket, escalation, work)
    if escalation is not None and escalation.accepted_at is not None:
        return
    if escalation is not None:
        _accept(escalation, change, work)
    by = change.by or ("" if change.confirmed else "key")
    work.entry(ticket.id, "taken", by)
    if escalation is not None:
        status = Status.ESCALATED
    else:
        status = Status.ESCALATED if ticket.status is Status.ESCALATED else Status.OPEN
    work.write(ticket, owner=work.who, owner_department="", status=status, closed_at=None)


def _call(change: TakeCase, work: Work) -> Call:
    """By the call's id, or that of the leg by which the customer came (Replaces makes a new one)."""
    leg = work.unit.leg(change.call)
    return work.call(leg.call if leg else change.call)


def _link(call: Call, ticket: Ticket, escalation: Escalation | None, work: Work) -> None:
    """The call goes to the case; a ticket that was opened for nothing but this call is closed."""
    came_by = escalation.id if escalation else call.escalation
    work.unit.put_call(replace(call, ticket=ticket.id, escalation=came_by))
    if call.ticket == ticket.id:
        return
    left = work.ticket(call.ticket)
    bare = not (left.subject or left.notes or left.origin)
    if bare and not work.unit.calls_of(left.id) and not work.unit.escalations_of(left.id):
        work.entry(left.id, "merged", ticket.shown_number)
        work.write(left, status=Status.CLOSED, closed_at=work.at)


def _accept(escalation: Escalation, change: TakeCase, work: Work) -> None:
    outcome = escalation.outcome if escalation.outcome in SUCCESS else CAME[escalation.mode]
    accepted = replace(
        escalation, outcome=outcome, accepted_at=work.at, accepted_by=work.who, closed_at=None,
        version=escalation.version + 1,
    )  # fmt: skip
    work.unit.put_escalation(wound(accepted, work))
    supersede(work, escalation.ticket, escalation.id)
    add_step(work, escalation.id, "taken", reason=change.by or ("" if change.confirmed else "key"))
