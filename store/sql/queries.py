"""What a book is asked, on one connection."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, and_, bindparam, func, or_, select

from store.book import CallRow, Case, DayFigures, EscalationRow, TicketRow
from store.escalation import Escalation, EscalationStep
from store.sql import tables as t
from store.sql.rows import CALLS, DRAFTS, ENTRIES, ESCALATIONS, LEGS, STEPS, TICKETS
from store.sql.search import Search
from store.sql.unit import SqlUnit
from store.text import query_words
from store.ticket import Ticket
from store.views import HISTORY_ROWS, LIVE, YEAR_DAYS, day_figures, escalated_to, path

_NAMED = t.tickets.outerjoin(t.customers, t.customers.c.id == t.tickets.c.customer)
_NAMES = (func.coalesce(t.customers.c.name, ""), func.coalesce(t.customers.c.company, ""))
_TICKET_WIDTH = len(TICKETS.columns)

_ROWS = select(*TICKETS.columns, *_NAMES).select_from(_NAMED).order_by(t.tickets.c.number.desc())
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
_TICKET_BY_NUMBER = TICKETS.select.where(t.tickets.c.number == bindparam("key"))
_NUMBER = select(t.tickets.c.number).where(t.tickets.c.id == bindparam("key"))
_CALLS = (
    select(*CALLS.columns, *TICKETS.columns, _NAMES[0])
    .select_from(_NAMED.join(t.calls, t.calls.c.ticket == t.tickets.c.id))
    .where(t.calls.c.person.in_(bindparam("names", expanding=True)))
    .where(t.calls.c.started_at >= bindparam("since"))
    .order_by(t.calls.c.started_at.desc(), t.calls.c.id.desc())
    .limit(bindparam("limit"))
)
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
_INBOX = (
    select(*ESCALATIONS.columns, *TICKETS.columns, *_NAMES)
    .select_from(_NAMED.join(t.escalations, t.escalations.c.ticket == t.tickets.c.id))
    .where(_OPEN)
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

    def __init__(self, conn: Connection, search: Search) -> None:
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
        numbers = self._search.find(self._conn, wanted, below=below, limit=limit)
        return self._ticket_rows(_BY_NUMBERS, {"numbers": numbers}) if numbers else ()

    def calls(self, names: Sequence[str], since: datetime, limit: int) -> tuple[CallRow, ...]:
        """A person's calls, newest first."""
        width = len(CALLS.columns)
        rows = self._conn.execute(_CALLS, {"names": names, "since": since, "limit": limit})
        return tuple(
            CallRow(call=CALLS.read(row), ticket=TICKETS.read(row, width), customer_name=row[-1])
            for row in rows
        )

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
