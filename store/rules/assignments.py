"""Who is asked to review which recording: what opens it to a trainer's ears."""

from collections.abc import Iterator
from uuid import UUID

from store.directory import Person
from store.recording import Recording
from store.review import Review, ReviewState
from store.unit import Unit

_MOST_HOPS = 20
"""More than any case is handed on; records that point at each other must not hold up the store."""


def is_assigned(unit: Unit, person: Person, recording: Recording) -> bool:
    """Whether this person has its call to review, or has reviewed it; or a call that was handed over to it.

    A review is about a case: how Maya handed over cannot be judged without how Daniel took over.
    """
    if recording.ticket is None or recording.call is None:
        return False
    calls = set(_and_before(unit, recording.call))
    return any(
        r.call in calls and r.reviewer == person.key and r.state is not ReviewState.WITHDRAWN
        for r in unit.of_ticket(Review, recording.ticket)
    )


def _and_before(unit: Unit, call: UUID) -> Iterator[UUID]:
    """The call, and those from which the customer was handed on to it."""
    here: UUID | None = call
    for _ in range(_MOST_HOPS):
        if here is None:
            return
        yield here
        row = unit.call(here)
        escalation = unit.escalation(row.escalation) if row is not None and row.escalation else None
        here = escalation.call if escalation is not None else None
