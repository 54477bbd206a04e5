"""A supervisor hears a call of ours (R52): who is let in, in which way, and what they hear and are heard by.

An INVITE with a grant does not ring. The console is told (ListenAsked), looks the grant up in the store, and lets the
leg in or refuses it; one that nobody lets in within seconds is refused with 403. Whoever is in hears what goes over
the lines that the agent speaks on: what the agent hears, and what the agent's voice reaches. A microphone that
reaches nobody (muted, on hold) is not heard. The other way round it is the ear that says who hears the supervisor.
"""

import logging
from collections.abc import Iterable
from functools import partial
from typing import Protocol

import pjsua2 as pj

from telephony.call import CallId, CallState, Direction, Ear, Purpose
from telephony.commands import Admit, AskEar
from telephony.engine.headers import GRANT
from telephony.engine.line import Line
from telephony.engine.loop import Loop
from telephony.engine.patchbay import SPEAKER, Patchbay, Plug
from telephony.engine.refusal import Refusal
from telephony.events import CallEnded, EarChanged, Event, ListenAsked

log = logging.getLogger("telephony.engine")

GRANT_TYPE = "application/vnd.warmline.grant"
"""Of a MESSAGE in the dialog whose body is another grant: for another ear."""
PATIENCE_SECONDS = 5.0
"""For the console to look a grant up: an INVITE without an answer takes one of four places."""
_FORBIDDEN, _NOTHING_TO_HEAR, _OK = 403, 480, 200


class Board(Protocol):
    """What listening needs of the switchboard."""

    lines: dict[CallId, Line]
    loop: Loop
    patchbay: Patchbay

    def tell(self, event: Event) -> None:
        """Tell everyone outside."""

    def refuse(self, line: Line, code: int) -> None:
        """A final status for a leg that was not answered."""


class Monitoring:
    """Implements followers.Followers."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._seats: dict[CallId, CallId] = {}
        """The customer's leg for each supervisor's that was let in; nothing is heard beyond its end."""
        self._asked: dict[CallId, str] = {}
        """The grant that was shown last; it is the leg's own once the console has let it in by it."""
        board.patchbay.listening = self.plugs

    # What the supervisor's console asks for.

    def rang(self, line: Line) -> None:
        """An INVITE with a grant."""
        self._asked[line.id] = line.grant
        self._board.tell(ListenAsked(call=line.id, remote=line.remote, grant=line.grant))
        self._board.loop.later(PATIENCE_SECONDS, partial(self._give_up, line.id))

    def asks_again(self, line: Line, body: str) -> None:
        """Another grant, in a dialog that is up."""
        grant = body.strip().lower()
        if line.id in self._seats and line.up and GRANT.fullmatch(grant):
            self._asked[line.id] = grant
            self._board.tell(ListenAsked(call=line.id, remote=line.remote, grant=grant))

    def _give_up(self, call: CallId) -> None:
        line = self._board.lines.get(call)
        if line is not None and call not in self._seats and not line.turned_down:
            self._board.refuse(line, _FORBIDDEN)

    # Commands.

    def admit(self, command: Admit) -> None:
        """200 to the supervisor, or another ear for one who is in."""
        line = self._board.lines.get(command.call)
        if line is None or not line.alive or not is_listener(line) or line.turned_down:
            raise Refusal("no_such_call", "This call is over, or never was.")
        customer = self._board.lines.get(command.customer)
        if customer is None or not customer.up or customer.purpose is not Purpose.CUSTOMER:
            if line.state is CallState.RINGING:
                self._board.refuse(line, _NOTHING_TO_HEAR)
            raise Refusal("no_such_call", "There is nothing to be heard any more.")
        line.ear, line.grant = command.ear, self._asked.get(line.id, line.grant)
        self._seats[line.id] = customer.id
        if line.state is CallState.RINGING:
            if not line.answering:
                line.answer(_OK)
            return
        self._refresh()
        self._board.tell(EarChanged(call=line.id, ear=command.ear))

    def ask_ear(self, command: AskEar) -> None:
        """Another grant for the leg that we have dialled."""
        line = self._board.lines.get(command.call)
        if line is None or not line.up or line.purpose is not Purpose.MONITOR or line.sip is None:
            raise Refusal("not_now", "This call is not up.")
        if not GRANT.fullmatch(command.grant):
            raise Refusal("bad_grant", "A grant is 32 hex digits.")
        prm = pj.CallSendRequestParam()
        prm.method = "MESSAGE"
        prm.txOption.contentType = GRANT_TYPE
        prm.txOption.msgBody = command.grant
        line.sip.sendRequest(prm)
        line.grant = command.grant

    # Who hears whom.

    def plugs(self, lines: Iterable[Line], wished: set[Plug]) -> set[Plug]:
        """What is to be plugged for the supervisors, beside what is wished for the others."""
        lines = list(lines)
        inside = [line for line in lines if is_listener(line) and line.up and line.id in self._seats]
        if not inside:
            return set()
        spoken = [f"call:{line.id}" for line in lines if line.purpose in (Purpose.CUSTOMER, Purpose.CONSULT)]
        heard = {name for name in spoken if (name, SPEAKER) in wished}
        voices = {source for source, drain in wished if drain in heard and not _is_leg(source)}
        plugs: set[Plug] = set()
        for line in inside:
            name = f"call:{line.id}"
            plugs |= {(source, name) for source in heard | voices}
            if line.ear in (Ear.WHISPER, Ear.JOIN):
                plugs.add((name, SPEAKER))
            if line.ear is Ear.JOIN:
                plugs |= {(name, other) for other in heard}
        return plugs

    # What legs do.

    def line_rings(self, line: Line) -> None:
        """Nothing of it."""

    def line_up(self, line: Line) -> None:
        """In; one that took the place of another by Replaces was let in by nobody."""
        if not is_listener(line):
            return
        if line.id not in self._seats or line.ear is None:
            log.warning("a leg that nobody has let in is ended")
            line.hang_up()
            return
        self._refresh()
        self._board.tell(EarChanged(call=line.id, ear=line.ear))

    def line_ended(self, line: Line, _end: CallEnded) -> None:
        """Whoever has heard it leaves with the customer."""
        self._seats.pop(line.id, None)
        self._asked.pop(line.id, None)
        if not any(other.replaces == line.id for other in self._board.lines.values()):
            self.leave(line.id)

    def leave(self, customer: CallId) -> None:
        """Nothing is to be heard of this customer any more."""
        for call in [call for call, heard in self._seats.items() if heard == customer]:
            line = self._board.lines.get(call)
            if line is None:
                continue
            if line.state is CallState.RINGING:
                self._board.refuse(line, _NOTHING_TO_HEAR)
            else:
                line.hang_up()

    def line_moved(self, old: CallId, new: CallId) -> None:
        """The customer goes on under another leg."""
        for call, customer in self._seats.items():
            if customer == old:
                self._seats[call] = new

    def line_refer(self, line: Line, code: int, reason: str, *, final: bool) -> None:
        """Nothing of it."""

    def _refresh(self) -> None:
        self._board.patchbay.refresh(self._board.lines.values())


def is_listener(line: Line) -> bool:
    """Whether it is a supervisor's leg into our calls."""
    return line.purpose is Purpose.MONITOR and line.direction is Direction.IN


def _is_leg(source: str) -> bool:
    return source.startswith("call:") or source == "music"
