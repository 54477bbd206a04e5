"""What the customer is told in writing, or is to be called about (R29)."""

import re
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec


class Occasion(StrEnum):
    """Why they are told."""

    ESCALATED = "escalated"
    ACCEPTED = "accepted"
    NEXT_UPDATE = "next_update"
    RESOLVED = "resolved"
    SURVEY = "survey"
    COMPOSED = "composed"
    """Written by a person (R30)."""


class Channel(StrEnum):
    """How."""

    EMAIL = "email"
    CALL = "call"
    """Nobody knows an address: somebody is to call."""


class UpdateState(StrEnum):
    """How it stands."""

    QUEUED = "queued"
    SENDING = "sending"
    """Handed to the server; without an answer it becomes ``held``, never sent again by itself."""
    SENT = "sent"
    HELD = "held"
    """Whether it has arrived is not known: a person decides."""
    FAILED = "failed"
    DONE = "done"
    """Called, or settled by a person."""
    DROPPED = "dropped"


UPDATE_OPEN = frozenset({UpdateState.QUEUED, UpdateState.SENDING, UpdateState.HELD, UpdateState.FAILED})
"""Something is still to be done: by the console that sends, or by a person."""


class CustomerUpdate(msgspec.Struct, frozen=True, kw_only=True):
    """One message to the customer, or one task to call them.

    ``message_id`` (RFC 5322, 3.6.4) is given once and stays the same for every try. ``due_at``: not before.
    ``error`` is what the server said last, in words. While it is ``sending``, ``due_at`` is when whoever sends it must
    have told how that went; after it nobody knows.
    """

    id: UUID
    ticket: UUID
    escalation: UUID | None = None
    occasion: Occasion
    channel: Channel
    to: str
    language: str = ""
    subject: str = ""
    body: str = ""
    message_id: str = ""
    state: UpdateState = UpdateState.QUEUED
    by: str = ""
    created_at: datetime
    due_at: datetime
    sent_at: datetime | None = None
    tries: int = 0
    error: str = ""


_ADDRESS = re.compile(r"[^\s@<>\"(),:;\[\]\\]{1,64}@[^\s@<>\"(),:;\[\]\\]{1,253}")
"""An address as people have it (RFC 5321, 4.1.2, without quoted local parts and address literals)."""


def is_address(text: str) -> bool:
    """Whether e-mail can be sent there, as far as its form tells."""
    found = _ADDRESS.fullmatch(text)
    return found is not None and text.isprintable()
