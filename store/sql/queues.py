"""Who waits in the queues of the PBX: rows that are true for moments, replaced as a whole."""

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from store.sql import tables_moments as moments
from store.sql.rows import WAITING
from store.waiting import FRESH, Waiting

_NAME = "waiting"
_TOLD = select(moments.tellings.c.at).where(moments.tellings.c.name == _NAME)
_ROWS = WAITING.select.order_by(moments.waiting.c.since, moments.waiting.c.id)


def rows(conn: Connection) -> tuple[Waiting, ...]:
    """As they were told last, the longest first."""
    return tuple(WAITING.all(conn, _ROWS))


def replace(conn: Connection, waiting: tuple[Waiting, ...]) -> None:
    """These and no others."""
    conn.execute(delete(moments.waiting))
    WAITING.add(conn, waiting)


def tell(conn: Connection, now: datetime) -> None:
    """Somebody has told at this moment."""
    if not conn.execute(
        update(moments.tellings).where(moments.tellings.c.name == _NAME).values(at=now)
    ).rowcount:
        conn.execute(insert(moments.tellings), {"name": _NAME, "at": now})


def fresh(conn: Connection, now: datetime) -> tuple[Waiting, ...] | None:
    """None if nobody has told lately."""
    told: datetime | None = conn.execute(_TOLD).scalar()
    return None if told is None or now - told > FRESH else rows(conn)
