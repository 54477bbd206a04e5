"""All transfers of this telephone: started and steered by commands, followed through what their legs do."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from telephony.call import CallId, Purpose
from telephony.commands import (
    BeginTransfer,
    BlindTransfer,
    CompleteTransfer,
    ConfirmSpeaking,
    ConsultAgain,
    JoinConference,
    LeaveConferenceToConsult,
    ReturnToCustomer,
)
from telephony.engine.library import MAX_CALLS
from telephony.engine.line import Line
from telephony.engine.refusal import Refusal
from telephony.engine.transfer_driver import TransferDriver
from telephony.engine.transfer_plan import Board, Plan
from telephony.events import CallEnded, Transfer
from telephony.transfer import Input, State, allowed

log = logging.getLogger("telephony.engine")

Asked = (
    ConfirmSpeaking
    | CompleteTransfer
    | ReturnToCustomer
    | ConsultAgain
    | JoinConference
    | LeaveConferenceToConsult
)

MAX_HEADER = 256
MAX_BODY = 1100
_MAX_BODIES = 8
_LATE_SECONDS = 35.0
"""A NOTIFY 200 later than this is nobody's any more."""
_SHOWN_SECONDS = 5.0
"""An end stays in the snapshot so long, for a console that has just started."""
_MAX_SECONDS = 600.0

_INPUTS: dict[type[Any], Input] = {
    ConfirmSpeaking: Input.CONFIRM,
    CompleteTransfer: Input.COMPLETE,
    ConsultAgain: Input.AGAIN,
    JoinConference: Input.JOIN,
    LeaveConferenceToConsult: Input.SPLIT,
}


