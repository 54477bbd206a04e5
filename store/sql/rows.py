"""Records to rows and back."""

from collections.abc import Iterable, Sequence
from typing import Any, Generic, TypeVar

import msgspec
from sqlalchemy import Connection, Select, Table, bindparam, func, insert, select, update

from store.comment import Mention
from store.customer import Customer
from store.directory import Department, Level, Person
from store.erasure import Erasure
from store.escalation import Escalation, EscalationStep
from store.feedback import Feedback
from store.grant import Grant
from store.offer import Offer
from store.policy import PolicyVersion
from store.recommendation import Recommendation
from store.recording import LegConduct, Listening, Recording, RecordingRules
from store.records import K
from store.rehearsal import RehearsalTry
from store.review import Review, ReviewVersion
from store.scorecard import ScorecardVersion
from store.sql import (
    tables,
    tables_case,
    tables_directory,
    tables_moments,
    tables_rehearsal,
    tables_review,
    tables_scores,
    tables_training,
)
from store.tally import Tally
from store.ticket import Call, CallLeg, Draft, Entry, Ticket
from store.training import Attendance, Course, Plan, Session
from store.update import CustomerUpdate
from store.waiting import Waiting

R = TypeVar("R", bound=msgspec.Struct)


class Rows(Generic[R]):
    """A kind of record and the table it is in; columns have the names of its fields.

    The statements are built once, so that SQLAlchemy finds them compiled.
    """

    def __init__(self, record: type[R], table: Table, key: str = "id") -> None:
        self._record = record
        self._names = record.__struct_fields__
        self.columns = [table.c[name] for name in self._names]
        self.table = table
        self.select: Select[Any] = select(*self.columns)
        self._one = self.select.where(table.c[key] == bindparam("key"))
        self._insert = insert(table)
        # Not a column's name: SQLAlchemy keeps those for the new values.
        self._update = update(table).where(table.c[key] == bindparam("which"))
        self._key = key
        self.every: Select[Any] = self.select.order_by(table.c[key])
        if "person" in table.c:
            self.of_person: Select[Any] = self.every.where(table.c.person == bindparam("key"))
        if "ticket" in table.c:
            self.of_ticket: Select[Any] = self.select.where(table.c.ticket == bindparam("key")).order_by(
                table.c[key]
            )

    def read(self, row: Sequence[Any], start: int = 0) -> R:
        """The record whose columns begin at ``start``."""
        values = row[start : start + len(self._names)]
        return self._record(**dict(zip(self._names, values, strict=True)))

    def all(self, conn: Connection, statement: Select[Any], **values: Any) -> list[R]:
        """What a statement finds that is made from :attr:`select`."""
        return [self.read(row) for row in conn.execute(statement, values)]

    def one(self, conn: Connection, key: Any) -> R | None:
        """By its key."""
        row = conn.execute(self._one, {"key": key}).first()
        return None if row is None else self.read(row)

    def values(self, record: R) -> dict[str, Any]:
        """The columns of a record."""
        return {name: getattr(record, name) for name in self._names}

    def add(self, conn: Connection, records: Iterable[R], **more: Any) -> None:
        """New ones."""
        rows = [self.values(record) | more for record in records]
        if rows:
            conn.execute(self._insert, rows)

    def add_in_order(self, conn: Connection, records: Iterable[R]) -> None:
        """New ones, with their position."""
        rows = [self.values(record) | {"position": i} for i, record in enumerate(records)]
        if rows:
            conn.execute(self._insert, rows)

    def put(self, conn: Connection, record: R) -> bool:
        """Replace one; False if it is not there."""
        values = self.values(record)
        key = values.pop(self._key)
        return conn.execute(self._update, values | {"which": key}).rowcount == 1


TICKETS = Rows(Ticket, tables.tickets)
CALLS = Rows(Call, tables.calls)
LEGS = Rows(CallLeg, tables.call_legs)
ENTRIES = Rows(Entry, tables.entries)
ESCALATIONS = Rows(Escalation, tables.escalations)
STEPS = Rows(EscalationStep, tables.escalation_steps)
WAITING = Rows(Waiting, tables_moments.waiting)
DRAFTS = Rows(Draft, tables.drafts, key="ticket")
CUSTOMERS = Rows(Customer, tables.customers)
LEVELS = Rows(Level, tables_directory.levels, key="number")
DEPARTMENTS = Rows(Department, tables_directory.departments, key="key")
POLICIES = Rows(PolicyVersion, tables_directory.policies, key="version")
PEOPLE = Rows(Person, tables_directory.people, key="key")

_KEPT: dict[type[Any], Rows[Any]] = {
    Mention: Rows(Mention, tables_case.mentions),
    Offer: Rows(Offer, tables_case.offers),
    CustomerUpdate: Rows(CustomerUpdate, tables_case.customer_updates),
    Feedback: Rows(Feedback, tables_case.feedback),
    Recommendation: Rows(Recommendation, tables_training.recommendations),
    Grant: Rows(Grant, tables_moments.grants),
    RehearsalTry: Rows(RehearsalTry, tables_rehearsal.rehearsal_tries),
    Recording: Rows(Recording, tables_review.recordings),
    LegConduct: Rows(LegConduct, tables_review.leg_conducts),
    Listening: Rows(Listening, tables_review.listenings),
    RecordingRules: Rows(RecordingRules, tables_review.recording_rules),
    Erasure: Rows(Erasure, tables_review.erasures),
    ScorecardVersion: Rows(ScorecardVersion, tables_scores.scorecards),
    Review: Rows(Review, tables_scores.reviews),
    ReviewVersion: Rows(ReviewVersion, tables_scores.review_versions),
    Course: Rows(Course, tables_training.courses),
    Session: Rows(Session, tables_training.sessions),
    Attendance: Rows(Attendance, tables_training.attendances),
    Plan: Rows(Plan, tables_training.plans),
    Tally: Rows(Tally, tables_training.tallies),
}


def kept(kind: type[K]) -> Rows[K]:
    """The rows of a kind of :data:`store.records.KEPT`."""
    return _KEPT[kind]


NAMED = tables.tickets.outerjoin(tables.customers, tables.customers.c.id == tables.tickets.c.customer)
"""Tickets with the customer that is known of."""
NAMES = (func.coalesce(tables.customers.c.name, ""), func.coalesce(tables.customers.c.company, ""))
"""Of that customer: name and company, "" without one."""
