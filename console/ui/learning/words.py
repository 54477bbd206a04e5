"""Learning in words: areas of the policy, questions, steps, measures, and how things stand."""

from datetime import date, datetime

from PySide6.QtCore import QDateTime

from console.ui import format as fmt
from console.ui.questions import Questions
from console.ui.reports.words import ReportWords
from console.ui.words import Words
from store.directory import Directory
from store.load import AtRisk, Load, strains
from store.training import (
    Area,
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
    Why,
)
from store.trends import Sum

PLAN_TONE = {
    PlanState.PROPOSED: "warn",
    PlanState.AGREED: "accent",
    PlanState.DONE: "ok",
    PlanState.DROPPED: "n",
}
PRESENCE_TONE = {
    Presence.INVITED: "n",
    Presence.ATTENDED: "ok",
    Presence.EXCUSED: "n",
    Presence.MISSED: "warn",
}
SESSION_TONE = {SessionState.PLANNED: "accent", SessionState.HELD: "ok", SessionState.CALLED_OFF: "n"}
_MINUTE = 60
_TWO_MINUTES = 120


class LearningWords(ReportWords):
    """The words of reports, and those of learning."""

    def __init__(self, words: Words, directory: Directory) -> None:
        super().__init__(words, directory)
        self._areas = {
            Area.REASONS: self.tr("Reasons"),
            Area.PATHS: self.tr("Paths and rules"),
            Area.AUTHORITY: self.tr("Authority"),
            Area.SLA: self.tr("Promises (SLA) and hours"),
            Area.STEPS: self.tr("Steps of a call"),
            Area.UPDATES: self.tr("What customers are told"),
            Area.SIGNS: self.tr("Signs for a proactive escalation"),
            Area.CONDUCT: self.tr("Goals of conduct"),
        }
        self._questions = Questions().words
        self._steps = {
            StepKind.TALK: self.tr("Talk it over with the coach"),
            StepKind.READ: self.tr("Read"),
            StepKind.LISTEN: self.tr("Listen to good calls"),
            StepKind.COURSE: self.tr("Take a course"),
            StepKind.REHEARSE: self.tr("Rehearse it"),
            StepKind.REVIEW: self.tr("Have a further call reviewed"),
        }
        self._presences = {
            Presence.INVITED: self.tr("Invited"),
            Presence.ATTENDED: self.tr("Was there"),
            Presence.EXCUSED: self.tr("Excused"),
            Presence.MISSED: self.tr("Missed"),
        }
        self._plans = {
            PlanState.PROPOSED: self.tr("Proposed"),
            PlanState.AGREED: self.tr("Agreed"),
            PlanState.DONE: self.tr("Done"),
            PlanState.DROPPED: self.tr("Dropped"),
        }
        self._sessions = {
            SessionState.PLANNED: self.tr("Planned"),
            SessionState.HELD: self.tr("Held"),
            SessionState.CALLED_OFF: self.tr("Called off"),
        }
        self._measures = {
            "talk": self.tr("Agent's share of speech"),
            "silence": self.tr("Silence"),
            "talk_over": self.tr("Talk-over"),
            "monologue": self.tr("Longest monologue"),
            "interruptions": self.tr("Interruptions a call"),
            "holds": self.tr("Holds a call"),
            "hold": self.tr("On hold a call"),
            "pace": self.tr("Turns a minute"),
        }

    # -- names

    def area(self, area: str) -> str:
        """A part of the policy; one that is not known as it is written."""
        known = next((a for a in Area if a.value == area), None)
        return self._areas[known] if known is not None else area

    def areas(self) -> list[tuple[str, str]]:
        """All of them, with their keys."""
        return [(a.value, word) for a, word in self._areas.items()]

    def question(self, key: str) -> str:
        """A question of a scorecard; a center's own by its key."""
        if not key:
            return self.tr("Something else")
        return self._questions.get(key) or key.replace("_", " ").capitalize()

    def questions(self) -> list[tuple[str, str]]:
        """The usual ones, with their keys."""
        return list(self._questions.items())

    def step(self, step: PlanStep, learning: Learning) -> str:
        """A step of a plan, with the course that is meant."""
        if step.kind is StepKind.COURSE and not step.text:
            course = next((c for c in learning.courses if c.id.hex == step.ref), None)
            if course is not None:
                return self.fill(self.tr("Take the course “{name}”"), name=course.name)
        return step.text or self._steps[step.kind]

    def step_kinds(self) -> list[tuple[str, str]]:
        """What can be a step."""
        return [(kind.value, word) for kind, word in self._steps.items()]

    def presence(self, presence: Presence) -> str:
        """Whether somebody was there."""
        return self._presences[presence]

    def plan_state(self, state: PlanState) -> str:
        """How a plan stands."""
        return self._plans[state]

    def session_state(self, state: SessionState) -> str:
        """How a session stands."""
        return self._sessions[state]

    def measure(self, name: str) -> str:
        """A measure of conduct."""
        return self._measures.get(name, name)

    def person(self, key: str) -> str:
        """Their name; of somebody from outside what was written."""
        return self.words.colleague(key, self.directory)

    # -- sentences

    def due(self, due: Due, now: datetime) -> tuple[str, str]:
        """Why and since when, and its tone."""
        days = abs((due.due_at - now).days)
        if due.why is Why.NEVER:
            return self.tr("Not trained yet"), "warn"
        if due.why is Why.CHANGED:
            said = self.tr("The policy has changed on {day}")
            return said.format(day=self.day(due.due_at.astimezone().date())), "warn"
        if due.late(now):
            return fmt.counted(days, self.tr("Ran out {n} day ago"), self.tr("Ran out {n} days ago")), "warn"
        return fmt.counted(days, self.tr("Runs out in {n} day"), self.tr("Runs out in {n} days")), ""

    def course_meta(self, course: Course) -> str:
        """What it is about and how often, in a line."""
        parts = [self.area(a) for a in course.areas] + [self.question(q) for q in course.questions]
        if course.again_after:
            parts.append(fmt.counted(course.again_after, self.tr("every day"), self.tr("every {n} days")))
        return ", ".join(parts)

    def plan_title(self, plan: Plan) -> str:
        """What it is for."""
        return self.question(plan.question) if plan.question else plan.goal.splitlines()[0]

    def found(self, plan: Plan) -> str:
        """Why it was proposed."""
        if plan.found is None:
            return ""
        said = self.tr("{share} over {reviews}")
        return self.fill(said, share=self.percent(plan.found / 100), reviews=self.reviews(plan.reviews))

    def session_title(self, session: Session, learning: Learning) -> str:
        """Its topic, or the course's name."""
        course = learning.course(session.course)
        return session.topic or (course.name if course is not None else self.tr("Session"))

    def moment(self, at: datetime) -> str:
        """``Tue 17 Nov, 10:00``, where the reader is."""
        return self.locale.toString(QDateTime.fromSecsSinceEpoch(int(at.timestamp())), "ddd d MMM, HH:mm")

    def until(self, day: date | None) -> str:
        """``until 17 Nov``."""
        return self.tr("until {day}").format(day=self.day(day)) if day is not None else ""

    # -- load and risk

    def much(self, load: Load, days: int) -> tuple[str, ...]:
        """Which strains are told: over more than a day only a row means something."""
        return strains(load) if days == 1 else tuple(s for s in strains(load) if s == "row")

    def hard_rule(self) -> str:
        """When a call is hard."""
        return self.tr(
            "A call is hard if a manager was demanded, it was escalated, the customer scored it low, it was an "
            "emergency, or it took 20 minutes and more."
        )

    def at_risk(self, risk: AtRisk) -> str:
        """Who the customer is."""
        customer = risk.customer
        named = customer.name or next(iter(customer.numbers), "")
        return " · ".join(t for t in (named, customer.company, customer.tier) if t)

    def signs(self, risk: AtRisk) -> str:
        """What says that they may leave."""
        parts = (
            self.tr("demanded a manager {n}×").format(n=risk.demands) if risk.demands else "",
            self.tr("scored low {n}×").format(n=risk.low_scores) if risk.low_scores else "",
            self.tr("came up again {n}×").format(n=risk.repeats) if risk.repeats else "",
        )
        return " · ".join(p for p in parts if p)

    # -- figures

    def value(self, name: str, value: float | None) -> str:
        """A measure of conduct in its unit."""
        if value is None:
            return "–"
        if name in {"talk", "silence", "talk_over"}:
            return self.percent(value / 100)
        if name in {"monologue", "hold"}:
            whole = round(value)
            if whole < _TWO_MINUTES:
                return self.tr("{n} s").format(n=whole)
            return f"{whole // _MINUTE}:{whole % _MINUTE:02d} min"
        return self.number(value, 1)

    def score(self, found: Sum) -> str:
        """A mean of reviews: ``78 %``."""
        value = found.value
        return self.percent(value / 100 if value is not None else None)

    def moved(self, now: Sum, before: Sum) -> tuple[str, str]:
        """``+3`` points against the time before, and its tone: more is better."""
        if now.value is None or before.value is None:
            return "", "muted"
        points = round(now.value - before.value)
        if not points:
            return "±0", "muted"
        return f"{'+' if points > 0 else '−'}{abs(points)}", "okT" if points > 0 else "warnT"
