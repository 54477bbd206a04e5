"""Rules for courses, sessions, attendance and coaching plans (R64)."""

from store.changes_training import (
    CallOffSession,
    PutCourse,
    PutPlan,
    PutSession,
    RecordAttendance,
    SettlePlan,
    TickStep,
)
from store.errors import Rejected
from store.rules.common import Work, bad_value
from store.training import (
    COACHES,
    Area,
    Attendance,
    Course,
    Plan,
    PlanState,
    PlanStep,
    Presence,
    Session,
    SessionState,
    attendance_id,
    team_of,
)
from store.values import replace

_LONGEST = 2000
_NAME = 120
_MOST_MINUTES = 24 * 60
_MOST_DAYS = 3660
_MOST_PEOPLE = 500
_MOST_STEPS = 30

NEXT: dict[PlanState, tuple[PlanState, ...]] = {
    PlanState.PROPOSED: (PlanState.AGREED, PlanState.DROPPED),
    PlanState.AGREED: (PlanState.DONE, PlanState.DROPPED),
    PlanState.DONE: (PlanState.AGREED,),
    PlanState.DROPPED: (),
}
"""What may follow: done was not done after all."""


def _coach(work: Work) -> None:
    """Refuse it to agents. Whoever is in no directory (a test, an import) may."""
    me = work.unit.person(work.who)
    if me is not None and me.role not in COACHES:
        raise Rejected("not_allowed", "Training is planned by trainers, supervisors and managers.")


def _coach_of(work: Work, person: str) -> None:
    """Refuse it for somebody of another team."""
    _coach(work)
    me = work.unit.person(work.who)
    if me is not None and person not in team_of(me, work.unit.directory()):
        raise Rejected("not_allowed", "This person belongs to another team.")


def _text(what: str, text: str, most: int = _LONGEST, *, needed: bool = False) -> str:
    told = text.strip()
    if len(told) > most or (needed and not told):
        raise Rejected("bad_value", f"{what} is a text of at most {most} letters.")
    return told


def put_course(change: PutCourse, work: Work) -> None:
    """Make it, or change it; when it was made stays."""
    _coach(work)
    areas = {area.value for area in Area}
    wrong = next((area for area in change.areas if area not in areas), None)
    if wrong is not None:
        raise bad_value("area of the policy", wrong, sorted(areas))
    if not 0 <= change.again_after <= _MOST_DAYS:
        raise bad_value("number of days", change.again_after, f"0 to {_MOST_DAYS}")
    known = work.unit.get(Course, change.course)
    values = Course(
        id=change.course, name=_text("The name", change.name, _NAME, needed=True), areas=change.areas,
        questions=change.questions, roles=change.roles, departments=change.departments,
        again_after=change.again_after, material=_text("The material", change.material), active=change.active,
        made_at=work.at, made_by=work.who,
    )  # fmt: skip
    if known is None:
        work.unit.add(values)
    else:
        work.unit.put(replace(values, made_at=known.made_at, made_by=known.made_by))


def put_session(change: PutSession, work: Work) -> None:
    """Plan it, and invite. The row of somebody who is not invited any more stays, and is not read."""
    _coach(work)
    known = work.unit.get(Session, change.session)
    if known is not None and known.state is not SessionState.PLANNED:
        raise Rejected("not_now", "A session that is over is not planned any more.")
    if not 1 <= change.minutes <= _MOST_MINUTES:
        raise bad_value("number of minutes", change.minutes, f"1 to {_MOST_MINUTES}")
    if change.course is not None and work.unit.get(Course, change.course) is None:
        raise Rejected("unknown_course", "This course is not in the store.")
    topic = _text("The topic", change.topic, _NAME, needed=change.course is None)
    session = Session(
        id=change.session, at=change.begins_at, minutes=change.minutes, topic=topic,
        trainer=_text("The trainer", change.trainer, _NAME), place=_text("The place", change.place, 500),
        course=change.course, people=_people(change.people, work), made_by=known.made_by if known else work.who,
    )  # fmt: skip
    if known is None:
        work.unit.add(session)
    else:
        work.unit.put(session)
    for person in session.people:
        _attend(work, session, person, Presence.INVITED)


def _people(people: tuple[str, ...], work: Work) -> tuple[str, ...]:
    """Their keys, each once."""
    if len(people) > _MOST_PEOPLE:
        raise Rejected("bad_value", f"At most {_MOST_PEOPLE} people come to a session.")
    found = []
    for key in people:
        person = work.unit.person(key)
        if person is None:
            raise bad_value("person of the directory", key)
        found.append(person.key)
    return tuple(dict.fromkeys(found))


def _attend(work: Work, session: Session, person: str, presence: Presence) -> None:
    row = Attendance(
        id=attendance_id(session.id, person), session=session.id, person=person, presence=presence, at=session.at,
        course=session.course, policy=session.policy,
    )  # fmt: skip
    known = work.unit.get(Attendance, row.id)
    if known is None:
        work.unit.add(row)
    elif known != row:
        work.unit.put(row)


