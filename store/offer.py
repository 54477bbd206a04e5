"""What a customer is given to make good a fault (R25): within the authority of a level, and on record."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec


class OfferForm(StrEnum):
    """In what form."""

    REFUND = "refund"
    CREDIT = "credit"
    DISCOUNT = "discount"
    GOODS = "goods"
    SERVICE = "service"


class OfferState(StrEnum):
    """How it stands. Nothing is paid here: the center's own system does that when the case is resolved."""

    APPROVED = "approved"
    GRANTED = "granted"
    """The case was resolved with it."""
    WITHDRAWN = "withdrawn"


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """``level`` is the one under whose authority ``person`` made it; ``amount_cents`` its worth to the customer."""

    id: UUID
    ticket: UUID
    escalation: UUID | None = None
    at: datetime
    person: str
    level: int
    amount_cents: int
    currency: str = "EUR"
    form: OfferForm
    why: str
    state: OfferState = OfferState.APPROVED
