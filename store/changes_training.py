"""The changes by which a center keeps what its people are taught (R64). Refused unless the person is a coach."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from store.change import Change
from store.training import PlanState, PlanStep, Presence


class PutCourse(Change, frozen=True, kw_only=True):
    """A new course, or other values of one that is there (:class:`store.training.Course`)."""

    course: UUID
    name: str
    areas: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    again_after: int = 0
    """Days; 0: never by time alone."""
    material: str = ""
    active: bool = True


class PutSession(Change, frozen=True, kw_only=True):
    """A session is planned, or planned otherwise; one that was held or called off is ``Rejected("not_now")``."""

    session: UUID
    begins_at: datetime
    minutes: int = 60
    trainer: str = ""
    place: str = ""
    topic: str = ""
    course: UUID | None = None
    people: tuple[str, ...] = ()
    """Who is invited: keys."""


class CallOffSession(Change, frozen=True, kw_only=True):
    """It is not held."""

    session: UUID
    why: str = ""


class RecordAttendance(Change, frozen=True, kw_only=True):
    """It was held: who was there, by key. Whoever is not named was missed; who was not invited may be named.

    May be told again to correct it. Before it begins it is ``Rejected("not_now")``.
    """

    session: UUID
    presences: dict[str, Presence] = msgspec.field(default_factory=dict)


class PutPlan(Change, frozen=True, kw_only=True):
    """A plan is made, or changed, or a proposed one is agreed on; steps that stay keep their ticks.

    ``Rejected("not_now")`` for one that is over.
    """

    plan: UUID
    whose: str
    """The person's key."""
    question: str = ""
    goal: str = ""
    coach: str = ""
    due: date | None = None
    steps: tuple[PlanStep, ...] = ()


class SettlePlan(Change, frozen=True, kw_only=True):
    """It is done, or dropped; or agreed on as it was proposed."""

    plan: UUID
    state: PlanState
    why: str = ""


class TickStep(Change, frozen=True, kw_only=True):
    """A step of an agreed plan is done, or is not after all; by the person themself or a coach."""

    plan: UUID
    step: int
    """From 0."""
    done: bool = True


TrainingChange = PutCourse | PutSession | CallOffSession | RecordAttendance | PutPlan | SettlePlan | TickStep
