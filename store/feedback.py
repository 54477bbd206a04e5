"""What customers and staff say after an escalation (R31)."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

SCORES = range(1, 6)
"""From 1 (bad) to 5."""
WAYS = ("dtmf", "email", "screen")
"""How an answer was given."""


class Asked(StrEnum):
    """Whose opinion it is."""

    CUSTOMER = "customer"
    STAFF = "staff"


class Feedback(msgspec.Struct, frozen=True, kw_only=True):
    """``score`` is one of :data:`SCORES`, ``via`` one of :data:`WAYS`; ``person`` answered, if it was one of staff."""

    id: UUID
    ticket: UUID
    escalation: UUID | None = None
    at: datetime
    asked: Asked
    person: str = ""
    score: int
    text: str = ""
    via: str = "screen"


LOW = 2
"""A score up to this is a low one."""


def is_low(feedback: Feedback) -> bool:
    """Whether a customer was not content."""
    return feedback.asked is Asked.CUSTOMER and feedback.score <= LOW
