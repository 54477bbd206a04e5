"""What a book is asked about rehearsals."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, Text, or_, type_coerce

from store.rehearsal import RehearsalTry
from store.sql.rows import kept
from store.sql.tables_rehearsal import rehearsal_tries as table


def rehearsal_tries(
    conn: Connection, names: Sequence[str], scenario: str, limit: int
) -> tuple[RehearsalTry, ...]:
    """Newest first; of these people, or of everybody without any; "" is every scenario."""
    rows, c = kept(RehearsalTry), table.c
    statement = rows.select.where(c.dropped_at.is_(None))
    statement = statement.order_by(c.started_at.desc(), c.id.desc()).limit(limit)
    if names:
        statement = statement.where(c.person.in_(names))
    if scenario:
        statement = statement.where(c.scenario == scenario)
    return tuple(rows.all(conn, statement))


def sounds_to_delete(conn: Connection, before: datetime, limit: int) -> tuple[RehearsalTry, ...]:
    """Oldest first."""
    rows, c = kept(RehearsalTry), table.c
    statement = rows.select.where(
        type_coerce(c.sounds, Text) != "[]", or_(c.dropped_at.is_not(None), c.started_at < before)
    )
    return tuple(rows.all(conn, statement.order_by(c.started_at, c.id).limit(limit)))
