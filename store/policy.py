"""The escalation policy of a center, as data that a manager edits: who may what, when a case goes up, and to whom.

A policy is one value with a version. What is made under a version keeps it, so a new one changes nothing that is
under way. :mod:`store.policy_checks` says what is wrong with one before it is saved, :mod:`store.adviser` follows it.
All of it is pure.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from store.calendar import ALWAYS, Calendar
from store.coaching import Coaching, ConductGoals
from store.customer import Customer
from store.escalation import Kind, Reason
from store.sla import Sla
from store.ticket import Severity, Ticket
from store.update import Occasion


class RefKind(StrEnum):
    """What a path may point at."""

    PERSON = "person"
    DEPARTMENT = "department"
    LEVEL = "level"
    """Whoever owns that level, in ``Ref.department`` if one is named."""


class Ref(msgspec.Struct, frozen=True):
    """A target of a path: ``person:selin.kaya``, ``department:billing``, ``level:2``, ``level:2@network``."""

    kind: RefKind
    key: str
    department: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}" + (f"@{self.department}" if self.department else "")

    @classmethod
    def parse(cls, text: str) -> "Ref":
        """Read what :meth:`__str__` writes; ValueError with what is wrong."""
        kind, colon, rest = text.partition(":")
        key, _, department = rest.partition("@")
        if not colon or kind not in {k.value for k in RefKind} or not key:
            raise ValueError(
                f"“{text}” is no target: person:KEY, department:KEY, level:N or level:N@DEPARTMENT"
            )
        if kind != RefKind.LEVEL and department:
            raise ValueError(f"“{text}”: only a level has a department")
        if kind == RefKind.LEVEL and key not in {"0", "1", "2", "3"}:
            raise ValueError(f"“{text}”: the levels are 0 to 3")
        return cls(RefKind(kind), key, department)


class PathStep(msgspec.Struct, frozen=True, kw_only=True):
    """A target, and the business time after which an unsolved case moves on; None: it stays there."""

    target: Ref
    after: timedelta | None = None


class Path(msgspec.Struct, frozen=True, kw_only=True):
    """Targets in order; each is the next owner of what the one before has not solved in time (R20)."""

    key: str
    name: str
    steps: tuple[PathStep, ...]


class Criteria(msgspec.Struct, frozen=True, kw_only=True):
    """All of them must hold; an empty one holds for every case (R17).

    ``min_contacts`` are earlier contacts about the matter, ``min_impact`` people or sites that are down.
    ``in_hours``: True within the center's hours, False outside them.
    """

    categories: frozenset[str] = frozenset()
    severities: frozenset[Severity] = frozenset()
    tiers: frozenset[str] = frozenset()
    reasons: frozenset[str] = frozenset()
    triggers: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    sla_states: frozenset[str] = frozenset()
    min_value_cents: int | None = None
    min_contacts: int | None = None
    min_impact: int | None = None
    in_hours: bool | None = None


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """Of the rules that fit, those of the lowest ``rank`` are followed first. ``hops`` is its budget (R23).

    ``valid_from`` (UTC) is its effective date, ``valid_until`` the end; None: no such bound.
    """

    key: str
    name: str
    rank: int = 100
    criteria: Criteria = msgspec.field(default_factory=Criteria)
    kind: Kind = Kind.FUNCTIONAL
    path: str = ""
    hops: int = 2
    enabled: bool = True
    valid_from: datetime | None = None
    valid_until: datetime | None = None

    def in_force(self, at: datetime) -> bool:
        """Whether it is followed at that time."""
        after = self.valid_from is None or self.valid_from <= at
        return self.enabled and after and (self.valid_until is None or at < self.valid_until)


class Authority(msgspec.Struct, frozen=True, kw_only=True):
    """What a level may decide by itself (R12): credit in the smallest unit of ``currency``, and named decisions."""

    level: int
    credit_cents: int = 0
    currency: str = "EUR"
    may: frozenset[str] = frozenset()


class ReasonWord(msgspec.Struct, frozen=True, kw_only=True):
    """A reason that can be given (R14); a center adds its own. ``kind`` is what it usually asks for."""

    key: str
    name: str = ""
    kind: Kind | None = None
    active: bool = True


USUAL_REASONS = tuple(
    ReasonWord(key=reason.value, kind=kind)
    for reason, kind in (
        (Reason.LACKS_KNOWLEDGE, Kind.FUNCTIONAL),
        (Reason.LACKS_AUTHORITY, Kind.HIERARCHICAL),
        (Reason.CUSTOMER_DEMANDS_MANAGER, Kind.HIERARCHICAL),
        (Reason.OVERLOAD, Kind.FUNCTIONAL),
        (Reason.SLA_EXCEEDED, Kind.HIERARCHICAL),
        (Reason.COMPLEXITY, Kind.FUNCTIONAL),
        (Reason.CUSTOMER_IMPACT, Kind.HIERARCHICAL),
    )
)


class Hours(msgspec.Struct, frozen=True, kw_only=True):
    """When a department works; one without such hours keeps the center's."""

    department: str
    calendar: Calendar


