"""What was erased of customers: ids only, so that it can be erased again where a backup has brought it back."""

from datetime import datetime
from uuid import UUID

import msgspec

from store.customer import Customer


class WhatGoes(msgspec.Struct, frozen=True, kw_only=True):
    """What the erasure of a customer takes along now, and what keeps it from being done.

    ``held`` are the shown numbers of tickets on legal hold; ``talking``: they are on a call.
    """

    customer: Customer
    tickets: int = 0
    calls: int = 0
    recordings: int = 0
    held: tuple[str, ...] = ()
    talking: bool = False


class Erasure(msgspec.Struct, frozen=True, kw_only=True):
    """A customer is erased, with tickets and all that hung on them.

    ``scrubbed_at``: when no page of the database had anything of it any more; None: that is still to be done.
    """

    id: UUID
    customer: UUID
    at: datetime
    by: str
    tickets: tuple[UUID, ...] = ()
    recordings: tuple[UUID, ...] = ()
    scrubbed_at: datetime | None = None
