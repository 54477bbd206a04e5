"""Rules for what the clock does to an escalation that nobody has solved (R20, R24)."""

from dataclasses import replace

from store.changes import FireTimer
from store.directory import Directory
from store.errors import Rejected
from store.escalation import Escalation
from store.policy import Ref, RefKind
from store.rules.common import Work
from store.rules.escalations import find
from store.rules.tickets import add_step
from store.rules.timers import wound
from store.ticket import Status
from store.timing import Action, Due, clock_of, due

_WORDS = {Action.END_OF_PATH: "end_of_path", Action.REMIND: "reminded", Action.OVERDUE: "overdue"}


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
        escalation = _move_on(escalation, one, work)
    else:
        add_step(work, escalation.id, _WORDS[one.action], code=one.number)
    after = wound(escalation, work, done=change.id)
    work.unit.put_escalation(replace(after, version=escalation.version + 1))


def _move_on(escalation: Escalation, one: Due, work: Work) -> Escalation:
    """To the next owner: the case is theirs, and waits to be accepted."""
    assert one.target is not None  # noqa: S101 - who moves on, moves on to somebody
    key, name, is_department, level = owner_of(one.target, work.unit.directory())
    add_step(work, escalation.id, "moved_on", code=level, reason=key)
    work.entry(escalation.ticket, "moved_on", name or key, level)
    ticket = work.ticket(escalation.ticket)
    person, department = ("", key) if is_department else (key, "")
    work.write(ticket, owner=person, owner_department=department, status=Status.ESCALATED, closed_at=None)
    return replace(
        escalation, target=key, target_name=name, target_is_department=is_department, to_level=level,
        accepted_at=None, accepted_by="", path_step=one.number, step_since=work.at, paused_until=None,
    )  # fmt: skip


def owner_of(ref: Ref, directory: Directory) -> tuple[str, str, bool, int]:
    """Who owns a case that a path brings to ``ref``: key, name, whether a department, level.

    A level without a department is owned by whoever of it is available, else by the first of it; somebody absent is
    passed over for their deputy.
    """
    if ref.kind is RefKind.DEPARTMENT:
        department = directory.department(ref.key)
        level = max((p.level for p in directory.people if p.department == ref.key), default=2)
        return ref.key, department.name if department else "", True, level
    if ref.kind is RefKind.PERSON:
        people = [p for p in directory.people if p.key == ref.key]
    else:
        people = [
            p for p in directory.people if p.level == int(ref.key) and ref.department in {"", p.department}
        ]
        people.sort(key=lambda p: p.state != "available")
    if not people:
        return str(ref), "", False, int(ref.key) if ref.kind is RefKind.LEVEL else 2
    return people[0].key, people[0].name, False, people[0].level
