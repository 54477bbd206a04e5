"""The calendar of the center, and what holds for all of it, in the editor."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

from PySide6.QtWidgets import QLayout, QWidget

from console import hours
from console.ui.directory.forms import (
    Bound,
    ManyBound,
    TextBound,
    whole,
)
from console.ui.directory.section import Findings
from console.ui.directory.view import View
from console.ui.directory.week import day_names
from console.ui.widgets.labels import Label
from console.ui.widgets.layout import Scroller, card, column, row, wrap
from store.calendar import Calendar, OwnDay
from store.policy import Policy
from store.update import Occasion
from store.values import replace


class CenterSection(QWidget):
    """The calendar of the center, and what holds for all of it."""

    name = "policy.center"

    def __init__(self) -> None:
        super().__init__()
        self._view: View | None = None
        self._bounds: list[Bound] = []
        self._findings = Findings(f"{self.name}.findings")
        self._days = [
            self._text(f"day{n}", name, partial(_spans, n), partial(_set_spans, n), placeholder="–")
            for n, name in enumerate(day_names())
        ]
        left = card(Label(self.tr("Calendar"), "title"), self._findings, *self._calendar_form(), None, gap=14)
        right = card(Label(self.tr("For the whole center"), "title"), *self._rest(), None, gap=14)
        both = row((left, 3), (right, 2), gap=14)
        self.setLayout(column((Scroller(wrap(both), f"{self.name}.scroll"), 1), gap=0))

    def _calendar_form(self) -> list[QWidget | QLayout]:
        place = row(
            (
                self._text(
                    "time_zone", self.tr("Time zone"), lambda p: p.calendar.time_zone, _of("time_zone")
                ),
                2,
            ),
            (
                self._text(
                    "country",
                    self.tr("Holidays of"),
                    lambda p: p.calendar.country,
                    lambda p, t: _calendar(p, country=t.upper()),
                    hint="GB, DE",
                ),
                1,
            ),
            (
                self._text(
                    "region", self.tr("Region"), lambda p: p.calendar.region, _of("region"), hint="ENG"
                ),
                1,
            ),
            gap=14,
        )
        own = self._text(
            "own_days",
            self.tr("Days of our own"),
            _own_days,
            _set_own_days,
            lines=4,
            hint=self.tr("2026-12-24 09:00-12:00, or closed"),
        )
        return [
            place,
            row(*((d, 1) for d in self._days[:4]), gap=10),
            row(*((d, 1) for d in self._days[4:]), (column(gap=0), 1), gap=10),
            own,
        ]

    def _rest(self) -> list[QWidget | QLayout]:
        number = self.tr("A whole number, please.")
        return [
            self._text(
                "warn_share",
                self.tr("A promise warns when this much of its time is used"),
                lambda p: f"{p.sla.warn_share * 100:g}",
                partial(_set_share, self.tr("A percentage from 1 to 99, please.")),
                hint="%",
            ),
            self._text(
                "ring_each",
                self.tr("Ring each candidate for"),
                lambda p: "" if p.ring_each is None else f"{p.ring_each.total_seconds():g}",
                lambda p, t: replace(p, ring_each=_seconds(t, number)),
                hint=self.tr("seconds; empty: the agent goes on"),
            ),
            self._keep(
                ManyBound[Policy](
                    self,
                    f"{self.name}.tells",
                    self.tr("Customers are told by themselves when"),
                    self._occasions,
                    lambda p: frozenset(str(o) for o in p.tells),
                    lambda p, codes: replace(p, tells=frozenset(Occasion(c) for c in codes)),
                )
            ),
            Label(self.tr("An escalation is proposed before anyone complains after"), "metab", wrap=True),
            row(
                (self._sign("tickets", self.tr("Tickets of one cause"), number), 1),
                (
                    self._text(
                        "within",
                        self.tr("Within"),
                        lambda p: hours.duration_text(p.signs.within),
                        lambda p, t: replace(
                            p, signs=replace(p.signs, within=hours.duration(t) or timedelta(hours=1))
                        ),
                    ),
                    1,
                ),
                gap=14,
            ),
            row(
                (self._sign("at_risk", self.tr("Signs of leaving"), number), 1),
                (self._sign("risk_days", self.tr("Within days"), number), 1),
                gap=14,
            ),
        ]

    def _sign(self, field: str, label: str, sentence: str) -> QWidget:
        def write(policy: Policy, text: str) -> Policy:
            found = whole(text, sentence, 1)
            if found is None:
                raise ValueError(sentence)
            return replace(policy, signs=replace(policy.signs, **{field: found}))  # type: ignore[arg-type]

        return self._text(field, label, lambda p: str(getattr(p.signs, field)), write)

    def _occasions(self) -> list[tuple[str, str]]:
        words = self._view.words if self._view is not None else None
        codes = [o.value for o in Occasion if o is not Occasion.COMPOSED]
        return [(c, words.occasion(c) if words else c) for c in codes]

    def _text(
        self,
        field: str,
        label: str,
        read: Callable[[Policy], str],
        write: Callable[[Policy, str], Policy],
        **more: Any,
    ) -> TextBound[Policy]:
        made = TextBound[Policy](self, f"{self.name}.{field}", label, read, write, **more)
        self._bounds.append(made)
        return made

    def _keep(self, bound: Any) -> Any:
        self._bounds.append(bound)
        return bound

    @property
    def item(self) -> Policy | None:
        """The policy."""
        return self._view.policy if self._view is not None else None

    def change(self, item: Policy, what: str) -> None:
        """It is to be this."""
        if self._view is not None:
            names = ("calendar", "sla", "ring_each", "tells", "signs")
            self._view.edit(what, **{name: getattr(item, name) for name in names})

    def put(self, view: View) -> None:
        """Show this state."""
        self._view = view
        for bound in self._bounds:
            bound.put(view.policy, "")
        found = [f for f in view.findings if f.where in {"calendar", "sla"}]
        self._findings.put(view, found)


def _calendar(policy: Policy, **values: Any) -> Policy:
    """Promises and paths run in one calendar."""
    made = replace(policy.calendar, **values)
    return replace(policy, calendar=made, sla=replace(policy.sla, calendar=made))


def _of(field: str) -> Callable[[Policy, str], Policy]:
    return lambda policy, text: _calendar(policy, **{field: text})


def _spans(day: int, policy: Policy) -> str:
    return hours.spans_text(policy.calendar.week[day])


def _set_spans(day: int, policy: Policy, text: str) -> Policy:
    week = tuple(hours.spans(text) if n == day else old for n, old in enumerate(policy.calendar.week))
    return _calendar(policy, week=week)


def _own_days(policy: Policy) -> str:
    calendar: Calendar = policy.calendar
    return "\n".join(f"{own.day} {hours.spans_text(own.spans) or 'closed'}" for own in calendar.own_days)


def _set_own_days(policy: Policy, text: str) -> Policy:
    found = {}
    for line in text.splitlines():
        if line.strip():
            word, _, rest = line.strip().partition(" ")
            try:
                day = date.fromisoformat(word)
            except ValueError as error:
                raise ValueError(f"“{word}” is no date: write 2026-12-24.") from error
            found[day] = OwnDay(day, hours.spans(rest))
    return _calendar(policy, own_days=tuple(found[day] for day in sorted(found)))


def _set_share(sentence: str, policy: Policy, text: str) -> Policy:
    try:
        share = float(text.rstrip("% ").replace(",", ".")) / 100
    except ValueError as error:
        raise ValueError(sentence) from error
    if not 0.01 <= share <= 0.99:  # noqa: PLR2004 - see the sentence
        raise ValueError(sentence)
    return replace(policy, sla=replace(policy.sla, warn_share=round(share, 4)))


def _seconds(text: str, sentence: str) -> timedelta | None:
    found = whole(text, sentence, 1)
    return None if found is None else timedelta(seconds=found)
