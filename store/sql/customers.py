"""Customers as they are found: by the beginnings of words, by a number, by their ids."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, exists, select

from store.customer import Customer
from store.sql import tables as t
from store.sql.rows import CUSTOMERS
from store.text import dial_key, query_words

_CUSTOMERS_BY_ID = CUSTOMERS.select.where(t.customers.c.id.in_(bindparam("ids", expanding=True)))
_NUMBER_OWNERS = select(t.customer_numbers.c.customer).where(
    t.customer_numbers.c.number.in_(bindparam("numbers", expanding=True))
)
_IN_ONE = 500
"""Values of one IN."""


def customers(conn: Connection, query: str, limit: int) -> tuple[Customer, ...]:
    """By the first word of the query, read from the index in order; the other words must be there too."""
    wanted = query_words(query)
    if query.strip() and not wanted:
        return ()
    if not wanted:
        name: ColumnElement[str] = t.customers.c.name
        if conn.dialect.name == "postgresql":
            name = name.collate("C")  # the order of Python's text, as everywhere
        first = CUSTOMERS.select.order_by(name, t.customers.c.id).limit(limit)
        return tuple(CUSTOMERS.all(conn, first))
    words = t.customer_words.c
    statement = select(words.customer).where(_begins(words.word, wanted[0]))
    for word in wanted[1:]:
        other = t.customer_words.alias().c
        statement = statement.where(
            exists().where(other.customer == words.customer, _begins(other.word, word))
        )
    ids = _first_distinct(conn, statement.order_by(words.word, words.customer), limit)
    found = {c.id: c for c in CUSTOMERS.all(conn, _CUSTOMERS_BY_ID, ids=ids)} if ids else {}
    return tuple(found[each] for each in ids)


def _first_distinct(conn: Connection, statement: Select[Any], limit: int) -> list[UUID]:
    """The first ``limit`` ids: a customer may have several words that begin so."""
    found: dict[UUID, None] = {}
    page, offset = 4 * limit, 0
    while len(found) < limit:
        rows = conn.execute(statement.limit(page).offset(offset)).scalars().all()
        found |= dict.fromkeys(rows)
        if len(rows) < page:
            break
        offset += page
    return list(found)[:limit]


def customers_like(conn: Connection, customers: Sequence[Customer]) -> tuple[Customer, ...]:
    """By id or by a number."""
    ids = {c.id for c in customers}
    numbers = sorted({dial_key(n) for c in customers for n in c.numbers} - {""})
    for at in range(0, len(numbers), _IN_ONE):
        ids |= set(conn.execute(_NUMBER_OWNERS, {"numbers": numbers[at : at + _IN_ONE]}).scalars())
    wanted, found = sorted(ids), []
    for at in range(0, len(wanted), _IN_ONE):
        found += CUSTOMERS.all(conn, _CUSTOMERS_BY_ID, ids=wanted[at : at + _IN_ONE])
    return tuple(sorted(found, key=attrgetter("id")))


def _begins(column: ColumnElement[str], word: str) -> ColumnElement[bool]:
    return and_(column >= word, column < word + "\U0010ffff")
