"""What is asked of rehearsals; see intents.py."""

from dataclasses import dataclass


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


RehearsalIntent = ShowRehearsals | StartRehearsal | StopRehearsal
