"""The same questions as :mod:`store.sql.rehearsals`, asked of the tables in memory."""

from datetime import datetime
from operator import attrgetter
from typing import cast

from store.memory_unit import Tables
from store.rehearsal import RehearsalTry


def rehearsal_tries(tables: Tables, names: set[str], scenario: str, limit: int) -> tuple[RehearsalTry, ...]:
    """Newest first; of these people, or of everybody without any; "" is every scenario."""
    found = [
        t
        for t in _tries(tables)
        if t.dropped_at is None
        and (not names or t.person in names)
        and (not scenario or t.scenario == scenario)
    ]
    return tuple(sorted(found, key=attrgetter("started_at", "id"), reverse=True)[:limit])


def sounds_to_delete(tables: Tables, before: datetime, limit: int) -> tuple[RehearsalTry, ...]:
    """Oldest first."""
    found = [t for t in _tries(tables) if t.sounds and (t.dropped_at is not None or t.started_at < before)]
    return tuple(sorted(found, key=attrgetter("started_at", "id"))[:limit])


def _tries(tables: Tables) -> list[RehearsalTry]:
    return cast("list[RehearsalTry]", list(tables.kept[RehearsalTry].values()))
