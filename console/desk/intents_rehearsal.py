"""What is asked of rehearsals; see intents.py."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowRehearsals:
    """Their page is looked at, or not any more."""

    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StartRehearsal:
    """Open the rehearsal's own window; ``seed`` None draws another customer than the last time."""

    scenario: str
    seed: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StopRehearsal:
    """Close it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteTry:
    """Delete a try, and its sound with it."""

    attempt: UUID


RehearsalIntent = ShowRehearsals | StartRehearsal | StopRehearsal | DeleteTry
