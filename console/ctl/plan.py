"""A verb worked out: what is asked of the desk, and by what it is known to be done."""

from collections.abc import Callable
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from console.desk.board import Board
from console.desk.calling import CallCard
from console.desk.intents import Intent, Refusal
from store.book import Book

Result = dict[str, Any]
Answer = Result | Refusal | None
"""What came of it; None: nothing yet."""


class Request(NamedTuple):
    """One question as it came in, with the board that it met."""

    verb: str
    args: dict[str, Any]
    board: Board

    def text(self, name: str) -> str:
        """An argument that is a text; "" if it is missing or something else."""
        value = self.args.get(name, "")
        return value if isinstance(value, str) else ""

    def flag(self, name: str) -> bool:
        """An argument that is yes or no."""
        return self.args.get(name) is True


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """How a verb is carried out.

    ``look`` is asked of every board from then on, ``query`` of the store (whose jobs are done in order, so the first
    answer comes after what the intents wrote); whichever is set must answer. ``settle`` seconds are waited for a
    refusal before the answer of ``look`` counts, where the board does not show the effect itself.
    """

    intents: tuple[Intent, ...] = ()
    look: Callable[[Board], Answer] | None = None
    query: Callable[[Book], Answer] | None = None
    seconds: float = 5.0
    settle: float = 0.0
    by_phone: bool = False
    """The engine may still refuse it."""


def card_of(request: Request, *, ringing: bool = False) -> CallCard | Refusal:
    """The call that is meant, as the desk itself would understand it."""
    board, name = request.board, request.text("call")
    if name:
        return board.card(name) or Refusal("no_such_call", "There is no such call.")
    card = board.ringing if ringing else board.current
    if card is None:
        return Refusal("no_call", "No call rings." if ringing else "There is no call.")
    return card


def ticket_on_desk(board: Board) -> UUID | None:
    """The ticket that a note goes to if none is named; the desk has the same order."""
    current = board.current or board.ringing
    if current is not None and current.ticket is not None:
        return current.ticket
    if board.wrapups and board.wrapups[0].ticket is not None:
        return board.wrapups[0].ticket
    return board.opened.ticket.id if board.opened is not None else None


def gone(card: CallCard) -> Refusal:
    """The call ended before the effect was there."""
    return Refusal("call_ended", f"The call with {card.name or card.number or 'the other side'} has ended.")
