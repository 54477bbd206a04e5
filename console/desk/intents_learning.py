"""What is asked of learning: one's own, the team's, trends, and who bears how much; see intents.py."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from store.training import PlanState, PlanStep, Presence


class LearningTab(StrEnum):
    """A part of the page."""

    MINE = "mine"
    TEAM = "team"
    TRENDS = "trends"
    CARE = "care"
    """What lies on whom, and which customers may leave (R66)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LearningAsked:
    """What is looked at.

    ``span`` is a word of :data:`console.desk.reports.SPANS`; ``department`` and ``person`` narrow trends and the
    team: keys, "" everybody whom the reader may see. ``days`` back from today is what the load is counted of.
    """

    tab: LearningTab = LearningTab.MINE
    span: str = "12w"
    department: str = ""
    person: str = ""
    days: int = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowLearning:
    """Look at it; None: the page is left. A newer question drops the older one's answer."""

    asked: LearningAsked | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepCourse:
    """A course, new (``course`` None) or with other values; see store.training."""

    course: UUID | None = None
    name: str
    areas: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    again_after: int = 0
    material: str = ""
    active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepSession:
    """A session is planned, or planned otherwise."""

    session: UUID | None = None
    begins_at: datetime
    minutes: int = 60
    trainer: str = ""
    place: str = ""
    topic: str = ""
    course: UUID | None = None
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CallOff:
    """A session is not held."""

    session: UUID
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteAttendance:
    """A session was held; who was there."""

    session: UUID
    presences: dict[str, Presence] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepPlan:
    """A plan for ``person``, new (``plan`` None) or with other values."""

    plan: UUID | None = None
    person: str
    question: str = ""
    goal: str = ""
    coach: str = ""
    due: date | None = None
    steps: tuple[PlanStep, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EndPlan:
    """It is agreed on as proposed, done, or dropped."""

    plan: UUID
    state: PlanState
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A step of a plan is done, or is not after all."""

    plan: UUID
    step: int
    done: bool = True


LearningIntent = (
    ShowLearning | KeepCourse | KeepSession | CallOff | NoteAttendance | KeepPlan | EndPlan | Tick
)
