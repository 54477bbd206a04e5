"""Text as it is kept and as it is searched: the same for every book."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable

from store.customer import Customer
from store.ticket import NOT_TAKEN, Ticket

WORD_MAX = 40
"""Letters of a word that are kept for searching; what is longer is cut, in the index and in the query."""

QUERY_WORDS_MAX = 8

INDEX_WORDS_MAX = 5000
"""Words of one ticket that are searched; a text longer than a book must not break its index."""

_DIALLED = re.compile(r"[+(]?\d[\d\s()./-]*")
_PLAIN_WORD = re.compile("[0-9a-z]+")
_NOT_DIALLED = re.compile(r"[\s()./-]")


def storable(text: str) -> str:
    """The text without what no database keeps: NUL, and halves of surrogate pairs (a broken display name)."""
    if text.isascii():
        return text.replace("\0", "")
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def dial_key(number: str) -> str:
    """A number as it is compared: without the signs that people write between digits, in lower case."""
    return _NOT_DIALLED.sub("", number).casefold()


def words(text: str) -> list[str]:
    """The words of a text as they are searched: lower case, no accents, letters and digits only.

    The index holds these words and nothing else, and a query is taken apart in the same way, so nothing that
    a person types can be syntax of a search engine.
    """
    if text.isascii():
        return [word[:WORD_MAX] for word in _PLAIN_WORD.findall(text.lower())]
    flat = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    spaced = "".join(c if c.isalnum() else " " for c in flat)
    return [word[:WORD_MAX] for word in spaced.split()]


LONGEST_CAUSE = 80


def cause_word(text: str) -> str:
    """One word for one fault, however it is typed: tickets are linked by it."""
    return " ".join(text.casefold().split())[:LONGEST_CAUSE]


def query_words(query: str) -> list[str]:
    """The words of a query, each to be matched by its beginning; a telephone number is one word."""
    query = query.strip()
    if _DIALLED.fullmatch(query):
        return words(dial_key(query))
    return list(dict.fromkeys(words(query)))[:QUERY_WORDS_MAX]


def matches(wanted: list[str], found: list[str]) -> bool:
    """Whether each wanted word is the beginning of one that was found."""
    return all(any(word.startswith(beginning) for word in found) for beginning in wanted)


def ticket_words(ticket: Ticket, customer: Customer | None, notes: Iterable[str]) -> list[str]:
    """All words by which a ticket is found: number, subject, notes, names and numbers."""
    texts = [f"TK-{ticket.number:07d}", str(ticket.number)]
    texts += [ticket.origin, *(word.lstrip("0") for word in words(ticket.origin))]
    texts += [ticket.caller_name, dial_key(ticket.caller)]
    if customer is not None:
        texts += [customer.name, customer.company, *map(dial_key, customer.numbers)]
    texts += [ticket.subject, ticket.notes, *notes]
    return list(dict.fromkeys(word for text in texts for word in words(text)))[:INDEX_WORDS_MAX]


MARK = "§"
"""What a mark begins with; :func:`words` drops it, so nobody can type one."""
MARK_IN, MARK_OUT, MARK_MISSED = f"{MARK}in", f"{MARK}out", f"{MARK}missed"


def person_mark(person: str) -> str:
    """A person as a word of the index of calls."""
    return MARK + hashlib.sha256(person.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def call_marks(person: str, direction: str, outcome: str) -> list[str]:
    """By what a call is found beside its words: whose it is, which way it went, whether it was missed."""
    marks = [person_mark(person), MARK_IN if direction == "in" else MARK_OUT]
    return [*marks, MARK_MISSED] if direction == "in" and outcome in NOT_TAKEN else marks


def call_words(number: int, origin: str, texts: Iterable[str], numbers: Iterable[str]) -> list[str]:
    """All words by which a call is found in the history.

    ``number`` and ``origin`` are its ticket's; ``texts`` are names, the company and the subject; ``numbers`` what
    was dialled or called from.
    """
    found = [f"TK-{number:07d}", str(number), origin, *(word.lstrip("0") for word in words(origin))]
    found += [*texts, *map(dial_key, numbers)]
    return list(dict.fromkeys(word for text in found for word in words(text)))[:INDEX_WORDS_MAX]


def customer_words(customer: Customer) -> list[str]:
    """All words by which a customer is found: name, company, numbers."""
    texts = [customer.name, customer.company, *map(dial_key, customer.numbers)]
    return list(dict.fromkeys(word for text in texts for word in words(text)))[:INDEX_WORDS_MAX]
