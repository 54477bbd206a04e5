"""The changes by which a center keeps what its people are taught (R64). Refused unless the person is a coach."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from store.change import Change
from store.training import PlanState, PlanStep, Presence


@dataclass(frozen=True, slots=True, kw_only=True)
class PutCourse(Change):
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


@dataclass(frozen=True, slots=True, kw_only=True)
class PutSession(Change):
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


@dataclass(frozen=True, slots=True, kw_only=True)
class CallOffSession(Change):
    """It is not held."""

    session: UUID
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordAttendance(Change):
    """It was held: who was there, by key. Whoever is not named was missed; who was not invited may be named.

    May be told again to correct it. Before it begins it is ``Rejected("not_now")``.
    """

    session: UUID
    presences: dict[str, Presence] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PutPlan(Change):
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


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlePlan(Change):
    """It is done, or dropped; or agreed on as it was proposed."""

    plan: UUID
    state: PlanState
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TickStep(Change):
    """A step of an agreed plan is done, or is not after all; by the person themself or a coach."""

    plan: UUID
    step: int
    """From 0."""
    done: bool = True


TrainingChange = PutCourse | PutSession | CallOffSession | RecordAttendance | PutPlan | SettlePlan | TickStep
