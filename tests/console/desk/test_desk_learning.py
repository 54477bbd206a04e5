"""Learning on the desk: asked, answered, written; and the calm word to a supervisor (R64, R66)."""

from datetime import timedelta
from uuid import UUID, uuid4

import uuid6

from console.desk import intents_learning as ask
from console.desk.intents_learning import LearningAsked, LearningTab
from console.desk.schooling import LearningCard
from store.changes import AnswerCall, ApprovePolicy, EndCall, OpenCall, SavePolicy
from store.changes_case import DemandManager
from store.coaching import Coaching
from store.policy import Policy
from store.records import Records
from store.tally import Counted, Tally, monday, tally_id
from store.ticket import Outcome
from store.training import PlanState, PlanStep, Presence, SessionState
from store.values import replace
from tests.console.desk.desk_fixture import Office

MAYA, DANIEL = "maya.torres", "daniel.okafor"


def office(role: str = "trainer", key: str = DANIEL, department: str = "") -> Office:
    """A desk of that role, as the directory has it too."""
    made = Office()
    found = made.book.directory()
    people = (replace(p, role=role, department=department) if p.key == key else p for p in found.people)
    made.book._tables.directory = replace(found, people=tuple(people))
    made.desk._core.put(me=replace(made.board.me, key=key, name=key, role=role, department=department))
    return made


def shown(made: Office) -> LearningCard:
    card = made.board.learning
    assert card is not None
    return card


def look(made: Office, tab: LearningTab, **values: object) -> LearningCard:
    made.do(ask.ShowLearning(asked=LearningAsked(tab=tab, **values)))  # type: ignore[arg-type]
    return shown(made)


def plan(made: Office) -> UUID:
    key = uuid4()
    made.do(ask.KeepPlan(plan=key, person=MAYA, question="empathy", steps=(PlanStep(),)))
    return key


def test_R64_the_page_comes_when_it_is_asked_for_and_goes_when_it_is_left() -> None:
    made = office()
    made.keeper.held = True
    made.do(ask.ShowLearning(asked=LearningAsked()))
    assert (shown(made).loading, shown(made).learning) == (True, None)
    made.keeper.release()
    assert shown(made).learning is not None
    assert shown(made).trends is not None
    assert shown(made).people == (DANIEL,)
    made.do(ask.ShowLearning(asked=None))
    assert made.board.learning is None


def test_R64_an_answer_to_an_older_question_is_dropped() -> None:
    made = office()
    made.keeper.held = True
    made.do(ask.ShowLearning(asked=LearningAsked(tab=LearningTab.TEAM)))
    made.do(ask.ShowLearning(asked=LearningAsked(tab=LearningTab.CARE)))
    made.keeper.release()
    assert shown(made).asked.tab is LearningTab.CARE
    assert shown(made).learning is None
    assert shown(made).loads == ()


def test_R64_an_agent_sees_the_own_page_only_and_plans_nothing() -> None:
    made = Office()
    for tab in (LearningTab.TEAM, LearningTab.TRENDS, LearningTab.CARE):
        assert made.refused(ask.ShowLearning(asked=LearningAsked(tab=tab))) == "not_allowed"
    assert made.refused(ask.KeepCourse(name="x")) == "not_allowed"
    assert made.refused(ask.KeepPlan(person=MAYA, goal="x")) == "not_allowed"
    assert look(made, LearningTab.MINE).people == (MAYA,)


def test_R64_what_is_missing_is_said_before_anything_is_written() -> None:
    made = office()
    assert made.refused(ask.KeepCourse(name=" ")) == "empty"
    at = made.desk._core.now()
    assert made.refused(ask.KeepSession(begins_at=at, people=(MAYA,))) == "empty"
    assert made.refused(ask.KeepSession(begins_at=at, topic="x")) == "nobody"
    assert made.refused(ask.KeepPlan(person=MAYA)) == "empty"
    assert made.refused(ask.ShowLearning(asked=LearningAsked(span="3w"))) == "bad_span"
    assert made.refused(ask.ShowLearning(asked=LearningAsked(days=90))) == "bad_days"


def test_R64_a_course_a_session_and_who_came_stand_on_the_page_at_once() -> None:
    made = office()
    look(made, LearningTab.TEAM)
    course, session = uuid4(), uuid4()
    made.do(ask.KeepCourse(course=course, name="Refunds", areas=("authority",), roles=("agent",)))
    learning = shown(made).learning
    assert learning is not None
    assert [d.person for d in learning.dues] == [MAYA]
    begins = made.desk._core.now() - timedelta(hours=1)
    made.do(ask.KeepSession(session=session, begins_at=begins, course=course, people=(MAYA,)))
    made.do(ask.NoteAttendance(session=session, presences={MAYA: Presence.ATTENDED}))
    learning = shown(made).learning
    assert learning is not None
    assert (learning.dues, [s.state for s in learning.sessions]) == ((), [SessionState.HELD])


