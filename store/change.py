"""What every change of the store has; the changes themselves are in :mod:`store.changes` and its neighbours."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Base of all changes."""

    id: UUID
    at: datetime
    person: str
