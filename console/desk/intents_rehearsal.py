"""What is asked of rehearsals; see intents.py."""

from uuid import UUID

from msgspec import Struct


class ShowRehearsals(Struct, frozen=True, kw_only=True):
    """Their page is looked at, or not any more."""

    on: bool


class StartRehearsal(Struct, frozen=True, kw_only=True):
    """Open the rehearsal's own window; ``seed`` None draws another customer than the last time."""

    scenario: str
    seed: int | None = None


class StopRehearsal(Struct, frozen=True, kw_only=True):
    """Close it."""


class DeleteTry(Struct, frozen=True, kw_only=True):
    """Delete a try, and its sound with it."""

    attempt: UUID


RehearsalIntent = ShowRehearsals | StartRehearsal | StopRehearsal | DeleteTry
