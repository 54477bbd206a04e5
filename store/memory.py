"""The book in memory: for tests, for trying things out, and as the plainest reading of the port."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from itertools import islice
from operator import attrgetter
from typing import cast
from uuid import UUID

from store import (
    memory_case,
    memory_causes,
    memory_customers,
    memory_due,
    memory_inbox,
    memory_past,
    memory_recordings,
    memory_rehearsals,
    memory_training,
    memory_updates,
)
from store.book import CallRow, Case, CauseRow, DayFigures, EscalationRow, RiskSigns, TicketRow, UpdateRow
from store.changes import AnyChange
from store.changes_recordings import EraseAgain, EraseCustomer
from store.customer import Customer
from store.directory import Directory
from store.erasure import Erasure, WhatGoes
from store.escalation import Escalation
from store.floor import FloorView
from store.grant import Grant
from store.inbox import Inbox, Reader
from store.load import AtRisk, Load
from store.memory_case import call_row, escalation_row, named, ticket_row
from store.memory_reports import MemoryReports
from store.memory_reviews import MemoryReviews
from store.memory_unit import MemoryUnit, Tables
from store.policy import Policy, PolicyVersion, followed
from store.recommendation import Recommendation
from store.recording import Listening, Recording, RecordingQuery, RecordingRow, RecordingRules
from store.records import Records
from store.rehearsal import RehearsalTry
from store.reports import Filter, Report, Slice
from store.reviewing import PickQuery, Reviewable, ReviewFile, ReviewQuery, ReviewRow
from store.rules import carry_out, erasing
from store.rules.recordings import hears, rules_of
from store.scorecard import ScorecardVersion
from store.text import (
    MARK_IN,
    MARK_MISSED,
    MARK_OUT,
    call_marks,
    call_words,
    matches,
    query_words,
    ticket_words,
)
from store.ticket import Call, Ticket
from store.training import Learning
from store.trends import TrendFilter, Trends
from store.trial import MOST_CASES, PastCase
from store.update import CustomerUpdate
from store.values import replace
from store.views import (
    LIVE,
    NONCE_HOURS,
    day_figures,
    persons_of,
)
from store.waiting import FRESH, Waiting, kept


def _now() -> datetime:
    return datetime.now(UTC)


class MemoryBook:
    """See :class:`store.book.Book`. Nobody else can write to it.

    ``now`` tells the time for what is counted back from today.
    """

    def __init__(self, now: Callable[[], datetime] = _now) -> None:
        self._tables = Tables()
        self._nonces: dict[bytes, tuple[UUID, datetime]] = {}
        self._now = now
        self._waiting: tuple[tuple[Waiting, ...], datetime] = (), datetime.min.replace(tzinfo=UTC)

    def apply(self, change: AnyChange) -> None:
        """One change; an exception takes back what it did."""
        self.apply_all((change,))

    def apply_all(self, changes: tuple[AnyChange, ...]) -> None:
        """All of them or none."""
        unit = MemoryUnit(self._tables)
        try:
            for change in changes:
                carry_out(change, unit)
        except BaseException:
            unit.roll_back()
            raise
        if any(isinstance(change, EraseCustomer | EraseAgain) for change in changes):
            self.scrub(self._now())

    def load(self, batches: Iterable[Records]) -> None:
        """Put ready-made records in, past the rules (see :mod:`store.seed`)."""
        for batch in batches:
            self._tables.load(batch)

    def case(self, ticket: UUID) -> Case | None:
        """One ticket with all that belongs to it."""
        found = self._tables.tickets.get(ticket)
        return memory_case.case(self._tables, found, self._now()) if found else None

    def case_of_call(self, call: UUID) -> Case | None:
        """The case that a call belongs to."""
        found = self._unit.call(call)
        return self.case(found.ticket) if found else None

    def ticket_by_number(self, number: int) -> Ticket | None:
        """By the number that this store gave."""
        return next((t for t in self._tables.tickets.values() if t.number == number), None)

    def tickets(
        self, query: str = "", *, limit: int = 50, before: UUID | None = None
    ) -> tuple[TicketRow, ...]:
        """Newest number first."""
        wanted = query_words(query)
        if query.strip() and not wanted:
            return ()
        found = self._by_number()
        if before is not None:
            last = self._tables.tickets.get(before)
            found = [t for t in found if last is not None and t.number < last.number]
        if wanted:
            found = [t for t in found if matches(wanted, self._words(t))]
        return tuple(ticket_row(self._tables, t) for t in found[:limit])

    def customer_by_number(self, number: str) -> Customer | None:
        """None if nobody or more than one has it."""
        found = self.customers_by_number(number)
        return found[0] if len(found) == 1 else None

    def customers_by_number(self, number: str) -> tuple[Customer, ...]:
        """All who have it, by name."""
        return self._unit.customers_by_number(number)

    def calls(self, person: str, since: datetime, *, limit: int = 50) -> tuple[CallRow, ...]:
        """A person's calls, newest first."""
        return tuple(call_row(self._tables, c) for c in self._calls_of_person(person, since)[:limit])

    def history(
        self, person: str, query: str = "", *, kind: str = "", before: UUID | None = None, limit: int = 50
    ) -> tuple[CallRow, ...]:
        """The call recorded last comes first."""
        wanted, names = query_words(query), self._names(person)
        if query.strip() and not wanted:
            return ()
        mine = [c for c in reversed(self._tables.calls.values()) if c.person in names]
        if before is not None:
            ids = [c.id for c in mine]
            mine = mine[ids.index(before) + 1 :] if before in ids else []
        mark = {"in": MARK_IN, "out": MARK_OUT, "missed": MARK_MISSED}.get(kind, "")
        found = (
            c
            for c in mine
            if (not mark or mark in call_marks(c.person, c.direction, c.outcome))
            and matches(wanted, self._call_words(c))
        )
        return tuple(call_row(self._tables, c) for c in islice(found, limit))

    def _call_words(self, call: Call) -> list[str]:
        ticket = self._tables.tickets[call.ticket]
        customer = self._tables.customer_of(ticket)
        names = (customer.name, customer.company) if customer else ("", "")
        texts = (call.remote_name, ticket.caller_name, *names, ticket.subject)
        return call_words(ticket.number, ticket.origin, texts, (call.remote_number, call.dialled))

    def customers(self, query: str = "", *, limit: int = 30) -> tuple[Customer, ...]:
        """By the first word of the query, then the others."""
        return memory_customers.customers(self._tables, query, limit)

    def customers_like(self, customers: tuple[Customer, ...]) -> tuple[Customer, ...]:
        """By id or by a number."""
        return memory_customers.customers_like(self._tables, customers)

    def escalations_from(self, person: str, *, limit: int = 20) -> tuple[EscalationRow, ...]:
        """Open, newest first."""
        names = self._names(person)
        return self._escalation_rows(lambda e: e.from_person in names, limit)

    def escalations_for(
        self, person: str, departments: tuple[str, ...] = (), *, limit: int = 50
    ) -> tuple[EscalationRow, ...]:
        """Open and not taken yet, newest first."""
        names = self._names(person)

        def waits(e: Escalation) -> bool:
            mine = e.target in departments if e.target_is_department else e.target in names
            return mine and e.accepted_at is None

        return self._escalation_rows(waits, limit)

    def inbox(
        self, person: str, departments: tuple[str, ...] = (), *, senior: bool = False, now: datetime
    ) -> Inbox:
        """The most urgent first."""
        names = frozenset(self._names(person))
        reader = Reader(names=names, departments=frozenset(departments), senior=senior)
        return memory_inbox.inbox(self._tables, reader, now)

    def floor(self, now: datetime, midnight: datetime) -> FloorView:
        """Everybody at once."""
        return memory_inbox.floor(self._tables, now, midnight, self.waiting(now))

    def due(self, now: datetime, *, limit: int = 100) -> tuple[Escalation, ...]:
        """The longest due first."""
        return memory_due.due(self._tables, now, limit)

    def tickets_due(self, now: datetime, *, limit: int = 100) -> tuple[tuple[Ticket, str], ...]:
        """The longest due first."""
        return memory_due.tickets_due(self._tables, now, limit)

    def next_due(self) -> datetime | None:
        """When the next one is."""
        return memory_due.next_due(self._tables)

    def policy(self, at: datetime) -> Policy:
        """The one that is followed at that time."""
        return followed(self._tables.policies.values(), at)

    def updates_due(self, now: datetime, *, limit: int = 20) -> tuple[CustomerUpdate, ...]:
        """The longest due first."""
        return memory_updates.updates_due(self._tables, now, limit)

    def updates_for(
        self, person: str, departments: tuple[str, ...] = (), *, limit: int = 50
    ) -> tuple[UpdateRow, ...]:
        """The longest due first."""
        found = memory_updates.updates_for(self._tables, self._names(person), departments, limit)
        tickets = ((u, self._tables.tickets[u.ticket]) for u in found)
        return tuple(UpdateRow(update=u, ticket=t, **named(self._tables, t)) for u, t in tickets)

    def to_rate(self, person: str, since: datetime, *, limit: int = 5) -> tuple[EscalationRow, ...]:
        """The longest closed first."""
        found = islice(memory_updates.to_rate(self._tables, self._names(person), since), limit)
        tickets = ((e, self._tables.tickets[e.ticket]) for e in found)
        return tuple(EscalationRow(escalation=e, ticket=t, **named(self._tables, t)) for e, t in tickets)

    def policies(self) -> tuple[PolicyVersion, ...]:
        """Newest first."""
        return tuple(
            self._tables.policies[version] for version in sorted(self._tables.policies, reverse=True)
        )

    def causes(self, since: datetime, *, limit: int = 20) -> tuple[CauseRow, ...]:
        """Most open tickets first."""
        return memory_causes.causes(self._tables, since, limit)

    def risk_signs(self, customer: UUID, since: datetime) -> RiskSigns:
        """Of the customer's tickets."""
        return memory_causes.risk_signs(self._tables, customer, since)

    def past_cases(self, since: datetime, *, limit: int = MOST_CASES + 1) -> tuple[PastCase, ...]:
        """The newest number first."""
        return memory_past.past_cases(self._tables, since, limit)

    def scorecards(self) -> tuple[ScorecardVersion, ...]:
        """By key, the newest first."""
        return MemoryReviews(self._tables).scorecards()

    def reviews(self, asked: ReviewQuery) -> tuple[ReviewRow, ...]:
        """With their calls."""
        return MemoryReviews(self._tables).reviews(asked)

    def review(self, review: UUID) -> ReviewFile | None:
        """All of one."""
        return MemoryReviews(self._tables).review(review)

    def to_review(self, asked: PickQuery) -> tuple[Reviewable, ...]:
        """In the order of the pick."""
        return MemoryReviews(self._tables).to_review(asked)

    def figures(self, person: str, since: datetime) -> DayFigures:
        """The person's day since then."""
        names = self._names(person)
        mine = [e for e in self._tables.escalations.values() if e.from_person in names and e.outcome in LIVE]
        return day_figures(
            self._calls_of_person(person, since),
            escalated=sum(e.created_at >= since for e in mine),
            escalations_open=sum(e.closed_at is None for e in mine),
            resolved=sum(
                t.owner in names and t.closed_at is not None and t.closed_at >= since
                for t in self._tables.tickets.values()
            ),
        )

    def report(self, asked: Filter) -> Report:
        """All figures of a time."""
        return MemoryReports(self._tables, self._now()).report(asked)

    def report_cases(
        self, asked: Filter, part: Slice, *, before: UUID | None = None, limit: int = 50
    ) -> tuple[EscalationRow, ...]:
        """Newest first."""
        found = MemoryReports(self._tables, self._now()).cases(asked, part)
        if before is not None:
            last = self._tables.escalations.get(before)
            found = [e for e in found if last and (e.created_at, e.id) < (last.created_at, last.id)]
        return tuple(escalation_row(self._tables, e) for e in found[:limit])

    def recommendations(self) -> tuple[Recommendation, ...]:
        """Newest first."""
        rows = cast("Iterable[Recommendation]", self._tables.kept[Recommendation].values())
        return tuple(sorted(rows, key=attrgetter("at", "id"), reverse=True))

    def rehearsal_tries(
        self, person: str = "", scenario: str = "", *, limit: int = 200
    ) -> tuple[RehearsalTry, ...]:
        """Newest first."""
        names = self._names(person) if person else set()
        return memory_rehearsals.rehearsal_tries(self._tables, names, scenario, limit)

    def try_sounds_to_delete(self, before: datetime, *, limit: int = 50) -> tuple[RehearsalTry, ...]:
        """The oldest first."""
        return memory_rehearsals.sounds_to_delete(self._tables, before, limit)

    def recordings(self, ticket: UUID) -> tuple[Recording, ...]:
        """By their ids."""
        return self._unit.of_ticket(Recording, ticket)

    def recording(self, recording: UUID) -> Recording | None:
        """By id."""
        return self._unit.get(Recording, recording)

    def recordings_list(self, query: RecordingQuery) -> tuple[RecordingRow, ...]:
        """A page."""
        wanted = query_words(query.words)
        if query.words.strip() and not wanted:
            return ()

        def is_meant(call: UUID) -> bool:
            found = self._tables.calls.get(call)
            return found is not None and matches(wanted, self._call_words(found))

        names = self._names_of(query)
        found = memory_recordings.listed(self._tables, query, names, is_meant if wanted else None)
        return tuple(memory_recordings.row(self._tables, r) for r in found[: query.limit])

    def recordings_sample(self, query: RecordingQuery, *, each: int, seed: str) -> tuple[RecordingRow, ...]:
        """So many of every person."""
        found = memory_recordings.sample(self._tables, query, self._names_of(query), each, seed)
        return tuple(memory_recordings.row(self._tables, r) for r in found)

    def _names_of(self, query: RecordingQuery) -> set[str] | None:
        return persons_of(query, self._tables.directory)

    def recordings_to_keep(self, *, limit: int = 50) -> tuple[Recording, ...]:
        """The oldest first."""
        return memory_recordings.to_keep(self._tables, limit)

    def recordings_to_delete(self, now: datetime, *, limit: int = 50) -> tuple[Recording, ...]:
        """By their ids."""
        return memory_recordings.to_delete(self._tables, now, limit)

    def listenings(self, recording: UUID) -> tuple[Listening, ...]:
        """The oldest first."""
        return memory_recordings.listenings(self._tables, recording)

    def may_hear(self, person: str, recording: UUID) -> bool:
        """By the rules."""
        found = self.recording(recording)
        return found is not None and hears(self._unit, person, found)

    def recording_rules(self) -> RecordingRules:
        """What the floor goes by."""
        return rules_of(self._unit)

    def recordings_going(self, rules: RecordingRules, at: datetime) -> int:
        """By the rules' own function."""
        return memory_recordings.going(self._tables, rules, at)

    def what_goes(self, customer: UUID, now: datetime) -> WhatGoes | None:
        """By the rule's own function."""
        return erasing.what_goes(customer, self._unit, now)

    def erasures(self) -> tuple[Erasure, ...]:
        """The oldest first."""
        rows = cast("Iterable[Erasure]", self._tables.kept[Erasure].values())
        return tuple(sorted(rows, key=attrgetter("at", "id")))

    def scrub(self, now: datetime) -> bool:
        """What is gone is gone."""
        rows = cast("dict[UUID, Erasure]", self._tables.kept[Erasure])
        pending = [e for e in rows.values() if e.scrubbed_at is None]
        rows |= {e.id: replace(e, scrubbed_at=now) for e in pending}
        return bool(pending)

    def learning(self, people: tuple[str, ...] | None, now: datetime) -> Learning:
        """Of these people, or of everybody."""
        return memory_training.find_learning(self._tables, people, self.policies(), now)

    def trends(self, asked: TrendFilter) -> Trends:
        """Over the weeks."""
        return memory_training.find_trends(self._tables, asked)

    def loads(self, since: datetime, until: datetime) -> tuple[Load, ...]:
        """The heaviest first."""
        return memory_training.find_loads(self._tables, since, until)

    def at_risk(self, since: datetime, *, least: int = 3, limit: int = 50) -> tuple[AtRisk, ...]:
        """Those with most signs first."""
        return memory_training.find_at_risk(self._tables, since, least, limit)

    def directory(self) -> Directory:
        """Everybody."""
        return self._tables.directory

    def grant(self, grant: UUID) -> Grant | None:
        """By id."""
        return self._unit.get(Grant, grant)

    def use_nonce(self, nonce: bytes, call: UUID, now: datetime) -> bool:
        """Whether it is new, or was used by this same call."""
        oldest = now - timedelta(hours=NONCE_HOURS)
        self._nonces = {n: used for n, used in self._nonces.items() if used[1] >= oldest}
        return self._nonces.setdefault(nonce, (call, now))[0] == call

    def tell_waiting(self, waiting: tuple[Waiting, ...], now: datetime) -> None:
        """In place of those told before."""
        self._waiting = kept(self._waiting[0], waiting), now

    def waiting(self, now: datetime) -> tuple[Waiting, ...] | None:
        """The longest first."""
        found, told = self._waiting
        return None if now - told > FRESH else tuple(sorted(found, key=attrgetter("since", "id")))

    def changed(self) -> bool:
        """Nobody else can write."""
        return False

    def close(self) -> None:
        """Nothing is held."""

    # --- what the queries share

    @property
    def _unit(self) -> MemoryUnit:
        return MemoryUnit(self._tables)

    def _names(self, person: str) -> set[str]:
        found = self._tables.directory.person(person)
        return {person} | ({found.key, found.extension or found.key} if found else set())

    def _by_number(self) -> list[Ticket]:
        return sorted(self._tables.tickets.values(), key=attrgetter("number"), reverse=True)

    def _words(self, ticket: Ticket) -> list[str]:
        customer = self._tables.customer_of(ticket)
        notes = [e.text for e in self._tables.entries[ticket.id] if e.kind == "note"]
        return ticket_words(ticket, customer, notes)

    def _calls_of_person(self, person: str, since: datetime) -> list[Call]:
        names = self._names(person)
        mine = [c for c in self._tables.calls.values() if c.person in names and c.started_at >= since]
        return sorted(mine, key=attrgetter("started_at", "id"), reverse=True)

    def _escalation_rows(self, wanted: Callable[[Escalation], bool], limit: int) -> tuple[EscalationRow, ...]:
        open_ones = (
            e for e in self._tables.escalations.values() if e.closed_at is None and e.outcome in LIVE
        )
        found = sorted(filter(wanted, open_ones), key=attrgetter("created_at", "id"), reverse=True)
        return tuple(escalation_row(self._tables, e) for e in found[:limit])
