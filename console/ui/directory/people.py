"""People and departments in the editor."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from PySide6.QtWidgets import QLayout

from console import hours
from console.ui.directory.forms import list_of, named, with_field, words_of
from console.ui.directory.section import ListSection
from console.ui.directory.view import View, fresh_key
from console.ui.directory.words import ROLES
from console.ui.widgets.labels import Label
from console.ui.widgets.layout import column, row
from store.calendar import Calendar
from store.directory import Department, Person
from store.policy import Hours


def moment(text: str) -> datetime | None:
    """``2026-12-01`` or ``2026-12-01 08:00`` where the person sits, as UTC; None for nothing; ValueError."""
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text.replace(" ", "T"))
    except ValueError as error:
        raise ValueError(f"“{text}” is no date: write 2026-12-01 or 2026-12-01 08:00.") from error
    return found.astimezone(UTC)  # without a zone it is the person's own


def moment_text(at: datetime | None) -> str:
    """What :func:`moment` reads."""
    if at is None:
        return ""
    local = at.astimezone()
    return local.strftime("%Y-%m-%d" if (local.hour, local.minute) == (0, 0) else "%Y-%m-%d %H:%M")


class PeopleSection(ListSection[Person]):
    """Everybody."""

    name = "policy.people"
    kinds = ("person",)

    def heading(self) -> str:
        """Of the list."""
        return self.tr("People")

    def empty(self) -> str:
        """Nobody."""
        return self.tr("Nobody is in the directory yet. Add the first person.")

    def items(self, view: View) -> Sequence[Person]:
        """By name."""
        return sorted(view.directory.people, key=lambda p: (p.name.casefold(), p.key))

    def put_items(self, view: View, items: tuple[Person, ...], what: str) -> None:
        """In the order of the directory; who is new comes last."""
        made = {p.key: p for p in items}
        before = [p.key for p in view.directory.people]
        kept = [made.pop(key) for key in before if key in made]
        view.edit_directory(what, people=(*kept, *made.values()))

    def key(self, item: Person) -> str:
        """Short and stable."""
        return item.key

    def line(self, view: View, item: Person) -> tuple[str, str]:
        """Name; level, role, department."""
        department = view.directory.department(item.department)
        parts = (f"L{item.level}", view.words.role(item.role), department.name if department else "")
        return item.name or item.key, " · ".join(t for t in parts if t)

    def fresh(self, view: View) -> Person | None:
        """Somebody."""
        key = fresh_key({p.key for p in view.directory.people}, "person")
        return Person(key=key, name=self.tr("New person"))

    def form(self) -> QLayout:
        """Who they are, what they can, and whether they are there."""
        text = self.text
        levels = [(str(n), f"L{n}") for n in range(4)]
        self._key = text("key", self.tr("Key"), lambda p: p.key, self._rename, hint=self.tr("as they log in"))
        names = row(
            (text("name", self.tr("Name"), lambda p: p.name, named(self.tr("A name is needed."))), 3),
            (self._key, 2),
            gap=14,
        )
        where = row(
            (self.pick("role", self.tr("Role"), self._roles, lambda p: p.role, with_field("role")), 1),
            (
                self.pick(
                    "level",
                    self.tr("Level"),
                    lambda: levels,
                    lambda p: str(p.level),
                    lambda p, t: replace(p, level=int(t)),
                ),
                1,
            ),
            (
                self.pick(
                    "department",
                    self.tr("Department"),
                    self._departments,
                    lambda p: p.department,
                    with_field("department"),
                ),
                1,
            ),
            gap=14,
        )
        reach = row(
            (text("extension", self.tr("Extension"), lambda p: p.extension, self._extension), 1),
            (text("email", self.tr("E-mail"), lambda p: p.email, self._email), 2),
            gap=14,
        )
        skills = row(
            (
                text(
                    "skills",
                    self.tr("Skills"),
                    lambda p: words_of(p.skills),
                    lambda p, t: replace(p, skills=list_of(t)),
                    hint=self.tr("between commas"),
                ),
                2,
            ),
            (
                text(
                    "languages",
                    self.tr("Languages"),
                    lambda p: words_of(p.languages),
                    lambda p, t: replace(p, languages=list_of(t)),
                    hint="en, pt-BR",
                ),
                1,
            ),
            gap=14,
        )
        absence = row(
            (
                text(
                    "absent_until",
                    self.tr("Absent until"),
                    lambda p: moment_text(p.back_at),
                    self._absent,
                    placeholder="2026-12-01",
                ),
                1,
            ),
            (
                self.pick(
                    "deputy", self.tr("Deputy"), self._colleagues, lambda p: p.deputy, with_field("deputy")
                ),
                1,
            ),
            gap=14,
        )
        on_call = self.switch(
            "on_call",
            self.tr("On call outside the hours"),
            lambda p: p.on_call,
            lambda p, on: replace(p, on_call=on),
        )
        return column(names, where, reach, skills, absence, row(on_call, None), gap=14)

    def shown(self, view: View, item: Person) -> None:
        """The key of somebody who is in the store already is what others know them by."""
        known = any(p.key == item.key for p in view.draft.base_directory.people)
        self._key.inside.setEnabled(not known)

    def _roles(self) -> list[tuple[str, str]]:
        return [(code, self.view.words.role(code)) for code in ROLES]

    def _departments(self) -> list[tuple[str, str]]:
        return [("", "–"), *((d.key, d.name) for d in self.view.directory.departments)]

    def _colleagues(self) -> list[tuple[str, str]]:
        others = [(p.key, p.name) for p in self.items(self.view) if p.key != self._chosen]
        return [("", self.tr("nobody")), *others]

    def _rename(self, person: Person, key: str) -> Person:
        taken = {p.key for p in self.view.directory.people if p.key != person.key}
        return replace(person, key=_checked_key(key, taken))

    def _extension(self, person: Person, text: str) -> Person:
        if text and not (text.isascii() and text.isdigit() and 2 <= len(text) <= 6):  # noqa: PLR2004
            raise ValueError(self.tr("An extension has 2 to 6 digits."))
        if text and any(p.extension == text and p.key != person.key for p in self.view.directory.people):
            raise ValueError(self.tr("Somebody else has this extension."))
        return replace(person, extension=text)

    def _email(self, person: Person, text: str) -> Person:
        if text and ("@" not in text.strip("@") or " " in text):
            raise ValueError(self.tr("This is no e-mail address."))
        return replace(person, email=text)

    def _absent(self, person: Person, text: str) -> Person:
        at = moment(text)
        return replace(person, absent_until=at.isoformat() if at is not None else "")


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
            for n, name in enumerate(self._day_names())
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

    def _day_names(self) -> list[str]:
        return [
            self.tr("Monday"),
            self.tr("Tuesday"),
            self.tr("Wednesday"),
            self.tr("Thursday"),
            self.tr("Friday"),
            self.tr("Saturday"),
            self.tr("Sunday"),
        ]

    def shown(self, view: View, item: Department) -> None:
        """The key of one that is in the store stays; hours can be typed where there are some."""
        known = any(d.key == item.key for d in view.draft.base_directory.departments)
        self._key.inside.setEnabled(not known)
        own = self._has_hours(item)
        for day in self._days:
            day.setVisible(own)

    def _rename(self, department: Department, key: str) -> Department:
        taken = {d.key for d in self.view.directory.departments if d.key != department.key}
        return replace(department, key=_checked_key(key, taken))

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


def _checked_key(key: str, taken: set[str]) -> str:
    """A key that others may know somebody by. ValueError."""
    allowed = key.isascii() and key == key.lower() and all(c.isalnum() or c in "._-" for c in key)
    if not key or not allowed or not key[0].isalnum() or len(key) > 64:  # noqa: PLR2004
        raise ValueError("A short name: a-z, 0-9, dot, _ and -.")
    if key in taken:
        raise ValueError(f"“{key}” is taken.")
    return key
