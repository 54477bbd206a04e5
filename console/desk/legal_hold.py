"""Legal hold on the desk: the case that is replayed is held, or let go, with a reason (R60)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from console.desk.core import Core
from console.desk.intents import Refusal
from console.desk.intents_keeping import HoldByLaw
from console.desk.leaders import for_leaders
from console.desk.replaying import ReplayCard
from store.changes_recordings import HoldCase
from store.directory import MANAGERS, Directory
from store.errors import StoreError
from store.hearing import HOLDERS
from store.values import replace


def may_hold(who: str, directory: Directory, *, on: bool) -> bool:
    """Whether the store would take it from this person."""
    return directory.trusts(who, _roles(on=on))


def _roles(*, on: bool) -> frozenset[str]:
    return HOLDERS if on else MANAGERS


class LegalHolds:
    """What is refused here the store refuses too; it has the last word."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def table(self) -> dict[type, Callable[[Any], Refusal | None]]:
        """By the type of the intent."""
        return {HoldByLaw: self.hold}

    def hold(self, asked: HoldByLaw) -> Refusal | None:
        """Hold it, or let it go."""
        core, card = self._core, self._shown(asked.ticket)
        if card is None or card.case is None:
            return Refusal("no_replay", "This case is not open.")
        if not asked.why.strip():
            return Refusal("no_reason", "Say why: the reason is kept with the ticket.")
        refusal = for_leaders(core.board, _roles(on=asked.on))
        if refusal is not None:
            return refusal
        if not card.recordings:
            return Refusal("no_recording", "Nothing of this case is recorded, so there is nothing to hold.")
        if card.settling:
            return Refusal("busy", "It is being stored already.")
        number = card.case.ticket.shown_number
        hold = HoldCase(
            id=core.new_id(), at=core.now(), person=core.board.me.key, ticket=asked.ticket, on=asked.on,
            why=asked.why.strip(),
        )  # fmt: skip

        def done() -> None:
            self._settle(asked.ticket, on=False)
            core.tell("ok", "case_held" if asked.on else "case_let_go", ticket=number)

        def refused(error: StoreError) -> None:
            self._settle(asked.ticket, on=False)
            core.tell("error", "rejected", why=error.message)

        self._settle(asked.ticket, on=True)
        core.write([hold], after=done, failed=refused)
        return None

    def _shown(self, ticket: UUID) -> ReplayCard | None:
        card = self._core.board.replay
        return card if card is not None and card.ticket == ticket and card.attempt is None else None

    def _settle(self, ticket: UUID, *, on: bool) -> None:
        card = self._shown(ticket)
        if card is not None:
            self._core.put(replay=replace(card, settling=on))
