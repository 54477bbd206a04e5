"""A plan as a card: what it is for, why, the steps to tick, and what a coach does with it."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from PySide6.QtWidgets import QWidget

from console.desk.intents_learning import EndPlan, Tick
from console.ui.kit import Kit
from console.ui.learning.words import PLAN_TONE, LearningWords
from console.ui.widgets.buttons import Button
from console.ui.widgets.labels import Elided, Icon, Label, Pill, Prose
from console.ui.widgets.layout import Box, column, flow_box, row
from console.ui.widgets.row_button import RowButton
from console.ui.widgets.rows import Rows
from store.training import Learning, Plan, PlanState, PlanStep


class StepLine(RowButton):
    """A step; pressed it is ticked, pressed again it is not."""

    def __init__(self, tick: Callable[[int, bool], object], prefix: str) -> None:
        self._prefix = prefix
        self._icon = Icon("circle", "muted", 18)
        self._text = Prose("")
        self._meta = Label("", "meta")
        super().__init__(row(self._icon, (self._text, 1), self._meta, gap=10, margins=(8, 5, 8, 5)))
        self._shown: tuple[int, bool] = (0, False)
        self.clicked.connect(lambda _=False: tick(self._shown[0], not self._shown[1]))

    def show_item(self, item: tuple[UUID, int, PlanStep, str, str], /) -> None:
        """Show this step: plan, place, step, its words, who ticked it when."""
        plan, place, step, said, meta = item
        done = step.done_at is not None
        self._shown = place, done
        self.setObjectName(f"{self._prefix}.step.{plan.hex}.{place}")
        self._icon.put("check" if done else "circle", "okT" if done else "muted")
        self._text.put(said, "muted" if done else "text")
        self._meta.put_or_hide(meta)
        state = self.tr("done") if done else self.tr("not done")
        self.setAccessibleName(f"{said}, {state}")


class PlanCard(Box):
    """``edit`` opens the form of a plan; without it (one's own page) a plan is only ticked."""

    def __init__(
        self,
        kit: Kit,
        w: Callable[[], LearningWords],
        edit: Callable[[QWidget, Plan], object] | None = None,
    ) -> None:
        self._kit, self._w = kit, w
        self._plan: Plan | None = None
        self._coached = edit is not None
        # One plan may be on one's own page and on the team's: each has names of its own.
        prefix = self._prefix = "learning" if self._coached else "learning.own"
        self._title = Elided("", "b")
        self._state = Pill()
        self._meta = Elided("", "meta")
        self._goal = Prose("")
        self._steps = Rows[tuple[UUID, int, PlanStep, str, str]](lambda: StepLine(self._tick, prefix), gap=0)
        self._agree = Button("", self.tr("Agree"), "check", size="sm", on=lambda: self._end(PlanState.AGREED))
        self._done = Button("", self.tr("Done"), "check", size="sm", on=lambda: self._end(PlanState.DONE))
        self._drop = Button(
            "", self.tr("Drop"), size="sm", variant="ghost", on=lambda: self._end(PlanState.DROPPED)
        )
        self._edit = Button("", self.tr("Change"), "pencil", size="sm")
        if edit is not None:
            self._edit.clicked.connect(lambda _=False: edit(self._edit, self._plan) if self._plan else None)
        self._buttons = flow_box(self._agree, self._done, self._edit, self._drop, gap=8)
        inside = column(
            column(row((self._title, 1), self._state, gap=8), self._meta, gap=2, margins=(8, 0, 8, 0)),
            column(self._goal, margins=(8, 0, 8, 0)),
            self._steps.layout,
            column(self._buttons, margins=(8, 0, 8, 0)),
            gap=6,
            margins=(8, 12, 8, 12),
        )
        super().__init__("sunk", inside)

    def show_item(self, item: tuple[Plan, Learning, datetime], /) -> None:
        """Show this plan."""
        plan, learning, now = item
        w = self._w()
        self._plan = plan
        key = plan.id.hex
        self.setObjectName(f"{self._prefix}.plan.{key}")
        title = w.plan_title(plan)
        self._title.put(f"{w.person(plan.person)}: {title}" if self._coached else title)
        self._state.put(w.plan_state(plan.state), PLAN_TONE[plan.state])
        coach = w.fill(self.tr("with {coach}"), coach=w.person(plan.coach)) if plan.coach else ""
        steps = self.tr("{n} of {m} done").format(n=plan.done, m=len(plan.steps)) if plan.steps else ""
        self._meta.put(" · ".join(t for t in (w.found(plan), coach, w.until(plan.due), steps) if t))
        self._goal.put_or_hide(plan.goal if plan.question else "\n".join(plan.goal.splitlines()[1:]))
        rows = []
        for at, step in enumerate(plan.steps):
            when = w.words.day(step.done_at, now) if step.done_at is not None else ""
            rows.append((plan.id, at, step, w.step(step, learning), when))
        self._steps.put(rows, lambda r: r[1])
        for widget in self._steps.widgets():
            widget.setEnabled(plan.state is PlanState.AGREED)
        self._name(plan, key)

    def _name(self, plan: Plan, key: str) -> None:
        open_ = plan.state in {PlanState.PROPOSED, PlanState.AGREED}
        for button, name, shown in (
            (self._agree, "agree", plan.state is PlanState.PROPOSED),
            (self._done, "done", plan.state is PlanState.AGREED),
            (self._edit, "change", open_),
            (self._drop, "drop", open_),
        ):
            button.setObjectName(f"learning.plan.{name}.{key}" if self._coached else "")
            button.setVisible(self._coached and shown)
        self._buttons.setVisible(self._coached and open_)

    def _tick(self, step: int, done: bool) -> None:  # noqa: FBT001 - as the line tells it
        if self._plan is not None:
            self._kit.do(Tick(plan=self._plan.id, step=step, done=done))

    def _end(self, state: PlanState) -> None:
        if self._plan is not None:
            self._kit.do(EndPlan(plan=self._plan.id, state=state))
