"""Rules for what customers and staff say after an escalation (R31)."""

from uuid import UUID

from store.changes_feedback import RecordFeedback
from store.errors import Rejected
from store.feedback import SCORES, WAYS, Asked, Feedback
from store.rules.common import Work, bad_value
from store.ticket import Ticket


def record_feedback(change: RecordFeedback, work: Work) -> None:
    """One more answer; told twice it is one, by the change's id."""
    ticket = work.ticket(change.ticket)
    if change.score not in SCORES:
        raise bad_value("score", change.score, tuple(SCORES))
    if change.via not in WAYS:
        raise bad_value("way of an answer", change.via, WAYS)
    work.unit.add(
        Feedback(
            id=work.row_id(),
            ticket=ticket.id,
            escalation=_escalation(change, ticket, work),
            at=work.at,
            asked=change.asked,
            person=work.who if change.asked is Asked.STAFF else "",
            score=change.score,
            text=change.text,
            via=change.via,
        )
    )
    work.entry(ticket.id, "feedback", change.asked, change.score)


def _escalation(change: RecordFeedback, ticket: Ticket, work: Work) -> UUID | None:
    of_ticket = work.unit.escalations_of(ticket.id)
    if change.escalation is None:
        return of_ticket[-1].id if of_ticket else None
    if change.escalation not in {each.id for each in of_ticket}:
        raise Rejected("bad_value", f"This escalation does not belong to {ticket.shown_number}.")
    return change.escalation
