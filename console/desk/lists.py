"""Lists that are asked for: the history of calls, contacts, and a file of contacts that is taken in."""

from collections.abc import Callable
from pathlib import Path

from console.desk.board import History, Import
from console.desk.core import Core
from console.desk.intents import Refusal
from store.book import HISTORY_KINDS, Book, CallRow
from store.customer import Customer
from store.errors import StoreError
from telephony.country import international

PAGE = 50
"""Calls of a page of history."""
_MOST_ROWS = 500
"""Calls that are read again when something changes; who has turned more pages sees the newest ones."""
_CONTACTS = 30

ReadContacts = Callable[[Book, Path, bool], Import]
"""On the store's thread: compare a file of contacts with the book, and with True take it in."""


def no_import(_book: Book, path: Path, _apply: bool) -> Import:  # noqa: FBT001 - see ReadContacts
    """For a desk that was given no way to read such files."""
    return Import(path=str(path), error="This console cannot read files of contacts.")


class Lists:
    """Each answer is dropped if something else was asked for since."""

    def __init__(self, core: Core, read_contacts: ReadContacts) -> None:
        self._core = core
        self._read_contacts = read_contacts
        self._shown = False
        """The history was asked for: it is kept up to date."""
        self._wanted = ""
        """What contacts were last looked for; an answer to anything older is dropped."""

    # -- history

    def show_history(self, query: str, kind: str, *, more: bool) -> Refusal | None:
        """The first page, or the next one of the same."""
        core, now = self._core, self._core.board.history
        if kind not in HISTORY_KINDS:
            return Refusal("bad_kind", "The kind is in, out, missed or nothing.")
        same = self._shown and (now.query, now.kind) == (query, kind)
        if more and (not same or not now.more or now.loading):
            return None
        self._shown = True
        before = now.rows[-1].call.id if more and now.rows else None
        rows = now.rows if same else ()
        core.put(history=History(query=query, kind=kind, rows=rows, more=now.more and same, loading=True))
        me = core.board.me.key

        def read(book: Book) -> tuple[CallRow, ...]:
            return book.history(me, query, kind=kind, before=before, limit=PAGE + 1)

        def found(page: tuple[CallRow, ...]) -> None:
            history = core.board.history
            if (history.query, history.kind) != (query, kind) or not history.loading:
                return
            older = history.rows if more else ()
            with core.turn():
                core.put(
                    history=History(
                        query=query, kind=kind, rows=(*older, *page[:PAGE]), more=len(page) > PAGE
                    )
                )

        core.keeper.run(read, found)
        return None

    def read_again(self, book: Book) -> Callable[[], None]:
        """On the store's thread, when something was written; what it returns is run on the desk's."""
        history = self._core.board.history
        if not self._shown or history.loading:
            return lambda: None
        count = min(max(len(history.rows), PAGE), _MOST_ROWS)
        rows = book.history(self._core.board.me.key, history.query, kind=history.kind, limit=count + 1)
        fresh = History(query=history.query, kind=history.kind, rows=rows[:count], more=len(rows) > count)

        def put() -> None:
            if self._core.board.history == history and fresh != history:
                self._core.put(history=fresh)

        return put

    # -- contacts

    def find_contacts(self, query: str) -> None:
        """Customers whose name, company or number begins so. The board changes with the answer, as one."""
        core = self._core
        self._wanted = query
        country = core.terms.country

        def read(book: Book) -> tuple[Customer, ...]:
            return book.customers(international(query, country), limit=_CONTACTS)

        def found(rows: tuple[Customer, ...]) -> None:
            if self._wanted == query:
                with core.turn():
                    core.put(contacts_query=query, contacts=rows)

        core.keeper.run(read, found)

    # -- import

    def import_contacts(self, path: str | None, *, apply: bool) -> Refusal | None:
        """Read a file and say what would change, or take it in; without a path the report is put away."""
        core = self._core
        if path is None:
            core.put(importing=None)
            return None
        file = Path(path).expanduser()
        if not file.is_file():
            return Refusal("no_file", "There is no such file.")

        def found(report: Import) -> None:
            with core.turn():
                core.put(importing=report)
            if report.applied:
                core.refresh()
                if core.board.contacts_query or core.board.contacts:
                    self.find_contacts(core.board.contacts_query)

        def failed(error: StoreError) -> None:
            with core.turn():
                core.put(importing=Import(path=str(file), error=error.message))

        core.keeper.run(lambda book: self._read_contacts(book, file, apply), found, failed)
        return None
