"""Courses, sessions, attendance and plans: every book keeps them alike (R64)."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from store.changes import ApprovePolicy, PutDirectory, SavePolicy
from store.changes_training import (
    CallOffSession,
    PutCourse,
    PutPlan,
    PutSession,
    RecordAttendance,
    SettlePlan,
    TickStep,
)
from store.coaching import Coaching, ConductGoals
from store.directory import Person
from store.errors import Rejected
from store.policy import Authority
from store.training import (
    Learning,
    PlanState,
    PlanStep,
    Presence,
    SessionState,
    StepKind,
    Trained,
    Why,
)
from store.values import replace
from tests.store.story import DIRECTORY, SOUND, Story

DAY = timedelta(days=1)
TINA = Person(key="tina.rask", name="Tina Rask", role="trainer")
SAM = Person(key="sam.field", name="Sam Field", role="supervisor", department="field")


def learned(story: Story, *people: str) -> Learning:
    return story.book.learning(people or None, story.now)


def refused(story: Story, code: str, kind: Any, **values: Any) -> None:
    with pytest.raises(Rejected) as told:
        story.tell(kind, **values)
    assert told.value.code == code


@pytest.fixture
def school(story: Story) -> Story:
    """A policy in force, a trainer, a supervisor of another department; told as the trainer."""
    story.tell(PutDirectory, directory=replace(DIRECTORY, people=(*DIRECTORY.people, TINA, SAM)))
    story.tell(SavePolicy, policy=SOUND, base_version=0, person="daniel.okafor")
    story.tell(ApprovePolicy, version=1, valid_from=story.now, person="daniel.okafor")
    story.person = TINA.key
    return story


def course(story: Story, **values: Any) -> UUID:
    key = uuid4()
    story.tell(
        PutCourse,
        **({"course": key, "name": "Authority", "areas": ("authority",), "roles": ("agent",)} | values),
    )
    return key


def session(story: Story, of: UUID | None, *people: str, **values: Any) -> UUID:
    key = uuid4()
    given = {
        "session": key,
        "begins_at": story.now + DAY,
        "course": of,
        "people": people,
        "trainer": TINA.key,
    }
    story.tell(PutSession, **(given | values))
    return key


def taught(story: Story, of: UUID, *people: str) -> UUID:
    """A session that was held, with all of them."""
    held = session(story, of, *people)
    story.now += 2 * DAY
    story.tell(RecordAttendance, session=held, presences=dict.fromkeys(people, Presence.ATTENDED))
    return held


def test_R64_who_was_there_is_trained_for_the_policy_of_that_day(school: Story) -> None:
    authority = course(school)
    held = session(school, authority, "maria.lopez", "2091", place="https://meet.example/1")
    begins = school.now + DAY - timedelta(seconds=1)
    assert [d.session for d in learned(school, "maria.lopez").dues] == [held]
    school.now += 2 * DAY
    school.tell(
        RecordAttendance,
        session=held,
        presences={"maria.lopez": Presence.ATTENDED, "ines.weber": Presence.EXCUSED},
    )
    found = learned(school)
    (row,) = found.sessions
    assert (row.state, row.policy, row.people) == (SessionState.HELD, 1, ("maria.lopez", "ines.weber"))
    assert found.trained == (Trained(person="maria.lopez", course=authority, at=begins, policy=1),)
    assert found.presence(held, "ines.weber") is Presence.EXCUSED
    assert [d.person for d in found.dues] == ["ines.weber"]
    assert learned(school, "ines.weber").trained == ()


def test_R64_a_change_of_the_area_makes_them_due_again_and_a_change_of_another_does_not(
    school: Story,
) -> None:
    taught(school, course(school, departments=("network",)), "maria.lopez")
    assert learned(school).dues == ()
    other = replace(SOUND, steps=())
    school.tell(SavePolicy, policy=other, base_version=1, person="daniel.okafor")
    school.tell(ApprovePolicy, version=2, valid_from=school.now, person="daniel.okafor")
    assert learned(school).dues == ()
    school.tell(
        SavePolicy, policy=replace(other, authorities=(Authority(level=1, credit_cents=100),)), base_version=2,
        person="daniel.okafor",
    )  # fmt: skip
    changed = school.now + DAY
    school.tell(ApprovePolicy, version=3, valid_from=changed, person="daniel.okafor")
    assert learned(school).dues == ()
    school.now += 2 * DAY
    (due,) = learned(school).dues
    assert (due.person, due.why, due.due_at, due.last and due.last.policy) == (
        "maria.lopez", Why.CHANGED, changed, 1,
    )  # fmt: skip


def test_R62_R64_other_goals_of_conduct_are_taught_anew_and_when_a_plan_is_proposed_is_not(
    school: Story,
) -> None:
    taught(school, course(school, areas=("conduct",), departments=("network",)), "maria.lopez")
    other = replace(SOUND, coaching=Coaching(below=80))
    school.tell(SavePolicy, policy=other, base_version=1, person="daniel.okafor")
    school.tell(ApprovePolicy, version=2, valid_from=school.now, person="daniel.okafor")
    assert learned(school).dues == ()
    other = replace(other, conduct=ConductGoals(hold=60))
    school.tell(SavePolicy, policy=other, base_version=2, person="daniel.okafor")
    school.tell(ApprovePolicy, version=3, valid_from=school.now, person="daniel.okafor")
    assert [(d.person, d.why) for d in learned(school).dues] == [("maria.lopez", Why.CHANGED)]


def test_R64_attendance_can_be_corrected_and_is_noted_only_when_it_has_begun(school: Story) -> None:
    authority = course(school)
    planned = session(school, authority, "maria.lopez")
    refused(school, "not_now", RecordAttendance, session=planned, presences={})
    school.now += 2 * DAY
    school.tell(RecordAttendance, session=planned, presences={"maria.lopez": Presence.ATTENDED})
    assert len(learned(school).trained) == 1
    school.tell(RecordAttendance, session=planned, presences={"ines.weber": Presence.ATTENDED})
    found = learned(school)
    assert [t.person for t in found.trained] == ["ines.weber"]
    assert found.presence(planned, "maria.lopez") is Presence.MISSED
    refused(school, "bad_value", RecordAttendance, session=planned, presences={"nobody": Presence.ATTENDED})
    refused(school, "not_now", PutSession, session=planned, begins_at=school.now, course=authority)
    refused(school, "not_now", CallOffSession, session=planned)


def test_R64_a_session_is_called_off_or_planned_anew(school: Story) -> None:
    authority = course(school)
    first = session(school, authority, "maria.lopez")
    session(school, None, "maria.lopez", session=first, topic="Difficult callers", minutes=90)
    (row,) = learned(school, "maria.lopez").sessions
    assert (row.topic, row.minutes, row.course) == ("Difficult callers", 90, None)
    school.tell(CallOffSession, session=first, why="Ill.")
    (row,) = learned(school).sessions
    assert (row.state, row.why) == (SessionState.CALLED_OFF, "Ill.")
    refused(school, "not_now", RecordAttendance, session=first, presences={})


def test_R64_an_agent_sees_the_own_sessions_and_plans_and_nobody_elses(school: Story) -> None:
    authority = course(school)
    mine = session(school, authority, "maria.lopez")
    session(school, authority, "ines.weber")
    plan = uuid4()
    school.tell(PutPlan, plan=plan, whose="maria.lopez", goal="Say when you come back.")
    school.tell(PutPlan, plan=uuid4(), whose="ines.weber", goal="Speak slower.")
    found = learned(school, "maria.lopez")
    assert [s.id for s in found.sessions] == [mine]
    assert [p.id for p in found.plans] == [plan]
    assert [s.id for s in learned(school, TINA.key).sessions] != []
    assert len(learned(school).plans) == 2


def test_R64_a_plan_is_agreed_ticked_and_done(school: Story) -> None:
    plan = uuid4()
    steps = (PlanStep(kind=StepKind.TALK), PlanStep(kind=StepKind.READ, text="Page 4"))
    wish = {"plan": plan, "whose": "2041", "question": "empathy", "due": date(2026, 4, 1)}
    school.tell(PutPlan, **wish, steps=steps, coach="2090")
    school.tell(TickStep, plan=plan, step=1, person="2041")
    ticked = school.now
    school.tell(PutPlan, **wish, steps=(*steps, PlanStep(kind=StepKind.REHEARSE)), goal="Name the feeling.")
    (found,) = learned(school).plans
    assert (found.person, found.coach, found.state, found.due) == (
        "maria.lopez", TINA.key, PlanState.AGREED, date(2026, 4, 1),
    )  # fmt: skip
    assert [(s.done_at, s.done_by) for s in found.steps] == [(None, ""), (ticked, "maria.lopez"), (None, "")]
    assert found.done == 1
    school.tell(TickStep, plan=plan, step=1, done=False, person="2041")
    school.tell(SettlePlan, plan=plan, state=PlanState.DONE)
    (found,) = learned(school).plans
    assert (found.state, found.settled_at, found.done) == (PlanState.DONE, school.now, 0)
    refused(school, "not_now", TickStep, plan=plan, step=0, person="2041")
    refused(school, "not_now", PutPlan, **wish)
    school.now += 200 * DAY
    assert learned(school).plans == ()


def test_R64_what_must_not_be_is_refused(school: Story) -> None:
    refused(school, "not_allowed", PutCourse, course=uuid4(), name="Mine", person="maria.lopez")
    refused(school, "bad_value", PutCourse, course=uuid4(), name="  ")
    refused(school, "bad_value", PutCourse, course=uuid4(), name="x", areas=("weather",))
    refused(school, "bad_value", PutSession, session=uuid4(), begins_at=school.now)
    refused(school, "unknown_course", PutSession, session=uuid4(), begins_at=school.now, course=uuid4())
    refused(
        school, "bad_value", PutSession, session=uuid4(), begins_at=school.now, topic="x", people=("nobody",)
    )
    refused(school, "not_allowed", PutPlan, plan=uuid4(), whose="maria.lopez", goal="x", person=SAM.key)
    refused(school, "not_allowed", PutPlan, plan=uuid4(), whose="maria.lopez", goal="x", person="maria.lopez")
    refused(school, "bad_value", PutPlan, plan=uuid4(), whose="maria.lopez")
    refused(school, "unknown_plan", TickStep, plan=uuid4(), step=0)
    plan = uuid4()
    school.tell(PutPlan, plan=plan, whose="maria.lopez", goal="x", steps=(PlanStep(),))
    refused(school, "bad_value", TickStep, plan=plan, step=1)
    refused(school, "not_allowed", TickStep, plan=plan, step=0, person="sam.field")
    assert learned(school).courses == ()
