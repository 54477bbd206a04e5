"""What has been reviewed and taught in the demo before it is opened: half a year of scores, a plan, a session to come.

All of it goes through the store's own changes, as it would have then, so that the weekly sums are the store's.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID, uuid5

from store.book import Book
from store.changes import AnyChange
from store.changes_recordings import PutConduct
from store.changes_reviews import (
    AcknowledgeReview,
    AssignReview,
    HandInReview,
    SaveReview,
    SaveScorecard,
    ShareReview,
)
from store.changes_training import PutCourse, PutPlan, PutSession, RecordAttendance
from store.recording import Conduct
from store.review import Comment, CommentKind
from store.scorecard import USUAL, QuestionKind
from store.ticket import Call
from store.training import PlanStep, Presence, StepKind

TRAINER = "ines.vidal"
_SECOND, _COMPARED = "selin.kaya", "bo.jensen"
"""A supervisor of billing, and one of hers, whose calls two have reviewed."""
_PAST = UUID("9d0f7a2c-54c2-5c60-8f43-5f8d1d0d7a11")
_WEEKS = 20
_EACH = 1
"""Reviews of a person a week."""
_SKILL = {
    "yusuf.demir": (3.4, 0.04), "tess.okoro": (4.3, 0.005), "bo.jensen": (3.6, 0.03), "ana.ribeiro": (3.8, 0.02),
    "ivo.petrov": (3.6, -0.01), "lena.sorg": (4.0, 0.02), "maya.torres": (3.7, 0.03),
}  # fmt: skip
"""What a person scores in the middle 20 weeks ago, and how much more each week."""
_DONE, _SAFE = 0.85, 0.97
"""How often what is ticked was done, and what must never be forgotten."""
_WEAK = {"yusuf.demir": "active_listening", "ivo.petrov": "de_escalation", "bo.jensen": "empathy"}
_GOOD = (
    "Let the caller finish, then said the fault back in her own words.",
    "Said what happens next, and by when.",
)
_NEXT = (
    "Say how long a hold will take before it begins.",
    "Let the customer finish, however well you know the fault.",
)


def put(book: Book, to_do: dict[UUID, float], now: datetime) -> None:
    """Everything, in the order in which it happened. ``to_do`` are calls that wait, and the days until they are due."""
    calls = {person: book.calls(person, now - timedelta(weeks=_WEEKS), limit=900) for person in _SKILL}
    changes = [SaveScorecard(
        id=uuid5(_PAST, "card"), at=now - timedelta(weeks=_WEEKS + 1), person=TRAINER, card=USUAL, base_version=0
    )]  # fmt: skip
    random = Random(5)  # noqa: S311 - invented data
    reviews = [
        review
        for person, rows in calls.items()
        for call in _chosen([row.call for row in rows if row.call.id not in to_do], now)
        for review in _review(call, person, random, now)
    ]
    book.apply_all(tuple(changes))
    book.apply_all(tuple(sorted(reviews, key=lambda c: c.at)))
    made = {change.review for change in reviews if isinstance(change, AssignReview)}
    fresh = [row.call for row in calls[_COMPARED] if uuid5(_PAST, f"review {row.call.id}") not in made]
    book.apply_all(tuple(_compared(list(_chosen(fresh, now))[:5], random, now)))
    book.apply_all(tuple(_taught(now)))
    book.apply_all(tuple(_waiting(to_do, now)))


def _chosen(calls: list[Call], now: datetime) -> Iterator[Call]:
    """So many of each week, all of them answered and over for two days."""
    taken: dict[int, int] = {}
    for call in calls:
        week = (now - call.started_at).days // 7
        over = call.answered_at is not None and call.ended_at is not None
        if over and call.started_at < now - timedelta(days=2) and taken.get(week, 0) < _EACH:
            taken[week] = taken.get(week, 0) + 1
            yield call


def _review(call: Call, person: str, random: Random, now: datetime) -> Iterator[AnyChange]:
    review = uuid5(_PAST, f"review {call.id}")
    at = min(call.started_at + timedelta(days=1), now - timedelta(hours=20))
    begin, more = _SKILL[person]
    weeks = _WEEKS - (now - at).days / 7

    def id_(step: str) -> UUID:
        return uuid5(review, step)

    answers: dict[str, int | None] = {}
    for question in USUAL.questions:
        if question.kind is QuestionKind.SCALE:
            middle = begin + more * weeks - (1.0 if _WEAK.get(person) == question.key else 0.0)
            answers[question.key] = min(5, max(1, round(random.gauss(middle, 0.6))))
        else:
            answers[question.key] = int(random.random() < (_SAFE if question.fails_all else _DONE))
    comments = (
        Comment(offset=30.0, text=random.choice(_GOOD), kind=CommentKind.WELL_DONE),
        Comment(offset=75.0, text=random.choice(_NEXT), kind=CommentKind.TRY_NEXT),
    )
    yield AssignReview(
        id=id_("assign"), at=at, person=TRAINER, review=review, call=call.id, reviewer=TRAINER, why="sample"
    )
    yield SaveReview(
        id=id_("save"), at=at + timedelta(minutes=9), person=TRAINER, review=review, card=USUAL.key,
        card_version=1, answers=answers, comments=comments,
    )  # fmt: skip
    yield ShareReview(id=id_("share"), at=at + timedelta(minutes=10), person=TRAINER, review=review)
    yield PutConduct(id=id_("conduct"), at=at, person=person, leg=call.id, conduct=_conduct(person, random))
    if now - at > timedelta(days=4):
        yield AcknowledgeReview(id=id_("read"), at=at + timedelta(hours=5), person=person, review=review)


def _conduct(person: str, random: Random) -> Conduct:
    """How the two spoke: whoever listens well leaves the other more than half of it."""
    seconds, share = random.gauss(300, 80), random.gauss(0.68 if person in _WEAK else 0.52, 0.06)
    seconds, share = max(60.0, seconds), min(0.9, max(0.2, share))
    spoken = seconds * 0.8
    return Conduct(
        seconds=seconds, agent=spoken * share, other=spoken * (1 - share), both=seconds * 0.02 * random.random(),
        silence=seconds * 0.2, longest_silence=random.uniform(3, 18), longest_monologue=random.uniform(15, 60),
        interruptions=random.randrange(4 if person in _WEAK else 2), turns=round(seconds / 8),
        holds=random.randrange(3), hold_seconds=random.uniform(0, 120),
    )  # fmt: skip


def _compared(calls: list[Call], random: Random, now: datetime) -> Iterator[AnyChange]:
    """Calls that two have reviewed, each for themselves."""
    for number, call in enumerate(calls):
        at = now - timedelta(days=3 + 5 * number)
        both = uuid5(_PAST, f"compared {call.id}")
        answers: dict[str, int | None] = {
            q.key: random.randrange(2, 6) if q.kind is QuestionKind.SCALE else 1 for q in USUAL.questions
        }
        for reviewer in (TRAINER, _SECOND):
            review = uuid5(both, reviewer)
            yield AssignReview(
                id=uuid5(review, "assign"), at=at, person=TRAINER, review=review, call=call.id, reviewer=reviewer,
                calibration=both,
            )  # fmt: skip
        for reviewer in (TRAINER, _SECOND):
            review = uuid5(both, reviewer)
            given = dict(answers)
            if reviewer == _SECOND:
                for key in random.sample(sorted(given), 3):
                    given[key] = {1: 0, 5: 4}.get(given[key] or 0, 3)
            yield SaveReview(
                id=uuid5(review, "save"), at=at + timedelta(hours=2), person=reviewer, review=review, card=USUAL.key,
                card_version=1, answers=given,
            )  # fmt: skip
            yield HandInReview(
                id=uuid5(review, "in"), at=at + timedelta(hours=2), person=reviewer, review=review
            )


def _waiting(to_do: dict[UUID, float], now: datetime) -> Iterator[AnyChange]:
    for call, days in to_do.items():
        review = uuid5(_PAST, f"to do {call}")
        yield AssignReview(
            id=uuid5(review, "assign"), at=now - timedelta(days=2), person=TRAINER, review=review, call=call,
            reviewer=TRAINER, due_at=now + timedelta(days=days), why="sample" if days > 0 else "",
        )  # fmt: skip


def _taught(now: datetime) -> Iterator[AnyChange]:
    listening, levels = uuid5(_PAST, "course listening"), uuid5(_PAST, "course levels")
    session, coming = uuid5(_PAST, "session"), uuid5(_PAST, "coming")
    long_ago = now - timedelta(weeks=9)
    yield PutCourse(
        id=uuid5(_PAST, "c1"), at=long_ago, person=TRAINER, course=listening, name="Listening under pressure",
        questions=("active_listening", "empathy", "de_escalation"), roles=("agent",), again_after=365,
    )  # fmt: skip
    yield PutCourse(
        id=uuid5(_PAST, "c2"), at=long_ago, person=TRAINER, course=levels, name="Who may promise what",
        areas=("authority", "paths"), roles=("agent", "senior_agent"),
    )  # fmt: skip
    yield PutSession(
        id=uuid5(_PAST, "s1"), at=long_ago, person=TRAINER, session=session, begins_at=now - timedelta(weeks=6),
        minutes=90, trainer=TRAINER, place="Room 2", topic="The levels, with three cases of ours", course=levels,
        people=("maya.torres", "yusuf.demir", "bo.jensen", "ana.ribeiro"),
    )  # fmt: skip
    yield RecordAttendance(
        id=uuid5(_PAST, "a1"), at=now - timedelta(weeks=6) + timedelta(hours=2), person=TRAINER, session=session,
        presences={
            "maya.torres": Presence.ATTENDED, "yusuf.demir": Presence.ATTENDED,
            "bo.jensen": Presence.MISSED, "ana.ribeiro": Presence.ATTENDED,
        },
    )  # fmt: skip
    yield PutSession(
        id=uuid5(_PAST, "s2"), at=now - timedelta(days=3), person=TRAINER, session=coming,
        begins_at=(now + timedelta(days=2)).replace(hour=14, minute=0, second=0, microsecond=0), minutes=60,
        trainer=TRAINER, place="Room 2", topic="Say it back before you answer", course=listening,
        people=("yusuf.demir", "ivo.petrov", "maya.torres"),
    )  # fmt: skip
    yield PutPlan(
        id=uuid5(_PAST, "p1"), at=now - timedelta(days=3), person=TRAINER, plan=uuid5(_PAST, "plan"),
        whose="yusuf.demir", question="active_listening", coach=TRAINER, due=date.fromordinal(now.toordinal() + 21),
        goal="The customer has said all before the first answer, in four of five calls.",
        steps=(
            PlanStep(kind=StepKind.TALK), PlanStep(kind=StepKind.LISTEN),
            PlanStep(kind=StepKind.REHEARSE, ref="expert_declines"), PlanStep(kind=StepKind.REVIEW),
        ),
    )  # fmt: skip
