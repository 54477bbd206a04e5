"""A customer is erased from the window: seen first, meant by name, done beside the desk's work, and told (R60)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from console.desk.core import Core
from console.desk.erasing import Erase, ErasingCard, Forgotten, to_type
from console.desk.intents import Refusal
from console.desk.intents_keeping import ConsiderErasing, EraseForGood
from console.desk.leaders import for_leaders
from console.desk.lists import Lists
from store.book import Book
from store.directory import MANAGERS
from store.erasure import Erasure, WhatGoes
from store.values import replace


class Erasures:
    """One at a time. What is refused here the store refuses too; it has the last word."""

    def __init__(self, core: Core, erase: Erase, lists: Lists, nudge_archive: Callable[[], None]) -> None:
        self._core, self._erase, self._lists, self._nudge = core, erase, lists, nudge_archive
        core.also_read.append(self._read_again)

    def table(self) -> dict[type, Callable[[Any], Refusal | None]]:
        """By the type of the intent."""
        return {ConsiderErasing: lambda i: self.consider(i.customer), EraseForGood: self.erase}

    def consider(self, customer: UUID | None) -> Refusal | None:
        """Look what would go."""
        core, before = self._core, self._core.board.erasing
        if before is not None and before.running:
            return None if customer in {None, before.customer} else _BUSY
        if customer is None:
            core.put(erasing=None)
            return None
        refusal = for_leaders(core.board, MANAGERS)
        if refusal is not None:
            return refusal
        core.put(erasing=ErasingCard(customer=customer))
        now = core.now()

        def found(goes: WhatGoes | None) -> None:
            card = core.board.erasing
            if card is not None and card.customer == customer and not card.running:
                with core.turn():
                    core.put(erasing=replace(card, loading=False, missing=goes is None, goes=goes))

        core.keeper.run(lambda book: book.what_goes(customer, now), found)
        return None

    def erase(self, asked: EraseForGood) -> Refusal | None:
        """Begin it; nobody can stop it."""
        core, card = self._core, self._core.board.erasing
        refusal = for_leaders(core.board, MANAGERS)
        if refusal is not None:
            return refusal
        if card is None or card.customer != asked.customer or card.goes is None:
            return Refusal("not_seen", "Look first at what would be erased.")
        if card.running:
            return _BUSY
        refusal = why_not(card.goes)
        if refusal is not None:
            return refusal
        if not is_meant(card.goes, asked.typed):
            return Refusal("not_meant", f"Type “{to_type(card.goes)}” to say that you mean this customer.")
        goes = card.goes
        core.put(erasing=replace(card, running=True, refused=""))

        def done(forgotten: Forgotten) -> None:
            with core.turn():
                self._told(goes, forgotten)
            self._nudge()
            core.refresh()

        self._erase(asked.customer, done)
        return None

    def _told(self, goes: WhatGoes, forgotten: Forgotten) -> None:
        core, card = self._core, self._core.board.erasing
        if forgotten.refused:
            if card is not None:
                core.put(erasing=replace(card, running=False, refused=forgotten.refused))
            core.tell("error", "not_erased", why=forgotten.refused)
            return
        core.put(erasing=None)
        if forgotten.erasure is not None:
            self._forget(goes, forgotten.erasure)
        entry = forgotten.erasure.id.hex[:8] if forgotten.erasure is not None else ""
        values = {"tickets": str(goes.tickets), "recordings": str(goes.recordings), "entry": entry}
        if not forgotten.scrubbed:
            core.tell("warn", "erased_pages_left", **values)
        elif forgotten.left:
            core.tell("warn", "erased_audio_left", left=str(forgotten.left), why=forgotten.why, **values)
        else:
            core.tell("ok", "erased", **values)

    def _forget(self, goes: WhatGoes, erasure: Erasure) -> None:
        """What this desk still has of them; the lists are read anew."""
        core, board, gone = self._core, self._core.board, frozenset(erasure.tickets)
        customer = goes.customer
        if board.opened is not None and board.opened.ticket.id in gone:
            core.put(opened=None)
        if board.form is not None and board.form.ticket in gone:
            core.put(form=None)
        if board.composing is not None and board.composing.case.ticket.id in gone:
            core.put(composing=None)
        if board.last_dialled in customer.numbers:
            core.put(last_dialled="")
        core.put(
            wrapups=tuple(w for w in board.wrapups if w.ticket not in gone),
            found=tuple(r for r in board.found if r.ticket.id not in gone),
            contacts=tuple(c for c in board.contacts if c.id != customer.id),
            notices=tuple(n for n in board.notices if n.sticky),
        )
        self._lists.find_contacts(board.contacts_query)

    def _read_again(self, book: Book) -> Callable[[], None]:
        """On the store's thread: a hold may have begun or ended, or another console has erased them."""
        card = self._core.board.erasing
        if card is None or card.loading or card.running:
            return lambda: None
        goes = book.what_goes(card.customer, self._core.now())

        def put() -> None:
            shown = self._core.board.erasing
            if shown is not None and shown == card and goes != card.goes:
                self._core.put(erasing=replace(shown, missing=goes is None, goes=goes))

        return put


_BUSY = Refusal("busy", "A customer is being erased. It will be done in a moment.")


def why_not(goes: WhatGoes) -> Refusal | None:
    """What keeps them from being erased now."""
    if goes.held:
        numbers = ", ".join(goes.held)
        return Refusal("legal_hold", f"On legal hold: {numbers}. Let it go first, then erase the customer.")
    if goes.talking:
        return Refusal("not_now", "The customer is on a call. Erase them once it has ended.")
    return None


def is_meant(goes: WhatGoes, typed: str) -> bool:
    """Whether they have typed what is asked; spaces and the case of letters are not looked at."""
    return " ".join(typed.split()).casefold() == to_type(goes).casefold()
