"""What a book is asked about rehearsals."""

from collections.abc import Sequence

from sqlalchemy import Connection

from store.rehearsal import RehearsalTry
from store.sql.rows import kept
from store.sql.tables_rehearsal import rehearsal_tries as table


def rehearsal_tries(
    conn: Connection, names: Sequence[str], scenario: str, limit: int
) -> tuple[RehearsalTry, ...]:
    """Newest first; of these people, or of everybody without any; "" is every scenario."""
    rows, c = kept(RehearsalTry), table.c
    statement = rows.select.order_by(c.started_at.desc(), c.id.desc()).limit(limit)
    if names:
        statement = statement.where(c.person.in_(names))
    if scenario:
        statement = statement.where(c.scenario == scenario)
    return tuple(rows.all(conn, statement))
