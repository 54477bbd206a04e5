"""Recordings of calls as the store knows them, who has listened, and how people spoke. The files are elsewhere.

::

    BeginRecording            KeptRecording            ExpireRecordings, EraseCustomer
    ─────────────▶ recorded ──────────────▶ kept ─────────────────────────────────▶ erased
                      │                      ▲                                        ▲
                      └── LostRecording ──▶ lost ─────────────────────────────────────┘

A file is named by its recording's id alone. What is ``erased`` keeps its row, of ids only; its files are to be
deleted until :class:`store.changes_recordings.ErasedFiles` says that they are.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec

if TYPE_CHECKING:
    from store.ticket import Call, Ticket

PURPOSES = ("customer", "consult")


class Consent(StrEnum):
    """What the caller has said about being recorded."""

    UNKNOWN = ""
    GIVEN = "given"
    OBJECTED = "objected"


class Keeping(StrEnum):
    """Where a recording stands."""

    RECORDED = "recorded"
    """Its WAV is in the engine's folder, or is still being written."""
    KEPT = "kept"
    """It is in the archive."""
    LOST = "lost"
    """It could not be kept."""
    ERASED = "erased"


class Conduct(msgspec.Struct, frozen=True, kw_only=True):
    """How two people spoke with each other; what the engine measures (``telephony.conduct.Measures``).

    Seconds, on hold not counted. ``agent`` and ``other`` are their times of speech, ``both`` the part in which they
    spoke at once, ``silence`` that in which nobody did.
    """

    seconds: float = 0.0
    agent: float = 0.0
    other: float = 0.0
    both: float = 0.0
    silence: float = 0.0
    longest_silence: float = 0.0
    longest_monologue: float = 0.0
    """The agent's longest turn."""
    interruptions: int = 0
    """The agent began while the other was speaking, and both went on."""
    interrupted: int = 0
    """The other way round."""
    turns: int = 0
    holds: int = 0
    hold_seconds: float = 0.0

    @property
    def talk_share(self) -> float | None:
        """The agent's share of all speech, 0 to 1; None while nobody has spoken."""
        spoken = self.agent + self.other
        return self.agent / spoken if spoken else None

    @property
    def turns_per_minute(self) -> float:
        """The pace."""
        return 60 * self.turns / self.seconds if self.seconds else 0.0


class LegConduct(Conduct, frozen=True, kw_only=True):
    """The conduct of a whole leg, recorded or not. ``id`` is the leg's, ``at`` when it was told."""

    id: UUID
    call: UUID
    ticket: UUID
    person: str
    at: datetime


class Recording(msgspec.Struct, frozen=True, kw_only=True):
    """One leg, as it was recorded. ``id`` is also the name of its files; ``seconds`` is 0 until it has ended.

    ``person`` is whose headset it was: the left channel. ``leg`` is the consult or the hand-over, None the call's own.
    """

    id: UUID
    call: UUID | None = None
    ticket: UUID | None = None
    leg: UUID | None = None
    person: str
    purpose: str = "customer"
    started_at: datetime
    seconds: float = 0.0
    ended: bool = False
    pauses: tuple[tuple[float, float], ...] = ()
    """From and to, in seconds of the file: silence, and nothing was kept of what was said."""
    partial: bool = False
    """Something of the call is not in it."""
    cut_off: bool = False
    """The engine was killed, and the file repaired."""
    consent: Consent = Consent.UNKNOWN
    state: Keeping = Keeping.RECORDED
    why: str = ""
    """Why it is lost or erased: a sentence of the system, or ``retention``, ``customer`` or ``objection``."""
    name: str = ""
    """Of the file in the archive."""
    size: int = 0
    """Bytes of that file."""
    sha256: str = ""
    """Of that file, in hex."""
    peaks: str = ""
    """The name of the file with what is drawn of it."""
    key: str = ""
    """The file's own key, wrapped to the floor's public one (base64); "": it is not encrypted."""
    keep_until: datetime | None = None
    """None: for as long as nobody erases it."""
    legal_hold: bool = False
    hold_seconds: float = 0.0
    """How long the other side was on hold."""
    reviewed_at: datetime | None = None
    """When a review of it was first handed in."""
    gone_at: datetime | None = None
    """When its files were deleted, if it is erased."""
    conduct: Conduct | None = None


