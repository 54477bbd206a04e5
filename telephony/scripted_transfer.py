"""The scripted telephone's transfers: the table of transfer.py carried out on legs that are only records."""

from collections import deque
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Protocol

import msgspec

from telephony.call import CallId, EndedBy
from telephony.commands import BeginTransfer, BlindTransfer
from telephony.events import Happening, Transfer, TransferStepped
from telephony.transfer import ENDS, Action, Input, State, allowed, step

OVER = ENDS | {State.RETURNED}
"""Nothing but a late 200 can change it any more."""
_BUSY = frozenset({486, 600})
_UNREACHABLE = frozenset({404, 408, 410, 484})


class Legs(Protocol):
    """What a transfer does to legs; each is harmless for a leg that has ended."""

    def is_up(self, call: CallId) -> bool:
        """Say whether it is answered and has not ended."""

    def hold(self, call: CallId, *, on: bool) -> bool:
        """Ask for the hold or its end; False when it is so already, or there is no such leg."""

    def dial_consult(self, call: CallId, target: str, parent: CallId) -> None:
        """Send INVITE to the target."""

    def end(self, call: CallId, code: int, by: EndedBy) -> None:
        """End a leg, and tell it once."""

    def refer(self, transfer: str) -> None:
        """Send REFER; the script answers it."""


class _UnderWay(msgspec.Struct):
    order: BeginTransfer | BlindTransfer
    consult: CallId
    state: State
    since: datetime
    code: int = 0
    rang: bool = False
    case_sent: bool = False


