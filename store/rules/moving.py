"""Rules for what the clock does to an escalation that nobody has solved (R20, R24)."""

from typing import NamedTuple

from store.adviser import Floor, floor_of
from store.changes import FireTimer
from store.directory import Directory, Person
from store.errors import Rejected
from store.escalation import Escalation
from store.policy import Policy, Ref, RefKind
from store.rules.comments import ask_to_read
from store.rules.common import Work
from store.rules.escalations import find
from store.rules.tickets import add_step
from store.rules.timers import wound
from store.ticket import Status
from store.timing import Action, Due, clock_of, due
from store.values import replace

_MOST_ASKED = 3
_WORDS = {Action.END_OF_PATH: "end_of_path", Action.REMIND: "reminded", Action.OVERDUE: "overdue"}


class Owner(NamedTuple):
    """Who is to have a case: the directory's key and name."""

    key: str
    name: str
    is_department: bool
    level: int


def fire_timer(change: FireTimer, work: Work) -> None:
    """Carry out one thing that is due; that it is done once is the change's id's business."""
    escalation = find(work, change.escalation)
    one = None
    if escalation.closed_at is None:
        wanted = (change.action, change.number)
        clock = clock_of(escalation, work.unit.policy(escalation.policy))
        found = due(*clock, work.at)
        one = next((d for d in found if (d.action, d.number) == wanted), None)
    if one is None:
        raise Rejected("not_due", "There is nothing to be done about this escalation now.")
    if one.action is Action.MOVE_ON:
        assert one.target is not None  # noqa: S101 - who moves on, moves on to somebody
        escalation = _move_on(escalation, _next_owner(escalation, one.target, work), one.number, work)
    else:
        escalation = _remind(escalation, one, work)
    after = wound(escalation, work, done=change.id)
    work.unit.put_escalation(replace(after, version=escalation.version + 1))


def move_now(escalation: Escalation, why: str, work: Work) -> None:
    """To the next owner of its path before its time; on the last step, or without a path, only ``why`` is told."""
    add_step(work, escalation.id, why)
    saved = work.unit.policy(escalation.policy)
    path = saved.policy.path(escalation.path) if saved else None
    number = escalation.path_step + 1
    if path is None or number >= len(path.steps):
        return
    owner = _next_owner(escalation, path.steps[number].target, work)
    moved = wound(_move_on(escalation, owner, number, work), work)
    work.unit.put_escalation(replace(moved, version=escalation.version + 1))


def _remind(escalation: Escalation, one: Due, work: Work) -> Escalation:
    """Who has it is to read of it; at the end of its path, and of its thirty days, so are those above them.

    After thirty days it is the next one's: never closed for it (R24).
    """
    word = _WORDS[one.action]
    add_step(work, escalation.id, word, code=one.number)
    entry = work.entry(escalation.ticket, word, code=one.number)
    above = superiors(escalation.to_level, work.ticket(escalation.ticket).owner, work.unit.directory())
    ask_to_read(work, escalation.ticket, entry, [_holder(escalation)])
    if one.action is Action.REMIND:
        return escalation
    ask_to_read(work, escalation.ticket, entry, [(person.key, False) for person in above[:_MOST_ASKED]])
    if one.action is Action.OVERDUE and above:
        first = above[0]
        owner = Owner(first.key, first.name, is_department=False, level=first.level)
        return _move_on(escalation, owner, escalation.path_step, work)
    return escalation


def _holder(escalation: Escalation) -> tuple[str, bool]:
    """Whose it is: a key, and whether it is a department's."""
    if escalation.accepted_by:
        return escalation.accepted_by, False
    return escalation.target, escalation.target_is_department


def superiors(level: int, but: str, directory: Directory) -> list[Person]:
    """Those of the next level above that anybody has, who is available first."""
    above = [p for p in directory.people if p.level > level and p.key != but]
    nearest = min((p.level for p in above), default=0)
    return sorted((p for p in above if p.level == nearest), key=lambda p: (p.state != "available", p.key))


def _next_owner(escalation: Escalation, target: Ref, work: Work) -> Owner:
    policy = work.unit.policy(escalation.policy)
    floor = floor_of(work.unit.directory(), policy.policy if policy else Policy(version=0), work.at)
    return owner_of(target, floor)


def _move_on(escalation: Escalation, owner: Owner, number: int, work: Work) -> Escalation:
    """To the next owner: the case is theirs, and waits to be accepted. ``number`` is its step of the path."""
    add_step(work, escalation.id, "moved_on", code=owner.level, reason=owner.key)
    work.entry(escalation.ticket, "moved_on", owner.name or owner.key, owner.level)
    ticket = work.ticket(escalation.ticket)
    person, department = ("", owner.key) if owner.is_department else (owner.key, "")
    work.write(ticket, owner=person, owner_department=department, status=Status.ESCALATED, closed_at=None)
    return replace(
        escalation, target=owner.key, target_name=owner.name, target_is_department=owner.is_department,
        to_level=owner.level, accepted_at=None, accepted_by="", path_step=number, step_since=work.at,
        paused_until=None,
    )  # fmt: skip


def owner_of(ref: Ref, floor: Floor) -> Owner:
    """Who owns a case that a path brings to ``ref``.

    Somebody who is absent is passed over: a person for their deputy, of a level for another of it, who is on call
    or available before others. With all of them away it is the one whom the path means, so that it is somebody's.
    """
    directory = floor.directory
    if ref.kind is RefKind.DEPARTMENT:
        department = directory.department(ref.key)
        level = max((p.level for p in directory.people if p.department == ref.key), default=2)
        return Owner(ref.key, department.name if department else "", is_department=True, level=level)
    if ref.kind is RefKind.PERSON:
        meant = [p for p in directory.people if p.key == ref.key]
    else:
        meant = [
            p for p in directory.people if p.level == int(ref.key) and ref.department in {"", p.department}
        ]
    present = [p for p in (_present(person, floor) for person in meant) if p is not None]
    present.sort(key=lambda p: (p.state != "available", not floor.duty[p.key].on_call))
    for person in (*present, *meant):
        return Owner(person.key, person.name, is_department=False, level=person.level)
    return Owner(str(ref), "", is_department=False, level=int(ref.key) if ref.kind is RefKind.LEVEL else 2)


def _present(person: Person, floor: Floor) -> Person | None:
    """The person, or who stands in for them, however far that leads; None if all of them are away."""
    seen: set[str] = set()
    while floor.duty[person.key].absent_until is not None:
        seen.add(person.key)
        deputy = floor.directory.person(floor.duty[person.key].deputy)
        if deputy is None or deputy.key in seen:
            return None
        person = deputy
    return person
