"""What customers and staff say after an escalation (R31)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Asked(StrEnum):
    """Whose opinion it is."""

    CUSTOMER = "customer"
    STAFF = "staff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """``score`` from 1 (bad) to 5; ``via`` is how it was given: ``dtmf``, ``email``, ``screen``."""

    id: UUID
    ticket: UUID
    escalation: UUID | None = None
    at: datetime
    asked: Asked
    person: str = ""
    score: int
    text: str = ""
    via: str = "screen"
