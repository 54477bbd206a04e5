"""What a center calls low, and how it wants people to speak with customers: two small parts of the policy. Pure.

Both are percent and whole seconds, as people say them. :data:`store.training.AREAS` has conduct as something that can
be taught; when the store proposes a plan changes nobody's work, and is not taught.
"""

from collections.abc import Iterator

import msgspec

MOST = {"reviews": 999, "weeks": 104, "silence": 3600, "hold": 3600}
"""The greatest number of a field; each review that is shared looks at a sum of every week."""


class Coaching(msgspec.Struct, frozen=True, kw_only=True):
    """A question is low, and a plan is proposed (R64): its mean is under ``below`` percent over ``reviews`` or more.

    Reviews of the last ``weeks`` count. ``below`` 0: none is proposed.
    """

    below: float = 60.0
    reviews: int = 3
    weeks: int = 12


class ConductGoals(msgspec.Struct, frozen=True, kw_only=True):
    """What the measures of a call are held against (R62): ranges that a trainer can argue with, not a score.

    ``talk_low`` to ``talk_high`` is the staff's share of all speech, ``talk_over`` at most the share of it in which
    both speak, in percent; ``silence`` the longest one, on hold not counted, and ``hold`` all time on hold, in seconds.
    """

    talk_low: float = 40.0
    talk_high: float = 60.0
    talk_over: float = 5.0
    silence: int = 20
    hold: int = 120


PERCENT = frozenset({"below", "talk_low", "talk_high", "talk_over"})
SECONDS = frozenset({"silence", "hold"})
"""The fields of both by their unit; the rest are counted."""


def coaching_faults(low: Coaching) -> Iterator[tuple[str, str]]:
    """What is wrong with it: the code of a finding, and the field."""
    if not _is_percent(low.below):
        yield "no_percent", "below"
    for name in ("reviews", "weeks"):
        if not 1 <= getattr(low, name) <= MOST[name]:
            yield "no_count", name


def conduct_faults(goals: ConductGoals) -> Iterator[tuple[str, str]]:
    """As :func:`coaching_faults`."""
    wrong = [name for name in ("talk_low", "talk_high", "talk_over") if not _is_percent(getattr(goals, name))]
    for name in wrong:
        yield "no_percent", name
    if not wrong and goals.talk_low >= goals.talk_high:
        yield "low_over_high", "talk_low"
    for name in ("silence", "hold"):
        if not 0 <= getattr(goals, name) <= MOST[name]:
            yield "no_seconds", name


def _is_percent(value: float) -> bool:
    """A file can say nan and inf: neither is."""
    return 0 <= value <= 100  # noqa: PLR2004 - percent
