"""One unit of work on a connection: :class:`store.unit.Unit` in SQL."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, Connection, bindparam, delete, func, insert, or_, select, text, update

from store.customer import Customer
from store.directory import Directory, Person
from store.escalation import Escalation, EscalationStep
from store.policy import Policy, PolicyVersion, followed
from store.recording import Recording, RecordingRules
from store.records import K, KeptRecord
from store.sql import erasing, recordings
from store.sql import tables as t
from store.sql import tables_directory as center
from store.sql import tables_moments as moments
from store.sql.rows import (
    CALLS,
    CUSTOMERS,
    DEPARTMENTS,
    DRAFTS,
    ENTRIES,
    ESCALATIONS,
    LEGS,
    LEVELS,
    PEOPLE,
    POLICIES,
    STEPS,
    TICKETS,
    kept,
)
from store.sql.search import Indexes
from store.text import call_marks, call_words, customer_words, dial_key, ticket_words
from store.ticket import NOT_TAKEN, Call, CallLeg, Draft, Entry, Ticket
from store.views import LIVE, SAME_CALL_HOURS

_KEY: BindParameter[Any] = bindparam("key")
_APPLIED = select(moments.applied.c.id).where(moments.applied.c.id == _KEY)
_ALIAS = select(t.call_aliases.c.call).where(t.call_aliases.c.id == _KEY)
_CALLS_OF = CALLS.select.where(t.calls.c.ticket == _KEY).order_by(t.calls.c.started_at, t.calls.c.id)
_LEGS_OF = LEGS.select.where(t.call_legs.c.call == _KEY).order_by(t.call_legs.c.started_at, t.call_legs.c.id)
_ESCALATIONS_OF = ESCALATIONS.select.where(t.escalations.c.ticket == _KEY).order_by(
    t.escalations.c.created_at, t.escalations.c.id
)
_LAST_SEQ = select(func.max(t.escalation_steps.c.seq)).where(t.escalation_steps.c.escalation == _KEY)
_POLICIES = POLICIES.select.order_by(center.policies.c.version)
_SOURCE = select(center.sources.c.digest).where(center.sources.c.name == bindparam("key"))
_LAST_POLICY = select(func.max(center.policies.c.version))
_PERSON = (
    PEOPLE.select.where(or_(center.people.c.key == _KEY, center.people.c.extension == _KEY))
    .order_by(center.people.c.position)
    .limit(1)
)
_BY_SIP_ID = (
    # The first condition is that of the partial index.
    CALLS.select.where(t.calls.c.sip_call_id != text("''"), t.calls.c.sip_call_id == _KEY)
    .where(t.calls.c.person == bindparam("person"))
    .where(t.calls.c.started_at.between(bindparam("first"), bindparam("last")))
    .order_by(t.calls.c.started_at, t.calls.c.id)
    .limit(1)
)
_BY_NUMBER = (
    CUSTOMERS.select.join(t.customer_numbers, t.customer_numbers.c.customer == t.customers.c.id)
    .where(t.customer_numbers.c.number == _KEY)
    .order_by(t.customers.c.id)
)
_DRAFT = DRAFTS.select.where(
    t.drafts.c.ticket == _KEY,
    t.drafts.c.person == bindparam("person"),
    t.drafts.c.scope == bindparam("scope"),
)
_ENTRIES = (
    ENTRIES.select.where(t.entries.c.ticket == _KEY, t.entries.c.kind == bindparam("kind"))
    .order_by(t.entries.c.at, t.entries.c.seq)
)  # fmt: skip
_HOPS = select(func.coalesce(func.max(t.escalations.c.hop), 0)).where(
    t.escalations.c.ticket == _KEY,
    # Not IN, which no statement may have that is executed for many at once.
    or_(*(t.escalations.c.outcome == outcome for outcome in sorted(LIVE))),
)
_COUNT_HOPS = update(t.tickets).where(t.tickets.c.id == _KEY).values(hops=_HOPS.scalar_subquery())
_NOTES = select(t.entries.c.text).where(t.entries.c.ticket == _KEY, t.entries.c.kind == "note")
_NUMBERED = select(t.calls.c.seq, *CALLS.columns)
_CALLS_BY_ID = _NUMBERED.where(t.calls.c.id.in_(bindparam("ids", expanding=True)))
_CALLS_BY_TICKET = _NUMBERED.where(t.calls.c.ticket.in_(bindparam("ids", expanding=True)))
_TAKE_CALLS = text("UPDATE counters SET value = value + :count WHERE name = 'call' RETURNING value")
_DRAW_CALLS = text("SELECT nextval('call_number') FROM generate_series(1, :count)")
_NEXT_NUMBER = {
    "sqlite": text("UPDATE counters SET value = value + 1 WHERE name = 'ticket' RETURNING value"),
    "postgresql": text("SELECT nextval('ticket_number')"),
}


class SqlUnit:
    """See :class:`store.unit.Unit`. Call :meth:`finish` before the commit: the search index follows then."""

    def __init__(self, conn: Connection, search: Indexes) -> None:
        self._conn = conn
        self._search = search
        self._stale: dict[UUID, None] = {}  # tickets whose words have changed, in order
        self._stale_calls: dict[UUID, bool] = {}  # calls likewise; True: not in the index yet

    def finish(self) -> None:
        """Bring the search indexes up to what was written."""
        words = {}
        known: dict[UUID, tuple[Ticket, Customer | None]] = {}
        for ticket in map(self.ticket, self._stale):
            if ticket is not None:
                customer = self.customer(ticket.customer) if ticket.customer else None
                known[ticket.id] = ticket, customer
                notes = self._conn.execute(_NOTES, {"key": ticket.id}).scalars()
                words[ticket.number] = ticket_words(ticket, customer, notes)
        if words:
            self._search.tickets.put(self._conn, words)
        self._finish_calls(known)
        self._stale.clear()
        self._stale_calls.clear()

    def _finish_calls(self, known: dict[UUID, tuple[Ticket, Customer | None]]) -> None:
        """The calls of tickets that have changed, and those that are new or were missed."""
        rows: dict[UUID, tuple[int, Call]] = {}
        for statement, ids in ((_CALLS_BY_TICKET, list(known)), (_CALLS_BY_ID, list(self._stale_calls))):
            for row in self._conn.execute(statement, {"ids": ids}) if ids else ():
                call = CALLS.read(row, 1)
                rows[call.id] = row[0], call
        fresh: dict[int, list[str]] = {}
        again: dict[int, list[str]] = {}
        for seq, call in rows.values():
            if call.ticket not in known:
                ticket = self.ticket(call.ticket)
                if ticket is None:
                    continue
                known[call.ticket] = ticket, self.customer(ticket.customer) if ticket.customer else None
            target = fresh if self._stale_calls.get(call.id) else again
            target[seq] = words_of_call(call, *known[call.ticket])
        if fresh:
            self._search.calls.add(self._conn, fresh)
        if again:
            self._search.calls.put(self._conn, again)

    # --- what was done already

    def applied(self, change: UUID) -> bool:
        """Whether the change of this id was carried out before."""
        return self._conn.execute(_APPLIED, {"key": change}).first() is not None

    def mark_applied(self, change: UUID, at: datetime) -> None:
        """Remember that it was."""
        self._conn.execute(insert(moments.applied), {"id": change, "at": at})

    # --- tickets

    def next_ticket_number(self) -> int:
        """From a counter that no erased ticket turns back."""
        return int(self._conn.execute(_NEXT_NUMBER[self._conn.dialect.name]).scalar_one())

    def ticket(self, ticket: UUID) -> Ticket | None:
        """By id."""
        return TICKETS.one(self._conn, ticket)

    def add_ticket(self, ticket: Ticket) -> None:
        """A new one."""
        TICKETS.add(self._conn, [ticket])
        self._stale[ticket.id] = None

    def put_ticket(self, ticket: Ticket) -> None:
        """One that is there."""
        _was_there(ticket.id, there=TICKETS.put(self._conn, ticket))
        self._stale[ticket.id] = None

    def add_entry(self, entry: Entry) -> None:
        """A row of the time line."""
        ENTRIES.add(self._conn, [entry])
        if entry.kind == "note":
            self._stale[entry.ticket] = None

    def entries(self, ticket: UUID, kind: str) -> tuple[Entry, ...]:
        """The rows of one kind, oldest first."""
        return tuple(ENTRIES.all(self._conn, _ENTRIES, key=ticket, kind=kind))

    def draft(self, ticket: UUID, person: str, scope: str) -> Draft | None:
        """What the person has typed so far."""
        found = DRAFTS.all(self._conn, _DRAFT, key=ticket, person=person, scope=scope)
        return found[0] if found else None

    def put_draft(self, draft: Draft) -> None:
        """Add or replace."""
        self.drop_draft(draft.ticket, draft.person, draft.scope)
        DRAFTS.add(self._conn, [draft])

    def drop_draft(self, ticket: UUID, person: str, scope: str) -> None:
        """Done with; no matter if there is none."""
        c = t.drafts.c
        self._conn.execute(delete(t.drafts).where(c.ticket == ticket, c.person == person, c.scope == scope))

    # --- calls and legs

    def call(self, call: UUID) -> Call | None:
        """By id, or by the id of a repetition of it."""
        return CALLS.one(self._conn, call) or CALLS.one(self._conn, self._alias(call))

    def _alias(self, call: UUID) -> UUID | None:
        return self._conn.execute(_ALIAS, {"key": call}).scalar()

    def call_by_sip_id(self, person: str, sip_call_id: str, at: datetime) -> Call | None:
        """The person's call of that SIP Call-ID that began within a day of ``at``."""
        day = timedelta(hours=SAME_CALL_HOURS)
        found = CALLS.all(
            self._conn, _BY_SIP_ID, key=sip_call_id, person=person, first=at - day, last=at + day
        )
        return found[0] if found else None

    def calls_of(self, ticket: UUID) -> tuple[Call, ...]:
        """The ticket's calls, oldest first."""
        return tuple(CALLS.all(self._conn, _CALLS_OF, key=ticket))

    def add_call(self, call: Call) -> None:
        """A new one."""
        self.add_calls([call])
        self._stale_calls[call.id] = True

    def add_calls(self, calls: Sequence[Call]) -> dict[UUID, int]:
        """New ones, numbered in this order; their numbers in the index, which is not touched."""
        if not calls:
            return {}
        count = {"count": len(calls)}
        if self._conn.dialect.name == "sqlite":
            last = self._conn.execute(_TAKE_CALLS, count).scalar_one()
            numbers = list(range(last - len(calls) + 1, last + 1))
        else:
            numbers = list(self._conn.execute(_DRAW_CALLS, count).scalars())
        rows = [CALLS.values(call) | {"seq": seq} for seq, call in zip(numbers, calls, strict=True)]
        self._conn.execute(insert(t.calls), rows)
        return {call.id: seq for seq, call in zip(numbers, calls, strict=True)}

    def put_call(self, call: Call) -> None:
        """One that is there."""
        _was_there(call.id, there=CALLS.put(self._conn, call))
        if call.outcome in NOT_TAKEN:
            self._stale_calls.setdefault(call.id, False)

    def add_call_alias(self, alias: UUID, call: UUID) -> None:
        """The network has repeated this call under another id."""
        self._conn.execute(insert(t.call_aliases), {"id": alias, "call": call})

    def leg(self, leg: UUID) -> CallLeg | None:
        """By id, or by the id of a repetition of its call."""
        return LEGS.one(self._conn, leg) or LEGS.one(self._conn, self._alias(leg))

    def legs_of(self, call: UUID) -> tuple[CallLeg, ...]:
        """The call's legs, oldest first."""
        return tuple(LEGS.all(self._conn, _LEGS_OF, key=call))

    def add_leg(self, leg: CallLeg) -> None:
        """A new one."""
        LEGS.add(self._conn, [leg])

    def put_leg(self, leg: CallLeg) -> None:
        """One that is there."""
        _was_there(leg.id, there=LEGS.put(self._conn, leg))

    # --- escalations

    def escalation(self, escalation: UUID) -> Escalation | None:
        """By id."""
        return ESCALATIONS.one(self._conn, escalation)

    def escalations_of(self, ticket: UUID) -> tuple[Escalation, ...]:
        """The ticket's escalations, oldest first."""
        return tuple(ESCALATIONS.all(self._conn, _ESCALATIONS_OF, key=ticket))

    def add_escalation(self, escalation: Escalation) -> None:
        """A new one."""
        ESCALATIONS.add(self._conn, [escalation])
        count_hops(self._conn, [escalation.ticket])

    def put_escalation(self, escalation: Escalation) -> None:
        """One that is there."""
        _was_there(escalation.id, there=ESCALATIONS.put(self._conn, escalation))
        count_hops(self._conn, [escalation.ticket])

    def last_seq(self, escalation: UUID) -> int:
        """The number of its last step, 0 without one."""
        return self._conn.execute(_LAST_SEQ, {"key": escalation}).scalar() or 0

    def add_step(self, step: EscalationStep) -> None:
        """A row of its story."""
        STEPS.add(self._conn, [step])

    # --- what is kept by its kind

    def get(self, kind: type[K], key: UUID) -> K | None:
        """By id."""
        return kept(kind).one(self._conn, key)

    def of_ticket(self, kind: type[K], ticket: UUID) -> tuple[K, ...]:
        """By their ids."""
        return tuple(kept(kind).all(self._conn, kept(kind).of_ticket, key=ticket))

    def of_person(self, kind: type[K], person: str) -> tuple[K, ...]:
        """By their ids."""
        return tuple(kept(kind).all(self._conn, kept(kind).of_person, key=person))

    def every(self, kind: type[K]) -> tuple[K, ...]:
        """By their ids."""
        return tuple(kept(kind).all(self._conn, kept(kind).every))

    def add(self, record: KeptRecord) -> None:
        """A new one."""
        kept(type(record)).add(self._conn, [record])

    def put(self, record: KeptRecord) -> None:
        """One that is there."""
        _was_there(record.id, there=kept(type(record)).put(self._conn, record))

    # --- recordings, and erasing

    def recordings_of_call(self, call: UUID) -> tuple[Recording, ...]:
        """By their ids."""
        return recordings.of_call(self._conn, call)

    def recordings_ending(self, now: datetime, limit: int) -> tuple[Recording, ...]:
        """The longest due first."""
        return recordings.ending(self._conn, now, limit)

    def redate_recordings(self, rules: RecordingRules) -> None:
        """In one statement."""
        recordings.redate(self._conn, rules)

    def tickets_of_customer(self, customer: UUID) -> tuple[UUID, ...]:
        """By their numbers."""
        return erasing.of_customer(self._conn, customer)

    def strangers_tickets(self, numbers: frozenset[str]) -> tuple[UUID, ...]:
        """By their numbers."""
        return erasing.of_strangers(self._conn, numbers)

    def forget_numbers(self, numbers: frozenset[str]) -> None:
        """On tickets that are left; they are not found by them any more."""
        self._stale |= dict.fromkeys(erasing.forget_numbers(self._conn, numbers))

    def erase_ticket(self, ticket: UUID) -> None:
        """With all that hangs on it."""
        erasing.erase_ticket(self._conn, ticket)

    def erase_customer(self, customer: UUID) -> None:
        """The row, its numbers and words."""
        erasing.erase_customer(self._conn, customer)

    # --- policies

    def policy(self, version: int) -> PolicyVersion | None:
        """By number."""
        return POLICIES.one(self._conn, version)

    def policy_at(self, at: datetime) -> Policy:
        """The one that is followed at that time."""
        return followed(POLICIES.all(self._conn, _POLICIES), at)

    def last_policy(self) -> int:
        """The newest number, 0 without one."""
        return self._conn.execute(_LAST_POLICY).scalar() or 0

    def add_policy(self, version: PolicyVersion) -> None:
        """A new one."""
        POLICIES.add(self._conn, [version])

    def put_policy(self, version: PolicyVersion) -> None:
        """One that is there."""
        _was_there(version.version, there=POLICIES.put(self._conn, version))

    # --- customers and the directory

    def customer(self, customer: UUID) -> Customer | None:
        """By id."""
        return CUSTOMERS.one(self._conn, customer)

    def customers_by_number(self, number: str) -> tuple[Customer, ...]:
        """All who have it, by name (in the order of Python's text, which no collation changes)."""
        found = CUSTOMERS.all(self._conn, _BY_NUMBER, key=dial_key(number))
        return tuple(sorted(found, key=lambda customer: (customer.name, customer.id)))

    def put_customer(self, customer: Customer) -> None:
        """Add or replace; the customer's tickets are found by the new name."""
        if CUSTOMERS.put(self._conn, customer):
            theirs = select(t.tickets.c.id).where(t.tickets.c.customer == customer.id)
            self._stale |= dict.fromkeys(self._conn.execute(theirs).scalars())
        else:
            CUSTOMERS.add(self._conn, [customer])
        for table in (t.customer_numbers, t.customer_words):
            self._conn.execute(delete(table).where(table.c.customer == customer.id))
        self.index_customers([customer])

    def index_customers(self, customers: Iterable[Customer]) -> None:
        """Index the numbers and words of customers who are in no index."""
        customers = tuple(customers)
        numbers = [{"number": key, "customer": c.id} for c in customers for key in _keys(c)]
        if numbers:
            self._conn.execute(insert(t.customer_numbers), numbers)
        words = [{"word": word, "customer": c.id} for c in customers for word in customer_words(c)]
        if words:
            self._conn.execute(insert(t.customer_words), words)

    def person(self, key: str) -> Person | None:
        """By key, or by extension."""
        found = PEOPLE.all(self._conn, _PERSON, key=key) if key else []
        return found[0] if found else None

    def put_person(self, person: Person) -> None:
        """One that is there."""
        _was_there(person.key, there=PEOPLE.put(self._conn, person))

    def directory(self) -> Directory:
        """Everybody."""
        return directory(self._conn)

    def put_directory(self, directory: Directory) -> None:
        """Replace everybody."""
        for table in (center.levels, center.departments, center.people):
            self._conn.execute(delete(table))
        LEVELS.add_in_order(self._conn, directory.levels)
        DEPARTMENTS.add_in_order(self._conn, directory.departments)
        PEOPLE.add_in_order(self._conn, directory.people)

    def source(self, name: str) -> str:
        """What was taken in last."""
        return self._conn.execute(_SOURCE, {"key": name}).scalar() or ""

    def put_source(self, name: str, digest: str) -> None:
        """Add or replace."""
        self._conn.execute(delete(center.sources).where(center.sources.c.name == name))
        self._conn.execute(insert(center.sources).values(name=name, digest=digest))


