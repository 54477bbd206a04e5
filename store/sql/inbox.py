"""Inbox, mentions and floor in SQL: what is open is read by the partial indexes, and ordered by the rules."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, bindparam, func, or_, select

from store.comment import Mention
from store.escalation import SUCCESS, Escalation
from store.floor import (
    LONGEST_CALL,
    FloorFigures,
    FloorView,
    Running,
    at_risk,
    figures_of,
    people_of,
    waiting_of,
    with_queues,
)
from store.inbox import MOST, MOST_OTHERS, Inbox, MentionRow, Reader, arranged
from store.policy import Policy
from store.sql import queues
from store.sql import tables as t
from store.sql.queries import Queries
from store.sql.rows import CALLS, ENTRIES, ESCALATIONS, LEGS, NAMED, NAMES, TICKETS, kept
from store.sql.search import Indexes
from store.sql.tables_case import mentions
from store.ticket import Call, CallLeg, Entry, Ticket
from store.views import LIVE

_E = t.escalations.c
_OPEN = and_(_E.closed_at.is_(None), _E.outcome.in_(sorted(LIVE)))
_ROWS = (
    select(*ESCALATIONS.columns, *TICKETS.columns, *NAMES)
    .select_from(NAMED.join(t.escalations, _E.ticket == t.tickets.c.id))
    .where(_OPEN)
    .order_by(_E.due_at, _E.id)
    .limit(bindparam("limit"))
)
_MINE = _ROWS.where(
    or_(
        and_(
            _E.accepted_at.is_(None),
            or_(
                and_(
                    _E.target_is_department.is_(True),
                    _E.target.in_(bindparam("departments", expanding=True)),
                ),
                and_(
                    _E.target_is_department.is_(False),
                    _E.target.in_(bindparam("names", expanding=True)),
                ),
            ),
        ),
        _E.accepted_by.in_(bindparam("names", expanding=True)),
        _E.from_person.in_(bindparam("names", expanding=True)),
    )
)
_COUNT_OPEN = select(func.count()).where(_OPEN)
_COUNT_CAME = select(func.count()).where(_E.closed_at.is_(None), _E.outcome.in_(sorted(SUCCESS)))
_TIERS = select(t.customers.c.id, t.customers.c.tier).where(
    t.customers.c.id.in_(bindparam("ids", expanding=True))
)
_M = mentions.c
_MENTION = kept(Mention)
_UNREAD = (
    select(*_MENTION.columns, t.entries.c.text, t.entries.c.kind, t.entries.c.code, *TICKETS.columns)
    .select_from(
        mentions.join(t.tickets, t.tickets.c.id == _M.ticket).outerjoin(
            t.entries, and_(t.entries.c.ticket == _M.ticket, t.entries.c.id == _M.entry)
        )
    )
    .where(
        _M.read_at.is_(None),
        or_(
            and_(_M.is_department.is_(True), _M.whom.in_(bindparam("departments", expanding=True))),
            and_(_M.is_department.is_(False), _M.whom.in_(bindparam("names", expanding=True))),
        ),
    )
    .order_by(_M.at.desc(), _M.id.desc())
    .limit(bindparam("limit"))
)
_C = t.calls.c
_RUNNING = (
    select(*CALLS.columns, *TICKETS.columns, *NAMES)
    .select_from(NAMED.join(t.calls, _C.ticket == t.tickets.c.id))
    # The index of person and time: no console forgets a call for longer than a shift.
    .where(_C.person.in_(bindparam("names", expanding=True)), _C.started_at >= bindparam("since"))
    .where(_C.ended_at.is_(None))
    .order_by(_C.started_at, _C.id)
)
_DAY = (
    select(_C.direction, _C.escalation, _C.started_at, _C.answered_at, _C.outcome)
    .where(_C.person.in_(bindparam("names", expanding=True)), _C.started_at >= bindparam("since"))
    .where(_C.direction == "in", _C.escalation.is_(None))
)
_LEGS = LEGS.select.where(t.call_legs.c.call.in_(bindparam("ids", expanding=True))).order_by(
    t.call_legs.c.started_at, t.call_legs.c.id
)
_HOLDS = (
    ENTRIES.select.where(t.entries.c.ticket.in_(bindparam("ids", expanding=True)))
    .where(t.entries.c.kind.in_(("held", "resumed")))
    .order_by(t.entries.c.at, t.entries.c.seq)
)
_ESCALATIONS = ESCALATIONS.select.where(_E.ticket.in_(bindparam("ids", expanding=True))).order_by(
    _E.created_at, _E.id
)
_NEXT = (
    select(*TICKETS.columns, func.coalesce(t.customers.c.tier, ""))
    .select_from(NAMED)
    .where(t.tickets.c.next_at.is_not(None))
    .order_by(t.tickets.c.next_at)
    .limit(bindparam("limit"))
)
_ESCALATED = (
    select(*TICKETS.columns, func.coalesce(t.customers.c.tier, ""))
    .select_from(NAMED.join(t.escalations, _E.ticket == t.tickets.c.id))
    .where(_OPEN)
    .order_by(_E.due_at, _E.id)
    .limit(bindparam("limit"))
)
_LOOKED_AT = 200
"""Tickets of each sort among which those at risk are looked for."""


class InboxQueries:
    """Answers on one connection, inside one transaction."""

    def __init__(self, conn: Connection, search: Indexes) -> None:
        self._conn = conn
        self._queries = Queries(conn, search)
        self._known: dict[int, Policy | None] = {}

    def _policy(self, version: int) -> Policy | None:
        if version not in self._known:
            saved = self._queries.unit.policy(version) if version else None
            self._known[version] = saved.policy if saved is not None else None
        return self._known[version]

    def reader(self, person: str, departments: tuple[str, ...], *, senior: bool) -> Reader:
        """Who reads, by all names that rows may give them."""
        names = frozenset(self._queries.names(person))
        return Reader(names=names, departments=frozenset(departments), senior=senior)

    def inbox(self, reader: Reader, now: datetime) -> Inbox:
        """What this person has to look after."""
        who = {"names": sorted(reader.names), "departments": sorted(reader.departments)}
        rows = {row.escalation.id: row for row in self._queries.escalations(_MINE, limit=MOST, **who)}
        others = 0
        if reader.senior:
            soonest = self._queries.escalations(_ROWS, limit=MOST_OTHERS)
            rows |= {row.escalation.id: row for row in soonest}
            others = self._conn.execute(_COUNT_CAME).scalar_one()
        tiers = self._tiers([row.ticket for row in rows.values()])
        pairs = [(row, tiers.get(row.ticket.customer, "")) for row in rows.values()]
        named = self.mentions(reader)
        return arranged(pairs, named, reader, self._policy, now, others=others)

    def _tiers(self, tickets: Sequence[Ticket]) -> dict[UUID | None, str]:
        ids = sorted({ticket.customer for ticket in tickets if ticket.customer is not None})
        if not ids:
            return {}
        return {row[0]: row[1] for row in self._conn.execute(_TIERS, {"ids": ids})}

    def mentions(self, reader: Reader, limit: int = 100) -> tuple[MentionRow, ...]:
        """What this person is to read, newest first."""
        who = {"names": sorted(reader.names), "departments": sorted(reader.departments), "limit": limit}
        width = len(_MENTION.columns)
        made = []
        for row in self._conn.execute(_UNREAD, who):
            ticket = TICKETS.read(row, width + 3)
            made.append(
                MentionRow(
                    mention=_MENTION.read(row), text=row[width] or "", number=ticket.shown_number,
                    subject=ticket.subject, kind=row[width + 1] or "comment", code=row[width + 2] or 0,
                )
            )  # fmt: skip
        return tuple(made)

    def floor(self, now: datetime, midnight: datetime) -> FloorView:
        """Everybody at once."""
        directory = self._queries.unit.directory()
        names = sorted({n for p in directory.people for n in (p.key, p.extension) if n})
        running = self._running(names, now)
        tickets = self._looked_at()
        return FloorView(
            people=people_of(running, directory),
            waiting=with_queues(waiting_of(running), queues.fresh(self._conn, now)),
            at_risk=at_risk(tickets, self._escalations([pair[0].id for pair in tickets]), self._policy, now),
            figures=self._figures(names, midnight),
            open_escalations=self._conn.execute(_COUNT_OPEN).scalar_one(),
        )

    def _running(self, names: Sequence[str], now: datetime) -> list[Running]:
        values = {"names": list(names), "since": now - LONGEST_CALL}
        rows = self._conn.execute(_RUNNING, values).all()
        calls = [CALLS.read(row) for row in rows]
        tickets = [TICKETS.read(row, len(CALLS.columns)) for row in rows]
        legs: defaultdict[UUID, list[CallLeg]] = defaultdict(list)
        holds: defaultdict[UUID, list[Entry]] = defaultdict(list)
        if calls:
            for leg in LEGS.all(self._conn, _LEGS, ids=[c.id for c in calls]):
                legs[leg.call].append(leg)
            for entry in ENTRIES.all(self._conn, _HOLDS, ids=sorted({c.ticket for c in calls})):
                holds[entry.ticket].append(entry)
        escalations = self._escalations([ticket.id for ticket in tickets])
        return [
            Running(
                call=call, ticket=ticket, customer_name=row[-2], company=row[-1], legs=tuple(legs[call.id]),
                entries=tuple(holds[ticket.id]), escalations=tuple(escalations[ticket.id]),
            )
            for call, ticket, row in zip(calls, tickets, rows, strict=True)
        ]  # fmt: skip

    def _escalations(self, tickets: Sequence[UUID]) -> defaultdict[UUID, list[Escalation]]:
        found: defaultdict[UUID, list[Escalation]] = defaultdict(list)
        if tickets:
            for escalation in ESCALATIONS.all(self._conn, _ESCALATIONS, ids=sorted(set(tickets))):
                found[escalation.ticket].append(escalation)
        return found

    def _looked_at(self) -> list[tuple[Ticket, str]]:
        limit = {"limit": _LOOKED_AT}
        rows = [row for s in (_NEXT, _ESCALATED) for row in self._conn.execute(s, limit)]
        return [(TICKETS.read(row), row[-1]) for row in rows]

    def _figures(self, names: Sequence[str], midnight: datetime) -> FloorFigures:
        rows = self._conn.execute(_DAY, {"names": list(names), "since": midnight})
        return figures_of(_bare(*row) for row in rows)


def _bare(direction: str, escalation: UUID | None, started: datetime, answered: Any, outcome: Any) -> Call:
    """A call of which only what the figures need is known."""
    nobody = UUID(int=0)
    return Call(
        id=nobody, ticket=nobody, direction=direction, person="", started_at=started, answered_at=answered,
        outcome=outcome, escalation=escalation,
    )  # fmt: skip
