"""What is asked of reviews and of the calls that could be reviewed, and how a sample is drawn (R63). Pure.

A sample is drawn by a *seed*, the name of a week: whoever draws again draws the same. Each call has a lot, worked out
of its id alone and kept beside it; a seed puts all lots in another order by ``(lot * a + b) mod p``, which every
database can work out. So a call that comes later changes at most who is drawn last of its agent.
"""

from collections.abc import Sequence
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

import msgspec

from store.review import Pick, Review, ReviewState, ReviewVersion
from store.scorecard import ScorecardVersion

PRIME = 2**31 - 1
"""Of the lots; a product of two stays within 63 bits."""
LONG_HOLD = 120.0
"""Seconds on hold from which a call is worth a look.

No part of the policy's goals, though as long as their usual hold: the databases keep an index of just these calls, and
the list has the longest first, so that a center with another goal finds its calls at the same end.
"""
MANY_HOPS = 2
MOST_EACH = 50


class PickQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Answered calls that began from ``since`` until before ``until``. ``persons`` are directory keys, () everybody.

    ``each`` and ``seed`` are for :attr:`Pick.SAMPLE`: so many of every agent. ``recorded``: only calls that can be
    heard. ``min_seconds`` is the least length from answer to end.
    """

    pick: Pick = Pick.SAMPLE
    since: datetime
    until: datetime
    persons: tuple[str, ...] = ()
    each: int = 2
    seed: str = ""
    recorded: bool = False
    held: bool = False
    """Only calls with a recording on legal hold."""
    min_seconds: float = 0.0
    limit: int = 50


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """A review of a call, so far as everybody may know: whose it is and how it stands, not what it says."""

    review: UUID
    reviewer: str
    state: ReviewState


class Reviewable(msgspec.Struct, frozen=True, kw_only=True):
    """A call that could be reviewed, with what makes it worth a look. ``person`` is a directory key where known."""

    call: UUID
    ticket: UUID
    number: str
    subject: str
    customer_name: str
    company: str
    person: str
    at: datetime
    seconds: float
    hold_seconds: float = 0.0
    """The longest of its legs, consults excepted."""
    hops: int = 0
    csat: int | None = None
    """The customer's lowest score, 1 to 5."""
    demanded_manager: bool = False
    recorded: bool = False
    held: bool = False
    """A recording of it is on legal hold."""
    reviews: tuple[Standing, ...] = ()


class ReviewQuery(msgspec.Struct, frozen=True, kw_only=True):
    """() and None ask for no condition. ``newest``: what was shared or assigned last comes first, else what is due.

    ``shared_since`` and ``shared_until`` (excluded) are about the newest version that was shared.
    """

    reviewers: tuple[str, ...] = ()
    agents: tuple[str, ...] = ()
    tickets: tuple[UUID, ...] = ()
    states: frozenset[ReviewState] = frozenset()
    shared: bool = False
    """Only what was shared at least once."""
    shared_since: datetime | None = None
    shared_until: datetime | None = None
    calibrations: bool = False
    """Only those that are compared with another's."""
    newest: bool = False
    limit: int = 100


class ReviewRow(msgspec.Struct, frozen=True, kw_only=True):
    """A review in a list, with its call. ``shown`` is the newest version that was shared."""

    review: Review
    number: str
    subject: str
    customer_name: str
    company: str
    at: datetime
    seconds: float
    shown: ReviewVersion | None = None


class ReviewFile(msgspec.Struct, frozen=True, kw_only=True):
    """All of one review. ``versions`` oldest first; ``group`` are the reviews of its calibration, itself first."""

    row: ReviewRow
    card: ScorecardVersion | None = None
    versions: tuple[ReviewVersion, ...] = ()
    version_cards: tuple[ScorecardVersion, ...] = ()
    """The cards of what was shared."""
    group: tuple[Review, ...] = ()

    def card_of(self, key: str, version: int) -> ScorecardVersion | None:
        """A card that something of it was filled under."""
        known = (*self.version_cards, *((self.card,) if self.card else ()))
        return next((c for c in known if (c.key, c.version) == (key, version)), None)


# --- drawing


def week_of(day: date) -> str:
    """The name of its week, by which a sample is drawn: ``2026-W48`` (ISO 8601)."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def lot_of(call: UUID) -> int:
    """A call's lot, from 0 to below :data:`PRIME`."""
    return int.from_bytes(sha256(call.bytes).digest()[:8]) % PRIME


def turn_of(seed: str) -> tuple[int, int]:
    """``a`` and ``b`` of a seed; ``a`` is never 0."""
    drawn = sha256(seed.encode()).digest()
    return 1 + int.from_bytes(drawn[:8]) % (PRIME - 1), int.from_bytes(drawn[8:16]) % PRIME


def place_of(lot: int, turn: tuple[int, int]) -> int:
    """Where a lot comes under a seed; the lowest is drawn first."""
    return (lot * turn[0] + turn[1]) % PRIME


def worth_a_look(call: Reviewable, low: int = 2) -> tuple[Pick, ...]:
    """Why this call should be reviewed though nobody drew it, the gravest first (R63)."""
    reasons: Sequence[tuple[Pick, bool]] = (
        (Pick.DEMANDED_MANAGER, call.demanded_manager),
        (Pick.LOW_CSAT, call.csat is not None and call.csat <= low),
        (Pick.MANY_HOPS, call.hops >= MANY_HOPS),
        (Pick.LONG_HOLD, call.hold_seconds >= LONG_HOLD),
    )
    return tuple(pick for pick, holds in reasons if holds)