def count_hops(conn: Connection, tickets: Iterable[UUID]) -> None:
    """Keep the tickets' hops: the highest of their escalations that were not called off."""
    rows = [{"key": ticket} for ticket in tickets]
    if rows:
        conn.execute(_COUNT_HOPS, rows)


def directory(conn: Connection) -> Directory:
    """Everybody, in the order that was given."""
    return Directory(
        levels=tuple(LEVELS.all(conn, LEVELS.select.order_by(center.levels.c.position))),
        departments=tuple(DEPARTMENTS.all(conn, DEPARTMENTS.select.order_by(center.departments.c.position))),
        people=tuple(PEOPLE.all(conn, PEOPLE.select.order_by(center.people.c.position))),
    )


def words_of_call(call: Call, ticket: Ticket, customer: Customer | None) -> list[str]:
    """Words and marks of a call in its index."""
    names = (customer.name, customer.company) if customer else ("", "")
    texts = (call.remote_name, ticket.caller_name, *names, ticket.subject)
    words = call_words(ticket.number, ticket.origin, texts, (call.remote_number, call.dialled))
    return words + call_marks(call.person, call.direction, call.outcome)


def _keys(customer: Customer) -> list[str]:
    return [key for key in dict.fromkeys(map(dial_key, customer.numbers)) if key]


def _was_there(key: object, *, there: bool) -> None:
    if not there:
        raise KeyError(f"{key} is not there")
