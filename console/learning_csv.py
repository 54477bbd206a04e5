"""Learning as CSV: one line a figure, for spreadsheets; how cells are made safe is in report_csv."""

from collections.abc import Callable, Iterator

from console.desk.intents_learning import LearningTab
from console.desk.schooling import LearningCard
from console.report_csv import Cell
from store.load import AtRisk, Load
from store.tally import Counted
from store.training import Learning
from store.trends import Sum, Trends

Name = Callable[[str], str]
HEAD = ("section", "key", "name", "measure", "week", "value", "count", "value_before", "count_before")
_WIDTH = len(HEAD)


def table(card: LearningCard, person: Name, question: Name) -> Iterator[tuple[Cell, ...]]:
    """Head and lines of the part that is shown."""
    if card.asked.tab is LearningTab.TRENDS and card.trends is not None:
        return trends_table(card.trends, person, question)
    if card.asked.tab is LearningTab.CARE and card.loads is not None:
        return care_table(card.loads, card.at_risk, person)
    return team_table(card.learning or Learning(), person, question)


def trends_table(trends: Trends, person: Name, question: Name) -> Iterator[tuple[Cell, ...]]:
    """Scores and shares in percent, conduct in its own units; with two digits."""
    yield HEAD
    asked = trends.filter
    yield "trends", "since", "", "", "", asked.weeks[0].isoformat(), None, None, None
    yield "trends", "until", "", "", "", asked.until.isoformat(), None, None, None
    for trend in (*trends.figures, *trends.causes):
        name = _named(trend.of, trend.name, question)
        yield (
            trend.of.value, trend.name, name, "mean", "", _value(trend.now), trend.now.count,
            _value(trend.before), trend.before.count,
        )  # fmt: skip
        for week, found in zip(asked.weeks, trend.weeks, strict=False):
            if found.count:
                yield (
                    f"{trend.of.value}_by_week", trend.name, name, "mean", week.isoformat(), _value(found),
                    found.count, None, None,
                )  # fmt: skip
    for who in trends.people:
        for trend in who.sums:
            measure = "_".join(t for t in (trend.of.value, trend.name) if t)
            yield (
                "person", who.person, person(who.person), measure, "", _value(trend.now), trend.now.count,
                None, None,
            )  # fmt: skip


def _named(of: Counted, name: str, question: Name) -> str:
    return question(name) if of in {Counted.QUESTION, Counted.AGREEMENT} else name


def _value(found: Sum) -> Cell:
    return None if found.value is None else round(found.value, 2)


def care_table(
    loads: tuple[Load, ...], at_risk: tuple[AtRisk, ...], person: Name
) -> Iterator[tuple[Cell, ...]]:
    """Load by agent (seconds), and customers at risk by their id: a spreadsheet needs no names of theirs."""
    yield "section", "key", "name", "measure", "value"
    for load in loads:
        for measure in (
            "calls", "hard", "row", "longest", "escalations", "low", "hold_seconds", "talk_seconds",
        ):  # fmt: skip
            yield "load", load.person, person(load.person), measure, getattr(load, measure)
    for risk in at_risk:
        for measure in ("demands", "low_scores", "repeats", "open"):
            yield "at_risk", risk.customer.id.hex, "", measure, getattr(risk, measure)


def team_table(learning: Learning, person: Name, question: Name) -> Iterator[tuple[Cell, ...]]:
    """Trainings, who is due, sessions with attendance, and plans."""
    yield "section", "person", "name", "what", "state", "at", "policy", "by"
    names = {course.id: course.name for course in learning.courses}
    for last in learning.trained:
        what = names.get(last.course, "")
        yield "trained", last.person, person(last.person), what, "", last.at.isoformat(), last.policy, ""
    for due in learning.dues:
        what = names.get(due.course, "")
        yield "due", due.person, person(due.person), what, due.why.value, due.due_at.isoformat(), None, ""
    for session in learning.sessions:
        what = session.topic or names.get(session.course, "") if session.course else session.topic
        for key in session.people:
            state = (
                learning.presence(session.id, key).value if session.state == "held" else session.state.value
            )
            at = session.at.isoformat()
            yield "session", key, person(key), what, state, at, session.policy or None, session.trainer
    for plan in learning.plans:
        what = question(plan.question) if plan.question else plan.goal
        at = plan.made_at.isoformat()
        yield "plan", plan.person, person(plan.person), what, plan.state.value, at, None, plan.coach
