"""What every change of the store has; the changes themselves are in :mod:`store.changes` and its neighbours."""

from datetime import datetime
from uuid import UUID

import msgspec


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """Base of all changes."""

    id: UUID
    at: datetime
    person: str
