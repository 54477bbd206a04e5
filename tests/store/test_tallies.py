"""Plans that low scores propose, and what is counted with a review (R64): the rules on a book's unit."""

from datetime import timedelta
from uuid import uuid4

from store.changes import OpenLeg, PutDirectory
from store.changes_recordings import PutConduct
from store.changes_training import PutCourse, SettlePlan
from store.memory import MemoryBook
from store.memory_unit import MemoryUnit
from store.recording import Conduct
from store.rules.common import Work
from store.rules.tallies import count_agreement, count_causes, count_review
from store.tally import Counted, monday
from store.training import Plan, PlanState, StepKind
from store.trends import Sum, TrendFilter, Trends
from store.values import replace
from tests.store.story import START, Story

DAY = timedelta(days=1)


class Floor:
    """A story whose reviews are counted as a rule would."""

    def __init__(self) -> None:
        self.book = MemoryBook()
        self.story = Story(self.book).begin()

    def work(self) -> Work:
        change = self.story.make(PutDirectory, directory=self.book.directory())
        return Work(MemoryUnit(self.book._tables), change)

    def review(
        self, empathy: float, *, after: timedelta = DAY, person: str = "maria.lopez", times: int = 1
    ) -> None:
        self.story.now += after
        answers = {"empathy": empathy, "clarity": 100.0}
        count_review(
            self.work(), person=person, at=self.story.now, answers=answers, percent=empathy, times=times
        )

    def plans(self) -> tuple[Plan, ...]:
        return self.book.learning(None, self.story.now).plans

    def trends(self) -> Trends:
        return self.book.trends(TrendFilter(since=START.date(), until=self.story.now.date()))


def test_R64_a_question_that_is_low_over_three_reviews_proposes_one_plan() -> None:
    floor = Floor()
    floor.review(25)
    floor.review(50)
    assert floor.plans() == ()
    floor.review(50)
    floor.review(0)
    (plan,) = floor.plans()
    assert (plan.person, plan.question, plan.state, plan.reviews) == (
        "maria.lopez", "empathy", PlanState.PROPOSED, 3,
    )  # fmt: skip
    assert plan.found == 12_500 / 3 / 100
    assert [s.kind for s in plan.steps] == [
        StepKind.TALK,
        StepKind.LISTEN,
        StepKind.REHEARSE,
        StepKind.REVIEW,
    ]


def test_R64_reviews_of_another_person_or_of_long_ago_propose_nothing() -> None:
    floor = Floor()
    floor.review(25)
    floor.review(25, person="ines.weber")
    floor.review(25, after=90 * DAY)
    floor.review(25)
    assert floor.plans() == ()


def test_R64_a_dropped_plan_comes_back_only_with_as_many_new_reviews() -> None:
    floor = Floor()
    for _ in range(3):
        floor.review(25)
    (plan,) = floor.plans()
    floor.story.tell(SettlePlan, plan=plan.id, state=PlanState.DROPPED, person="daniel.okafor")
    floor.review(25, after=7 * DAY)
    floor.review(25)
    assert len(floor.plans()) == 1
    floor.review(25)
    assert {p.state for p in floor.plans()} == {PlanState.DROPPED, PlanState.PROPOSED}


def test_R64_a_course_that_helps_with_the_question_is_a_step_of_the_plan() -> None:
    floor = Floor()
    course = uuid4()
    floor.story.tell(
        PutCourse, course=course, name="Feelings", questions=("empathy",), person="daniel.okafor"
    )
    for _ in range(3):
        floor.review(25)
    assert [s.ref for s in floor.plans()[0].steps if s.kind is StepKind.COURSE] == [course.hex]


def test_R61_a_review_that_is_taken_back_is_counted_no_more() -> None:
    floor = Floor()
    floor.review(50)
    floor.review(75)
    floor.review(75, after=timedelta(0), times=-1)
    found = floor.trends()
    assert found.figure(Counted.REVIEW).now == Sum(1, 5000)
    assert found.figure(Counted.QUESTION, "clarity").now == Sum(1, 10_000)


def test_R61_R65_agreement_and_root_causes_are_counted_by_week() -> None:
    floor = Floor()
    story = floor.story
    call = story.talk()
    escalation = story.escalate(call)
    found = floor.book._tables.escalations[escalation]
    floor.book._tables.escalations[escalation] = replace(found, root_cause="Firmware  4.2")
    ticket = story.case(call).ticket.id
    work, at = floor.work(), story.now
    same = {"empathy": True, "clarity": False}
    count_agreement(work, reviewers=("daniel.okafor", "ines.weber"), at=at, same=same, kappa=-0.25)
    count_causes(work, ticket=ticket, person="maria.lopez", at=at, percent=80.0)
    trends = floor.trends()
    assert trends.figure(Counted.KAPPA).now == Sum(2, -50)
    assert trends.figure(Counted.AGREEMENT, "clarity").now.value == 0
    assert [(c.name, c.now) for c in trends.causes] == [("firmware 4.2", Sum(1, 8000))]
    assert trends.filter.weeks[0] == monday(START.date())


def test_R62_the_conduct_of_a_leg_is_counted_once_and_that_of_a_consult_not_at_all() -> None:
    floor = Floor()
    story = floor.story
    call, consult = story.talk(), uuid4()
    story.tell(OpenLeg, leg=consult, call=call, parent=call, kind="consult")
    story.tell(PutConduct, leg=call, conduct=Conduct(seconds=100.0, agent=10.0, other=10.0))
    story.tell(PutConduct, leg=consult, conduct=Conduct(seconds=50.0, agent=1.0, other=3.0))
    whole = Conduct(
        seconds=200.0, agent=30.0, other=90.0, both=10.0, silence=80.0, hold_seconds=45.5, holds=2, turns=10
    )
    story.tell(PutConduct, leg=call, conduct=whole)
    trends = floor.trends()
    found = {t.name: t.now.value for t in trends.named(Counted.CONDUCT)}
    assert found == {
        "talk": 25.0, "silence": 40.0, "talk_over": 5.0, "monologue": 0.0, "interruptions": 0.0, "holds": 2.0,
        "hold": 45.5, "pace": 3.0,
    }  # fmt: skip
    assert {t.now.count for t in trends.named(Counted.CONDUCT)} == {1}
    assert [p.person for p in trends.people] == ["maria.lopez"]
