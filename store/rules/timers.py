"""The clock of an escalation: when it has something to do next, worked out at every write."""

from uuid import UUID

from store.escalation import Escalation
from store.rules.common import Work
from store.timing import ahead, clock_of, timer_id
from store.values import replace


def wound(escalation: Escalation, work: Work, *, done: UUID | None = None) -> Escalation:
    """The same with its next moment worked out; a closed one has none. ``done`` is the timer that fires just now."""
    if escalation.closed_at is not None:
        return replace(escalation, next_at=None)
    clock = clock_of(escalation, work.unit.policy(escalation.policy))
    ids = ((timer_id(escalation.id, one), one.at) for one in ahead(*clock))
    waiting = (at for timer, at in ids if timer != done and not work.unit.applied(timer))
    return replace(escalation, next_at=min(waiting, default=None))
