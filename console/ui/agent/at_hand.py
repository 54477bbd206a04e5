"""What the person is working on: the same answer for every part of the window."""

from console.desk.board import Board
from console.desk.calling import CallCard
from telephony.call import CallState, Direction


def worked_on(board: Board) -> CallCard | None:
    """The call at hand; one that rings is not at hand yet."""
    card = board.current
    if card is not None and card.state is CallState.RINGING and card.direction is Direction.IN:
        return next((c for c in board.cards if c.state is CallState.UP or c.direction is Direction.OUT), None)
    return card


def at_hand(board: Board) -> bool:
    """Whether there is anything to work on; a call that only rings is not."""
    return bool(worked_on(board) or board.opened or board.wrapups or board.form)
