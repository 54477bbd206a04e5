"""What only those may do who lead the floor; the store says the same, and has the last word."""

from console.desk.board import Board
from console.desk.intents import Refusal
from store.hearing import SUPERVISOR


def for_leaders(board: Board, roles: frozenset[str]) -> Refusal | None:
    """None if the desk's person has one of these roles, or nobody on the floor is a manager."""
    if board.directory.trusts(board.me.key, roles):
        return None
    who = "a supervisor or an escalation manager" if SUPERVISOR in roles else "an escalation manager"
    return Refusal("not_allowed", f"This is for those who lead the floor; ask {who}.")
