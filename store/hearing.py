"""Who may hear which recording. Pure: the screen asks it, and the store before it lets anybody listen."""

from store.directory import MANAGERS, Directory, Person
from store.recording import Keeping, Recording, RecordingRules

SUPERVISOR, TRAINER = "supervisor", "trainer"
REVIEWERS = MANAGERS | {SUPERVISOR, TRAINER}
"""Roles whose people listen to others at all."""
HOLDERS = MANAGERS | {SUPERVISOR}
"""Roles whose people put a case on legal hold; managers alone end it."""


def may_hear(
    listener: Person,
    recording: Recording,
    *,
    speaker: Person | None,
    rules: RecordingRules,
    assigned: bool = False,
) -> bool:
    """Whether ``listener``, by the directory, may hear it; ``speaker`` is whose headset it was.

    Agents hear their own if the rules let them, supervisors their team's (one department), trainers what is assigned
    to them for review, managers all. Whoever is not in the directory is an agent (:func:`listening`).
    """
    if recording.state is Keeping.ERASED:
        return False
    if listener.role in MANAGERS:
        return True
    if recording.person in {listener.key, listener.extension or listener.key}:
        return rules.agents_hear_own
    if assigned and listener.role in REVIEWERS:
        return True
    if listener.role == SUPERVISOR:
        return speaker is not None and speaker.department == listener.department
    return False


def listening(who: str, directory: Directory) -> Person:
    """Who wants to listen, by key or extension."""
    return directory.person(who) or Person(key=who, name=who)


def heard_by(listener: Person, directory: Directory, rules: RecordingRules) -> frozenset[str] | None:
    """Keys of the people whose recordings this person may hear without being assigned; None: everybody's."""
    if listener.role in MANAGERS:
        return None
    own = {listener.key} if rules.agents_hear_own else set()
    if listener.role == SUPERVISOR:
        team = {
            p.key for p in directory.people if p.department == listener.department and p.key != listener.key
        }
        return frozenset(own | team)
    return frozenset(own)
