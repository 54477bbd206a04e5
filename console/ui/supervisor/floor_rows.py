"""What the floor says of one colleague: state, time, the customer on the line, and what stands out. No widgets."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from PySide6.QtCore import QObject

from console.desk.board import Board
from console.ui import format as fmt
from console.ui.words import PRESENCE_TONE, Words, state_of
from store.floor import FloorCall, FloorPerson

TALK_LONG = 900.0
MANY_HOPS = 2
"""From here on a value stands out: seconds on the line, and hops of the case."""


class Tile(NamedTuple):
    """One colleague, ready to be shown. Times are told from ``since`` and the call's own times at each tick."""

    key: str
    name: str
    team: str
    level: int
    state: str
    word: str
    tone: str
    since: datetime | None
    about: str
    ticket: UUID | None
    call: FloorCall | None
    reachable: bool
    mine: bool
    edge: str = ""
    """``bad`` or ``warn`` if something stands out."""
    hold: float = 0.0
    """For how many seconds the policy lets a customer be on hold."""


def hold_seconds(call: FloorCall, now: datetime) -> float:
    """On hold so far, the hold that lasts included."""
    held = (now - call.held_since).total_seconds() if call.held_since is not None else 0.0
    return call.hold_seconds + max(0.0, held)


def talk_seconds(call: FloorCall, now: datetime) -> float:
    """Since it was answered."""
    return max(0.0, (now - call.answered_at).total_seconds()) if call.answered_at is not None else 0.0


def hold_tone(call: FloorCall, now: datetime, goal: float) -> str:
    """Over the goal of the policy, and over twice of it."""
    hold = hold_seconds(call, now)
    return "bad" if hold > 2 * goal else "warn" if hold > goal else ""


def edge_of(call: FloorCall | None, now: datetime, goal: float) -> str:
    """Whether somebody should look; ``goal`` as in :func:`hold_tone`."""
    if call is None:
        return ""
    tone = hold_tone(call, now, goal)
    if tone == "bad":
        return "bad"
    slow = tone or talk_seconds(call, now) >= TALK_LONG
    return "warn" if slow or call.hops >= MANY_HOPS else ""


def weight(tile: Tile) -> tuple[object, ...]:
    """What stands out most comes first, then who is on a call, then by name: nothing moves while a time runs."""
    return ({"bad": 0, "warn": 1}.get(tile.edge, 2), tile.call is None, tile.name.casefold(), tile.key)


class Tiles(QObject):
    """Makes them."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words

    def of(self, one: FloorPerson, board: Board, now: datetime) -> Tile:
        """This colleague."""
        person, directory = one.person, board.directory
        call = one.calls[0] if one.calls else None
        state = state_of(person, board.seen)
        word, tone = self._state(state, person.state_reason, call)
        home = directory.department(person.department)
        known = state == person.state
        goal = float(board.policy.conduct.hold)
        return Tile(
            key=person.key, name=person.name, team=home.name if home else "", level=person.level, state=state,
            word=word, tone=tone, since=fmt.moment(person.state_since) if known else None,
            about=self._about(call), ticket=call.ticket if call else None, call=call,
            reachable=bool(person.target or person.extension), mine=person.key == board.me.key,
            edge=edge_of(call, now, goal), hold=goal,
        )  # fmt: skip

    def _state(self, state: str, reason: str, call: FloorCall | None) -> tuple[str, str]:
        if call is not None and call.consulting:
            return self.tr("Consulting"), "vio"
        if call is not None and call.held_since is not None:
            return self.tr("Customer on hold"), "warn"
        if call is not None:
            return self._words.presence("on_call"), "warn"
        word = self._words.presence(state)
        if state == "away" and reason:
            word = {
                "break": self.tr("Break"),
                "training": self.tr("Training"),
                "missed": self.tr("Missed a call"),
            }.get(reason, reason)
        tone = PRESENCE_TONE.get(state, "n")
        return word, "accent" if state == "wrapup" else tone

    def _about(self, call: FloorCall | None) -> str:
        if call is None:
            return ""
        who = call.company or self._words.who(call.customer_name, "")
        subject = call.subject or call.number
        return " · ".join(t for t in (who, subject) if t)

    def hops(self, call: FloorCall) -> str:
        """``0``, ``2``."""
        return str(call.hops)
