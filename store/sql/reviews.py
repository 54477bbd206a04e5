"""What is asked of reviews and of the calls that could be reviewed; see :mod:`store.reviewing`."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    and_,
    bindparam,
    cast,
    exists,
    func,
    select,
    text,
)

from store.feedback import LOW, Asked
from store.review import Pick, Review, ReviewState, ReviewVersion, version_id
from store.reviewing import (
    PRIME,
    PickQuery,
    Reviewable,
    ReviewFile,
    ReviewQuery,
    ReviewRow,
    Standing,
    turn_of,
)
from store.scorecard import ScorecardVersion, card_id
from store.sql import tables as t
from store.sql.rows import CALLS, NAMED, NAMES, TICKETS, kept
from store.sql.tables_case import feedback
from store.sql.tables_review import recordings
from store.sql.tables_scores import review_versions, reviews, scorecards

_C, _R, _V = t.calls.c, reviews.c, review_versions.c
_REVIEW, _VERSION, _CARD = kept(Review), kept(ReviewVersion), kept(ScorecardVersion)
_ROWS = select(
    *_REVIEW.columns, _C.started_at, _C.answered_at, _C.ended_at, *TICKETS.columns, *NAMES
).select_from(NAMED.join(reviews, _R.ticket == t.tickets.c.id).join(t.calls, _C.id == _R.call))
_CARDS = _CARD.select.order_by(scorecards.c.key, scorecards.c.version.desc())
_GROUP = _REVIEW.select.where(_R.calibration == bindparam("key")).order_by(_R.assigned_at, _R.id)
_VERSIONS = _VERSION.select.where(_V.review == bindparam("key")).order_by(_V.version)
_BY_IDS = _VERSION.select.where(_V.id.in_(bindparam("ids", expanding=True)))
_CARDS_BY_IDS = _CARD.select.where(scorecards.c.id.in_(bindparam("ids", expanding=True)))
_CALL_ROWS = (
    select(*CALLS.columns, *TICKETS.columns, t.tickets.c.hops, *NAMES)
    .select_from(NAMED.join(t.calls, _C.ticket == t.tickets.c.id))
    .where(_C.id.in_(bindparam("ids", expanding=True)))
)
_HOLDS = (
    select(t.call_legs.c.call, func.max(t.call_legs.c.held_seconds))
    .where(t.call_legs.c.call.in_(bindparam("ids", expanding=True)), t.call_legs.c.kind != "consult")
    .group_by(t.call_legs.c.call)
)
_SCORES = (
    select(feedback.c.ticket, func.min(feedback.c.score))
    .where(feedback.c.ticket.in_(bindparam("ids", expanding=True)), feedback.c.asked == Asked.CUSTOMER)
    .group_by(feedback.c.ticket)
)
_OPEN_RECORDING = text("recordings.state IN ('kept', 'recorded')")
"""The words of the partial indexes."""
_RECORDED = select(recordings.c.call).where(
    recordings.c.call.in_(bindparam("ids", expanding=True)), _OPEN_RECORDING
)
_HELD = select(recordings.c.call).where(
    recordings.c.call.in_(bindparam("ids", expanding=True)), recordings.c.legal_hold.is_(True)
)
_STANDINGS = (
    select(_R.call, _R.id, _R.reviewer, _R.state)
    .where(_R.call.in_(bindparam("ids", expanding=True)), _R.state != ReviewState.WITHDRAWN)
    .order_by(_R.assigned_at, _R.id)
)
_HOPS = text("tickets.hops >= 2")
"""Likewise (store.reviewing.MANY_HOPS)."""
_LONG = text("call_legs.held_seconds >= 120")
"""As its partial index says (store.reviewing.LONG_HOLD)."""
_IN_ONE = 400


class SqlReviews:
    """Answers on one connection. ``names`` gives all by which rows may call a person, ``key`` their key."""

    def __init__(
        self, conn: Connection, names: Callable[[str], Sequence[str]], keys: Callable[[], dict[str, str]]
    ) -> None:
        self._conn = conn
        self._names = names
        self._keys = keys
        self._sqlite = conn.dialect.name == "sqlite"

    def scorecards(self) -> tuple[ScorecardVersion, ...]:
        """By key, the newest version first."""
        return tuple(sorted(_CARD.all(self._conn, _CARDS), key=lambda c: (c.key, -c.version)))

    def reviews(self, asked: ReviewQuery) -> tuple[ReviewRow, ...]:
        """As the query says."""
        statement = _ROWS.where(*_conditions(asked))
        if asked.newest:
            last = func.coalesce(_R.shared_at, _R.assigned_at)
            statement = statement.order_by(last.desc(), _R.id.desc())
        else:
            due = func.coalesce(_R.due_at, _R.assigned_at)
            statement = statement.order_by(_R.due_at.is_(None), due, _R.assigned_at, _R.id)
        return self._rows(statement.limit(asked.limit))

    def review(self, review: UUID) -> ReviewFile | None:
        """All of one."""
        rows = self._rows(_ROWS.where(_R.id == review))
        if not rows:
            return None
        row = rows[0]
        found = row.review
        group: list[Review] = []
        if found.calibration is not None:
            group = [r for r in _REVIEW.all(self._conn, _GROUP, key=found.calibration) if r.id != found.id]
        versions = tuple(_VERSION.all(self._conn, _VERSIONS, key=review))
        pairs = sorted({(v.card, v.card_version) for v in versions})
        wanted = {*pairs, (found.card, found.card_version)}
        ids = [card_id(*pair) for pair in wanted]
        cards = {(c.key, c.version): c for c in _CARD.all(self._conn, _CARDS_BY_IDS, ids=ids)}
        return ReviewFile(
            row=row,
            card=cards.get((found.card, found.card_version)),
            versions=versions,
            version_cards=tuple(cards[pair] for pair in pairs if pair in cards),
            group=(found, *group),
        )

    def _rows(self, statement: Select[Any]) -> tuple[ReviewRow, ...]:
        width = len(_REVIEW.columns)
        rows = self._conn.execute(statement).all()
        found = [_REVIEW.read(row) for row in rows]
        ids = [version_id(r.id, r.version) for r in found if r.version]
        shown: dict[UUID, ReviewVersion] = {}
        for at in range(0, len(ids), _IN_ONE):
            some = _VERSION.all(self._conn, _BY_IDS, ids=ids[at : at + _IN_ONE])
            shown |= {v.review: v for v in some}
        made = []
        for review, row in zip(found, rows, strict=True):
            ticket = TICKETS.read(row, width + 3)
            made.append(
                ReviewRow(
                    review=review, number=ticket.shown_number, subject=ticket.subject, customer_name=row[-2],
                    company=row[-1], at=row[width], seconds=_whole(row[width + 1], row[width + 2]),
                    shown=shown.get(review.id),
                )
            )  # fmt: skip
        return tuple(made)

    # --- calls that could be reviewed

    def to_review(self, asked: PickQuery) -> tuple[Reviewable, ...]:
        """In the order of the pick."""
        conditions = self._of_calls(asked)
        if asked.pick is Pick.SAMPLE:
            statement = self._sample(asked, conditions)
        elif asked.pick is Pick.LONG_HOLD:
            statement = _long_holds(conditions)
        else:
            statement = select(_C.id)
            if asked.pick is not Pick.ALL:
                statement = statement.where(_C.ticket.in_(_cause(asked.pick)))
            statement = statement.where(*conditions).order_by(_C.started_at.desc(), _C.id.desc())
        ids = list(self._conn.execute(statement.limit(asked.limit)).scalars())
        return self._reviewables(ids)

    def _of_calls(self, asked: PickQuery) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = [
            _C.started_at >= asked.since,
            _C.started_at < asked.until,
            _C.answered_at.is_not(None),
            _C.ended_at.is_not(None),
        ]
        if asked.persons:
            names = {name for key in asked.persons for name in self._names(key)}
            found.append(_C.person.in_(sorted(names)))
        if asked.min_seconds > 0:
            found.append(self._epoch(_C.ended_at) - self._epoch(_C.answered_at) >= asked.min_seconds)
        if asked.recorded:
            found.append(exists().where(recordings.c.call == _C.id, _OPEN_RECORDING))
        if asked.held:
            found.append(exists().where(recordings.c.call == _C.id, recordings.c.legal_hold.is_(True)))
        return found

    def _epoch(self, at: ColumnElement[Any]) -> ColumnElement[int]:
        """Whole seconds, as :func:`_whole` counts them."""
        if self._sqlite:
            return func.unixepoch(func.substr(at, 1, 19), type_=Integer)
        return cast(func.floor(func.extract("epoch", at)), Integer)

    def _sample(self, asked: PickQuery, conditions: Sequence[ColumnElement[bool]]) -> Select[Any]:
        a, b = turn_of(asked.seed)
        place = (_C.lot * a + b) % PRIME
        nth = func.row_number().over(partition_by=_C.person, order_by=(place, _C.id)).label("nth")
        drawn = select(_C.id, _C.person, nth).where(*conditions).subquery()
        person: ColumnElement[str] = drawn.c.person
        if not self._sqlite:
            person = person.collate("C")  # the order of Python's text, as everywhere
        return select(drawn.c.id).where(drawn.c.nth <= asked.each).order_by(person, drawn.c.nth)

    def _reviewables(self, ids: list[UUID]) -> tuple[Reviewable, ...]:
        """These calls in this order, with what makes each worth a look."""
        width = len(CALLS.columns)
        rows = self._in_parts(_CALL_ROWS, ids)
        by_call = {row[0]: row for row in rows}
        calls = {call: CALLS.read(row) for call, row in by_call.items()}
        tickets = {call: TICKETS.read(row, width) for call, row in by_call.items()}
        holds = dict(map(tuple, self._in_parts(_HOLDS, ids)))
        recorded = {row[0] for row in self._in_parts(_RECORDED, ids)}
        held = {row[0] for row in self._in_parts(_HELD, ids)}
        scores = dict(map(tuple, self._in_parts(_SCORES, list({t.id for t in tickets.values()}))))
        standings: defaultdict[UUID, list[Standing]] = defaultdict(list)
        for call, review, reviewer, state in self._in_parts(_STANDINGS, ids):
            standings[call].append(Standing(review=review, reviewer=reviewer, state=state))
        keys = self._keys()
        made = []
        for each in ids:
            call, ticket, row = calls[each], tickets[each], by_call[each]
            made.append(
                Reviewable(
                    call=each, ticket=ticket.id, number=ticket.shown_number, subject=ticket.subject,
                    customer_name=row[-2], company=row[-1], person=keys.get(call.person, call.person),
                    at=call.started_at, seconds=_whole(call.answered_at, call.ended_at),
                    hold_seconds=holds.get(each, 0.0), hops=row[-3], csat=scores.get(ticket.id),
                    demanded_manager=ticket.demanded_at is not None, recorded=each in recorded, held=each in held,
                    reviews=tuple(standings[each]),
                )
            )  # fmt: skip
        return tuple(made)

    def _in_parts(self, statement: Select[Any], ids: Sequence[UUID]) -> list[Any]:
        return [
            row
            for at in range(0, len(ids), _IN_ONE)
            for row in self._conn.execute(statement, {"ids": ids[at : at + _IN_ONE]})
        ]


def _whole(answered: Any, ended: Any) -> float:
    if answered is None or ended is None:
        return 0.0
    return float(max(0, int(ended.timestamp()) - int(answered.timestamp())))


def _conditions(asked: ReviewQuery) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if asked.reviewers:
        found.append(_R.reviewer.in_(asked.reviewers))
    if asked.agents:
        found.append(_R.agent.in_(asked.agents))
    if asked.tickets:
        found.append(_R.ticket.in_(asked.tickets))
    if asked.states:
        found.append(_R.state.in_(sorted(asked.states)))
    else:
        found.append(_R.state != ReviewState.WITHDRAWN)
    if asked.shared:
        found.append(_R.version > text("0"))  # as the partial indexes have it
    if asked.calibrations:
        found.append(_R.calibration.is_not(None))
    if asked.shared_since is not None:
        found.append(_R.shared_at >= asked.shared_since)
    if asked.shared_until is not None:
        found.append(_R.shared_at < asked.shared_until)
    return found


def _cause(pick: Pick) -> Select[Any]:
    """The tickets that have it; from indexes of those alone."""
    if pick is Pick.DEMANDED_MANAGER:
        return select(t.tickets.c.id).where(t.tickets.c.demanded_at.is_not(None))
    if pick is Pick.MANY_HOPS:
        return select(t.tickets.c.id).where(_HOPS)
    low = and_(feedback.c.asked == Asked.CUSTOMER, feedback.c.score <= LOW)
    return select(feedback.c.ticket).where(low)


def _long_holds(conditions: Sequence[ColumnElement[bool]]) -> Select[Any]:
    held = func.max(t.call_legs.c.held_seconds)
    return (
        select(_C.id)
        .join(t.call_legs, t.call_legs.c.call == _C.id)
        .where(_LONG, t.call_legs.c.kind != "consult", *conditions)
        .group_by(_C.id, _C.started_at)
        .order_by(held.desc(), _C.started_at.desc(), _C.id.desc())
    )
