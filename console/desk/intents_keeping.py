"""What is asked of how long things are kept, and of what is forgotten; see intents.py."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldByLaw:
    """Put all recordings of the case that is replayed on legal hold, or let them go; ``why`` stays with the ticket."""

    ticket: UUID
    on: bool
    why: str


KeepingIntent = HoldByLaw