def call_off_session(change: CallOffSession, work: Work) -> None:
    """Only one that is planned."""
    _coach(work)
    session = _session(work, change.session)
    if session.state is not SessionState.PLANNED:
        raise Rejected("not_now", "This session is over.")
    why = _text("The reason", change.why)
    work.unit.put(replace(session, state=SessionState.CALLED_OFF, why=why))


def record_attendance(change: RecordAttendance, work: Work) -> None:
    """It was held; who is trained is trained for the policy that was followed then."""
    _coach(work)
    session = _session(work, change.session)
    if session.state is SessionState.CALLED_OFF or work.at < session.at:
        raise Rejected("not_now", "Attendance is noted once a session has begun.")
    named = dict(zip(_people(tuple(change.presences), work), change.presences.values(), strict=True))
    people = tuple(dict.fromkeys((*session.people, *named)))
    policy = work.unit.policy_at(session.at).version
    held = replace(session, state=SessionState.HELD, policy=policy, people=people)
    work.unit.put(held)
    for person in people:
        presence = named.get(person, Presence.MISSED)
        _attend(work, held, person, Presence.MISSED if presence is Presence.INVITED else presence)


def _session(work: Work, key: object) -> Session:
    found = work.unit.get(Session, key)  # type: ignore[arg-type]
    if found is None:
        raise Rejected("unknown_session", "This session is not in the store.")
    return found


# -- plans


def put_plan(change: PutPlan, work: Work) -> None:
    """Make it, or change it: either way it is agreed on then."""
    person = work.unit.person(change.whose)
    if person is None:
        raise bad_value("person of the directory", change.whose)
    _coach_of(work, person.key)
    known = work.unit.get(Plan, change.plan)
    if known is not None and (known.state not in {PlanState.PROPOSED, PlanState.AGREED}):
        raise Rejected("not_now", "This plan is over.")
    if known is not None and known.person != person.key:
        raise Rejected("bad_value", "A plan stays with its person.")
    goal = _text("The goal", change.goal)
    if not change.question and not goal:
        raise Rejected("bad_value", "A plan has a question or a goal.")
    if len(change.steps) > _MOST_STEPS:
        raise Rejected("bad_value", f"A plan has at most {_MOST_STEPS} steps.")
    coach = work.unit.person(change.coach) if change.coach else None
    if change.coach and coach is None:
        raise bad_value("person of the directory", change.coach)
    base = known or Plan(id=change.plan, person=person.key, made_at=work.at, made_by=work.who)
    plan = replace(
        base, question=change.question, goal=goal, coach=coach.key if coach else work.who, due=change.due,
        steps=_ticked(change.steps, known), state=PlanState.AGREED,
    )  # fmt: skip
    if known is None:
        work.unit.add(plan)
    else:
        work.unit.put(plan)


def _ticked(steps: tuple[PlanStep, ...], known: Plan | None) -> tuple[PlanStep, ...]:
    """The new steps; what was ticked and says the same stays ticked. Nobody ticks by changing a plan."""
    before = {(s.kind, s.text, s.ref): s for s in (known.steps if known else ())}
    made = []
    for step in steps:
        text = _text("A step", step.text, 500)
        old = before.get((step.kind, text, step.ref))
        made.append(old or PlanStep(kind=step.kind, text=text, ref=step.ref))
    return tuple(made)


def settle_plan(change: SettlePlan, work: Work) -> None:
    """Agreed on as it is, done, or dropped."""
    plan = _plan(work, change.plan)
    _coach_of(work, plan.person)
    if change.state is plan.state:
        return
    if change.state not in NEXT[plan.state]:
        raise Rejected("not_now", f"A plan that is {plan.state} cannot be {change.state} next.")
    over = change.state in {PlanState.DONE, PlanState.DROPPED}
    work.unit.put(
        replace(
            plan, state=change.state, settled_at=work.at if over else None, why=_text("The reason", change.why),
            coach=plan.coach or work.who,
        )
    )  # fmt: skip


def tick_step(change: TickStep, work: Work) -> None:
    """The person's own, or a coach's of their team."""
    plan = _plan(work, change.plan)
    if work.who != plan.person:
        _coach_of(work, plan.person)
    if plan.state is not PlanState.AGREED:
        raise Rejected("not_now", "Steps are ticked while a plan is agreed on.")
    if not 0 <= change.step < len(plan.steps):
        raise bad_value("step of this plan", change.step)
    step = plan.steps[change.step]
    if change.done == (step.done_at is not None):
        return
    ticked = replace(step, done_at=work.at if change.done else None, done_by=work.who if change.done else "")
    steps = tuple(ticked if at == change.step else s for at, s in enumerate(plan.steps))
    work.unit.put(replace(plan, steps=steps))


def _plan(work: Work, key: object) -> Plan:
    found = work.unit.get(Plan, key)  # type: ignore[arg-type]
    if found is None:
        raise Rejected("unknown_plan", "This plan is not in the store.")
    return found
