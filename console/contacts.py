"""A file of contacts compared with the store, and taken in (R79): CSV or vCard, as often as one likes.

    file ──► contacts ──one for a number and a name──► customers ──compared──► new, changed, same
                                                                     └──apply──► PutCustomers

What the store has stands: a contact that is there already only fills what is empty and adds its numbers. Two names
that cannot be one person's stay two customers, though they share a number; the desk asks which of them it is.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4, uuid5

from console.contacts_csv import read_csv
from console.contacts_text import Contact, ContactsError, read_text
from console.contacts_vcard import read_vcards
from console.desk.board import Import
from store.book import Book
from store.changes import PutCustomers
from store.customer import Customer
from store.text import dial_key, words
from store.update import is_address
from store.values import replace
from telephony.address import NumberKind, normalise

_CONTACTS = UUID("5b0b8a6e-7d3a-5c60-9f35-0c1f2f9d4e11")
"""Namespace of the ids of customers who came in a file."""
_MOST_PROBLEMS = 200
_BATCH = 500
_IN_TEXT = re.compile(r"[+(]?\d[\d\s()./-]{3,}\d")
_MOST_NUMBERS = 20

Problems = list[tuple[int, str]]


def take_in(book: Book, path: Path, *, apply: bool, country: str, person: str) -> Import:
    """Read a file, say what would change, and with ``apply`` change it. Raises StoreError, never for the file.

    ``country`` (ISO 3166) reads numbers without a country code; ``person`` is who did it.
    """
    problems: Problems = []
    try:
        customers = read_customers(path, country, problems)
    except ContactsError as error:
        return Import(path=str(path), error=error.message)
    changes, new, same = compared(customers, book.customers_like(customers))
    if apply:
        for at in range(0, len(changes), _BATCH):
            book.apply(
                PutCustomers(
                    id=uuid4(), at=datetime.now(UTC), person=person, customers=changes[at : at + _BATCH]
                )
            )
    told = tuple(problems[:_MOST_PROBLEMS])
    if len(problems) > _MOST_PROBLEMS:
        told += ((0, f"and {len(problems) - _MOST_PROBLEMS} more"),)
    return Import(
        path=str(path), new=new, changed=len(changes) - new, same=same, problems=told, applied=apply
    )


def read_customers(path: Path, country: str, problems: Problems) -> tuple[Customer, ...]:
    """The file's customers, each once; what cannot be read goes to ``problems``. ContactsError for the whole file."""
    text = read_text(path)
    is_vcard = re.match(r"\s*BEGIN:VCARD", text.lstrip("\ufeff")[:200], re.IGNORECASE)
    contacts = read_vcards(text) if is_vcard else read_csv(text)
    return merged(_customers(contacts, country, problems))


def _customers(contacts: Iterable[Contact], country: str, problems: Problems) -> Iterator[Customer]:
    for contact in contacts:
        numbers, bad = _numbers(contact.numbers, country)
        problems += [(contact.line, f"“{text[:40]}” is no telephone number.") for text in bad]
        if not numbers:
            if not bad:
                problems.append((contact.line, "has no telephone number."))
            continue
        name = contact.name or contact.company or numbers[0]
        yield Customer(
            id=uuid5(_CONTACTS, f"{numbers[0]}\0{' '.join(_name_words(name))}"),
            name=name[:120],
            company=contact.company,
            role=contact.role,
            tier=contact.tier,
            languages=contact.languages[:5],
            numbers=numbers[:_MOST_NUMBERS],
            email=contact.email if is_address(contact.email) else "",
        )


def _numbers(texts: Iterable[str], country: str) -> tuple[tuple[str, ...], list[str]]:
    """As they are kept, and what is none. “Tel. 030 123456 (office)” is one."""
    found: dict[str, None] = {}
    bad = []
    for text in texts:
        number = normalise(text, country)
        if number.kind is NumberKind.UNKNOWN and (inside := _IN_TEXT.search(text)):
            number = normalise(inside[0], country)
        if number.kind in (NumberKind.E164, NumberKind.EXTENSION):
            found[number.value] = None
        elif number.kind is NumberKind.UNKNOWN:
            bad.append("".join(c for c in text if c.isprintable()))
    return tuple(found), bad


def merged(customers: Iterable[Customer]) -> tuple[Customer, ...]:
    """One customer for all that share a number and may have one name, in the order of the first."""
    kept: list[Customer] = []
    by_number: dict[str, list[int]] = {}
    for customer in customers:
        places = (at for number in customer.numbers for at in by_number.get(number, ()))
        at = next((at for at in places if may_be_one(kept[at].name, customer.name)), None)
        if at is None:
            at = len(kept)
            kept.append(customer)
        else:
            kept[at] = completed(kept[at], customer)
        for number in customer.numbers:
            owners = by_number.setdefault(number, [])
            if at not in owners:
                owners.append(at)
    return tuple(kept)


def compared(
    customers: tuple[Customer, ...], there: tuple[Customer, ...]
) -> tuple[tuple[Customer, ...], int, int]:
    """What is to be written, how many of these are new, and how many are as they would be."""
    known = {customer.id: customer for customer in there}
    by_number: dict[str, list[UUID]] = {}
    for customer in there:
        for number in map(dial_key, customer.numbers):
            by_number.setdefault(number, []).append(customer.id)
    changes: dict[UUID, Customer] = {}
    new: set[UUID] = set()
    same = 0
    for customer in customers:
        ids = [customer.id, *(i for number in customer.numbers for i in by_number.get(dial_key(number), ()))]
        fits = (
            i for i in ids if i in known and (i == customer.id or may_be_one(known[i].name, customer.name))
        )
        which = next(fits, None)
        if which is None:
            known[customer.id] = changes[customer.id] = customer
            new.add(customer.id)
            continue
        full = completed(known[which], customer)
        if full == known[which]:
            same += 1
        else:
            known[which] = changes[which] = full
    return tuple(changes.values()), len(new), same


def completed(customer: Customer, more: Customer) -> Customer:
    """The customer with what was empty filled in, and with the numbers of both."""
    keys = set(map(dial_key, customer.numbers))
    numbers = (*customer.numbers, *(n for n in more.numbers if dial_key(n) not in keys))
    nameless = customer.name in customer.numbers
    return replace(
        customer,
        name=more.name if nameless else customer.name,
        company=customer.company or more.company,
        role=customer.role or more.role,
        tier=customer.tier or more.tier,
        languages=customer.languages or more.languages,
        email=customer.email or more.email,
        numbers=numbers,
    )


def may_be_one(name: str, other: str) -> bool:
    """Whether two names may be one person's: the same words, initials for words, or a number in place of a name."""
    mine, theirs = _name_words(name), _name_words(other)
    if not mine or not theirs or name[:1] in "+0123456789" or other[:1] in "+0123456789":
        return True
    short, long = sorted((mine, theirs), key=len)
    rest = list(long)
    for word in sorted(short, key=len, reverse=True):
        fit = next((w for w in rest if w == word or (min(len(w), len(word)) == 1 and w[0] == word[0])), None)
        if fit is None:
            return False
        rest.remove(fit)
    return len(short) > 1 or len(long) == 1


def _name_words(name: str) -> list[str]:
    """For comparing: without accents, ``ae`` and ``a`` the same, in any order."""
    return sorted(re.sub(r"([aou])e", r"\1", word) for word in words(name))
