"""Invented learning: a team of the demo's people, one with hostile names, and an empty one."""

from datetime import date, timedelta

from console.desk.intents_learning import LearningAsked, LearningTab
from console.desk.schooling import LearningCard
from console.ui import invented as i
from store.customer import Customer
from store.load import AtRisk, Load
from store.tally import Counted
from store.training import (
    Attendance,
    Course,
    Due,
    Learning,
    Plan,
    PlanState,
    PlanStep,
    Presence,
    Session,
    SessionState,
    StepKind,
    Trained,
    Why,
    attendance_id,
)
from store.trends import PersonTrend, Sum, Trend, TrendFilter, Trends
from store.values import replace

DAY = timedelta(days=1)
MAYA = "maya.torres"
ASKED = TrendFilter(since=date(2025, 9, 1), until=date(2025, 11, 21))
_SCORES = (68, 71, 70, 69, 72, 74, 73, 71, 75, 76, 78, 79)
_QUESTIONS = (
    ("empathy", 57, 52), ("de_escalation", 61, 63), ("active_listening", 70, 66), ("assertiveness", 74, 74),
    ("clarity", 79, 75), ("hold_announced", 82, 71), ("ownership", 84, 80), ("reason_and_summary", 88, 90),
    ("contact_details", 93, 91), ("data_protection", 99, 99),
)  # fmt: skip
_CONDUCT = (
    ("talk", 54.0, 58.0), ("silence", 11.0, 12.0), ("talk_over", 3.4, 4.1), ("interruptions", 1.8, 2.3),
    ("monologue", 47.0, 55.0), ("pace", 6.2, 5.8), ("holds", 0.7, 0.8), ("hold", 71.0, 96.0),
)  # fmt: skip
_CAUSES = (
    ("firmware 4.2", 41, 66),
    ("billing run", 28, 74),
    ("courier late", 12, 81),
    ("expired licence", 9, 79),
)


def _sum(count: int, value: float) -> Sum:
    return Sum(count, round(count * value * 100))


def _trend(of: Counted, name: str, now: Sum, before: Sum = Sum()) -> Trend:  # noqa: B008 - frozen
    return Trend(of=of, name=name, now=now, before=before)


def _person(key: str, scores: tuple[int, ...], weak: tuple[str, int]) -> PersonTrend:
    weeks = tuple(Sum() if not s else _sum(2, s) for s in scores)
    count, total = sum(w.count for w in weeks), sum(w.total for w in weeks)
    sums = (
        _trend(Counted.QUESTION, weak[0], _sum(9, weak[1])),
        _trend(Counted.REVIEW, "", Sum(count, total)),
    )
    return PersonTrend(person=key, weeks=weeks, sums=sums)


TRENDS = Trends(
    filter=ASKED,
    figures=(
        Trend(
            of=Counted.REVIEW, name="", weeks=tuple(_sum(18, s) for s in _SCORES), now=_sum(216, 73.0),
            before=_sum(198, 69.4),
        ),
        *(_trend(Counted.QUESTION, key, _sum(216, now), _sum(198, before)) for key, now, before in _QUESTIONS),
        *(_trend(Counted.CONDUCT, key, _sum(2410, now), _sum(2300, before)) for key, now, before in _CONDUCT),
        *(_trend(Counted.AGREEMENT, key, _sum(24, 100 - n * 6)) for n, (key, _, _) in enumerate(_QUESTIONS[:7])),
        _trend(Counted.KAPPA, "", _sum(48, 0.71)),
    ),
    people=(
        _person("maya.torres", (55, 0, 58, 60, 57, 62, 61, 0, 63, 66, 70, 72), ("empathy", 48)),
        _person("priya.nolan", (70, 72, 0, 74, 75, 73, 78, 77, 80, 0, 82, 84), ("de_escalation", 64)),
        _person("lin.chen", (81, 84, 83, 0, 85, 86, 84, 88, 87, 89, 90, 91), ("clarity", 78)),
    ),
    causes=tuple(_trend(Counted.CAUSE, key, _sum(count, score)) for key, count, score in _CAUSES),
)  # fmt: skip

