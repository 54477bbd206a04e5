"""What a book is asked about recordings."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Integer,
    Interval,
    Select,
    String,
    and_,
    bindparam,
    case,
    cast,
    exists,
    false,
    func,
    literal,
    not_,
    null,
    or_,
    select,
    text,
    tuple_,
    update,
)

from store.feedback import Asked
from store.recording import (
    Consent,
    Keeping,
    Listening,
    Recording,
    RecordingQuery,
    RecordingRow,
    RecordingRules,
)
from store.sql import tables as t
from store.sql.rows import CALLS, TICKETS, kept
from store.sql.search import Indexes
from store.sql.tables_case import feedback
from store.sql.tables_review import listenings, recordings
from store.text import person_mark, query_words
from store.views import UNENDED_HOURS, drawn

T = TypeVar("T")

_R = recordings.c
_KEY: BindParameter[Any] = bindparam("key")
_LIMIT: BindParameter[Any] = bindparam("limit")
_NOW: BindParameter[Any] = bindparam("now")
ROWS = kept(Recording)
_ENDED = or_(_R.ended.is_(True), _R.started_at < bindparam("unended"))
_OPEN = text("recordings.state IN ('kept', 'recorded')")
"""As the partial indexes have it."""
_OF_CALL = ROWS.select.where(_R.call == _KEY).order_by(_R.id)
_ENDING = (
    ROWS.select.where(text("recordings.keep_until IS NOT NULL AND recordings.state <> 'erased'"))
    .where(_R.keep_until <= _NOW, _R.legal_hold.is_(False), _ENDED)
    .order_by(_R.keep_until, _R.id)
    .limit(_LIMIT)
)
_TO_KEEP = (
    ROWS.select.where(text("recordings.state = 'recorded'"), _R.ended.is_(True))
    .order_by(_R.started_at, _R.id)
    .limit(_LIMIT)
)
_TO_DELETE = (
    ROWS.select.where(text("recordings.state = 'erased' AND recordings.gone_at IS NULL"), _ENDED)
    .order_by(_R.id)
    .limit(_LIMIT)
)
_LISTENINGS = kept(Listening).select.where(listenings.c.recording == _KEY)
_LISTENINGS = _LISTENINGS.order_by(listenings.c.at, listenings.c.id)
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_BY_IDS = ROWS.select.where(_R.id.in_(_IDS))
_CALLS = CALLS.select.where(t.calls.c.id.in_(_IDS))
_CSAT = (
    select(func.min(feedback.c.score))
    .where(feedback.c.ticket == t.tickets.c.id, feedback.c.asked == Asked.CUSTOMER)
    .scalar_subquery()
)
_TICKETS: Select[Any] = (
    select(
        *TICKETS.columns,
        func.coalesce(t.customers.c.name, ""),
        func.coalesce(t.customers.c.company, ""),
        t.tickets.c.hops,
        _CSAT,
    )
    .select_from(t.tickets.outerjoin(t.customers, t.customers.c.id == t.tickets.c.customer))
    .where(t.tickets.c.id.in_(_IDS))
)
_CALLS_BY_SEQ = select(t.calls.c.id).where(t.calls.c.seq.in_(bindparam("numbers", expanding=True)))
_HEX = 32
"""Digits of a UUID."""
_FEW = 400
"""Calls with the words; if there are more, the index is asked about the recordings of a page."""
_LARGEST_PAGE = 30_000
_ABOVE_ALL = 2**31 - 1
_IN_ONE = 500


def of_call(conn: Connection, call: UUID) -> tuple[Recording, ...]:
    """By their ids."""
    return tuple(ROWS.all(conn, _OF_CALL, key=call))


def ending(conn: Connection, now: datetime, limit: int) -> tuple[Recording, ...]:
    """Ended ones whose rule keeps them no longer."""
    return tuple(ROWS.all(conn, _ENDING, now=now, limit=limit, unended=_unended(now)))


def going(conn: Connection, rules: RecordingRules, at: datetime) -> int:
    """How many these rules would keep no longer than ``at``: :func:`store.recording.keep_until`, said in SQL."""
    statement = select(func.count()).select_from(recordings)
    statement = statement.where(
        _R.state != Keeping.ERASED, _R.legal_hold.is_(False), _ENDED, _let_go(rules, at)
    )
    return int(conn.execute(statement, {"unended": _unended(at)}).scalar_one())


def redate(conn: Connection, rules: RecordingRules) -> None:
    """:func:`store.recording.keep_until` for all that is there, in one statement: row by row it takes minutes."""
    told = [
        case((holds, rules.days[kind]), else_=-1) for kind, holds in _of_kind().items() if kind in rules.days
    ]
    sqlite = conn.dialect.name == "sqlite"
    longest = func.max if sqlite else func.greatest
    days: ColumnElement[int] = literal(-1)
    if told:
        days = longest(*told, type_=Integer) if len(told) > 1 else told[0]
    if "objected" in rules.days:
        days = case((_R.consent == Consent.OBJECTED, rules.days["objected"]), else_=days)
    later: ColumnElement[Any]
    if sqlite:  # UTC as text: the day moves, the time of day stays
        day = func.date(func.substr(_R.started_at, 1, 10), cast(days, String).concat(" days"), type_=String)
        later = day.concat(func.substr(_R.started_at, 11, type_=String))
    else:  # in hours: a day of the session's zone may have 23
        later = _R.started_at + func.make_interval(0, 0, 0, 0, days * 24, type_=Interval)
    until = case((days >= 0, later), else_=null())
    conn.execute(update(recordings).where(_R.state != Keeping.ERASED).values(keep_until=until))


def _of_kind() -> dict[str, ColumnElement[bool]]:
    return {
        "customer": _R.purpose == "customer",
        "consult": _R.purpose == "consult",
        "complaint": exists().where(t.tickets.c.id == _R.ticket, t.tickets.c.category == "complaint"),
        "escalated": exists().where(t.escalations.c.ticket == _R.ticket),
        "emergency": exists().where(t.calls.c.id == _R.call, t.calls.c.emergency.is_(True)),
    }


def _let_go(rules: RecordingRules, at: datetime) -> ColumnElement[bool]:
    told = [(holds, _over(rules.days[kind], at)) for kind, holds in _of_kind().items() if kind in rules.days]
    # The longest counts: each kind that it is of has let it go, and it is of one.
    found = and_(
        or_(false(), *(holds for holds, _ in told)), *(or_(not_(holds), over) for holds, over in told)
    )
    if "objected" not in rules.days:
        return found
    objected = _R.consent == Consent.OBJECTED
    return or_(and_(objected, _over(rules.days["objected"], at)), and_(not_(objected), found))


def _over(days: int, at: datetime) -> ColumnElement[bool]:
    return _R.started_at <= at - timedelta(days=days)


def to_keep(conn: Connection, limit: int) -> tuple[Recording, ...]:
    """Ended, and not in the archive yet; the oldest first."""
    return tuple(ROWS.all(conn, _TO_KEEP, limit=limit))


def to_delete(conn: Connection, now: datetime, limit: int) -> tuple[Recording, ...]:
    """Erased, and with files."""
    return tuple(ROWS.all(conn, _TO_DELETE, limit=limit, unended=_unended(now)))


def listenings_of(conn: Connection, recording: UUID) -> tuple[Listening, ...]:
    """Oldest first."""
    return tuple(kept(Listening).all(conn, _LISTENINGS, key=recording))


def _unended(now: datetime) -> datetime:
    return now - timedelta(hours=UNENDED_HOURS)


def listed(
    conn: Connection, search: Indexes, query: RecordingQuery, names: Sequence[str] | None
) -> tuple[RecordingRow, ...]:
    """A page of what the query asks for; ``names`` are those of its persons."""
    words = query_words(query.words)
    if query.words.strip() and not words:
        return ()
    first = _R.hold_seconds if query.order == "longest_hold" else _R.started_at
    if words:
        return _shown(conn, _with_words(conn, search, words, query, names, first))
    pages = _pages(conn, _wanted(select(_R.id, first), query, names), first, query)
    return _shown(conn, [row.id for row in next(pages, ())])


def _pages(
    conn: Connection, statement: Select[Any], first: ColumnElement[Any], query: RecordingQuery
) -> Iterator[Sequence[Any]]:
    """Rows of the query in its order, each page larger than the one before; they begin with id and ``first``."""
    statement = statement.order_by(first.desc(), _R.id.desc())
    last: Sequence[Any] | None = None
    if query.before is not None:
        last = conn.execute(select(_R.id, first).where(_R.id == query.before)).first()
        if last is None:
            return
    size = query.limit
    while True:
        page = statement.limit(size)
        if last is not None:
            page = page.where(
                tuple_(first, _R.id) < tuple_(literal(last[1], first.type), literal(last[0], _R.id.type))
            )
        rows = conn.execute(page).all()
        yield rows
        if len(rows) < size:
            return
        last, size = rows[-1], min(4 * max(size, 100), _LARGEST_PAGE)


def _with_words(
    conn: Connection,
    search: Indexes,
    words: Sequence[str],
    query: RecordingQuery,
    names: Sequence[str] | None,
    first: ColumnElement[Any],
) -> list[UUID]:
    """Of words that few calls have, the recordings of these; else the recordings in order, as far as they have them.

    The index gives calls in the order in which they were recorded, and cannot look at what else is asked.
    """
    marks = [list(map(person_mark, names))] if names is not None else []
    statement = _wanted(select(_R.id, first, t.calls.c.seq), query, names)
    statement = statement.join(t.calls, t.calls.c.id == _R.call)
    few = search.calls.find(conn, words, below=_ABOVE_ALL, limit=_FEW, marks=marks)
    if len(few) < _FEW:
        return _of_few(conn, statement, few, query)
    found: list[UUID] = []
    for rows in _pages(conn, statement, first, query):
        if rows:
            low, high = min(row.seq for row in rows), max(row.seq for row in rows)
            most = high - low + 1
            have = set(search.calls.find(conn, words, below=high + 1, above=low - 1, limit=most, marks=marks))
            found += [row.id for row in rows if row.seq in have]
        if len(found) >= query.limit:
            break
    return found[: query.limit]


def _of_few(
    conn: Connection, statement: Select[Any], few: Sequence[int], query: RecordingQuery
) -> list[UUID]:
    """Put in order here: the database would read all recordings in order to find these."""
    calls = list(conn.execute(_CALLS_BY_SEQ, {"numbers": few}).scalars()) if few else []
    rows = conn.execute(statement.where(_R.call.in_(calls))).all() if calls else []
    ids = [row.id for row in sorted(rows, key=lambda row: (row[1], row.id), reverse=True)]
    if query.before is None:
        return ids[: query.limit]
    return ids[ids.index(query.before) + 1 :][: query.limit] if query.before in ids else []


def sample(
    conn: Connection, query: RecordingQuery, names: Sequence[str] | None, each: int, seed: str
) -> tuple[RecordingRow, ...]:
    """So many of every person."""
    # One long text a person: a hundred thousand rows take longer to fetch than to draw from.
    hexes = func.aggregate_strings(func.replace(cast(_R.id, String), "-", ""), "")
    rows = conn.execute(_wanted(select(_R.person, hexes), query, names).group_by(_R.person))
    ids = {
        person: [int(text_[at : at + _HEX], 16) for at in range(0, len(text_), _HEX)]
        for person, text_ in rows
    }
    return _shown(conn, [UUID(int=number) for number in drawn(ids, each, seed)])


def _wanted(statement: Select[Any], query: RecordingQuery, names: Sequence[str] | None) -> Select[Any]:
    conditions: list[ColumnElement[bool]] = [
        *([_R.person.in_(names)] if names is not None else []),
        *([_R.purpose == query.purpose] if query.purpose else []),
        *([_R.started_at >= query.since] if query.since else []),
        *([_R.started_at < query.until] if query.until else []),
        *([_R.seconds >= query.min_seconds] if query.min_seconds else []),
        *([_R.hold_seconds >= query.min_hold_seconds] if query.min_hold_seconds else []),
        *([_R.legal_hold.is_(query.legal_hold)] if query.legal_hold is not None else []),
    ]
    if query.reviewed is not None:
        conditions.append(_R.reviewed_at.is_not(None) if query.reviewed else _R.reviewed_at.is_(None))
    usual = set(query.states) == {Keeping.KEPT, Keeping.RECORDED}
    statement = statement.where(_OPEN) if usual else statement.where(_R.state.in_(query.states))
    return statement.where(*conditions, *_of_ticket(query))


def _of_ticket(query: RecordingQuery) -> list[ColumnElement[bool]]:
    asked: list[ColumnElement[bool]] = []
    ticket, given = t.tickets.c, feedback.c
    if query.demanded_manager:
        asked.append(exists().where(ticket.id == _R.ticket, ticket.demanded_at.is_not(None)))
    if query.min_hops:
        asked.append(exists().where(ticket.id == _R.ticket, ticket.hops >= query.min_hops))
    if query.max_csat is not None:
        low = and_(given.asked == Asked.CUSTOMER, given.score <= query.max_csat)
        asked.append(exists().where(given.ticket == _R.ticket, low))
    return asked


def _shown(conn: Connection, ids: Sequence[UUID]) -> tuple[RecordingRow, ...]:
    found = {r.id: r for r in _some(ids, lambda part: ROWS.all(conn, _BY_IDS, ids=part))}
    calls = {r.call for r in found.values() if r.call}
    tickets = {r.ticket for r in found.values() if r.ticket}
    by_call = {c.id: c for c in _some(sorted(calls), lambda part: CALLS.all(conn, _CALLS, ids=part))}
    by_ticket = {row[0]: row for row in _some(sorted(tickets), lambda part: _tickets(conn, part))}
    rows = (found[which] for which in ids)
    return tuple(
        RecordingRow(
            recording=r,
            call=by_call.get(r.call) if r.call else None,
            **(by_ticket[r.ticket][1] if r.ticket in by_ticket else {}),
        )
        for r in rows
    )


def _tickets(conn: Connection, ids: list[UUID]) -> list[tuple[UUID, dict[str, Any]]]:
    found = []
    for row in conn.execute(_TICKETS, {"ids": ids}):
        ticket = TICKETS.read(row)
        name, company, hops, csat = row[-4:]
        more = {"customer_name": name, "company": company, "hops": hops, "csat": csat}
        found.append((ticket.id, {"ticket": ticket} | more))
    return found


def _some(ids: Sequence[UUID], ask: Callable[[list[UUID]], Iterable[T]]) -> Iterator[T]:
    for at in range(0, len(ids), _IN_ONE):
        yield from ask(list(ids[at : at + _IN_ONE]))
