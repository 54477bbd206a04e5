"""To whom a case may be passed on by whoever has it, and how often it may move (R18, R23). Pure."""

from store.directory import Directory
from store.escalation import Escalation, Kind
from store.policy import Policy


def budget(escalation: Escalation, policy: Policy) -> int | None:
    """How many hops its rule allows; None: no rule counts them. ``policy`` is the one that it was made under."""
    rule = next((r for r in policy.rules if escalation.rule and r.key == escalation.rule), None)
    return rule.hops if rule is not None else None


def level_of(target: str, *, is_department: bool, directory: Directory) -> int:
    """The level that a case reaches there: a person's, or the highest of a department."""
    if is_department:
        return max((p.level for p in directory.people if p.department == target), default=2)
    person = directory.person(target)
    return person.level if person is not None else 2


def why_not(
    escalation: Escalation, target: str, *, is_department: bool, me: str, directory: Directory
) -> str:
    """Why it must not go there: ``unknown``, ``self``, ``there`` (it is), ``sender``, ``level``; "" if it may.

    Back to the sender it goes with advice, and a hierarchical one never down to those whom it came up from, but for
    an experienced colleague of the same department.
    """
    person = None if is_department else directory.person(target)
    if person is None and directory.department(target) is None:
        return "unknown"
    if person is not None and person.key == me:
        return "self"
    owner = escalation.accepted_by or escalation.target
    if target == owner or (person is not None and person.key == owner):
        return "there"
    if person is not None and person.key == escalation.from_person:
        return "sender"
    level = level_of(target, is_department=is_department, directory=directory)
    if escalation.kind is Kind.HIERARCHICAL and level <= escalation.from_level:
        sender = directory.person(escalation.from_person)
        near = person is not None and sender is not None and person.department == sender.department
        if not near or level < escalation.from_level:
            return "level"
    return ""
