"""The form of a plan."""

from datetime import date

from PySide6.QtWidgets import QWidget

from console.desk.intents_learning import KeepPlan
from console.ui.kit import Kit
from console.ui.learning.forms import OTHER, Chips, Form, Words, options
from console.ui.widgets.fields import AreaField, Choice, Field, LineField
from console.ui.widgets.layout import row
from store.training import (
    Learning,
    Plan,
    PlanStep,
    StepKind,
)


class PlanForm(Form):
    """What somebody works on: question or goal, steps, until when, with whom."""

    def __init__(self, root: QWidget, anchor: QWidget, kit: Kit, w: Words) -> None:
        self._kit, self._w = kit, w
        self._of: Plan | None = None
        self._learning = Learning()
        self._person = Choice("plan.person", self.tr("For"), [])
        self._question = Choice("plan.question", self.tr("About"), [])
        self._goal = AreaField("plan.goal", self.tr("What is to be better"), height=60)
        self._steps = Chips("plan.steps")
        self._course = Choice("plan.course", self.tr("Course"), [])
        self._own = AreaField("plan.own", self.tr("Further steps, a line each"), height=54)
        self._coach = Choice("plan.coach", self.tr("With"), [])
        self._due = LineField("plan.due", self.tr("Until"), placeholder="2026-03-31")
        super().__init__(
            root, anchor, "plan", self.tr("Agree"),
            row((Field(self.tr("For"), self._person), 1), (Field(self.tr("About"), self._question), 1), gap=10),
            Field(self.tr("What is to be better"), self._goal),
            Field(self.tr("Steps"), self._steps),
            Field(self.tr("Course, for the step of that name"), self._course),
            Field(self.tr("Further steps, a line each"), self._own),
            row((Field(self.tr("With"), self._coach), 1), (Field(self.tr("Until"), self._due), 1), gap=10),
        )  # fmt: skip
        self.first = self._goal

    def begin(self, anchor: QWidget, of: Plan | None, people: tuple[str, ...], learning: Learning) -> None:
        """For a new plan, or one that is there."""
        w = self._w()
        self._of, self._learning = of, learning
        named = [(key, w.person(key)) for key in (people if of is None else (of.person,))]
        options(self._person, named, of.person if of else "")
        self._person.setEnabled(of is None)
        asked = w.questions()
        if of is not None and of.question not in {key for key, _ in asked}:
            asked.append((of.question, w.question(of.question)))
        if OTHER not in {key for key, _ in asked}:
            asked.append((OTHER, w.question(OTHER)))
        options(self._question, asked, of.question if of else asked[0][0])
        self._goal.put(of.goal if of else "")
        usual = [s.kind.value for s in of.steps if not s.text] if of else [StepKind.TALK.value]
        kinds = [(k, word) for k, word in w.step_kinds() if k != StepKind.READ or k in usual]
        self._steps.put(kinds, usual)
        taught = next((s.ref for s in of.steps if s.kind is StepKind.COURSE), "") if of else ""
        options(
            self._course, [(OTHER, self.tr("None")), *((c.id.hex, c.name) for c in learning.courses)], taught
        )
        self._own.put("\n".join(s.text for s in of.steps if s.text) if of else "")
        coaches = [(p.key, p.name) for p in w.directory.people if p.role != "agent"]
        options(self._coach, [(OTHER, self.tr("Me")), *coaches], of.coach if of else "")
        due = of.due if of and of.due else None
        self._due.put(due.isoformat() if due else "")
        title = self.tr("Plan for {who}") if of else self.tr("A new plan")
        self.ask(anchor, w.fill(title, who=w.person(of.person) if of else ""))

    def _wanted(self) -> tuple[PlanStep, ...]:
        """Steps as they were, where they stay: so their ticks stay too."""
        made = []
        for kind in map(StepKind, self._steps.value()):
            ref = self._course.value() if kind is StepKind.COURSE else ""
            old = (
                next((s.ref for s in self._of.steps if s.kind is kind and not s.text), "") if self._of else ""
            )
            made.append(PlanStep(kind=kind, ref=ref or old))
        lines = (line.strip() for line in self._own.value().splitlines())
        return (*made, *(PlanStep(kind=StepKind.READ, text=line) for line in lines if line))

    def primary(self) -> bool:
        """Keep it."""
        try:
            due = date.fromisoformat(self._due.value().strip()) if self._due.value().strip() else None
        except ValueError:
            return self.said(self.tr("Say the day as 2026-03-31."))
        if not self._person.value():
            return self.said(self.tr("There is nobody in this team."))
        return self.said(
            self._kit.ask(
                KeepPlan(
                    plan=self._of.id if self._of else None, person=self._person.value(),
                    question=self._question.value(), goal=self._goal.value(), coach=self._coach.value(),
                    due=due, steps=self._wanted(),
                )
            )
        )  # fmt: skip
