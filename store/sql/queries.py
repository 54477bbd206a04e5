"""What a book is asked, on one connection."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, and_, bindparam, func, or_, select

from store.book import CallRow, Case, CauseRow, DayFigures, EscalationRow, RiskSigns, TicketRow, UpdateRow
from store.comment import Mention
from store.customer import Customer
from store.escalation import Escalation, EscalationStep
from store.feedback import Feedback
from store.offer import Offer
from store.policy import PolicyVersion
from store.recommendation import Recommendation
from store.recording import LegConduct, Recording, RecordingQuery, RecordingRow
from store.rehearsal import RehearsalTry
from store.reports import Filter, Report, Slice
from store.sql import causes, customers, due, queues, recordings, updates
from store.sql import tables as t
from store.sql.past import past_cases
from store.sql.rehearsals import rehearsal_tries
from store.sql.reports import SqlReports
from store.sql.reviews import SqlReviews
from store.sql.rows import (
    CALLS,
    DRAFTS,
    ENTRIES,
    ESCALATIONS,
    LEGS,
    NAMED,
    NAMES,
    POLICIES,
    STEPS,
    TICKETS,
    kept,
)
from store.sql.search import Indexes
from store.sql.tables_directory import policies
from store.sql.tables_training import recommendations
from store.sql.unit import SqlUnit
from store.text import MARK_IN, MARK_MISSED, MARK_OUT, person_mark, query_words
from store.ticket import Ticket
from store.trial import PastCase
from store.update import CustomerUpdate
from store.views import HISTORY_ROWS, LIVE, YEAR_DAYS, day_figures, escalated_to, path, persons_of
from store.waiting import Waiting

_TICKET_WIDTH = len(TICKETS.columns)

_ROWS = select(*TICKETS.columns, *NAMES).select_from(NAMED).order_by(t.tickets.c.number.desc())
_PAGE = _ROWS.where(t.tickets.c.number < bindparam("below")).limit(bindparam("limit"))
_BY_NUMBERS = _ROWS.where(t.tickets.c.number.in_(bindparam("numbers", expanding=True)))
_HISTORY = _ROWS.where(
    t.tickets.c.customer == bindparam("customer"), t.tickets.c.id != bindparam("except_")
).limit(HISTORY_ROWS)
_HISTORY_COUNT = select(func.count()).where(
    t.tickets.c.customer == bindparam("customer"), t.tickets.c.id != bindparam("except_")
)
_CALLS_YEAR = (
    select(func.count())
    .select_from(t.tickets.join(t.calls, t.calls.c.ticket == t.tickets.c.id))
    .where(t.tickets.c.customer == bindparam("customer"), t.calls.c.started_at >= bindparam("since"))
    .where(t.calls.c.escalation.is_(None))
)
_ADOPTED_YEAR = select(func.count()).where(
    t.tickets.c.customer == bindparam("customer"),
    t.tickets.c.origin != "",
    t.tickets.c.opened_at >= bindparam("since"),
)
_LEGS = (
    LEGS.select.join(t.calls, t.calls.c.id == t.call_legs.c.call)
    .where(t.calls.c.ticket == bindparam("key"))
    .order_by(t.call_legs.c.started_at, t.call_legs.c.id)
)
_ENTRIES = ENTRIES.select.where(t.entries.c.ticket == bindparam("key")).order_by(
    t.entries.c.at, t.entries.c.seq
)
_DRAFTS = DRAFTS.select.where(t.drafts.c.ticket == bindparam("key"))
_STEPS = STEPS.select.where(t.escalation_steps.c.escalation.in_(bindparam("ids", expanding=True)))
_ESCALATIONS = ESCALATIONS.select.where(
    t.escalations.c.ticket.in_(bindparam("ids", expanding=True))
).order_by(t.escalations.c.created_at, t.escalations.c.id)
_POLICIES = POLICIES.select.order_by(policies.c.version.desc())
_TICKET_BY_NUMBER = TICKETS.select.where(t.tickets.c.number == bindparam("key"))
_NUMBER = select(t.tickets.c.number).where(t.tickets.c.id == bindparam("key"))
_CALL_ROWS = select(*CALLS.columns, *TICKETS.columns, *NAMES).select_from(
    NAMED.join(t.calls, t.calls.c.ticket == t.tickets.c.id)
)
_CALLS = (
    _CALL_ROWS.where(t.calls.c.person.in_(bindparam("names", expanding=True)))
    .where(t.calls.c.started_at >= bindparam("since"))
    .order_by(t.calls.c.started_at.desc(), t.calls.c.id.desc())
    .limit(bindparam("limit"))
)
_HISTORY_ROWS = _CALL_ROWS.where(t.calls.c.seq.in_(bindparam("numbers", expanding=True))).order_by(
    t.calls.c.seq.desc()
)
_SEQ = select(t.calls.c.seq).where(t.calls.c.id == bindparam("key"))
_KIND_MARKS = {"in": MARK_IN, "out": MARK_OUT, "missed": MARK_MISSED}
_DAY_CALLS = CALLS.select.where(
    t.calls.c.person.in_(bindparam("names", expanding=True)), t.calls.c.started_at >= bindparam("since")
)
_OPEN = and_(t.escalations.c.closed_at.is_(None), t.escalations.c.outcome.in_(sorted(LIVE)))
_SENT = t.escalations.c.from_person.in_(bindparam("names", expanding=True))
_WAITS = and_(
    t.escalations.c.accepted_at.is_(None),
    or_(
        and_(
            t.escalations.c.target_is_department.is_(True),
            t.escalations.c.target.in_(bindparam("departments", expanding=True)),
        ),
        and_(
            t.escalations.c.target_is_department.is_(False),
            t.escalations.c.target.in_(bindparam("names", expanding=True)),
        ),
    ),
)
ESCALATION_ROWS = select(*ESCALATIONS.columns, *TICKETS.columns, *NAMES).select_from(
    NAMED.join(t.escalations, t.escalations.c.ticket == t.tickets.c.id)
)
_INBOX = (
    ESCALATION_ROWS.where(_OPEN)
    .order_by(t.escalations.c.created_at.desc(), t.escalations.c.id.desc())
    .limit(bindparam("limit"))
)
ESCALATIONS_FROM = _INBOX.where(_SENT)
ESCALATIONS_FOR = _INBOX.where(_WAITS)
_COUNT_SENT = select(func.count()).where(_SENT, t.escalations.c.created_at >= bindparam("since"))
_COUNT_SENT = _COUNT_SENT.where(t.escalations.c.outcome.in_(sorted(LIVE)))
_COUNT_OPEN = select(func.count()).where(_SENT, _OPEN)
_COUNT_RESOLVED = select(func.count()).where(
    t.tickets.c.owner.in_(bindparam("names", expanding=True)), t.tickets.c.closed_at >= bindparam("since")
)


ABOVE_ALL = 2**31 - 1
"""More than any ticket number."""


class Queries:
    """Answers on one connection, inside one transaction that sees one state of the store."""

    def __init__(self, conn: Connection, search: Indexes) -> None:
        self._conn = conn
        self._search = search
        self.unit = SqlUnit(conn, search)

    def case(self, ticket: UUID, now: datetime) -> Case | None:
        """One ticket with all that belongs to it."""
        found = self.unit.ticket(ticket)
        if found is None:
            return None
        escalations = self.unit.escalations_of(ticket)
        steps = [step for rows in self._steps(escalations).values() for step in rows]
        drafts = DRAFTS.all(self._conn, _DRAFTS, key=ticket)
        return Case(
            ticket=found,
            calls=self.unit.calls_of(ticket),
            legs=tuple(LEGS.all(self._conn, _LEGS, key=ticket)),
            entries=tuple(ENTRIES.all(self._conn, _ENTRIES, key=ticket)),
            escalations=escalations,
            steps=tuple(sorted(steps, key=attrgetter("at", "escalation", "seq"))),
            drafts=tuple(sorted(drafts, key=attrgetter("saved_at", "person", "scope"))),
            updates=self.unit.of_ticket(CustomerUpdate, ticket),
            mentions=self.unit.of_ticket(Mention, ticket),
            offers=self.unit.of_ticket(Offer, ticket),
            feedback=self.unit.of_ticket(Feedback, ticket),
            recordings=self.unit.of_ticket(Recording, ticket),
            conducts=self.unit.of_ticket(LegConduct, ticket),
            **(self._customer(found, now) if found.customer else {}),
        )

    def _customer(self, ticket: Ticket, now: datetime) -> dict[str, Any]:
        whose = {"customer": ticket.customer, "except_": ticket.id, "since": now - timedelta(days=YEAR_DAYS)}
        history = self._ticket_rows(_HISTORY, whose)
        full = len(history) == HISTORY_ROWS
        return {
            "customer": self.unit.customer(ticket.customer) if ticket.customer else None,
            "history": history,
            "history_count": self._count(_HISTORY_COUNT, whose) if full else len(history),
            "calls_year": self._count(_CALLS_YEAR, whose) + self._count(_ADOPTED_YEAR, whose),
        }

    def ticket_by_number(self, number: int) -> Ticket | None:
        """By the number that this store gave."""
        found = TICKETS.all(self._conn, _TICKET_BY_NUMBER, key=number)
        return found[0] if found else None

    def tickets(self, query: str, limit: int, before: UUID | None) -> tuple[TicketRow, ...]:
        """Newest number first."""
        wanted = query_words(query)
        if query.strip() and not wanted:
            return ()
        below = ABOVE_ALL
        if before is not None:
            below = self._conn.execute(_NUMBER, {"key": before}).scalar() or 0
        if not wanted:
            return self._ticket_rows(_PAGE, {"below": below, "limit": limit})
        numbers = self._search.tickets.find(self._conn, wanted, below=below, limit=limit)
        return self._ticket_rows(_BY_NUMBERS, {"numbers": numbers}) if numbers else ()

    def calls(self, names: Sequence[str], since: datetime, limit: int) -> tuple[CallRow, ...]:
        """A person's calls, newest first."""
        return self._call_rows(_CALLS, {"names": names, "since": since, "limit": limit})

    def history(
        self, names: Sequence[str], query: str, kind: str, before: UUID | None, limit: int
    ) -> tuple[CallRow, ...]:
        """A person's calls of all time, from the index of calls."""
        wanted = query_words(query)
        if query.strip() and not wanted:
            return ()
        below = ABOVE_ALL
        if before is not None:
            below = self._conn.execute(_SEQ, {"key": before}).scalar() or 0
        marks = [list(map(person_mark, names))]
        if kind:
            marks.append([_KIND_MARKS[kind]])
        numbers = self._search.calls.find(self._conn, wanted, below=below, limit=limit, marks=marks)
        return self._call_rows(_HISTORY_ROWS, {"numbers": numbers}) if numbers else ()

    def _call_rows(self, statement: Select[Any], values: dict[str, Any]) -> tuple[CallRow, ...]:
        width = len(CALLS.columns)
        return tuple(
            CallRow(
                call=CALLS.read(row), ticket=TICKETS.read(row, width), customer_name=row[-2], company=row[-1]
            )
            for row in self._conn.execute(statement, values)
        )

    def customers(self, query: str, limit: int) -> tuple[Customer, ...]:
        """By the first word of the query, then the others."""
        return customers.customers(self._conn, query, limit)

    def customers_like(self, customers_: Sequence[Customer]) -> tuple[Customer, ...]:
        """By id or by a number."""
        return customers.customers_like(self._conn, customers_)

    def escalations(self, statement: Select[Any], **values: Any) -> tuple[EscalationRow, ...]:
        """A list of escalations, each with its last step and its ticket's path."""
        width = len(ESCALATIONS.columns)
        rows = self._conn.execute(statement, values).all()
        found = [ESCALATIONS.read(row) for row in rows]
        steps = self._steps(found)
        others = self._escalations_of({e.ticket for e in found})
        return tuple(
            EscalationRow(
                escalation=escalation,
                ticket=TICKETS.read(row, width),
                customer_name=row[-2],
                company=row[-1],
                last_step=steps[escalation.id][-1] if steps[escalation.id] else None,
                path=path(others[escalation.ticket]),
            )
            for escalation, row in zip(found, rows, strict=True)
        )

    def due(self, now: datetime, limit: int) -> tuple[Escalation, ...]:
        """What the clock has to do, the longest due first."""
        return due.due(self._conn, now, limit)

    def next_due(self) -> datetime | None:
        """When it has something to do next."""
        return due.next_due(self._conn)

    def tickets_due(self, now: datetime, limit: int) -> tuple[tuple[Ticket, str], ...]:
        """With the tier of their customer."""
        return due.tickets_due(self._conn, now, limit)

    def updates_due(self, now: datetime, limit: int) -> tuple[CustomerUpdate, ...]:
        """E-mail that waits, or that was being sent for too long."""
        return updates.updates_due(self._conn, now, limit)

    def updates_for(
        self, names: Sequence[str], departments: Sequence[str], limit: int
    ) -> tuple[UpdateRow, ...]:
        """What a person has to do something about."""
        return updates.updates_for(self._conn, names, departments, limit)

    def to_rate(self, names: Sequence[str], since: datetime, limit: int) -> tuple[EscalationRow, ...]:
        """Closed ones that the person has not said anything about."""
        return updates.to_rate(self._conn, names, since, limit)

    def waiting(self, now: datetime) -> tuple[Waiting, ...] | None:
        """Who waits in the PBX's queues."""
        return queues.fresh(self._conn, now)

    def policies(self) -> tuple[PolicyVersion, ...]:
        """Newest first."""
        return tuple(POLICIES.all(self._conn, _POLICIES))

    def causes(self, since: datetime, limit: int) -> tuple[CauseRow, ...]:
        """Most open tickets first."""
        return causes.causes(self._conn, since, limit)

    def risk_signs(self, customer: UUID, since: datetime) -> RiskSigns:
        """Of the customer's tickets."""
        return causes.risk_signs(self._conn, customer, since)

    def past_cases(self, since: datetime, limit: int) -> tuple[PastCase, ...]:
        """What a policy is tried on."""
        return past_cases(self._conn, since, limit)

    def report(self, asked: Filter, as_of: datetime) -> Report:
        """All figures of a time."""
        return SqlReports(self._conn, as_of).report(asked)

    def report_cases(
        self, asked: Filter, part: Slice, as_of: datetime, before: UUID | None, limit: int
    ) -> tuple[EscalationRow, ...]:
        """The cases behind a bar, newest first."""
        return self.escalations(
            SqlReports(self._conn, as_of).page(asked, part, before, limit, ESCALATION_ROWS)
        )

    def recommendations(self) -> tuple[Recommendation, ...]:
        """Newest first."""
        c = recommendations.c
        rows = kept(Recommendation)
        return tuple(rows.all(self._conn, rows.select.order_by(c.at.desc(), c.id.desc())))

    def rehearsal_tries(self, names: Sequence[str], scenario: str, limit: int) -> tuple[RehearsalTry, ...]:
        """Newest first."""
        return rehearsal_tries(self._conn, names, scenario, limit)

    def recordings_list(self, query: RecordingQuery) -> tuple[RecordingRow, ...]:
        """A page."""
        return recordings.listed(self._conn, self._search, query, self._persons(query))

    def recordings_sample(self, query: RecordingQuery, each: int, seed: str) -> tuple[RecordingRow, ...]:
        """So many of every person."""
        return recordings.sample(self._conn, query, self._persons(query), each, seed)

    def _persons(self, query: RecordingQuery) -> list[str] | None:
        found = persons_of(query, self.unit.directory())
        return None if found is None else sorted(found)

    @property
    def reviewing(self) -> SqlReviews:
        """What is asked of reviews."""
        return SqlReviews(self._conn, self.names, self._keys)

    def _keys(self) -> dict[str, str]:
        """Everybody's key, by key and by extension."""
        people = self.unit.directory().people
        return {p.extension: p.key for p in people if p.extension} | {p.key: p.key for p in people}

    def figures(self, names: Sequence[str], since: datetime) -> DayFigures:
        """A person's day."""
        values = {"names": names, "since": since}
        return day_figures(
            CALLS.all(self._conn, _DAY_CALLS, **values),
            escalated=self._count(_COUNT_SENT, values),
            escalations_open=self._count(_COUNT_OPEN, values),
            resolved=self._count(_COUNT_RESOLVED, values),
        )

    def names(self, person: str) -> list[str]:
        """All by which rows may call a person: key and extension."""
        found = self.unit.person(person)
        return sorted({person} | ({found.key, found.extension or found.key} if found else set()))

    # --- what they share

    def _count(self, statement: Select[Any], values: dict[str, Any]) -> int:
        return int(self._conn.execute(statement, values).scalar_one())

    def _ticket_rows(self, statement: Select[Any], values: dict[str, Any]) -> tuple[TicketRow, ...]:
        rows = self._conn.execute(statement, values).all()
        found = [TICKETS.read(row) for row in rows]
        escalations = self._escalations_of({ticket.id for ticket in found})
        return tuple(
            TicketRow(
                ticket=ticket,
                customer_name=row[_TICKET_WIDTH],
                company=row[_TICKET_WIDTH + 1],
                escalated_to=escalated_to(escalations[ticket.id]),
            )
            for ticket, row in zip(found, rows, strict=True)
        )

    def _escalations_of(self, tickets: set[UUID]) -> defaultdict[UUID, list[Escalation]]:
        found: defaultdict[UUID, list[Escalation]] = defaultdict(list)
        if tickets:
            for escalation in ESCALATIONS.all(self._conn, _ESCALATIONS, ids=sorted(tickets)):
                found[escalation.ticket].append(escalation)
        return found

    def _steps(self, escalations: Sequence[Escalation]) -> defaultdict[UUID, list[EscalationStep]]:
        found: defaultdict[UUID, list[EscalationStep]] = defaultdict(list)
        if escalations:
            steps = STEPS.all(self._conn, _STEPS, ids=[e.id for e in escalations])
            for step in sorted(steps, key=attrgetter("seq")):
                found[step.escalation].append(step)
        return found
