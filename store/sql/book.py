"""The book in SQL, on SQLite and PostgreSQL."""

import logging
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Connection, delete, insert, select

from store import erasure_list
from store.book import CallRow, Case, CauseRow, DayFigures, EscalationRow, RiskSigns, TicketRow, UpdateRow
from store.changes import AnyChange
from store.changes_recordings import EraseAgain, EraseCustomer
from store.customer import Customer
from store.directory import Directory
from store.erasure import Erasure, WhatGoes
from store.errors import StoreUnavailable
from store.escalation import Escalation
from store.floor import FloorView
from store.grant import Grant
from store.inbox import Inbox
from store.load import AtRisk, Load
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
from store.sql import queues, recordings, training
from store.sql.bulk import load
from store.sql.engine import Database
from store.sql.faults import persist
from store.sql.inbox import InboxQueries
from store.sql.queries import ESCALATIONS_FOR, ESCALATIONS_FROM, Queries
from store.sql.rehearsals import sounds_to_delete
from store.sql.rows import kept as kept_rows
from store.sql.scrub import expire_backups
from store.sql.tables_moments import nonces
from store.sql.tables_review import erasures
from store.sql.unit import SqlUnit
from store.ticket import Ticket
from store.training import Learning
from store.trends import TrendFilter, Trends
from store.trial import MOST_CASES, PastCase
from store.update import CustomerUpdate
from store.values import replace
from store.views import NONCE_HOURS
from store.waiting import Waiting, kept

T = TypeVar("T")

log = logging.getLogger(__name__)


def _now() -> datetime:
    return datetime.now(UTC)


