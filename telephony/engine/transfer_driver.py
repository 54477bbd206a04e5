"""One transfer carried out: what SIP and the agent do goes into the pure table, what the table says is done.

The table (telephony/transfer.py) decides; here is no rule of its own but how an action is done with pjsua2.
"""

import logging
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import quote

import pjsua2 as pj

from telephony.call import CallId, Purpose
from telephony.engine.library import words
from telephony.engine.line import Line
from telephony.engine.loop import Later
from telephony.engine.transfer_plan import Board, Plan, final_answer
from telephony.events import CallEnded, Transfer, TransferStepped
from telephony.transfer import ENDS, Action, Input, State, step

log = logging.getLogger("telephony.engine")

CASE_TYPE = "application/vnd.warmline.case+json"
SETTLE_SECONDS = 2.0
LEAVE_SECONDS = 2.0
"""Asterisk on a busy machine tells the final 200 some milliseconds before the customer is in the consult's place; our
BYE in between ended the customer's call ("Can't move channel. One or both is dead")."""
_AGAIN_SECONDS = 0.4
"""Between tries to un-hold a customer whose telephone refused."""
_GONE, _FAILED = 481, 500

OVER = ENDS | {State.RETURNED}


class TransferDriver:
    """One transfer, from BEGIN or BLIND to its end and a little beyond, since a late 200 still wins."""

    def __init__(self, plan: Plan, board: Board, send_message: Callable[[str, str, str], None]) -> None:
        self.plan = plan
        self.customer, self.consult = plan.customer, plan.consult
        self.state = State.TALKING
        self.since = datetime.now(UTC)
        self.code = 0
        self.referred = False
        self._board, self._send_message = board, send_message
        self._inputs: deque[tuple[Input, int, str]] = deque()
        self._feeding = False
        self._rang = False
        self._case_sent = False
        self._ring: Later | None = None
        self._notify: Later | None = None
        self._settle: Later | None = None
        self._do: dict[Action, Callable[[], None]] = {
            Action.HOLD_CUSTOMER: self._hold_customer,
            Action.UNHOLD_CUSTOMER: self._unhold_customer,
            Action.DIAL_TARGET: self._dial_target,
            Action.SEND_CASE: self._send_case,
            Action.START_RING_TIMER: self._start_ring_timer,
            Action.STOP_RING_TIMER: self._stop_ring_timer,
            Action.HOLD_CONSULT: self._hold_consult,
            Action.RESUME_CONSULT: self._resume_consult,
            Action.END_CONSULT: lambda: self._end(self.consult),
            Action.LEAVE_CONSULT: lambda: self._end(self.consult, after=LEAVE_SECONDS),
            Action.END_CUSTOMER: lambda: self._end(self.customer),
            Action.BRIDGE: lambda: self._bridge(on=True),
            Action.UNBRIDGE: lambda: self._bridge(on=False),
            Action.REFER_REPLACES: self._refer_replaces,
            Action.REFER_BLIND: self._refer_blind,
            Action.START_NOTIFY_TIMER: self._start_notify_timer,
            Action.STOP_NOTIFY_TIMER: self._stop_notify_timer,
            Action.START_SETTLE_TIMER: self._start_settle_timer,
            Action.RELEASE_CONSULT: lambda: None,  # a leg that no transfer follows is a plain call
        }

    @property
    def over(self) -> bool:
        """Nothing but a late 200 can change it any more."""
        return self.state in OVER

    def snapshot(self) -> Transfer:
        """For a console that attaches."""
        return Transfer(
            transfer=self.plan.transfer,
            customer=self.customer,
            consult=self.consult,
            target=self.plan.target,
            state=self.state,
            code=self.code,
            since=self.since,
        )

    def feed(self, happened: Input, code: int = 0, reason: str = "") -> None:
        """Something happened. What that causes at once is fed after it, in order."""
        self._inputs.append((happened, code, reason))
        if self._feeding:
            return
        self._feeding = True
        try:
            while self._inputs:
                self._step(*self._inputs.popleft())
        finally:
            self._feeding = False

    def _step(self, happened: Input, code: int, reason: str) -> None:
        row = step(self.state, happened)
        if row.next is not self.state:
            log.info(
                "transfer %s: %s --%s(%d)--> %s", self.plan.transfer, self.state, happened, code, row.next
            )
            self.state, self.since = row.next, datetime.now(UTC)
        if row.step is not None:
            self.code = code
            self._board.tell(
                TransferStepped(
                    transfer=self.plan.transfer, state=row.next, step=row.step, code=code, reason=reason
                )
            )
        for action in row.do:
            self._do[action]()

    # What its legs do.

    def rings(self, code: int) -> None:
        """The target rings; said once."""
        if not self._rang:
            self._rang = True
            self.feed(Input.TARGET_RINGS, code)

    def answers(self) -> None:
        """The consult is up."""
        self.feed(Input.QUEUE_ANSWERED if self.plan.target_is_queue else Input.TARGET_ANSWERED, 200)

    def ended(self, call: CallId, end: CallEnded) -> None:
        """One of its legs is over."""
        if call == self.customer:
            self.feed(Input.CUSTOMER_LEFT, end.code, end.reason)
        elif end.answered:
            self.feed(Input.CONSULT_ENDED, end.code, end.reason)
        else:
            self.feed(final_answer(end.code), end.code, end.reason)

    def refer_progressed(self, code: int, reason: str, *, final: bool) -> None:
        """A NOTIFY, or the refusal of our REFER."""
        if not final:
            return
        done = 200 <= code < 300  # noqa: PLR2004 - RFC 3261 section 7.2
        self.feed(Input.DONE if done else Input.REFUSED, code, reason)

    # Actions.

    def _line(self, call: CallId) -> Line | None:
        line = self._board.lines.get(call)
        return line if line is not None and line.alive else None

    def _hold_customer(self) -> None:
        def done(ok: bool, code: int) -> None:  # noqa: FBT001 - Holding calls it so
            if ok:
                self.feed(Input.HELD, code)
            elif code:
                self.feed(Input.HOLD_REFUSED, code)

        line = self._line(self.customer)
        if line is not None:
            line.holding.want(held=True, done=done)

    def _unhold_customer(self) -> None:
        def done(ok: bool, code: int) -> None:  # noqa: FBT001 - Holding calls it so
            if ok:
                consult = self._line(self.consult)
                kept = consult is not None and consult.up
                self.feed(Input.UNHELD_KEPT if kept else Input.UNHELD, code)
            elif code:
                log.warning("the customer's telephone refused to be un-held (%d); trying again", code)
                self._board.loop.later(_AGAIN_SECONDS, self._unhold_again)

        line = self._line(self.customer)
        if line is not None:
            line.holding.want(held=False, done=done)

    def _unhold_again(self) -> None:
        if self.state in {State.RETURNING, State.CONFERENCE}:
            self._unhold_customer()

    def _dial_target(self) -> None:
        try:
            self._board.dial(
                self.consult,
                self.plan.target,
                Purpose.CONSULT,
                parent=self.customer,
                user_to_user=self.plan.user_to_user,
            )
        except pj.Error as error:
            self.feed(Input.TARGET_UNREACHABLE, 503, words(error))

    def _send_case(self) -> None:
        if self._case_sent:
            return
        self._case_sent = True
        for body in self.plan.case:
            try:
                self._send_message(self.plan.target, CASE_TYPE, body)
            except pj.Error as error:
                log.warning("the case was not sent: %s", words(error))

    def _hold_consult(self) -> None:
        line = self._line(self.consult)
        if line is not None and line.up:
            line.holding.want(held=True)

    def _resume_consult(self) -> None:
        line = self._line(self.consult)
        if line is not None and line.up:
            line.holding.want(held=False)

    def _end(self, call: CallId, *, after: float = 0.0) -> None:
        line = self._line(call)
        if line is not None:
            line.hang_up(after=after)

    def _bridge(self, *, on: bool) -> None:
        self._board.patchbay.bridge(self.customer, self.consult, on=on)

    def _refer_replaces(self) -> None:
        customer, consult = self._line(self.customer), self._line(self.consult)
        self.referred = True

        def refer() -> None:
            if customer is None or consult is None or customer.sip is None or consult.sip is None:
                self.feed(Input.REFUSED, _GONE, "A leg is gone")
                return
            try:
                customer.sip.xferReplaces(consult.sip, pj.CallOpParam(True))
            except pj.Error as error:
                self.feed(Input.REFUSED, _FAILED, words(error))

        # A REFER beside a re-INVITE is answered 491 by some, and the Replaces must find a settled dialog.
        if customer is None or consult is None:
            refer()
        else:
            customer.holding.when_idle(lambda: consult.holding.when_idle(refer))

    def _refer_blind(self) -> None:
        customer = self._line(self.customer)
        self.referred = True
        header = self.plan.user_to_user
        target = self.plan.target + (f"?User-to-User={quote(header, safe='')}" if header else "")

        def refer() -> None:
            if customer is None or customer.sip is None:
                self.feed(Input.REFUSED, _GONE, "The leg is gone")
                return
            try:
                customer.sip.xfer(f"<{target}>", pj.CallOpParam(True))
            except pj.Error as error:
                self.feed(Input.REFUSED, _FAILED, words(error))

        if customer is None:
            refer()
        else:
            customer.holding.when_idle(refer)

    # Timers.

    def _start_ring_timer(self) -> None:
        self._stop_ring_timer()
        self._ring = self._board.loop.later(
            self.plan.ring_seconds, lambda: self.feed(Input.RING_TIMEOUT, 408)
        )

    def _stop_ring_timer(self) -> None:
        if self._ring is not None:
            self._ring.cancel()

    def _start_notify_timer(self) -> None:
        self._stop_notify_timer()
        self._notify = self._board.loop.later(
            self.plan.notify_seconds, lambda: self.feed(Input.NOTIFY_TIMEOUT)
        )

    def _stop_notify_timer(self) -> None:
        if self._notify is not None:
            self._notify.cancel()

    def _start_settle_timer(self) -> None:
        if self._settle is None:
            self._settle = self._board.loop.later(SETTLE_SECONDS, lambda: self.feed(Input.SETTLE_TIMEOUT))
