"""The levels that an escalation has passed, as stops of a path."""

from console.ui.widgets.painted import PathStop
from store.book import EscalationRow
from store.escalation import SUCCESS


def path_of(item: EscalationRow) -> tuple[tuple[PathStop, ...], str]:
    """Stops and the same in words: where it has been is solid, where it is ringed, where it is meant for dotted."""
    escalation = item.escalation
    levels = list(item.path) or [escalation.from_level]
    there = escalation.outcome in SUCCESS
    if there and levels[-1] != escalation.to_level:
        levels.append(escalation.to_level)
    stops = [PathStop(n, "done") for n in levels[:-1]] + [PathStop(levels[-1], "now")]
    if not there and escalation.to_level != levels[-1]:
        stops.append(PathStop(escalation.to_level, "next"))
    return tuple(stops), " → ".join(f"L{s.level}" for s in stops)
