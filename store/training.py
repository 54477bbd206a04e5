"""What people are taught, and what they were: courses, sessions, attendance, coaching plans, and who is due (R64).

A course teaches areas of the escalation policy (:data:`AREAS`), questions of the scorecards, or both. Whoever was
there when a session was held has been trained in its course for the version of the policy that was followed then. They
are due again when one of its areas has another content in the policy that is followed now, or after a time.

A plan is what a person and their coach have agreed on: steps that are ticked. The store proposes one by itself when a
question scores low over several reviews (:func:`weak`); what is low, the policy says. All of it is pure.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid5

import msgspec

from store.coaching import Coaching
from store.directory import Directory, Person
from store.policy import Policy, PolicyVersion, followed

_ATTENDANCE = UUID("6d3c2a53-50b4-5d4f-9a67-2f0f2f6f3c11")

SOON = timedelta(days=30)
"""So long before a training runs out it is told."""
COACHES = frozenset({"trainer", "supervisor", "escalation_manager", "administrator"})
"""Roles that make plans and hold sessions."""


class Area(StrEnum):
    """A part of the escalation policy that can be taught by itself."""

    REASONS = "reasons"
    PATHS = "paths"
    AUTHORITY = "authority"
    SLA = "sla"
    STEPS = "steps"
    UPDATES = "updates"
    SIGNS = "signs"
    CONDUCT = "conduct"


AREAS: dict[Area, tuple[str, ...]] = {
    Area.REASONS: ("reasons",),
    Area.PATHS: ("paths", "rules", "off_for", "ring_each"),
    Area.AUTHORITY: ("authorities",),
    Area.SLA: ("sla", "calendar", "hours"),
    Area.STEPS: ("steps",),
    Area.UPDATES: ("tells",),
    Area.SIGNS: ("signs",),
    Area.CONDUCT: ("conduct",),
}
"""The fields of :class:`store.policy.Policy` that an area is made of."""


class Course(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is taught. ``roles`` and ``departments`` say who needs it; empty: everybody.

    ``areas`` are words of :class:`Area`, ``questions`` keys of scorecards' questions that it helps with.
    ``again_after`` is in days, 0: never by time alone. ``material`` is a link or a place. One that is not ``active``
    is due for nobody.
    """

    id: UUID
    name: str
    areas: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    again_after: int = 0
    material: str = ""
    active: bool = True
    made_at: datetime
    made_by: str = ""

    def needed_by(self, person: Person) -> bool:
        """Whether this person is to know it."""
        role = not self.roles or person.role in self.roles
        return self.active and role and (not self.departments or person.department in self.departments)


class SessionState(StrEnum):
    """How a session stands."""

    PLANNED = "planned"
    HELD = "held"
    CALLED_OFF = "called_off"


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """A date on which somebody is taught. ``trainer`` is a person's key or a name from outside.

    ``place`` is a room or a link; ``policy`` the version that was followed when it was held, 0 before.
    """

    id: UUID
    at: datetime
    minutes: int = 60
    trainer: str = ""
    place: str = ""
    topic: str = ""
    course: UUID | None = None
    people: tuple[str, ...] = ()
    state: SessionState = SessionState.PLANNED
    policy: int = 0
    made_by: str = ""
    why: str = ""
    """Why it was called off."""


class Presence(StrEnum):
    """Whether a person was there."""

    INVITED = "invited"
    ATTENDED = "attended"
    EXCUSED = "excused"
    MISSED = "missed"


class Attendance(msgspec.Struct, frozen=True, kw_only=True):
    """One person at one session; ``at``, ``course`` and ``policy`` are the session's."""

    id: UUID
    session: UUID
    person: str
    presence: Presence = Presence.INVITED
    at: datetime
    course: UUID | None = None
    policy: int = 0


def attendance_id(session: UUID, person: str) -> UUID:
    """One row for a person and a session."""
    return uuid5(_ATTENDANCE, f"{session.hex} {person}")


class Trained(msgspec.Struct, frozen=True, kw_only=True):
    """When a person was trained in a course last, and for which version of the policy."""

    person: str
    course: UUID
    at: datetime
    policy: int


