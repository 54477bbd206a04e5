"""What the rules share: one change at work, its rows, and the sentences of a refusal."""

from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, TypeVar, cast
from uuid import UUID

import msgspec

from store.changes import AnyChange
from store.errors import Rejected
from store.standing import moment_id, moments_of, waited
from store.text import storable
from store.ticket import Call, CallLeg, Entry, Ticket
from store.unit import Unit
from store.values import replace

T = TypeVar("T")


def cleaned(value: T) -> T:
    """The same with all text storable and all times in UTC. A time without a zone is a bug: ValueError."""
    return cast("T", _cleaned(value))


def _cleaned(value: Any) -> Any:
    if type(value) is str:  # a StrEnum's words are ours
        return storable(value)
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone: {value!r}")
        return value if value.tzinfo is UTC else value.astimezone(UTC)
    if isinstance(value, dict):
        return {_cleaned(k): _cleaned(v) for k, v in value.items()}
    if isinstance(value, tuple):
        return tuple(map(_cleaned, value))
    if isinstance(value, msgspec.Struct):
        old = {name: getattr(value, name) for name in value.__struct_fields__}
        new = {name: _cleaned(item) for name, item in old.items()}
        return value if new == old else replace(value, **new)  # type: ignore[type-var] # any Struct
    return value


def row_id(change: UUID, at: datetime, nth: int) -> UUID:
    """The id of the ``nth`` row that a change adds: a UUIDv7 (RFC 9562) worked out, not drawn.

    So every book gives the row the same id, and ids of one millisecond keep the order of the rows.
    """
    milliseconds = int(at.timestamp() * 1000) & (1 << 48) - 1
    tail = int.from_bytes(sha256(change.bytes + nth.to_bytes(2)).digest()[:8]) >> 2
    return UUID(int=milliseconds << 80 | 7 << 76 | (nth & 0xFFF) << 64 | 2 << 62 | tail)


class Work:
    """One change being carried out: its unit, who did it and when, and the rows that it adds."""

    def __init__(self, unit: Unit, change: AnyChange) -> None:
        self.unit = unit
        self.id = change.id
        self.at = change.at
        person = unit.person(change.person)
        self.who = person.key if person else change.person
        self._rows = 0

    def row_id(self) -> UUID:
        """A fresh id for the next row."""
        self._rows += 1
        return row_id(self.id, self.at, self._rows)

    def entry(self, ticket: UUID, kind: str, text: str = "", code: int = 0) -> UUID:
        """Add a row to the ticket's time line; its id."""
        row = Entry(
            id=self.row_id(), ticket=ticket, at=self.at, kind=kind, person=self.who, text=text, code=code
        )
        self.unit.add_entry(row)
        return row.id

    def write(self, ticket: Ticket, **values: Any) -> Ticket:
        """Change the ticket's fields; without a difference nothing is written and the version stays."""
        if all(getattr(ticket, name) == value for name, value in values.items()):
            return ticket
        at = max(ticket.updated_at, self.at)
        changed = replace(ticket, **values, updated_at=at, version=ticket.version + 1)
        changed = self._wound(waited(ticket, changed, self.at))
        self.unit.put_ticket(changed)
        return changed

    def open(self, ticket: Ticket) -> None:
        """A new one, with the promises of the policy that is followed now."""
        made = replace(ticket, policy=self.unit.policy_at(self.at).version)
        self.unit.add_ticket(self._wound(made))

    def wind(self, ticket: Ticket, done: UUID) -> None:
        """One of its moments, ``done``, is carried out just now: the next one is to come."""
        self.unit.put_ticket(self._wound(ticket, done))

    def tier(self, ticket: Ticket) -> str:
        """Its customer's; "" if nobody knows them."""
        customer = self.unit.customer(ticket.customer) if ticket.customer else None
        return customer.tier if customer else ""

    def _wound(self, ticket: Ticket, done: UUID | None = None) -> Ticket:
        saved = self.unit.policy(ticket.policy) if ticket.policy and ticket.closed_at is None else None
        if saved is None:
            return replace(ticket, next_at=None)
        ids = ((moment_id(ticket.id, m), m.at) for m in moments_of(ticket, self.tier(ticket), saved.policy))
        waiting = (at for which, at in ids if which != done and not self.unit.applied(which))
        return replace(ticket, next_at=min(waiting, default=None))

    def touch(self, ticket: Ticket) -> None:
        """Something happened to the ticket that overwrites nobody's fields, so the version stays."""
        self.unit.put_ticket(replace(ticket, updated_at=max(ticket.updated_at, self.at)))

    def ticket(self, ticket: UUID) -> Ticket:
        """The ticket, or a refusal."""
        found = self.unit.ticket(ticket)
        if found is None:
            raise Rejected("unknown_ticket", "This ticket is not in the store.")
        return found

    def call(self, call: UUID) -> Call:
        """The call, or a refusal."""
        found = self.unit.call(call)
        if found is None:
            raise Rejected("unknown_call", "This call is not in the store.")
        return found

    def leg(self, leg: UUID) -> CallLeg:
        """The leg, or a refusal."""
        found = self.unit.leg(leg)
        if found is None:
            raise Rejected("unknown_leg", "This leg of a call is not in the store.")
        return found


def shown(name: str, number: str) -> str:
    """Whom a row speaks of: the name if there is one."""
    return name or number


def bad_value(what: str, value: object, allowed: object = ()) -> Rejected:
    """A refusal that names the value and, for a list of words, what is allowed."""
    words = ", ".join(map(str, allowed)) if isinstance(allowed, (tuple, list, frozenset)) else str(allowed)
    told = f" Allowed: {words}." if words else ""
    return Rejected("bad_value", f"{value!r} is no {what}.{told}")
