"""What is wrong with a policy, said before it is saved: by program's words, with where and what. Pure.

An ``ERROR`` keeps it from being saved; a ``WARNING`` is told and can be saved all the same.
"""

from collections.abc import Iterator
from datetime import timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import combinations
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from store.coaching import coaching_faults, conduct_faults
from store.directory import Directory
from store.policy import Criteria, Path, Policy, Ref, RefKind, Rule


class Weight(StrEnum):
    """How bad it is."""

    ERROR = "error"
    WARNING = "warning"


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """``code`` names the sentence that ``values`` fill.

    ``where`` is ``path:KEY``, ``rule:KEY``, ``calendar``, ``coaching:FIELD``.
    """

    weight: Weight
    code: str
    where: str
    values: tuple[tuple[str, str], ...] = ()


def check(policy: Policy, directory: Directory) -> tuple[Finding, ...]:
    """Everything that is wrong, errors first."""
    found = [
        *_twice(policy),
        *_paths(policy, directory),
        *_rules(policy),
        *_levels(policy, directory),
        *_targets(policy),
        *_calendars(policy),
        *_coaching(policy),
    ]
    return tuple(sorted(found, key=lambda f: (f.weight is not Weight.ERROR, f.where, f.code)))


def _finding(weight: Weight, code: str, where: str, **values: str) -> Finding:
    return Finding(weight=weight, code=code, where=where, values=tuple(sorted(values.items())))


def _twice(policy: Policy) -> Iterator[Finding]:
    for kind, keys in (
        ("path", [p.key for p in policy.paths]),
        ("rule", [r.key for r in policy.rules]),
        ("reason", [r.key for r in policy.reasons]),
        ("authority", [str(a.level) for a in policy.authorities]),
    ):
        for key in sorted({k for k in keys if keys.count(k) > 1}):
            yield _finding(Weight.ERROR, "twice", f"{kind}:{key}")


def _paths(policy: Policy, directory: Directory) -> Iterator[Finding]:
    used = {rule.path for rule in policy.rules}
    for path in policy.paths:
        where = f"path:{path.key}"
        if not path.steps:
            yield _finding(Weight.ERROR, "no_steps", where)
        for step in path.steps:
            if not _is_there(step.target, directory):
                yield _finding(Weight.ERROR, "unknown_target", where, target=str(step.target))
            if step.after is not None and step.after <= timedelta(0):
                yield _finding(Weight.ERROR, "no_time", where, target=str(step.target))
        yield from _order(path, directory)
        if path.key not in used:
            yield _finding(Weight.WARNING, "unused", where)


def _order(path: Path, directory: Directory) -> Iterator[Finding]:
    """A path goes on, and never back to where it has been."""
    where = f"path:{path.key}"
    seen: set[Ref] = set()
    level = -1
    for number, step in enumerate(path.steps, 1):
        if step.target in seen:
            yield _finding(Weight.ERROR, "loop", where, target=str(step.target))
        seen.add(step.target)
        last = number == len(path.steps)
        if step.after is None and not last:
            yield _finding(Weight.ERROR, "never_moves_on", where, target=str(step.target))
        here = _level_of(step.target, directory)
        if here is not None and here < level:
            yield _finding(Weight.WARNING, "goes_down", where, target=str(step.target))
        level = max(level, here if here is not None else level)


def _is_there(ref: Ref, directory: Directory) -> bool:
    if ref.kind is RefKind.PERSON:
        return directory.person(ref.key) is not None
    if ref.kind is RefKind.DEPARTMENT:
        return directory.department(ref.key) is not None
    known = any(level.number == int(ref.key) for level in directory.levels)
    return known and (not ref.department or directory.department(ref.department) is not None)


def _level_of(ref: Ref, directory: Directory) -> int | None:
    if ref.kind is RefKind.LEVEL:
        return int(ref.key)
    person = directory.person(ref.key) if ref.kind is RefKind.PERSON else None
    return person.level if person is not None else None


