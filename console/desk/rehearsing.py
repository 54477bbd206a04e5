"""What the board shows of rehearsals, and what it takes to run one."""

from collections.abc import Callable
from typing import Protocol

import msgspec

from store.rehearsal import RehearsalTry


class ScenarioRow(msgspec.Struct, frozen=True, kw_only=True):
    """A scenario that can be rehearsed; ``about`` is what the trainee is told before."""

    key: str
    title: str
    about: str
    reason: str = ""
    """The right reason of the escalation: tells a trainer what it trains, and is not shown to the trainee."""


class RehearsalCard(msgspec.Struct, frozen=True, kw_only=True):
    """``tries`` are the newest first: one's own, of trainers and supervisors everybody's.

    ``running`` is the key of the scenario that is being rehearsed; ``problem`` why one could not be.
    """

    loading: bool = True
    scenarios: tuple[ScenarioRow, ...] = ()
    tries: tuple[RehearsalTry, ...] = ()
    running: str = ""
    problem: str = ""


class Rehearse(Protocol):
    """Runs rehearsals in a process of their own."""

    def scenarios(self) -> tuple[ScenarioRow, ...]:
        """All of them; on any thread. Reads files."""

    def start(self, scenario: str, seed: int | None, ended: Callable[[str], None]) -> None:
        """Open one's window; ``ended`` is told why it failed, "" when it was closed."""

    def stop(self) -> None:
        """End it; harmless if none runs."""


class NoRehearsals:
    """For a desk that cannot open one."""

    def scenarios(self) -> tuple[ScenarioRow, ...]:
        """None."""
        return ()

    def start(self, scenario: str, seed: int | None, ended: Callable[[str], None]) -> None:  # noqa: ARG002
        """Never."""
        ended("This console cannot open a rehearsal.")

    def stop(self) -> None:
        """Nothing runs."""
