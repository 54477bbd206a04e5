"""When an unsolved escalation moves on, and to whom: the clock of a path, and of the thirty days (R20, R24). Pure.

What is due is worked out from the record, never remembered by a timer, so that it makes no difference who looks, how
often, or how late: several consoles, a headless clock, or a machine that slept over the moment. The store carries
each :class:`Due` out once, by its number.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid5

import msgspec

from store.calendar import ALWAYS, Calendar
from store.escalation import Escalation
from store.policy import Path, PolicyVersion, Ref

_TIMERS = UUID("5d0c4b0e-6f3e-5a4e-9d2b-0a7f4f1b7c11")
DAYS = 30
REMINDERS = (20, 27)
"""Days after which the owner is reminded of the thirty."""


class Action(StrEnum):
    """What is to be done."""

    MOVE_ON = "move_on"
    """To the next owner of the path."""
    END_OF_PATH = "end_of_path"
    """The last owner has not solved it in time either, and nobody comes after: their superior is told."""
    REMIND = "remind"
    OVERDUE = "overdue"
    """Thirty days: in the report of those over, and never closed for it."""


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """An escalation that is not resolved: on step ``step`` (from 0) of its path since ``since``, UTC."""

    created_at: datetime
    since: datetime
    step: int = 0
    paused_until: datetime | None = None
    """A call-back was promised for then: it does not move on before."""


class Due(msgspec.Struct, frozen=True, order=True):
    """One thing to be done at ``at``. ``number`` is the same whenever it is worked out: the store's unique key."""

    at: datetime
    action: Action
    number: int
    target: Ref | None = None


_NO_PATH = Path(key="", name="", steps=())


def clock_of(escalation: Escalation, saved: PolicyVersion | None) -> tuple[Held, Path, Calendar]:
    """What it is held by, its path, and the hours that the path runs in, by the version that it was made under.

    Without a version there is no path, and the thirty days run all the same.
    """
    held = Held(
        created_at=escalation.created_at,
        since=escalation.step_since or escalation.created_at,
        step=escalation.path_step,
        paused_until=escalation.paused_until,
    )
    if saved is None:
        return held, _NO_PATH, ALWAYS
    return held, saved.policy.path(escalation.path) or _NO_PATH, saved.policy.calendar


def moves_at(held: Held, path: Path, calendar: Calendar) -> datetime | None:
    """When it leaves the step that it is on; None if it stays there."""
    if not 0 <= held.step < len(path.steps):
        return None
    after = path.steps[held.step].after
    if after is None:
        return None
    at = calendar.add(held.since, after)
    return max(at, held.paused_until) if held.paused_until is not None else at


def due(held: Held, path: Path, calendar: Calendar, now: datetime) -> tuple[Due, ...]:
    """Everything whose time has come, in order. A clock that slept for days moves it on one step, not through all.

    The owner of each step is to have their time: the next one begins when the case has come to them.
    """
    return tuple(sorted(d for d in _all(held, path, calendar) if d.at <= now))


def ahead(held: Held, path: Path, calendar: Calendar) -> tuple[Due, ...]:
    """Everything that is due some time if nothing else happens, what is over included, in order."""
    return tuple(sorted(_all(held, path, calendar)))


def next_due(held: Held, path: Path, calendar: Calendar, now: datetime) -> datetime | None:
    """When something comes next, so that a timer knows how long it may sleep."""
    return min((d.at for d in _all(held, path, calendar) if d.at > now), default=None)


def timer_id(escalation: UUID, one: Due) -> UUID:
    """The id of the change that carries it out: the same for every clock, so that the store does it once.

    A step that the case comes to again, because somebody passed it on or opened it again, is another moment.
    """
    moment = one.at.isoformat() if one.action in {Action.MOVE_ON, Action.END_OF_PATH} else ""
    return uuid5(_TIMERS, f"{escalation.hex}:{one.action}:{one.number}:{moment}")


def age_days(created_at: datetime, now: datetime) -> int:
    """Whole days since it began, as they are shown beside the thirty."""
    return max(0, (now - created_at) // timedelta(days=1))


def _all(held: Held, path: Path, calendar: Calendar) -> Iterator[Due]:
    at = moves_at(held, path, calendar)
    if at is not None:
        after = held.step + 1
        if after < len(path.steps):
            yield Due(at, Action.MOVE_ON, after, path.steps[after].target)
        else:
            yield Due(at, Action.END_OF_PATH, after)
    for days in REMINDERS:
        yield Due(held.created_at + timedelta(days=days), Action.REMIND, days)
    yield Due(held.created_at + timedelta(days=DAYS), Action.OVERDUE, DAYS)
