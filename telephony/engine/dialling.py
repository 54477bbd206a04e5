"""Dial carried out: a customer takes a line, a code and a test take none, an emergency takes what it needs."""

import logging
import time
from collections.abc import Callable
from functools import partial

import pjsua2 as pj

from telephony.call import CallId, CallState, Direction, Purpose
from telephony.commands import Dial
from telephony.engine.headers import GRANT
from telephony.engine.library import MAX_CALLS, words
from telephony.engine.line import Line
from telephony.engine.refusal import Refusal
from telephony.engine.switchboard import BUSY, CUSTOMER_LINES, Switchboard
from telephony.engine.transfers import Transfers
from telephony.events import CommandRefused

log = logging.getLogger("telephony.engine")

_TOO_MANY = 70010
"""PJ_ETOOMANY: all of pjsua's calls are in use, if only by INVITEs that wait for their refusal."""
_AGAIN_SECONDS = 0.02
_PATIENCE_SECONDS = 5.0
_WORTHLESS = 0
"""Tests, and our listening to others: they end for an emergency in any case."""
_RANKS = {
    Purpose.TEST: _WORTHLESS,
    Purpose.MONITOR: 1,
    Purpose.CODE: 2,
    Purpose.SURVEY: 3,
    Purpose.CONSULT: 4,
}


class Dialling:
    """``check`` turns a target into a URI that may be dialled, ``clear`` leaves one line alone in the agent's ear."""

    def __init__(
        self,
        board: Switchboard,
        transfers: Transfers,
        check: Callable[[str], str],
        clear: Callable[[Line | None], None],
    ) -> None:
        self._board, self._transfers, self._check, self._clear = board, transfers, check, clear

    def dial(self, command: Dial) -> None:
        """INVITE, or Refusal; AddressError if the target cannot be dialled."""
        if command.call in self._board.lines:
            raise Refusal("call_exists", "This call is already there.")
        if command.purpose in (Purpose.CONSULT, Purpose.SURVEY):
            raise Refusal("bad_purpose", "A consult is dialled by a transfer only, and a survey by nobody.")
        if command.grant and not (command.purpose is Purpose.MONITOR and GRANT.fullmatch(command.grant)):
            raise Refusal("bad_grant", "A grant is 32 hex digits, and goes with a call to listen.")
        uri = self._check(command.target)
        if command.emergency:
            self._make_way()
            self._insist(command, uri, time.monotonic() + _PATIENCE_SECONDS)
            return
        self._check_free(command.purpose)
        line = self._board.dial(command.call, uri, command.purpose, grant=command.grant)
        if command.purpose is not Purpose.CODE:
            self._clear(line)

    def _check_free(self, purpose: Purpose) -> None:
        taken = len(self._board.customers()) >= CUSTOMER_LINES and purpose is Purpose.CUSTOMER
        if taken or len(self._board.lines) >= MAX_CALLS:
            raise Refusal("no_line", "All lines are in use.")
        if purpose is not Purpose.CODE and self._transfers.engaged:
            raise Refusal("transfer_under_way", "Finish the transfer, or go back to the customer, first.")
        if self._board.shelter.needed:
            raise Refusal("too_fast", "Too many calls in a moment: try again in a second.")

    # Emergency.

    def _make_way(self) -> None:
        """The customer of a transfer comes back by its table; whatever stands in the way of a fourth call ends."""
        self._transfers.give_way()
        lines = sorted((line for line in self._board.lines.values() if line.alive), key=_worth)
        tests = sum(_worth(line)[0] == _WORTHLESS for line in lines)
        for line in lines[: max(tests, len(lines) - MAX_CALLS + 1)]:
            log.warning("leg %s makes way for an emergency call", line.id)
            if line.direction is Direction.IN and line.state is CallState.RINGING:
                self._board.refuse(line, BUSY)
            else:
                line.hang_up()

    def _insist(self, command: Dial, uri: str, until: float) -> None:
        """Dial; while pjsua has no place (a flood has taken them all), again as soon as one may be free."""
        if command.call in self._board.lines:
            return
        try:
            line = self._board.dial(command.call, uri, command.purpose)
        except pj.Error as error:
            if error.status != _TOO_MANY or time.monotonic() > until:
                told = CommandRefused(command=command.id, code="sip_error", message=words(error))
                self._board.tell(told)
                return
            self._board.refusals.when_place_is_free(lambda: self._insist(command, uri, until), _AGAIN_SECONDS)
            return
        for other in self._board.talkers():
            if other is not line:
                # One that comes back from a transfer is held once it is back, or the transfer would wait for ever.
                other.holding.when_idle(partial(self._hold_for, command.call, other))

    def _hold_for(self, call: CallId, other: Line) -> None:
        if call in self._board.lines and other.up:
            other.give_way()


def _worth(line: Line) -> tuple[int, float]:
    """What is ended first for an emergency: as in the ranks, then what rings, then what is up; the newest before."""
    ringing = line.state is not CallState.UP
    if line.purpose is Purpose.MONITOR and line.direction is Direction.OUT:
        rank = _WORTHLESS
    else:
        rank = _RANKS.get(line.purpose, 5 if ringing else 6)
    return rank, -line.started_at.timestamp()
