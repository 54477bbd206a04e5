"""Whom to escalate to, and why: from the case, the rules, who is there, and how often it moved already (R18, R19).

A pure function. It never names whom the policy forbids, and what it says can be read back as a sentence: each
candidate carries its reasons as words with values, in the order in which they are to be read. When nobody who fits
is free it says so, with when the first of them is there again, so that a call-back can be offered.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

import msgspec

from store.calendar import ALWAYS, Calendar
from store.directory import Department, Directory, Person
from store.escalation import Kind
from store.policy import Policy, Ref, RefKind, Rule, Situation, fitting

FREE = "available"
_NOT_THERE = frozenset({"", "offline"})
_SOON = frozenset({"on_call", "wrapup"})
"""States of somebody who will be free again in minutes."""


class Duty(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a person works now: ``absent_until`` (UTC) while they are away for long, and who stands in."""

    absent_until: datetime | None = None
    deputy: str = ""
    on_call: bool = False
    """Reached outside the hours too."""


class Floor(msgspec.Struct, frozen=True, kw_only=True):
    """Who is there: the directory with its states, duty by person's key, hours by department's key."""

    directory: Directory
    duty: Mapping[str, Duty]
    hours: Mapping[str, Calendar]


def floor_of(directory: Directory, policy: Policy, now: datetime) -> Floor:
    """Who works at ``now`` (UTC) as directory and policy say: absence, deputies, on call, each department's hours."""
    duty = {}
    for person in directory.people:
        back = person.back_at
        away = back if back is not None and back > now else None
        duty[person.key] = Duty(absent_until=away, deputy=person.deputy, on_call=person.on_call)
    departments = {d.key for d in directory.departments} | {p.department for p in directory.people}
    hours = {key: policy.hours_of(key) for key in sorted(departments)}
    return Floor(directory=directory, duty=duty, hours=hours)


class Because(msgspec.Struct, frozen=True):
    """One reason: ``code`` names the words that ``values`` fill."""

    code: str
    values: tuple[tuple[str, str], ...] = ()


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """A target that the policy allows. ``free`` are people who can take it now; ``deputy_for`` is who is absent."""

    target: str
    is_department: bool
    kind: Kind
    level: int
    rule: str
    path: str
    step: int
    free: int
    soon: int = 0
    """People who are on a call or in wrap-up."""
    speaks: bool = True
    """Somebody there speaks a language of the customer's, or nothing is known of either."""
    deputy_for: str = ""
    reasons: tuple[Because, ...] = ()


class Advice(msgspec.Struct, frozen=True, kw_only=True):
    """``candidates`` are ranked, the best first. ``forbidden`` says why others were left out (target, code)."""

    candidates: tuple[Candidate, ...] = ()
    forbidden: tuple[tuple[str, str], ...] = ()
    free_at: datetime | None = None
    """When nobody is free: the first opening of a target that fits, UTC."""
    warn_hop: bool = False
    """It has moved before: a second transfer is to be thought over (R23)."""

    @property
    def nobody_free(self) -> bool:
        """There are people who fit, and none of them can take it now."""
        return bool(self.candidates) and not any(c.free for c in self.candidates)


def advise(case: Situation, policy: Policy, floor: Floor) -> Advice:
    """Rank everybody to whom the policy leads; empty without a rule, or where escalation is switched off (R33)."""
    if case.from_department in policy.off_for:
        return Advice()
    found: dict[str, tuple[tuple[object, ...], Candidate]] = {}
    forbidden: dict[str, str] = {}
    for order, rule in enumerate(fitting(policy, case)):
        if case.hops >= rule.hops:
            forbidden.setdefault(f"rule:{rule.key}", "hops")
            continue
        for candidate, why_not in _of_rule(rule, case, policy, floor):
            if why_not:
                forbidden.setdefault(candidate.target, why_not)
                continue
            key = (
                not candidate.free,
                not (candidate.free or candidate.soon),
                order,
                candidate.step,
                not candidate.speaks,
                candidate.level,
                candidate.target,
            )
            if candidate.target not in found or key < found[candidate.target][0]:
                found[candidate.target] = key, candidate
    ranked = tuple(candidate for _, candidate in sorted(found.values(), key=lambda pair: pair[0]))
    allowed = {c.target for c in ranked}
    return Advice(
        candidates=ranked,
        forbidden=tuple(sorted((t, why) for t, why in forbidden.items() if t not in allowed)),
        free_at=None if any(c.free for c in ranked) else _first_opening(ranked, case, floor),
        warn_hop=case.hops >= 1,
    )


def _of_rule(rule: Rule, case: Situation, policy: Policy, floor: Floor) -> Iterator[tuple[Candidate, str]]:
    """The targets of a rule's path, each with why it is forbidden ("" if it is not)."""
    path = policy.path(rule.path)
    for number, step in enumerate(path.steps if path else ()):
        for target, stands_for in _targets(step.target, case, floor):
            candidate = _candidate(target, stands_for, rule, number, case, policy, floor)
            yield candidate, _forbidden(target, candidate, case, policy)