def test_R64_the_person_ticks_a_step_and_the_coach_sees_it() -> None:
    made = office()
    key = plan(made)
    agent = Office(book=made.book, start=False)
    look(agent, LearningTab.MINE)
    agent.do(ask.Tick(plan=key, step=0))
    mine = shown(agent).learning
    assert mine is not None
    assert [(p.id, p.done) for p in mine.plans] == [(key, 1)]
    team = look(made, LearningTab.TEAM).learning
    assert team is not None
    assert team.plans[0].steps[0].done_by == MAYA
    made.do(ask.EndPlan(plan=key, state=PlanState.DONE))
    assert shown(made).learning is not team


def test_R64_the_rail_counts_what_is_due_and_what_waits_for_a_coach() -> None:
    made = Office()
    trainer = office()
    trainer.book, trainer.keeper.book = made.book, made.book
    trainer.do(ask.KeepCourse(name="Refunds", areas=("authority",), roles=("agent",)))
    assert (made.board.own_learning.dues, trainer.board.own_learning.all) == (0, 0)
    made.timers.pass_(70)
    made.desk._core.now.time += timedelta(minutes=2)  # type: ignore[attr-defined]
    made.desk._core.refresh()
    assert made.board.own_learning.dues == 1


def test_R61_trends_are_of_the_team_the_department_or_one_person() -> None:
    made = office()
    week = monday(made.desk._core.now().date())
    rows = [
        Tally(
            id=tally_id(week, Counted.REVIEW, "", who), week=week, of=Counted.REVIEW, name="", person=who,
            count=1, total=total,
        )
        for who, total in ((MAYA, 5000), (DANIEL, 9000))
    ]  # fmt: skip
    made.book.load([Records(kept=tuple(rows))])

    def score(**values: object) -> float | None:
        trends = look(made, LearningTab.TRENDS, **values).trends
        assert trends is not None
        return trends.figure(Counted.REVIEW).now.value

    assert score() == 70.0
    assert score(department="support") == 50.0
    assert score(person=DANIEL) == 90.0
    supervisor = office("supervisor", department="network")
    supervisor.keeper.book = made.book
    made.book._tables.directory = supervisor.book.directory()
    trends = look(supervisor, LearningTab.TRENDS).trends
    assert trends is not None
    assert [p.person for p in trends.people] == [DANIEL]


def test_R64_what_is_low_in_the_trends_is_what_the_policy_says_by_now() -> None:
    made = office()
    at = made.desk._core.now() - timedelta(minutes=1)
    assert look(made, LearningTab.TRENDS).low == Coaching()
    made.book.apply(
        SavePolicy(
            id=uuid6.uuid7(), at=at, person=DANIEL, policy=Policy(coaching=Coaching(below=75)), base_version=0
        )
    )
    made.book.apply(ApprovePolicy(id=uuid6.uuid7(), at=at, person=MAYA, version=1, valid_from=at))
    assert look(made, LearningTab.TRENDS).low == Coaching(below=75)
    assert look(made, LearningTab.MINE).low == Coaching(below=75)


def hard_call(made: Office, person: str = MAYA) -> None:
    """A call of now in which a manager was demanded."""
    call, ticket = uuid4(), uuid4()
    for kind, values in (
        (OpenCall, {"call": call, "ticket": ticket, "direction": "in", "remote_number": "+1555"}),
        (AnswerCall, {"call": call}),
        (DemandManager, {"ticket": ticket}),
        (EndCall, {"call": call, "outcome": Outcome.ANSWERED}),
    ):
        made.book.apply(kind(id=uuid6.uuid7(), at=made.desk._core.now(), person=person, **values))


def told(made: Office) -> list[tuple[str, dict[str, str]]]:
    return [(n.code, n.values) for n in made.board.notices if n.code.startswith("strain_")]


def test_R66_a_supervisor_is_told_calmly_and_once_of_hard_calls_in_a_row() -> None:
    made = office("escalation_manager")
    made.timers.pass_(121)
    hard_call(made)
    hard_call(made)
    made.timers.pass_(121)
    assert told(made) == []
    hard_call(made)
    made.timers.pass_(121)
    assert told(made) == [("strain_row", {"who": "Maya Torres", "n": "3"})]
    assert {n.kind for n in made.board.notices} == {"info"}
    hard_call(made)
    made.timers.pass_(400)
    assert len(told(made)) == 1


def test_R66_nobody_is_told_of_another_team_of_themselves_or_as_an_agent() -> None:
    for role, department in (("supervisor", "billing"), ("agent", "")):
        made = office(role, department=department)
        for _ in range(4):
            hard_call(made)
            hard_call(made, DANIEL)
        made.timers.pass_(500)
        assert told(made) == [], role


def test_R66_load_and_customers_at_risk_are_counted_of_the_days_that_are_asked_for() -> None:
    made = office()
    for _ in range(3):
        hard_call(made)
    card = look(made, LearningTab.CARE, days=1)
    assert card.loads is not None
    assert [(x.person, x.calls, x.hard, x.row) for x in card.loads] == [(MAYA, 3, 3, 3)]
    assert look(made, LearningTab.CARE, person=DANIEL).loads == ()