class SqlBook:
    """See :class:`store.book.Book`. Every method raises StoreUnavailable when the data cannot be reached.

    ``now`` tells the time for what is counted back from today.
    """

    def __init__(self, database: Database, now: Callable[[], datetime] = _now) -> None:
        self._db = database
        self._now = now

    def apply(self, change: AnyChange) -> None:
        """One change in one transaction."""
        self.apply_all((change,))

    def apply_all(self, changes: tuple[AnyChange, ...]) -> None:
        """All of them in one transaction, or none; tried again as a whole while others are in the way."""

        def work(conn: Connection) -> None:
            unit = SqlUnit(conn, self._db.search)
            for change in changes:
                carry_out(change, unit)
            unit.finish()

        self._write(work)
        if any(isinstance(change, EraseCustomer | EraseAgain) for change in changes):
            self.forget()

    def forget(self) -> None:
        """Scrub, if it can be done now: the rows are gone whatever comes, and the next start tries again."""
        try:
            self.scrub(self._now())
        except StoreUnavailable as error:
            log.warning("What was erased is not gone from every page yet. %s", error.message)

    def scrub(self, now: datetime) -> bool:
        """Pages, search indexes and log; the list of erasures beside a file is written first."""
        erasures = self.erasures()
        if self.path is not None:
            expire_backups(self.path, now)
        pending = [e for e in erasures if e.scrubbed_at is None]
        if not pending:
            return False
        if self.path is not None:
            erasure_list.write(erasure_list.beside(self.path), erasures)
        persist(self._db.scrub, self._db.where)
        rows = kept_rows(Erasure)
        done = [replace(e, scrubbed_at=now) for e in pending]
        self._write(lambda conn: [rows.put(conn, e) for e in done])
        return True

    @property
    def path(self) -> Path | None:
        """The file that it is in; None on a server."""
        return self._db.path

    def load(self, batches: Iterable[Records]) -> None:
        """Put ready-made records in, past the rules, a batch a transaction (see :mod:`store.seed`)."""
        for batch in batches:
            self._write(lambda conn, batch=batch: load(conn, self._db.search, batch))  # type: ignore[misc]

    def case(self, ticket: UUID) -> Case | None:
        """One ticket with all that belongs to it."""
        return self._ask(lambda q: q.case(ticket, self._now()))

    def case_of_call(self, call: UUID) -> Case | None:
        """The case that a call belongs to."""

        def work(q: Queries) -> Case | None:
            found = q.unit.call(call)
            return q.case(found.ticket, self._now()) if found else None

        return self._ask(work)

    def ticket_by_number(self, number: int) -> Ticket | None:
        """By the number that this store gave."""
        return self._ask(lambda q: q.ticket_by_number(number))

    def tickets(
        self, query: str = "", *, limit: int = 50, before: UUID | None = None
    ) -> tuple[TicketRow, ...]:
        """Newest number first."""
        return self._ask(lambda q: q.tickets(query, limit, before))

    def customer_by_number(self, number: str) -> Customer | None:
        """None if nobody or more than one has it."""
        found = self.customers_by_number(number)
        return found[0] if len(found) == 1 else None

    def customers_by_number(self, number: str) -> tuple[Customer, ...]:
        """All who have it, by name."""
        return self._ask(lambda q: q.unit.customers_by_number(number))

    def calls(self, person: str, since: datetime, *, limit: int = 50) -> tuple[CallRow, ...]:
        """A person's calls, newest first."""
        return self._ask(lambda q: q.calls(q.names(person), since, limit))

    def history(
        self, person: str, query: str = "", *, kind: str = "", before: UUID | None = None, limit: int = 50
    ) -> tuple[CallRow, ...]:
        """The call recorded last comes first."""
        return self._ask(lambda q: q.history(q.names(person), query, kind, before, limit))

    def customers(self, query: str = "", *, limit: int = 30) -> tuple[Customer, ...]:
        """By the first word of the query, then the others."""
        return self._ask(lambda q: q.customers(query, limit))

    def customers_like(self, customers: tuple[Customer, ...]) -> tuple[Customer, ...]:
        """By id or by a number."""
        return self._ask(lambda q: q.customers_like(customers))

    def escalations_from(self, person: str, *, limit: int = 20) -> tuple[EscalationRow, ...]:
        """Open, newest first."""
        return self._ask(lambda q: q.escalations(ESCALATIONS_FROM, names=q.names(person), limit=limit))

    def escalations_for(
        self, person: str, departments: tuple[str, ...] = (), *, limit: int = 50
    ) -> tuple[EscalationRow, ...]:
        """Open and not taken yet, newest first."""
        return self._ask(
            lambda q: q.escalations(
                ESCALATIONS_FOR, names=q.names(person), departments=list(departments), limit=limit
            )
        )

    def inbox(
        self, person: str, departments: tuple[str, ...] = (), *, senior: bool = False, now: datetime
    ) -> Inbox:
        """The most urgent first."""

        def work(q: InboxQueries) -> Inbox:
            return q.inbox(q.reader(person, departments, senior=senior), now)

        return self._look(work)

    def floor(self, now: datetime, midnight: datetime) -> FloorView:
        """Everybody at once."""
        return self._look(lambda q: q.floor(now, midnight))

    def due(self, now: datetime, *, limit: int = 100) -> tuple[Escalation, ...]:
        """The longest due first."""
        return self._ask(lambda q: q.due(now, limit))

    def tickets_due(self, now: datetime, *, limit: int = 100) -> tuple[tuple[Ticket, str], ...]:
        """The longest due first."""
        return self._ask(lambda q: q.tickets_due(now, limit))

    def next_due(self) -> datetime | None:
        """When the next one is."""
        return self._ask(lambda q: q.next_due())

    def policy(self, at: datetime) -> Policy:
        """The one that is followed at that time."""
        return followed(self.policies(), at)

    def updates_due(self, now: datetime, *, limit: int = 20) -> tuple[CustomerUpdate, ...]:
        """The longest due first."""
        return self._ask(lambda q: q.updates_due(now, limit))

    def updates_for(
        self, person: str, departments: tuple[str, ...] = (), *, limit: int = 50
    ) -> tuple[UpdateRow, ...]:
        """The longest due first."""
        return self._ask(lambda q: q.updates_for(q.names(person), list(departments), limit))

    def to_rate(self, person: str, since: datetime, *, limit: int = 5) -> tuple[EscalationRow, ...]:
        """The longest closed first."""
        return self._ask(lambda q: q.to_rate(q.names(person), since, limit))

    def policies(self) -> tuple[PolicyVersion, ...]:
        """Newest first."""
        return self._ask(lambda q: q.policies())

    def causes(self, since: datetime, *, limit: int = 20) -> tuple[CauseRow, ...]:
        """Most open tickets first."""
        return self._ask(lambda q: q.causes(since, limit))

    def risk_signs(self, customer: UUID, since: datetime) -> RiskSigns:
        """Of the customer's tickets."""
        return self._ask(lambda q: q.risk_signs(customer, since))

    def past_cases(self, since: datetime, *, limit: int = MOST_CASES + 1) -> tuple[PastCase, ...]:
        """The newest number first."""
        return self._ask(lambda q: q.past_cases(since, limit))

    def scorecards(self) -> tuple[ScorecardVersion, ...]:
        """By key, the newest first."""
        return self._ask(lambda q: q.reviewing.scorecards())

    def reviews(self, asked: ReviewQuery) -> tuple[ReviewRow, ...]:
        """With their calls."""
        return self._ask(lambda q: q.reviewing.reviews(asked))

    def review(self, review: UUID) -> ReviewFile | None:
        """All of one."""
        return self._ask(lambda q: q.reviewing.review(review))

    def to_review(self, asked: PickQuery) -> tuple[Reviewable, ...]:
        """In the order of the pick."""
        return self._ask(lambda q: q.reviewing.to_review(asked))

    def figures(self, person: str, since: datetime) -> DayFigures:
        """The person's day since then."""
        return self._ask(lambda q: q.figures(q.names(person), since))

    def report(self, asked: Filter) -> Report:
        """All figures of a time."""
        return self._ask(lambda q: q.report(asked, self._now()))

    def report_cases(
        self, asked: Filter, part: Slice, *, before: UUID | None = None, limit: int = 50
    ) -> tuple[EscalationRow, ...]:
        """Newest first."""
        return self._ask(lambda q: q.report_cases(asked, part, self._now(), before, limit))

    def recommendations(self) -> tuple[Recommendation, ...]:
        """Newest first."""
        return self._ask(lambda q: q.recommendations())

    def rehearsal_tries(
        self, person: str = "", scenario: str = "", *, limit: int = 200
    ) -> tuple[RehearsalTry, ...]:
        """Newest first."""
        return self._ask(lambda q: q.rehearsal_tries(q.names(person) if person else (), scenario, limit))

    def try_sounds_to_delete(self, before: datetime, *, limit: int = 50) -> tuple[RehearsalTry, ...]:
        """The oldest first."""
        return self._read(lambda conn: sounds_to_delete(conn, before, limit))

    def recordings(self, ticket: UUID) -> tuple[Recording, ...]:
        """By their ids."""
        return self._ask(lambda q: q.unit.of_ticket(Recording, ticket))

    def recording(self, recording: UUID) -> Recording | None:
        """By id."""
        return self._ask(lambda q: q.unit.get(Recording, recording))

    def recordings_list(self, query: RecordingQuery) -> tuple[RecordingRow, ...]:
        """A page."""
        return self._ask(lambda q: q.recordings_list(query))

    def recordings_sample(self, query: RecordingQuery, *, each: int, seed: str) -> tuple[RecordingRow, ...]:
        """So many of every person."""
        return self._ask(lambda q: q.recordings_sample(query, each, seed))

    def recordings_to_keep(self, *, limit: int = 50) -> tuple[Recording, ...]:
        """The oldest first."""
        return self._read(lambda conn: recordings.to_keep(conn, limit))

    def recordings_to_delete(self, now: datetime, *, limit: int = 50) -> tuple[Recording, ...]:
        """By their ids."""
        return self._read(lambda conn: recordings.to_delete(conn, now, limit))

    def listenings(self, recording: UUID) -> tuple[Listening, ...]:
        """The oldest first."""
        return self._read(lambda conn: recordings.listenings_of(conn, recording))

    def may_hear(self, person: str, recording: UUID) -> bool:
        """By the rules."""

        def work(q: Queries) -> bool:
            found = q.unit.get(Recording, recording)
            return found is not None and hears(q.unit, person, found)

        return self._ask(work)

    def recording_rules(self) -> RecordingRules:
        """What the floor goes by."""
        return self._ask(lambda q: rules_of(q.unit))

    def recordings_going(self, rules: RecordingRules, at: datetime) -> int:
        """Counted by the database."""
        return self._read(lambda conn: recordings.going(conn, rules, at))

    def what_goes(self, customer: UUID, now: datetime) -> WhatGoes | None:
        """By the rule's own function."""
        return self._ask(lambda q: erasing.what_goes(customer, q.unit, now))

    def erasures(self) -> tuple[Erasure, ...]:
        """The oldest first."""
        rows = kept_rows(Erasure)
        c = erasures.c
        return self._read(lambda conn: tuple(rows.all(conn, rows.select.order_by(c.at, c.id))))

    def learning(self, people: tuple[str, ...] | None, now: datetime) -> Learning:
        """Of these people, or of everybody."""
        return self._read(lambda conn: training.find_learning(conn, people, now))

    def trends(self, asked: TrendFilter) -> Trends:
        """Over the weeks."""
        return self._read(lambda conn: training.find_trends(conn, asked))

    def loads(self, since: datetime, until: datetime) -> tuple[Load, ...]:
        """The heaviest first."""
        return self._read(lambda conn: training.find_loads(conn, since, until))

    def at_risk(self, since: datetime, *, least: int = 3, limit: int = 50) -> tuple[AtRisk, ...]:
        """Those with most signs first."""
        return self._read(lambda conn: training.find_at_risk(conn, since, least, limit))

    def directory(self) -> Directory:
        """Everybody."""
        return self._ask(lambda q: q.unit.directory())

    def grant(self, grant: UUID) -> Grant | None:
        """By id."""
        return self._ask(lambda q: q.unit.get(Grant, grant))

    def use_nonce(self, nonce: bytes, call: UUID, now: datetime) -> bool:
        """Whether it is new, or was used by this same call."""

        def work(conn: Connection) -> bool:
            conn.execute(delete(nonces).where(nonces.c.at < now - timedelta(hours=NONCE_HOURS)))
            used = conn.execute(select(nonces.c.call).where(nonces.c.nonce == nonce)).scalar()
            if used is None:
                conn.execute(insert(nonces), {"nonce": nonce, "call": call, "at": now})
            return used in {None, call}

        return self._write(work)

    def tell_waiting(self, waiting: tuple[Waiting, ...], now: datetime) -> None:
        """In place of those told before; what is the same is not written, so that nobody reads it again."""

        def work(conn: Connection) -> None:
            before = queues.rows(conn)
            after = kept(before, waiting)
            if set(after) != set(before):
                queues.replace(conn, after)
            queues.tell(conn, now)

        self._write(work)

    def waiting(self, now: datetime) -> tuple[Waiting, ...] | None:
        """The longest first."""
        return self._ask(lambda q: q.waiting(now))

    def changed(self) -> bool:
        """Whether another connection has written since the last time this was asked."""
        return persist(self._db.watch.changed, self._db.where)

    def close(self) -> None:
        """Release everything."""
        self._db.close()

    def _ask(self, work: Callable[[Queries], T]) -> T:
        def once() -> T:
            with self._db.reads.connect() as conn:
                return work(Queries(conn, self._db.search))

        return persist(once, self._db.where)

    def _read(self, work: Callable[[Connection], T]) -> T:
        def once() -> T:
            with self._db.reads.connect() as conn:
                return work(conn)

        return persist(once, self._db.where)

    def _look(self, work: Callable[[InboxQueries], T]) -> T:
        def once() -> T:
            with self._db.reads.connect() as conn:
                return work(InboxQueries(conn, self._db.search))

        return persist(once, self._db.where)

    def _write(self, work: Callable[[Connection], T]) -> T:
        def once() -> T:
            with self._db.writes.begin() as conn:
                result = work(conn)
                self._db.watch.told(conn)
                return result

        return persist(once, self._db.where)
