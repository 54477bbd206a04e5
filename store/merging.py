"""What differs between two policies or directories, and how two people's edits of one come together. Pure.

Both are made of rows with a key (a rule, a person, the target of a severity) and of single values. Two edits of
different fields never stand in each other's way; of one field they do, and that is a :class:`Clash`.
"""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import msgspec

from store.directory import Directory
from store.policy import Policy
from store.values import replace

T = TypeVar("T", Policy, Directory)

_Key = Callable[[Any], str]
_POLICY: dict[str, tuple[str, _Key]] = {
    "reasons": ("reason", lambda r: r.key),
    "authorities": ("authority", lambda a: str(a.level)),
    "paths": ("path", lambda p: p.key),
    "rules": ("rule", lambda r: r.key),
    "hours": ("hours", lambda h: h.department),
    "steps": ("step", lambda step: step.key),
}
_DIRECTORY: dict[str, tuple[str, _Key]] = {
    "levels": ("level", lambda level: str(level.number)),
    "departments": ("department", lambda d: d.key),
    "people": ("person", lambda p: p.key),
}
_TARGETS: tuple[str, _Key] = ("target", lambda t: f"{t.severity}:{t.tier}" if t.tier else str(t.severity))
_RECORDS = ("signs", "coaching", "conduct")
"""Parts of a policy whose fields are typed one by one: two who set different ones do not clash."""
_NOT_EDITED = frozenset({"version", "state", "state_since", "state_reason"})
"""What nobody types: it changes by itself."""


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """``kind`` and ``key`` name the row; ``field`` is "" where the whole row came (``before`` None) or went.

    A single value has the kind ``center`` and no key; a field of ``signs``, ``coaching`` and ``conduct`` has that kind.
    """

    kind: str
    key: str = ""
    field: str = ""
    before: Any = None
    after: Any = None


class Clash(msgspec.Struct, frozen=True, kw_only=True):
    """Two have set one field, or one has removed what the other changed (``field`` "", None is removed)."""

    kind: str
    key: str
    field: str
    mine: Any
    theirs: Any


def differences(before: T, after: T) -> tuple[Difference, ...]:
    """What somebody changed, row by row and field by field."""
    if before is after:  # the half of a draft that nobody touches, at every stroke
        return ()
    old, new = _parts(before), _parts(after)
    found: list[Difference] = []
    for name in old:
        kind, rows_before, key = old[name]
        _, rows_after, _ = new[name]
        if key is None:
            if rows_before != rows_after:
                field = name.rpartition(".")[2]
                found.append(Difference(kind=kind, field=field, before=rows_before, after=rows_after))
            continue
        found += _of_rows(kind, rows_before, rows_after)
    return tuple(found)


def merge(base: T, mine: T, theirs: T) -> tuple[T, tuple[Clash, ...]]:
    """Both edits of ``base`` together. Where they clash mine is in the result, and the clash says what theirs was."""
    first, second, third = _parts(base), _parts(mine), _parts(theirs)
    made: dict[str, Any] = {}
    clashes: list[Clash] = []
    for name, (kind, was, key) in first.items():
        ours, other = second[name][1], third[name][1]
        if key is None:
            made[name] = _value(kind, "", name.rpartition(".")[2], was, ours, other, clashes)
            continue
        made[name] = tuple(_rows(kind, was, ours, other, clashes).values())
    return _put_together(theirs, made), tuple(clashes)


def _parts(whole: Policy | Directory) -> dict[str, tuple[str, Any, _Key | None]]:
    """By name: kind, and the rows by key, or the single value (``signs.within`` of a record's field) without a key."""
    found: dict[str, tuple[str, Any, _Key | None]] = {}
    tables = _POLICY if isinstance(whole, Policy) else _DIRECTORY
    for name, (kind, key) in tables.items():
        found[name] = (kind, {key(row): row for row in getattr(whole, name)}, key)
    if isinstance(whole, Policy):
        kind, key = _TARGETS
        found["targets"] = (kind, {key(t): t for t in whole.sla.targets}, key)
        found["warn_share"] = ("center", whole.sla.warn_share, None)
        found["sla_calendar"] = ("center", whole.sla.calendar, None)
        names = (n for n in Policy.__struct_fields__ if n not in {*tables, *_RECORDS, "sla", *_NOT_EDITED})
        found |= {name: ("center", getattr(whole, name), None) for name in names}
        for kind in _RECORDS:
            record = getattr(whole, kind)
            found |= {f"{kind}.{n}": (kind, getattr(record, n), None) for n in record.__struct_fields__}
    return found


def _put_together(like: T, made: dict[str, Any]) -> T:
    values = dict(made)
    if isinstance(like, Policy):
        sla = replace(
            like.sla,
            targets=values.pop("targets"),
            warn_share=values.pop("warn_share"),
            calendar=values.pop("sla_calendar"),
        )
        values["sla"] = sla
        for kind in _RECORDS:
            record = getattr(like, kind)
            values[kind] = replace(record, **{n: values.pop(f"{kind}.{n}") for n in record.__struct_fields__})
    return replace(like, **values)


def _of_rows(kind: str, before: dict[str, Any], after: dict[str, Any]) -> Iterator[Difference]:
    for key in dict.fromkeys([*before, *after]):
        old, new = before.get(key), after.get(key)
        if old is None or new is None:
            yield Difference(kind=kind, key=key, before=old, after=new)
            continue
        for name in _changed(old, new):
            yield Difference(
                kind=kind, key=key, field=name, before=getattr(old, name), after=getattr(new, name)
            )


def _changed(old: Any, new: Any) -> list[str]:
    names = (n for n in old.__struct_fields__ if n not in _NOT_EDITED)
    return [name for name in names if getattr(old, name) != getattr(new, name)]


def _rows(
    kind: str, was: dict[str, Any], mine: dict[str, Any], theirs: dict[str, Any], clashes: list[Clash]
) -> dict[str, Any]:
    """In my order; what is only theirs comes last."""
    made: dict[str, Any] = {}
    for key in dict.fromkeys([*mine, *theirs]):
        old, our, other = was.get(key), mine.get(key), theirs.get(key)
        if our is not None and other is not None:
            made[key] = _row(kind, key, old, our, other, clashes)
        elif our is not None:  # they removed it, or it is new here
            if old is None or _changed(old, our):
                made[key] = our
                if old is not None:
                    clashes.append(Clash(kind=kind, key=key, field="", mine=our, theirs=None))
        elif old is None or _changed(old, other):  # I removed it, or it is new there
            if old is None:
                made[key] = other
            else:
                clashes.append(Clash(kind=kind, key=key, field="", mine=None, theirs=other))
    return made


def _row(kind: str, key: str, old: Any, mine: Any, theirs: Any, clashes: list[Clash]) -> Any:
    values = {}
    for name in _changed(mine, theirs):
        was = getattr(old, name) if old is not None else None
        values[name] = _value(kind, key, name, was, getattr(mine, name), getattr(theirs, name), clashes)
    return replace(theirs, **values)


def _value(kind: str, key: str, name: str, was: Any, mine: Any, theirs: Any, clashes: list[Clash]) -> Any:
    if mine in (theirs, was):
        return theirs
    if theirs != was:
        clashes.append(Clash(kind=kind, key=key, field=name, mine=mine, theirs=theirs))
    return mine
