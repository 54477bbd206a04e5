"""The verbs about learning: what is due and planned, steps that are ticked, trends, and who bears how much."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from console.ctl import show
from console.ctl.plan import Answer, Plan, Request
from console.desk.intents import Refusal
from console.desk.intents_learning import LearningAsked, LearningTab, Tick
from console.desk.learning_answers import answer, refused
from console.desk.schooling import LearningCard
from store.book import Book
from store.training import Learning
from store.trends import Trend

Told = Callable[[LearningCard], dict[str, Any]]


def _read(request: Request, tab: LearningTab, told: Told) -> Plan | Refusal:
    """Asked as the page asks, with the rights that the person has there."""
    days = request.args.get("days")
    asked = LearningAsked(
        tab=tab, span=request.text("span") or "12w", department=request.text("department"),
        person=request.text("person"), days=days if isinstance(days, int) else 1,
    )  # fmt: skip
    me = request.board.me
    refusal = refused(me, asked)
    if refusal is not None:
        return refusal
    return Plan(query=lambda book: told(answer(book, me, asked, datetime.now(UTC))))


def training(request: Request) -> Plan | Refusal:
    """One's own; with ``--team`` that of everybody whom one coaches."""

    def told(card: LearningCard) -> dict[str, Any]:
        learning = card.learning or Learning()
        names = {course.id: course.name for course in learning.courses}
        return {
            "due": [
                {
                    "person": due.person,
                    "course": names.get(due.course, ""),
                    "why": due.why.value,
                    "due_at": show.plain(due.due_at),
                    "trained_for_policy": due.last.policy if due.last else None,
                }
                for due in learning.dues
            ],
            "plans": [show.plain(plan) for plan in learning.plans],
            "sessions": [show.plain(session) for session in learning.sessions],
            "trained": [
                {
                    "person": last.person,
                    "course": names.get(last.course, ""),
                    "at": show.plain(last.at),
                    "policy": last.policy,
                }
                for last in learning.trained
            ],
        }

    return _read(request, LearningTab.TEAM if request.flag("team") else LearningTab.MINE, told)


def trends(request: Request) -> Plan | Refusal:
    """Scores, conduct and agreement: one's own; with ``--team`` those of everybody whom one coaches."""

    def told(card: LearningCard) -> dict[str, Any]:
        found = card.trends
        if found is None:
            return {}
        return {
            "since": found.filter.weeks[0].isoformat(),
            "until": found.filter.until.isoformat(),
            "figures": [_trend(t) for t in found.figures],
            "causes": [_trend(t) for t in found.causes],
            "people": [{"person": p.person, "figures": [_trend(t) for t in p.sums]} for p in found.people],
        }

    return _read(request, LearningTab.TRENDS if request.flag("team") else LearningTab.MINE, told)


def _trend(trend: Trend) -> dict[str, Any]:
    return {
        "of": trend.of.value,
        "name": trend.name,
        "mean": trend.now.value,
        "count": trend.now.count,
        "mean_before": trend.before.value,
        "count_before": trend.before.count,
    }


def load(request: Request) -> Plan | Refusal:
    """What lay on each agent of the team, and customers at risk."""

    def told(card: LearningCard) -> dict[str, Any]:
        return {
            "since": show.plain(card.since),
            "load": [show.plain(each) for each in card.loads or ()],
            "at_risk": [
                {
                    "customer": risk.customer.id.hex,
                    "name": risk.customer.name,
                    "demands": risk.demands,
                    "low_scores": risk.low_scores,
                    "repeats": risk.repeats,
                    "open": risk.open,
                }
                for risk in card.at_risk
            ],
        }

    return _read(request, LearningTab.CARE, told)


def tick(request: Request) -> Plan | Refusal:
    """Done when the step stands so in the store; steps count from 1, as `training` lists them."""
    step, done, me = request.args.get("step"), not request.flag("undo"), request.board.me.key
    try:
        plan = UUID(request.text("plan"))
    except ValueError:
        return Refusal("bad_value", "Say the plan by its id, as `training` lists it.")
    if not isinstance(step, int) or step < 1:
        return Refusal("bad_value", "Steps count from 1.")

    def stored(book: Book) -> Answer:
        learning = book.learning(None, datetime.now(UTC))
        found = next((p for p in learning.plans if p.id == plan), None)
        if found is None:
            return Refusal("no_such_plan", "There is no such plan.")
        if step > len(found.steps):
            return Refusal("bad_value", f"This plan has {len(found.steps)} steps.")
        if (found.steps[step - 1].done_at is not None) is not done:
            return None
        return {"plan": plan.hex, "step": step, "done": done, "by": me}

    return Plan(intents=(Tick(plan=plan, step=step - 1, done=done),), query=stored)
