"""Rules for the directory, the people's states, and customers."""

from store.changes import PutCustomers, PutDirectory, SetState
from store.changes_directory import EditDirectory
from store.directory import Directory, Person
from store.errors import Rejected
from store.merging import merge
from store.rules.common import Work, bad_value
from store.values import replace

_DIRECTORY = "directory"
STATES = ("available", "on_call", "away", "dnd", "wrapup", "offline")


def set_state(change: SetState, work: Work) -> None:
    """The newest state stands. Somebody who is not in the directory has nobody to tell."""
    if change.state not in STATES:
        raise bad_value("state of a person", change.state, STATES)
    person = work.unit.person(work.who)
    since = change.at.isoformat(timespec="microseconds")
    if person is None or person.state_since > since:
        return
    work.unit.put_person(replace(person, state=change.state, state_since=since, state_reason=change.reason))


def put_directory(change: PutDirectory, work: Work) -> None:
    """Replace everybody; who stays keeps the state that their console said."""
    if change.source:
        if work.unit.source(_DIRECTORY) == change.source:
            return
        work.unit.put_source(_DIRECTORY, change.source)
    _put(change.directory, work)


def edit_directory(change: EditDirectory, work: Work) -> None:
    """Only what was edited, on top of what is there now."""
    merged, clashes = merge(change.base, change.directory, work.unit.directory())
    if clashes:
        told = ", ".join(dict.fromkeys(f"{c.kind} {c.key}" for c in clashes))
        raise Rejected("conflict", f"Somebody else has changed the same in the meantime: {told}.")
    _put(merged, work)


def _put(new: Directory, work: Work) -> None:
    keys = [f"person {p.key!r}" for p in new.people]
    keys += [f"department {d.key!r}" for d in new.departments]
    keys += [f"level {level.number}" for level in new.levels]
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            raise Rejected("bad_value", f"The directory has {key} twice.")
        seen.add(key)
    for person in new.people:
        try:
            _ = person.back_at
        except ValueError as error:
            raise bad_value(f"date until which {person.key} is absent", person.absent_until) from error
    before = {p.key: p for p in work.unit.directory().people}
    people = tuple(_stays(p, before.get(p.key)) for p in new.people)
    work.unit.put_directory(replace(new, people=people))


def _stays(person: Person, before: Person | None) -> Person:
    if before is None or not before.state:
        return person
    return replace(
        person, state=before.state, state_since=before.state_since, state_reason=before.state_reason
    )


def put_customers(change: PutCustomers, work: Work) -> None:
    """Add or replace by UUID; one that is the same already is not written."""
    for customer in change.customers:
        if work.unit.customer(customer.id) != customer:
            work.unit.put_customer(customer)
