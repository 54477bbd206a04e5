"""Who is due, and what is low: by hand."""

from datetime import timedelta
from uuid import UUID

from store.coaching import Coaching
from store.directory import Person
from store.policy import Authority, CallStep, Policy, PolicyVersion
from store.training import (
    Course,
    Session,
    SessionState,
    Trained,
    Why,
    changed_at,
    differs,
    dues,
    team_of,
    weak,
)
from store.values import replace
from tests.store.story import DIRECTORY, START

DAY = timedelta(days=1)
FIRST = Policy(version=1)
ALLOWED = replace(FIRST, version=2, authorities=(Authority(level=1, credit_cents=5000),))
ASKED = replace(ALLOWED, version=3, steps=(CallStep(key="name", required=True),))
MARIA, DANIEL, INES = DIRECTORY.people
COURSE = Course(id=UUID(int=1), name="What you may decide", areas=("authority",), made_at=START)


def version(policy: Policy, day: float, **more: object) -> PolicyVersion:
    at = START + day * DAY
    values = {"approved_at": at, "approved_by": "x", "valid_from": at} | more
    return PolicyVersion(version=policy.version, policy=policy, saved_at=at, saved_by="x", **values)  # type: ignore[arg-type]


def trained(day: float, policy: int, person: str = "maria.lopez") -> Trained:
    return Trained(person=person, course=COURSE.id, at=START + day * DAY, policy=policy)


VERSIONS = (version(FIRST, 0), version(ALLOWED, 10), version(ASKED, 20))


def test_R64_policies_differ_in_the_areas_that_have_another_content() -> None:
    assert differs(("authority", "steps", "sla"), FIRST, ASKED) == ("authority", "steps")
    assert differs(("authority",), ALLOWED, ASKED) == ()
    assert differs(("no such area",), FIRST, ASKED) == ()


def test_R64_an_area_has_changed_since_the_first_version_that_has_it_otherwise() -> None:
    now = START + 30 * DAY
    assert changed_at(("authority",), 1, VERSIONS, now) == START + 10 * DAY
    assert changed_at(("authority", "steps"), 2, VERSIONS, now) == START + 20 * DAY
    assert changed_at(("authority",), 2, VERSIONS, now) is None
    assert changed_at((), 1, VERSIONS, now) is None


def test_R64_a_change_that_is_not_in_force_yet_or_was_taken_back_makes_nobody_due() -> None:
    assert changed_at(("authority",), 1, VERSIONS, START + 5 * DAY) is None
    back = version(replace(FIRST, version=4), 25)
    assert changed_at(("authority",), 1, (*VERSIONS, back), START + 30 * DAY) is None
    not_approved = version(ALLOWED, 10, approved_at=None)
    assert changed_at(("authority",), 1, (VERSIONS[0], not_approved), START + 30 * DAY) is None


def test_R64_who_was_never_trained_is_due_since_there_is_a_course() -> None:
    found = dues([COURSE], [MARIA], [], [], VERSIONS, START + 30 * DAY)
    assert [(d.person, d.why, d.due_at) for d in found] == [("maria.lopez", Why.NEVER, START)]


def test_R64_who_was_trained_is_due_again_after_a_change_of_that_area_only() -> None:
    now = START + 30 * DAY
    assert dues([COURSE], [MARIA], [trained(11, 2)], [], VERSIONS, now) == ()
    (due,) = dues([COURSE], [MARIA], [trained(5, 1)], [], VERSIONS, now)
    assert (due.why, due.due_at, due.last) == (Why.CHANGED, START + 10 * DAY, trained(5, 1))
    assert due.late(now)


def test_R64_a_training_runs_out_and_is_told_a_month_before() -> None:
    course = replace(COURSE, again_after=365)
    last = trained(11, 2)
    assert dues([course], [MARIA], [last], [], VERSIONS, START + 340 * DAY) == ()
    (due,) = dues([course], [MARIA], [last], [], VERSIONS, START + 350 * DAY)
    assert (due.why, due.due_at) == (Why.TIME, START + 376 * DAY)
    assert not due.late(START + 350 * DAY)


def test_R64_a_course_is_for_its_roles_and_departments_and_one_that_is_over_for_nobody() -> None:
    now = START + DAY
    agents = replace(COURSE, roles=("agent",), departments=("network",))
    assert [d.person for d in dues([agents], DIRECTORY.people, [], [], VERSIONS, now)] == ["maria.lopez"]
    assert dues([replace(COURSE, active=False)], DIRECTORY.people, [], [], VERSIONS, now) == ()


def test_R64_a_session_that_is_planned_for_somebody_stands_beside_what_they_are_due_for() -> None:
    now = START + DAY
    later = Session(id=UUID(int=8), at=now + 9 * DAY, course=COURSE.id, people=("maria.lopez",))
    sooner = replace(later, id=UUID(int=7), at=now + DAY)
    off = replace(sooner, id=UUID(int=6), state=SessionState.CALLED_OFF)
    found = dues([COURSE], [MARIA, INES], [], [off, sooner, later], VERSIONS, now)
    assert {d.person: d.session for d in found} == {"maria.lopez": sooner.id, "ines.weber": None}


def test_R64_a_question_is_low_over_several_reviews_and_not_by_one_bad_day() -> None:
    assert weak([(1, 2500)], Coaching()) is None
    assert weak([(2, 5000), (1, 7500)], Coaching()) == (3, 12_500 / 3 / 100)
    assert weak([(1, 5000), (2, 10_000)], Coaching()) == (3, 50.0)
    assert weak([(3, 18_000)], Coaching()) is None  # 60 % is enough
    assert weak([(1, 2500)], Coaching(reviews=1)) == (1, 25.0)
    assert weak([(3, 18_000)], Coaching(below=60.5)) == (3, 60.0)
    assert weak([(9, 0)], Coaching(below=0)) is None


def test_R64_a_supervisor_coaches_the_own_department_a_trainer_everybody_an_agent_nobody() -> None:
    directory = replace(
        DIRECTORY,
        people=(*DIRECTORY.people, Person(key="sam", name="Sam", role="supervisor", department="network")),
    )
    assert team_of(directory.people[-1], directory) == ("maria.lopez", "sam")
    assert team_of(Person(key="t", name="T", role="trainer"), directory) == tuple(
        p.key for p in directory.people
    )
    assert team_of(MARIA, directory) == ()
