"""The policy in words: what is wrong with it, what was changed, and its codes. Used by the editor."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from PySide6.QtCore import QObject

from console import hours
from console.desk.drafting import PolicyDraft
from console.ui import format as fmt
from console.ui.words import Words
from store.calendar import Calendar
from store.coaching import MOST, PERCENT, SECONDS
from store.directory import Directory
from store.escalation import Kind
from store.merging import Clash, Difference
from store.policy import Criteria, Path, PathStep, Policy, ReasonWord, Ref, RefKind
from store.policy_checks import Finding
from store.sla import ClockKind
from store.ticket import CATEGORIES
from store.trial import Tried, Verdict

ROLES = ("agent", "senior_agent", "supervisor", "escalation_manager", "trainer", "administrator", "bot")
TRIGGERS = ("agent", "customer", "sla", "pattern", "reopened", "bot", "ivr")
SLA_STATES = ("running", "warned", "breached", "paused")


class EditorWords(QObject):
    """One for the editor."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self.words = words
        self._roles = {
            "agent": self.tr("Agent"),
            "senior_agent": self.tr("Senior agent"),
            "supervisor": self.tr("Supervisor"),
            "escalation_manager": self.tr("Escalation manager"),
            "trainer": self.tr("Trainer"),
            "administrator": self.tr("Administrator"),
            "bot": self.tr("Bot"),
        }
        self._triggers = {
            "agent": self.tr("The agent's key"),
            "customer": self.tr("The customer demands a manager"),
            "sla": self.tr("A broken promise"),
            "pattern": self.tr("A pattern was found"),
            "reopened": self.tr("The ticket was reopened"),
            "bot": self.tr("A bot failed"),
            "ivr": self.tr("The voice menu failed"),
        }
        self._sla = {
            "running": self.tr("in time"),
            "warned": self.tr("at risk"),
            "breached": self.tr("broken"),
            "paused": self.tr("waits for the customer"),
        }
        self._occasions = {
            "escalated": self.tr("it is escalated"),
            "accepted": self.tr("it is accepted"),
            "next_update": self.tr("the next update is due"),
            "resolved": self.tr("it is resolved"),
            "survey": self.tr("it is closed (survey)"),
        }
        self._clocks = {
            "first_response": self.tr("First answer"),
            "next_update": self.tr("Next update"),
            "resolution": self.tr("Resolution"),
        }
        self._things = {
            "rule": self.tr("Rule"),
            "path": self.tr("Path"),
            "reason": self.tr("Reason"),
            "authority": self.tr("Authority of level"),
            "hours": self.tr("Hours of"),
            "step": self.tr("Call step"),
            "level": self.tr("Level"),
            "department": self.tr("Department"),
            "person": self.tr("Person"),
            "target": self.tr("Promise for"),
            "center": self.tr("Center"),
            "signs": self.tr("Signs for a proactive escalation"),
            "coaching": self.tr("Coaching plans"),
            "conduct": self.tr("Conduct"),
        }
        self._fields = {
            "name": self.tr("name"),
            "rank": self.tr("rank"),
            "criteria": self.tr("criteria"),
            "kind": self.tr("kind"),
            "path": self.tr("path"),
            "hops": self.tr("hops"),
            "enabled": self.tr("on"),
            "valid_from": self.tr("from"),
            "valid_until": self.tr("until"),
            "steps": self.tr("steps"),
            "active": self.tr("in use"),
            "credit_cents": self.tr("credit"),
            "currency": self.tr("currency"),
            "may": self.tr("may decide"),
            "competence": self.tr("competence"),
            "authority": self.tr("authority"),
            "target": self.tr("dialled as"),
            "is_queue": self.tr("queue"),
            "expertise": self.tr("expertise"),
            "languages": self.tr("languages"),
            "hours": self.tr("hours"),
            "role": self.tr("role"),
            "level": self.tr("level"),
            "extension": self.tr("extension"),
            "department": self.tr("department"),
            "skills": self.tr("skills"),
            "absent_until": self.tr("absent until"),
            "deputy": self.tr("deputy"),
            "on_call": self.tr("on call"),
            "email": self.tr("e-mail"),
            "first_response": self.tr("first answer"),
            "next_update": self.tr("next update"),
            "resolution": self.tr("resolution"),
            "warn_share": self.tr("warns at"),
            "calendar": self.tr("calendar"),
            "sla_calendar": self.tr("calendar of the promises"),
            "off_for": self.tr("escalation off for"),
            "tells": self.tr("customers are told when"),
            "tickets": self.tr("tickets of one cause"),
            "within": self.tr("within"),
            "at_risk": self.tr("signs of leaving"),
            "risk_days": self.tr("within days"),
            "below": self.tr("proposed under"),
            "reviews": self.tr("reviews at least"),
            "weeks": self.tr("weeks that count"),
            "talk_low": self.tr("talk ratio from"),
            "talk_high": self.tr("talk ratio up to"),
            "talk_over": self.tr("talk-over at most"),
            "silence": self.tr("longest silence"),
            "hold": self.tr("hold at most"),
            "ring_each": self.tr("rings each candidate for"),
            "required": self.tr("required"),
            "lines": self.tr("lines"),
            "categories": self.tr("categories"),
        }

    # -- single codes

    def role(self, code: str) -> str:
        """Of a person."""
        return self._roles.get(code, code)

    def trigger(self, code: str) -> str:
        """What sets an escalation off."""
        return self._triggers.get(code, code)

    def sla(self, code: str) -> str:
        """How a promise stands."""
        return self._sla.get(code, code)

    def occasion(self, code: str) -> str:
        """When customers are told by themselves."""
        return self._occasions.get(code, code)

    def clock(self, code: str) -> str:
        """Which promise."""
        return self._clocks.get(code, code)

    def reason(self, reason: ReasonWord) -> str:
        """Its own name, or ours."""
        return reason.name or self.words.reason(reason.key)

    def ref(self, ref: Ref, directory: Directory) -> str:
        """``Billing``, ``Selin Kaya``, ``L2 of Network support``."""
        if ref.kind is not RefKind.LEVEL:
            return self.words.colleague(ref.key, directory)
        level = self.tr("L{n}").replace("{n}", ref.key)
        if not ref.department:
            return level
        said = self.tr("{level} of {department}").replace("{level}", level)
        return said.replace("{department}", self.words.colleague(ref.department, directory))

    def step(self, step: PathStep, directory: Directory) -> str:
        """``Billing, 2 h``."""
        name = self.ref(step.target, directory)
        return name if step.after is None else f"{name} ({hours.duration_text(step.after)})"

    def way(self, path: Path, directory: Directory) -> str:
        """``Billing (2 h) → L3``."""
        return " → ".join(self.step(s, directory) for s in path.steps)

    def time(self, at: datetime | None, now: datetime) -> str:
        """``21 Nov, 14:02``; "" for none."""
        return "" if at is None else f"{fmt.day(at, now, self.words.locale)}, {fmt.clock(at)}"

    @staticmethod
    def count(n: int, one: str, many: str) -> str:
        """``1 change``, ``3 changes``."""
        return (one if n == 1 else many).replace("{n}", str(n))

    # -- criteria

    def criteria(self, criteria: Criteria, policy: Policy) -> str:
        """``Category Billing or Account; severity High``; for none: every case."""
        reasons = {r.key: self.reason(r) for r in policy.reasons}
        parts = [
            self._any(self.tr("category"), criteria.categories, self.words.category),
            self._any(self.tr("severity"), criteria.severities, self.words.severity),
            self._any(self.tr("tier"), criteria.tiers, str),
            self._any(self.tr("reason"), criteria.reasons, lambda c: reasons.get(c, self.words.reason(c))),
            self._any(self.tr("set off by"), criteria.triggers, self.trigger),
            self._any(self.tr("language"), criteria.languages, str),
            self._any(self.tr("promise"), criteria.sla_states, self.sla),
        ]
        if criteria.min_value_cents is not None:
            parts.append(
                self.tr("value from {n}").replace(
                    "{n}", fmt.money(criteria.min_value_cents, "EUR", self.words.locale)
                )
            )
        if criteria.min_contacts is not None:
            parts.append(
                self.count(
                    criteria.min_contacts,
                    self.tr("from {n} earlier contact"),
                    self.tr("from {n} earlier contacts"),
                )
            )
        if criteria.min_impact is not None:
            parts.append(
                self.count(
                    criteria.min_impact,
                    self.tr("from {n} person or site down"),
                    self.tr("from {n} people or sites down"),
                )
            )
        if criteria.in_hours is not None:
            parts.append(self.tr("within the hours") if criteria.in_hours else self.tr("outside the hours"))
        said = "; ".join(p for p in parts if p)
        return said[:1].upper() + said[1:] if said else self.tr("Every case")

    def _any(self, what: str, codes: Iterable[str], word: Any) -> str:
        said = [str(word(code)) for code in sorted(codes)]
        return f"{what} {self.tr(' or ').join(said)}" if said else ""

    # -- what is wrong

    def finding(self, finding: Finding, draft: PolicyDraft) -> str:
        """A sentence with what to do."""
        values = dict(finding.values)
        if "target" in values:
            values["target"] = self.ref(Ref.parse(values["target"]), draft.directory)
        if "rule" in values:
            values["rule"] = next(
                (r.name for r in draft.policy.rules if r.key == values["rule"]), values["rule"]
            )
        if "field" in values:
            values["most"] = str(MOST.get(values["field"], ""))
            values["field"] = self._fields.get(values["field"], values["field"])
        sentences = {
            "twice": self.tr("It is there twice: remove one, or give it another key."),
            "no_steps": self.tr("It leads nowhere: add a step."),
            "unknown_target": self.tr("“{target}” is not in the directory: choose another target."),
            "no_time": self.tr("A time of nothing: give one, or leave it empty."),
            "unused": self.tr("No rule leads to it."),
            "loop": self.tr("It comes back to {target}: a path goes on, never back."),
            "never_moves_on": self.tr("It stays with {target} for ever: say after which time it moves on."),
            "goes_down": self.tr("It goes down again at {target}."),
            "unknown_path": self.tr("Its path is not there: choose one."),
            "no_hops": self.tr("It allows no hop: one at least."),
            "unknown_reason": self.tr("Its reason “{reason}” is switched off or gone."),
            "never_in_force": self.tr("It ends before it begins."),
            "never_first": self.tr("It can never fire: “{rule}” always comes first and leads the same way."),
            "no_owner": self.tr("Nobody owns this level, and a path leads to it."),
            "warn_share": self.tr("The warning comes between 1 and 99 percent."),
            "unknown_zone": self.tr("“{zone}” is no time zone: write one such as Europe/London."),
            "unknown_country": self.tr("No public holidays are known for “{country}”."),
            "never_open": self.tr("It is never open: give it hours."),
            "no_percent": self.tr("“{field}” goes from 0 to 100 percent."),
            "no_count": self.tr("“{field}” goes from 1 to {most}."),
            "low_over_high": self.tr("The talk ratio goes from a smaller share to a greater one."),
            "no_seconds": self.tr("“{field}” goes from 0 to {most} seconds."),
        }
        said = sentences.get(finding.code, finding.code)
        for name, value in values.items():
            said = said.replace("{" + name + "}", value)
        return said

    def place(self, where: str, draft: PolicyDraft) -> str:
        """``Rule Refund``: of what a finding speaks."""
        kind, _, key = where.partition(":")
        return self.thing(kind, key, draft.policy, draft.directory)

    def thing(self, kind: str, key: str, policy: Policy, directory: Directory) -> str:
        """``Rule Refund``, ``Person Selin Kaya``."""
        names = {
            "rule": {r.key: r.name for r in policy.rules},
            "path": {p.key: p.name for p in policy.paths},
            "reason": {r.key: self.reason(r) for r in policy.reasons},
            "step": {s.key: s.name or s.key for s in policy.steps},
        }
        word = self._things.get(kind, "")
        if kind in {"person", "department", "hours"}:
            name = self.words.colleague(key, directory)
        elif kind in {"level", "authority"}:
            name = f"L{key}"
        elif kind == "target":
            name = self.promise(key)
        elif kind in {"signs", "coaching", "conduct"}:
            name = ""
        else:
            name = names.get(kind, {}).get(key, key)
        if kind in {"sla", "calendar"}:
            word = self.tr("Promises") if kind == "sla" else self.tr("Calendar")
        return f"{word} {name}".strip()

    def promise(self, key: str) -> str:
        """``High``, ``High, Gold``."""
        severity, _, tier = key.partition(":")
        return ", ".join(t for t in (self.words.severity(severity), tier) if t)

    # -- what was changed

    def changes(self, found: Iterable[Difference], policy: Policy, directory: Directory) -> list[str]:
        """All of them in words. The calendar of the promises goes with the center's, and is told once."""
        rows = tuple(found)
        both = any(c.field == "calendar" and c.kind == "center" for c in rows)
        said = (c for c in rows if not (both and c.field == "sla_calendar"))
        return [self.difference(c, policy, directory) for c in said]

    def difference(self, change: Difference, policy: Policy, directory: Directory) -> str:
        """``Rule Refund: rank 30 → 20``."""
        place = self.thing(change.kind, change.key, policy, directory)
        if not change.field:
            row = change.before if change.after is None else change.after
            if self._named(row) and change.kind not in {"reason", "level"}:
                place = f"{self._things.get(change.kind, change.kind)} {self._named(row)}"
            return (
                self.tr("{what}: removed").replace("{what}", place)
                if change.after is None
                else self.tr("{what}: new").replace("{what}", place)
            )
        field = self._fields.get(change.field, change.field)
        before = self._of_field(change.field, change.before, policy, directory)
        after = self._of_field(change.field, change.after, policy, directory)
        return f"{place}: {field} {before} → {after}"

    def clash(self, clash: Clash, policy: Policy, directory: Directory) -> tuple[str, str, str]:
        """What it is about, what theirs is, and what mine is."""
        place = self.thing(clash.kind, clash.key, policy, directory)
        field = self._fields.get(clash.field, clash.field)
        if not clash.field:
            removed, changed = self.tr("removed"), self.tr("changed")
            mine = removed if clash.mine is None else changed
            return place, removed if clash.theirs is None else changed, mine
        return (
            f"{place}: {field}",
            self._of_field(clash.field, clash.theirs, policy, directory),
            self._of_field(clash.field, clash.mine, policy, directory),
        )

    def _of_field(self, field: str, value: Any, policy: Policy, directory: Directory) -> str:
        """A number with its unit, where its field has one."""
        return self.amount(field, value) or self.value(value, policy, directory)

    def amount(self, field: str, value: Any) -> str:
        """``60 %``, ``20 s`` of a field of coaching or conduct; "" of another."""
        unit = self.tr("{n} %") if field in PERCENT else self.tr("{n} s") if field in SECONDS else ""
        return unit.replace("{n}", f"{value:g}") if unit else ""

    @staticmethod
    def _named(row: Any) -> str:
        return str(getattr(row, "name", ""))

    def value(self, value: Any, policy: Policy, directory: Directory) -> str:
        """Any value of a field."""
        if value is None or value in ("", (), frozenset()):
            return "–"
        ways: tuple[tuple[type, Callable[[Any], str]], ...] = (
            (bool, lambda v: self.tr("yes") if v else self.tr("no")),
            (timedelta, hours.duration_text),
            (datetime, lambda v: v.astimezone().strftime("%Y-%m-%d %H:%M")),
            (Criteria, lambda v: self.criteria(v, policy)),
            (Calendar, self.calendar),
            (Kind, self.words.kind),
            (frozenset, lambda v: ", ".join(sorted(self.words.colleague(str(x), directory) for x in v))),
            (tuple, lambda v: ", ".join(self._part(x, directory) for x in v)),
            (float, lambda v: f"{v:.0%}"),
        )
        return next((say(value) for kind, say in ways if isinstance(value, kind)), str(value))

    def _part(self, value: Any, directory: Directory) -> str:
        if isinstance(value, PathStep):
            return self.step(value, directory)
        return self._named(value) or str(getattr(value, "key", value))

    def calendar(self, calendar: Calendar) -> str:
        """``Europe/London, Mon-Fri 08:00-18:00, holidays of GB``."""
        week = hours.week_text(calendar.week) or self.tr("never open")
        place = "-".join(t for t in (calendar.country, calendar.region) if t)
        days = self.tr("holidays of {place}").replace("{place}", place) if place else ""
        own = self.count(
            len(calendar.own_days), self.tr("{n} day of its own"), self.tr("{n} days of its own")
        )
        parts = (calendar.time_zone, week, days, own if calendar.own_days else "")
        return ", ".join(t for t in parts if t)

    # -- what a trial found

    def tried(self, row: Tried, directory: Directory) -> str:
        """What would have been different."""
        was, would = self.words.colleague(row.was, directory), self.words.colleague(row.would, directory)
        sentences = {
            Verdict.SAME: self.tr("goes to {would}, as it did"),
            Verdict.OTHER: self.tr("goes to {would} instead of {was}"),
            Verdict.NOBODY: self.tr("leads nowhere; it went to {was}"),
            Verdict.CLOSED: self.tr("goes to {would}, where nobody is at work then; it went to {was}"),
            Verdict.OFF: self.tr("is not escalated any more; it went to {was}"),
            Verdict.ADDED: self.tr("escalates by itself to {would}: {why} was broken"),
        }
        said = sentences[row.verdict]
        if row.verdict is Verdict.ADDED and not row.would:
            said = self.tr("breaks its promise ({why}), and leads nowhere")
        if row.sooner is not None:
            said += self.tr("; {time} sooner, since {why} was broken")
            said = said.replace("{time}", hours.duration_text(row.sooner))
        said = said.replace("{would}", would).replace("{was}", was)
        return said.replace("{why}", self.clock(row.why).lower())


def categories(words: Words) -> list[tuple[str, str]]:
    """Codes and words, in their order."""
    return [(code, words.category(code)) for code in CATEGORIES]


def clock_kinds() -> tuple[ClockKind, ...]:
    """In the order in which they are promised."""
    return (ClockKind.FIRST_RESPONSE, ClockKind.NEXT_UPDATE, ClockKind.RESOLUTION)