class Transfers:
    """``check`` turns a target into a URI that may be dialled (AddressError); see also followers.Followers."""

    def __init__(
        self, board: Board, check: Callable[[str], str], send_message: Callable[[str, str, str], None]
    ) -> None:
        self._board, self._check, self._send_message = board, check, send_message
        self._drivers: dict[str, TransferDriver] = {}

    def snapshot(self) -> tuple[Transfer, ...]:
        """For a console that attaches: what is under way, and ends of a moment ago."""
        self._prune()
        return tuple(d.snapshot() for d in self._drivers.values() if self._is_shown(d))

    def active(self, call: CallId) -> TransferDriver | None:
        """The transfer under way in which this leg takes part."""
        for driver in self._drivers.values():
            if not driver.over and call in {driver.customer, driver.consult}:
                return driver
        return None

    def takes_part(self, call: CallId) -> bool:
        """Whether this leg takes part in a transfer under way."""
        return self.active(call) is not None

    @property
    def engaged(self) -> bool:
        """The agent is between customer and target, and no other call can be taken up."""
        return any(not d.over and d.state is not State.KEPT for d in self._drivers.values())

    # Commands.

    def begin(self, order: BeginTransfer) -> None:
        """Consult somebody about a customer."""
        if order.consult in self._board.lines:
            raise Refusal("call_exists", "This call is already there.")
        consults = [n for n in self._board.lines.values() if n.purpose is Purpose.CONSULT and n.alive]
        self._check_start(order)
        if consults or len(self._board.lines) >= MAX_CALLS:
            raise Refusal("no_line", "There is no free line for the consult: end the other one first.")
        case = order.case
        if len(case) > _MAX_BODIES or any(len(b.encode("utf-8", "replace")) > MAX_BODY for b in case):
            raise Refusal("too_long", f"A case has at most {_MAX_BODIES} parts of {MAX_BODY} bytes.")
        plan = Plan(
            order.transfer,
            order.customer,
            order.consult,
            self._check(order.target),
            order.target_is_queue,
            order.user_to_user,
            case,
            min(order.ring_seconds, _MAX_SECONDS),
            min(order.notify_seconds, _MAX_SECONDS),
        )
        self._start(plan, Input.BEGIN)

    def blind(self, order: BlindTransfer) -> None:
        """Send a customer away."""
        self._check_start(order)
        target, seconds = self._check(order.target), min(order.notify_seconds, _MAX_SECONDS)
        plan = Plan(order.transfer, order.customer, "", target, False, order.user_to_user, (), 0.0, seconds)
        self._start(plan, Input.BLIND)

    def ask(self, order: Asked) -> None:
        """Any wish about a transfer that is under way."""
        driver = self._drivers.get(order.transfer)
        if driver is None:
            raise Refusal("no_such_transfer", "This transfer is over, or never was.")
        if isinstance(order, ReturnToCustomer):
            asked = Input.BACK if order.keep_consult else Input.CANCEL
        else:
            asked = _INPUTS[type(order)]
        if not allowed(driver.state, asked):
            raise Refusal("not_now", f"This cannot be done while the transfer is “{driver.state}”.")
        driver.feed(asked)

    def give_way(self) -> None:
        """Back to the customers, consults dropped, wherever the table has a way; a REFER under way goes on."""
        for driver in [*self._drivers.values()]:
            if not driver.over and allowed(driver.state, Input.CANCEL):
                driver.feed(Input.CANCEL)

    def hang_up(self, call: CallId) -> bool:
        """HangUp of a consult is the wish to be back with the customer; False if it is none of ours."""
        driver = self.active(call)
        if driver is None or call != driver.consult or not allowed(driver.state, Input.CANCEL):
            return False
        driver.feed(Input.CANCEL)
        return True

    def check_free(self, call: CallId) -> None:
        """Refuse to hold or resume by hand what a transfer holds and resumes."""
        driver = self.active(call)
        if driver is not None and (driver.state is not State.KEPT or call == driver.consult):
            raise Refusal("transfer_under_way", "This call is being transferred: go back to it first.")

    # What legs do (followers.Followers).

    def line_rings(self, line: Line) -> None:
        """The target rings."""
        driver = self.active(line.id)
        if driver is not None and line.id == driver.consult:
            driver.rings(line.last_code)

    def line_up(self, line: Line) -> None:
        """The target answered."""
        driver = self.active(line.id)
        if driver is not None and line.id == driver.consult:
            driver.answers()

    def line_ended(self, line: Line, end: CallEnded) -> None:
        """A party left."""
        if any(other.replaces == line.id for other in self._board.lines.values()):
            return  # its place is taken, not empty
        for driver in [*self._drivers.values()]:
            if line.id in {driver.customer, driver.consult}:
                driver.ended(line.id, end)
        self._prune()

    def line_moved(self, old: CallId, new: CallId) -> None:
        """A party goes on under another leg."""
        for driver in self._drivers.values():
            if driver.customer == old:
                driver.customer = new
            if driver.consult == old:
                driver.consult = new

    def line_refer(self, line: Line, code: int, reason: str, *, final: bool) -> None:
        """The newest transfer of this customer that has sent a REFER is meant."""
        for driver in reversed(self._drivers.values()):
            if driver.customer == line.id and driver.referred:
                driver.refer_progressed(code, reason, final=final)
                return

    # Helpers.

    def _check_start(self, order: BeginTransfer | BlindTransfer) -> None:
        if order.transfer in self._drivers:
            raise Refusal("transfer_exists", "This transfer is already there.")
        line = self._board.lines.get(order.customer)
        if line is None or not line.alive:
            raise Refusal("no_such_call", "This call is over, or never was.")
        if not line.up:
            raise Refusal("not_now", "This call is not up.")
        if self.active(order.customer) is not None:
            raise Refusal("transfer_under_way", "This customer is being transferred already.")
        value = order.user_to_user
        if len(value) > MAX_HEADER or not (value.isascii() and value.isprintable()):
            raise Refusal("bad_header", f"A header has one line of at most {MAX_HEADER} characters.")

    def _start(self, plan: Plan, happened: Input) -> None:
        self._prune()
        driver = TransferDriver(plan, self._board, self._send_message)
        self._drivers[plan.transfer] = driver
        driver.feed(happened)

    def _age(self, driver: TransferDriver) -> float:
        return (datetime.now(UTC) - driver.since).total_seconds()

    def _is_shown(self, driver: TransferDriver) -> bool:
        return not driver.over or driver.consult in self._board.lines or self._age(driver) < _SHOWN_SECONDS

    def _prune(self) -> None:
        for key, driver in [*self._drivers.items()]:
            if driver.over and driver.consult not in self._board.lines and self._age(driver) > _LATE_SECONDS:
                del self._drivers[key]
