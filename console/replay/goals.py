"""A leg's measures beside the goals of the policy: ranges that a trainer can argue with, not a score (R62)."""

from enum import StrEnum

import msgspec

from store.coaching import ConductGoals
from store.recording import Conduct

_WHOLE = 100.0


class Verdict(StrEnum):
    """How a measure stands to its range."""

    IN_RANGE = "in_range"
    LOW = "low"
    HIGH = "high"
    UNKNOWN = "unknown"


class Goal(msgspec.Struct, frozen=True):
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


class Goals(msgspec.Struct, frozen=True):
    """The four of a leg: shares of all speech (0 to 1), and seconds."""

    talk: Goal
    silence: Goal
    talk_over: Goal
    hold: Goal


def goals_of(said: ConductGoals) -> Goals:
    """As the policy says them. A bar ends at twice of what is allowed, so that the mark stands in its middle."""
    return Goals(
        talk=Goal(said.talk_low / _WHOLE, said.talk_high / _WHOLE, 1.0),
        silence=_up_to(said.silence),
        talk_over=_up_to(said.talk_over / _WHOLE),
        hold=_up_to(said.hold),
    )


def _up_to(high: float) -> Goal:
    return Goal(0.0, high, 2 * high or 1.0)


def talk_share(conduct: Conduct) -> float | None:
    """The agent's share of all speech; None while nobody has spoken."""
    spoken = conduct.agent + conduct.other
    return conduct.agent / spoken if spoken else None


def talk_over(conduct: Conduct) -> float | None:
    """The share of speech in which both spoke at once."""
    spoken = conduct.agent + conduct.other - conduct.both
    return conduct.both / spoken if spoken > 0 else None
