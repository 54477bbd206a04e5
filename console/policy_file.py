"""An escalation policy as a TOML file: the template that comes with Warmline, and the demo's.

    off_for, tells, ring_each, warn_share
    [calendar]    time_zone, week ("Mon-Fri 08:00-18:00"), country, region
    [[levels]]    level, credit_cents, currency, may
    [[reasons]]   key, name, kind: beside the usual ones
    [[paths]]     key, name; steps: to ("department:billing", "level:2@network", "person:KEY"), after ("2 h")
    [[rules]]     key, name, rank, kind, path, hops; when: the criteria of store.policy.Criteria
    [[targets]]   severity, tier, first_response, next_update, resolution
    [[hours]]     department, week
    [[steps]]     key, name, required, lines, categories
    [coaching]    below (percent), reviews, weeks: when a plan is proposed
    [conduct]     talk_low, talk_high, talk_over (percent), silence, hold (seconds)

Errors are told as those of the settings are.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path as File
from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import Meta

from console import hours, toml_file
from console.errors import SettingsError
from store.calendar import Calendar
from store.coaching import MOST, Coaching, ConductGoals, conduct_faults
from store.escalation import Kind
from store.policy import (
    USUAL_REASONS,
    USUAL_STEPS,
    Authority,
    CallStep,
    Criteria,
    Hours,
    Path,
    PathStep,
    Policy,
    ReasonWord,
    Ref,
    Rule,
)
from store.sla import Sla, Target
from store.ticket import Severity
from store.update import Occasion

T = TypeVar("T")


class _CalendarRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    time_zone: str = "UTC"
    week: tuple[str, ...] = ("every day 0-24",)
    country: str = ""
    region: str = ""


class _LevelRow(msgspec.Struct, frozen=True, kw_only=True):
    level: int
    credit_cents: int = 0
    currency: str = "EUR"
    may: tuple[str, ...] = ()


class _ReasonRow(msgspec.Struct, frozen=True, kw_only=True):
    key: str
    name: str = ""
    kind: Kind | None = None


class _StepRow(msgspec.Struct, frozen=True, kw_only=True):
    to: str
    after: str = ""


class _PathRow(msgspec.Struct, frozen=True, kw_only=True):
    key: str
    name: str
    steps: tuple[_StepRow, ...]


class _WhenRow(msgspec.Struct, frozen=True, kw_only=True):
    categories: tuple[str, ...] = ()
    severities: tuple[Severity, ...] = ()
    tiers: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    triggers: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    sla_states: tuple[str, ...] = ()
    min_value_cents: int | None = None
    min_contacts: int | None = None
    min_impact: int | None = None
    in_hours: bool | None = None


class _RuleRow(msgspec.Struct, frozen=True, kw_only=True):
    key: str
    name: str
    path: str
    rank: int = 100
    kind: Kind = Kind.FUNCTIONAL
    hops: int = 2
    when: _WhenRow = _WhenRow()


class _TargetRow(msgspec.Struct, frozen=True, kw_only=True):
    severity: Severity
    tier: str = ""
    first_response: str = ""
    next_update: str = ""
    resolution: str = ""


class _HoursRow(msgspec.Struct, frozen=True, kw_only=True):
    department: str
    week: tuple[str, ...]


class _CallStepRow(msgspec.Struct, frozen=True, kw_only=True):
    key: str
    name: str = ""
    required: bool = False
    lines: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()


_Percent = Annotated[float, Meta(ge=0, le=100, description="a percentage from 0 to 100")]
_Seconds = Annotated[int, Meta(ge=0, le=MOST["hold"], description=f"whole seconds from 0 to {MOST['hold']}")]


def _counted(name: str) -> Meta:
    return Meta(ge=1, le=MOST[name], description=f"a whole number from 1 to {MOST[name]}")


class _CoachingRow(msgspec.Struct, frozen=True, kw_only=True):
    below: _Percent = Coaching().below
    reviews: Annotated[int, _counted("reviews")] = Coaching().reviews
    weeks: Annotated[int, _counted("weeks")] = Coaching().weeks


class _ConductRow(msgspec.Struct, frozen=True, kw_only=True):
    talk_low: _Percent = ConductGoals().talk_low
    talk_high: _Percent = ConductGoals().talk_high
    talk_over: _Percent = ConductGoals().talk_over
    silence: _Seconds = ConductGoals().silence
    hold: _Seconds = ConductGoals().hold


class _PolicyFile(msgspec.Struct, frozen=True, kw_only=True):
    calendar: _CalendarRow = _CalendarRow()
    levels: tuple[_LevelRow, ...] = ()
    reasons: tuple[_ReasonRow, ...] = ()
    paths: tuple[_PathRow, ...] = ()
    rules: tuple[_RuleRow, ...] = ()
    targets: tuple[_TargetRow, ...] = ()
    hours: tuple[_HoursRow, ...] = ()
    steps: tuple[_CallStepRow, ...] = ()
    coaching: _CoachingRow = _CoachingRow()
    conduct: _ConductRow = _ConductRow()
    warn_share: float = 0.75
    off_for: tuple[str, ...] = ()
    tells: tuple[Occasion, ...] = ()
    ring_each: str = ""


def read_policy(file: File) -> Policy:
    """The policy, version 0. SettingsError with file, key and what is wrong."""
    rows = toml_file.read(file, _PolicyFile)
    calendar = _at(file, "calendar", lambda: _calendar("center", rows.calendar))
    targets = tuple(_at(file, f"targets[{n}]", partial(_target, row)) for n, row in enumerate(rows.targets))
    return Policy(
        version=0,
        calendar=calendar,
        sla=Sla(calendar=calendar, targets=targets, warn_share=rows.warn_share),
        reasons=(*USUAL_REASONS, *(ReasonWord(key=r.key, name=r.name, kind=r.kind) for r in rows.reasons)),
        authorities=tuple(
            Authority(level=r.level, credit_cents=r.credit_cents, currency=r.currency, may=frozenset(r.may))
            for r in rows.levels
        ),
        paths=tuple(_at(file, f"paths[{n}]", partial(_path, row)) for n, row in enumerate(rows.paths)),
        rules=tuple(_rule(row) for row in rows.rules),
        off_for=frozenset(rows.off_for),
        tells=frozenset(rows.tells),
        hours=tuple(
            _at(file, f"hours[{n}]", partial(_hours, row, calendar)) for n, row in enumerate(rows.hours)
        ),
        steps=tuple(_call_step(row) for row in rows.steps) or USUAL_STEPS,
        coaching=Coaching(**msgspec.structs.asdict(rows.coaching)),
        conduct=_at(file, "conduct", lambda: _conduct(rows.conduct)),
        ring_each=_at(file, "ring_each", lambda: hours.duration(rows.ring_each)),
    )


def _at(file: File, key: str, read: Callable[[], T]) -> T:
    try:
        return read()
    except ValueError as error:
        raise SettingsError(file, key, str(error)) from error


def _calendar(key: str, row: _CalendarRow) -> Calendar:
    return Calendar(
        key=key,
        time_zone=row.time_zone,
        week=hours.week(row.week),
        country=row.country,
        region=row.region,
    )


def _target(row: _TargetRow) -> Target:
    return Target(
        severity=row.severity,
        tier=row.tier,
        first_response=hours.duration(row.first_response),
        next_update=hours.duration(row.next_update),
        resolution=hours.duration(row.resolution),
    )


def _path(row: _PathRow) -> Path:
    steps = (PathStep(target=Ref.parse(s.to), after=hours.duration(s.after)) for s in row.steps)
    return Path(key=row.key, name=row.name, steps=tuple(steps))


def _rule(row: _RuleRow) -> Rule:
    when: dict[str, Any] = {
        name: frozenset(value) if isinstance(value, tuple) else value
        for name, value in msgspec.structs.asdict(row.when).items()
    }
    return Rule(
        key=row.key,
        name=row.name,
        rank=row.rank,
        criteria=Criteria(**when),
        kind=row.kind,
        path=row.path,
        hops=row.hops,
    )


def _hours(row: _HoursRow, center: Calendar) -> Hours:
    """The holidays of the center are the department's too."""
    calendar = Calendar(
        key=row.department,
        time_zone=center.time_zone,
        week=hours.week(row.week),
        country=center.country,
        region=center.region,
    )
    return Hours(department=row.department, calendar=calendar)


def _call_step(row: _CallStepRow) -> CallStep:
    return CallStep(
        key=row.key,
        name=row.name,
        required=row.required,
        lines=frozenset(row.lines),
        categories=frozenset(row.categories),
    )


def _conduct(row: _ConductRow) -> ConductGoals:
    made = ConductGoals(**msgspec.structs.asdict(row))
    if list(conduct_faults(made)):
        raise ValueError("talk_low must be less than talk_high.")
    return made