def _rules(policy: Policy) -> Iterator[Finding]:
    reasons = {r.key for r in policy.reasons if r.active}
    for rule in policy.rules:
        where = f"rule:{rule.key}"
        if policy.path(rule.path) is None:
            yield _finding(Weight.ERROR, "unknown_path", where, path=rule.path)
        if rule.hops < 1:
            yield _finding(Weight.ERROR, "no_hops", where)
        for reason in sorted(rule.criteria.reasons - reasons):
            yield _finding(Weight.ERROR, "unknown_reason", where, reason=reason)
        if (
            rule.valid_from is not None
            and rule.valid_until is not None
            and rule.valid_until <= rule.valid_from
        ):
            yield _finding(Weight.ERROR, "never_in_force", where)
    for one, other in combinations(sorted(policy.rules, key=lambda r: (r.rank, r.key)), 2):
        if _always_before(one, other):
            yield _finding(Weight.WARNING, "never_first", f"rule:{other.key}", rule=one.key)


def _always_before(one: Rule, other: Rule) -> bool:
    """Whether ``one`` fits whenever ``other`` does, comes first, and leads the same way."""
    same_way = (one.path, one.kind) == (other.path, other.kind)
    if not one.enabled or not other.enabled or not same_way or one.key == other.key:
        return False
    earlier = one.valid_from is None or (other.valid_from is not None and one.valid_from <= other.valid_from)
    longer = one.valid_until is None or (
        other.valid_until is not None and one.valid_until >= other.valid_until
    )
    return earlier and longer and _covers(one.criteria, other.criteria)


def _covers(wide: Criteria, narrow: Criteria) -> bool:
    """Whether ``wide`` holds for every case for which ``narrow`` does."""
    for name in Criteria.__struct_fields__:
        a, b = getattr(wide, name), getattr(narrow, name)
        if isinstance(a, frozenset):
            if a and (not b or not b <= a):
                return False
        elif name.startswith("min_"):
            if a is not None and (b is None or b < a):
                return False
        elif a is not None and a != b:
            return False
    return True


def _levels(policy: Policy, directory: Directory) -> Iterator[Finding]:
    """Every level that a path goes to has somebody who owns it."""
    wanted = {s.target for p in policy.paths for s in p.steps if s.target.kind is RefKind.LEVEL}
    for ref in sorted(wanted, key=str):
        owners = [
            person
            for person in directory.people
            if person.level == int(ref.key) and ref.department in ("", person.department)
        ]
        if not owners:
            yield _finding(Weight.ERROR, "no_owner", str(ref))


def _targets(policy: Policy) -> Iterator[Finding]:
    """A promise that warns only after it was broken is none."""
    if not 0 < policy.sla.warn_share < 1:
        yield _finding(Weight.ERROR, "warn_share", "sla")
    for target in policy.sla.targets:
        for name in ("first_response", "next_update", "resolution"):
            duration = getattr(target, name)
            if duration is not None and duration <= timedelta(0):
                where = f"sla:{target.severity}{':' + target.tier if target.tier else ''}"
                yield _finding(Weight.ERROR, "no_time", where, clock=name)


def _calendars(policy: Policy) -> Iterator[Finding]:
    """A clock runs in each of them: it must be able to."""
    found = {"calendar": policy.calendar}
    if policy.sla.calendar != policy.calendar:
        found["sla"] = policy.sla.calendar
    found |= {f"hours:{h.department}": h.calendar for h in policy.hours}
    for where, calendar in found.items():
        if not _is_zone(calendar.time_zone):
            yield _finding(Weight.ERROR, "unknown_zone", where, zone=calendar.time_zone)
        if not _is_country(calendar.country, calendar.region):
            place = "-".join(t for t in (calendar.country, calendar.region) if t)
            yield _finding(Weight.ERROR, "unknown_country", where, country=place)
        if not any(calendar.week):
            yield _finding(Weight.ERROR, "never_open", where)


def _coaching(policy: Policy) -> Iterator[Finding]:
    for code, name in coaching_faults(policy.coaching):
        yield _finding(Weight.ERROR, code, f"coaching:{name}", field=name)
    for code, name in conduct_faults(policy.conduct):
        yield _finding(Weight.ERROR, code, f"conduct:{name}", field=name)


@lru_cache(maxsize=64)
def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # a path that leads nowhere, or to a folder
        return False
    return bool(name)


@lru_cache(maxsize=64)
def _is_country(country: str, region: str) -> bool:
    """Whether the library of holidays knows it."""
    if not country:
        return not region
    import holidays  # noqa: PLC0415 - 0.1 s that only a center with holidays pays

    try:
        holidays.country_holidays(country, subdiv=region or None)
    except NotImplementedError:
        return False
    return True