class PlanState(StrEnum):
    """How a plan stands."""

    PROPOSED = "proposed"
    """By the store; nobody has agreed to it yet."""
    AGREED = "agreed"
    DONE = "done"
    DROPPED = "dropped"


OPEN_PLANS = frozenset({PlanState.PROPOSED, PlanState.AGREED})


class StepKind(StrEnum):
    """What is to be done."""

    TALK = "talk"
    """With the coach."""
    READ = "read"
    LISTEN = "listen"
    """To recordings: good ones, or one's own."""
    COURSE = "course"
    REHEARSE = "rehearse"
    REVIEW = "review"
    """A further call is reviewed."""


class PlanStep(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a plan. ``text`` "" says what the kind says; ``ref`` names the course, scenario or recording."""

    kind: StepKind = StepKind.TALK
    text: str = ""
    ref: str = ""
    done_at: datetime | None = None
    done_by: str = ""


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What ``person`` works on with ``coach``. ``question`` is a scorecard's, "" is something else.

    ``found`` is the mean in percent, over ``reviews`` reviews, for which it was proposed; None: nobody counted.
    """

    id: UUID
    person: str
    made_at: datetime
    made_by: str = ""
    """"" is the store itself."""
    question: str = ""
    found: float | None = None
    reviews: int = 0
    goal: str = ""
    coach: str = ""
    due: date | None = None
    steps: tuple[PlanStep, ...] = ()
    state: PlanState = PlanState.PROPOSED
    settled_at: datetime | None = None
    why: str = ""

    @property
    def done(self) -> int:
        """Steps that are ticked."""
        return sum(step.done_at is not None for step in self.steps)


# -- who is due


class Why(StrEnum):
    """Why somebody is to be trained."""

    NEVER = "never"
    CHANGED = "changed"
    """The policy has changed in an area of it."""
    TIME = "time"
    """It is too long ago."""


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """``person`` is to be trained in ``course`` since (or from) ``due_at``; ``session``: what is planned for them."""

    person: str
    course: UUID
    why: Why
    due_at: datetime
    last: Trained | None = None
    session: UUID | None = None

    def late(self, now: datetime) -> bool:
        """Whether it is due already."""
        return self.due_at <= now


def differs(areas: Iterable[str], one: Policy, other: Policy) -> tuple[str, ...]:
    """The areas in which two policies are not the same; words that are no area never differ."""
    known = [Area(area) for area in areas if area in {a.value for a in Area}]
    return tuple(a.value for a in known if any(getattr(one, f) != getattr(other, f) for f in AREAS[a]))


def changed_at(
    areas: Sequence[str], trained: int, versions: Sequence[PolicyVersion], now: datetime
) -> datetime | None:
    """Since when one of the areas is not what it was in version ``trained``; None while all still are.

    A change that was taken back is none. A version that is not known (0: there was no policy then) is an empty one.
    """
    then = next((v.policy for v in versions if v.version == trained), Policy(version=0))
    if not areas or not differs(areas, then, followed(versions, now)):
        return None
    in_force = [(v.valid_from, v) for v in versions if v.in_force(now) and v.valid_from is not None]
    since = now
    for valid_from, version in sorted(in_force, key=lambda p: (p[0], p[1].version), reverse=True):
        if not differs(areas, then, version.policy):
            break
        since = valid_from
    return since


def dues(
    courses: Iterable[Course],
    people: Iterable[Person],
    trained: Iterable[Trained],
    sessions: Iterable[Session],
    versions: Sequence[PolicyVersion],
    now: datetime,
) -> tuple[Due, ...]:
    """Who is to be trained in what, now or within :data:`SOON`, the longest due first."""
    last = {(t.person, t.course): t for t in trained}
    planned: dict[tuple[str, UUID], UUID] = {}
    for session in sorted(sessions, key=lambda s: s.at, reverse=True):
        if session.state is SessionState.PLANNED and session.course is not None:
            planned |= {(person, session.course): session.id for person in session.people}
    changes: dict[tuple[UUID, int], datetime | None] = {}
    found = []
    everybody = tuple(people)
    for course in courses:
        for person in everybody:
            if not course.needed_by(person):
                continue
            before = last.get((person.key, course.id))
            if before is not None and (course.id, before.policy) not in changes:
                changes[course.id, before.policy] = changed_at(course.areas, before.policy, versions, now)
            change = changes[course.id, before.policy] if before is not None else None
            due = _due(course, before, change)
            if due is not None and due[1] <= now + SOON:
                found.append(
                    Due(
                        person=person.key, course=course.id, why=due[0], due_at=due[1], last=before,
                        session=planned.get((person.key, course.id)),
                    )
                )  # fmt: skip
    return tuple(sorted(found, key=lambda d: (d.due_at, d.person, d.course)))


def _due(course: Course, last: Trained | None, change: datetime | None) -> tuple[Why, datetime] | None:
    """Why and since when, whichever comes first."""
    if last is None:
        return Why.NEVER, course.made_at
    reasons: list[tuple[datetime, Why]] = [(change, Why.CHANGED)] if change is not None else []
    if course.again_after:
        reasons.append((last.at + timedelta(days=course.again_after), Why.TIME))
    if not reasons:
        return None
    at, why = min(reasons)
    return why, at


# -- low scores


def weak(sums: Iterable[tuple[int, int]], low: Coaching) -> tuple[int, float] | None:
    """How many reviews, and their mean in percent, if that is low; ``sums`` are count and total (1/100 %) of weeks."""
    counted = list(sums)
    count, total = sum(c for c, _ in counted), sum(t for _, t in counted)
    if count < low.reviews:
        return None
    mean = total / count / 100
    return (count, mean) if mean < low.below else None


# -- whose


def team_of(me: Person, directory: Directory) -> tuple[str, ...]:
    """Whom this person coaches: a supervisor the own department, trainers and managers everybody, others nobody."""
    if me.role not in COACHES:
        return ()
    everybody = me.role != "supervisor" or not me.department
    return tuple(p.key for p in directory.people if everybody or p.department == me.department)


class Learning(msgspec.Struct, frozen=True, kw_only=True):
    """Everything about the training of some people. Plans and sessions are the newest first."""

    courses: tuple[Course, ...] = ()
    plans: tuple[Plan, ...] = ()
    sessions: tuple[Session, ...] = ()
    attendances: tuple[Attendance, ...] = ()
    """Of those sessions, and of everybody."""
    trained: tuple[Trained, ...] = ()
    dues: tuple[Due, ...] = ()

    def course(self, key: UUID | None) -> Course | None:
        """By id."""
        return next((c for c in self.courses if c.id == key), None)

    def presence(self, session: UUID, person: str) -> Presence:
        """Whether they were there."""
        row = attendance_id(session, person)
        return next((a.presence for a in self.attendances if a.id == row), Presence.INVITED)


PLANS_STAY = timedelta(days=180)
"""So long after a plan was over it is still shown."""
SESSIONS_STAY = timedelta(days=365)
MOST_SESSIONS = 100
MOST_PLANS = 500


def learning(
    found: Learning,
    directory: Directory,
    people: tuple[str, ...] | None,
    versions: Sequence[PolicyVersion],
    now: datetime,
) -> Learning:
    """What a book has found, in any order, put in order and completed by who is due."""
    asked = [p for p in directory.people if people is None or p.key in people]
    courses = tuple(sorted(found.courses, key=lambda c: (c.name, c.id)))
    sessions = tuple(sorted(found.sessions, key=lambda s: (s.at, s.id), reverse=True)[:MOST_SESSIONS])
    shown = {session.id for session in sessions}
    trained = tuple(sorted(found.trained, key=lambda t: (t.person, t.course)))
    return Learning(
        courses=courses,
        plans=tuple(sorted(found.plans, key=lambda p: (p.made_at, p.id), reverse=True)[:MOST_PLANS]),
        sessions=sessions,
        attendances=tuple(sorted((a for a in found.attendances if a.session in shown), key=lambda a: a.id)),
        trained=trained,
        dues=dues(courses, asked, trained, sessions, versions, now),
    )
