"""What is asked at the start of a call (R41), as a strip: what is known, what is missing, and where to write it."""

from functools import partial

from PySide6.QtWidgets import QWidget

from console.desk.intents import CaptureStep
from console.desk.steps import AskedStep, asked
from console.ui import format as fmt
from console.ui.keys import cap
from console.ui.kit import Kit
from console.ui.widgets.buttons import Button
from console.ui.widgets.fields import Field, LineField
from console.ui.widgets.labels import Label
from console.ui.widgets.layout import Box, column, flow_box, row
from console.ui.widgets.popover import Popover
from store.book import Case
from store.policy import Policy

_MOST = 8


class StepPopover(Popover):
    """One step: what the customer says, typed and kept with Enter."""

    def __init__(self, root: QWidget, anchor: QWidget, kit: Kit, prefix: str) -> None:
        self._kit = kit
        self._asked: AskedStep | None = None
        self._case: Case | None = None
        self._text = LineField(f"{prefix}.text", self.tr("What the customer says"))
        self._text.setFixedWidth(280)
        self._text.returnPressed.connect(self.primary)
        self._field = Field("", self._text)
        self._keep = Button(
            f"{prefix}.keep", self.tr("Save"), "check", variant="primary", key=cap("primary"), on=self.primary
        )
        super().__init__(
            root,
            anchor,
            column(self._field, row(None, self._keep), gap=10, margins=(16, 12, 16, 14)),
            f"{prefix}.popover",
        )
        self.first = self._text

    def ask(self, case: Case, step: AskedStep, name: str) -> None:
        """Ask this one."""
        self._case, self._asked = case, step
        self._field.label.put(name)
        self._field.put_problem("")
        self._text.put(step.captured or step.text)
        self._text.setProperty("field", f"step.{step.step.key}")  # by which the settings call it sensitive
        self._text.setAccessibleName(name)
        self.setAccessibleName(name)
        self.open_()

    def primary(self) -> bool:
        """Keep what was typed."""
        if self._asked is None or self._case is None:
            return False
        step = CaptureStep(step=self._asked.step.key, text=self._text.value(), ticket=self._case.ticket.id)
        refusal = self._kit.ask(step)
        self._field.put_problem(refusal.message if refusal else "")
        if refusal is None:
            self.dismiss()
        return True


class StepStrip(Box):
    """Under the call's buttons, and in the wrap-up; gone where nothing is missing."""

    def __init__(self, root: QWidget, kit: Kit, prefix: str = "steps") -> None:
        self._kit, self._prefix = kit, prefix
        self._shown: tuple[object, ...] = ()
        self._case: Case | None = None
        self._asked: tuple[AskedStep, ...] = ()
        self._state = Label("", "metab", name=f"{prefix}.state")
        self._chips = [Button("", variant="chip", on=partial(self._ask, n)) for n in range(_MOST)]
        self._next = Button(f"{prefix}.ask", "", "pencil", size="sm", key=cap("step"), on=self._ask_missing)
        self._all = flow_box(*self._chips, gap=6)
        super().__init__(
            "sunk",
            column(
                row(self._state, None, self._next, gap=8),
                self._all,
                gap=7,
                margins=(12, 8, 10, 9),
            ),
            prefix,
        )
        self._popover = StepPopover(root, self, kit, prefix)
        self._words = {
            "name": self.tr("Name"),
            "number": self.tr("Call-back number"),
            "email": self.tr("E-mail"),
        }
        self.hide()

    def put(self, policy: Policy, case: Case | None) -> None:
        """The steps of this case."""
        said = (policy.steps, case.ticket if case else None, case.customer if case else None)
        if said == self._shown:
            return
        self._shown, self._case = said, case
        self._asked = asked(policy, case)[:_MOST] if case is not None else ()
        missing = [a for a in self._asked if a.missing]
        due = [a for a in missing if a.step.required]
        self.setVisible(bool(missing))
        self._all.setVisible(bool(due) or len(missing) > 1)
        for n, chip in enumerate(self._chips):
            chip.setVisible(n < len(self._asked))
            if n < len(self._asked):
                self._put_chip(chip, self._asked[n])
        self.set_kind("warn" if due else "sunk")
        self._state.put(self._said(len(missing), len(due)), "warn" if due else "")
        self._next.setVisible(bool(missing))
        if missing:
            first = due[0] if due else missing[0]
            self._next.put(fmt.fill(self.tr("Ask: {step}"), step=self._name(first)))

    def _said(self, missing: int, due: int) -> str:
        if due:
            return self.tr("{n} to ask before you finish").format(n=due)
        return self.tr("{n} not asked yet").format(n=missing)

    def _put_chip(self, chip: Button, step: AskedStep) -> None:
        name = self._name(step)
        chip.setObjectName(f"{self._prefix}.step.{step.step.key}")
        if step.missing:
            told = fmt.fill(self.tr("{step} *"), step=name) if step.step.required else name
            chip.put(told, "circle", tip_text=fmt.fill(self.tr("{step} is missing"), step=name))
        else:
            chip.put(name, "check", tip_text=step.text)

    def _name(self, step: AskedStep) -> str:
        return step.step.name or self._words.get(step.step.key, step.step.key)

    def _ask(self, n: int) -> None:
        if self._case is not None and n < len(self._asked):
            self._popover.ask(self._case, self._asked[n], self._name(self._asked[n]))

    def _ask_missing(self) -> None:
        missing = [n for n, a in enumerate(self._asked) if a.missing]
        due = [n for n in missing if self._asked[n].step.required]
        if missing:
            self._ask((due or missing)[0])

    def primary(self) -> bool:
        """Ctrl+Enter while its popover is open."""
        return self._popover.isVisible() and self._popover.primary()

    def close_popover(self) -> None:
        """The call is gone."""
        if self._popover.isVisible():
            self._popover.dismiss()
