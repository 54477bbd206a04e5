"""Changes to what customers are told: put in the queue, and what became of it (R29, R30)."""

from datetime import datetime
from uuid import UUID

from store.change import Change
from store.update import Occasion, UpdateState


class QueueUpdate(Change, frozen=True, kw_only=True):
    """Tell the customer: by e-mail or, where nobody knows an address, as a task to call them.

    ``to`` "" is the customer's own address, else their number; ``language`` "" their own. ``subject`` and ``body``
    are a person's words; without them the center's template is filled in when it is sent.
    """

    update: UUID
    ticket: UUID
    escalation: UUID | None = None
    occasion: Occasion = Occasion.COMPOSED
    to: str = ""
    language: str = ""
    subject: str = ""
    body: str = ""


class RecordUpdate(Change, frozen=True, kw_only=True):
    """What becomes of one: the next ``state``, by :data:`store.rules.updates.NEXT`.

    It holds only if the update is still in state ``was`` and at its ``tries``-th try, else ``Rejected("not_now")``: so
    several consoles may try to claim one, and an answer that comes too late changes nothing. Claiming (``sending``)
    counts a try and keeps the words that are sent and, the first time, the Message-ID; ``due_at`` is then when whoever
    claimed it has given up or died. With ``queued`` it is when it is tried again. ``error`` is what the server said,
    ``code`` its SMTP status (RFC 5321, 4.2).
    """

    update: UUID
    was: UpdateState
    tries: int
    state: UpdateState
    due_at: datetime | None = None
    error: str = ""
    code: int = 0
    message_id: str = ""
    subject: str = ""
    body: str = ""