class ScriptedTransfers:
    """Every transfer since the start, by name; inputs that an action causes wait until its row is done."""

    def __init__(self, legs: Legs, tell: Callable[[Happening], None], now: Callable[[], datetime]) -> None:
        self._legs = legs
        self._tell = tell
        self._now = now
        self._all: dict[str, _UnderWay] = {}
        self._inputs: deque[tuple[str, Input, int, str]] = deque()
        self._working = False
        self.cases_sent: list[str] = []
        """The bodies of BeginTransfer.case that have gone to a target."""

    def begin(self, order: BeginTransfer | BlindTransfer) -> None:
        """Enter it in state TALKING and give it its first input."""
        consult = order.consult if isinstance(order, BeginTransfer) else ""
        self._all[order.transfer] = _UnderWay(order, consult, State.TALKING, self._now())
        self.give(order.transfer, Input.BEGIN if isinstance(order, BeginTransfer) else Input.BLIND)

    def knows(self, transfer: str) -> bool:
        """Whether there is or was one of that name."""
        return transfer in self._all

    def active(self, call: CallId) -> str:
        """The transfer under way in which this leg takes part, "" without one."""
        return next((name for name in self.of(call) if self._all[name].state not in OVER), "")

    @property
    def engaged(self) -> bool:
        """The agent is between customer and target, and no other call can be taken up."""
        return any(one.state not in OVER and one.state is not State.KEPT for one in self._all.values())

    def give_way(self) -> None:
        """Back to the customers, consults dropped, wherever the table has a way."""
        for name in tuple(self._all):
            if self._all[name].state not in OVER and self.may(name, Input.CANCEL):
                self.give(name, Input.CANCEL)

    def may(self, transfer: str, asked: Input) -> bool:
        """Whether there is such a transfer and a person may wish this of it now."""
        return transfer in self._all and allowed(self._all[transfer].state, asked)

    def state(self, transfer: str) -> State:
        """Where it stands; KeyError if there was none of that name."""
        return self._all[transfer].state

    def consult(self, transfer: str) -> CallId:
        """Its consult's leg."""
        return self._all[transfer].consult

    def under_way(self) -> tuple[Transfer, ...]:
        """For a snapshot: those that have not ended."""
        return tuple(
            Transfer(
                transfer=name,
                customer=one.order.customer,
                consult=one.consult,
                target=one.order.target,
                state=one.state,
                code=one.code,
                since=one.since,
            )
            for name, one in self._all.items()
            if one.state not in OVER
        )

    def of(self, call: CallId) -> Iterator[str]:
        """Name the transfers that a leg takes part in and that have not ended."""
        for name, one in self._all.items():
            if call in {one.order.customer, one.consult} and one.state not in ENDS:
                yield name

    def clear(self) -> None:
        """Forget them all: the engine has died."""
        self._all.clear()

    def give(self, transfer: str, happened: Input, code: int = 0, reason: str = "") -> None:
        """Something has happened to a transfer."""
        self._inputs.append((transfer, happened, code, reason))
        if self._working:
            return
        self._working = True
        try:
            while self._inputs:
                self._take(*self._inputs.popleft())
        finally:
            self._working = False

    def _take(self, transfer: str, happened: Input, code: int, reason: str) -> None:
        one = self._all[transfer]
        row = step(one.state, happened)
        if row.next is not one.state:
            one.since = self._now()
        one.state = row.next
        if row.step is not None:
            one.code = code
            told = TransferStepped(transfer=transfer, state=row.next, step=row.step, code=code, reason=reason)
            self._tell(told)
        for action in row.do:
            self._do(transfer, one, action)

    def _do(self, transfer: str, one: _UnderWay, action: Action) -> None:
        customer, consult, legs = one.order.customer, one.consult, self._legs
        doing: dict[Action, Callable[[], object]] = {
            Action.HOLD_CUSTOMER: lambda: self._hold_customer(transfer),
            Action.UNHOLD_CUSTOMER: lambda: self._unhold_customer(transfer),
            Action.DIAL_TARGET: lambda: legs.dial_consult(consult, one.order.target, customer),
            Action.SEND_CASE: lambda: self._send_case(one),
            Action.HOLD_CONSULT: lambda: legs.hold(consult, on=True),
            Action.RESUME_CONSULT: lambda: legs.hold(consult, on=False),
            Action.END_CONSULT: lambda: legs.end(consult, 200 if legs.is_up(consult) else 487, EndedBy.US),
            Action.LEAVE_CONSULT: lambda: legs.end(consult, 200, EndedBy.US),
            Action.END_CUSTOMER: lambda: legs.end(customer, 200, EndedBy.US),
            Action.REFER_REPLACES: lambda: legs.refer(transfer),
            Action.REFER_BLIND: lambda: legs.refer(transfer),
        }
        if (
            action in doing
        ):  # timers and bridges leave no trace here, and a consult without a transfer is a plain call
            doing[action]()

    def _hold_customer(self, transfer: str) -> None:
        customer = self._all[transfer].order.customer
        if not self._legs.hold(customer, on=True) and self._legs.is_up(customer):
            self.give(transfer, Input.HELD)

    def _unhold_customer(self, transfer: str) -> None:
        customer = self._all[transfer].order.customer
        if not self._legs.hold(customer, on=False) and self._legs.is_up(customer):
            self.customer_back(transfer)

    def _send_case(self, one: _UnderWay) -> None:
        if isinstance(one.order, BeginTransfer) and not one.case_sent:
            one.case_sent = True
            self.cases_sent.extend(one.order.case)

    def customer_back(self, transfer: str) -> None:
        """Take the un-hold's 200, or that there was nothing to un-hold."""
        kept = self._legs.is_up(self._all[transfer].consult)
        self.give(transfer, Input.UNHELD_KEPT if kept else Input.UNHELD)

    def hold_changed(self, call: CallId, *, held: bool) -> None:
        """Take the 200 to a hold of ours, or to its end."""
        for name in tuple(self.of(call)):
            if self._all[name].order.customer != call:
                continue
            if held:
                self.give(name, Input.HELD)
            else:
                self.customer_back(name)

    def rings(self, call: CallId) -> None:
        """18x for a consult."""
        for name in tuple(self.of(call)):
            if not self._all[name].rang:
                self._all[name].rang = True
                self.give(name, Input.TARGET_RINGS, 180)

    def answered(self, call: CallId) -> None:
        """200 for a consult."""
        for name in tuple(self.of(call)):
            order = self._all[name].order
            queue = isinstance(order, BeginTransfer) and order.target_is_queue
            self.give(name, Input.QUEUE_ANSWERED if queue else Input.TARGET_ANSWERED, 200)

    def ended(self, call: CallId, code: int, reason: str, by: EndedBy, *, answered: bool) -> None:
        """Take the end of a leg, whoever ended it."""
        for name in tuple(self.of(call)):
            one = self._all[name]
            if one.order.customer == call:
                self.give(name, Input.CUSTOMER_LEFT, code, reason)
            elif answered:
                self.give(name, Input.CONSULT_ENDED, code, reason)
            else:
                self.give(name, Input.CANCEL if by is EndedBy.US else _refusal(code), code, reason)


def _refusal(code: int) -> Input:
    if code in _BUSY:
        return Input.TARGET_BUSY
    unreachable = code in _UNREACHABLE or 500 <= code < 600  # noqa: PLR2004 - SIP's classes of answers
    return Input.TARGET_UNREACHABLE if unreachable else Input.TARGET_DECLINED
