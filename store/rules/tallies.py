"""What is counted as it happens (:mod:`store.tally`), and the plans that low scores propose (R61, R62, R64).

Other rules call these: whoever hands a review in calls :func:`count_review`, whoever takes one back calls it with
``times=-1``; the same goes for conduct, root causes and comparisons of reviewers.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from store.coaching import Coaching
from store.recording import Conduct, LegConduct
from store.report_sums import folded
from store.rules.common import Work
from store.tally import HUNDREDTHS, Counted, Tally, tally_id, week_of
from store.training import (
    OPEN_PLANS,
    Course,
    Plan,
    PlanState,
    PlanStep,
    StepKind,
    weak,
)
from store.values import replace


def zone_at(work: Work, at: datetime) -> str:
    """The center's time zone then: that of its policy's calendar."""
    return work.unit.policy_at(at).calendar.time_zone


def count(
    work: Work, of: Counted, name: str, person: str, value: float, *, at: datetime, zone: str, times: int = 1
) -> None:
    """One more figure (``times`` -1: one less) of the person in the week of ``at``."""
    week = week_of(at, zone)
    key = tally_id(week, of, name, person)
    known = work.unit.get(Tally, key)
    row = known or Tally(id=key, week=week, of=of, name=name, person=person)
    total = row.total + times * round(value * HUNDREDTHS)
    changed = replace(row, count=row.count + times, total=total)
    if known is None:
        work.unit.add(changed)
    else:
        work.unit.put(changed)


def count_review(
    work: Work,
    *,
    person: str,
    at: datetime,
    answers: Mapping[str, float],
    percent: float | None,
    times: int = 1,
) -> None:
    """A review of a call of ``person`` was handed in at ``at``: percent of the best answer by question, and altogether.

    Questions that do not apply are not in ``answers``. A question that is low over several reviews, as the policy
    that is followed then says it, proposes a plan.
    """
    policy = work.unit.policy_at(at)
    zone = policy.calendar.time_zone
    if percent is not None:
        count(work, Counted.REVIEW, "", person, percent, at=at, zone=zone, times=times)
    for question, value in answers.items():
        count(work, Counted.QUESTION, question, person, value, at=at, zone=zone, times=times)
    if times > 0:
        low = [question for question, value in answers.items() if value < policy.coaching.below]
        _propose(work, person, low, at, zone, policy.coaching)


def count_conduct(work: Work, now: LegConduct, before: LegConduct | None = None) -> None:
    """How a leg with a customer went, in place of what was told of it before."""
    for row, times in ((before, -1), (now, 1)):
        if row is not None and row.seconds:
            zone = zone_at(work, row.at)
            for name, value in measures(row).items():
                count(work, Counted.CONDUCT, name, row.person, value, at=row.at, zone=zone, times=times)


def measures(conduct: Conduct) -> dict[str, float]:
    """Its figures by the words of :data:`store.tally.MEASURES`; no share of speech where nobody spoke."""
    share = conduct.talk_share
    of_call = 100 / conduct.seconds
    return ({} if share is None else {"talk": 100 * share}) | {
        "silence": of_call * conduct.silence,
        "talk_over": of_call * conduct.both,
        "monologue": conduct.longest_monologue,
        "interruptions": float(conduct.interruptions),
        "holds": float(conduct.holds),
        "hold": conduct.hold_seconds,
        "pace": conduct.turns_per_minute,
    }


def count_agreement(
    work: Work, *, reviewers: Iterable[str], at: datetime, same: Mapping[str, bool], kappa: float | None
) -> None:
    """Two reviews of one call were compared: which questions got the same answer, and Cohen's kappa."""
    zone = zone_at(work, at)
    for reviewer in reviewers:
        for question, agreed in same.items():
            count(work, Counted.AGREEMENT, question, reviewer, 100.0 * agreed, at=at, zone=zone)
        if kappa is not None:
            count(work, Counted.KAPPA, "", reviewer, kappa, at=at, zone=zone)


def count_causes(
    work: Work, *, ticket: UUID, person: str, at: datetime, percent: float, times: int = 1
) -> None:
    """The root causes of the ticket's escalations, with what the review came to; capitals and spaces make no other."""
    zone = zone_at(work, at)
    causes = {folded(e.root_cause) for e in work.unit.escalations_of(ticket)} - {""}
    for cause in sorted(causes):
        count(work, Counted.CAUSE, cause, person, percent, at=at, zone=zone, times=times)


# -- plans


def _propose(
    work: Work, person: str, questions: Iterable[str], at: datetime, zone: str, low: Coaching
) -> None:
    found = work.unit.person(person)
    if found is None:
        return
    plans = work.unit.of_person(Plan, found.key)
    for question in questions:
        mine = [plan for plan in plans if plan.question == question]
        if any(plan.state in OPEN_PLANS for plan in mine):
            continue
        settled = max((plan.settled_at for plan in mine if plan.settled_at is not None), default=None)
        told = weak(_sums(work, found.key, question, at, zone, settled, low), low)
        if told is not None:
            reviews, mean = told
            work.unit.add(
                Plan(
                    id=work.row_id(), person=found.key, made_at=work.at, question=question, found=mean,
                    reviews=reviews, steps=_steps(work, question), state=PlanState.PROPOSED,
                )
            )  # fmt: skip


def _sums(
    work: Work, person: str, question: str, at: datetime, zone: str, settled: datetime | None, low: Coaching
) -> Iterable[tuple[int, int]]:
    """The weeks that count: the last ones, and none of those before the last plan was over."""
    week = week_of(at, zone)
    first = week - timedelta(weeks=low.weeks - 1)
    if settled is not None:
        first = max(first, week_of(settled, zone) + timedelta(weeks=1))
    while first <= week:
        row = work.unit.get(Tally, tally_id(first, Counted.QUESTION, question, person))
        if row is not None:
            yield row.count, row.total
        first += timedelta(weeks=1)


def _steps(work: Work, question: str) -> tuple[PlanStep, ...]:
    """What usually helps: to talk about it, to hear it, to be taught it, to try it, and to see if it has helped."""
    courses = [c for c in work.unit.every(Course) if c.active and question in c.questions]
    taught = [PlanStep(kind=StepKind.COURSE, ref=course.id.hex) for course in courses[:1]]
    return (
        PlanStep(kind=StepKind.TALK),
        PlanStep(kind=StepKind.LISTEN),
        *taught,
        PlanStep(kind=StepKind.REHEARSE),
        PlanStep(kind=StepKind.REVIEW),
    )
