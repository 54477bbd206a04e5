"""Leave to listen to a colleague's call, to whisper or to join (R52): given once, for moments, by the store alone."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

import msgspec

VALID_FOR = timedelta(seconds=30)
LISTENERS = frozenset({"supervisor", "escalation_manager", "administrator"})
"""Roles of the directory whose people may listen. A level says what somebody knows, not whom they lead."""


class Ear(StrEnum):
    """What the supervisor may do in the call."""

    LISTEN = "listen"
    WHISPER = "whisper"
    """Heard by the agent only."""
    JOIN = "join"


class Grant(msgspec.Struct, frozen=True, kw_only=True):
    """``supervisor`` may hear ``agent`` once, within :data:`VALID_FOR`. ``call`` is the one it was used for."""

    id: UUID
    supervisor: str
    agent: str
    ear: Ear
    at: datetime
    used_at: datetime | None = None
    call: UUID | None = None

    def holds(self, now: datetime) -> bool:
        """Whether it can still be used."""
        return self.used_at is None and self.at <= now + VALID_FOR and now <= self.at + VALID_FOR
