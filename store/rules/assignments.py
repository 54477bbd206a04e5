"""Who is asked to review which recording: what opens it to a trainer's ears."""

from store.directory import Person
from store.recording import Recording
from store.review import Review, ReviewState
from store.unit import Unit


def is_assigned(unit: Unit, person: Person, recording: Recording) -> bool:
    """Whether this person has its call to review, or has reviewed it."""
    if recording.ticket is None:
        return False
    return any(
        r.call == recording.call and r.reviewer == person.key and r.state is not ReviewState.WITHDRAWN
        for r in unit.of_ticket(Review, recording.ticket)
    )
