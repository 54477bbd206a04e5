"""Changes to a case beside its calls: what the customer demands, and what is asked at the start of a call."""

from dataclasses import dataclass
from uuid import UUID

from store.change import Change


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandManager(Change):
    """The customer wants a manager. The first time is kept on the ticket, each time is a row of its own."""

    ticket: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureStep(Change):
    """What was asked at the start of a call (R41); an empty text takes it back."""

    ticket: UUID
    step: str
    text: str
