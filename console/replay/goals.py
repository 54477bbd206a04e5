"""What a case's measures are held against: ranges that a trainer can argue with, not a score (R62)."""

from dataclasses import dataclass
from enum import StrEnum

from store.recording import Conduct


class Verdict(StrEnum):
    """How a measure stands to its range."""

    IN_RANGE = "in_range"
    LOW = "low"
    HIGH = "high"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Goal:
    """From ``low`` to ``high``; ``most`` is where the bar ends."""

    low: float
    high: float
    most: float

    def verdict(self, value: float | None) -> Verdict:
        """Of that value."""
        if value is None:
            return Verdict.UNKNOWN
        if value < self.low:
            return Verdict.LOW
        return Verdict.HIGH if value > self.high else Verdict.IN_RANGE


TALK = Goal(0.40, 0.60, 1.0)
"""The agent's share of all speech."""
SILENCE = Goal(0.0, 20.0, 40.0)
"""The longest, in seconds; on hold not counted."""
TALK_OVER = Goal(0.0, 0.05, 0.10)
"""Share of all speech in which both spoke."""
HOLD = Goal(0.0, 120.0, 240.0)
"""Seconds in all, without a word in between."""


def talk_share(conduct: Conduct) -> float | None:
    """The agent's share of all speech; None while nobody has spoken."""
    spoken = conduct.agent + conduct.other
    return conduct.agent / spoken if spoken else None


def talk_over(conduct: Conduct) -> float | None:
    """The share of speech in which both spoke at once."""
    spoken = conduct.agent + conduct.other - conduct.both
    return conduct.both / spoken if spoken > 0 else None
