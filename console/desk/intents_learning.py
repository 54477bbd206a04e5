"""What is asked of learning: one's own, the team's, trends, and who bears how much; see intents.py."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from msgspec import Struct, field

from store.training import PlanState, PlanStep, Presence


class LearningTab(StrEnum):
    """A part of the page."""

    MINE = "mine"
    TEAM = "team"
    TRENDS = "trends"
    CARE = "care"
    """What lies on whom, and which customers may leave (R66)."""


class LearningAsked(Struct, frozen=True, kw_only=True):
    """What is looked at.

    ``span`` is a word of :data:`console.desk.reports.SPANS`; ``department`` and ``person`` narrow trends and the
    team: keys, "" everybody whom the reader may see. ``days`` back from today is what the load is counted of.
    """

    tab: LearningTab = LearningTab.MINE
    span: str = "12w"
    department: str = ""
    person: str = ""
    days: int = 7


class ShowLearning(Struct, frozen=True, kw_only=True):
    """Look at it; None: the page is left. A newer question drops the older one's answer."""

    asked: LearningAsked | None


class KeepCourse(Struct, frozen=True, kw_only=True):
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


class KeepSession(Struct, frozen=True, kw_only=True):
    """A session is planned, or planned otherwise."""

    session: UUID | None = None
    begins_at: datetime
    minutes: int = 60
    trainer: str = ""
    place: str = ""
    topic: str = ""
    course: UUID | None = None
    people: tuple[str, ...] = ()


class CallOff(Struct, frozen=True, kw_only=True):
    """A session is not held."""

    session: UUID
    why: str = ""


class NoteAttendance(Struct, frozen=True, kw_only=True):
    """A session was held; who was there."""

    session: UUID
    presences: dict[str, Presence] = field(default_factory=dict)


class KeepPlan(Struct, frozen=True, kw_only=True):
    """A plan for ``person``, new (``plan`` None) or with other values."""

    plan: UUID | None = None
    person: str
    question: str = ""
    goal: str = ""
    coach: str = ""
    due: date | None = None
    steps: tuple[PlanStep, ...] = ()


class EndPlan(Struct, frozen=True, kw_only=True):
    """It is agreed on as proposed, done, or dropped."""

    plan: UUID
    state: PlanState
    why: str = ""


class Tick(Struct, frozen=True, kw_only=True):
    """A step of a plan is done, or is not after all."""

    plan: UUID
    step: int
    done: bool = True


LearningIntent = (
    ShowLearning | KeepCourse | KeepSession | CallOff | NoteAttendance | KeepPlan | EndPlan | Tick
)
