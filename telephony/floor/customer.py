"""One customer who calls once: rings, tells the problem, waits, follows a transfer, and leaves."""

from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

from telephony.call import CallId, EndedBy
from telephony.commands import Dial, HangUp
from telephony.events import (
    CallAnswered,
    CallDialled,
    CallEnded,
    CallHoldChanged,
    CommandRefused,
    Event,
)
from telephony.floor.ear import MUSIC_ENDS
from telephony.floor.scenario import Scenario
from telephony.floor.speaker import Speaker
from telephony.floor.stage import Order, Stage


class CustomerRole:
    """Plays a :class:`Scenario` (telephony.floor.stage.Role). The process ends with the customer's last leg.

    A REFER makes a second leg: once it is up it is the call, and the first one's end means nothing. If it
    fails, the customer is still where they were.
    """

    def __init__(self, stage: Stage, scenario: Scenario, file: Path, target: str) -> None:
        self._stage = stage
        self._scenario = scenario
        self._target = target
        self._call: CallId = ""
        self._legs: set[CallId] = set()
        self._patience: dict[str, Callable[[], None]] = {}
        self._speaker = Speaker(stage, file, "", scenario.says, self._has_said)

    def begin(self) -> None:
        """Dial."""
        self._call = uuid4().hex
        self._lose_patience_in("ring", self._scenario.patience.ring)
        self._stage.phone.obey(Dial(id=uuid4().hex, call=self._call, target=self._target))

    def happened(self, event: Event) -> None:
        """Follow the call from leg to leg."""
        if isinstance(event, CallDialled):
            self._legs.add(event.call)
        elif isinstance(event, CallAnswered):
            self._answered(event.call)
        elif isinstance(event, CallHoldChanged) and event.by is EndedBy.THEM and event.call == self._call:
            self._held(on=event.held)
        elif isinstance(event, CallEnded):
            self._ended(event.call)
        elif isinstance(event, CommandRefused) and not self._legs:
            self._stage.leave(f"could not dial: {event.message}")

    def heard(self, call: CallId, *, sound: bool) -> None:
        """The agent spoke, or has ended."""
        if call == self._call:
            self._speaker.heard(sound=sound)

    def ordered(self, order: Order) -> None:
        """See :class:`Order`."""
        if order.do == "behave":
            self._stage.report("Refused", what="a customer behaves as the scenario says")
        else:
            self._stage.obey(order, self._call)

    def party_of(self, _call: CallId) -> str:
        """The customer's number."""
        return self._scenario.customer.number

    def _answered(self, call: CallId) -> None:
        first = call == self._call
        self._call = call
        self._cancel("ring")
        self._cancel("hold")
        self._speaker.hold(on=False)
        self._stage.listen(call)
        if first:
            self._lose_patience_in("call", self._scenario.patience.call)
        else:
            self._stage.report("Transferred", party=self._scenario.customer.number, call=call)
        self._happened("answered" if first else "transferred")

    def _happened(self, what: str) -> None:
        self._speaker.begin(what, self._call)
        leaves = self._scenario.leaves
        if leaves is not None and leaves.when == what:
            self._lose_patience_in("leaves", leaves.after)

    def _has_said(self, began: str) -> None:
        leaves = self._scenario.leaves
        if leaves is not None and leaves.when == "said_all" and began != "":
            self._lose_patience_in("leaves", leaves.after)

    def _held(self, *, on: bool) -> None:
        self._speaker.hold(on=on)
        if on:
            self._lose_patience_in("hold", self._scenario.patience.hold)
        else:
            self._cancel("hold")
            self._stage.later(MUSIC_ENDS, lambda: self._stage.listen_anew(self._call))
            if any(line.when == "back" for line in self._scenario.says):
                self._speaker.begin("back", self._call)

    def _ended(self, call: CallId) -> None:
        self._legs.discard(call)
        self._stage.deaf(call)
        if call == self._call:
            self._speaker.stop()
        if not self._legs:
            self._stage.leave("the call is over")

    def _lose_patience_in(self, what: str, seconds: float) -> None:
        self._cancel(what)
        self._patience[what] = self._stage.later(seconds, lambda: self._leave(what))

    def _leave(self, what: str) -> None:
        self._stage.report("HangsUp", party=self._scenario.customer.number, why=what)
        for leg in list(self._legs):
            self._stage.phone.obey(HangUp(id=uuid4().hex, call=leg))

    def _cancel(self, what: str) -> None:
        self._patience.pop(what, lambda: None)()
