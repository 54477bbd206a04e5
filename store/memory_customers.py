"""The same questions as :mod:`store.sql.customers`, asked of the tables in memory."""

from operator import attrgetter

from store.customer import Customer
from store.memory_unit import Tables
from store.text import customer_words, dial_key, matches, query_words


def customers(tables: Tables, query: str, limit: int) -> tuple[Customer, ...]:
    """By the first word of the query, then the others."""
    wanted = query_words(query)
    if query.strip() and not wanted:
        return ()
    everybody = tables.customers.values()
    if not wanted:
        return tuple(sorted(everybody, key=attrgetter("name", "id"))[:limit])
    found = []
    for customer in everybody:
        words = customer_words(customer)
        if matches(wanted, words):
            found.append((min(w for w in words if w.startswith(wanted[0])), customer))
    found.sort(key=lambda pair: (pair[0], pair[1].id))
    return tuple(customer for _, customer in found[:limit])


def customers_like(tables: Tables, customers: tuple[Customer, ...]) -> tuple[Customer, ...]:
    """By id or by a number."""
    ids, keys = {c.id for c in customers}, {dial_key(n) for c in customers for n in c.numbers} - {""}
    found = (c for c in tables.customers.values() if c.id in ids or keys & set(map(dial_key, c.numbers)))
    return tuple(sorted(found, key=attrgetter("id")))