AUTHORITY = Course(
    id=i.uid(8001), name="What you may decide yourself", areas=("authority",), roles=("agent",),
    made_at=i.NOW - 90 * DAY, made_by="daniel.okafor", material="https://wiki.example/authority",
)  # fmt: skip
ANGER = Course(
    id=i.uid(8002), name="Callers who are angry", questions=("empathy", "de_escalation"), again_after=365,
    made_at=i.NOW - 60 * DAY,
)  # fmt: skip
HELD = Session(
    id=i.uid(8101), at=i.NOW - 6 * DAY, trainer="daniel.okafor", place="Room 3", course=AUTHORITY.id,
    people=(MAYA, "priya.nolan"), state=SessionState.HELD, policy=4,
)  # fmt: skip
NEXT = Session(
    id=i.uid(8102), at=i.NOW + 3 * DAY, minutes=90, trainer="Tina Rask", place="https://meet.example/anger",
    course=ANGER.id, people=(MAYA, "priya.nolan", "lin.chen"),
)  # fmt: skip
JUST = Session(id=i.uid(8103), at=i.NOW - DAY, topic="The new refund form", people=(MAYA,), place="Room 1")
_ATTENDED = Attendance(
    id=attendance_id(HELD.id, MAYA), session=HELD.id, person=MAYA, presence=Presence.ATTENDED,
    at=HELD.at, course=AUTHORITY.id, policy=4,
)  # fmt: skip
AGREED = Plan(
    id=i.uid(8201), person=MAYA, made_at=i.NOW - 8 * DAY, question="empathy", found=48.0, reviews=5,
    goal="Name what the customer feels before you name the fault.", coach="daniel.okafor", due=date(2025, 12, 12),
    state=PlanState.AGREED,
    steps=(
        PlanStep(kind=StepKind.TALK, done_at=i.NOW - 7 * DAY, done_by="daniel.okafor"),
        PlanStep(kind=StepKind.LISTEN, done_at=i.NOW - 3 * DAY, done_by=MAYA),
        PlanStep(kind=StepKind.COURSE, ref=ANGER.id.hex),
        PlanStep(kind=StepKind.REHEARSE),
        PlanStep(kind=StepKind.REVIEW),
    ),
)  # fmt: skip
PROPOSED = Plan(
    id=i.uid(8202), person="priya.nolan", made_at=i.NOW - DAY, question="de_escalation", found=54.2, reviews=4,
    steps=(PlanStep(kind=StepKind.TALK), PlanStep(kind=StepKind.REHEARSE)),
)  # fmt: skip
OVER = Plan(
    id=i.uid(8203), person="lin.chen", made_at=i.NOW - 50 * DAY, goal="Speak slower with elderly customers.",
    coach="daniel.okafor", state=PlanState.DONE, settled_at=i.NOW - 9 * DAY,
)  # fmt: skip
_TRAINED = Trained(person=MAYA, course=AUTHORITY.id, at=HELD.at, policy=4)
DUES = (
    Due(
        person=MAYA, course=AUTHORITY.id, why=Why.CHANGED, due_at=i.NOW - 2 * DAY, last=_TRAINED,
    ),
    Due(person=MAYA, course=ANGER.id, why=Why.NEVER, due_at=i.NOW - 60 * DAY, session=NEXT.id),
    Due(person="priya.nolan", course=ANGER.id, why=Why.TIME, due_at=i.NOW + 12 * DAY),
)  # fmt: skip
LEARNING = Learning(
    courses=(ANGER, AUTHORITY), plans=(PROPOSED, AGREED, OVER), sessions=(NEXT, JUST, HELD),
    attendances=(_ATTENDED,), trained=(_TRAINED,), dues=DUES,
)  # fmt: skip
PEOPLE = (MAYA, "priya.nolan", "lin.chen")


def card(tab: LearningTab, **values: object) -> LearningCard:
    """A page that was read."""
    return replace(LearningCard(asked=LearningAsked(tab=tab), loading=False, people=PEOPLE), **values)  # type: ignore[arg-type]


_MINE_TRENDS = replace(TRENDS, people=TRENDS.people[:1], causes=())
MINE = card(LearningTab.MINE, people=(MAYA,), learning=LEARNING, trends=_MINE_TRENDS)
MINE_EMPTY = card(LearningTab.MINE, people=(MAYA,), learning=Learning(), trends=Trends(filter=ASKED))
TEAM = card(LearningTab.TEAM, learning=LEARNING)
TEAM_EMPTY = card(LearningTab.TEAM, learning=Learning())
TREND = card(LearningTab.TRENDS, trends=TRENDS)
TREND_EMPTY = card(LearningTab.TRENDS, trends=Trends(filter=ASKED))
_LONG = "<b>Ottoline</b> Featherstonehaugh-Cholmondeley of the Northern Harbour Logistics Cooperative, " * 2
HOSTILE = card(
    LearningTab.TEAM,
    learning=replace(
        LEARNING,
        courses=(replace(ANGER, name=_LONG, material="=cmd|' /C calc'!A0"), AUTHORITY),
        plans=(
            replace(PROPOSED, question="", goal=_LONG + "\nand more"),
            replace(AGREED, question="our_own_<i>question</i>_of_the_house", goal=_LONG),
        ),
        sessions=(replace(NEXT, topic=_LONG, place=_LONG, trainer=_LONG), *LEARNING.sessions[1:]),
    ),
)
LOADS = (
    Load(person=MAYA, calls=61, talk_seconds=27_400, hold_seconds=4_100, hard=9, row=4, longest=4,
         escalations=8, low=2),
    Load(person="priya.nolan", calls=74, talk_seconds=25_100, hold_seconds=2_300, hard=4, longest=2, escalations=5),
    Load(person="lin.chen", calls=58, talk_seconds=22_700, hold_seconds=900, hard=1, longest=1, escalations=1),
)  # fmt: skip
_ANNA = Customer(
    id=i.uid(8301), name="Anna Petrova", company="Quillpost Logistics", tier="Gold", numbers=("+14155550132",)
)
AT_RISK = (
    AtRisk(customer=_ANNA, demands=2, low_scores=1, repeats=1, open=1, ticket=i.uid(1)),
    AtRisk(
        customer=replace(_ANNA, id=i.uid(8302), name=_LONG, company="", tier=""), repeats=3, ticket=i.uid(2)
    ),
)
CARE = card(LearningTab.CARE, loads=LOADS, at_risk=AT_RISK, since=i.NOW - 7 * DAY)
CARE_EMPTY = card(LearningTab.CARE, loads=())
LOADING = LearningCard(asked=LearningAsked(tab=LearningTab.TRENDS))
