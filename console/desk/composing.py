"""The composer as it begins: what the window shows until the person types."""

from dataclasses import dataclass, field
from uuid import UUID

from store.book import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class Composing:
    """A message to the customer of ``case``. ``fields`` are its elements by name (:mod:`console.updates.elements`)."""

    case: Case
    escalation: UUID | None = None
    to: str = ""
    language: str = "en"
    """Of :func:`console.updates.elements.shipped`."""
    subject: str = ""
    greeting: str = ""
    closing: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    drafted: bool = False
    """It was typed before."""
    problem: str = ""
    """Why it could not be put in the queue, in words."""
