"""What the shell has to know of the supervisor's desk, without its screens."""

from console.desk.board import Board
from console.desk.seat import Me
from store.inbox import SENIORS, Inbox, MentionRow, Tab


def loose_mentions(cases: Inbox) -> list[MentionRow]:
    """The newest comment to be read about each ticket that does not wait to be accepted anyway."""
    needs = {r.row.ticket.id for r in cases.tab(Tab.NEEDS)}
    found = {m.mention.ticket: m for m in reversed(cases.mentions) if m.mention.ticket not in needs}
    return sorted(found.values(), key=lambda m: m.mention.at, reverse=True)


def needs_me(board: Board) -> int:
    """How many things are to be looked after: cases to be accepted, and comments to be read."""
    return board.cases.count(Tab.NEEDS) + len(loose_mentions(board.cases))


def sees_floor(me: Me) -> bool:
    """Whether this person answers for the floor."""
    return me.role in SENIORS
