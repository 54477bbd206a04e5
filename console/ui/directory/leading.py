"""Levels, paths, rules and reasons in the editor: how a case is led."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from PySide6.QtWidgets import QLayout, QWidget

from console import hours
from console.ui.directory.forms import list_of, named, whole, with_field, words_of
from console.ui.directory.people import moment, moment_text
from console.ui.directory.section import ListSection
from console.ui.directory.view import View, fresh_key
from console.ui.directory.words import SLA_STATES, TRIGGERS, categories
from console.ui.widgets.buttons import Button
from console.ui.widgets.fields import Choice, LineField
from console.ui.widgets.labels import Icon, Label
from console.ui.widgets.layout import column, hairline, row
from console.ui.widgets.rows import Rows
from store.directory import Level
from store.escalation import Kind
from store.policy import USUAL_REASONS, Authority, Criteria, Path, PathStep, ReasonWord, Ref, Rule
from store.ticket import Severity

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


class RulesSection(ListSection[Rule]):
    """Criteria, and where a case goes for which they hold."""

    name = "policy.rules"
    kinds = ("rule",)

    def heading(self) -> str:
        """Of the list."""
        return self.tr("Rules")

    def empty(self) -> str:
        """None."""
        return self.tr("There is no rule yet: nobody is advised. Add one.")

    def items(self, view: View) -> Sequence[Rule]:
        """As they are followed."""
        return sorted(view.policy.rules, key=lambda r: (r.rank, r.key))

    def put_items(self, view: View, items: tuple[Rule, ...], what: str) -> None:
        """These."""
        view.edit(what, rules=items)

    def key(self, item: Rule) -> str:
        """Its key."""
        return item.key

    def line(self, view: View, item: Rule) -> tuple[str, str]:
        """Rank and name; the criteria."""
        off = "" if item.enabled else self.tr("off") + " · "
        return f"{item.rank}  {item.name or item.key}", off + view.words.criteria(item.criteria, view.policy)

    def fresh(self, view: View) -> Rule | None:
        """After all others, by the first path."""
        key = fresh_key({r.key for r in view.policy.rules}, "rule")
        rank = max((r.rank for r in view.policy.rules), default=0) + 10
        path = view.policy.paths[0].key if view.policy.paths else ""
        return Rule(key=key, name=self.tr("New rule"), rank=rank, path=path)

    def form(self) -> QLayout:
        """What it leads to, and when."""
        text, pick = self.text, self.pick
        kinds = [(k.value, "") for k in Kind]
        names = row(
            (text("name", self.tr("Name"), lambda r: r.name, named(self.tr("A name is needed."))), 3),
            (text("rank", self.tr("Rank"), lambda r: str(r.rank), self._rank, hint=self.tr("low first")), 1),
            gap=14,
        )
        leads = row(
            (pick("path", self.tr("Path"), self._paths, lambda r: r.path, with_field("path")), 3),
            (
                pick(
                    "kind",
                    self.tr("Kind"),
                    lambda: [(k, self.view.words.words.kind(k)) for k, _ in kinds],
                    lambda r: r.kind.value,
                    lambda r, t: replace(r, kind=Kind(t)),
                ),
                2,
            ),
            (text("hops", self.tr("Hops at most"), lambda r: str(r.hops), self._hops), 1),
            gap=14,
        )
        dates = row(
            (
                text(
                    "valid_from",
                    self.tr("From"),
                    lambda r: moment_text(r.valid_from),
                    lambda r, t: replace(r, valid_from=moment(t)),
                    placeholder=self.tr("at once"),
                ),
                1,
            ),
            (
                text(
                    "valid_until",
                    self.tr("Until"),
                    lambda r: moment_text(r.valid_until),
                    lambda r, t: replace(r, valid_until=moment(t)),
                    placeholder=self.tr("for good"),
                ),
                1,
            ),
            (column(18, self.switch("enabled", self.tr("On"), lambda r: r.enabled, _set_enabled), None), 1),
            gap=14,
        )
        return column(names, leads, dates, hairline(), *self._criteria(), gap=14)

    def _criteria(self) -> list[QWidget | QLayout]:
        """All of them must hold; an empty one holds for every case."""
        hint = self.tr("A case must meet all of these; what is left empty is met by every case.")
        return [
            column(Label(self.tr("Criteria"), "title"), Label(hint, "meta", wrap=True), gap=2),
            self._set("categories", self.tr("Category"), lambda: categories(self.view.words.words)),
            self._set("severities", self.tr("Severity"), self._severities),
            self._set("reasons", self.tr("Reason"), self._reasons),
            self._set(
                "triggers", self.tr("Set off by"), lambda: [(c, self.view.words.trigger(c)) for c in TRIGGERS]
            ),
            self._set(
                "sla_states", self.tr("Promise"), lambda: [(c, self.view.words.sla(c)) for c in SLA_STATES]
            ),
            row(
                (self._list("tiers", self.tr("Tier of the customer"), self.tr("between commas")), 1),
                (self._list("languages", self.tr("Language of the customer"), "en, pt"), 1),
                gap=14,
            ),
            row(
                (self._least("min_value_cents", self.tr("Customer's value from"), 100), 1),
                (self._least("min_contacts", self.tr("Earlier contacts from")), 1),
                gap=14,
            ),
            row(
                (self._least("min_impact", self.tr("People or sites down from")), 1),
                (
                    self.pick(
                        "in_hours",
                        self.tr("Hours"),
                        lambda: [
                            ("", self.tr("any")),
                            ("in", self.tr("within")),
                            ("out", self.tr("outside")),
                        ],
                        lambda r: {None: "", True: "in", False: "out"}[r.criteria.in_hours],
                        lambda r, t: _with(r, in_hours={"": None, "in": True, "out": False}[t]),
                    ),
                    1,
                ),
                gap=14,
            ),
        ]

    def _set(self, field: str, label: str, options: object) -> QWidget:
        def read(rule: Rule) -> frozenset[str]:
            return frozenset(str(v) for v in getattr(rule.criteria, field))

        def write(rule: Rule, codes: frozenset[str]) -> Rule:
            values = frozenset(Severity(c) for c in codes) if field == "severities" else codes
            return _with(rule, **{field: values})

        return self.many(field, label, options, read, write)  # type: ignore[arg-type]

    def _list(self, field: str, label: str, hint: str) -> QWidget:
        return self.text(
            field,
            label,
            lambda r: words_of(sorted(getattr(r.criteria, field))),
            lambda r, t: _with(r, **{field: frozenset(list_of(t))}),
            hint=hint,
        )

    def _least(self, field: str, label: str, unit: int = 1) -> QWidget:
        sentence = self.tr("A whole number, please.")

        def read(rule: Rule) -> str:
            value = getattr(rule.criteria, field)
            return "" if value is None else str(value // unit)

        def write(rule: Rule, text: str) -> Rule:
            found = whole(text, sentence)
            return _with(rule, **{field: None if found is None else found * unit})

        return self.text(field, label, read, write)

    def _severities(self) -> list[tuple[str, str]]:
        return [(s.value, self.view.words.words.severity(s)) for s in Severity]

    def _reasons(self) -> list[tuple[str, str]]:
        return [(r.key, self.view.words.reason(r)) for r in self.view.policy.reasons if r.active]

    def _paths(self) -> list[tuple[str, str]]:
        return [("", "–"), *((p.key, p.name) for p in self.view.policy.paths)]

    def _rank(self, rule: Rule, text: str) -> Rule:
        found = whole(text, self.tr("A whole number, please."))
        if found is None:
            raise ValueError(self.tr("A whole number, please."))
        return replace(rule, rank=found)

    def _hops(self, rule: Rule, text: str) -> Rule:
        found = whole(text, self.tr("One hop at least."), 1)
        if found is None:
            raise ValueError(self.tr("One hop at least."))
        return replace(rule, hops=found)


def _set_enabled(rule: Rule, on: bool) -> Rule:  # noqa: FBT001 - see SwitchBound
    return replace(rule, enabled=on)


def _with(rule: Rule, **criteria: object) -> Rule:
    made: Criteria = replace(rule.criteria, **criteria)  # type: ignore[arg-type]
    return replace(rule, criteria=made)


class ReasonsSection(ListSection[ReasonWord]):
    """Added, renamed, switched off; never removed, since the past speaks of them."""

    name = "policy.reasons"
    kinds = ("reason",)
    ordered = True

    def heading(self) -> str:
        """Of the list."""
        return self.tr("Reasons")

    def empty(self) -> str:
        """None."""
        return self.tr("There is no reason yet.")

    def items(self, view: View) -> Sequence[ReasonWord]:
        """In their order."""
        return view.policy.reasons

    def put_items(self, view: View, items: tuple[ReasonWord, ...], what: str) -> None:
        """These."""
        view.edit(what, reasons=items)

    def key(self, item: ReasonWord) -> str:
        """Its key."""
        return item.key

    def line(self, view: View, item: ReasonWord) -> tuple[str, str]:
        """Its name; whether it can be given."""
        return view.words.reason(item), "" if item.active else self.tr("switched off")

    def fresh(self, view: View) -> ReasonWord | None:
        """One."""
        taken = {r.key for r in view.policy.reasons} | {r.key for r in USUAL_REASONS}
        return ReasonWord(key=fresh_key(taken, "reason"), name=self.tr("New reason"))

    def form(self) -> QLayout:
        """Name, and what it usually asks for."""
        return column(
            self.text(
                "name",
                self.tr("Name"),
                lambda r: r.name or self.view.words.reason(r),
                named(self.tr("A name is needed.")),
            ),
            self.pick(
                "kind",
                self.tr("Usually asks for"),
                lambda: [
                    ("", self.tr("either")),
                    *((k.value, self.view.words.words.kind(k)) for k in Kind),
                ],
                lambda r: r.kind.value if r.kind else "",
                lambda r, t: replace(r, kind=Kind(t) if t else None),
            ),
            row(
                self.switch(
                    "active", self.tr("Can be given"), lambda r: r.active, lambda r, on: replace(r, active=on)
                ),
                None,
            ),
            Label(
                self.tr(
                    "A reason is switched off, never removed: escalations of the past were made with it."
                ),
                "meta",
                wrap=True,
            ),
            gap=14,
        )

    def remove(self) -> None:
        """A reason that is saved is switched off instead."""
        item = self.item
        if item is None:
            return
        if any(r.key == item.key for r in self.view.draft.base_policy.reasons):
            self.change(replace(item, active=False), "")
        else:
            super().remove()
