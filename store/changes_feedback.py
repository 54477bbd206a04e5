"""Changes of what customers and staff say afterwards (R31)."""

from uuid import UUID

from store.change import Change
from store.feedback import Asked


class RecordFeedback(Change, frozen=True, kw_only=True):
    """A score from 1 (bad) to 5, with words where there are any; ``via`` is one of :data:`store.feedback.WAYS`.

    ``person`` is whoever asked, and of staff also who answered. ``escalation`` None is the ticket's last one, if it
    has any. ``Rejected("bad_value")`` for another score, or an escalation of another ticket.
    """

    ticket: UUID
    score: int
    asked: Asked
    via: str
    escalation: UUID | None = None
    text: str = ""
