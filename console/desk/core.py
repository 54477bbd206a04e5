"""What all parts of the desk share: the board, the ways out (phone, store, screen), the clock and the terms."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Protocol, TypeVar
from uuid import UUID, uuid5

from console.desk.board import Board, Notice
from console.desk.calling import CallCard
from console.desk.seat import EngineState
from console.desk.terms import Later, Terms, never
from store.book import Book
from store.changes import AnyChange
from store.errors import StoreError
from store.values import replace
from telephony.call import CallId
from telephony.contract import PhonePort

T = TypeVar("T")

_MOST_NOTICES = 8


class Keeper(Protocol):
    """Runs the store's work, off the window's thread, in order; results come back on the desk's thread."""

    def run(
        self,
        job: Callable[[Book], T],
        then: Callable[[T], None] | None = None,
        failed: Callable[[StoreError], None] | None = None,
    ) -> None:
        """Queue a job. While the store is unreachable it waits; ``failed`` is told what the rules reject."""


class Core:
    """Shared by the desk's parts. All on one thread."""

    def __init__(
        self,
        board: Board,
        *,
        phone: PhonePort,
        keeper: Keeper,
        terms: Terms,
        now: Callable[[], datetime],
        new_id: Callable[[], UUID],
        show: Callable[[Board], None],
        later: Later = never,
    ) -> None:
        self.board = board
        self.phone = phone
        self.keeper = keeper
        self.terms = terms
        self.now = now
        self.new_id = new_id
        self._later = later
        self._show = show
        self._shown = board
        self._depth = 0
        self._notices = 0
        self._refreshing = False
        self._stale = False
        self.read_lists: Callable[[Book], Callable[[], None]] | None = None
        self.also_read: list[Callable[[Book], Callable[[], None]]] = []
        """Read with the lists, by the parts that show something of the store themselves."""
        self.derive: Callable[[Board, datetime], Board] | None = None
        """What is worked out of the rest of the board, whenever that has changed."""

    def later(self, seconds: float, call: Callable[[], None]) -> Callable[[], None]:
        """Do something after a time, as one change of the board; answers with how to call it off."""

        def due() -> None:
            with self.turn():
                call()

        return self._later(seconds, due)

    # -- the board

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Everything inside is one change of the board: it is shown once, at the end."""
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1
            if self._depth == 0 and self.board is not self._shown:
                if self.derive is not None:
                    self.board = self.derive(self.board, self.now())
                self._shown = self.board
                self._show(self.board)

    def put(self, **changes: Any) -> None:
        """Replace parts of the board."""
        self.board = replace(self.board, **changes)

    def put_card(self, card: CallCard) -> None:
        """Add a card, or replace the one of the same call."""
        cards = self.board.cards
        if any(c.call == card.call for c in cards):
            self.put(cards=tuple(card if c.call == card.call else c for c in cards))
        else:
            self.put(cards=(*cards, card))

    def change_card(self, call: CallId, **changes: Any) -> None:
        """Change a card if it is there."""
        card = self.board.card(call)
        if card is not None:
            self.put_card(replace(card, **changes))

    def drop_card(self, call: CallId) -> None:
        """The call is over."""
        left = tuple(c for c in self.board.cards if c.call != call)
        selected = None if self.board.selected == call else self.board.selected
        self.put(cards=left, selected=selected)

    def tell(self, kind: str, code: str, **values: str) -> None:
        """Put a toast up."""
        self._notices += 1
        notice = Notice(id=self._notices, kind=kind, code=code, values=values)
        self.put(notices=(*self.board.notices, notice)[-_MOST_NOTICES:])

    def banner(self, kind: str, code: str, **values: str) -> None:
        """Put up what stays until it is over; the same one stands once, with its newest values."""
        same = next((n for n in self.board.notices if n.code == code), None)
        if same is not None and (same.kind, same.values) == (kind, values):
            return
        self.untell(code)
        self._notices += 1
        notice = Notice(id=self._notices, kind=kind, code=code, values=values, sticky=True)
        self.put(notices=(*self.board.notices, notice)[-_MOST_NOTICES:])

    def untell(self, code: str) -> None:
        """What notices of this code told is over; a code that ends in ``_`` means all that begin with it."""
        left = tuple(
            n
            for n in self.board.notices
            if not (n.code.startswith(code) if code[-1] == "_" else n.code == code)
        )
        if left != self.board.notices:
            self.put(notices=left)

    # -- the store

    def write(
        self,
        changes: Sequence[AnyChange],
        *,
        after: Callable[[], None] | None = None,
        failed: Callable[[StoreError], None] | None = None,
    ) -> None:
        """Store changes in one transaction, then read anew what the board shows of them.

        ``after`` is called once they are stored, ``failed`` if the rules reject them; without it a toast says so.
        """
        batch = tuple(changes)

        def stored(_: None) -> None:
            if after is not None:
                with self.turn():
                    after()
            self.refresh()

        def refused(error: StoreError) -> None:
            with self.turn():
                if failed is not None:
                    failed(error)
                else:
                    self.tell("error", "rejected", why=error.message)
            self.refresh()

        self.keeper.run(lambda book: book.apply_all(batch), stored, refused)

    def refresh(self) -> None:
        """Read the lists and the cases on the board again; asked often, done once at a time."""
        if self._refreshing:
            self._stale = True
            return
        if self.read_lists is None:
            return
        self._refreshing = True
        self.keeper.run(self.read_lists, self._refreshed)

    def _refreshed(self, put: Callable[[], None]) -> None:
        self._refreshing = False
        with self.turn():
            put()
        if self._stale:
            self._stale = False
            self.refresh()

    @property
    def attached(self) -> bool:
        """Whether an engine is there to be told anything."""
        return self.board.phone.engine is EngineState.ATTACHED

    def command_id(self) -> str:
        """A fresh id for a command."""
        return self.new_id().hex


def part_of(event: str | UUID, name: str) -> UUID:
    """The id of one of several changes that come of one event: the same each time it is told."""
    return uuid5(event if isinstance(event, UUID) else UUID(event), name)
