"""People in the editor."""

from collections.abc import Sequence

from PySide6.QtWidgets import QLayout

from console.ui.directory.forms import list_of, named, with_field, words_of
from console.ui.directory.moments import checked_key, moment, moment_text
from console.ui.directory.section import ListSection
from console.ui.directory.view import View, fresh_key
from console.ui.directory.words import ROLES
from console.ui.widgets.layout import column, row
from store.directory import Person
from store.values import replace


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
        return replace(person, key=checked_key(key, taken))

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
