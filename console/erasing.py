"""What managers say of recordings and of customers who want to be forgotten: `warmline erase`, `hold`, `retention`.

All of it works on this profile's store, with or without a console that runs; who may do it, the store's directory
says. The audio goes at once where this desk can reach it, else with the next console that can.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from console.archiving.archivist import Archivist
from console.archiving.made import archive_to_read
from console.desk.erasing import Forgotten
from console.errors import ConsoleError
from console.opening import settings_of
from console.places import Places
from console.settings import Settings
from store import erasure_list
from store.archive.errors import ArchiveError
from store.book import Book
from store.changes import AnyChange
from store.changes_recordings import EraseCustomer, HoldCase, PutRecordingRules
from store.customer import Customer
from store.errors import StoreError
from store.open import open_book
from store.recording import KINDS, Keeping
from store.values import replace

EXIT_DONE = 0
EXIT_UNFINISHED = 1
"""Everything is erased from the store, and something is left to be deleted elsewhere."""

log = logging.getLogger(__name__)


def erase(who: str, places: Places, *, apply: bool) -> int:
    """Say what would be erased of a customer, or erase it; the exit code. ``who``: id, telephone number or name."""
    with _opened(places) as (book, settings):
        customer = _find(book, who)
        goes = book.what_goes(customer.id, datetime.now(UTC))
        numbers = ", ".join(customer.numbers) or "no number"
        print(f"{customer.name or 'without a name'} ({customer.company or '–'}), {numbers}")
        print(f"Tickets, with everything that hangs on them: {goes.tickets if goes else 0}")
        print(f"Recordings: {goes.recordings if goes else 0}")
        if not apply:
            print("Nothing was erased. Say --apply to erase it; nobody can bring it back.")
            return EXIT_DONE
        return _say(carry_out(book, settings, places, customer.id))


def replay(file: Path | None, places: Places) -> int:
    """Erase again what a backup has brought back, by the list in ``file``, or the one beside the store."""
    with _opened(places) as (book, settings):
        list_of = file or _own_list(settings, places)
        if not list_of.is_file():
            raise ConsoleError("no_file", f"There is no list of erasures {list_of}.")
        count = erasure_list.replay(book, erasure_list.read(list_of), datetime.now(UTC))
        print(f"Erasures done again: {count}" if count else "The store knows of all of them already.")
        return _say(_finish(book, settings, places))


def export(file: Path, places: Places) -> int:
    """Write the list of erasures to ``file``, to be kept where the backups are; what it had stays in it."""
    with _opened(places) as (book, _):
        found = book.erasures()
        erasure_list.write(file, found)
        print(f"Erasures written to {file}: {len(found)}")
        return EXIT_DONE


def hold(ticket: str, why: str, places: Places, *, on: bool) -> int:
    """Put all recordings of a ticket on legal hold, or let them go."""
    with _opened(places) as (book, settings):
        digits = ticket.upper().removeprefix("TK-")
        found = book.ticket_by_number(int(digits)) if digits.isdecimal() else None
        if found is None:
            raise ConsoleError("unknown_ticket", f"There is no ticket {ticket} in the store.")
        _apply(book, settings, HoldCase, ticket=found.id, on=on, why=why)
        rows = [r for r in book.recordings(found.id) if r.state is not Keeping.ERASED]
        what = "on legal hold" if on else "kept by the rules again"
        print(f"{found.shown_number}, recordings that are {what}: {len(rows)}")
        return EXIT_DONE


def retention(days: tuple[str, ...], places: Places, *, hear_own: bool | None) -> int:
    """Show for how long recordings are kept, or change it: ``kind=days``, ``kind=`` for no end of its own."""
    with _opened(places) as (book, settings):
        rules = book.recording_rules()
        if days or hear_own is not None:
            wanted = dict(rules.days)
            for word in days:
                kind, _, number = word.partition("=")
                if kind not in KINDS or not (number == "" or number.isdecimal()):
                    raise ConsoleError(
                        "bad_value", f"“{word}” is no rule. Write KIND=DAYS; kinds are {', '.join(KINDS)}."
                    )
                wanted.pop(kind, None)
                wanted |= {kind: int(number)} if number else {}
            own = rules.agents_hear_own if hear_own is None else hear_own
            _apply(book, settings, PutRecordingRules, agents_hear_own=own, days=wanted)
            rules = book.recording_rules()
        for kind in KINDS:
            told = rules.days.get(kind)
            print(f"{kind:10} {f'{told} days' if told is not None else '-'}")
        print(f"Agents hear {'their own recordings' if rules.agents_hear_own else 'no recordings'}.")
        return EXIT_DONE


@contextmanager
def _opened(places: Places) -> Iterator[tuple[Book, Settings]]:
    settings = settings_of(places)
    places.prepare()
    try:
        book = open_book(settings.store.url or places.store_url)
        try:
            yield book, settings
        finally:
            book.close()
    except StoreError as error:
        raise ConsoleError(error.code, error.message) from error


def _apply(book: Book, settings: Settings, kind: Any, **values: object) -> None:
    change: AnyChange = kind(id=uuid4(), at=datetime.now(UTC), person=settings.person.key, **values)
    book.apply(change)


def _find(book: Book, who: str) -> Customer:
    """One, and no doubt about it."""
    try:
        which = UUID(who)
    except ValueError:
        found = book.customers_by_number(who) or book.customers(who, limit=6)
    else:
        found = tuple(c for c in book.customers_like((Customer(id=which, name=""),)) if c.id == which)
    if not found:
        raise ConsoleError("unknown_customer", f"Nobody in the store is “{who}”.")
    if len(found) > 1:
        names = "; ".join(f"{c.id} {c.name} ({c.company or '–'})" for c in found[:5])
        raise ConsoleError("ambiguous", f"“{who}” is more than one customer. Name one by id: {names}.")
    return found[0]


def _own_list(settings: Settings, places: Places) -> Path:
    url = settings.store.url or places.store_url
    if not url.startswith("sqlite:///"):
        raise ConsoleError("no_file", "A store on a server has no list of erasures beside it. Name the file.")
    return erasure_list.beside(Path(url.removeprefix("sqlite:///")).expanduser())


def carry_out(book: Book, settings: Settings, places: Places, customer: UUID) -> Forgotten:
    """Erase a customer from the store, and of the audio what is within reach. StoreError as in EraseCustomer.

    It may take seconds: the database's pages are written anew. What fails after the rows are gone is told as left.
    """
    change = uuid4()
    book.apply(EraseCustomer(id=change, at=datetime.now(UTC), person=settings.person.key, customer=customer))
    erased = None
    try:
        erased = next((e for e in book.erasures() if e.id == change), None)
        return replace(_finish(book, settings, places), erasure=erased)
    except StoreError as error:
        return Forgotten(erasure=erased, scrubbed=False, why=error.message)


def _finish(book: Book, settings: Settings, places: Places) -> Forgotten:
    """Delete the files that are within reach, and see what is left."""
    why = ""
    person = settings.person
    try:
        Archivist(
            archive_to_read(settings, places), places.recordings,
            people=tuple(name for name in (person.key, person.extension) if name) or ("",),
            alone=not settings.store.url.startswith("postgresql"), now=lambda: datetime.now(UTC), new_id=uuid4,
        ).erase(book)  # fmt: skip
    except ArchiveError as error:
        why = error.message
    return Forgotten(
        scrubbed=all(e.scrubbed_at is not None for e in book.erasures()),
        left=len(book.recordings_to_delete(datetime.now(UTC), limit=1000)),
        why=why,
    )


def _say(done: Forgotten) -> int:
    if not done.scrubbed:
        print("It is erased. Its old pages are still in the database's file; the next start tries again.")
    if done.why:
        print(f"Recordings could not be deleted now: {done.why}")
    if done.left:
        print(f"Recordings still to be deleted, by the consoles that have them: {done.left}")
        return EXIT_UNFINISHED
    print("Nothing of it is left but ids." if done.scrubbed else "Recordings are deleted.")
    return EXIT_DONE if done.scrubbed else EXIT_UNFINISHED
