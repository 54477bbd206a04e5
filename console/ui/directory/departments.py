"""Departments in the editor: who they are, when they work, whether their agents escalate (R10, R33)."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QLayout

from console import hours
from console.ui.directory.forms import list_of, named, with_field, words_of
from console.ui.directory.moments import checked_key
from console.ui.directory.section import ListSection
from console.ui.directory.view import View, fresh_key
from console.ui.directory.week import day_names
from console.ui.widgets.labels import Label
from console.ui.widgets.layout import column, row
from store.calendar import Calendar
from store.directory import Department
from store.policy import Hours
from store.values import replace


class DepartmentsSection(ListSection[Department]):
    """Departments, with their hours, and whether their agents escalate."""

    name = "policy.departments"
    kinds = ("department", "hours")
    ordered = True

    def heading(self) -> str:
        """Of the list."""
        return self.tr("Departments")

    def empty(self) -> str:
        """None."""
        return self.tr("There is no department yet. Add the first one.")

    def items(self, view: View) -> Sequence[Department]:
        """In their order."""
        return view.directory.departments

    def put_items(self, view: View, items: tuple[Department, ...], what: str) -> None:
        """These."""
        view.edit_directory(what, departments=items)

    def key(self, item: Department) -> str:
        """Short and stable."""
        return item.key

    def line(self, view: View, item: Department) -> tuple[str, str]:
        """Name; how many people."""
        count = sum(p.department == item.key for p in view.directory.people)
        off = self.tr("escalation off") if item.key in view.policy.off_for else ""
        meta = " · ".join(
            t for t in (view.words.count(count, self.tr("{n} person"), self.tr("{n} people")), off) if t
        )
        return item.name or item.key, meta

    def fresh(self, view: View) -> Department | None:
        """One."""
        key = fresh_key({d.key for d in view.directory.departments}, "department")
        return Department(key=key, name=self.tr("New department"))

    def form(self) -> QLayout:
        """Who they are, and when they work."""
        text = self.text
        self._key = text("key", self.tr("Key"), lambda d: d.key, self._rename)
        names = row(
            (text("name", self.tr("Name"), lambda d: d.name, named(self.tr("A name is needed."))), 3),
            (self._key, 2),
            gap=14,
        )
        reach = row(
            (text("target", self.tr("Dialled as"), lambda d: d.target, with_field("target")), 2),
            (
                text(
                    "languages",
                    self.tr("Languages"),
                    lambda d: words_of(d.languages),
                    lambda d, t: replace(d, languages=list_of(t)),
                    hint="en, pt-BR",
                ),
                2,
            ),
            gap=14,
        )
        expertise = text(
            "expertise",
            self.tr("Expertise"),
            lambda d: words_of(d.expertise),
            lambda d, t: replace(d, expertise=list_of(t)),
            hint=self.tr("between commas"),
        )
        queue = self.switch(
            "is_queue",
            self.tr("A queue answers"),
            lambda d: d.is_queue,
            lambda d, on: replace(d, is_queue=on),
        )
        off = self.switch("off", self.tr("Escalation is off"), self._is_off, self._set_off)
        own = self.switch("own_hours", self.tr("Has hours of its own"), self._has_hours, self._set_own)
        self._days = [
            text(f"day{n}", name, partial(self._spans, n), partial(self._set_spans, n), placeholder="–")
            for n, name in enumerate(day_names())
        ]
        hint = Label(
            self.tr("Hours as 09:00-12:00, 13:00-17:30. Without hours of its own it keeps the center's."),
            "meta",
            wrap=True,
        )
        self._week = column(
            row(*((d, 1) for d in self._days[:4]), gap=10),
            row(*((d, 1) for d in self._days[4:]), (column(gap=0), 1), gap=10),
            gap=10,
        )
        return column(names, reach, expertise, row(queue, off, own, None, gap=8), hint, self._week, gap=14)

    def shown(self, view: View, item: Department) -> None:
        """The key of one that is in the store stays; hours can be typed where there are some."""
        known = any(d.key == item.key for d in view.draft.base_directory.departments)
        self._key.inside.setEnabled(not known)
        own = self._has_hours(item)
        for day in self._days:
            day.setVisible(own)

    def _rename(self, department: Department, key: str) -> Department:
        taken = {d.key for d in self.view.directory.departments if d.key != department.key}
        return replace(department, key=checked_key(key, taken))

    # -- escalation off, and hours: of the policy, by the department's key

    def _is_off(self, department: Department) -> bool:
        return department.key in self.view.policy.off_for

    def _set_off(self, department: Department, on: bool) -> Department:  # noqa: FBT001 - see SwitchBound
        off = self.view.policy.off_for
        self._also = {"off_for": off | {department.key} if on else off - {department.key}}
        return department

    def _has_hours(self, department: Department) -> bool:
        return any(h.department == department.key for h in self.view.policy.hours)

    def _set_own(self, department: Department, on: bool) -> Department:  # noqa: FBT001 - see SwitchBound
        center = self.view.policy.calendar
        others = tuple(h for h in self.view.policy.hours if h.department != department.key)
        own = replace(center, key=department.key)
        self._also = {"hours": (*others, Hours(department=department.key, calendar=own)) if on else others}
        return replace(department, hours=hours.week_text(own.week) if on else "")

    def _calendar(self, department: Department) -> Calendar:
        return self.view.policy.hours_of(department.key)

    def _spans(self, day: int, department: Department) -> str:
        return hours.spans_text(self._calendar(department).week[day])

    def _set_spans(self, day: int, department: Department, text: str) -> Department:
        calendar = self._calendar(department)
        week = tuple(hours.spans(text) if n == day else spans for n, spans in enumerate(calendar.week))
        made = replace(calendar, week=week)
        rows = (
            Hours(department=h.department, calendar=made) if h.department == department.key else h
            for h in self.view.policy.hours
        )
        self._also = {"hours": tuple(rows)}
        return replace(department, hours=hours.week_text(week))

    _also: dict[str, object] = {}  # noqa: RUF012 - replaced, never changed
    """What of the policy changes with the department that is about to be changed."""

    def change(self, item: Department, what: str) -> None:
        """The department, and what the policy says of it, in one step."""
        also, self._also = self._also, {}
        if not also:
            super().change(item, what)
            return
        made = tuple(item if d.key == self._chosen else d for d in self.view.directory.departments)
        directory = replace(self.view.directory, departments=made)
        self.view.edit(f"{what}:{self._chosen}" if what else "", directory, **also)