class CallStep(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is asked and captured at the start of a call (R41); ``name`` is the center's word for it.

    Those with the keys of :data:`KNOWN_STEPS` are filled in where the customer is known. ``lines`` (as dialled) and
    ``categories``: only for these; empty is for all. A ``required`` one holds the wrap-up, never the call.
    """

    key: str
    name: str = ""
    required: bool = False
    lines: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()

    def known(self, ticket: Ticket, customer: Customer | None) -> str:
        """What was captured, or is known of the customer anyway; "" if it is missing."""
        told = ticket.captured.get(self.key, "")
        if told or customer is None:
            return told
        number = next((n for n in customer.numbers), "")
        return {"name": customer.name, "number": number, "email": customer.email}.get(self.key, "")

    def asked(self, lines: Iterable[str], category: str) -> bool:
        """Whether it is asked in a case of that category whose calls came by these lines."""
        by_line = not self.lines or bool(self.lines & set(lines))
        return by_line and (not self.categories or category in self.categories)


KNOWN_STEPS = ("name", "number", "email")
USUAL_STEPS = tuple(CallStep(key=key) for key in KNOWN_STEPS)


class Signs(msgspec.Struct, frozen=True, kw_only=True):
    """When an escalation is proposed before anyone complains (R16).

    ``tickets`` open ones with one cause within ``within``; or a customer with ``at_risk`` signs of leaving: demands
    for a manager, low scores, and matters that came up again, within ``risk_days``.
    """

    tickets: int = 10
    within: timedelta = timedelta(hours=1)
    at_risk: int = 3
    risk_days: int = 90


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """Everything at once. ``version`` grows by one a saving; ``calendar`` is the center's, a path's times run in it.

    ``off_for`` are departments whose agents do not escalate (R33). ``ring_each``: a consult that nobody answers goes
    to the next candidate by itself after so long; None: the agent presses a key (R81).
    """

    version: int = 1
    calendar: Calendar = ALWAYS
    sla: Sla = msgspec.field(default_factory=Sla)
    reasons: tuple[ReasonWord, ...] = USUAL_REASONS
    authorities: tuple[Authority, ...] = ()
    paths: tuple[Path, ...] = ()
    rules: tuple[Rule, ...] = ()
    off_for: frozenset[str] = frozenset()
    tells: frozenset[Occasion] = frozenset()
    """The moments at which customers are told by themselves (R29); ``survey``: customer and staff are asked (R31)."""
    hours: tuple[Hours, ...] = ()
    steps: tuple[CallStep, ...] = USUAL_STEPS
    signs: Signs = msgspec.field(default_factory=Signs)
    coaching: Coaching = msgspec.field(default_factory=Coaching)
    conduct: ConductGoals = msgspec.field(default_factory=ConductGoals)
    ring_each: timedelta | None = None

    def missing(
        self, ticket: Ticket, customer: Customer | None, lines: Sequence[str]
    ) -> tuple[CallStep, ...]:
        """The required steps of a case, whose calls came by these lines, that hold its wrap-up (R41)."""
        asked = (step for step in self.steps if step.required and step.asked(lines, ticket.category))
        return tuple(step for step in asked if not step.known(ticket, customer))

    def path(self, key: str) -> Path | None:
        """By key."""
        return next((p for p in self.paths if p.key == key), None)

    def authority(self, level: int) -> Authority:
        """What a level may; one that is not named may nothing."""
        return next((a for a in self.authorities if a.level == level), Authority(level=level))

    def hours_of(self, department: str) -> Calendar:
        """When it works; the center's hours where it has none of its own."""
        return next((h.calendar for h in self.hours if h.department == department), self.calendar)


class Situation(msgspec.Struct, frozen=True, kw_only=True):
    """A case as the rules see it, at ``at`` (UTC).

    ``sla`` is the worst state of its clocks (a word of :class:`store.sla.ClockState`), ``tried`` are the targets
    (directory keys) that this escalation has rung in vain, ``credit_cents`` what the customer is to get.
    """

    at: datetime
    from_person: str
    from_level: int = 1
    from_department: str = ""
    category: str = "general"
    severity: Severity = Severity.NORMAL
    tier: str = ""
    value_cents: int | None = None
    languages: tuple[str, ...] = ()
    reason: str = ""
    trigger: str = "agent"
    sla: str = ""
    contacts: int = 0
    impact: int = 0
    hops: int = 0
    tried: frozenset[str] = frozenset()
    credit_cents: int = 0
    currency: str = "EUR"


def fitting(policy: Policy, case: Situation) -> tuple[Rule, ...]:
    """The rules in force whose criteria hold, in the order in which they are followed."""
    found = [r for r in policy.rules if r.in_force(case.at) and holds(r.criteria, case, policy.calendar)]
    return tuple(sorted(found, key=lambda rule: (rule.rank, rule.key)))


def holds(criteria: Criteria, case: Situation, calendar: Calendar) -> bool:
    """Whether every criterion holds for the case."""
    return not unmet(criteria, case, calendar)


def unmet(criteria: Criteria, case: Situation, calendar: Calendar) -> tuple[str, ...]:
    """The names of the criteria that do not hold, so that a manager sees why a rule was silent."""
    words = {
        "categories": case.category,
        "severities": case.severity,
        "tiers": case.tier,
        "reasons": case.reason,
        "triggers": case.trigger,
        "sla_states": case.sla,
    }
    missed = [n for n, word in words.items() if getattr(criteria, n) and word not in getattr(criteria, n)]
    if criteria.languages and not criteria.languages & {_language(tag) for tag in case.languages}:
        missed.append("languages")
    amounts = {
        "min_value_cents": case.value_cents,
        "min_contacts": case.contacts,
        "min_impact": case.impact,
    }
    for name, amount in amounts.items():
        least = getattr(criteria, name)
        if least is not None and (amount is None or amount < least):
            missed.append(name)
    if criteria.in_hours is not None and calendar.is_open(case.at) != criteria.in_hours:
        missed.append("in_hours")
    return tuple(missed)


def _language(tag: str) -> str:
    """``pt-BR`` is spoken by whoever speaks ``pt``."""
    return tag.partition("-")[0].lower()


class PolicyVersion(msgspec.Struct, frozen=True, kw_only=True):
    """A policy as it was saved; it is followed from ``valid_from`` on, once it is approved."""

    version: int
    policy: Policy
    saved_at: datetime
    saved_by: str
    note: str = ""
    approved_at: datetime | None = None
    approved_by: str = ""
    valid_from: datetime | None = None

    def in_force(self, at: datetime) -> bool:
        """Whether it could be followed at that time, if no later one is."""
        return self.valid_from is not None and self.approved_at is not None and self.valid_from <= at


def followed(versions: Iterable[PolicyVersion], at: datetime) -> Policy:
    """The policy at that time: of those in force the one that came into force last. Version 0 while there is none."""
    found = [v for v in versions if v.in_force(at)]
    last = max(found, key=lambda v: (v.valid_from, v.version), default=None)
    return last.policy if last is not None else Policy(version=0)


def to_text(policy: Policy) -> str:
    """As it is kept: JSON."""
    return msgspec.json.encode(policy).decode()


def from_text(text: str) -> Policy:
    """Read what :func:`to_text` wrote; ValueError with what is wrong."""
    return msgspec.json.decode(text, type=Policy)
