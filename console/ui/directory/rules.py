"""Rules in the editor: criteria, and where a case goes for which they hold (R17)."""

from collections.abc import Sequence

from PySide6.QtWidgets import QLayout, QWidget

from console.ui.directory.forms import list_of, named, whole, with_field, words_of
from console.ui.directory.moments import moment, moment_text
from console.ui.directory.section import ListSection
from console.ui.directory.view import View, fresh_key
from console.ui.directory.words import SLA_STATES, TRIGGERS, categories
from console.ui.widgets.labels import Label
from console.ui.widgets.layout import column, hairline, row
from store.escalation import Kind
from store.policy import Criteria, Rule
from store.ticket import Severity
from store.values import replace

_MOST_LEVELS = 4


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
