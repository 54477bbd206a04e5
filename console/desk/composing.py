"""The composer as it begins: what the window shows until the person types."""

from uuid import UUID

import msgspec

from store.book import Case


class Composing(msgspec.Struct, frozen=True, kw_only=True):
    """A message to the customer of ``case``. ``fields`` are its elements by name (:mod:`console.updates.elements`)."""

    case: Case
    escalation: UUID | None = None
    to: str = ""
    language: str = "en"
    """Of :func:`console.updates.elements.shipped`."""
    subject: str = ""
    greeting: str = ""
    closing: str = ""
    fields: dict[str, str] = msgspec.field(default_factory=dict)
    drafted: bool = False
    """It was typed before."""
    problem: str = ""
    """Why it could not be put in the queue, in words."""
