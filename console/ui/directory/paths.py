"""Paths in the editor: targets in order, each with the time after which an unsolved case moves on (R20)."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtWidgets import QLayout, QWidget

from console import hours
from console.ui.directory.forms import named
from console.ui.directory.section import ListSection
from console.ui.directory.view import View, fresh_key
from console.ui.widgets.buttons import Button
from console.ui.widgets.fields import Choice, LineField
from console.ui.widgets.labels import Icon, Label
from console.ui.widgets.layout import column, row
from console.ui.widgets.rows import Rows
from store.policy import Path, PathStep, Ref
from store.values import replace

_MOST_LEVELS = 4


class Step(NamedTuple):
    """A step of the shown path."""

    at: int
    target: str
    after: str
    options: tuple[tuple[str, str], ...]
    last: bool


class StepRow(QWidget):
    """Where it goes, and when it moves on."""

    def __init__(self, section: "PathsSection") -> None:
        super().__init__()
        self._section, self._at = section, 0
        self._number = Label("", "metab")
        self._number.setFixedWidth(18)
        self._target = Choice("", self.tr("Target"), ())
        self._target.on_choose(lambda: section.set_target(self._at, self._target.value()))
        self._after = LineField("", self.tr("Moves on after"), placeholder=self.tr("stays"))
        self._after.setFixedWidth(118)
        self._after.on_edit(self._typed)
        self._sign = Icon("triangle-alert", "badT", 15)
        self._sign.hide()
        up, down, gone = self.tr("Earlier"), self.tr("Later"), self.tr("Remove the step")
        self._up = Button(
            "", "", "arrow-up", size="icsm", tip_text=up, on=lambda: section.shift(self._at, -1)
        )
        self._down = Button(
            "", "", "arrow-down", size="icsm", tip_text=down, on=lambda: section.shift(self._at, 1)
        )
        self._gone = Button("", "", "x", size="icsm", tip_text=gone, on=lambda: section.drop(self._at))
        self._offered: tuple[tuple[str, str], ...] = ()
        self._known = ""
        self.setLayout(
            row(
                self._number,
                (self._target, 1),
                self._after,
                self._sign,
                self._up,
                self._down,
                self._gone,
                gap=8,
            )
        )

    def show_item(self, item: Step, /) -> None:
        """Show it."""
        self._at = item.at
        stem = f"policy.paths.step{item.at}"
        for widget, part in (
            (self._target, "target"), (self._after, "after"), (self._up, "up"), (self._down, "down"),
            (self._gone, "remove"),
        ):  # fmt: skip
            widget.setObjectName(f"{stem}.{part}")
        self._number.put(str(item.at + 1))
        if item.options != self._offered:
            self._offered = item.options
            self._target.clear()
            for code, word in item.options:
                self._target.addItem(word, code)
        self._target.put(item.target)
        if item.after != self._known:
            self._known = item.after
            self._after.put(item.after)
            self._sign.hide()
        self._up.setEnabled(item.at > 0)
        self._down.setEnabled(not item.last)

    def _typed(self) -> None:
        try:
            found = hours.duration(self._after.value())
        except ValueError as error:
            self._sign.show()
            self._after.setAccessibleDescription(str(error))
            self._after.setToolTip(str(error))
            return
        self._sign.hide()
        self._after.setToolTip("")
        self._known = hours.duration_text(found)
        self._section.set_after(self._at, found)


class PathsSection(ListSection[Path]):
    """Targets in order, each with the time after which an unsolved case moves on."""

    name = "policy.paths"
    kinds = ("path",)

    def heading(self) -> str:
        """Of the list."""
        return self.tr("Paths")

    def empty(self) -> str:
        """None."""
        return self.tr("There is no path yet. Add one, then let a rule lead to it.")

    def items(self, view: View) -> Sequence[Path]:
        """In their order."""
        return view.policy.paths

    def put_items(self, view: View, items: tuple[Path, ...], what: str) -> None:
        """These."""
        view.edit(what, paths=items)

    def key(self, item: Path) -> str:
        """Its key."""
        return item.key

    def line(self, view: View, item: Path) -> tuple[str, str]:
        """Name, and the way."""
        return item.name or item.key, view.words.way(item, view.directory)

    def fresh(self, view: View) -> Path | None:
        """One step, where it can go."""
        key = fresh_key({p.key for p in view.policy.paths}, "path")
        options = self._targets(view)
        steps = (PathStep(target=Ref.parse(options[0][0])),) if options else ()
        return Path(key=key, name=self.tr("New path"), steps=steps)

    def form(self) -> QLayout:
        """Its name and its steps."""
        self._steps = Rows[Step](lambda: StepRow(self), gap=8)
        add = Button(f"{self.name}.step.add", self.tr("Add a step"), "plus", size="sm", on=self.add_step)
        hint = self.tr(
            "In business time: 30 min, 4 h, 1 d. An unsolved case goes to the next step by itself; at the last one it "
            "stays."
        )
        return column(
            self.text("name", self.tr("Name"), lambda p: p.name, named(self.tr("A name is needed."))),
            row((Label(self.tr("Steps"), "metab"), 1), Label(self.tr("moves on after"), "meta"), 118),
            self._steps.layout,
            row(add, None),
            Label(hint, "meta", wrap=True),
            gap=12,
        )

    def shown(self, view: View, item: Path) -> None:
        """The steps."""
        options = self._targets(view)
        known = {code for code, _ in options}
        last = len(item.steps) - 1
        self._steps.put(
            [
                Step(
                    n,
                    str(s.target),
                    hours.duration_text(s.after),
                    options
                    if str(s.target) in known
                    else (*options, (str(s.target), view.words.ref(s.target, view.directory))),
                    n == last,
                )
                for n, s in enumerate(item.steps)
            ],
            lambda s: s.at,
        )

    _offer: tuple[object, tuple[tuple[str, str], ...]] = (None, ())
    """The choices of a directory, which stays the same while rules and paths are typed."""

    def _targets(self, view: View) -> tuple[tuple[str, str], ...]:
        if self._offer[0] is not view.directory:
            self._offer = (view.directory, self._all_targets(view))
        return self._offer[1]

    @staticmethod
    def _all_targets(view: View) -> tuple[tuple[str, str], ...]:
        """Departments, levels, levels of a department that has somebody of them, people."""
        directory = view.directory
        refs = [f"department:{d.key}" for d in directory.departments]
        levels = sorted(level.number for level in directory.levels)
        refs += [f"level:{n}" for n in levels]
        pairs = sorted(
            {(p.department, p.level) for p in directory.people if p.department and p.level in levels}
        )
        refs += [f"level:{n}@{key}" for key, n in pairs if directory.department(key) is not None]
        made = [(ref, view.words.ref(Ref.parse(ref), directory)) for ref in refs]
        people = sorted(directory.people, key=lambda p: p.name.casefold())
        return (*made, *((f"person:{p.key}", p.name) for p in people))

    def _with_steps(self, steps: Sequence[PathStep], what: str = "") -> None:
        item = self.item
        if item is not None:
            self.change(replace(item, steps=tuple(steps)), what)

    def set_target(self, at: int, ref: str) -> None:
        """That step goes there."""
        if self.item is not None:
            steps = list(self.item.steps)
            steps[at] = replace(steps[at], target=Ref.parse(ref))
            self._with_steps(steps)

    def set_after(self, at: int, after: object) -> None:
        """It moves on after that."""
        if self.item is not None:
            steps = list(self.item.steps)
            steps[at] = replace(steps[at], after=after)  # type: ignore[arg-type]
            self._with_steps(steps, f"after{at}")

    def shift(self, at: int, way: int) -> None:
        """Earlier or later."""
        if self.item is not None and 0 <= at + way < len(self.item.steps):
            steps = list(self.item.steps)
            steps[at], steps[at + way] = steps[at + way], steps[at]
            self._with_steps(steps)

    def drop(self, at: int) -> None:
        """Not that step."""
        if self.item is not None:
            self._with_steps([s for n, s in enumerate(self.item.steps) if n != at])

    def add_step(self) -> None:
        """The first target that it has not been to; the last step moves on after four hours then."""
        if self.item is None:
            return
        steps = list(self.item.steps)
        been = {str(s.target) for s in steps}
        free = [code for code, _ in self._targets(self.view) if code not in been]
        if not free:
            return
        if steps and steps[-1].after is None:
            steps[-1] = replace(steps[-1], after=hours.duration("4 h"))
        self._with_steps([*steps, PathStep(target=Ref.parse(free[0]))])