def _targets(ref: Ref, case: Situation, floor: Floor) -> Iterator[tuple[Person | Department, str]]:
    """People or departments that a step means; for somebody absent, the deputy and whom they stand for."""
    directory = floor.directory
    if ref.kind is RefKind.DEPARTMENT:
        department = directory.department(ref.key)
        if department is not None:
            yield department, ""
        return
    if ref.kind is RefKind.PERSON:
        person = directory.person(ref.key)
        people: Iterable[Person] = () if person is None else (person,)
    else:
        people = (
            p for p in directory.people if p.level == int(ref.key) and ref.department in ("", p.department)
        )
    for person in people:
        duty = floor.duty.get(person.key, Duty())
        if duty.absent_until is None or duty.absent_until <= case.at:
            yield person, ""
            continue
        deputy = directory.person(duty.deputy) if duty.deputy else None
        if deputy is not None:
            yield deputy, person.key


def _candidate(
    target: Person | Department,
    stands_for: str,
    rule: Rule,
    step: int,
    case: Situation,
    policy: Policy,
    floor: Floor,
) -> Candidate:
    if isinstance(target, Department):
        members = [p for p in floor.directory.people if p.department == target.key]
        level = max((p.level for p in members), default=2)
    else:
        members, level = [target], target.level
    others = [p for p in members if p.key != case.from_person]
    free = sum(_is_free(p, case, floor) for p in others)
    language = _shared_language(target, case)
    return Candidate(
        target=target.key,
        is_department=isinstance(target, Department),
        kind=rule.kind,
        level=level,
        rule=rule.key,
        path=rule.path,
        step=step,
        free=free,
        soon=sum(p.state in _SOON for p in others),
        speaks=bool(language) or not case.languages or not target.languages,
        deputy_for=stands_for,
        reasons=tuple(_reasons(target, stands_for, rule, level, free, case, policy)),
    )


def _is_free(person: Person, case: Situation, floor: Floor) -> bool:
    duty = floor.duty.get(person.key, Duty())
    if duty.absent_until is not None and duty.absent_until > case.at:
        return False
    if person.state in _NOT_THERE:  # without a console only the hours, or the roster, can tell
        open_now = floor.hours.get(person.department, ALWAYS).is_open(case.at)
        return duty.on_call or (not person.state and open_now)
    return person.state == FREE


def _forbidden(target: Person | Department, candidate: Candidate, case: Situation, policy: Policy) -> str:
    """Why the policy does not allow this target, "" if it does."""
    if candidate.target == case.from_person:
        return "self"
    if candidate.target in case.tried:
        return "tried"
    authority = policy.authority(candidate.level)
    if case.credit_cents and (
        authority.credit_cents < case.credit_cents or authority.currency != case.currency
    ):
        return "authority"
    if candidate.kind is Kind.HIERARCHICAL and candidate.level <= case.from_level:
        experienced = isinstance(target, Person) and target.department == case.from_department
        if not experienced or candidate.level < case.from_level:
            return "level"
    return ""


def _reasons(
    target: Person | Department,
    stands_for: str,
    rule: Rule,
    level: int,
    free: int,
    case: Situation,
    policy: Policy,
) -> Iterator[Because]:
    """Why this one, most telling first."""
    yield Because("rule", (("name", rule.name),))
    own = policy.authority(case.from_level)
    if case.credit_cents > own.credit_cents:
        yield Because(
            "over_limit",
            (
                ("limit", str(own.credit_cents)),
                ("wanted", str(case.credit_cents)),
                ("currency", case.currency),
            ),
        )
    yield Because("level", (("level", str(level)),))
    language = _shared_language(target, case)
    if language:
        yield Because("speaks", (("language", language),))
    if stands_for:
        yield Because("deputy", (("for", stands_for),))
    if isinstance(target, Department):
        yield Because("free", (("count", str(free)),))
    else:
        yield Because("is_free" if free else "state", (("state", target.state or "offline"),))
    yield Because("hop", (("hop", str(case.hops + 1)), ("of", str(rule.hops))))


def _shared_language(target: Person | Department, case: Situation) -> str:
    """The first language of the customer's that is spoken there; "" for none."""
    spoken = {tag.partition("-")[0].lower() for tag in target.languages}
    return next((tag for tag in case.languages if tag.partition("-")[0].lower() in spoken), "")


def _first_opening(candidates: Iterable[Candidate], case: Situation, floor: Floor) -> datetime | None:
    """When the first of them is open again, if none is open now."""
    openings = []
    for candidate in candidates:
        person = None if candidate.is_department else floor.directory.person(candidate.target)
        department = candidate.target if person is None else person.department
        openings.append(floor.hours.get(department, ALWAYS).next_open(case.at))
    first = min(openings, default=None)
    return first if first is not None and first > case.at else None
