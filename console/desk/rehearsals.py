"""Rehearsals on the desk: which there are, who tried them, and the one that is open (R64).

While one is open, this person is away for training: no customer's call rings beside an invented one.
"""

from collections.abc import Callable

from console.desk.core import Core
from console.desk.intents import Refusal
from console.desk.intents_rehearsal import DeleteTry, ShowRehearsals, StartRehearsal, StopRehearsal
from console.desk.rehearsing import RehearsalCard, Rehearse
from console.desk.seat import Presence
from console.desk.states import States
from store.book import Book
from store.changes_rehearsal import DropTry
from store.rehearsal import RehearsalTry
from store.values import replace

EVERYBODYS = frozenset({"trainer", "supervisor", "escalation_manager", "administrator"})
"""Roles that see everybody's tries."""
TRAINING = "training"


class Rehearsals:
    """The scenarios are read once, on the store's thread; tries again whenever something was written."""

    def __init__(
        self, core: Core, states: States, rehearse: Rehearse, deleted: Callable[[], None] = lambda: None
    ) -> None:
        """``deleted`` is told when files of a try's sound are to go."""
        self._core, self._states, self._rehearse = core, states, rehearse
        self._deleted = deleted
        self._went_away = False
        core.also_read.append(self._read_again)

    def table(self) -> dict[type, Callable[..., Refusal | None]]:
        """What each of their intents does."""
        return {
            ShowRehearsals: lambda i: self.show(on=i.on),
            StartRehearsal: self.start,
            StopRehearsal: lambda _: self._rehearse.stop(),
            DeleteTry: self.delete,
        }

    def show(self, *, on: bool) -> None:
        """Fill the card, or let it go; one that runs is still known then."""
        core, card = self._core, self._core.board.rehearsals
        if not on:
            if card is not None and not card.running:
                core.put(rehearsals=None)
            return
        if card is not None and not card.loading:
            return
        core.put(rehearsals=card or RehearsalCard())

        def read(book: Book) -> tuple[tuple[RehearsalTry, ...], Callable[[], None]]:
            rows = self._rehearse.scenarios()

            def put() -> None:
                known = core.board.rehearsals
                if known is not None:
                    core.put(rehearsals=replace(known, loading=False, scenarios=rows))

            return self._tries(book), put

        def found(answer: tuple[tuple[RehearsalTry, ...], Callable[[], None]]) -> None:
            tries, put = answer
            with core.turn():
                put()
                self._put_tries(tries)

        core.keeper.run(read, found)

    def start(self, intent: StartRehearsal) -> Refusal | None:
        """Open its window, unless a customer is on the line."""
        core = self._core
        card = core.board.rehearsals or RehearsalCard()
        if card.running:
            return Refusal("rehearsing", "A rehearsal is open already: look for its window.")
        if core.board.cards or core.board.wrapups:
            return Refusal("busy", "Finish your call first: a rehearsal takes your headset.")
        self._go_away()
        core.put(rehearsals=replace(card, running=intent.scenario, problem=""))
        self._rehearse.start(intent.scenario, intent.seed, self._ended)
        return None

    def delete(self, intent: DeleteTry) -> None:
        """Gone from the lists at once; its files go on the archive's thread."""
        core = self._core
        change = DropTry(id=core.new_id(), at=core.now(), person=core.board.me.key, attempt=intent.attempt)
        core.write(
            (change,),
            after=self._deleted,
            failed=lambda error: core.tell("error", "rejected", why=error.message),
        )

    def _ended(self, problem: str) -> None:
        core = self._core
        with core.turn():
            card = core.board.rehearsals
            if card is not None:
                core.put(rehearsals=replace(card, running="", problem=problem))
            self._come_back()
        core.refresh()

    def _go_away(self) -> None:
        if self._states.chosen is Presence.AVAILABLE and TRAINING in self._core.terms.reasons:
            self._went_away = self._states.choose(Presence.AWAY.value, TRAINING) is None

    def _come_back(self) -> None:
        """Only who was sent away by this, and has not chosen otherwise since."""
        mine = self._went_away and self._states.reason == TRAINING
        self._went_away = False
        if mine and self._states.chosen is Presence.AWAY:
            self._states.choose(Presence.AVAILABLE.value, "")

    def _tries(self, book: Book) -> tuple[RehearsalTry, ...]:
        me = self._core.board.me
        return book.rehearsal_tries("" if me.role in EVERYBODYS else me.key)

    def _read_again(self, book: Book) -> Callable[[], None]:
        if self._core.board.rehearsals is None:
            return lambda: None
        tries = self._tries(book)
        return lambda: self._put_tries(tries)

    def _put_tries(self, tries: tuple[RehearsalTry, ...]) -> None:
        card = self._core.board.rehearsals
        if card is not None and card.tries != tries:
            self._core.put(rehearsals=replace(card, tries=tries))