class Listening(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody has listened (the audit log): from ``begin`` to ``end`` in seconds of the file, the furthest of each.

    ``recording`` and ``ticket`` are ids only, so the row may stay when they are erased.
    """

    id: UUID
    recording: UUID
    ticket: UUID | None = None
    person: str
    at: datetime
    begin: float = 0.0
    end: float = 0.0


RULES = UUID(int=0x7EC0)
"""The id of the one row of :class:`RecordingRules`."""
KINDS = ("customer", "consult", "complaint", "escalated", "emergency", "objected")
"""Kinds of recordings that are kept for a time of their own."""
MOST_DAYS = 36_500
"""A century; nothing is kept for longer but without an end."""


class RecordingRules(msgspec.Struct, frozen=True, kw_only=True):
    """What the whole floor goes by. ``days`` by one of :data:`KINDS`; a kind that is not in it says nothing.

    Of several kinds the longest counts, but for ``objected``, which outweighs them. If no kind says anything, it is
    kept until somebody erases it.
    """

    id: UUID = RULES
    agents_hear_own: bool = True
    days: dict[str, int] = msgspec.field(
        default_factory=lambda: {"customer": 365, "consult": 90, "complaint": 1095, "objected": 0}
    )
    changed_by: str = ""
    """Who made them; "": nobody has said anything yet, or it was before this was kept."""
    changed_at: datetime | None = None

    def __eq__(self, other: object) -> bool:
        """The same rules, whoever has made them."""
        if not isinstance(other, RecordingRules):
            return NotImplemented
        return (self.agents_hear_own, self.days) == (other.agents_hear_own, other.days)

    __hash__ = None  # type: ignore[assignment] # the days are a dict


def keep_until(
    recording: Recording, ticket: "Ticket | None", *, escalated: bool, emergency: bool, rules: RecordingRules
) -> datetime | None:
    """Until when the rules let it be kept, a legal hold not counted; None: no end."""
    if recording.consent is Consent.OBJECTED and "objected" in rules.days:
        return recording.started_at + timedelta(days=rules.days["objected"])
    of_kind = {
        recording.purpose: True,
        "complaint": ticket is not None and ticket.category == "complaint",
        "escalated": escalated,
        "emergency": emergency,
    }
    days = [rules.days[kind] for kind, holds in of_kind.items() if holds and kind in rules.days]
    return recording.started_at + timedelta(days=max(days)) if days else None


ORDERS = ("newest", "longest_hold")


class RecordingQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which recordings; what is left at its default asks nothing.

    ``persons``: keys or extensions, None is everybody. ``since`` and ``until`` are of the beginning, ``until`` not
    included. Words of ``words`` match the beginnings of those of the call (names, company, telephone numbers, ticket
    number, subject). ``before`` is the last row of the page before (keyset). Erased and lost ones are in no list
    unless ``states`` says so.
    """

    persons: tuple[str, ...] | None = None
    department: str = ""
    purpose: str = ""
    since: datetime | None = None
    until: datetime | None = None
    min_seconds: float = 0.0
    min_hold_seconds: float = 0.0
    reviewed: bool | None = None
    legal_hold: bool | None = None
    demanded_manager: bool = False
    max_csat: int | None = None
    """A customer's score of the ticket, this or lower."""
    min_hops: int = 0
    states: tuple[Keeping, ...] = (Keeping.RECORDED, Keeping.KEPT)
    words: str = ""
    order: str = "newest"
    before: UUID | None = None
    limit: int = 50


class RecordingRow(msgspec.Struct, frozen=True, kw_only=True):
    """A recording in a list. ``csat`` is the lowest score that the customer gave the ticket."""

    recording: Recording
    ticket: "Ticket | None" = None
    call: "Call | None" = None
    customer_name: str = ""
    company: str = ""
    hops: int = 0
    csat: int | None = None
