"""What is promised, and what is asked at the start of a call, in the editor (R40, R41)."""

from collections.abc import Sequence

from PySide6.QtWidgets import QLayout, QWidget

from console import hours
from console.ui.directory.forms import (
    list_of,
    named,
    words_of,
)
from console.ui.directory.section import ListSection
from console.ui.directory.view import View, fresh_key
from console.ui.directory.words import categories
from console.ui.widgets.labels import Label
from console.ui.widgets.layout import column, row
from store.policy import CallStep
from store.sla import Target
from store.ticket import Severity
from store.values import replace


def target_key(target: Target) -> str:
    """``high``, ``high:Gold``."""
    return f"{target.severity}:{target.tier}" if target.tier else str(target.severity)


class PromisesSection(ListSection[Target]):
    """Targets by severity, and by tier where one has its own (R40)."""

    name = "policy.sla"
    kinds = ("sla",)

    def heading(self) -> str:
        """Of the list."""
        return self.tr("Service levels")

    def empty(self) -> str:
        """None."""
        return self.tr("Nothing is promised yet. Add a severity.")

    def items(self, view: View) -> Sequence[Target]:
        """The worst severity first."""
        order = list(Severity)
        return sorted(view.policy.sla.targets, key=lambda t: (-order.index(t.severity), t.tier))

    def put_items(self, view: View, items: tuple[Target, ...], what: str) -> None:
        """These."""
        view.edit(what, sla=replace(view.policy.sla, targets=items))

    def key(self, item: Target) -> str:
        """Severity and tier."""
        return target_key(item)

    def line(self, view: View, item: Target) -> tuple[str, str]:
        """Whom it is for; the three times."""
        times = (item.first_response, item.next_update, item.resolution)
        return view.words.promise(target_key(item)), " · ".join(hours.duration_text(t) or "–" for t in times)

    def fresh(self, view: View) -> Target | None:
        """A severity that has none, or another tier."""
        taken = {target_key(t) for t in view.policy.sla.targets}
        free = [s for s in reversed(Severity) if s.value not in taken]
        if free:
            return Target(severity=free[0])
        tier = next(t for n in range(1, 999) if f"{Severity.HIGH}:{(t := f'Tier {n}')}" not in taken)
        return Target(severity=Severity.HIGH, tier=tier)

    def form(self) -> QLayout:
        """Whom it is for, and what is promised."""
        hint = self.tr("In business time: 15 min, 4 h, 2 d. Empty promises nothing.")
        return column(
            row(
                (
                    self.pick(
                        "severity",
                        self.tr("Severity"),
                        lambda: [(s.value, self.view.words.words.severity(s)) for s in Severity],
                        lambda t: t.severity.value,
                        self._severity,
                    ),
                    1,
                ),
                (
                    self.text(
                        "tier", self.tr("Tier"), lambda t: t.tier, self._tier, hint=self.tr("empty: all")
                    ),
                    1,
                ),
                gap=14,
            ),
            row(
                *(
                    (self._time(name, label), 1)
                    for name, label in (
                        ("first_response", self.tr("First answer")),
                        ("next_update", self.tr("Next update")),
                        ("resolution", self.tr("Resolution")),
                    )
                ),
                gap=14,
            ),
            Label(hint, "meta", wrap=True),
            gap=14,
        )

    def _time(self, name: str, label: str) -> QWidget:
        return self.text(
            name,
            label,
            lambda t: hours.duration_text(getattr(t, name)),
            lambda t, text: replace(t, **{name: hours.duration(text)}),
            placeholder="–",
        )

    def _severity(self, target: Target, code: str) -> Target:
        made = replace(target, severity=Severity(code))
        return target if self._taken(target, made) else made

    def _tier(self, target: Target, text: str) -> Target:
        made = replace(target, tier=text)
        if self._taken(target, made):
            raise ValueError(self.tr("There is a promise for these already."))
        return made

    def _taken(self, before: Target, made: Target) -> bool:
        others = {target_key(t) for t in self.view.policy.sla.targets} - {target_key(before)}
        return target_key(made) in others


class CallStepsSection(ListSection[CallStep]):
    """What is asked and captured at the start of a call (R41)."""

    name = "policy.steps"
    kinds = ("step",)
    ordered = True

    def heading(self) -> str:
        """Of the list."""
        return self.tr("Call steps")

    def empty(self) -> str:
        """None."""
        return self.tr("Nothing is asked at the start of a call.")

    def items(self, view: View) -> Sequence[CallStep]:
        """As they are asked."""
        return view.policy.steps

    def put_items(self, view: View, items: tuple[CallStep, ...], what: str) -> None:
        """These."""
        view.edit(what, steps=items)

    def key(self, item: CallStep) -> str:
        """Its key."""
        return item.key

    def line(self, view: View, item: CallStep) -> tuple[str, str]:  # noqa: ARG002 - see ListSection
        """Its name; whether it is required."""
        return item.name or self._usual(item.key), self.tr("required") if item.required else self.tr("asked")

    def fresh(self, view: View) -> CallStep | None:
        """One."""
        key = fresh_key({s.key for s in view.policy.steps}, "step")
        return CallStep(key=key, name=self.tr("New question"))

    def _usual(self, key: str) -> str:
        usual = {"name": self.tr("Name"), "number": self.tr("Number"), "email": self.tr("E-mail")}
        return usual.get(key, key)

    def form(self) -> QLayout:
        """What is asked, of whom."""
        return column(
            self.text(
                "name",
                self.tr("Asked"),
                lambda s: s.name or self._usual(s.key),
                named(self.tr("A name is needed.")),
            ),
            row(
                self.switch(
                    "required",
                    self.tr("Required before the wrap-up"),
                    lambda s: s.required,
                    lambda s, on: replace(s, required=on),
                ),
                None,
            ),
            self.many(
                "categories",
                self.tr("Only for these categories"),
                lambda: categories(self.view.words.words),
                lambda s: s.categories,
                lambda s, codes: replace(s, categories=codes),
            ),
            self.text(
                "lines",
                self.tr("Only for calls to these lines"),
                lambda s: words_of(sorted(s.lines)),
                lambda s, t: replace(s, lines=frozenset(list_of(t))),
                hint=self.tr("between commas; empty: all"),
            ),
            gap=14,
        )
