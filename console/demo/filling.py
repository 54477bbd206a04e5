"""The demo's store as it is when the first desk is opened, and a desk of one of its people."""

from datetime import UTC, datetime

from console import places, settings
from console.bootstrap import Console
from console.demo import past, people, today
from console.demo.home import Home
from store.open import open_book
from store.sql.book import SqlBook


def console_of(home: Home, person: str, *, headless: bool, theme: str = "system") -> Console:
    """The console of this person (a key of the directory)."""
    file = home.settings_file(people.person(person), theme=theme)
    where = places.of(config=file)
    return Console(settings.load(file), where, headless=headless, demo=True)


def fill(home: Home, house: str, targets: dict[str, str]) -> None:
    """Everybody, half a year of cases, and those of now; ``house`` is where the colleagues are called."""
    book = open_book(home.url)
    assert isinstance(book, SqlBook)  # noqa: S101 - the demo's own store
    now, everybody = datetime.now(UTC), people.directory(house, targets)
    customers = people.fill(book, everybody, now)  # first: nothing was promised of the customers' old tickets
    past.approve_policy(book, now)
    past.load(book, customers, book.tickets(limit=1)[0].ticket.number + 1, now)
    book.apply_all(today.states(now))
    book.close()
