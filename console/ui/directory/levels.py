"""Levels in the editor: what they know, what they may decide, who owns them (R12)."""

from collections.abc import Sequence

from PySide6.QtWidgets import QLayout

from console.ui.directory.forms import list_of, named, with_field, words_of
from console.ui.directory.section import ListSection
from console.ui.directory.view import View
from console.ui.widgets.labels import Label
from console.ui.widgets.layout import column, row
from store.directory import Level
from store.policy import Authority
from store.values import replace

_MOST_LEVELS = 4


class LevelsSection(ListSection[Level]):
    """L0 to L3: what they know, what they may decide, and who owns them."""

    name = "policy.levels"
    kinds = ("level", "authority")

    def heading(self) -> str:
        """Of the list."""
        return self.tr("Levels")

    def empty(self) -> str:
        """None."""
        return self.tr("There are no levels yet. Add L1, the first line.")

    def items(self, view: View) -> Sequence[Level]:
        """By number."""
        return sorted(view.directory.levels, key=lambda level: level.number)

    def put_items(self, view: View, items: tuple[Level, ...], what: str) -> None:
        """These, and what they may."""
        also, self._authority = self._authority, None
        directory = replace(view.directory, levels=items)
        if also is None:
            view.edit(what, directory)
            return
        others = [a for a in view.policy.authorities if a.level != also.level]
        made = tuple(sorted([*others, also], key=lambda a: a.level))
        view.edit(what, directory, authorities=made)

    def key(self, item: Level) -> str:
        """Its number."""
        return str(item.number)

    def line(self, view: View, item: Level) -> tuple[str, str]:
        """Number and name; how many own it."""
        owners = sum(p.level == item.number for p in view.directory.people)
        return f"L{item.number} {item.name}", view.words.count(
            owners, self.tr("{n} owner"), self.tr("{n} owners")
        )

    def fresh(self, view: View) -> Level | None:
        """The lowest that is missing."""
        taken = {level.number for level in view.directory.levels}
        free = [n for n in (1, 2, 3, 0) if n not in taken]
        return Level(number=free[0], name=self.tr("New level")) if free else None

    def form(self) -> QLayout:
        """Competence and authority."""
        text = self.text
        self._owners = Label("", "", wrap=True, name=f"{self.name}.owners")
        return column(
            text("name", self.tr("Name"), lambda v: v.name, named(self.tr("A name is needed."))),
            text(
                "competence", self.tr("Competence"), lambda v: v.competence, with_field("competence"), lines=2
            ),
            text(
                "authority",
                self.tr("Authority, in words"),
                lambda v: v.authority,
                with_field("authority"),
                lines=2,
            ),
            row(
                (text("credit", self.tr("May credit up to"), self._credit, self._set_credit), 2),
                (text("currency", self.tr("Currency"), self._currency, self._set_currency), 1),
                gap=14,
            ),
            text("may", self.tr("May decide"), self._may, self._set_may, hint=self.tr("between commas")),
            column(Label(self.tr("Owned by"), "metab"), self._owners, gap=5),
            gap=14,
        )

    def shown(self, view: View, item: Level) -> None:
        """Whoever is of this level owns it."""
        names = sorted(p.name for p in view.directory.people if p.level == item.number)
        self._owners.put(", ".join(names) or self.tr("Nobody. Give somebody this level among the people."))

    _authority: Authority | None = None
    """What changes with the level that is about to be changed."""

    def _of(self, level: Level) -> Authority:
        return self.view.policy.authority(level.number)

    def _credit(self, level: Level) -> str:
        cents = self._of(level).credit_cents
        return f"{cents // 100}" if cents % 100 == 0 else f"{cents / 100:.2f}"

    def _set_credit(self, level: Level, text: str) -> Level:
        plain = text.replace(",", ".").replace(" ", "") or "0"
        try:
            cents = round(float(plain) * 100)
        except (ValueError, OverflowError) as error:
            raise ValueError(self.tr("An amount, please: 250 or 99.50.")) from error
        if not 0 <= cents < 10**12:
            raise ValueError(self.tr("An amount, please: 250 or 99.50."))
        self._authority = replace(self._of(level), credit_cents=cents)
        return level

    def _currency(self, level: Level) -> str:
        return self._of(level).currency

    def _set_currency(self, level: Level, text: str) -> Level:
        code = text.upper()
        if not (len(code) == 3 and code.isascii() and code.isalpha()):  # noqa: PLR2004 - ISO 4217
            raise ValueError(self.tr("Three letters, such as EUR."))
        self._authority = replace(self._of(level), currency=code)
        return level

    def _may(self, level: Level) -> str:
        return words_of(sorted(self._of(level).may))

    def _set_may(self, level: Level, text: str) -> Level:
        self._authority = replace(self._of(level), may=frozenset(list_of(text)))
        return level
