"""What is counted by person and week as it happens, so that a trend over a year of reviews is a short sum (R61, R62).

A tally holds no customer and no call: erasing a customer leaves it as it is.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

import msgspec

_TALLIES = UUID("b7a6c0f4-3c8b-5e0e-8f55-6a1f0f9f4d20")
HUNDREDTHS = 100
"""Totals are whole hundredths of what is measured, so that every book adds them up to the same."""


class Counted(StrEnum):
    """What kind of figure it is."""

    REVIEW = "review"
    """A whole review, in percent; the name is ""."""
    QUESTION = "question"
    """An answer, in percent of the best one; the name is the question's key."""
    CONDUCT = "conduct"
    """A measure of a call; the name is one of :data:`MEASURES`."""
    AGREEMENT = "agreement"
    """An answer that a second reviewer gave the same (100) or not (0), by reviewer; the name is the question's key."""
    KAPPA = "kappa"
    """Cohen's kappa of a review that was compared, by reviewer; the name is ""."""
    CAUSE = "cause"
    """A root cause of an escalated case that was reviewed, with the review's percent; the name is the cause."""


MEASURES = ("talk", "silence", "talk_over", "monologue", "interruptions", "holds", "hold", "pace")
"""The agent's share of all speech, silence and talk-over in percent of the call; the longest monologue in seconds;
interruptions and holds of a call; its hold in seconds; turns a minute."""


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """``count`` figures of one person in the week that begins on ``week``, a Monday; ``total`` is their sum."""

    id: UUID
    week: date
    of: Counted
    name: str
    person: str
    count: int = 0
    total: int = 0


def tally_id(week: date, of: Counted, name: str, person: str) -> UUID:
    """One row for all four."""
    return uuid5(_TALLIES, f"{week.isoformat()} {of.value} {person} {name}")


def week_of(at: datetime, zone: str) -> date:
    """The Monday of the week in which a moment lies, on the wall of that zone."""
    day = at.astimezone(ZoneInfo(zone)).date()
    return day - timedelta(days=day.weekday())


def monday(day: date) -> date:
    """Of the day's week."""
    return day - timedelta(days=day.weekday())


def weeks(first: date, last: date) -> Iterator[date]:
    """Mondays from the week of ``first`` to that of ``last``."""
    day = monday(first)
    while day <= last:
        yield day
        day += timedelta(weeks=1)
