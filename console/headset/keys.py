"""What a key of the headset does, and which lamps are lit: two tables over how the desk stands. Pure.

           hook       flash    drop       reject    mute   redial
idle       –          –        –          –         –      redial
ringing    answer     answer   decline    decline   –      –
dialling   hang up    –        hang up    –         –      –
talking    hang up    hold     hang up    –         mute   –
held       hang up    resume   hang up    –         mute   –
two lines  hang up    swap     hang up    –         mute   –
knocked    answer     answer   decline    decline   mute   –        one is up, another one rings
consult    hang up    –        hang up    –         mute   –        the consult ends, the customer stays
"""

from enum import Enum, auto
from typing import Final

import msgspec

from console.desk import intents
from console.desk.board import Board
from console.desk.intents import Intent
from console.headset.reports import Key, Lamp
from telephony.call import CallId, CallState, Direction


class Place(Enum):
    """How the desk stands, as far as a headset is concerned."""

    IDLE = auto()
    RINGING = auto()
    DIALLING = auto()
    TALKING = auto()
    HELD = auto()
    TWO_LINES = auto()
    KNOCKED = auto()
    CONSULT = auto()


class Act(Enum):
    """What is done."""

    NOTHING = auto()
    ANSWER = auto()
    DECLINE = auto()
    HANG_UP = auto()
    HOLD = auto()
    RESUME = auto()
    SWAP = auto()
    MUTE = auto()
    REDIAL = auto()


_COLUMNS: Final = (Key.HOOK, Key.FLASH, Key.DROP, Key.REJECT, Key.MUTE, Key.REDIAL)
_NO = Act.NOTHING
_ROWS: Final = {
    Place.IDLE: (_NO, _NO, _NO, _NO, _NO, Act.REDIAL),
    Place.RINGING: (Act.ANSWER, Act.ANSWER, Act.DECLINE, Act.DECLINE, _NO, _NO),
    Place.DIALLING: (Act.HANG_UP, _NO, Act.HANG_UP, _NO, _NO, _NO),
    Place.TALKING: (Act.HANG_UP, Act.HOLD, Act.HANG_UP, _NO, Act.MUTE, _NO),
    Place.HELD: (Act.HANG_UP, Act.RESUME, Act.HANG_UP, _NO, Act.MUTE, _NO),
    Place.TWO_LINES: (Act.HANG_UP, Act.SWAP, Act.HANG_UP, _NO, Act.MUTE, _NO),
    Place.KNOCKED: (Act.ANSWER, Act.ANSWER, Act.DECLINE, Act.DECLINE, Act.MUTE, _NO),
    Place.CONSULT: (Act.HANG_UP, _NO, Act.HANG_UP, _NO, Act.MUTE, _NO),
}
TABLE: Final = {
    (place, key): act for place, row in _ROWS.items() for key, act in zip(_COLUMNS, row, strict=True)
}


class Situation(msgspec.Struct, frozen=True, kw_only=True):
    """A board, reduced to what decides keys and lamps. ``call`` is what hanging up would end, "" without one.

    ``held``: nobody is spoken to; ``waits``: ``call`` is on hold, whoever else is spoken to.
    """

    place: Place = Place.IDLE
    call: CallId = ""
    muted: bool = False
    held: bool = False
    waits: bool = False

    @property
    def ringing(self) -> bool:
        """Something waits to be answered."""
        return self.place in (Place.RINGING, Place.KNOCKED)

    @property
    def off_hook(self) -> bool:
        """A call is up, or being dialled."""
        return self.place not in (Place.IDLE, Place.RINGING)


def situation(board: Board) -> Situation:
    """How this board looks from the headset."""
    transfer, ringing = board.transfer, board.ringing
    mine = [c for c in board.cards if c.state is not CallState.RINGING or c.direction is Direction.OUT]
    current = board.current if board.current in mine else next((c for c in mine if not c.held), None)
    current = current or (mine[0] if mine else None)
    if transfer is not None and transfer.under_way and transfer.consult_alive:
        customer = board.card(transfer.customer)
        muted = customer is not None and customer.muted
        return Situation(place=Place.CONSULT, call=transfer.consult, muted=muted)
    if current is None:
        return Situation(place=Place.RINGING if ringing is not None else Place.IDLE)
    if ringing is not None:
        place = Place.KNOCKED
    elif current.state is not CallState.UP:
        place = Place.DIALLING
    elif len(mine) > 1:
        place = Place.TWO_LINES
    else:
        place = Place.HELD if current.held else Place.TALKING
    held = all(c.held for c in mine)
    return Situation(place=place, call=current.call, muted=current.muted, held=held, waits=current.held)


def intent(act: Act, now: Situation, *, mute: bool | None = None) -> Intent | None:
    """Say it to the desk. ``mute`` is what a maintained mute switch shows; None: the other way than it is."""
    wishes: dict[Act, Intent] = {
        Act.ANSWER: intents.Answer(),
        Act.DECLINE: intents.Decline(),
        Act.HANG_UP: intents.HangUp(call=now.call),
        Act.HOLD: intents.Hold(call=now.call),
        Act.RESUME: intents.Resume(call=now.call),
        Act.SWAP: intents.Swap(),
        Act.MUTE: intents.Mute(on=not now.muted if mute is None else mute),
        Act.REDIAL: intents.Redial(),
    }
    return wishes.get(act)


def lamps(now: Situation) -> dict[Lamp, bool]:
    """What is to be lit."""
    return {
        Lamp.RING: now.ringing,
        Lamp.OFF_HOOK: now.off_hook,
        Lamp.MUTE: now.muted,
        Lamp.HOLD: now.held,
        Lamp.MICROPHONE: now.muted,
    }
