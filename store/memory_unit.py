"""One unit of work in memory: every write leaves behind how to take it back."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any, TypeVar, cast
from uuid import UUID

from store import memory_recordings
from store.customer import Customer
from store.directory import Directory, Person
from store.escalation import Escalation, EscalationStep
from store.policy import Policy, PolicyVersion, followed
from store.recording import Keeping, Recording, RecordingRules
from store.records import KEPT, K, KeptRecord, Records
from store.text import dial_key
from store.ticket import Call, CallLeg, Draft, Entry, Ticket
from store.values import replace
from store.views import SAME_CALL_HOURS

_Key = TypeVar("_Key")
V = TypeVar("V")


@dataclass
class Tables:
    """The rows by id; time lines and steps by what they belong to."""

    applied: dict[UUID, datetime] = field(default_factory=dict)
    last_number: int = 0
    tickets: dict[UUID, Ticket] = field(default_factory=dict)
    calls: dict[UUID, Call] = field(default_factory=dict)
    aliases: dict[UUID, UUID] = field(default_factory=dict)
    legs: dict[UUID, CallLeg] = field(default_factory=dict)
    escalations: dict[UUID, Escalation] = field(default_factory=dict)
    policies: dict[int, PolicyVersion] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    kept: dict[type, dict[UUID, KeptRecord]] = field(default_factory=lambda: {kind: {} for kind in KEPT})
    customers: dict[UUID, Customer] = field(default_factory=dict)
    drafts: dict[tuple[UUID, str, str], Draft] = field(default_factory=dict)
    directory: Directory = field(default_factory=Directory)
    entries: defaultdict[UUID, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    steps: defaultdict[UUID, list[EscalationStep]] = field(default_factory=lambda: defaultdict(list))

    def customer_of(self, ticket: Ticket) -> Customer | None:
        """Who has called, if that is known."""
        return self.customers.get(ticket.customer) if ticket.customer else None

    def tier_of(self, ticket: Ticket) -> str:
        """Their tier; "" if nobody is known, or they have none."""
        customer = self.customer_of(ticket)
        return customer.tier if customer else ""

    def load(self, batch: Records) -> None:
        """Add ready-made records."""
        self.customers.update({c.id: c for c in batch.customers})
        self.tickets.update({t.id: t for t in batch.tickets})
        self.calls.update({c.id: c for c in batch.calls})
        self.legs.update({leg.id: leg for leg in batch.legs})
        self.escalations.update({e.id: e for e in batch.escalations})
        for entry in batch.entries:
            self.entries[entry.ticket].append(entry)
        for step in batch.steps:
            self.steps[step.escalation].append(step)
        for record in batch.kept:
            self.kept[type(record)][record.id] = record
        self.last_number = max([self.last_number, *(t.number for t in batch.tickets)])


class MemoryUnit:
    """See :class:`store.unit.Unit`."""

    def __init__(self, tables: Tables) -> None:
        self._t = tables
        self._undo: list[Callable[[], object]] = []

    def roll_back(self) -> None:
        """Take everything back, newest first."""
        while self._undo:
            self._undo.pop()()

    def _set(self, table: dict[_Key, V], key: _Key, value: V) -> None:
        if key in table:
            old = table[key]
            self._undo.append(lambda: table.__setitem__(key, old))
        else:
            self._undo.append(lambda: table.pop(key))
        table[key] = value

    def _add(self, table: dict[_Key, V], key: _Key, value: V) -> None:
        if key in table:
            raise KeyError(f"{key} is there already")
        self._set(table, key, value)

    def _put(self, table: dict[_Key, V], key: _Key, value: V) -> None:
        if key not in table:
            raise KeyError(f"{key} is not there")
        self._set(table, key, value)

    def _append(self, rows: list[V], row: V) -> None:
        rows.append(row)
        self._undo.append(rows.pop)

    # --- what was done already

    def applied(self, change: UUID) -> bool:
        """Whether the change of this id was carried out before."""
        return change in self._t.applied

    def mark_applied(self, change: UUID, at: datetime) -> None:
        """Remember that it was."""
        self._add(self._t.applied, change, at)

    # --- tickets

    def next_ticket_number(self) -> int:
        """The counter is part of the unit, so a refused change leaves no gap."""
        before = self._t.last_number
        self._undo.append(lambda: setattr(self._t, "last_number", before))
        self._t.last_number += 1
        return self._t.last_number

    def ticket(self, ticket: UUID) -> Ticket | None:
        """By id."""
        return self._t.tickets.get(ticket)

    def add_ticket(self, ticket: Ticket) -> None:
        """A new one."""
        self._add(self._t.tickets, ticket.id, ticket)

    def put_ticket(self, ticket: Ticket) -> None:
        """One that is there."""
        self._put(self._t.tickets, ticket.id, ticket)

    def add_entry(self, entry: Entry) -> None:
        """A row of the time line."""
        self._append(self._t.entries[entry.ticket], entry)

    def entries(self, ticket: UUID, kind: str) -> tuple[Entry, ...]:
        """The rows of one kind, oldest first."""
        return tuple(sorted((e for e in self._t.entries[ticket] if e.kind == kind), key=attrgetter("at")))

    def draft(self, ticket: UUID, person: str, scope: str) -> Draft | None:
        """What the person has typed so far."""
        return self._t.drafts.get((ticket, person, scope))

    def put_draft(self, draft: Draft) -> None:
        """Add or replace."""
        self._set(self._t.drafts, (draft.ticket, draft.person, draft.scope), draft)

    def drop_draft(self, ticket: UUID, person: str, scope: str) -> None:
        """Done with; no matter if there is none."""
        key = (ticket, person, scope)
        old = self._t.drafts.pop(key, None)
        if old is not None:
            self._undo.append(lambda: self._t.drafts.__setitem__(key, old))

    # --- calls and legs

    def call(self, call: UUID) -> Call | None:
        """By id, or by the id of a repetition of it."""
        return self._t.calls.get(self._t.aliases.get(call, call))

    def call_by_sip_id(self, person: str, sip_call_id: str, at: datetime) -> Call | None:
        """The person's call of that SIP Call-ID that began within a day of ``at``."""
        day = timedelta(hours=SAME_CALL_HOURS)
        same = (c for c in self._t.calls.values() if c.sip_call_id == sip_call_id and c.person == person)
        near = (c for c in same if abs(c.started_at - at) <= day)
        return min(near, key=attrgetter("started_at", "id"), default=None)

    def calls_of(self, ticket: UUID) -> tuple[Call, ...]:
        """The ticket's calls, oldest first."""
        found = (c for c in self._t.calls.values() if c.ticket == ticket)
        return tuple(sorted(found, key=attrgetter("started_at", "id")))

    def add_call(self, call: Call) -> None:
        """A new one."""
        self._add(self._t.calls, call.id, call)

    def put_call(self, call: Call) -> None:
        """One that is there."""
        self._put(self._t.calls, call.id, call)

    def add_call_alias(self, alias: UUID, call: UUID) -> None:
        """The network has repeated this call under another id."""
        self._add(self._t.aliases, alias, call)

    def leg(self, leg: UUID) -> CallLeg | None:
        """By id, or by the id of a repetition of its call."""
        return self._t.legs.get(leg) or self._t.legs.get(self._t.aliases.get(leg, leg))

    def legs_of(self, call: UUID) -> tuple[CallLeg, ...]:
        """The call's legs, oldest first."""
        found = (leg for leg in self._t.legs.values() if leg.call == call)
        return tuple(sorted(found, key=attrgetter("started_at", "id")))

    def add_leg(self, leg: CallLeg) -> None:
        """A new one."""
        self._add(self._t.legs, leg.id, leg)

    def put_leg(self, leg: CallLeg) -> None:
        """One that is there."""
        self._put(self._t.legs, leg.id, leg)

    # --- escalations

    def escalation(self, escalation: UUID) -> Escalation | None:
        """By id."""
        return self._t.escalations.get(escalation)

    def escalations_of(self, ticket: UUID) -> tuple[Escalation, ...]:
        """The ticket's escalations, oldest first."""
        found = (e for e in self._t.escalations.values() if e.ticket == ticket)
        return tuple(sorted(found, key=attrgetter("created_at", "id")))

    def add_escalation(self, escalation: Escalation) -> None:
        """A new one."""
        self._add(self._t.escalations, escalation.id, escalation)

    def put_escalation(self, escalation: Escalation) -> None:
        """One that is there."""
        self._put(self._t.escalations, escalation.id, escalation)

    def last_seq(self, escalation: UUID) -> int:
        """The number of its last step, 0 without one."""
        steps = self._t.steps[escalation]
        return steps[-1].seq if steps else 0

    def add_step(self, step: EscalationStep) -> None:
        """A row of its story."""
        self._append(self._t.steps[step.escalation], step)

    # --- what is kept by its kind

    def get(self, kind: type[K], key: UUID) -> K | None:
        """By id."""
        return cast("K | None", self._t.kept[kind].get(key))

    def of_ticket(self, kind: type[K], ticket: UUID) -> tuple[K, ...]:
        """By their ids."""
        found = [row for row in self._t.kept[kind].values() if getattr(row, "ticket", None) == ticket]
        return tuple(sorted(cast("list[K]", found), key=attrgetter("id")))

    def of_person(self, kind: type[K], person: str) -> tuple[K, ...]:
        """By their ids."""
        return tuple(row for row in self.every(kind) if getattr(row, "person", None) == person)

    def every(self, kind: type[K]) -> tuple[K, ...]:
        """By their ids."""
        return tuple(sorted(cast("list[K]", list(self._t.kept[kind].values())), key=attrgetter("id")))

    def add(self, record: KeptRecord) -> None:
        """A new one."""
        self._add(self._t.kept[type(record)], record.id, record)

    def put(self, record: KeptRecord) -> None:
        """One that is there."""
        self._put(self._t.kept[type(record)], record.id, record)

    # --- recordings, and erasing

    def recordings_of_call(self, call: UUID) -> tuple[Recording, ...]:
        """By their ids."""
        return memory_recordings.of_call(self._t, call)

    def recordings_ending(self, now: datetime, limit: int) -> tuple[Recording, ...]:
        """The longest due first."""
        return memory_recordings.ending(self._t, now, limit)

    def redate_recordings(self, rules: RecordingRules) -> None:
        """One by one."""
        for recording in tuple(memory_recordings.recordings(self._t).values()):
            if recording.state is not Keeping.ERASED:
                until = memory_recordings.until(self._t, recording, rules)
                self.put(replace(recording, keep_until=until))

    def tickets_of_customer(self, customer: UUID) -> tuple[UUID, ...]:
        """By their numbers."""
        found = (t for t in self._t.tickets.values() if t.customer == customer)
        return tuple(t.id for t in sorted(found, key=attrgetter("number")))

    def strangers_tickets(self, numbers: frozenset[str]) -> tuple[UUID, ...]:
        """By their numbers."""
        return memory_recordings.of_strangers(self._t, numbers)

    def forget_numbers(self, numbers: frozenset[str]) -> None:
        """On tickets that are left."""
        self._keep_all()
        memory_recordings.forget_numbers(self._t, numbers)

    def erase_ticket(self, ticket: UUID) -> None:
        """With all that hangs on it."""
        self._keep_all()
        memory_recordings.erase_ticket(self._t, ticket)

    def erase_customer(self, customer: UUID) -> None:
        """The row."""
        self._keep_all()
        self._t.customers.pop(customer, None)

    def _keep_all(self) -> None:
        """Erasing is rare: every table is copied, so that its rows come back in their order."""
        t = self._t
        tables: list[dict[Any, Any]] = [
            t.tickets, t.calls, t.aliases, t.legs, t.escalations, t.customers, t.drafts, t.entries, t.steps,
            *t.kept.values(),
        ]  # fmt: skip
        before = [dict(table) for table in tables]
        lines = {ticket: list(rows) for ticket, rows in t.entries.items()}

        def restore() -> None:
            for table, old in zip(tables, before, strict=True):
                table.clear()
                table.update(old)
            t.entries.update(lines)

        self._undo.append(restore)

    # --- policies

    def policy(self, version: int) -> PolicyVersion | None:
        """By number."""
        return self._t.policies.get(version)

    def policy_at(self, at: datetime) -> Policy:
        """The one that is followed at that time."""
        return followed(self._t.policies.values(), at)

    def last_policy(self) -> int:
        """The newest number, 0 without one."""
        return max(self._t.policies, default=0)

    def add_policy(self, version: PolicyVersion) -> None:
        """A new one."""
        self._add(self._t.policies, version.version, version)

    def put_policy(self, version: PolicyVersion) -> None:
        """One that is there."""
        self._put(self._t.policies, version.version, version)

    # --- customers and the directory

    def customer(self, customer: UUID) -> Customer | None:
        """By id."""
        return self._t.customers.get(customer)

    def customers_by_number(self, number: str) -> tuple[Customer, ...]:
        """All who have it, by name."""
        key = dial_key(number)
        found = [c for c in self._t.customers.values() if key and key in map(dial_key, c.numbers)]
        return tuple(sorted(found, key=attrgetter("name", "id")))

    def put_customer(self, customer: Customer) -> None:
        """Add or replace."""
        self._set(self._t.customers, customer.id, customer)

    def person(self, key: str) -> Person | None:
        """By key, or by extension."""
        return self._t.directory.person(key)

    def put_person(self, person: Person) -> None:
        """One that is there."""
        people = tuple(person if p.key == person.key else p for p in self._t.directory.people)
        self.put_directory(replace(self._t.directory, people=people))

    def directory(self) -> Directory:
        """Everybody."""
        return self._t.directory

    def put_directory(self, directory: Directory) -> None:
        """Replace everybody."""
        before = self._t.directory
        self._undo.append(lambda: setattr(self._t, "directory", before))
        self._t.directory = directory

    def source(self, name: str) -> str:
        """What was taken in last."""
        return self._t.sources.get(name, "")

    def put_source(self, name: str, digest: str) -> None:
        """Add or replace."""
        self._set(self._t.sources, name, digest)
