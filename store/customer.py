"""Who calls. These rows hold personal data and can be erased."""

from datetime import date
from uuid import UUID

import msgspec


class Customer(msgspec.Struct, frozen=True, kw_only=True):
    """One customer. ``numbers`` are E.164 (``+442079460420``) or internal extensions (``2041``).

    ``value_cents`` is what they spend in a year, in ``currency`` (ISO 4217); None is unknown.
    ``languages`` are BCP 47 tags, the preferred one first.
    """

    id: UUID
    name: str
    company: str = ""
    role: str = ""
    languages: tuple[str, ...] = ()
    tier: str = ""
    since: date | None = None
    value_cents: int | None = None
    currency: str = "EUR"
    numbers: tuple[str, ...] = ()
    time_zone: str = ""
    email: str = ""
    warning: str = ""
    """What an agent must know before answering, in a sentence."""
