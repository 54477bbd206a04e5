"""Whom the person may mean by what stands in the dial field: colleagues at once, customers when the store answers."""

from typing import NamedTuple

from PySide6.QtCore import QObject

from console.desk.board import Board
from console.ui import format as fmt
from console.ui.phone import numbers
from console.ui.phone.numbers import Typed
from console.ui.words import PRESENCE_TONE, Words, state_of
from store.customer import Customer
from telephony.address import normalise

SHORTEST = 2
"""So much must be typed before somebody is suggested."""
_MOST_COLLEAGUES = 4
_MOST = 8
_NUMBERS_EACH = 2


class Suggestion(NamedTuple):
    """Somebody who can be called: ``target`` is dialled, ``number`` is that for people."""

    key: str
    name: str
    number: str
    meta: str
    target: str
    dot: str
    colleague: bool


class Suggest(QObject):
    """Finds in the board what fits."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words

    def fitting(self, board: Board, text: str) -> tuple[Suggestion, ...]:
        """Colleagues first, then the customers that were found for this very text."""
        if not text.strip():
            return self._lately(board)
        query = query_of(text)
        if len(query) < SHORTEST:
            return ()
        made = [*self._people(board, query)[:_MOST_COLLEAGUES], *self._departments(board, query)]
        if board.contacts_query == query:
            for customer in board.contacts:
                made += self._customer(customer, query)
        return tuple(made[:_MOST])

    def _lately(self, board: Board) -> tuple[Suggestion, ...]:
        """With whom there was a call today, each once, newest first."""
        made: dict[str, Suggestion] = {}
        for row in board.today:
            number = row.call.remote_number
            if number and number not in made:
                shown = normalise(number, "").shown
                name = row.customer_name or row.call.remote_name
                when = fmt.clock(row.call.started_at)
                key = f"lately.{len(made)}"
                made[number] = Suggestion(
                    key, name or shown, shown if name else "", when, number, "", colleague=False
                )
        return tuple(made.values())[:_MOST]

    def _people(self, board: Board, query: str) -> list[Suggestion]:
        made = []
        for person in board.directory.people:
            target = person.target or person.extension
            if person.key == board.me.key or not target:
                continue
            if not fits(query, person.name) and not (query.isdigit() and person.extension.startswith(query)):
                continue
            state = state_of(person, board.seen)
            department = board.directory.department(person.department)
            meta = [department.name if department else "", self._words.presence(state) if state else ""]
            made.append(
                Suggestion(
                    f"person.{person.key}",
                    person.name,
                    person.extension or target,
                    " · ".join(t for t in meta if t),
                    person.key,
                    PRESENCE_TONE.get(state, "n") if state else "",
                    colleague=True,
                )
            )
        return sorted(made, key=lambda s: s.name.casefold())

    def _departments(self, board: Board, query: str) -> list[Suggestion]:
        found = [d for d in board.directory.departments if d.target and fits(query, d.name)]
        queue, whole = self.tr("waiting queue"), self.tr("the whole department")
        return [
            Suggestion(
                f"department.{d.key}",
                d.name,
                d.target if d.target.isdigit() else "",
                queue if d.is_queue else whole,
                d.key,
                "",
                colleague=True,
            )
            for d in found
        ]

    def _customer(self, customer: Customer, query: str) -> list[Suggestion]:
        wanted = numbers.digits(query).lstrip("+0") if numbers.kind(query) is not Typed.NAME else ""
        fitting = [n for n in customer.numbers if wanted and wanted in n] or list(customer.numbers)
        about = " · ".join(t for t in (customer.company, customer.tier) if t)
        return [
            Suggestion(
                f"customer.{customer.id.hex}.{place}",
                customer.name,
                normalise(number, "").shown,
                about,
                number,
                "",
                colleague=False,
            )
            for place, number in enumerate(fitting[:_NUMBERS_EACH])
        ]


def query_of(text: str) -> str:
    """What is looked for: the digits of a number, else the words."""
    found = numbers.kind(text)
    if found in {Typed.NUMBER, Typed.EXTENSION}:
        return numbers.digits(text)
    return "" if found in {Typed.CODE, Typed.ADDRESS} else " ".join(text.split())


def fits(query: str, name: str) -> bool:
    """Whether each word of ``query`` begins a word of ``name``."""
    words = name.casefold().split()
    return all(any(w.startswith(part) for w in words) for part in query.casefold().split())
